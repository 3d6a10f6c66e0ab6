"""Talking with Discord."""
