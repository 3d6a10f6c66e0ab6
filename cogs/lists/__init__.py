"""Lists: what a person watches, has watched and wants to watch."""
