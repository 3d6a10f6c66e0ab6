"""Lists as files: what other sites and people write, and Kanso's own."""
