"""What happens to a list entry: pure functions from one entry to the next."""

from dataclasses import replace
from datetime import date
from typing import Any

from cogs.errors import UserFacingError
from cogs.ui.text import count, escape
from db.models import MAX_EPISODES, MAX_TAGS, Anime, Entry, ListStatus, PartialDate

MAX_TAG_LENGTH = 50


def start(
    anime: Anime,
    *,
    user_id: int,
    status: ListStatus | None = None,
    score: int | None = None,
    episodes: int | None = None,
) -> Entry:
    """A new entry. Without a status it follows from the episodes.

    Raises UserFacingError for more episodes than there are.
    """
    entry = Entry(user_id=user_id, anime_key=anime.key, title=anime.title, status=ListStatus.PLAN_TO_WATCH)
    given = {"status": status, "score": score, "episodes": episodes}
    return change(entry, anime, {name: value for name, value in given.items() if value is not None})


def change(entry: Entry, anime: Anime, changes: dict[str, Any]) -> Entry:
    """An entry with the fields in `changes` set, and what follows from them.

    Completing a title counts all its episodes unless their number is given; the last episode completes it unless a
    status is given. Raises UserFacingError for episodes that don't exist and dates that contradict each other.
    """
    _check_episodes(anime, changes.get("episodes", 0))
    changed = replace(entry, **changes)
    if "status" not in changes and "episodes" in changes:
        changed = replace(changed, status=_follow(changed, anime))
    if changes.get("status") is ListStatus.COMPLETED and "episodes" not in changes and anime.episodes:
        changed = replace(changed, episodes=anime.episodes)
    if changed.started and changed.finished and _is_before(changed.finished, changed.started):
        raise UserFacingError(
            f"It can't be finished on {changed.finished} when it was started on {changed.started}. Nothing was changed."
        )
    return changed


def record(entry: Entry, anime: Anime, *, score: int, episodes: int | None) -> Entry:
    """An entry after its title was reviewed, by somebody who has seen so many episodes; None: all of them.

    What is further along stays. Raises UserFacingError for more episodes than there are.
    """
    if episodes is None:
        return change(entry, anime, {"status": ListStatus.COMPLETED, "score": score})
    if entry.status is ListStatus.COMPLETED:
        return change(entry, anime, {"score": score})
    return change(entry, anime, {"episodes": max(episodes, entry.episodes), "score": score})


def watch(entry: Entry, anime: Anime, number: int, *, today: date) -> Entry:
    """An entry after `number` more episodes: started with the first, completed with the last.

    Where nobody knows which is the last, a completed title stays completed. Raises UserFacingError if fewer are left,
    and for more than `MAX_EPISODES` in all.
    """
    if anime.episodes is None and entry.episodes + number > MAX_EPISODES:
        raise UserFacingError(
            f"You have seen {count(entry.episodes, 'episode')} of {escape(anime.title)}, "
            f"and I can't count past {MAX_EPISODES:,}. Nothing was changed."
        )
    if anime.episodes is not None and entry.episodes + number > anime.episodes:
        left = anime.episodes - entry.episodes
        raise UserFacingError(
            f"{escape(anime.title)} has {count(anime.episodes, 'episode')} and you have seen {entry.episodes:,}, "
            + (f"so only {left:,} can follow." if left > 0 else "so there is none left. Well done!")
        )
    day = PartialDate(today.year, today.month, today.day)
    stays_completed = anime.episodes is None and entry.status is ListStatus.COMPLETED
    status = ListStatus.COMPLETED if stays_completed else ListStatus.WATCHING
    watched = replace(entry, episodes=entry.episodes + number, status=status)
    if entry.episodes == 0 and entry.started is None and entry.finished is None:
        watched = replace(watched, started=day)
    if watched.episodes == anime.episodes:
        # Where the person lives, it may be tomorrow already, and they may have given that as its start.
        is_ahead = watched.started is not None and _is_before(day, watched.started)
        finished = entry.finished or (watched.started if is_ahead else day)
        watched = replace(watched, status=ListStatus.COMPLETED, finished=finished)
    return watched


def parse_tags(text: str) -> tuple[str, ...]:
    """Tags separated by commas, each once; `none` is no tag. Raises UserFacingError for too many or too long ones."""
    tags = tuple(dict.fromkeys(tag for part in text.split(",") if (tag := " ".join(part.split()))))
    if len(tags) == 1 and tags[0].lower() == "none":
        return ()
    if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG_LENGTH for tag in tags):
        raise UserFacingError(
            f"At most {MAX_TAGS} tags of {MAX_TAG_LENGTH} characters fit, separated by commas. Nothing was changed."
        )
    return tags


def _check_episodes(anime: Anime, episodes: int) -> None:
    if anime.episodes is not None and episodes > anime.episodes:
        raise UserFacingError(
            f"{escape(anime.title)} has {count(anime.episodes, 'episode')}, so you can't have seen {episodes:,}. "
            "Nothing was changed."
        )


def _follow(entry: Entry, anime: Anime) -> ListStatus:
    if entry.episodes and entry.episodes == anime.episodes:
        return ListStatus.COMPLETED
    if entry.episodes and entry.status is ListStatus.PLAN_TO_WATCH:
        return ListStatus.WATCHING
    return entry.status


def _is_before(day: PartialDate, other: PartialDate) -> bool:
    """Whether a date is earlier for certain: 2024 is not before 2024-04, since it may be any day of that year."""
    known = min(len(str(day)), len(str(other)))
    return str(day)[:known] < str(other)[:known]
