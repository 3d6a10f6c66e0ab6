"""A server's reviews in order, page by page, and how they are ranked.

The cost of a page does not depend on the number of reviews: an index leads to its beginning, and it looks at about
`MOST_LOOKED_AT` posts at most. Only the reviews of one person or one anime are sorted each time.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import Any, TypeAlias

from db.engine.database import Database
from db.engine.queries import load_queries
from db.engine.rows import read_rows
from db.reviews.models import ListedReview, ReviewFilter, Sort
from db.reviews.ranking import get_freshness

MOST_LOOKED_AT = 2000
"""A page ends after this many posts, even if few of them match the filter."""

BEGINNING_LENGTH = 300
"""How many characters of a text are read for a page."""

_FIRST_LOOK = 32
"""How many posts are read first. If they are not enough, four times as many are read next, and so on."""

_LARGEST_LOOK = 500
_POOL = 40
"""How many reviews a random selection is made from."""

_SHUFFLES = 1_000_003
"""All values of `shuffle` are less than this."""

_TOP = (2**63 - 1, 2**63 - 1)
_BOTTOM = (-1, 0)

_queries = load_queries("reviews/browsing")

_STATEMENTS = {
    (Sort.NEWEST, False): _queries.list_newest,
    (Sort.NEWEST, True): _queries.list_newest_back,
    (Sort.MOST_REACTED, False): _queries.list_most_reacted,
    (Sort.MOST_REACTED, True): _queries.list_most_reacted_back,
    (Sort.FRESH, False): _queries.list_fresh,
    (Sort.FRESH, True): _queries.list_fresh_back,
    (Sort.RANDOM, False): _queries.list_random,
}
"""The statements that list posts, by the sort and whether it is read backward."""

Cursor: TypeAlias = tuple[int, int]
"""A position in an order: the sort value and id of a review there, or of one that could be there."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A review that may be on a page."""

    review: ListedReview
    channels: tuple[tuple[int, int | None], ...]
    """The channels of the server that it is posted in, each with its parent channel if it is a thread."""


Choose: TypeAlias = Callable[[Sequence[Candidate]], Awaitable[list[ListedReview]]]
"""Leaves out the reviews that somebody may not see, and keeps the order of the others."""


@dataclass(frozen=True, slots=True)
class BrowsedPage:
    """A page of a server's reviews, in order."""

    reviews: tuple[ListedReview, ...]
    previous: Cursor | None = None
    """Where the previous page ends; None if this is the first."""
    next: Cursor | None = None
    """Where the next page begins; None if this is the last."""
    looked_at: int | None = None
    """How many posts were looked at, if that ended the page early and there may be more; else None."""


