"""How a list entry changes: pure functions from one entry to the next, and the rules that they enforce."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db.engine.errors import RuleError
from db.lists.models import MAX_REWATCHES, MAX_TAG_LENGTH, MAX_TAGS, Entry, ListStatus, PartialDate
from db.titles.models import MAX_EPISODES, Anime


@dataclass(eq=False)
class AlreadyListed(RuleError):
    """Somebody adds a title that is already on their list."""

    entry: Entry


class ListFull(RuleError):
    """A list has `MAX_ENTRIES` titles."""


@dataclass(eq=False)
class NotListed(RuleError):
    """Somebody changes a title that is not on their list."""

    anime: Anime


@dataclass(eq=False)
class TooManyEpisodes(RuleError):
    """Somebody says that they have seen more episodes than a title has."""

    anime: Anime
    episodes: int


@dataclass(eq=False)
class TooFewEpisodesLeft(RuleError):
    """Somebody counts more episodes than are left."""

    anime: Anime
    total: int
    seen: int
    left: int
    is_again: bool
    """Whether somebody is watching the title again."""


@dataclass(eq=False)
class NoEpisodesLeft(RuleError):
    """Somebody counts an episode of a title that they have seen in full."""

    anime: Anime
    total: int
    seen: int
    is_completed: bool


@dataclass(eq=False)
class EpisodeLimitExceeded(RuleError):
    """Counting the episodes would make more than `MAX_EPISODES`."""

    anime: Anime
    seen: int


@dataclass(eq=False)
class AllWatchedAgain(RuleError):
    """Somebody sets the number of rewatched episodes to all of them. Only counting the last one ends a rewatch."""

    anime: Anime
    total: int


class TooManyRewatches(RuleError):
    """Somebody has watched a title again more than `MAX_REWATCHES` times."""


@dataclass(eq=False)
class NotCompleted(RuleError):
    """Somebody watches a title again that they have not completed."""

    anime: Anime


@dataclass(eq=False)
class FinishedBeforeStarted(RuleError):
    """A title is finished before it is started."""

    started: PartialDate
    finished: PartialDate


class TooManyTags(RuleError):
    """There are more tags than `MAX_TAGS`, or one is longer than `MAX_TAG_LENGTH`."""


def require(entry: Entry | None, anime: Anime) -> Entry:
    """The entry of a title. Raises NotListed if there is none."""
    if entry is None:
        raise NotListed(anime)
    return entry


def start(
    anime: Anime,
    *,
    user_id: int,
    status: ListStatus | None = None,
    score: int | None = None,
    episodes: int | None = None,
) -> Entry:
    """Makes a new entry. If no status is given, it follows from the number of episodes.

    Raises TooManyEpisodes.
    """
    entry = Entry(user_id=user_id, anime_key=anime.key, title=anime.title, status=ListStatus.PLAN_TO_WATCH)
    given = {"status": status, "score": score, "episodes": episodes}
    return change(entry, anime, {name: value for name, value in given.items() if value is not None})


def change(entry: Entry, anime: Anime, changes: Mapping[str, Any]) -> Entry:
    """Returns the entry with `changes` made, and with what follows from them.

    - Completing a title counts all its episodes, unless their number is given.
    - The last episode completes a title, unless a status is given.
    - A title that is no longer completed is not being watched again either.

    Raises TooManyEpisodes, AllWatchedAgain, TooManyRewatches and FinishedBeforeStarted.
    """
    _check_episodes(anime, changes.get("episodes", 0))
    _check_rewatch(entry, anime, changes)
    changed = replace(entry, **changes)
    if "status" not in changes and "episodes" in changes:
        changed = replace(changed, status=_derive_status(changed, anime))
    if changes.get("status") is ListStatus.COMPLETED and "episodes" not in changes and anime.episodes:
        changed = replace(changed, episodes=anime.episodes)
    if changed.status is not ListStatus.COMPLETED:
        changed = replace(changed, rewatched_episodes=None)
    if changed.started and changed.finished and changed.finished.is_before(changed.started):
        raise FinishedBeforeStarted(changed.started, changed.finished)
    return changed


def record(entry: Entry, anime: Anime, *, score: int, episodes: int | None) -> Entry:
    """An entry after its owner has reviewed the title. `episodes` is how many they have seen; None means all.

    An entry that is further along keeps its progress. Raises TooManyEpisodes.
    """
    if episodes is None:
        return change(entry, anime, {"status": ListStatus.COMPLETED, "score": score})
    if entry.status is ListStatus.COMPLETED:
        return change(entry, anime, {"score": score})
    return change(entry, anime, {"episodes": max(episodes, entry.episodes), "score": score})


def choose_status(entry: Entry, anime: Anime, status: ListStatus, *, today: date) -> Entry:
    """Gives an entry the status that its owner chose today. If it was being watched and is completed, it ends today."""
    changed = change(entry, anime, {"status": status})
    if entry.status is ListStatus.WATCHING and status is ListStatus.COMPLETED:
        return _finish(changed, today)
    return changed


def watch(entry: Entry, anime: Anime, number: int, *, today: date) -> Entry:
    """An entry after `number` more episodes. The first one starts the title, the last one completes it.

    During a rewatch, the episodes count towards it, and the last one completes it. If nobody knows how many
    episodes there are, a completed title stays completed. Raises TooFewEpisodesLeft, NoEpisodesLeft and
    EpisodeLimitExceeded.
    """
    if entry.rewatched_episodes is not None:
        return _continue_rewatch(entry, anime, number, entry.rewatched_episodes)
    if anime.episodes is None:
        _check_bound(anime, entry.episodes, number)
    elif entry.episodes + number > anime.episodes:
        left = anime.episodes - entry.episodes
        if left > 0:
            raise TooFewEpisodesLeft(anime, anime.episodes, entry.episodes, left, is_again=False)
        raise NoEpisodesLeft(anime, anime.episodes, entry.episodes, entry.status is ListStatus.COMPLETED)
    stays_completed = anime.episodes is None and entry.status is ListStatus.COMPLETED
    status = ListStatus.COMPLETED if stays_completed else ListStatus.WATCHING
    watched = replace(entry, episodes=entry.episodes + number, status=status)
    if entry.episodes == 0 and entry.started is None and entry.finished is None:
        watched = replace(watched, started=_to_day(today))
    if watched.episodes == anime.episodes:
        watched = _finish(replace(watched, status=ListStatus.COMPLETED), today)
    return watched


def watch_again(entry: Entry, anime: Anime) -> Entry:
    """A completed entry that its owner begins to watch again. Its record of the first time stays.

    Raises NotCompleted and TooManyRewatches.
    """
    if entry.status is not ListStatus.COMPLETED:
        raise NotCompleted(anime)
    if entry.rewatches >= MAX_REWATCHES:
        raise TooManyRewatches
    return replace(entry, rewatched_episodes=entry.rewatched_episodes or 0)


def parse_tags(text: str) -> tuple[str, ...]:
    """Reads tags that are separated by commas, each once. `none` alone means no tags. Raises TooManyTags."""
    tags = tuple(dict.fromkeys(tag for part in text.split(",") if (tag := " ".join(part.split()))))
    if len(tags) == 1 and tags[0].lower() == "none":
        return ()
    if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG_LENGTH for tag in tags):
        raise TooManyTags
    return tags


def _continue_rewatch(entry: Entry, anime: Anime, number: int, seen: int) -> Entry:
    """Counts episodes of a rewatch. If the title's total is unknown, the number seen the first time counts as such."""
    total = anime.episodes or entry.episodes
    if not total:
        _check_bound(anime, seen, number)
    elif number > (left := max(total - seen, 1)):
        raise TooFewEpisodesLeft(anime, total, seen, left, is_again=True)
    elif seen + number >= total:
        return replace(entry, rewatches=min(entry.rewatches + 1, MAX_REWATCHES), rewatched_episodes=None)
    return replace(entry, rewatched_episodes=seen + number)


