"""Lists: the titles that people watch, have watched and want to watch."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import aiosqlite

from db.engine.database import Database
from db.engine.queries import load_queries
from db.engine.rows import read_row, read_rows, to_columns
from db.lists.changes import ListFull, require, start, watch
from db.lists.history import (
    ListChange,
    ListChangeKind,
    add_change,
    get_change,
    get_last_change,
    make_replaced_rows,
    take_back,
)
from db.lists.models import MAX_ENTRIES, Entry, ListSort, ListStatus, Visibility
from db.titles.models import Anime

_queries = load_queries("lists/lists")

Rewriting = Callable[[Sequence[Entry]], Mapping[str, Entry | None]]
"""Takes a person's list, and returns its changes by key: the entry to write, or None to remove it."""


class UndoneChange(NamedTuple):
    """A change that was undone, and the one that an undo would take back next."""

    change: ListChange
    earlier: ListChange | None


class Lists:
    """The repository of list entries. All changes to them can be undone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, user_id: int, anime_key: str) -> Entry | None:
        return read_row(Entry, await _queries.get(self._database.reader, user_id=user_id, anime_key=anime_key))

    async def list_page(
        self,
        *,
        user_id: int,
        status: ListStatus | None,
        limit: int,
        offset: int,
        sort: ListSort = ListSort.UPDATED,
        with_private: bool = True,
    ) -> list[Entry]:
        """Part of a person's list. `status` None means all of it. Of equal entries, the last changed comes first."""
        rows = _queries.list_page(
            self._database.reader,
            user_id=user_id,
            status=status,
            sort=sort,
            with_private=with_private,
            limit=limit,
            offset=offset,
        )
        return read_rows(Entry, [row async for row in rows])

    async def list_all(self, *, user_id: int, with_private: bool = True) -> list[Entry]:
        """A person's whole list, in the order of its keys."""
        rows = _queries.list_all(self._database.reader, user_id=user_id, with_private=with_private)
        whole = [row async for row in rows]
        # There can be thousands, which would block the event loop.
        return await asyncio.to_thread(read_rows, Entry, whole)

    async def count_by_status(self, *, user_id: int, with_private: bool = True) -> dict[ListStatus, int]:
        """How many entries a person has in each status, without empty ones."""
        rows = _queries.count_by_status(self._database.reader, user_id=user_id, with_private=with_private)
        return {ListStatus(row["status"]): row["number"] async for row in rows}

    async def get_visibility(self, *, user_id: int) -> Visibility:
        """Who else may see a person's list: nobody, unless they have chosen otherwise."""
        return Visibility(
            await _queries.get_visibility(self._database.reader, user_id=user_id) or Visibility.PRIVATE.value
        )

    async def set_visibility(self, *, user_id: int, visibility: Visibility) -> None:
        async with self._database.transaction(f"list {user_id}") as connection:
            await _queries.set_visibility(connection, user_id=user_id, visibility=visibility)

    async def put(self, anime: Anime, *, user_id: int, change_id: int, now: int) -> Entry:
        """Puts a title on a person's list. If it is there already, it stays as it is."""

        def put(present: Entry | None) -> Entry:
            return present or replace(start(anime, user_id=user_id), updated_at=now)

        return await self.change(put, user_id=user_id, anime_key=anime.key, change_id=change_id, now=now)

    async def watch(self, anime: Anime, number: int, *, user_id: int, today: date, change_id: int, now: int) -> Entry:
        """Counts more episodes of a title on a person's list. Raises NotListed, and what `watch` raises."""

        def count(present: Entry | None) -> Entry:
            return replace(watch(require(present, anime), anime, number, today=today), updated_at=now)

        return await self.change(count, user_id=user_id, anime_key=anime.key, change_id=change_id, now=now)

    async def change(
        self, change: Callable[[Entry | None], Entry], *, user_id: int, anime_key: str, change_id: int, now: int
    ) -> Entry:
        """Replaces an entry with the result of `change`, and returns it. `change` gets None if there is no entry yet.

        If only the time of the entry would change, nothing is written.

        It is one transaction: changes made at once don't overwrite each other, and an error in `change` leaves the list
        as it was. `change_id` is the interaction's id. A second call with the same id changes nothing. Raises ListFull.
        """
        async with self._database.transaction(f"list {user_id}") as connection:
            row = await _queries.get_for_change(connection, user_id=user_id, anime_key=anime_key, change_id=change_id)
            before = read_row(Entry, row)
            if before is not None and row["is_changed"]:
                return before
            after = change(before)
            changes = _compare({anime_key: before}, {anime_key: after}, user_id=user_id, change_id=change_id)
            await _write(connection, changes, change_id=change_id, kind=ListChangeKind.ENTRY, user_id=user_id, now=now)
            if before is None and await _queries.count(connection, user_id=user_id) > MAX_ENTRIES:
                raise ListFull
        return after

    async def delete(self, *, user_id: int, anime_key: str, change_id: int, now: int) -> None:
        """Takes an entry off a list, if it is there."""
        async with self._database.transaction(f"list {user_id}") as connection:
            before = read_row(Entry, await _queries.get(connection, user_id=user_id, anime_key=anime_key))
            if before is not None:
                changes = _compare({anime_key: before}, {anime_key: None}, user_id=user_id, change_id=change_id)
                await _write(
                    connection, changes, change_id=change_id, kind=ListChangeKind.ENTRY, user_id=user_id, now=now
                )

    async def count_changed(self, *, change_id: int, user_id: int) -> int | None:
        """How many titles a person's change added, changed or removed. None if it is gone or was undone."""
        change = await get_change(self._database.reader, change_id=change_id, user_id=user_id)
        return change.size if change else None

    async def undo(self, *, user_id: int, change_id: int | None = None) -> UndoneChange | None:
        """Undoes the person's last change. None if there is none.

        With a `change_id`, undoes only that change. None if it is not the last one.
        """
        async with self._database.transaction(f"list {user_id}") as connection:
            change = await get_last_change(connection, user_id=user_id)
            if change is None or change_id not in (None, change.id):
                return None
            await take_back(connection, change)
            return UndoneChange(change, await get_last_change(connection, user_id=user_id))


