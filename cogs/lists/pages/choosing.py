"""Which title is drawn when somebody does not know what to watch."""

from collections.abc import Sequence
from random import Random

from db.lists.models import Entry, Priority

WEIGHTS = {Priority.HIGH: 9, Priority.MEDIUM: 3, Priority.LOW: 1}
"""How many times as often as one of low priority a title is drawn."""


def draw(entries: Sequence[Entry], *, random: Random, last_key: str | None = None) -> Entry:
    """One of the entries, with a chance that grows with its priority.

    Where there are others, not the one with `last_key`, which was drawn last time.
    """
    others = [entry for entry in entries if entry.anime_key != last_key] or list(entries)
    return random.choices(others, [WEIGHTS[entry.priority] for entry in others])[0]
