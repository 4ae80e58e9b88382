"""The desk: pages of the people who sit behind this counter."""
