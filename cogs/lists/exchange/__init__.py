"""Imports lists from files, and exports them as files."""
