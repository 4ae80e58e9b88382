"""The language figures: the project's own test sentences put to the really running signpost."""
