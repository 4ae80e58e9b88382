"""The ticket: its numbers, its states and moves, and the one service through which it changes."""
