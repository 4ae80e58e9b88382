"""Sending text messages: one small port, and NotifyNL behind it."""
