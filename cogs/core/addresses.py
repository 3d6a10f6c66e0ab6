"""The addresses by which features link to each other. All others are next to their buttons, in a `render.py`."""

from cogs.core.router import Address

CHOOSE_REVIEW = Address("review:choose")
"""A menu with reviews' ids as values: opens the chosen review."""

REVIEW_MENU = Address("review:menu:{review_id:int}")
"""Opens a review's menu of actions."""

UNDO_DELETION = Address("review:undo:{review_id:int}")
"""Takes back that a review was deleted."""

REVIEW_FROM_LIST = Address("list:review:{anime_key:key}")
"""Opens the form to review a title on one's list, with the rating from there."""

LIST_FROM_REVIEW = Address("review:list:{review_id:int}")
"""Puts the title of one's review on one's list, with the review's score and progress."""

EDIT_ENTRY = Address("list:edit:{anime_key:key}")
"""Opens the form of a title on one's list."""

SHOW_REACTIONS = Address("reaction:all:{review_id:int}")
"""Shows all reactions to a review."""
