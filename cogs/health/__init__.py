"""About the bot: what it is, and how far its cards are in step with Discord."""
