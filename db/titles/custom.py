"""Custom titles, which people make because no catalogue has them."""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

import aiosqlite

from db.engine.database import Database
from db.engine.errors import RuleError
from db.engine.queries import load_queries
from db.engine.rows import read_row, read_rows
from db.titles.catalogue.text import fold, squash

CUSTOM = "custom/"
"""The beginning of every custom title's key."""

MAX_TITLE_LENGTH = 100
"""The longest custom title, in characters."""

MAX_PER_PERSON = 1000
"""How many custom titles a person can make."""

_queries = load_queries("titles/custom")


class TooManyCustomTitles(RuleError):
    """A person has made `MAX_PER_PERSON` titles."""


class CustomTitle(NamedTuple):
    """A title that a person made. They see it everywhere, others only in servers where a review of it was posted."""

    id: int
    title: str
    created_by: int
    merged_key: str | None
    """The catalogue's title that it was merged with, if it was."""
    offered_key: str | None
    """The catalogue's title that its maker was last offered instead."""

    @property
    def key(self) -> str:
        return f"{CUSTOM}{self.id}"


class CustomTitles:
    """The repository of custom titles. A merged one can only be found by its number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, title_id: int) -> CustomTitle | None:
        return read_row(CustomTitle, await _queries.get(self._database.reader, title_id=title_id))

    async def get_visible(self, *, title_id: int, user_id: int, guild_id: int | None) -> CustomTitle | None:
        row = await _queries.get_visible(self._database.reader, title_id=title_id, **_get_scope(user_id, guild_id))
        return read_row(CustomTitle, row)

    async def get_named(self, title: str, *, user_id: int, guild_id: int | None) -> CustomTitle | None:
        """The oldest title with this name that the person can see here."""
        row = await _queries.get_named(
            self._database.reader, folded=fold_custom(title), **_get_scope(user_id, guild_id)
        )
        return read_row(CustomTitle, row)

    async def list_visible(self, *, user_id: int, guild_id: int | None, limit: int) -> list[CustomTitle]:
        """The titles that the person can see here, newest first."""
        rows = _queries.list_visible(self._database.reader, limit=limit, **_get_scope(user_id, guild_id))
        return read_rows(CustomTitle, [row async for row in rows])

    async def list_unmerged(self, *, user_id: int) -> list[CustomTitle]:
        """The titles that the person made and has not merged, oldest first."""
        rows = _queries.list_unmerged(self._database.reader, user_id=user_id)
        return read_rows(CustomTitle, [row async for row in rows])

    async def add(
        self, title: str, *, title_id: int, user_id: int, guild_id: int | None, offered_key: str | None
    ) -> CustomTitle:
        """Adds a title, which only its maker sees, and returns it. If they can see one with that name here, returns it.

        Raises TooManyCustomTitles.
        """
        folded = fold_custom(title)
        async with self._database.transaction(f"titles of {user_id}") as connection:
            row = await _queries.get_named(connection, folded=folded, **_get_scope(user_id, guild_id))
            present = read_row(CustomTitle, row)
            if present is not None:
                return present
            await _check_room(connection, user_id, 1)
            await _queries.add(
                connection,
                title_id=title_id,
                created_by=user_id,
                title=title,
                folded=folded,
                offered_key=offered_key,
            )
        return CustomTitle(title_id, title, user_id, None, offered_key)

    async def set_offered(self, *, title_id: int, offered_key: str) -> None:
        async with self._database.transaction(f"title {title_id}") as connection:
            await _queries.set_offered(connection, title_id=title_id, offered_key=offered_key)

    async def fold_again(self) -> None:
        """Updates the folded forms that an earlier version stored differently."""
        rows = [row async for row in _queries.list_folded(self._database.reader)]
        stale = await asyncio.to_thread(_list_stale, rows)
        if stale:
            async with self._database.transaction("titles") as connection:
                await _queries.set_folded(connection, stale)

    async def remove_from_guild(self, *, title_id: int, guild_id: int) -> None:
        """Hides a title from the members of a server for good, except from its maker. For the server's moderators."""
        async with self._database.transaction(f"title {title_id}") as connection:
            await _queries.remove_from_guild(connection, title_id=title_id, guild_id=guild_id)


async def share_title(connection: aiosqlite.Connection, *, review_id: int, guild_id: int) -> None:
    """Shows the custom title of a posted review to the members of a server. Call it inside a transaction."""
    await _queries.share(connection, review_id=review_id, guild_id=guild_id)


async def set_merged(connection: aiosqlite.Connection, *, title_id: int, merged_key: str) -> None:
    """Marks a title as merged with one of the catalogue. Call it inside a transaction."""
    await _queries.set_merged(connection, title_id=title_id, merged_key=merged_key)


async def add_titles(connection: aiosqlite.Connection, titles: Sequence[CustomTitle]) -> None:
    """Adds the titles of one person that don't exist yet, visible to them alone. Call it inside a transaction.

    Raises TooManyCustomTitles.
    """
    if titles:
        await _check_room(connection, titles[0].created_by, len(titles))
    for custom in titles:
        await _queries.add(
            connection,
            title_id=custom.id,
            created_by=custom.created_by,
            title=custom.title,
            folded=fold_custom(custom.title),
            offered_key=custom.offered_key,
        )


async def _check_room(connection: aiosqlite.Connection, user_id: int, number: int) -> None:
    if await _queries.count(connection, user_id=user_id) + number > MAX_PER_PERSON:
        raise TooManyCustomTitles


def _list_stale(rows: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    folded = [{"title_id": row["id"], "folded": fold_custom(row["title"])} for row in rows]
    return [new for new, row in zip(folded, rows, strict=True) if new["folded"] != row["folded"]]


def fold_custom(text: str) -> str:
    """The form by which custom titles are compared; unlike names in the catalogue, they may be nothing but emoji."""
    # Text may contain lone surrogates, which SQLite rejects.
    return squash(fold(text)) or " ".join(text.casefold().encode(errors="ignore").decode().split())


def get_number(key: str) -> int:
    """The number in a custom title's key. Any other text gives 0, which no title has."""
    number = key.removeprefix(CUSTOM)
    return int(number) if number != key and number.isascii() and number.isdigit() and len(number) < 20 else 0


def _get_scope(user_id: int, guild_id: int | None) -> dict[str, int]:
    return {"user_id": user_id, "guild_id": guild_id or 0}
