"""Browsing a server's reviews by anime, author, verdict and popularity."""
