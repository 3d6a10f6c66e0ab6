"""Adds up a list: titles, scores, episodes, time, and when titles were finished."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from db.lists.models import Entry, ListStatus
from db.titles.models import Anime

ASSUMED_MINUTES = 24
"""The assumed length of an episode, in minutes, if the catalogue doesn't know it."""

ASSUMED_FILM_MINUTES = 100
"""The assumed length of a film, in minutes."""

MAX_YEARS = 60
"""The most years that are shown."""

Period = TypeVar("Period", int, tuple[int, int])


class Finished(NamedTuple):
    """The numbers of titles and episodes that somebody finished in a year or a month."""

    titles: int
    episodes: int
    """All episodes of these titles, no matter when they were watched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """A list in numbers."""

    titles: int
    by_status: Mapping[ListStatus, int]
    """Every status, in the order of `ListStatus`."""
    scores: Mapping[int, int]
    """How many titles have each score from 1 to 10, without unscored ones."""
    mean_score: float | None
    """The mean over scored titles; None if there are none."""
    episodes: int
    """All episodes watched, counting repeats."""
    rewatched: int
    """How many of `episodes` are repeats: all of a title for each rewatch, and those of the present one so far."""
    seconds: int
    """The length of all episodes watched, counting repeats."""
    watched_titles: int
    """Titles with at least one episode watched."""
    measured_titles: int
    """How many of `watched_titles` have a known length. Others count as 24 minutes an episode, or 100 a film."""
    years: Mapping[int, Finished]
    """What was completed in each year, in order, without empty years. Rewatches have no date, so they are left out."""
    months: Mapping[tuple[int, int], Finished]
    """What was completed in each month, by year and month."""
    undated: int
    """Completed titles without a finish date, which count for no year."""
    dated_by_year: int
    """Completed titles whose finish date is only a year, which count for no month."""

    @property
    def is_exact(self) -> bool:
        """Whether all lengths are known, so that none is assumed."""
        return self.measured_titles == self.watched_titles

    @property
    def hours(self) -> int:
        """The length of all episodes watched, in full hours."""
        return self.seconds // 3600

    @property
    def shown_years(self) -> dict[int, Finished]:
        """Every year from the first to the last. If these are too many, only the last ones with anything finished."""
        if not self.years:
            return {}
        years = range(min(self.years), max(self.years) + 1)
        shown = years if len(years) <= MAX_YEARS else list(self.years)[-MAX_YEARS:]
        return {year: self.years.get(year, Finished(0, 0)) for year in shown}

    @property
    def shown_months(self) -> dict[tuple[int, int], Finished]:
        """The last month in which anything was finished and the eleven before it, in order. Empty if there is none.

        There are fewer in the year 1, since no date comes before it.
        """
        if not self.months:
            return {}
        year, month = max(self.months)
        last = 12 * year + month - 1
        shown = [(number // 12, number % 12 + 1) for number in range(max(12, last - 11), last + 1)]
        return {month: self.months.get(month, Finished(0, 0)) for month in shown}


def count_statistics(entries: Sequence[Entry], titles: Mapping[str, Anime]) -> Statistics:
    """Adds up all the entries. Leave out entries that the reader may not see.

    `titles` are the entries' titles, by key; unknown ones may be missing.
    """
    scores = [entry.score for entry in entries if entry.score]
    rewatched = [entry.rewatches * entry.episodes + (entry.rewatched_episodes or 0) for entry in entries]
    watched = [
        (entry.episodes + again, titles.get(entry.anime_key))
        for entry, again in zip(entries, rewatched, strict=True)
        if entry.episodes + again
    ]
    completed = [entry for entry in entries if entry.status is ListStatus.COMPLETED]
    dated = [(entry.finished, entry.episodes) for entry in completed if entry.finished]
    by_month = [((date.year, date.month), episodes) for date, episodes in dated if date.month]
    return Statistics(
        titles=len(entries),
        by_status=_count(ListStatus, (entry.status for entry in entries)),
        scores=_count(range(1, 11), scores),
        mean_score=sum(scores) / len(scores) if scores else None,
        episodes=sum(episodes for episodes, _anime in watched),
        rewatched=sum(rewatched),
        seconds=sum(episodes * _measure(anime) for episodes, anime in watched),
        watched_titles=len(watched),
        measured_titles=sum(anime is not None and anime.duration is not None for _episodes, anime in watched),
        years=_add_up((date.year, episodes) for date, episodes in dated),
        months=_add_up(by_month),
        undated=len(completed) - len(dated),
        dated_by_year=len(dated) - len(by_month),
    )


Thing = TypeVar("Thing")


def _count(kinds: Iterable[Thing], things: Iterable[Thing]) -> dict[Thing, int]:
    counts = Counter(things)
    return {kind: counts[kind] for kind in kinds}


def _measure(anime: Anime | None) -> int:
    """The length of an episode in seconds."""
    if anime is not None and anime.duration is not None:
        return anime.duration
    return 60 * (ASSUMED_FILM_MINUTES if anime is not None and anime.kind == "Movie" else ASSUMED_MINUTES)


def _add_up(finished: Iterable[tuple[Period, int]]) -> dict[Period, Finished]:
    sums: dict[Period, Finished] = {}
    for period, episodes in sorted(finished):
        titles, total = sums.get(period, Finished(0, 0))
        sums[period] = Finished(titles + 1, total + episodes)
    return sums
