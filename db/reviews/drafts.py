"""Drafts: what people have sent for reviews that are not saved yet."""

import aiosqlite

from db.engine.database import Database
from db.engine.queries import load_queries
from db.engine.rows import read_row, read_rows, to_columns
from db.reviews.models import MAX_DRAFTS, Draft
from db.reviews.rules import TooManyDrafts

EMPTY_DRAFT_SECONDS = 24 * 60 * 60
"""How long a draft without text is kept. It only waits for its form to be opened again."""

_queries = load_queries("reviews/drafts")


class Drafts:
    """The repository of drafts. A person can have several for one title, so that no text replaces another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, draft_id: int, author_id: int) -> Draft | None:
        """A person's draft; None if it is gone or somebody else's."""
        row = await _queries.get(self._database.reader, draft_id=draft_id, author_id=author_id)
        return read_row(Draft, row)

    async def get_latest(self, *, author_id: int, anime_key: str) -> Draft | None:
        """A person's last draft for an anime. A draft without text only if there is no other."""
        row = await _queries.get_latest(self._database.reader, author_id=author_id, anime_key=anime_key)
        return read_row(Draft, row)

    async def list_by_author(self, *, author_id: int, limit: int, offset: int = 0) -> list[Draft]:
        """A person's drafts with a text, the last one first."""
        rows = _queries.list_by_author(self._database.reader, author_id=author_id, limit=limit, offset=offset)
        return read_rows(Draft, [row async for row in rows])

    async def count_by_author(self, *, author_id: int) -> int:
        """How many drafts with a text a person has."""
        return await _queries.count_by_author(self._database.reader, author_id=author_id)

    async def set(self, draft: Draft, *, now: int, replaces: int | None = None) -> None:
        """Stores a draft. It replaces the one with the same id, and the author's draft with the id `replaces`.

        Raises TooManyDrafts.
        """
        async with self._database.transaction(f"author {draft.author_id}") as connection:
            if replaces is not None:
                await _queries.delete(connection, draft_id=replaces, author_id=draft.author_id)
            await set_draft(connection, draft, now=now)

    async def delete(self, *, draft_id: int, author_id: int) -> None:
        async with self._database.transaction(f"author {author_id}") as connection:
            await _queries.delete(connection, draft_id=draft_id, author_id=author_id)

    async def purge(self, *, now: int) -> None:
        """Removes drafts without text that are older than `EMPTY_DRAFT_SECONDS`."""
        async with self._database.transaction() as connection:
            await _queries.purge(connection, saved_before=now - EMPTY_DRAFT_SECONDS)


async def set_draft(connection: aiosqlite.Connection, draft: Draft, *, now: int) -> None:
    """Stores a draft inside a transaction. Raises TooManyDrafts."""
    await _queries.set(connection, **to_columns(draft), saved_at=now)
    if await _queries.count_all(connection, author_id=draft.author_id) > MAX_DRAFTS:
        raise TooManyDrafts


async def delete_used_drafts(connection: aiosqlite.Connection, draft: Draft) -> None:
    """Deletes a draft that has become a review, and the author's other drafts that it contains word for word."""
    rows = _queries.list_texts(connection, author_id=draft.author_id, anime_key=draft.anime_key)
    used = [draft_id async for draft_id, body in rows if draft_id == draft.id or body.strip() in draft.text.body]
    for draft_id in used:
        await _queries.delete(connection, draft_id=draft_id, author_id=draft.author_id)
