"""Lists in and out as files."""
