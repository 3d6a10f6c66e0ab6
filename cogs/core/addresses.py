"""The addresses by which features link to one another. All others stand beside their buttons, in a `render.py`."""

from cogs.core.router import Address

CHOOSE_REVIEW = Address("review:choose")
"""A menu of reviews, with their ids as values: opens the chosen one."""

REVIEW_MENU = Address("review:menu:{review_id:int}")
"""Opens what can be done with a review."""

REVIEW_FROM_LIST = Address("list:review:{anime_key:key}")
"""Writes a review of a title on one's list, rated as it is there."""

LIST_FROM_REVIEW = Address("review:list:{review_id:int}")
"""Puts the title of one's review on one's list, with what the review says of it."""

EDIT_ENTRY = Address("list:edit:{anime_key:key}")
"""Opens the form of a title on one's list."""

SHOW_REACTIONS = Address("reaction:all:{review_id:int}")
"""Shows all reactions to a review."""
