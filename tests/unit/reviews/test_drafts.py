"""Drafts in the database: which are kept, which are found, and when they are deleted."""

from dataclasses import replace

import pytest

from db.reviews.drafts import EMPTY_DRAFT_SECONDS
from db.reviews.models import Draft, ReviewText, Verdict
from db.store import Store
from tests.support.reviewed import revise

ALICE, BEN = 1, 2
FRIEREN, FILM = "mal/52991", "mal/2472"
DRAFT = Draft(id=10, author_id=ALICE, anime_key=FRIEREN, title="Frieren", text=ReviewText(9, "Half a thought."))


async def keep(store: Store, *kept: Draft) -> None:
    """Stores drafts, one each second."""
    for now, draft in enumerate(kept, 1000):
        await store.drafts.set(draft, now=now)


async def list_ids(store: Store, author_id: int = ALICE) -> list[int]:
    return [draft.id for draft in await store.drafts.list_by_author(author_id=author_id, limit=25)]


# Keeping and finding


@pytest.mark.parametrize(
    "draft",
    [
        DRAFT,
        revise(
            DRAFT, chosen_verdict=Verdict.MIXED_FEELINGS, has_spoilers=True, episodes=5, tags=("Funny", "Well-written")
        ),
        revise(DRAFT, written_at=1_700_000_000, body="\n 感想 👩‍👩‍👧 \0 \r\n\t"),
        revise(DRAFT, id=2**63 - 1, body="a" * 100_000),
    ],
)
async def test_a_draft_comes_back_as_it_was(store: Store, draft: Draft) -> None:
    await store.drafts.set(draft, now=1000)

    assert await store.drafts.get(draft_id=draft.id, author_id=ALICE) == draft
    assert await store.drafts.get_latest(author_id=ALICE, anime_key=FRIEREN) == draft
    assert await store.drafts.list_by_author(author_id=ALICE, limit=1) == [draft]


async def test_nobody_finds_somebody_else_s_draft(store: Store) -> None:
    await store.drafts.set(DRAFT, now=1000)

    assert await store.drafts.get(draft_id=DRAFT.id, author_id=BEN) is None
    assert await store.drafts.get_latest(author_id=BEN, anime_key=FRIEREN) is None
    assert await list_ids(store, BEN) == []


async def test_all_drafts_of_a_title_are_kept_and_listed_last_one_first(store: Store) -> None:
    await keep(store, DRAFT, replace(DRAFT, id=12), replace(DRAFT, id=11), replace(DRAFT, id=13, anime_key=FILM))

    assert await list_ids(store) == [13, 11, 12, 10]
    latest = await store.drafts.get_latest(author_id=ALICE, anime_key=FRIEREN)
    assert latest is not None
    assert latest.id == 11
    assert len(await store.drafts.list_by_author(author_id=ALICE, limit=2)) == 2


async def test_the_last_of_several_drafts_in_the_same_second_comes_first(store: Store) -> None:
    for draft_id in (11, 12, 10):
        await store.drafts.set(replace(DRAFT, id=draft_id), now=1000)

    assert await list_ids(store) == [12, 11, 10]


async def test_a_draft_without_text_is_found_only_if_there_is_no_other(store: Store) -> None:
    await keep(store, revise(DRAFT, id=11, body=""))
    latest = await store.drafts.get_latest(author_id=ALICE, anime_key=FRIEREN)
    assert latest is not None
    assert latest.id == 11

    await keep(store, DRAFT, revise(DRAFT, id=12, body=""))
    assert await store.drafts.get_latest(author_id=ALICE, anime_key=FRIEREN) == DRAFT
    assert await list_ids(store) == [10]


async def test_what_is_sent_from_a_form_replaces_the_draft_in_it(store: Store) -> None:
    await keep(store, DRAFT, replace(DRAFT, id=11))

    await store.drafts.set(revise(DRAFT, id=12, body="A thought."), now=2000, replaces=10)

    assert await list_ids(store) == [12, 11]


async def test_a_draft_is_kept_even_if_the_one_that_it_replaces_is_gone(store: Store) -> None:
    await store.drafts.set(replace(DRAFT, id=12), now=1000, replaces=10)

    assert await list_ids(store) == [12]


