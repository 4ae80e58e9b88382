"""How long what is kept, a citizen's insight into it, and deletion that leaves nothing to read."""
