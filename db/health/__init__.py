"""What the bot remembers about itself."""
