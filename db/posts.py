"""Posts: the cards that show a review, and what each of them shows."""

from collections.abc import Sequence
from typing import Any

from db.database import Database, load_queries
from db.models import Post

_queries = load_queries("posts")


class Posts:
    """The repository of posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_for_review(self, *, review_id: int) -> list[Post]:
        """A review's posts, oldest first."""
        rows = _queries.list_for_review(self._database.reader, review_id=review_id)
        return [_to_post(row) async for row in rows]

    async def list_outdated(self) -> list[int]:
        """The ids of the reviews with a card that does not show their latest change or deletion, newest first."""
        return [review_id async for (review_id,) in _queries.list_outdated(self._database.reader)]

    async def list_cards(self) -> dict[int, int]:
        """The review that each card with counts shows, by the card's message id."""
        return dict([row async for row in _queries.list_cards(self._database.reader)])

    async def add(self, post: Post) -> None:
        async with self._database.transaction() as connection:
            await _queries.add(
                connection,
                message_id=post.message_id,
                review_id=post.review_id,
                guild_id=post.guild_id,
                channel_id=post.channel_id,
                has_counts=post.has_counts,
                shown=post.shown,
            )

    async def set_shown(self, *, message_id: int, shown: int) -> None:
        async with self._database.transaction() as connection:
            await _queries.set_shown(connection, message_id=message_id, shown=shown)

    async def delete(self, *, message_id: int) -> None:
        async with self._database.transaction() as connection:
            await _queries.delete(connection, message_id=message_id)

    async def delete_in_channel(self, *, guild_id: int, channel_id: int) -> list[int]:
        """Returns the message ids of the posts that were there."""
        async with self._database.transaction() as connection:
            rows = _queries.delete_in_channel(connection, guild_id=guild_id, channel_id=channel_id)
            return [message_id async for (message_id,) in rows]

    async def delete_in_guild(self, *, guild_id: int) -> list[int]:
        """Returns the message ids of the posts that were there."""
        async with self._database.transaction() as connection:
            return [message_id async for (message_id,) in _queries.delete_in_guild(connection, guild_id=guild_id)]


def _to_post(row: Sequence[Any]) -> Post:
    message_id, review_id, guild_id, channel_id, has_counts, shown = row
    return Post(message_id, review_id, guild_id, channel_id, bool(has_counts), shown)
