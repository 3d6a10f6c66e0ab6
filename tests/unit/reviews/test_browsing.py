"""The repository of a server's reviews in order: pages, filters, random selections and ranking."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.engine.queries import load_queries
from db.reactions.models import ReactionKind
from db.reactions.votes import ReactionEvent
from db.reviews import browsing
from db.reviews.browsing import BEGINNING_LENGTH, MOST_LOOKED_AT, BrowsedPage, Candidate, Cursor
from db.reviews.models import ListedReview, ReviewFilter, Sort, Verdict
from db.reviews.ranking import get_freshness
from db.store import Store

HERE, ELSEWHERE = 10, 11
HIDDEN_CHANNEL = 99
EVERYTHING = ReviewFilter()
SORT_VALUES = {
    Sort.NEWEST: "written_at",
    Sort.MOST_REACTED: "reactions",
    Sort.FRESH: "freshness",
    Sort.RANDOM: "shuffle",
}
PAGED = (Sort.NEWEST, Sort.MOST_REACTED, Sort.FRESH)


@dataclass(frozen=True)
class Row:
    """A review in the database, with the channels of this server that it is posted in."""

    id: int
    channels: tuple[int, ...] = (1,)
    author_id: int = 1
    anime_key: str = "mal/1"
    rating: int = 7
    verdict: Verdict = Verdict.RECOMMENDED
    has_spoilers: bool = False
    is_flagged: bool = False
    is_deleted: bool = False
    is_down: bool = False
    guild_id: int = HERE
    body: str = "Fine."
    written_at: int = 0
    reactions: int = 0
    freshness: int = 0
    shuffle: int = 0

    def is_shown(self, wanted: ReviewFilter) -> bool:
        is_there = self.guild_id == HERE and not self.is_deleted and not self.is_down
        return (
            is_there
            and any(channel != HIDDEN_CHANNEL for channel in self.channels)
            and wanted.author_id in (None, self.author_id)
            and wanted.anime_key in (None, self.anime_key)
            and wanted.verdict in (None, self.verdict)
            and self.rating >= (wanted.minimum_rating or 1)
            and not (wanted.without_spoilers and (self.has_spoilers or self.is_flagged))
        )


class Shelf:
    """A store whose reviews are written straight into the tables."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def put(self, rows: Iterable[Row]) -> None:
        """Replaces all reviews with these."""
        rows = list(rows)
        async with self.store.database.transaction() as connection:
            await connection.execute("DELETE FROM reviews")
            await connection.executemany(
                "INSERT INTO reviews (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, tags, "
                "written_at, deleted_at, flagged_at) VALUES (?, ?, ?, 'A title', ?, ?, ?, ?, '', ?, ?, ?)",
                [
                    (
                        *(row.id, row.author_id, row.anime_key, row.rating, row.body, row.verdict, row.has_spoilers),
                        *(row.written_at, 1 if row.is_deleted else None, 1 if row.is_flagged else None),
                    )
                    for row in rows
                ],
            )
            await connection.execute(
                "INSERT INTO review_activity (review_id, needs_ranking) SELECT id, FALSE FROM reviews"
            )
            await connection.executemany(
                "INSERT INTO posts (message_id, review_id, guild_id, channel_id, has_counts, shown, is_down, "
                "written_at, reactions, freshness, shuffle) VALUES (?, ?, ?, ?, TRUE, 0, ?, ?, ?, ?, ?)",
                [
                    (
                        *(row.id * 1000 + number, row.id, row.guild_id, channel, row.is_down),
                        *(row.written_at, row.reactions, row.freshness, row.shuffle),
                    )
                    for row in rows
                    for number, channel in enumerate(row.channels)
                ],
            )

    async def get_page(
        self,
        sort: Sort = Sort.NEWEST,
        wanted: ReviewFilter = EVERYTHING,
        cursor: Cursor | None = None,
        *,
        is_backward: bool = False,
        size: int = 8,
    ) -> BrowsedPage:
        return await self.store.review_pages.get_page(
            guild_id=HERE,
            wanted=wanted,
            sort=sort,
            choose=choose,
            size=size,
            cursor=cursor,
            is_backward=is_backward,
        )

    async def walk(self, sort: Sort, wanted: ReviewFilter, *, size: int) -> list[BrowsedPage]:
        """All pages from the first."""
        pages = [await self.get_page(sort, wanted, size=size)]
        while pages[-1].next:
            pages.append(await self.get_page(sort, wanted, pages[-1].next, size=size))
        return pages

    async def pick(self, seed: int, wanted: ReviewFilter = EVERYTHING, *, size: int = 8) -> BrowsedPage:
        return await self.store.review_pages.pick(
            guild_id=HERE, wanted=wanted, choose=choose, size=size, random=Random(seed)
        )

    async def get_sort_values(self) -> dict[int, tuple[int, int]]:
        """The reactions and the freshness of each post, by message id."""
        rows = await self.store.database.reader.execute_fetchall("SELECT message_id, reactions, freshness FROM posts")
        return {message_id: (reactions, freshness) for message_id, reactions, freshness in rows}