def _finish(entry: Entry, today: date) -> Entry:
    """An entry that is finished today, unless it has a finish date."""
    day = _to_day(today)
    # Where the person lives, it may already be tomorrow, and they may have entered that as its start.
    is_ahead = entry.started is not None and day.is_before(entry.started)
    return replace(entry, finished=entry.finished or (entry.started if is_ahead else day))


def _to_day(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _check_bound(anime: Anime, seen: int, number: int) -> None:
    if seen + number > MAX_EPISODES:
        raise EpisodeLimitExceeded(anime, seen)


def _check_rewatch(entry: Entry, anime: Anime, changes: Mapping[str, Any]) -> None:
    total = anime.episodes or changes.get("episodes", entry.episodes)
    if total and (changes.get("rewatched_episodes") or 0) >= total:
        raise AllWatchedAgain(anime, total)
    if changes.get("rewatches", 0) > MAX_REWATCHES:
        raise TooManyRewatches


def _check_episodes(anime: Anime, episodes: int) -> None:
    if anime.episodes is not None and episodes > anime.episodes:
        raise TooManyEpisodes(anime, episodes)


def _derive_status(entry: Entry, anime: Anime) -> ListStatus:
    if entry.episodes and entry.episodes == anime.episodes:
        return ListStatus.COMPLETED
    if entry.episodes and entry.status is ListStatus.PLAN_TO_WATCH:
        return ListStatus.WATCHING
    return entry.status
