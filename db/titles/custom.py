"""Custom titles: those that people make because no catalogue knows them."""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from db.engine.database import Database
from db.engine.queries import load_blocking_queries, load_queries
from db.titles.catalogue.text import fold, squash

CUSTOM = "custom/"
"""How the keys of titles that people made begin."""

MAX_TITLE_LENGTH = 100
"""The longest title that people can make, in characters."""

_queries = load_queries("titles/custom")
_blocking_queries = load_blocking_queries("titles/custom")


class CustomTitle(NamedTuple):
    """A title that a person made, seen by them and in the server where they made it."""

    id: int
    title: str
    created_by: int
    merged_key: str | None
    """The catalogue's title that it has become; None while it stands for itself."""
    offered_key: str | None
    """The catalogue's title that was last offered to its maker."""

    @property
    def key(self) -> str:
        return f"{CUSTOM}{self.id}"


class CustomTitles:
    """The repository of custom titles. One that has become a catalogue's title is only found by its number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, title_id: int) -> CustomTitle | None:
        return _to_custom(await _queries.get(self._database.reader, title_id=title_id))

    async def get_visible(self, *, title_id: int, user_id: int, guild_id: int | None) -> CustomTitle | None:
        row = await _queries.get_visible(self._database.reader, title_id=title_id, **_get_place(user_id, guild_id))
        return _to_custom(row)

    async def get_named(self, title: str, *, user_id: int, guild_id: int | None) -> CustomTitle | None:
        """The oldest that the person can see here under this name."""
        row = await _queries.get_named(
            self._database.reader, folded=fold_custom(title), **_get_place(user_id, guild_id)
        )
        return _to_custom(row)

    async def list_visible(self, *, user_id: int, guild_id: int | None, limit: int) -> list[CustomTitle]:
        """What the person can see here, the newest first."""
        rows = _queries.list_visible(self._database.reader, limit=limit, **_get_place(user_id, guild_id))
        return [CustomTitle(*row) async for row in rows]

    async def list_unmerged(self, *, user_id: int) -> list[CustomTitle]:
        """What the person has made, oldest first."""
        return [CustomTitle(*row) async for row in _queries.list_unmerged(self._database.reader, user_id=user_id)]

    async def add(
        self, title: str, *, title_id: int, user_id: int, guild_id: int | None, offered_key: str | None
    ) -> CustomTitle:
        """Makes a title. Where its maker can see one of that name already, that is returned and none is made."""
        folded = fold_custom(title)
        async with self._database.transaction() as connection:
            row = await _queries.get_named(connection, folded=folded, **_get_place(user_id, guild_id))
            if row:
                return CustomTitle(*row)
            await _queries.add(
                connection,
                title_id=title_id,
                guild_id=guild_id or 0,
                created_by=user_id,
                title=title,
                folded=folded,
                offered_key=offered_key,
            )
        return CustomTitle(title_id, title, user_id, None, offered_key)

    async def set_offered(self, *, title_id: int, offered_key: str) -> None:
        async with self._database.transaction() as connection:
            await _queries.set_offered(connection, title_id=title_id, offered_key=offered_key)

    async def set_merged(self, *, title_id: int, merged_key: str) -> None:
        async with self._database.transaction() as connection:
            await _queries.set_merged(connection, title_id=title_id, merged_key=merged_key)

    async def fold_again(self) -> None:
        """Brings the form in which titles are compared up to date, where an earlier version made another one."""
        rows = [row async for row in _queries.list_folded(self._database.reader)]
        stale = await asyncio.to_thread(_list_stale, rows)
        if stale:
            async with self._database.transaction() as connection:
                await _queries.set_folded(connection, stale)


def add_titles(connection: sqlite3.Connection, titles: Sequence[CustomTitle]) -> None:
    """Makes those that are not there yet, each seen by its maker alone. For inside `Database.write`."""
    for custom in titles:
        _blocking_queries.add(
            connection,
            title_id=custom.id,
            guild_id=0,
            created_by=custom.created_by,
            title=custom.title,
            folded=fold_custom(custom.title),
            offered_key=custom.offered_key,
        )


def _list_stale(rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [
        {"title_id": title_id, "folded": fold_custom(title)}
        for title_id, title, folded in rows
        if folded != fold_custom(title)
    ]


def fold_custom(text: str) -> str:
    """The form in which custom titles are compared; unlike names in the catalogue, they can be all emoji."""
    # Text can hold halves of characters, which SQLite does not take.
    return squash(fold(text)) or " ".join(text.casefold().encode(errors="ignore").decode().split())


def get_number(key: str) -> int:
    """The number in the key of a custom title; 0, which none has, for what is no such key."""
    number = key.removeprefix(CUSTOM)
    return int(number) if number != key and number.isascii() and number.isdigit() and len(number) < 20 else 0


def _get_place(user_id: int, guild_id: int | None) -> dict[str, int]:
    # A title made in private messages has the server 0; that no place has this number keeps it its maker's.
    return {"user_id": user_id, "guild_id": guild_id or -1}


def _to_custom(row: Sequence[Any] | None) -> CustomTitle | None:
    return CustomTitle(*row) if row else None