async def choose(candidates: Sequence[Candidate]) -> list[ListedReview]:
    """Leaves out what is only posted in a channel that the reader can't see."""
    seen = {(1, None), (2, None), (3, None)}
    return [candidate.review for candidate in candidates if seen.intersection(candidate.channels)]


def get_ids(pages: Iterable[BrowsedPage]) -> list[int]:
    return [review.id for page in pages for review in page.reviews]


@pytest.fixture
def shelf(store: Store) -> Shelf:
    return Shelf(store)


few = st.integers(0, 3)
rows = st.builds(
    Row,
    id=st.integers(1, 100),
    channels=st.lists(st.sampled_from([1, 2, 3, HIDDEN_CHANNEL]), min_size=1, max_size=3, unique=True).map(tuple),
    author_id=st.integers(1, 3),
    anime_key=st.sampled_from(["mal/1", "mal/2"]),
    rating=st.integers(1, 10),
    verdict=st.sampled_from(Verdict),
    has_spoilers=st.booleans(),
    is_flagged=st.booleans(),
    is_deleted=st.integers(0, 9).map(lambda number: number == 0),
    is_down=st.integers(0, 9).map(lambda number: number == 0),
    guild_id=st.sampled_from([HERE, HERE, HERE, ELSEWHERE]),
    written_at=few,
    reactions=few,
    freshness=few,
    shuffle=few,
)


def spread(present: list[Row]) -> list[Row]:
    """The same, with other authors where somebody would have two reviews of one anime."""
    taken = set()
    spread = []
    for row in present:
        if (row.author_id, row.anime_key) in taken:
            row = replace(row, author_id=1000 + row.id)
        taken.add((row.author_id, row.anime_key))
        spread.append(row)
    return spread


shelves = st.lists(rows, max_size=60, unique_by=lambda row: row.id).map(spread)
filters = st.builds(
    ReviewFilter,
    anime_key=st.none() | st.sampled_from(["mal/1", "mal/2"]),
    author_id=st.none() | st.integers(1, 3),
    verdict=st.none() | st.sampled_from(Verdict),
    minimum_rating=st.none() | st.integers(1, 10),
    without_spoilers=st.booleans(),
)
filters = st.just(EVERYTHING) | filters

in_one_database = settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@in_one_database
@given(shelves, filters, st.sampled_from(PAGED), st.integers(1, 9), st.integers(1, 40))
async def test_pages_have_every_review_once_in_order_forward_and_back(
    shelf: Shelf, rows: list[Row], wanted: ReviewFilter, sort: Sort, size: int, first_look: int
) -> None:
    await shelf.put(rows)
    expected = [row for row in rows if row.is_shown(wanted)]
    expected.sort(key=lambda row: (getattr(row, SORT_VALUES[sort]), row.id), reverse=True)

    with pytest.MonkeyPatch.context() as patch:
        # Looks of every size, so that some end between the posts of one review.
        patch.setattr(browsing, "_FIRST_LOOK", first_look)
        pages = await shelf.walk(sort, wanted, size=size)
        back = [pages[-1]]
        while back[-1].previous:
            back.append(await shelf.get_page(sort, wanted, back[-1].previous, is_backward=True, size=size))
        again = [await shelf.get_page(sort, wanted, page.next, size=size) for page in back[1:]]

    assert get_ids(pages) == [row.id for row in expected]
    assert all(len(page.reviews) == size for page in pages[:-1])
    assert [page.reviews for page in reversed(back)] == [page.reviews for page in pages]
    assert [page.reviews for page in again] == [page.reviews for page in back[:-1]]


