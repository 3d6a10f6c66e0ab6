"""Votes and the tallies that they add up to."""
