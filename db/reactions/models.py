"""The kinds of reactions, and their tallies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Self


class ReactionKind(StrEnum):
    """The kinds of reactions to a review, in the order in which they are shown."""

    emoji: str

    NICE = "NICE", "👍"
    LOVE_IT = "LOVE_IT", "❤️"
    FUNNY = "FUNNY", "😂"
    CONFUSING = "CONFUSING", "😕"
    INFORMATIVE = "INFORMATIVE", "💡"
    WELL_WRITTEN = "WELL_WRITTEN", "✍️"
    CREATIVE = "CREATIVE", "🎨"

    def __new__(cls, value: str, emoji: str) -> Self:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.emoji = emoji
        return kind

    @classmethod
    def from_emoji(cls, emoji: str) -> "ReactionKind | None":
        """The kind of an emoji with any skin tone or variation selector; None for other emoji."""
        return _find_kind(emoji)


SEEDED_KINDS = (ReactionKind.NICE, ReactionKind.LOVE_IT, ReactionKind.FUNNY)
"""The kinds that the bot adds as reactions under every card."""

BADGE_KINDS = (
    ReactionKind.LOVE_IT,
    ReactionKind.FUNNY,
    ReactionKind.INFORMATIVE,
    ReactionKind.WELL_WRITTEN,
    ReactionKind.CREATIVE,
)
"""The kinds that can be a review's badge. In a tie, the first one wins."""


def _bare(emoji: str) -> str:
    return re.sub("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]", "", emoji)


_KINDS = {_bare(kind.emoji): kind for kind in ReactionKind}


@lru_cache(maxsize=1024)
def _find_kind(emoji: str) -> ReactionKind | None:
    return _KINDS.get(_bare(emoji))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many different people gave each kind. The author and bots never count."""

    counts: Mapping[ReactionKind, int] = field(default_factory=dict)

    def __getitem__(self, kind: ReactionKind) -> int:
        return self.counts.get(kind, 0)

    @property
    def badge(self) -> ReactionKind | None:
        """The kind among `BADGE_KINDS` with the most votes; None if they have none."""
        leader = max(BADGE_KINDS, key=self.__getitem__)
        return leader if self[leader] else None
