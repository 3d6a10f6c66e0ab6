"""Reviews: written in forms, posted as cards, read in pages."""
