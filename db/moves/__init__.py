"""What people wrote goes with its title."""