class ReviewPages:
    """The repository of a server's reviews in order: the largest sort value first, then the newest review."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_page(
        self,
        *,
        guild_id: int,
        wanted: ReviewFilter,
        sort: Sort,
        choose: Choose,
        size: int,
        cursor: Cursor | None = None,
        is_backward: bool = False,
    ) -> BrowsedPage:
        """A page of up to `size` reviews that begins after `cursor`, or ends before it if `is_backward`.

        Without a cursor, or if less than a page precedes the cursor, it is the first page. Not for `Sort.RANDOM`.
        """
        is_backward = is_backward and cursor is not None
        scan = _Scan(self._database, guild_id, wanted, sort, is_backward=is_backward)
        found = await scan.find(choose, cursor or _TOP, most=size + 1)
        shown = tuple(found[:size])
        is_full = len(found) > size
        ahead = (shown[-1].sort_value, shown[-1].id) if is_full else scan.position
        looked_at = scan.looked_at if ahead and not is_full else None
        if not is_backward:
            # The previous page ends with the review at the cursor.
            behind = (cursor[0], cursor[1] - 1) if cursor else None
            return BrowsedPage(shown, behind, ahead, looked_at)
        if ahead is None:
            return await self.get_page(guild_id=guild_id, wanted=wanted, sort=sort, choose=choose, size=size)
        assert cursor is not None
        return BrowsedPage(shown[::-1], ahead, (cursor[0], cursor[1] + 1), looked_at)

    async def pick(
        self, *, guild_id: int, wanted: ReviewFilter, choose: Choose, size: int, random: Random
    ) -> BrowsedPage:
        """A random selection of up to `size` reviews: from all if there are few, else from some next to each other."""
        scan = _Scan(self._database, guild_id, wanted, Sort.RANDOM)
        found = await scan.find(choose, (random.randrange(_SHUFFLES), 0), most=_POOL)
        looked_at = scan.looked_at
        if scan.position is None:
            found += await scan.find(choose, _BOTTOM, most=_POOL)
        pool = list({review.id: review for review in found}.values())
        is_cut = scan.position is not None and len(found) < size
        chosen = random.sample(pool, min(size, len(pool)))
        return BrowsedPage(tuple(chosen), looked_at=max(looked_at, scan.looked_at) if is_cut else None)

    async def rank(self, *, limit: int = 500) -> int:
        """Ranks up to `limit` reviews whose votes, reads or posts have changed. Returns how many."""
        if not await _queries.has_unranked(self._database.reader):
            return 0
        # Changes from now on wait for this transaction, and then mark their reviews again.
        async with self._database.transaction("ranking") as connection:
            rows = [row async for row in _queries.list_unranked(connection, limit=limit)]
            sort_values = [
                {
                    "review_id": review_id,
                    "reactions": reactions,
                    "freshness": round(get_freshness(likes, max(reads, likes)) * 1_000_000),
                }
                for review_id, reads, reactions, likes in rows
            ]
            await _queries.set_sort_values(connection, sort_values)
            await _queries.set_ranked(connection, sort_values)
        return len(sort_values)


@dataclass(frozen=True, slots=True)
class _PostedReview:
    """A post, as all the statements select it."""

    review: ListedReview
    channel_id: int
    parent_id: int | None


class _Scan:
    """Looks through a server's posts in an order."""

    def __init__(
        self, database: Database, guild_id: int, wanted: ReviewFilter, sort: Sort, *, is_backward: bool = False
    ) -> None:
        self._database = database
        self._guild_id = guild_id
        self._wanted = wanted
        self._sort = sort
        self._is_backward = is_backward
        self.position: Cursor | None = None
        """Where it would go on; None at the end."""
        self.looked_at = 0

    async def find(self, choose: Choose, cursor: Cursor, *, most: int) -> list[ListedReview]:
        """Up to `most` reviews after the cursor that match the filter and that `choose` keeps."""
        self.position, self.looked_at = cursor, 0
        found: list[ListedReview] = []
        limit = _FIRST_LOOK
        while self.position and len(found) < most and self.looked_at < MOST_LOOKED_AT:
            rows = await self._look(self.position, limit)
            wanted = read_rows(_PostedReview, [row for row in rows if _is_wanted(row, self._wanted)])
            posts = groupby(wanted, key=lambda post: post.review.id)
            found += await choose([_to_candidate(list(of_one)) for _, of_one in posts])
            limit = min(limit * 4, _LARGEST_LOOK)
        return found[:most]

    async def _look(self, cursor: Cursor, limit: int) -> list[Any]:
        """The rows of about the next `limit` posts. A review's posts are never split."""
        rows = await self._read(cursor, limit)
        self.looked_at += len(rows)
        is_end = len(rows) < limit
        if not is_end:
            # More posts of the last review may follow, so the next look reads it.
            complete = [row for row in rows if row["id"] != rows[-1]["id"]]
            if not complete and limit < _LARGEST_LOOK:
                return await self._look(cursor, _LARGEST_LOOK)
            rows = complete or rows
        self.position = None if is_end else (rows[-1]["sort_value"], rows[-1]["id"])
        return rows

    async def _read(self, cursor: Cursor, limit: int) -> list[Any]:
        sort_value, review_id = cursor
        is_ascending = self._is_backward or self._sort is Sort.RANDOM
        common = {
            "guild_id": self._guild_id,
            "sort_value": sort_value,
            "review_id": review_id,
            "limit": limit,
            "length": BEGINNING_LENGTH,
        }
        sorted_anew = common | {"sort": self._sort, "direction": 1 if is_ascending else -1}
        reader = self._database.reader
        if self._wanted.author_id is not None:
            rows = _queries.list_by_author(reader, author_id=self._wanted.author_id, **sorted_anew)
        elif self._wanted.anime_key is not None:
            rows = _queries.list_by_anime(reader, anime_key=self._wanted.anime_key, **sorted_anew)
        else:
            rows = _STATEMENTS[self._sort, self._is_backward](reader, **common)
        return [row async for row in rows]


def _is_wanted(row: Any, wanted: ReviewFilter) -> bool:
    # A page can look at thousands of rows. Only the wanted ones are worth making an object of.
    return (
        wanted.anime_key in (None, row["anime_key"])
        and wanted.verdict in (None, row["verdict"])
        and row["rating"] >= (wanted.minimum_rating or 0)
        and not (wanted.without_spoilers and row["is_spoiler"])
    )


def _to_candidate(posts: Sequence[_PostedReview]) -> Candidate:
    """The review that these posts show."""
    return Candidate(posts[0].review, tuple((post.channel_id, post.parent_id) for post in posts))
