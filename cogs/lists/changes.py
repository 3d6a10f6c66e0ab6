"""What happens to a list entry: pure functions from one entry to the next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from cogs.core.errors import Refusal
from cogs.ui.text import count, escape
from db.lists.models import MAX_REWATCHES, MAX_TAG_LENGTH, MAX_TAGS, Entry, ListStatus, PartialDate
from db.titles.models import MAX_EPISODES, Anime

# Buttons can only be made on the event loop, and changes happen elsewhere: whoever catches these two adds them.


class AlreadyListedError(Refusal):
    """A title that shall be added is on the list already."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            f"{escape(entry.title)} is on your list already, as *{entry.status.label}*. "
            "Change it here or with `/list update`."
        )
        self.entry = entry


class NoneLeftError(Refusal):
    """All episodes of a title have been seen."""


def start(
    anime: Anime,
    *,
    user_id: int,
    status: ListStatus | None = None,
    score: int | None = None,
    episodes: int | None = None,
) -> Entry:
    """A new entry. Without a status it follows from the episodes.

    Raises Refusal for more episodes than there are.
    """
    entry = Entry(user_id=user_id, anime_key=anime.key, title=anime.title, status=ListStatus.PLAN_TO_WATCH)
    given = {"status": status, "score": score, "episodes": episodes}
    return change(entry, anime, {name: value for name, value in given.items() if value is not None})


def change(entry: Entry, anime: Anime, changes: Mapping[str, Any]) -> Entry:
    """An entry with the fields in `changes` set, and what follows from them.

    Completing a title counts all its episodes unless their number is given; the last episode completes it unless a
    status is given; what is no longer completed is not watched again either. Raises Refusal for episodes that
    don't exist, numbers past all bounds and dates that contradict each other.
    """
    _check_episodes(anime, changes.get("episodes", 0))
    _check_rewatch(entry, anime, changes)
    changed = replace(entry, **changes)
    if "status" not in changes and "episodes" in changes:
        changed = replace(changed, status=_follow(changed, anime))
    if changes.get("status") is ListStatus.COMPLETED and "episodes" not in changes and anime.episodes:
        changed = replace(changed, episodes=anime.episodes)
    if changed.status is not ListStatus.COMPLETED:
        changed = replace(changed, rewatched_episodes=None)
    if changed.started and changed.finished and changed.finished.is_before(changed.started):
        raise Refusal(
            f"It can't be finished on {changed.finished} when it was started on {changed.started}. Nothing was changed."
        )
    return changed


def record(entry: Entry, anime: Anime, *, score: int, episodes: int | None) -> Entry:
    """An entry after its title was reviewed, by somebody who has seen so many episodes; None: all of them.

    What is further along stays. Raises Refusal for more episodes than there are.
    """
    if episodes is None:
        return change(entry, anime, {"status": ListStatus.COMPLETED, "score": score})
    if entry.status is ListStatus.COMPLETED:
        return change(entry, anime, {"score": score})
    return change(entry, anime, {"episodes": max(episodes, entry.episodes), "score": score})


def choose_status(entry: Entry, anime: Anime, status: ListStatus, *, today: date) -> Entry:
    """An entry whose owner says today where they stand: what they were watching and complete is finished today."""
    changed = change(entry, anime, {"status": status})
    if entry.status is ListStatus.WATCHING and status is ListStatus.COMPLETED:
        return _finish(changed, today)
    return changed


def watch(entry: Entry, anime: Anime, number: int, *, today: date) -> Entry:
    """An entry after `number` more episodes: started with the first, completed with the last.

    Of what is watched again they count there, and the last one raises the number of times. Where nobody knows which is
    the last, a completed title stays completed. Raises Refusal if fewer are left, NoneLeftError if none of a
    completed title is, and Refusal for more than `MAX_EPISODES` in all.
    """
    if entry.rewatched_episodes is not None:
        return _go_on_again(entry, anime, number, entry.rewatched_episodes)
    if anime.episodes is None:
        _check_bound(anime, entry.episodes, number)
    elif entry.episodes + number > anime.episodes:
        left = anime.episodes - entry.episodes
        sentence = (
            f"{escape(anime.title)} has {count(anime.episodes, 'episode')} and you have seen {entry.episodes:,}, "
        )
        if left > 0:
            raise Refusal(f"{sentence}so only {left:,} can follow.")
        is_completed = entry.status is ListStatus.COMPLETED
        raise (NoneLeftError if is_completed else Refusal)(f"{sentence}so there is none left. Well done!")
    stays_completed = anime.episodes is None and entry.status is ListStatus.COMPLETED
    status = ListStatus.COMPLETED if stays_completed else ListStatus.WATCHING
    watched = replace(entry, episodes=entry.episodes + number, status=status)
    if entry.episodes == 0 and entry.started is None and entry.finished is None:
        watched = replace(watched, started=_to_day(today))
    if watched.episodes == anime.episodes:
        watched = _finish(replace(watched, status=ListStatus.COMPLETED), today)
    return watched


