"""Chats that a person takes over: the queue, who is there, and who speaks."""
