"""Posts: the cards that show a review, and what each of them shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.database import Database, load_queries
from db.models import Post

_queries = load_queries("posts")


@dataclass(frozen=True, slots=True)
class PostPage:
    """A message of a forum post that holds a page of its text."""

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
        """A review's posts, oldest first, those that are taken down among them."""
        rows = _queries.list_for_review(self._database.reader, review_id=review_id)
        return [_to_post(row) async for row in rows]

    async def list_outdated(self) -> list[int]:
        """The ids of the reviews with a card that does not show their latest change or deletion, newest first."""
        return [review_id async for (review_id,) in _queries.list_outdated(self._database.reader)]

    async def list_cards(self) -> dict[int, int]:
        """The review that each card with counts shows, by the card's message id."""
        return dict([row async for row in _queries.list_cards(self._database.reader)])

    async def add(self, post: Post, *, replaces: int | None = None) -> None:
        """Keeps a post, in the place of the one with the message id `replaces`; not if its review is gone for good."""
        async with self._database.transaction() as connection:
            if replaces is not None:
                await _queries.delete(connection, message_id=replaces)
            await _queries.add(
                connection,
                message_id=post.message_id,
                review_id=post.review_id,
                guild_id=post.guild_id,
                channel_id=post.channel_id,
                has_counts=post.has_counts,
                shown=post.shown,
                parent_id=post.parent_id,
                is_forum_post=post.is_forum_post,
            )
            await _queries.request_ranking(connection, review_id=post.review_id)

    async def set_shown(self, *, message_id: int, shown: int) -> None:
        """Notes that a card stands and what it shows."""
        async with self._database.transaction() as connection:
            await _queries.set_shown(connection, message_id=message_id, shown=shown)

    async def set_down(self, *, message_id: int) -> None:
        """Notes that a card was taken down with its review."""
        async with self._database.transaction() as connection:
            await _queries.set_down(connection, message_id=message_id)

    async def delete(self, *, message_id: int) -> None:
        async with self._database.transaction() as connection:
            await _queries.delete(connection, message_id=message_id)

    async def delete_in_channel(self, *, guild_id: int, channel_id: int) -> list[int]:
        """Deletes the posts in a channel that is gone, and in its threads. Returns their message ids."""
        async with self._database.transaction() as connection:
            rows = _queries.delete_in_channel(connection, guild_id=guild_id, channel_id=channel_id)
            return [message_id async for (message_id,) in rows]

    async def delete_in_guild(self, *, guild_id: int) -> list[int]:
        """Returns the message ids of the posts that were there."""
        async with self._database.transaction() as connection:
            return [message_id async for (message_id,) in _queries.delete_in_guild(connection, guild_id=guild_id)]

    async def list_pages(self, *, post_id: int) -> list[PostPage]:
        """The messages of a forum post, in their order; those of which it is not known what they show are missing."""
        return [PostPage(*row) async for row in _queries.list_pages(self._database.reader, post_id=post_id)]

    async def set_page(self, page: PostPage, *, post_id: int) -> None:
        async with self._database.transaction() as connection:
            await _queries.set_page(
                connection,
                post_id=post_id,
                number=page.number,
                message_id=page.message_id,
                revision=page.revision,
            )

    async def delete_page(self, *, post_id: int, number: int) -> None:
        async with self._database.transaction() as connection:
            await _queries.delete_page(connection, post_id=post_id, number=number)


def _to_post(row: Sequence[Any]) -> Post:
    message_id, review_id, guild_id, channel_id, has_counts, shown, parent_id, is_down, is_forum_post = row
    return Post(
        message_id,
        review_id,
        guild_id,
        channel_id,
        bool(has_counts),
        shown,
        parent_id,
        is_down=bool(is_down),
        is_forum_post=bool(is_forum_post),
    )
