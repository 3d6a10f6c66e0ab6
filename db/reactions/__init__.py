"""Votes, and their tallies."""
