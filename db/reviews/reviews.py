"""Reviews and their earlier versions."""

import aiosqlite

from db.engine.database import Database
from db.engine.queries import load_blocking_queries, load_queries
from db.engine.rows import read_row, read_rows, to_columns
from db.reviews.drafts import delete_used_drafts
from db.reviews.models import MAX_REVIEWS, MAX_VERSIONS, Draft, PostedReview, Review, ReviewVersion
from db.reviews.rules import TooManyReviews

UNDO_SECONDS = 15 * 60
"""How long a deletion can be undone."""

FLAGS_NEEDED = 3
"""How many readers it takes to put a review behind the spoiler wall."""

_queries = load_queries("reviews/reviews")
_blocking_queries = load_blocking_queries("reviews/reviews")


class Reviews:
    """The repository of reviews."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, review_id: int) -> Review | None:
        return read_row(Review, await _queries.get(self._database.reader, review_id=review_id))

    async def get_by_author(self, *, author_id: int, anime_key: str) -> Review | None:
        row = await _queries.get_by_author(self._database.reader, author_id=author_id, anime_key=anime_key)
        return read_row(Review, row)

    async def list_posted(self, *, guild_id: int, anime_key: str) -> list[PostedReview]:
        """The posts of an anime's reviews in a server, the newest review first. A review can have several posts."""
        rows = _queries.list_posted(self._database.reader, guild_id=guild_id, anime_key=anime_key)
        return read_rows(PostedReview, [row async for row in rows])

    async def add(self, draft: Draft, *, review_id: int, now: int) -> Review | None:
        """Makes a review of a draft and deletes the draft. None if its author has already reviewed the anime.

        Also deletes the author's other drafts for the anime if the review contains them word for word. A second call
        with the same `review_id` changes nothing and returns the same review. Raises TooManyReviews.
        """
        async with self._database.transaction(f"author {draft.author_id}") as connection:
            await _queries.add(
                connection,
                **to_columns(draft.text.with_fixed_verdict),
                review_id=review_id,
                author_id=draft.author_id,
                anime_key=draft.anime_key,
                title=draft.title,
                written_at=draft.written_at or now,
            )
            await _queries.add_activity(connection, review_id=review_id)
            review = read_row(Review, await _queries.get(connection, review_id=review_id))
            if review is not None:
                await check_number(connection, author_id=draft.author_id)
                await delete_used_drafts(connection, draft)
        return review

    async def set_text(self, draft: Draft, *, review_id: int, revision: int, now: int) -> Review | None:
        """Replaces a review's text with a draft's, keeps the earlier version and deletes the draft.

        A flagged review stays flagged only if the new text contains all of the old one. Returns None and changes
        nothing if the review is gone or no longer at `revision`.
        """
        async with self._database.transaction(f"review {review_id}", f"author {draft.author_id}") as connection:
            present = read_row(Review, await _queries.get(connection, review_id=review_id))
            if present is None or not await _queries.keep_version(connection, review_id=review_id, revision=revision):
                return None
            await _queries.drop_versions(connection, review_id=review_id, kept=MAX_VERSIONS - 1)
            await _queries.set_text(
                connection,
                **to_columns(draft.text.with_fixed_verdict),
                review_id=review_id,
                revision=revision,
                edited_at=now,
            )
            await _queries.count_change(connection, review_id=review_id)
            await _queries.release_posts(connection, review_id=review_id)
            if present.text.body not in draft.text.body:
                await _queries.delete_flags(connection, review_id=review_id)
                await _set_flagged(connection, review_id=review_id, flagged_at=None)
            await delete_used_drafts(connection, draft)
            return read_row(Review, await _queries.get(connection, review_id=review_id))

    async def list_versions(self, *, review_id: int) -> list[ReviewVersion]:
        """A review's earlier versions, the last one first."""
        rows = _queries.list_versions(self._database.reader, review_id=review_id)
        return read_rows(ReviewVersion, [row async for row in rows])

    async def get_version(self, *, review_id: int, revision: int) -> ReviewVersion | None:
        row = await _queries.get_version(self._database.reader, review_id=review_id, revision=revision)
        return read_row(ReviewVersion, row)

    async def list_by_author(self, *, author_id: int, limit: int, offset: int) -> list[Review]:
        """Some of a person's reviews, the last written first."""
        rows = _queries.list_by_author(self._database.reader, author_id=author_id, limit=limit, offset=offset)
        return read_rows(Review, [row async for row in rows])

    async def count_by_author(self, *, author_id: int) -> int:
        return await _queries.count_by_author(self._database.reader, author_id=author_id)

    async def add_read(self, *, review_id: int) -> None:
        """Counts that somebody opened a review. Doesn't wait for the end of a storm of votes."""
        await self._database.write(
            lambda connection: _blocking_queries.add_read(connection, review_id=review_id), is_durable=False
        )

    async def add_flag(self, *, review_id: int, user_id: int, is_moderator: bool, now: int) -> int:
        """Notes that a reader found a spoiler, once for each person. Returns how many readers have found one by now.

        `FLAGS_NEEDED` readers flag the review, or one moderator.
        """
        async with self._database.transaction(f"review {review_id}") as connection:
            await _queries.add_flag(connection, review_id=review_id, user_id=user_id, flagged_at=now)
            count = await _queries.count_flags(connection, review_id=review_id)
            if is_moderator or count >= FLAGS_NEEDED:
                await _set_flagged(connection, review_id=review_id, flagged_at=now)
        return count

    async def delete_flag(self, *, review_id: int, user_id: int) -> None:
        """Takes back a reader's flag, unless the review already counts as flagged."""
        async with self._database.transaction(f"review {review_id}") as connection:
            await _queries.delete_flag(connection, review_id=review_id, user_id=user_id)

    async def list_untold_flags(self, *, author_id: int) -> list[Review]:
        """A person's flagged reviews that they have not been told about."""
        rows = _queries.list_untold_flags(self._database.reader, author_id=author_id)
        return read_rows(Review, [row async for row in rows])

    async def set_flag_told(self, *, review_id: int, now: int) -> None:
        async with self._database.transaction(f"review {review_id}") as connection:
            await _queries.set_flag_told(connection, review_id=review_id, flag_told_at=now)

    async def delete(self, *, review_id: int, now: int) -> None:
        """Hides a review. `restore` can bring it back within `UNDO_SECONDS`; then `purge` removes it."""
        async with self._database.transaction(f"review {review_id}") as connection:
            await _queries.set_deleted(connection, review_id=review_id, deleted_at=now)
            await _queries.release_posts(connection, review_id=review_id)

    async def restore(self, *, review_id: int, author_id: int, restore_id: int, now: int) -> Review | None:
        """Undoes a person's deletion. None if it is too late, or if they have written another review since.

        Each card that was taken down is noted as being sent. `restore_id` is the id of the interaction.
        """
        async with self._database.transaction(f"review {review_id}", f"author {author_id}") as connection:
            row = await _queries.get_deleted(
                connection, review_id=review_id, author_id=author_id, deleted_since=now - UNDO_SECONDS
            )
            review = read_row(Review, row)
            if review is None:
                return None
            if await _queries.get_by_author(connection, author_id=review.author_id, anime_key=review.anime_key):
                return None
            await _queries.set_deleted(connection, review_id=review_id, deleted_at=None)
            await _queries.release_posts(connection, review_id=review_id)
            await _queries.add_sendings(connection, review_id=review_id, sending_id=restore_id)
            return review

    async def can_restore(self, *, review_id: int, author_id: int, now: int) -> bool:
        """Whether a review is the person's own, is deleted, and can still be restored."""
        deleted_since = now - UNDO_SECONDS
        row = await _queries.get_deleted(
            self._database.reader, review_id=review_id, author_id=author_id, deleted_since=deleted_since
        )
        return row is not None

    async def purge(self, *, now: int) -> None:
        """Permanently removes reviews that were deleted more than `UNDO_SECONDS` ago and have no card left.

        Of those that have, it removes the texts.
        """
        deleted_before = now - UNDO_SECONDS
        async with self._database.transaction() as connection:
            await _queries.purge(connection, deleted_before=deleted_before)
            await _queries.purge_texts(connection, deleted_before=deleted_before)
            await _queries.purge_versions(connection, deleted_before=deleted_before)


async def check_number(connection: aiosqlite.Connection, *, author_id: int) -> None:
    """Raises TooManyReviews if a person has more than `MAX_REVIEWS`. Call it inside a transaction that adds some."""
    if await _queries.count_by_author(connection, author_id=author_id) > MAX_REVIEWS:
        raise TooManyReviews


async def _set_flagged(connection: aiosqlite.Connection, *, review_id: int, flagged_at: int | None) -> None:
    if await _queries.set_flagged(connection, review_id=review_id, flagged_at=flagged_at):
        await _queries.count_change(connection, review_id=review_id)