def watch_again(entry: Entry, anime: Anime) -> Entry:
    """A completed entry that its owner begins to watch again; nothing is said anew of the first time.

    Raises Refusal for one that is not completed, or was watched again as often as can be counted.
    """
    if entry.status is not ListStatus.COMPLETED:
        raise Refusal(f"You haven't completed {escape(anime.title)} yet: *+1* counts the first time.")
    if entry.rewatches >= MAX_REWATCHES:
        raise Refusal(f"I can't count more than {count(MAX_REWATCHES, 'time')}. Nothing was changed.")
    return replace(entry, rewatched_episodes=entry.rewatched_episodes or 0)


def parse_tags(text: str) -> tuple[str, ...]:
    """Tags separated by commas, each once; `none` is no tag. Raises Refusal for too many or too long ones."""
    tags = tuple(dict.fromkeys(tag for part in text.split(",") if (tag := " ".join(part.split()))))
    if len(tags) == 1 and tags[0].lower() == "none":
        return ()
    if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG_LENGTH for tag in tags):
        raise Refusal(
            f"At most {MAX_TAGS} tags of {MAX_TAG_LENGTH} characters fit, separated by commas. Nothing was changed."
        )
    return tags


def _go_on_again(entry: Entry, anime: Anime, number: int, seen: int) -> Entry:
    """Of a title of unknown length all is what was seen the first time."""
    total = anime.episodes or entry.episodes
    if not total:
        _check_bound(anime, seen, number)
    elif number > max(total - seen, 1):
        raise Refusal(
            f"{escape(anime.title)} has {count(total, 'episode')} and you have seen {seen:,} again, "
            f"so only {max(total - seen, 1):,} can follow."
        )
    elif seen + number >= total:
        return replace(entry, rewatches=min(entry.rewatches + 1, MAX_REWATCHES), rewatched_episodes=None)
    return replace(entry, rewatched_episodes=seen + number)


def _finish(entry: Entry, today: date) -> Entry:
    """An entry that ends today, unless it has an end already."""
    day = _to_day(today)
    # Where the person lives, it may be tomorrow already, and they may have given that as its start.
    is_ahead = entry.started is not None and day.is_before(entry.started)
    return replace(entry, finished=entry.finished or (entry.started if is_ahead else day))


def _to_day(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _check_bound(anime: Anime, seen: int, number: int) -> None:
    if seen + number > MAX_EPISODES:
        raise Refusal(
            f"You have seen {count(seen, 'episode')} of {escape(anime.title)}, "
            f"and I can't count past {MAX_EPISODES:,}. Nothing was changed."
        )


def _check_rewatch(entry: Entry, anime: Anime, changes: Mapping[str, Any]) -> None:
    total = anime.episodes or changes.get("episodes", entry.episodes)
    if total and (changes.get("rewatched_episodes") or 0) >= total:
        raise Refusal(
            f"{escape(anime.title)} has {count(total, 'episode')}. *+1* counts the last one of them, and that you have "
            "watched it again. Nothing was changed."
        )
    if changes.get("rewatches", 0) > MAX_REWATCHES:
        raise Refusal(f"I can't count more than {count(MAX_REWATCHES, 'time')}. Nothing was changed.")


def _check_episodes(anime: Anime, episodes: int) -> None:
    if anime.episodes is not None and episodes > anime.episodes:
        raise Refusal(
            f"{escape(anime.title)} has {count(anime.episodes, 'episode')}, so you can't have seen {episodes:,}. "
            "Nothing was changed."
        )


def _follow(entry: Entry, anime: Anime) -> ListStatus:
    if entry.episodes and entry.episodes == anime.episodes:
        return ListStatus.COMPLETED
    if entry.episodes and entry.status is ListStatus.PLAN_TO_WATCH:
        return ListStatus.WATCHING
    return entry.status
