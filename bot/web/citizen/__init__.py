"""Pages for citizens: the conversation, the plain form, and where a request is."""
