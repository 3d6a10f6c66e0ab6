"""Changes of a list, taken back."""
