"""Text as people keep their lists in it: one title a line, with whatever they write beside it."""
