"""Cards that are being sent. They are noted before, so that a card is known even if the process ends in between."""

import aiosqlite

from db.engine.database import Database
from db.engine.queries import load_queries
from db.engine.rows import read_rows, to_columns
from db.reviews.models import Sending

_queries = load_queries("reviews/sendings")


class Sendings:
    """The repository of cards that are being sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, sending: Sending) -> bool:
        """Notes that a card is about to be sent. False if its review is gone."""
        async with self._database.transaction(f"review {sending.review_id}") as connection:
            return bool(await _queries.add(connection, **to_columns(sending)))

    async def list_all(self) -> list[Sending]:
        return read_rows(Sending, [row async for row in _queries.list_all(self._database.reader)])

    async def list_for_review(self, *, review_id: int) -> list[Sending]:
        """The cards of a review that are being sent or may have been sent, oldest first."""
        rows = _queries.list_for_review(self._database.reader, review_id=review_id)
        return read_rows(Sending, [row async for row in rows])

    async def delete(self, sending: Sending) -> None:
        """Notes that no card was sent."""
        async with self._database.transaction(f"review {sending.review_id}") as connection:
            await delete_sending(connection, sending)


async def delete_sending(connection: aiosqlite.Connection, sending: Sending) -> None:
    """Forgets a sending, inside a transaction."""
    await _queries.delete(connection, sending_id=sending.id, channel_id=sending.channel_id, replaces=sending.replaces)
