"""How many cards have counts that are known to match Discord's."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.reviews.posts import Doubt


@dataclass(frozen=True, slots=True)
class ReconciliationProgress:
    """The state of all cards with counts."""

    cards: int
    """How many cards with counts there are."""
    doubts: Mapping[Doubt, int]
    """How many cards are in doubt, by what the doubt is about."""
    is_busy: bool
    """Whether reactions wait to be written, cards to be redrawn or doubts to be resolved."""
