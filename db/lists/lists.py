"""Lists: the titles that people watch, have watched and want to watch."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from db.engine.database import Database
from db.engine.queries import load_blocking_queries, load_queries
from db.lists.history import ListChange, ListChangeKind, add_change, get_last_change, has_change, take_back
from db.lists.models import Entry, ListSort, ListStatus, Visibility
from db.lists.rows import to_columns, to_entry

_queries = load_queries("lists/lists")
_blocking_queries = load_blocking_queries("lists/lists")

Rewriting = Callable[[Sequence[Entry]], Mapping[str, Entry | None]]
"""What shall be done to a list: the entries to write by their keys, and None for each to take away."""


class Undone(NamedTuple):
    """What was taken back, and what would be next."""

    change: ListChange
    earlier: ListChange | None


class Lists:
    """The repository of list entries. Whatever changes them can be taken back with `undo`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, user_id: int, anime_key: str) -> Entry | None:
        row = await _queries.get(self._database.reader, user_id=user_id, anime_key=anime_key)
        return to_entry(row) if row else None

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
        """Part of a person's list; `status` None means all of it. Of what sorts alike, the last changed comes first."""
        rows = _queries.list_page(
            self._database.reader,
            user_id=user_id,
            status=status,
            sort=sort,
            with_private=with_private,
            limit=limit,
            offset=offset,
        )
        return [to_entry(row) async for row in rows]

    async def list_all(self, *, user_id: int, with_private: bool = True) -> list[Entry]:
        """A person's whole list, by its keys."""
        rows = _queries.list_all(self._database.reader, user_id=user_id, with_private=with_private)
        whole = [row async for row in rows]
        # There can be thousands, which would keep the event loop waiting.
        return await asyncio.to_thread(lambda: [to_entry(row) for row in whole])

    async def count_by_status(self, *, user_id: int, with_private: bool = True) -> dict[ListStatus, int]:
        """How many entries a person has in each status that has any."""
        rows = _queries.count_by_status(self._database.reader, user_id=user_id, with_private=with_private)
        return {ListStatus(status): count async for status, count in rows}

    async def get_visibility(self, *, user_id: int) -> Visibility:
        """Who else may see a person's list: nobody, unless they have said otherwise."""
        return Visibility(
            await _queries.get_visibility(self._database.reader, user_id=user_id) or Visibility.PRIVATE.value
        )

    async def set_visibility(self, *, user_id: int, visibility: Visibility) -> None:
        async with self._database.transaction() as connection:
            await _queries.set_visibility(connection, user_id=user_id, visibility=visibility)

    async def change(
        self, change: Callable[[Entry | None], Entry], *, user_id: int, anime_key: str, change_id: int, now: int
    ) -> Entry:
        """Writes what `change` makes of the present entry, or of None, in its place, and returns that.

        Where nothing but its time would change, nothing is written.

        All of it is one transaction: of two changes at once none is lost, and an error in `change` changes nothing.
        `change_id` is that of the interaction; one that comes again changes nothing. `change` runs in a thread.
        """

        def work(connection: sqlite3.Connection) -> Entry:
            row = _blocking_queries.get(connection, user_id=user_id, anime_key=anime_key)
            before = to_entry(row) if row else None
            if before is not None and has_change(connection, change_id):
                return before
            after = change(before)
            _write(connection, {anime_key: before}, {anime_key: after}, ListChangeKind.ENTRY, user_id, change_id, now)
            return after

        return await self._database.write(work)

    async def delete(self, *, user_id: int, anime_key: str, change_id: int, now: int) -> None:
        """Takes an entry off a list, if it is there."""

        def work(connection: sqlite3.Connection) -> None:
            row = _blocking_queries.get(connection, user_id=user_id, anime_key=anime_key)
            before = {anime_key: to_entry(row)} if row else {}
            _write(connection, before, dict.fromkeys(before), ListChangeKind.ENTRY, user_id, change_id, now)

        await self._database.write(work)

    async def undo(self, *, user_id: int, change_id: int | None = None) -> Undone | None:
        """Takes back the person's last change; None where there is none.

        With a `change_id` only that one, and None also where it is not the last.
        """

        def work(connection: sqlite3.Connection) -> Undone | None:
            change = get_last_change(connection, user_id=user_id)
            if change is None or change_id not in (None, change.id):
                return None
            take_back(connection, change)
            return Undone(change, get_last_change(connection, user_id=user_id))

        return await self._database.write(work)


def rewrite_list(
    connection: sqlite3.Connection,
    rewriting: Rewriting,
    *,
    kind: ListChangeKind,
    user_id: int,
    change_id: int,
    now: int,
) -> None:
    """Does all that `rewriting` wants of a person's list as one change. For inside `Database.write`."""
    rows = _blocking_queries.list_all(connection, user_id=user_id, with_private=True)
    present = {entry.anime_key: entry for entry in map(to_entry, rows)}
    changes = rewriting(list(present.values()))
    _write(connection, {key: present.get(key) for key in changes}, changes, kind, user_id, change_id, now)


def _write(
    connection: sqlite3.Connection,
    before: Mapping[str, Entry | None],
    after: Mapping[str, Entry | None],
    kind: ListChangeKind,
    user_id: int,
    change_id: int,
    now: int,
) -> None:
    """Writes the entries in which anything changes but their times, and what those were; both have the same keys."""
    replaced = {}
    for key, entry in before.items():
        new = after[key]
        if entry is None or new is None or not entry.says_the_same(new):
            replaced[key] = entry
    if not replaced:
        return
    add_change(connection, change_id, kind, replaced, user_id=user_id, now=now)
    written = [(key, after[key]) for key in replaced]
    _blocking_queries.set_entries(connection, [to_columns(entry) for _, entry in written if entry is not None])
    _blocking_queries.delete_entries(
        connection, [{"user_id": user_id, "anime_key": key} for key, entry in written if entry is None]
    )
