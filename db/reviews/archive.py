"""Exporting and importing all of a person's reviews with their earlier versions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import aiosqlite

from db.engine.database import Database
from db.engine.ids import get_first_id, get_last_id
from db.engine.queries import load_queries
from db.engine.rows import read_rows, to_columns
from db.reviews.drafts import set_draft
from db.reviews.models import Draft, ReviewText, ReviewVersion
from db.reviews.reviews import check_number

_queries = load_queries("reviews/archive")


@dataclass(frozen=True, slots=True)
class ArchivedReview:
    """A review in an export: all that its author wrote, without its posts and reactions."""

    anime_key: str
    title: str
    text: ReviewText
    written_at: int
    """Unix seconds."""
    edited_at: int | None
    versions: tuple[ReviewVersion, ...] = ()
    """Its earlier versions, oldest first. Their revisions are 1, 2 and so on."""


class ImportCounts(NamedTuple):
    """How many imported reviews were added, were there already, or became drafts."""

    added: int
    unchanged: int
    """Reviews that their author already has, as a review or as a draft."""
    drafts: int
    """Reviews that became drafts, because their author has another review of the anime."""


class ReviewArchive:
    """Lists all of a person's reviews, and adds many at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_all(self, *, author_id: int) -> list[ArchivedReview]:
        """All of a person's reviews, sorted by key, without deleted ones."""
        return await _list_all(self._database.reader, author_id)

    async def add(
        self, reviews: Sequence[ArchivedReview], *, keys: Mapping[str, str], author_id: int, import_id: int, now: int
    ) -> ImportCounts:
        """Adds all reviews in one transaction. Overwrites nothing that their author has.

        Raises TooManyReviews and TooManyDrafts.

        `keys` maps keys of the reviews to the keys of the same titles here. A key that is not in it stays. A review
        that differs from the author's own of the same title becomes a draft, without its earlier versions. If two
        reviews turn out to be of one title, the older one becomes a draft too. `import_id` is the interaction's id.
        """
        async with self._database.transaction(f"author {author_id}") as connection:
            present = {review.anime_key: review for review in await _list_all(connection, author_id)}
            rows = [row async for row in _queries.list_drafts(connection, author_id=author_id)]
            drafts = {(draft.anime_key, draft.text.with_fixed_verdict) for draft in read_rows(_DraftRow, rows)}
            added, rivals = [], []
            for review in sorted(reviews, key=lambda review: review.written_at, reverse=True):
                key = keys.get(review.anime_key, review.anime_key)
                # If a title has a new key, its review can still have the old one.
                existing = [present[known] for known in (review.anime_key, key) if known in present]
                moved = replace(review, anime_key=key)
                if not existing:
                    added.append(moved)
                    present[key] = moved
                elif all(other.text != review.text for other in existing) and (key, review.text) not in drafts:
                    rivals.append(moved)
                    drafts.add((key, review.text))
            free_id = await _queries.get_free_id(
                connection, first_id=get_first_id(import_id), last_id=get_last_id(import_id)
            )
            numbered = list(enumerate(added, free_id))
            await _queries.add_reviews(connection, [_to_columns(*pair, author_id) for pair in numbered])
            await _queries.add_activities(connection, [{"review_id": review_id} for review_id, _ in numbered])
            await _queries.add_versions(connection, [row for pair in numbered for row in _list_version_columns(*pair)])
            await check_number(connection, author_id=author_id)
            for draft_id, review in enumerate(rivals, free_id + len(added)):
                draft = Draft(draft_id, author_id, review.anime_key, review.title, review.text, review.written_at)
                await set_draft(connection, draft, now=now)
        return ImportCounts(len(added), len(reviews) - len(added) - len(rivals), len(rivals))


@dataclass(frozen=True, slots=True)
class _ReviewRow:
    id: int
    revision: int
    review: ArchivedReview


@dataclass(frozen=True, slots=True)
class _VersionRow:
    review_id: int
    version: ReviewVersion


@dataclass(frozen=True, slots=True)
class _DraftRow:
    anime_key: str
    text: ReviewText


async def _list_all(connection: aiosqlite.Connection, author_id: int) -> list[ArchivedReview]:
    rows = read_rows(_ReviewRow, [row async for row in _queries.list_reviews(connection, author_id=author_id)])
    versions: dict[int, list[ReviewVersion]] = defaultdict(list)
    version_rows = [row async for row in _queries.list_versions(connection, author_id=author_id)]
    for row in read_rows(_VersionRow, version_rows):
        versions[row.review_id].append(row.version)
    # After an edit between the two statements, the text that the first one read is also among the versions.
    reviews = [
        replace(row.review, versions=tuple(version for version in versions[row.id] if version.revision < row.revision))
        for row in rows
    ]
    return sorted(reviews, key=lambda review: review.anime_key)


def _to_columns(review_id: int, review: ArchivedReview, author_id: int) -> dict[str, Any]:
    return to_columns(review.text) | {
        "review_id": review_id,
        "author_id": author_id,
        "anime_key": review.anime_key,
        "title": review.title,
        "written_at": review.written_at,
        "edited_at": review.edited_at,
        "revision": len(review.versions) + 1,
    }


def _list_version_columns(review_id: int, review: ArchivedReview) -> list[dict[str, Any]]:
    return [to_columns(version) | {"review_id": review_id} for version in review.versions]
