"""The addresses to which more than one room of the reviews has buttons. All others stand beside theirs."""

from cogs.core.router import Address

READ = Address("review:read:{review_id:int}")
"""Opens a review."""

DISCUSS = Address("review:discuss:{review_id:int}:{message_id:int}")
"""Opens a thread on a card, or shows the way to it."""

EDIT = Address("review:edit:{review_id:int}")
"""Brings the text of one's own review back, in a form or as a file."""

CONTINUE = Address("review:continue:{review_id:int}")
"""Opens the form that adds to one's own review."""

DELETE = Address("review:delete:{review_id:int}")
"""Asks whether one's own review is to be deleted."""

OPEN_DRAFT = Address("review:draft:{draft_id:int}")
"""Opens a draft in its form."""

SHOW_DRAFT = Address("review:show-draft:{draft_id:int}")
"""Shows what a draft says."""
