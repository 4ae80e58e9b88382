"""Finding signals that tell the same: words, likeness, and the run that stores it. Loaded only when it runs."""
