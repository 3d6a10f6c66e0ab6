"""The catalogue of titles: what fills it, how it is built, and how it is searched."""
