"""A message that somebody has written, made a review."""
