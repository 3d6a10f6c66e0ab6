"""Picks a title for somebody who does not know what to watch."""

from collections.abc import Sequence
from random import Random

from db.lists.models import Entry, Priority

WEIGHTS = {Priority.HIGH: 9, Priority.MEDIUM: 3, Priority.LOW: 1}
"""How much more often than with low priority a title is picked."""


def draw(entries: Sequence[Entry], *, random: Random, last_key: str | None = None) -> Entry:
    """Picks one of the entries; a higher priority makes it more likely.

    Leaves out the one with `last_key`, which was picked last time, unless it is the only one.
    """
    others = [entry for entry in entries if entry.anime_key != last_key] or list(entries)
    return random.choices(others, [WEIGHTS[entry.priority] for entry in others])[0]
