"""Sharing a message as a review."""