@in_one_database
@given(shelves, filters, st.integers(0, 10**6), st.integers(1, 9))
async def test_a_random_selection_has_only_wanted_reviews_and_as_many_as_possible(
    shelf: Shelf, rows: list[Row], wanted: ReviewFilter, seed: int, size: int
) -> None:
    await shelf.put(replace(row, shuffle=row.shuffle * 300_000) for row in rows)
    expected = {row.id for row in rows if row.is_shown(wanted)}

    chosen = get_ids([await shelf.pick(seed, wanted, size=size)])

    assert len(set(chosen)) == len(chosen) == min(size, len(expected))
    assert set(chosen) <= expected


async def test_random_selections_reach_every_review(shelf: Shelf) -> None:
    await shelf.put(Row(number, (1, 2), author_id=number, shuffle=number * 9973) for number in range(1, 101))

    picked = {review_id for seed in range(200) for review_id in get_ids([await shelf.pick(seed)])}

    assert picked == set(range(1, 101))
    assert get_ids([await shelf.pick(1)]) != get_ids([await shelf.pick(2)])


async def test_a_review_with_more_posts_than_one_look_reads_is_listed_once(shelf: Shelf) -> None:
    await shelf.put(
        [
            Row(1, (*range(1000, 1100), 1), written_at=5, author_id=1),
            Row(2, (1, *range(1000, 1100)), written_at=4, author_id=2),
            Row(3, written_at=3, author_id=3),
        ]
    )

    assert get_ids(await shelf.walk(Sort.NEWEST, EVERYTHING, size=1)) == [1, 2, 3]


async def test_a_page_ends_after_too_many_posts_and_the_next_goes_on(shelf: Shelf) -> None:
    common = [Row(number, author_id=number, written_at=number) for number in range(2, 5001)]
    await shelf.put([Row(1, author_id=1, rating=1, verdict=Verdict.NOT_RECOMMENDED), *common])
    wanted = ReviewFilter(verdict=Verdict.NOT_RECOMMENDED)

    pages = await shelf.walk(Sort.NEWEST, wanted, size=8)

    assert [len(page.reviews) for page in pages[:-1]] == [0, 0]
    assert get_ids(pages) == [1]
    looks = [page.looked_at for page in pages]
    assert looks[-1] is None
    assert all(look is not None and MOST_LOOKED_AT <= look < MOST_LOOKED_AT + 500 for look in looks[:-1])
    before = await shelf.get_page(Sort.NEWEST, wanted, pages[-1].previous, is_backward=True)
    assert before.reviews == ()
    assert before.looked_at is not None
    assert get_ids([await shelf.get_page(Sort.NEWEST, wanted, before.next)]) == [1]


async def test_a_listed_review_has_only_the_beginning_of_its_text(shelf: Shelf) -> None:
    long = "漢" * BEGINNING_LENGTH
    await shelf.put(
        [
            Row(1, author_id=1, body=long, written_at=3, reactions=4),
            Row(2, author_id=2, body=f"{long}!", written_at=2, has_spoilers=True),
            Row(3, author_id=3, written_at=1, is_flagged=True),
        ]
    )

    whole, cut, flagged = (await shelf.get_page()).reviews

    assert (whole.beginning, whole.is_whole) == (long, True)
    assert (cut.beginning, cut.is_whole) == (long, False)
    assert (whole.reactions, whole.written_at, whole.sort_value) == (4, 3, 3)
    assert [whole.is_spoiler, cut.is_spoiler, flagged.is_spoiler] == [False, True, True]


# Ranking


async def vote(shelf: Shelf, review_id: int, user_id: int, *emoji: str, source: int = 5) -> None:
    await shelf.store.reactions.apply(ReactionEvent(review_id, source, one, user_id, True) for one in emoji)


