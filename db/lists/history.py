"""Keeps the last changes of each person's list, so that they can be undone. Call these inside a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import aiosqlite

from db.engine.queries import load_queries
from db.engine.rows import read_row, read_rows, to_columns
from db.lists.models import ENTRY_DETAILS, Entry

MAX_CHANGES = 10
"""How many changes of a list can be undone."""

_MAX_STEPS = 3
"""How many entries of a change are shown one by one."""

_NO_ENTRY: dict[str, Any] = dict.fromkeys(ENTRY_DETAILS)

_queries = load_queries("lists/history")


class ListChangeKind(StrEnum):
    """The kinds of changes to a list."""

    ENTRY = "ENTRY"
    """One title changed."""
    IMPORT = "IMPORT"
    """A file was merged into the list."""
    REPLACEMENT = "REPLACEMENT"
    """A file replaced the list."""


@dataclass(frozen=True, slots=True)
class ListChange:
    """A change of a list."""

    id: int
    """The id of the interaction that made the change."""
    user_id: int
    kind: ListChangeKind
    changed_at: int
    """Unix seconds."""
    size: int
    """How many entries it changed."""
    steps: tuple[tuple[Entry | None, Entry | None], ...] = ()
    """The first few entries, each before and after the change. None means no entry."""


def make_replaced_rows(before: Mapping[str, Entry | None], *, user_id: int, change_id: int) -> list[dict[str, Any]]:
    """The rows that record entries, by key, before a change. None means no entry."""
    return [
        (to_columns(entry) if entry else {"user_id": user_id, "anime_key": key, "title": key, **_NO_ENTRY})
        | {"change_id": change_id}
        for key, entry in before.items()
    ]


async def add_change(
    connection: aiosqlite.Connection,
    replaced: Sequence[Mapping[str, Any]],
    *,
    change_id: int,
    kind: ListChangeKind,
    user_id: int,
    now: int,
) -> None:
    """Records a change, before its entries change. Keeps only the last `MAX_CHANGES` of the person's changes."""
    await _queries.add_change(connection, change_id=change_id, user_id=user_id, kind=kind, changed_at=now)
    await _queries.add_replaced(connection, replaced)
    await _queries.delete_old(connection, user_id=user_id, kept=MAX_CHANGES)


async def get_last_change(connection: aiosqlite.Connection, *, user_id: int) -> ListChange | None:
    """The person's last change that was recorded and hasn't been undone; None if there is none."""
    change = read_row(ListChange, await _queries.get_last_change(connection, user_id=user_id))
    if change is None:
        return None
    part = {"change_id": change.id, "limit": _MAX_STEPS}
    replaced = [row async for row in _queries.list_replaced(connection, **part)]
    rows = [row async for row in _queries.list_present(connection, user_id=user_id, **part)]
    present = {entry.anime_key: entry for entry in read_rows(Entry, rows)}
    steps = [(read_row(Entry, row) if row["status"] else None, present.get(row["anime_key"])) for row in replaced]
    return replace(change, steps=tuple(steps))


async def get_change(connection: aiosqlite.Connection, *, change_id: int, user_id: int) -> ListChange | None:
    """A person's change, without the titles in it; None if it is gone or was undone."""
    return read_row(ListChange, await _queries.get_change(connection, change_id=change_id, user_id=user_id))


async def take_back(connection: aiosqlite.Connection, change: ListChange) -> None:
    """Restores the entries to what they were before a person's last change, and forgets that change."""
    await _queries.delete_replacing(connection, user_id=change.user_id, change_id=change.id)
    await _queries.bring_back(connection, change_id=change.id)
    await _queries.delete_change(connection, change_id=change.id)
