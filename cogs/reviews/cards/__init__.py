"""Cards: posting them, and keeping them in step with their reviews."""
