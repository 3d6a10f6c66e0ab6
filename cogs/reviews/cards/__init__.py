"""Cards: posted for a person, and kept in step with their reviews."""
