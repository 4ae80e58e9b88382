"""Other languages over the Dutch data: read from `data/<language>`, held against the Dutch, and laid over it. Pure."""
