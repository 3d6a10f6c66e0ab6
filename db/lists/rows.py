"""List entries as rows of the database."""

from collections.abc import Sequence
from typing import Any

from db.lists.models import Entry, ListStatus, PartialDate, Priority


def to_columns(entry: Entry) -> dict[str, Any]:
    return {
        "user_id": entry.user_id,
        "anime_key": entry.anime_key,
        "title": entry.title,
        "status": entry.status,
        "score": entry.score,
        "episodes": entry.episodes,
        "started": str(entry.started) if entry.started else None,
        "finished": str(entry.finished) if entry.finished else None,
        "rewatches": entry.rewatches,
        "rewatched_episodes": entry.rewatched_episodes,
        "priority": entry.priority,
        "notes": entry.notes,
        "tags": "\n".join(entry.tags),
        "is_private": entry.is_private,
        "updated_at": entry.updated_at,
    }


def to_entry(row: Sequence[Any]) -> Entry:
    """The entry of a row that has all columns, in the order of the schema but for `rewatched_episodes`."""
    user_id, anime_key, title, status, score, episodes, started, finished, *rest = row
    rewatches, rewatched_episodes, priority, notes, tags, is_private, updated_at = rest
    return Entry(
        user_id=user_id,
        anime_key=anime_key,
        title=title,
        status=ListStatus(status),
        score=score,
        episodes=episodes,
        started=PartialDate.parse(started) if started else None,
        finished=PartialDate.parse(finished) if finished else None,
        rewatches=rewatches,
        rewatched_episodes=rewatched_episodes,
        priority=Priority(priority),
        notes=notes,
        tags=tuple(tags.splitlines()),
        is_private=bool(is_private),
        updated_at=updated_at,
    )
