"""The archive of a person's reviews: listing all of them, and adding many at once."""

import sqlite3
from dataclasses import replace
from typing import Any

import pytest

from db.engine.ids import get_first_id
from db.reviews.archive import ArchivedReview, ImportCounts
from db.reviews.models import Draft, ReviewText, ReviewVersion, Verdict
from db.store import Store
from tests.support.reviewed import revise

ANN, BOB = 1, 2
NOW = 1_700_000_000
IMPORT = 1_300_000_000_000_000_000
"""The id of an interaction."""

FRIEREN = ArchivedReview(
    anime_key="mal/52991",
    title="Frieren",
    text=ReviewText(
        rating=9,
        body="Calm.",
        chosen_verdict=Verdict.RECOMMENDED,
        has_spoilers=True,
        episodes=5,
        tags=("Funny", "Creative"),
    ),
    written_at=100,
    edited_at=300,
    versions=(
        ReviewVersion(1, ReviewText(4, "Dull.", Verdict.NOT_RECOMMENDED, episodes=1), 100),
        ReviewVersion(2, ReviewText(6, "Better.", Verdict.MIXED_FEELINGS, episodes=2), 200),
    ),
)
MONSTER = ArchivedReview("mal/19", "Monster", ReviewText(7, "Slow.", Verdict.RECOMMENDED), 50, None)


