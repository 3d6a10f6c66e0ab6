"""Lists: the titles that people watch, have watched and want to watch."""

from collections.abc import Callable, Sequence
from typing import Any

from db.database import Database, load_queries
from db.models import Entry, ListStatus, PartialDate, Priority

_queries = load_queries("lists")


class Lists:
    """The repository of list entries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, user_id: int, anime_key: str) -> Entry | None:
        row = await _queries.get(self._database.reader, user_id=user_id, anime_key=anime_key)
        return to_entry(row) if row else None

    async def list_page(self, *, user_id: int, status: ListStatus | None, limit: int, offset: int) -> list[Entry]:
        """Part of a person's list, last changed first; `status` None means all of it."""
        rows = _queries.list_page(self._database.reader, user_id=user_id, status=status, limit=limit, offset=offset)
        return [to_entry(row) async for row in rows]

    async def count_by_status(self, *, user_id: int, with_private: bool = True) -> dict[ListStatus, int]:
        """How many entries a person has in each status that has any."""
        rows = _queries.count_by_status(self._database.reader, user_id=user_id, with_private=with_private)
        return {ListStatus(status): count async for status, count in rows}

    async def change(self, change: Callable[[Entry | None], Entry], *, user_id: int, anime_key: str) -> Entry:
        """Writes what `change` makes of the present entry, or of None, in its place, and returns that.

        All of it is one transaction: of two changes at once none is lost, and an error in `change` changes nothing.
        """
        async with self._database.transaction() as connection:
            row = await _queries.get(connection, user_id=user_id, anime_key=anime_key)
            entry = change(to_entry(row) if row else None)
            await _queries.set(connection, **to_columns(entry))
        return entry

    async def delete(self, *, user_id: int, anime_key: str) -> None:
        async with self._database.transaction() as connection:
            await _queries.delete(connection, user_id=user_id, anime_key=anime_key)


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
        "priority": entry.priority,
        "notes": entry.notes,
        "tags": "\n".join(entry.tags),
        "is_private": entry.is_private,
        "updated_at": entry.updated_at,
    }


def to_entry(row: Sequence[Any]) -> Entry:
    user_id, anime_key, title, status, score, episodes, started, finished, rewatches, *rest = row
    priority, notes, tags, is_private, updated_at = rest
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
        priority=Priority(priority),
        notes=notes,
        tags=tuple(tags.splitlines()),
        is_private=bool(is_private),
        updated_at=updated_at,
    )