async def test_a_vote_ranks_all_posts_of_its_review(shelf: Shelf) -> None:
    await shelf.put([Row(1, (1, 2), author_id=1), Row(2, author_id=2)])
    await vote(shelf, 1, 7, "👍")
    await shelf.store.reviews.add_read(review_id=1)
    await shelf.store.reviews.add_read(review_id=1)

    assert await shelf.store.review_pages.rank() == 1

    freshness = round(get_freshness(1, 2) * 1_000_000)
    assert await shelf.get_sort_values() == {1000: (1, freshness), 1001: (1, freshness), 2000: (0, 0)}
    assert await shelf.store.review_pages.rank() == 0


async def test_the_author_does_not_count_and_confusing_is_not_a_like(shelf: Shelf) -> None:
    await shelf.put([Row(1, author_id=1)])
    await vote(shelf, 1, 1, "👍", "😂")
    await vote(shelf, 1, 7, "😕")
    await vote(shelf, 1, 7, "😕", source=6)

    await shelf.store.review_pages.rank()

    assert await shelf.get_sort_values() == {1000: (1, 0)}


votes = st.tuples(st.integers(1, 4), st.sampled_from(["👍", "👍🏽", "❤️", "😕"]), st.sampled_from([5, 6]), st.booleans())


@in_one_database
@given(st.lists(votes, max_size=20), st.integers(0, 5))
async def test_reactions_are_the_sum_of_the_cards_tally(
    shelf: Shelf, votes: list[tuple[int, str, int, bool]], reads: int
) -> None:
    await shelf.put([Row(1, author_id=1)])
    await shelf.store.reactions.apply(
        ReactionEvent(1, source, emoji, user, given) for user, emoji, source, given in votes
    )
    for _ in range(reads):
        await shelf.store.reviews.add_read(review_id=1)
    held = {(user, emoji, source): given for user, emoji, source, given in votes}
    fans = {user for (user, emoji, _), given in held.items() if given and user != 1 and emoji != "😕"}

    await shelf.store.review_pages.rank()

    tally = await shelf.store.reactions.get_tally(review_id=1)
    freshness = get_freshness(len(fans), max(reads, len(fans)))
    total = sum(tally[kind] for kind in ReactionKind)
    assert await shelf.get_sort_values() == {1000: (total, round(freshness * 1_000_000))}


async def test_many_are_ranked_in_parts_until_none_is_left(shelf: Shelf) -> None:
    await shelf.put(Row(number, author_id=number) for number in range(1, 26))
    for number in range(1, 26):
        await vote(shelf, number, 99, "👍")

    assert [await shelf.store.review_pages.rank(limit=10) for _ in range(4)] == [10, 10, 5, 0]
    assert all(reactions == 1 for reactions, _ in (await shelf.get_sort_values()).values())


# What a page costs


async def explain(shelf: Shelf, name: str) -> list[str]:
    """SQLite's plan for a statement."""
    statement = getattr(load_queries("reviews/browsing"), name).sql
    parameters = dict.fromkeys(re.findall(r":(\w+)", statement), 1)
    plan = await shelf.store.database.reader.execute_fetchall(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [detail for *_, detail in plan if detail.startswith(("SEARCH", "SCAN", "USE"))]


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("list_newest", "posts_by_date"),
        ("list_newest_back", "posts_by_date"),
        ("list_most_reacted", "posts_by_reactions"),
        ("list_most_reacted_back", "posts_by_reactions"),
        ("list_fresh", "posts_by_freshness"),
        ("list_fresh_back", "posts_by_freshness"),
        ("list_random", "posts_by_shuffle"),
    ],
)
async def test_a_page_is_found_by_an_index_without_sorting(shelf: Shelf, name: str, index: str) -> None:
    posts, reviews = await explain(shelf, name)
    assert posts.startswith(f"SEARCH posts USING INDEX {index} (guild_id=? AND (")
    assert reviews.startswith("SEARCH reviews USING INDEX sqlite_autoindex_reviews_1 (id=?)")


@pytest.mark.parametrize(
    ("name", "index"), [("list_by_author", "reviews_by_author"), ("list_by_anime", "reviews_by_anime")]
)
async def test_reviews_of_one_person_or_anime_are_found_by_an_index(shelf: Shelf, name: str, index: str) -> None:
    reviews, posts, _ = await explain(shelf, name)
    assert reviews.startswith(f"SEARCH reviews USING INDEX {index} (")
    assert posts.startswith("SEARCH posts USING INDEX posts_by_review (review_id=?)")
