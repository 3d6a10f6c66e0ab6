"""The last changes of each person's list, so that they can be taken back. For inside `Database.write`."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from db.engine.queries import load_blocking_queries
from db.lists.models import ENTRY_DETAILS, Entry
from db.lists.rows import to_columns, to_entry

MAX_CHANGES = 10
"""How many changes of a list can be taken back."""

_MAX_STEPS = 3
"""Of how many of its entries a change says what became of them."""

_NO_ENTRY: dict[str, Any] = dict.fromkeys(ENTRY_DETAILS)

_queries = load_blocking_queries("lists/history")
_list_queries = load_blocking_queries("lists/lists")


class ListChangeKind(StrEnum):
    """What changed a list."""

    ENTRY = "ENTRY"
    """Something was done to one title."""
    IMPORT = "IMPORT"
    """A file was added to it."""
    REPLACEMENT = "REPLACEMENT"
    """A file took its place."""


@dataclass(frozen=True, slots=True)
class ListChange:
    """A change of a list."""

    id: int
    """That of the interaction."""
    user_id: int
    kind: ListChangeKind
    changed_at: int
    """Unix seconds."""
    size: int
    """How many entries it changed."""
    steps: tuple[tuple[Entry | None, Entry | None], ...]
    """The first few of them, before and after; None: there was, or is, none."""


def has_change(connection: sqlite3.Connection, change_id: int) -> bool:
    """Whether an interaction has changed a list already, and it was not taken back."""
    return _queries.has_change(connection, change_id=change_id) > 0


def add_change(
    connection: sqlite3.Connection,
    change_id: int,
    kind: ListChangeKind,
    before: Mapping[str, Entry | None],
    *,
    user_id: int,
    now: int,
) -> None:
    """Notes what entries were, by their keys, before they are changed; forgets what is `MAX_CHANGES` changes ago."""
    rows = [
        to_columns(entry) if entry else {"user_id": user_id, "anime_key": key, "title": key, **_NO_ENTRY}
        for key, entry in before.items()
    ]
    _queries.add_change(connection, change_id=change_id, user_id=user_id, kind=kind, changed_at=now)
    _queries.add_replaced(connection, [row | {"change_id": change_id} for row in rows])
    _queries.delete_old(connection, user_id=user_id, kept=MAX_CHANGES)


def get_last_change(connection: sqlite3.Connection, *, user_id: int) -> ListChange | None:
    """The person's last change that was not taken back; None if all were, or are forgotten."""
    row = _queries.get_last_change(connection, user_id=user_id)
    if row is None:
        return None
    change_id, kind, changed_at, size = row
    steps = []
    for _, key, title, status, *rest in _queries.list_replaced(connection, change_id=change_id, limit=_MAX_STEPS):
        before = to_entry((user_id, key, title, status, *rest)) if status else None
        present = _list_queries.get(connection, user_id=user_id, anime_key=key)
        steps.append((before, to_entry(present) if present else None))
    return ListChange(change_id, user_id, ListChangeKind(kind), changed_at, size, tuple(steps))


def take_back(connection: sqlite3.Connection, change: ListChange) -> None:
    """Makes the entries of a person's last change what they were before it, and forgets it."""
    _queries.delete_replacing(connection, user_id=change.user_id, change_id=change.id)
    _queries.bring_back(connection, change_id=change.id)
    _queries.delete_change(connection, change_id=change.id)
