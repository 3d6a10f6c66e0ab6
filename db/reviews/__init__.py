"""Reviews, their drafts and earlier versions, and the posts that show them."""
