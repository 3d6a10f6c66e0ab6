"""Titles: the option that names one, and what is known about it."""
