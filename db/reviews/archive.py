"""All of a person's reviews with their earlier versions: to be carried away, and to be brought back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import aiosqlite

from db.engine.database import Database
from db.engine.ids import get_first_id, get_last_id
from db.engine.queries import load_queries
from db.reviews.drafts import set_draft
from db.reviews.models import Draft, ReviewVersion, Verdict
from db.reviews.reviews import to_version

_queries = load_queries("reviews/archive")


@dataclass(frozen=True, slots=True)
class ArchivedReview:
    """A review as it is carried away: all that its author has said, without where it is posted and who has reacted."""

    anime_key: str
    title: str
    rating: int
    body: str
    verdict: Verdict
    has_spoilers: bool
    episodes: int | None
    """Episodes seen when less than all; None: all of them."""
    tags: tuple[str, ...]
    written_at: int
    """Unix seconds."""
    edited_at: int | None
    versions: tuple[ReviewVersion, ...] = ()
    """What it was like before, the first text first; their revisions are 1, 2 and so on."""

    @property
    def content(self) -> tuple[Any, ...]:
        """What it says now; two reviews of an anime with the same content are the same."""
        return (self.rating, self.body, self.verdict, self.has_spoilers, self.episodes, self.tags)


class Imported(NamedTuple):
    """What became of reviews that were brought back: how many of each."""

    added: int
    unchanged: int
    """Those that their author has as they are, as a review or as a draft."""
    drafts: int
    """Those that became drafts, because their author has another review of the anime."""


class ReviewArchive:
    """Reads and adds the reviews of a person as a whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_all(self, *, author_id: int) -> list[ArchivedReview]:
        """All of a person's reviews, by their keys; deleted ones are left out."""
        return await _list_all(self._database.reader, author_id)

    async def add(
        self, reviews: Sequence[ArchivedReview], *, keys: Mapping[str, str], author_id: int, import_id: int, now: int
    ) -> Imported:
        """Adds all reviews in one transaction, and overwrites nothing that their author has.

        `keys` leads from the keys of the reviews to those of the same titles here; a key that is not in it stays.
        What differs from the author's own review of the title becomes a draft, without its earlier versions; so does
        the one written first of two that turn out to be of one title. `import_id` is that of the interaction.
        """
        async with self._database.transaction() as connection:
            present = {review.anime_key: review for review in await _list_all(connection, author_id)}
            drafts = {_identify_draft(row) async for row in _queries.list_drafts(connection, author_id=author_id)}
            added, rivals = [], []
            for review in sorted(reviews, key=lambda review: review.written_at, reverse=True):
                key = keys.get(review.anime_key, review.anime_key)
                # A review whose title has got another key can still wait under the one that it had.
                own = [present[known] for known in (review.anime_key, key) if known in present]
                moved = replace(review, anime_key=key)
                if not own:
                    added.append(moved)
                    present[key] = moved
                elif all(other.content != review.content for other in own) and (key, *review.content) not in drafts:
                    rivals.append(moved)
                    drafts.add((key, *review.content))
            free_id = await _queries.get_free_id(
                connection, first_id=get_first_id(import_id), last_id=get_last_id(import_id)
            )
            numbered = list(enumerate(added, free_id))
            await _queries.add_reviews(connection, [_to_row(*pair, author_id) for pair in numbered])
            await _queries.add_activities(connection, [{"review_id": review_id} for review_id, _ in numbered])
            await _queries.add_versions(connection, [row for pair in numbered for row in _list_version_rows(*pair)])
            for draft_id, review in enumerate(rivals, free_id + len(added)):
                await set_draft(connection, _to_draft(draft_id, review, author_id), now=now)
        return Imported(len(added), len(reviews) - len(added) - len(rivals), len(rivals))


async def _list_all(connection: aiosqlite.Connection, author_id: int) -> list[ArchivedReview]:
    rows = [row async for row in _queries.list_reviews(connection, author_id=author_id)]
    versions: dict[int, list[ReviewVersion]] = defaultdict(list)
    async for review_id, *version in _queries.list_versions(connection, author_id=author_id):
        versions[review_id].append(to_version(version))
    reviews = []
    for review_id, revision, anime_key, title, rating, body, verdict, has_spoilers, episodes, *rest in rows:
        tags, written_at, edited_at = rest
        reviews.append(
            ArchivedReview(
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
                # An edit between the two statements has made what was read first an earlier version.
                versions=tuple(version for version in versions[review_id] if version.revision < revision),
            )
        )
    return sorted(reviews, key=lambda review: review.anime_key)


def _identify_draft(row: Sequence[Any]) -> tuple[Any, ...]:
    anime_key, rating, body, verdict, has_spoilers, episodes, tags = row
    chosen = Verdict(verdict) if verdict else Verdict.from_rating(rating)
    return (anime_key, rating, body, chosen, bool(has_spoilers), episodes, tuple(tags.splitlines()))


def _to_row(review_id: int, review: ArchivedReview, author_id: int) -> dict[str, Any]:
    return {
        "review_id": review_id,
        "author_id": author_id,
        "anime_key": review.anime_key,
        "title": review.title,
        "rating": review.rating,
        "body": review.body,
        "verdict": review.verdict,
        "has_spoilers": review.has_spoilers,
        "episodes": review.episodes,
        "tags": "\n".join(review.tags),
        "written_at": review.written_at,
        "edited_at": review.edited_at,
        "revision": len(review.versions) + 1,
    }


def _list_version_rows(review_id: int, review: ArchivedReview) -> list[dict[str, Any]]:
    return [
        {
            "review_id": review_id,
            "revision": version.revision,
            "rating": version.rating,
            "body": version.body,
            "verdict": version.verdict,
            "has_spoilers": version.has_spoilers,
            "episodes": version.episodes,
            "written_at": version.written_at,
        }
        for version in review.versions
    ]


def _to_draft(draft_id: int, review: ArchivedReview, author_id: int) -> Draft:
    return Draft(
        id=draft_id,
        author_id=author_id,
        anime_key=review.anime_key,
        title=review.title,
        rating=review.rating,
        body=review.body,
        verdict=review.verdict,
        has_spoilers=review.has_spoilers,
        episodes=review.episodes,
        tags=review.tags,
        written_at=review.written_at,
    )