class World:
    """A store, with shortcuts to fill it and look into it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def add(self, *reviews: ArchivedReview, author_id: int = ANN, **options: Any) -> ImportCounts:
        given = {"keys": {}, "author_id": author_id, "import_id": IMPORT, "now": NOW} | options
        return await self.store.review_archive.add(reviews, **given)

    async def list_all(self, author_id: int = ANN) -> list[ArchivedReview]:
        return await self.store.review_archive.list_all(author_id=author_id)

    async def list_drafts(self) -> list[Draft]:
        return await self.store.drafts.list_by_author(author_id=ANN, limit=100)

    async def delete(self, anime_key: str) -> None:
        review = await self.store.reviews.get_by_author(author_id=ANN, anime_key=anime_key)
        assert review is not None
        await self.store.reviews.delete(review_id=review.id, now=NOW)


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


# Reading


async def test_a_review_is_listed_with_its_versions_in_order(world: World) -> None:
    draft = Draft(1001, ANN, "mal/52991", "Frieren", ReviewText(4, "Dull.", episodes=1, tags=("Funny",)))
    await world.store.reviews.add(draft, review_id=1001, now=100)
    await world.store.reviews.set_text(revise(draft, rating=6, body="Better."), review_id=1001, revision=1, now=200)
    await world.store.reviews.set_text(revise(draft, rating=9, body="Calm."), review_id=1001, revision=2, now=300)

    (review,) = await world.list_all()
    assert (review.text.body, review.text.rating, review.text.verdict) == ("Calm.", 9, Verdict.RECOMMENDED)
    assert (review.text.tags, review.written_at, review.edited_at) == (("Funny",), 100, 300)
    assert [(version.text.body, version.text.rating, version.written_at) for version in review.versions] == [
        ("Dull.", 4, 100),
        ("Better.", 6, 200),
    ]


async def test_only_own_and_undeleted_reviews_are_listed(world: World) -> None:
    await world.add(FRIEREN, MONSTER)
    await world.add(revise(MONSTER, body="Great."), author_id=BOB)
    await world.delete("mal/52991")
    assert await world.list_all() == [MONSTER]


# Adding


async def test_new_reviews_are_added_unchanged(world: World) -> None:
    assert await world.add(MONSTER, FRIEREN) == ImportCounts(2, 0, 0)
    assert await world.list_all() == [MONSTER, FRIEREN]
    review = await world.store.reviews.get_by_author(author_id=ANN, anime_key="mal/52991")
    assert review is not None
    assert review.revision == 3
    versions = await world.store.reviews.list_versions(review_id=review.id)
    assert [(version.revision, version.text.body) for version in versions] == [(2, "Better."), (1, "Dull.")]


async def test_an_added_review_can_be_edited(world: World) -> None:
    await world.add(FRIEREN)
    review = await world.store.reviews.get_by_author(author_id=ANN, anime_key="mal/52991")
    assert review is not None
    edit = Draft(1001, ANN, "mal/52991", "Frieren", ReviewText(10, "Perfect."))
    assert await world.store.reviews.set_text(edit, review_id=review.id, revision=3, now=NOW)
    (review,) = await world.list_all()
    assert [version.text.body for version in review.versions] == ["Dull.", "Better.", "Calm."]


async def test_adding_the_same_reviews_twice_changes_nothing(world: World) -> None:
    await world.add(MONSTER, FRIEREN)
    assert await world.add(MONSTER, FRIEREN, import_id=IMPORT + 1) == ImportCounts(0, 2, 0)
    assert await world.list_all() == [MONSTER, FRIEREN]
    assert await world.list_drafts() == []


async def test_another_title_time_or_history_makes_no_other_review(world: World) -> None:
    await world.add(FRIEREN)
    assert await world.add(replace(FRIEREN, title="葬送", written_at=1, edited_at=None, versions=())) == (0, 1, 0)
    assert await world.list_all() == [FRIEREN]


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "Loud."},
        {"rating": 8},
        {"chosen_verdict": Verdict.MIXED_FEELINGS},
        {"has_spoilers": False},
        {"episodes": None},
        {"tags": ()},
    ],
    ids=str,
)
async def test_a_text_that_differs_becomes_a_draft_once(world: World, changes: dict[str, Any]) -> None:
    await world.add(FRIEREN)
    other = revise(FRIEREN, **changes)
    assert await world.add(other) == ImportCounts(0, 0, 1)
    assert await world.add(other, import_id=IMPORT + 1) == ImportCounts(0, 1, 0)

    assert await world.list_all() == [FRIEREN]
    (draft,) = await world.list_drafts()
    assert (draft.anime_key, draft.title, draft.written_at) == ("mal/52991", "Frieren", 100)
    assert draft.text == other.text


async def test_a_draft_with_the_same_verdict_by_its_rating_is_not_added_again(world: World) -> None:
    await world.add(MONSTER)
    await world.store.drafts.set(Draft(1001, ANN, "mal/19", "Monster", ReviewText(9, "Great.")), now=NOW)
    assert await world.add(revise(MONSTER, rating=9, body="Great.")) == ImportCounts(0, 1, 0)
    assert len(await world.list_drafts()) == 1


async def test_a_deleted_review_can_be_added_again(world: World) -> None:
    await world.add(MONSTER)
    await world.delete("mal/19")
    assert await world.add(MONSTER) == ImportCounts(1, 0, 0)
    assert await world.list_all() == [MONSTER]


async def test_reviews_of_others_do_not_count(world: World) -> None:
    await world.add(MONSTER, author_id=BOB)
    assert await world.add(revise(MONSTER, body="Great.")) == ImportCounts(1, 0, 0)


# Keys


async def test_reviews_get_the_keys_that_their_titles_have_here(world: World) -> None:
    keys = {"anilist/154587": "mal/52991"}
    theirs = replace(FRIEREN, anime_key="anilist/154587")
    assert await world.add(theirs, keys=keys) == ImportCounts(1, 0, 0)
    assert await world.list_all() == [FRIEREN]
    assert await world.add(theirs, keys=keys) == ImportCounts(0, 1, 0)
    assert await world.add(revise(theirs, body="Loud."), keys=keys) == ImportCounts(0, 0, 1)
    assert [draft.anime_key for draft in await world.list_drafts()] == ["mal/52991"]


async def test_of_two_reviews_of_one_title_the_later_one_is_saved(world: World) -> None:
    keys = {"anilist/19": "mal/19"}
    earlier = revise(MONSTER, body="Boring.", written_at=10)
    later = replace(MONSTER, anime_key="anilist/19", written_at=20)
    assert await world.add(earlier, later, keys=keys) == ImportCounts(1, 0, 1)
    assert [review.text.body for review in await world.list_all()] == ["Slow."]
    assert [draft.text.body for draft in await world.list_drafts()] == ["Boring."]


async def test_a_review_that_still_has_its_old_key_is_not_added_again(world: World) -> None:
    waiting = revise(MONSTER, anime_key="anilist/19", body="Boring.")
    await world.add(MONSTER, waiting)
    assert await world.add(MONSTER, waiting, keys={"anilist/19": "mal/19"}) == ImportCounts(0, 2, 0)
    assert await world.list_drafts() == []


# Ids


async def test_two_imports_in_the_same_millisecond_use_different_ids(world: World) -> None:
    await world.add(MONSTER)
    await world.add(revise(MONSTER, body="Great."))
    await world.add(MONSTER, FRIEREN, author_id=BOB, import_id=IMPORT + 1)
    ids = [draft.id for draft in await world.list_drafts()]
    for author_id, key in ((ANN, "mal/19"), (BOB, "mal/19"), (BOB, "mal/52991")):
        review = await world.store.reviews.get_by_author(author_id=author_id, anime_key=key)
        assert review is not None
        ids.append(review.id)
    assert sorted(ids) == list(range(get_first_id(IMPORT), get_first_id(IMPORT) + 4))


def test_ids_of_imports_are_never_ids_of_interactions() -> None:
    first_interactions = 783_000_000_000_000_000  # in December 2020
    in_the_year_2080 = 8_600_000_000_000_000_000
    assert 0 < get_first_id(first_interactions) < get_first_id(in_the_year_2080) < first_interactions
    following_millisecond = get_first_id(IMPORT + (1 << 22))
    assert following_millisecond - get_first_id(IMPORT) > 10 * 5_000  # reviews in a file


# All or nothing


async def test_if_the_database_refuses_one_review_none_is_added(world: World) -> None:
    await world.add(MONSTER)
    broken = revise(FRIEREN, body="a" * 20_001, written_at=1)
    with pytest.raises(sqlite3.IntegrityError):
        await world.add(revise(MONSTER, body="Great."), revise(FRIEREN, anime_key="mal/1"), broken)
    assert await world.list_all() == [MONSTER]
    assert await world.list_drafts() == []
