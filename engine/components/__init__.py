"""NLU components of our own, loaded by the engine through config.yml."""
