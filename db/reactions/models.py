"""The words of reactions: kinds, and the tallies of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache


class ReactionKind(StrEnum):
    """What a reader can say of a review, in the order in which kinds are always shown."""

    NICE = "NICE"
    LOVE_IT = "LOVE_IT"
    FUNNY = "FUNNY"
    CONFUSING = "CONFUSING"
    INFORMATIVE = "INFORMATIVE"
    WELL_WRITTEN = "WELL_WRITTEN"
    CREATIVE = "CREATIVE"

    @property
    def emoji(self) -> str:
        return _EMOJI[self]

    @property
    def label(self) -> str:
        return "Well-written" if self is ReactionKind.WELL_WRITTEN else self.value.replace("_", " ").capitalize()

    @classmethod
    def from_emoji(cls, emoji: str) -> "ReactionKind | None":
        """The kind that an emoji names, whatever its skin tone or variation selector; None for any other emoji."""
        return _find_kind(emoji)


SEEDED_KINDS = (ReactionKind.NICE, ReactionKind.LOVE_IT, ReactionKind.FUNNY)
"""The kinds put as reactions under every card."""


BADGE_KINDS = (
    ReactionKind.LOVE_IT,
    ReactionKind.FUNNY,
    ReactionKind.INFORMATIVE,
    ReactionKind.WELL_WRITTEN,
    ReactionKind.CREATIVE,
)
"""The kinds that can be a review's badge; of equal ones the first leads."""


_EMOJI = {
    ReactionKind.NICE: "👍",
    ReactionKind.LOVE_IT: "❤️",
    ReactionKind.FUNNY: "😂",
    ReactionKind.CONFUSING: "😕",
    ReactionKind.INFORMATIVE: "💡",
    ReactionKind.WELL_WRITTEN: "✍️",
    ReactionKind.CREATIVE: "🎨",
}


def _bare(emoji: str) -> str:
    return re.sub("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]", "", emoji)


_KINDS = {_bare(emoji): kind for kind, emoji in _EMOJI.items()}


@lru_cache(maxsize=1024)
def _find_kind(emoji: str) -> ReactionKind | None:
    return _KINDS.get(_bare(emoji))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many different people gave each kind; the author and bots never count."""

    counts: Mapping[ReactionKind, int] = field(default_factory=dict)

    def __getitem__(self, kind: ReactionKind) -> int:
        return self.counts.get(kind, 0)

    @property
    def badge(self) -> ReactionKind | None:
        """The leading kind among `BADGE_KINDS`, or None without a vote for any of them."""
        leader = max(BADGE_KINDS, key=self.__getitem__)
        return leader if self[leader] else None
