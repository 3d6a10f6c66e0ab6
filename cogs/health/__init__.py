"""About the bot itself: what it is, and how far its cards are in step with Discord."""
