"""The conversation: messages, privacy guard, the manager that decides, and the service that keeps it."""