async def test_nobody_replaces_or_deletes_somebody_else_s_draft(store: Store) -> None:
    await store.drafts.set(DRAFT, now=1000)

    await store.drafts.set(replace(DRAFT, id=11, author_id=BEN), now=2000, replaces=10)
    await store.drafts.set(revise(DRAFT, author_id=BEN, body="Mine now."), now=2000)
    await store.drafts.delete(draft_id=10, author_id=BEN)

    assert await store.drafts.get(draft_id=10, author_id=ALICE) == DRAFT


async def test_deleting_a_draft_deletes_no_other(store: Store) -> None:
    await keep(store, DRAFT, replace(DRAFT, id=11))

    await store.drafts.delete(draft_id=10, author_id=ALICE)

    assert await list_ids(store) == [11]


async def test_only_drafts_without_text_are_ever_purged(store: Store) -> None:
    await store.drafts.set(DRAFT, now=0)
    await store.drafts.set(revise(DRAFT, id=11, body=""), now=1000)

    await store.drafts.purge(now=1000 + EMPTY_DRAFT_SECONDS)
    assert await store.drafts.get(draft_id=11, author_id=ALICE) is not None
    await store.drafts.purge(now=1001 + EMPTY_DRAFT_SECONDS)
    assert await store.drafts.get(draft_id=11, author_id=ALICE) is None
    assert await list_ids(store) == [10]


# Becoming a review


async def save_others(store: Store) -> None:
    """Stores drafts that a draft contains word for word, drafts that say more, and drafts that belong elsewhere."""
    await keep(
        store,
        DRAFT,
        revise(DRAFT, id=11, body=" a thought. \n"),
        revise(DRAFT, id=12, body=""),
        revise(DRAFT, id=20, body="Half a thought. And more."),
        revise(DRAFT, id=21, body="half a thought."),
        replace(DRAFT, id=22, anime_key=FILM),
        replace(DRAFT, id=23, author_id=BEN),
    )


async def test_a_new_review_deletes_its_draft_and_those_that_say_nothing_more(store: Store) -> None:
    await save_others(store)

    assert await store.reviews.add(DRAFT, review_id=100, now=2000) is not None

    assert await list_ids(store) == [22, 21, 20]
    assert await list_ids(store, BEN) == [23]
    assert await store.drafts.get(draft_id=12, author_id=ALICE) is None


async def test_a_changed_review_deletes_its_draft_and_those_that_say_nothing_more(store: Store) -> None:
    await store.reviews.add(revise(DRAFT, body="The old text."), review_id=100, now=1000)
    await save_others(store)

    assert await store.reviews.set_text(DRAFT, review_id=100, revision=1, now=2000) is not None

    assert await list_ids(store) == [22, 21, 20]
    assert await list_ids(store, BEN) == [23]


async def test_a_second_review_of_a_title_is_not_added_and_its_draft_stays(store: Store) -> None:
    await store.reviews.add(revise(DRAFT, body="The old text."), review_id=100, now=1000)
    await store.drafts.set(DRAFT, now=2000)

    assert await store.reviews.add(DRAFT, review_id=101, now=2000) is None

    assert await list_ids(store) == [10]


@pytest.mark.parametrize("revision", [0, 1, 3])
async def test_a_change_to_another_revision_changes_nothing_and_its_draft_stays(store: Store, revision: int) -> None:
    await store.reviews.add(revise(DRAFT, body="First."), review_id=100, now=1000)
    second = await store.reviews.set_text(revise(DRAFT, body="Second."), review_id=100, revision=1, now=2000)
    await store.drafts.set(DRAFT, now=3000)

    assert await store.reviews.set_text(DRAFT, review_id=100, revision=revision, now=3000) is None

    assert await store.reviews.get(review_id=100) == second
    assert await list_ids(store) == [10]
    assert [version.revision for version in await store.reviews.list_versions(review_id=100)] == [1]


async def test_the_same_form_sent_twice_makes_one_review(store: Store) -> None:
    await store.drafts.set(DRAFT, now=1000)

    first = await store.reviews.add(DRAFT, review_id=100, now=1000)
    assert first is not None
    assert await store.reviews.add(DRAFT, review_id=100, now=1001) == first
    assert await store.reviews.count_by_author(author_id=ALICE) == 1
