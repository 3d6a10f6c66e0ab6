"""One title of a person's list: what can be done to it."""
