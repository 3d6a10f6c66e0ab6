"""Lists: entries, their changes, and imports that wait."""
