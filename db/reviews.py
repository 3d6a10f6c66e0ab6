"""Reviews, their earlier versions, and the drafts that become reviews."""

from collections.abc import Sequence
from typing import Any

from db.database import Database, load_queries
from db.models import Draft, PostedReview, Review, Verdict

UNDO_SECONDS = 15 * 60
"""How long a deleted review can be taken back."""

_queries = load_queries("reviews")


class Reviews:
    """The repository of reviews and drafts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, review_id: int) -> Review | None:
        return _review(await _queries.get(self._database.reader, review_id=review_id))

    async def get_by_author(self, *, author_id: int, anime_key: str) -> Review | None:
        row = await _queries.get_by_author(self._database.reader, author_id=author_id, anime_key=anime_key)
        return _review(row)

    async def list_in_guild(self, *, guild_id: int, anime_key: str, limit: int = 25) -> list[Review]:
        """The reviews of an anime that have a post in the server, newest first."""
        rows = _queries.list_in_guild(self._database.reader, guild_id=guild_id, anime_key=anime_key, limit=limit)
        return [_to_review(row) async for row in rows]

    async def list_posted(self, *, guild_id: int, anime_key: str) -> list[PostedReview]:
        """The posts in the server of reviews of an anime, the newest review first; a review has one for each post."""
        rows = _queries.list_posted(self._database.reader, guild_id=guild_id, anime_key=anime_key)
        return [
            PostedReview(review_id, author_id, rating, Verdict(verdict), written_at, channel_id)
            async for review_id, author_id, rating, verdict, written_at, channel_id in rows
        ]

    async def get_in_guild(self, *, guild_id: int, anime_key: str, author_id: int) -> Review | None:
        """A person's review of an anime, if it has a post in the server."""
        row = await _queries.get_in_guild(
            self._database.reader, guild_id=guild_id, anime_key=anime_key, author_id=author_id
        )
        return _review(row)

    async def get_draft(self, *, author_id: int, anime_key: str) -> Draft | None:
        row = await _queries.get_draft(self._database.reader, author_id=author_id, anime_key=anime_key)
        return _to_draft(row) if row else None

    async def set_draft(self, draft: Draft, *, now: int) -> None:
        """Keeps a draft in place of the author's earlier one for the same anime."""
        async with self._database.transaction() as connection:
            await _queries.set_draft(
                connection,
                **_text_columns(draft),
                author_id=draft.author_id,
                anime_key=draft.anime_key,
                title=draft.title,
                written_at=draft.written_at,
                updated_at=now,
            )

    async def delete_draft(self, *, author_id: int, anime_key: str) -> None:
        async with self._database.transaction() as connection:
            await _queries.delete_draft(connection, author_id=author_id, anime_key=anime_key)

    async def add(self, draft: Draft, *, review_id: int, now: int) -> Review | None:
        """Makes a review of a draft, which is then gone. None if its author has reviewed the anime already.

        The same `review_id` a second time adds nothing and returns the review that it made.
        """
        async with self._database.transaction() as connection:
            await _queries.add(
                connection,
                **_text_columns(draft) | {"verdict": draft.verdict or Verdict.from_rating(draft.rating)},
                review_id=review_id,
                author_id=draft.author_id,
                anime_key=draft.anime_key,
                title=draft.title,
                written_at=draft.written_at or now,
            )
            review = _review(await _queries.get(connection, review_id=review_id))
            if review is not None:
                await _queries.delete_draft(connection, author_id=draft.author_id, anime_key=draft.anime_key)
        return review

    async def set_text(self, draft: Draft, *, review_id: int, revision: int, now: int) -> Review | None:
        """Puts a draft's text in the place of a review's; the earlier version is kept.

        None, and nothing is changed, if the review is gone or is no longer at `revision`.
        """
        async with self._database.transaction() as connection:
            if not await _queries.keep_version(connection, review_id=review_id, revision=revision):
                return None
            await _queries.set_text(
                connection,
                **_text_columns(draft) | {"verdict": draft.verdict or Verdict.from_rating(draft.rating)},
                review_id=review_id,
                revision=revision,
                edited_at=now,
            )
            return _review(await _queries.get(connection, review_id=review_id))

    async def delete(self, *, review_id: int, now: int) -> None:
        """Hides a review; `restore` brings it back within `UNDO_SECONDS`, after that `purge` removes it."""
        async with self._database.transaction() as connection:
            await _queries.set_deleted(connection, review_id=review_id, deleted_at=now)

    async def restore(self, *, review_id: int, now: int) -> Review | None:
        """Takes a deletion back. None if the time for it is over or its author has written another one since."""
        async with self._database.transaction() as connection:
            row = await _queries.get_deleted(connection, review_id=review_id, deleted_since=now - UNDO_SECONDS)
            if row is None:
                return None
            review = _to_review(row)
            if await _queries.get_by_author(connection, author_id=review.author_id, anime_key=review.anime_key):
                return None
            await _queries.set_deleted(connection, review_id=review_id, deleted_at=None)
            return review

    async def purge(self, *, now: int) -> None:
        """Removes for good what was deleted more than `UNDO_SECONDS` ago and has no card left."""
        async with self._database.transaction() as connection:
            await _queries.purge(connection, deleted_before=now - UNDO_SECONDS)


def _text_columns(draft: Draft) -> dict[str, Any]:
    return {
        "rating": draft.rating,
        "body": draft.body,
        "verdict": draft.verdict,
        "has_spoilers": draft.has_spoilers,
        "episodes": draft.episodes,
        "tags": "\n".join(draft.tags),
    }


def _review(row: Sequence[Any] | None) -> Review | None:
    return _to_review(row) if row else None


def _to_review(row: Sequence[Any]) -> Review:
    review_id, author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, *rest = row
    tags, written_at, edited_at, revision, changes = rest
    return Review(
        id=review_id,
        author_id=author_id,
        anime_key=anime_key,
        title=title,
        rating=rating,
        body=body,
        verdict=Verdict(verdict),
        has_spoilers=bool(has_spoilers),
        episodes=episodes,
        tags=tuple(tags.splitlines()),
        written_at=written_at,
        edited_at=edited_at,
        revision=revision,
        changes=changes,
    )


def _to_draft(row: Sequence[Any]) -> Draft:
    author_id, anime_key, title, rating, body, verdict, has_spoilers, episodes, tags, written_at = row
    return Draft(
        author_id=author_id,
        anime_key=anime_key,
        title=title,
        rating=rating,
        body=body,
        verdict=Verdict(verdict) if verdict else None,
        has_spoilers=bool(has_spoilers),
        episodes=episodes,
        tags=tuple(tags.splitlines()),
        written_at=written_at,
    )
