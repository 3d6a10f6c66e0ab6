"""The addresses that link one feature to another. All others are next to their buttons, in a `render.py`."""

from cogs.core.router import Address

CHOOSE_REVIEW = Address("review:choose")
"""A menu with the ids of reviews as values. Opens the chosen review."""

REVIEW_MENU = Address("review:menu:{review_id:int}")
"""Opens a review's menu of actions."""

UNDO_DELETION = Address("review:undo:{review_id:int}")
"""Restores a deleted review."""

REVIEW_FROM_LIST = Address("list:review:{anime_key:key}")
"""Opens the form to review a title on the caller's list, with the rating from there."""

LIST_FROM_REVIEW = Address("review:list:{review_id:int}")
"""Puts the title of the caller's review on their list, with the review's score and progress."""

EDIT_ENTRY = Address("list:edit:{anime_key:key}")
"""Opens the form to edit a title on the caller's list."""

SHOW_REACTIONS = Address("reaction:all:{review_id:int}")
"""Shows all reactions to a review."""
