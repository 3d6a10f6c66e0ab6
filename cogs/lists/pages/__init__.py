"""Lists page by page: one's own and others'."""
