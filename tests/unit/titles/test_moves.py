"""Entries, drafts and reviews go where their title goes."""

import pytest

from db.lists.models import Entry, ListStatus, Priority
from db.moves.notices import EarlierEntries, MergedThing, MergeNotice
from db.reviews.models import Draft, ReviewText
from db.reviews.reviews import UNDO_SECONDS
from db.store import Store
from tests.support.moves import ANN, BOB, LATER, NAMES, NEW, NEWER, NOW, OLD, OTHER_OLD, World, make_move


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


# Keys


async def test_each_key_that_people_use_is_listed_once(world: World) -> None:
    await world.add_entry(NEW)
    await world.add_entry(NEW, BOB)
    await world.add_review(NEW, 501)
    await world.add_review("mal/2", 502)
    await world.add_draft(NEW, "Calm.")
    await world.add_draft("mal/1", "Calm.")
    await world.delete_review(502)
    assert sorted(await world.store.moves.list_keys()) == ["mal/1", "mal/2", NEW]


# Entries


async def test_an_entry_follows_its_title_as_it_is(world: World) -> None:
    await world.add_entry(OLD, episodes=12, score=9, notes="Calm.", tags=("elves",), updated_at=100)
    before = await world.get_entry(OLD)
    assert before is not None
    await world.move()
    assert await world.get_entry(OLD) is None
    after = await world.get_entry(NEW)
    assert after is not None
    assert (after.title, after.episodes, after.score, after.notes) == (NAMES[OLD], 12, 9, "Calm.")
    assert (after.tags, after.updated_at) == (("elves",), 100)
    assert await world.listen() == []


async def test_two_entries_for_one_title_become_one_and_both_are_kept_for_their_owner(world: World) -> None:
    first = await world.add_entry(NEW, episodes=3, priority=Priority.HIGH, updated_at=200)
    second = await world.add_entry(
        OLD, status=ListStatus.COMPLETED, episodes=28, score=9, notes="Calm.\n\nSad.", is_private=True, updated_at=100
    )
    await world.move()
    assert await world.get_entry(OLD) is None
    assert await world.get_entry(NEW) == Entry(
        user_id=ANN,
        anime_key=NEW,
        title=NAMES[NEW],
        status=ListStatus.COMPLETED,
        score=9,
        episodes=28,
        priority=Priority.HIGH,
        notes="Calm.\n\nSad.",
        is_private=True,
        updated_at=200,
    )
    assert await world.store.moves.list_untold(user_id=ANN) == [
        MergeNotice(
            user_id=ANN,
            kind=MergedThing.ENTRY,
            anime_key=NEW,
            title=NAMES[NEW],
            old_key=OLD,
            old_title=NAMES[OLD],
            entries=EarlierEntries([first, second]),
        )
    ]


async def test_notes_that_do_not_fit_together_can_be_read_in_what_their_owner_is_told(world: World) -> None:
    await world.add_entry(NEW, notes="a" * 700)
    await world.add_entry(OLD, notes="b" * 700)
    await world.move()
    entry = await world.get_entry(NEW)
    assert entry is not None
    assert len(entry.notes) == 1000
    (merge,) = await world.listen()
    assert [entry.notes for entry in merge.entries] == ["a" * 700, "b" * 700]


@pytest.mark.parametrize("has_new", [False, True])
async def test_entries_of_several_old_keys_become_one(world: World, has_new: bool) -> None:
    await world.add_entry(OLD, episodes=5)
    await world.add_entry(OTHER_OLD, rewatches=2)
    if has_new:
        await world.add_entry(NEW, score=8)
    await world.move(make_move(OLD), make_move(OTHER_OLD))
    entry = await world.get_entry(NEW)
    assert entry is not None
    assert (entry.episodes, entry.rewatches, entry.score) == (5, 2, 8 if has_new else 0)
    assert await world.get_entry(OLD) is None
    assert await world.get_entry(OTHER_OLD) is None
    told = [entry for merge in await world.listen() for entry in merge.entries]
    # Each as it was before any of them was merged.
    assert [entry.episodes for entry in told].count(5) == 1
    assert [entry.rewatches for entry in told].count(2) == 1
    assert (8 in [entry.score for entry in told]) is has_new


async def test_entries_of_other_people_and_of_other_titles_stay(world: World) -> None:
    await world.add_entry(OLD, episodes=1)
    bobs = await world.add_entry(NEW, BOB, episodes=2)
    other = await world.add_entry("mal/1", episodes=3)
    await world.move()
    assert await world.get_entry(NEW, BOB) == bobs
    assert await world.get_entry("mal/1") == other
    assert await world.listen(BOB) == []


async def test_an_entry_for_a_title_that_people_made_follows_it_to_the_catalogue(world: World) -> None:
    await world.add_entry("custom/77", episodes=4)
    await world.move(make_move("custom/77"))
    entry = await world.get_entry(NEW)
    assert entry is not None
    assert entry.episodes == 4


# Drafts


async def test_drafts_follow_their_title_and_all_of_them_stay(world: World) -> None:
    await world.add_draft(OLD, "Calm.")
    await world.add_draft(NEW, "Sad.")
    await world.add_draft(OLD, "Calm.")

    await world.move()

    assert await world.list_drafts(NEW) == ["Calm.", "Sad.", "Calm."]
    assert await world.list_drafts(OLD) == []
    assert await world.listen() == []


async def test_drafts_of_titles_that_swap_keys_swap_keys_too(world: World) -> None:
    await world.add_draft(OLD, "Calm.")
    await world.add_draft(NEW, "Sad.")

    await world.move(make_move(OLD, NEW), make_move(NEW, OLD))

    assert await world.list_drafts(NEW) == ["Calm."]
    assert await world.list_drafts(OLD) == ["Sad."]