async def rewrite_list(
    connection: aiosqlite.Connection,
    rewriting: Rewriting,
    *,
    kind: ListChangeKind,
    user_id: int,
    change_id: int,
    now: int,
) -> None:
    """Rewrites a person's list as one change. Call it inside a transaction."""
    rows = [row async for row in _queries.list_all(connection, user_id=user_id, with_private=True)]

    def plan() -> _Changes:
        present = {entry.anime_key: entry for entry in read_rows(Entry, rows)}
        after = rewriting(list(present.values()))
        before = {key: present.get(key) for key in after}
        return _compare(before, after, user_id=user_id, change_id=change_id)

    # There can be thousands, which would block the event loop.
    changes = await asyncio.to_thread(plan)
    await _write(connection, changes, change_id=change_id, kind=kind, user_id=user_id, now=now)


class _Changes(NamedTuple):
    """The rows that a change writes."""

    replaced: list[dict[str, Any]]
    """Records the entries before the change."""
    written: list[dict[str, Any]]
    deleted: list[dict[str, Any]]


def _compare(
    before: Mapping[str, Entry | None], after: Mapping[str, Entry | None], *, user_id: int, change_id: int
) -> _Changes:
    """The entries that differ in more than their times. `before` and `after` have the same keys."""
    changed = {
        key: new
        for key, new in after.items()
        if (old := before[key]) is None or new is None or not old.has_same_content(new)
    }
    return _Changes(
        make_replaced_rows({key: before[key] for key in changed}, user_id=user_id, change_id=change_id),
        [to_columns(new) for new in changed.values() if new is not None],
        [{"user_id": user_id, "anime_key": key} for key, new in changed.items() if new is None],
    )


async def _write(
    connection: aiosqlite.Connection, changes: _Changes, *, change_id: int, kind: ListChangeKind, user_id: int, now: int
) -> None:
    """Makes the changes, if any, and records what the entries were before."""
    if changes.replaced:
        await add_change(connection, changes.replaced, change_id=change_id, kind=kind, user_id=user_id, now=now)
    if changes.written:
        await _queries.set_entries(connection, changes.written)
    if changes.deleted:
        await _queries.delete_entries(connection, changes.deleted)
