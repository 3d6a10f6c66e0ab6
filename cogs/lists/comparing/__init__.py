"""Two people's lists, side by side."""
