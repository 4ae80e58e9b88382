"""The speed figures: this loket beside the same loket on Rasa's default pipeline, in one run on one machine."""
