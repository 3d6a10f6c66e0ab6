"""A person's own reviews and drafts: what there is, what they were, and out of here as files."""
