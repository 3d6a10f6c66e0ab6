"""Reactions: what readers say of a review with one tap."""
