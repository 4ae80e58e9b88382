"""What people teach the engine: messages that may have been misread, labelled and exported for training."""
