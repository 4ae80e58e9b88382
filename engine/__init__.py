"""What runs inside the sealed engine's environment (Python 3.10, rasa 3.6.21) and nowhere else."""
