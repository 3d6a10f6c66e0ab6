"""Titles: those of the catalogue and those that people made."""
