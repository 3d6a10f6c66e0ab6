"""Addresses whose buttons several activities of the reviews show. All others are next to their buttons."""

from cogs.core.router import Address

READ = Address("review:read:{review_id:int}")
"""Opens a review."""

DISCUSS = Address("review:discuss:{review_id:int}:{message_id:int}")
"""Opens a thread on a card, or links to it."""

EDIT = Address("review:edit:{review_id:int}")
"""Shows the caller's review to edit, in a form or as a file."""

CONTINUE = Address("review:continue:{review_id:int}")
"""Opens the form that adds to the caller's review."""

DELETE = Address("review:delete:{review_id:int}")
"""Asks the caller whether to delete their review."""

OPEN_DRAFT = Address("review:draft:{draft_id:int}")
"""Opens a draft in its form."""

SHOW_DRAFT = Address("review:show-draft:{draft_id:int}")
"""Shows a draft."""
