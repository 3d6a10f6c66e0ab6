"""How far the tallies of cards are known to be what Discord holds: one feature finds it out, another tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.reviews.posts import Doubt


@dataclass(frozen=True, slots=True)
class ReconciliationProgress:
    """The state of all cards with counts."""

    cards: int
    """How many there are."""
    doubts: Mapping[Doubt, int]
    """How many of them are in doubt, and about what."""
    is_busy: bool
    """Whether reactions wait to be written, cards to be redrawn or doubts to be worked off."""
