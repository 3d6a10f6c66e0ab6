"""Takes back changes of a list."""