# Reviews


async def test_a_review_follows_its_title_and_its_cards_are_redrawn(world: World) -> None:
    review = await world.add_review(OLD, 501)
    await world.add_review("mal/1", 502)
    assert await world.move() == [501]
    assert await world.store.posts.list_outdated() == [501]
    moved = await world.store.reviews.get_by_author(author_id=ANN, anime_key=NEW)
    assert moved is not None
    assert (moved.id, moved.text.body, moved.changes, moved.revision) == (501, "Text 501.", review.changes + 1, 1)
    assert await world.get_review(OLD) is None
    assert await world.listen() == []


async def test_a_review_without_cards_needs_no_redrawing(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.store.posts.delete_in_guild(guild_id=70)
    assert await world.move() == []
    assert await world.get_review(NEW) == 501


async def test_a_deleted_review_can_be_taken_back_where_its_title_is_now(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.delete_review(501)
    assert await world.move() == []
    assert (
        await world.store.reviews.restore(review_id=501, author_id=ANN, restore_id=1, now=NOW + UNDO_SECONDS)
        is not None
    )
    assert await world.get_review(NEW) == 501


async def test_reviews_deleted_for_good_are_not_in_the_way(world: World) -> None:
    await world.add_review(NEW, 501)
    await world.delete_review(501)
    await world.add_review(OLD, 502)
    await world.delete_review(502)
    await world.add_review(OLD, 503)
    assert await world.move(now=LATER) == [503]
    assert await world.get_review(NEW) == 503
    assert await world.listen() == []


async def test_of_two_reviews_the_last_one_is_the_one_of_the_title(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    assert await world.move() == []
    assert (await world.get_review(NEW), await world.get_review(OLD)) == (502, 501)
    assert await world.listen() == [
        MergeNotice(ANN, MergedThing.REVIEW, NEW, NAMES[NEW], OLD, NAMES[OLD], review_id=501)
    ]


async def test_two_reviews_swap_keys_if_the_last_one_has_the_old_key(world: World) -> None:
    await world.add_review(NEW, 501)
    await world.add_review(OLD, 502)
    assert await world.move() == [501, 502]
    assert (await world.get_review(NEW), await world.get_review(OLD)) == (502, 501)
    assert [merge.review_id for merge in await world.listen()] == [501]
    for review_id in (501, 502):
        assert len(await world.store.posts.list_for_review(review_id=review_id)) == 1


async def test_of_three_reviews_all_are_kept(world: World) -> None:
    await world.add_review(NEW, 501)
    await world.add_review(OLD, 502)
    await world.add_review(OTHER_OLD, 503)
    moves = [make_move(OLD), make_move(OTHER_OLD)]
    assert await world.move(*moves) == [501, 503]
    keys = (NEW, OLD, OTHER_OLD)
    assert [await world.get_review(key) for key in keys] == [503, 502, 501]
    assert {merge.review_id: merge.old_key for merge in await world.listen()} == {502: OLD, 501: OTHER_OLD}
    assert await world.move(*moves) == []
    assert await world.listen() == []


async def test_an_edit_does_not_make_two_reviews_swap_keys(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    draft = Draft(1, ANN, OLD, "Frieren", ReviewText(9, "New text."))
    assert await world.store.reviews.set_text(draft, review_id=501, revision=1, now=NOW) is not None
    assert await world.move() == []
    assert (await world.get_review(NEW), await world.get_review(OLD)) == (502, 501)


async def test_the_review_left_behind_follows_in_silence_once_the_other_is_deleted(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    await world.listen()
    await world.delete_review(502)
    assert await world.move(now=LATER) == [501]
    assert await world.get_review(NEW) == 501
    assert await world.listen() == []


async def test_a_review_that_can_be_taken_back_keeps_its_place(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    await world.delete_review(502)
    assert await world.move(now=LATER - 1) == []
    assert (
        await world.store.reviews.restore(review_id=502, author_id=ANN, restore_id=1, now=NOW + UNDO_SECONDS)
        is not None
    )
    assert (await world.get_review(NEW), await world.get_review(OLD)) == (502, 501)


@pytest.mark.parametrize("deleted", [501, 502])
async def test_nobody_is_told_of_two_reviews_after_one_is_deleted(world: World, deleted: int) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    await world.delete_review(deleted)
    assert await world.listen() == []


async def test_an_author_is_told_of_a_left_review_once_even_if_the_title_moves_on(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    assert len(await world.listen()) == 1
    assert await world.move(make_move(OLD, NEWER), make_move(NEW, NEWER)) == [502]
    assert (await world.get_review(NEWER), await world.get_review(OLD)) == (502, 501)
    assert await world.listen() == []


async def test_an_author_is_told_when_a_review_that_had_followed_is_left_again(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    await world.listen()
    await world.delete_review(502)
    await world.move(now=LATER)
    await world.add_review(NEWER, 503)
    await world.move(make_move(NEW, NEWER))
    assert (await world.get_review(NEWER), await world.get_review(NEW)) == (503, 501)
    assert [merge.review_id for merge in await world.listen()] == [501]


async def test_an_author_is_told_of_another_review_left_at_the_same_key(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    await world.listen()
    await world.delete_review(501)
    await world.add_review(OLD, 503)
    await world.move()
    assert (await world.get_review(NEW), await world.get_review(OLD)) == (503, 502)
    assert [merge.review_id for merge in await world.listen()] == [502]
