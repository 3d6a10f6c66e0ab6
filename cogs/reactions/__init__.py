"""Reactions: what readers say about a review with one tap."""
