"""The loket's side of the sealed engine: what to ask it, how to keep it running, when it must learn again."""
