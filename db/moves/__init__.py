"""Moves what people wrote when its title gets another key."""
