"""Titles: the catalogue's, and those that people make."""
