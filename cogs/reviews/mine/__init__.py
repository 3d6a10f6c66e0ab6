"""A person's own reviews: the panel, drafts, earlier versions, and files to keep."""
