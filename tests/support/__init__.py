"""What stories, unit tests and benches have in common."""
