"""People, organisations and machines: who is who, and who may what."""
