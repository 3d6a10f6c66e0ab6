"""Finds what two lists have in common: pure functions from entries to a comparison."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import correlation

from db.lists.models import Entry, ListStatus

MIN_SHARED = 10
"""The fewest titles that both must have scored: with fewer, similar scores may be chance."""

MAX_DISAGREEMENTS = 5
MAX_FAVOURITES = 3
MIN_FAVOURITE = 9
"""The lowest score of a favourite."""


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A title that both have scored."""

    anime_key: str
    title: str
    mine: int
    """From 1 to 10."""
    theirs: int

    @property
    def distance(self) -> int:
        return abs(self.mine - self.theirs)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two people's lists have in common."""

    shared: int
    """How many titles are on both lists."""
    completed: int
    """How many titles both have completed."""
    scored: int
    """How many titles both have scored."""
    favourites: tuple[ScoredPair, ...]
    """The titles that both score highest, at most `MAX_FAVOURITES`."""
    disagreements: tuple[ScoredPair, ...]
    """The titles whose scores differ most, at most `MAX_DISAGREEMENTS`."""
    similarity: float | None
    """Pearson's correlation of the scores for titles that both have scored, from -1 to 1.

    None for fewer than `MIN_SHARED` titles, or if one person gave all of them the same score.
    """


def compare(mine: Iterable[Entry], theirs: Iterable[Entry]) -> Comparison:
    """Compares two lists without their private entries. Equal titles are sorted by name."""
    my_entries, their_entries = _by_key(mine), _by_key(theirs)
    shared = my_entries.keys() & their_entries.keys()
    pairs = [(my_entries[key], their_entries[key]) for key in shared]
    scored = sorted(
        (
            # The two lists may name a title differently. Both people see the same name.
            ScoredPair(my.anime_key, min(my.title, their.title), my.score, their.score)
            for my, their in pairs
            if my.score and their.score
        ),
        key=lambda pair: (pair.title, pair.anime_key),
    )
    favourites = [pair for pair in scored if min(pair.mine, pair.theirs) >= MIN_FAVOURITE]
    favourites.sort(key=lambda pair: pair.mine + pair.theirs, reverse=True)
    disagreements = [pair for pair in scored if pair.distance]
    disagreements.sort(key=lambda pair: pair.distance, reverse=True)
    return Comparison(
        shared=len(shared),
        completed=sum(my.status is their.status is ListStatus.COMPLETED for my, their in pairs),
        scored=len(scored),
        favourites=tuple(favourites[:MAX_FAVOURITES]),
        disagreements=tuple(disagreements[:MAX_DISAGREEMENTS]),
        similarity=_correlate([pair.mine for pair in scored], [pair.theirs for pair in scored]),
    )


def _by_key(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.anime_key: entry for entry in entries if not entry.is_private}


def _correlate(mine: list[int], theirs: list[int]) -> float | None:
    if len(mine) < MIN_SHARED or len(set(mine)) == 1 or len(set(theirs)) == 1:
        return None
    # Rounding can take it slightly past the limits.
    return max(-1.0, min(1.0, correlation(mine, theirs)))
