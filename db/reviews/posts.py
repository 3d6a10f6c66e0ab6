"""Posts: the cards that show reviews, and the state that each card shows."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from db.engine.database import Database
from db.engine.queries import load_blocking_queries, load_queries
from db.engine.rows import read_row, read_rows, to_columns
from db.reviews.models import Post, Sending
from db.reviews.sendings import delete_sending
from db.titles.custom import share_title

_queries = load_queries("reviews/posts")
_blocking_queries = load_blocking_queries("reviews/posts")

_NEWEST = 2**63 - 1
_CARDS_AT_ONCE = 5000


class Doubt(IntEnum):
    """How much of what the bot knows about a card's reactions may be wrong."""

    NOTHING = 0
    PEOPLE = 1
    """Who reacted. The numbers are right."""
    ALL = 2
    """Everything: reactions may have been missed."""
    UNREADABLE = 3
    """Everything, and Discord did not let the bot look."""


@dataclass(frozen=True, slots=True)
class PostPage:
    """A message with a page of a forum post's text."""

    number: int
    """1 is the post's own message."""
    message_id: int
    revision: int
    """The review's `revision` when the page was last written."""


class Posts:
    """The repository of posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_for_review(self, *, review_id: int) -> list[Post]:
        """A review's posts, oldest first, including those that are taken down."""
        rows = _queries.list_for_review(self._database.reader, review_id=review_id)
        return read_rows(Post, [row async for row in rows])

    async def list_outdated(self) -> list[int]:
        """The ids of reviews with a card that does not show their latest change or deletion, newest first."""
        return [review_id async for (review_id,) in _queries.list_outdated(self._database.reader)]

    async def list_cards(self) -> dict[int, int]:
        """The review that each card with counts shows, by the card's message id."""
        return dict([row async for row in _queries.list_cards(self._database.reader)])

    async def get(self, *, message_id: int) -> Post | None:
        return read_row(Post, await _queries.get(self._database.reader, message_id=message_id))

    async def add(self, post: Post, *, sending: Sending | None = None) -> None:
        """Stores a post, unless its review is gone for good. It settles the sending by which it was sent.

        If the sending brings a post back, the new one takes its place.
        """
        columns = to_columns(post)
        del columns["is_waiting"]
        async with self._database.transaction(f"review {post.review_id}") as connection:
            if sending is not None:
                await delete_sending(connection, sending)
                if sending.replaces is not None:
                    await _queries.delete(connection, message_id=sending.replaces)
            await _queries.add(connection, **columns)
            await _queries.add_to_seed(connection, message_id=post.message_id)
            await share_title(connection, review_id=post.review_id, guild_id=post.guild_id)
            await _queries.request_ranking(connection, review_id=post.review_id)

    async def set_shown(self, *, message_id: int, shown: int) -> None:
        """Notes that a card exists and what it shows. Doesn't wait for the end of a storm of votes."""
        await self._database.write(
            lambda connection: _blocking_queries.set_shown(connection, message_id=message_id, shown=shown),
            is_durable=False,
        )

    async def set_down(self, *, message_id: int) -> None:
        """Notes that a card was taken down with its review."""
        async with self._database.transaction(f"post {message_id}") as connection:
            await _queries.set_down(connection, message_id=message_id)

    async def list_standing(self, *, author_id: int) -> list[Post]:
        """The cards of a person's deleted reviews that Discord has not let the bot remove yet, newest first."""
        rows = _queries.list_standing(self._database.reader, author_id=author_id)
        return read_rows(Post, [row async for row in rows])

    async def set_waiting(self, *, message_id: int) -> None:
        """Notes that Discord doesn't let the bot change a card, until `release`."""
        async with self._database.transaction(f"post {message_id}") as connection:
            await _queries.set_waiting(connection, message_id=message_id)

    async def release(self, *, guild_id: int | None = None, channel_id: int | None = None) -> set[int]:
        """Lets waiting cards be tried again: all, or those in a server or in a channel of it.

        Returns the ids of their reviews.
        """
        async with self._database.transaction() as connection:
            if guild_id is None:
                rows = _queries.release_all(connection)
            elif channel_id is None:
                rows = _queries.release_in_guild(connection, guild_id=guild_id)
            else:
                rows = _queries.release_in_channel(connection, guild_id=guild_id, channel_id=channel_id)
            return {review_id async for (review_id,) in rows}

    async def list_to_seed(self) -> list[Post]:
        """The newest cards that lack some of the bot's own reactions."""
        rows = _queries.list_to_seed(self._database.reader, limit=_CARDS_AT_ONCE)
        return read_rows(Post, [row async for row in rows])

    async def set_seeded(self, *, message_id: int) -> None:
        """Notes that a card has all of the bot's own reactions, or can't get them."""
        async with self._database.transaction(f"post {message_id}") as connection:
            await _queries.set_seeded(connection, message_id=message_id)

    async def delete(self, *, message_id: int) -> None:
        async with self._database.transaction(f"post {message_id}") as connection:
            await _queries.delete(connection, message_id=message_id)

    async def delete_in_channel(self, *, guild_id: int, channel_id: int) -> list[int]:
        """Deletes the posts in a deleted channel and its threads. Returns their message ids."""
        async with self._database.transaction() as connection:
            rows = _queries.delete_in_channel(connection, guild_id=guild_id, channel_id=channel_id)
            return [message_id async for (message_id,) in rows]

    async def delete_in_guild(self, *, guild_id: int) -> list[int]:
        """Deletes the posts in a server. Returns their message ids."""
        async with self._database.transaction() as connection:
            return [message_id async for (message_id,) in _queries.delete_in_guild(connection, guild_id=guild_id)]

    # Doubts

    async def put_shard_in_doubt(self, *, shard_id: int, shard_count: int) -> int:
        """Puts all cards in a shard's servers in doubt. Returns how many there are.

        Takes several transactions, so that nobody else has to wait long.
        """
        count, before = 0, _NEWEST
        while True:
            async with self._database.transaction() as connection:
                rows = _queries.put_shard_in_doubt(
                    connection, before=before, shard_id=shard_id, shard_count=shard_count, limit=_CARDS_AT_ONCE
                )
                message_ids = [message_id async for (message_id,) in rows]
            count += len(message_ids)
            if len(message_ids) < _CARDS_AT_ONCE:
                return count
            before = min(message_ids)

    async def put_guild_in_doubt(self, *, guild_id: int) -> int:
        """Puts all cards in a server in doubt. Returns how many there are."""
        async with self._database.transaction() as connection:
            return await _queries.put_guild_in_doubt(connection, guild_id=guild_id)

    async def put_unreadable_in_doubt(self) -> int:
        """Puts all cards that could not be read in doubt again. Returns how many there are."""
        async with self._database.transaction() as connection:
            return await _queries.put_unreadable_in_doubt(connection)

    async def put_cards_in_doubt(self, message_ids: Collection[int]) -> int:
        """Puts these cards in doubt. Returns how many there are."""
        await self.set_doubt(message_ids, Doubt.ALL)
        return len(message_ids)

    async def set_doubt(self, message_ids: Collection[int], doubt: Doubt) -> None:
        if not message_ids:
            return
        async with self._database.transaction() as connection:
            await _queries.set_doubt(connection, [{"message_id": key, "doubt": int(doubt)} for key in message_ids])

    async def set_unreadable(self, *, channel_id: int) -> None:
        """Notes that Discord did not let the bot look at the cards of a channel."""
        async with self._database.transaction() as connection:
            await _queries.set_unreadable(connection, channel_id=channel_id)

    async def get_in_doubt(self, doubt: Doubt, *, before: int = _NEWEST) -> Post | None:
        """The newest card with exactly this doubt and a message id below `before`."""
        row = await _queries.get_in_doubt(self._database.reader, doubt=int(doubt), before=before)
        return read_row(Post, row)

    async def list_in_doubt(self, *, channel_id: int, newest: int, limit: int) -> list[Post]:
        """The newest cards of a channel with everything in doubt, from the message id `newest` down."""
        rows = _queries.list_in_doubt(self._database.reader, channel_id=channel_id, newest=newest, limit=limit)
        return read_rows(Post, [row async for row in rows])

    async def count_doubts(self) -> dict[Doubt, int]:
        """The number of cards by their doubt, without those that have none."""
        return {Doubt(doubt): count async for doubt, count in _queries.count_doubts(self._database.reader)}

    # Pages

    async def list_pages(self, *, post_id: int) -> list[PostPage]:
        """The messages of a forum post in order, except those with unknown content."""
        rows = _queries.list_pages(self._database.reader, post_id=post_id)
        return read_rows(PostPage, [row async for row in rows])

    async def set_page(self, page: PostPage, *, post_id: int) -> None:
        async with self._database.transaction(f"post {post_id}") as connection:
            await _queries.set_page(connection, post_id=post_id, **to_columns(page))

    async def delete_page(self, *, post_id: int, number: int) -> None:
        async with self._database.transaction(f"post {post_id}") as connection:
            await _queries.delete_page(connection, post_id=post_id, number=number)
