"""Compares two people's lists."""
