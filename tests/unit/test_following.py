"""What people wrote follows their titles from key to key."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.database import Database
from db.following import Following, Merge, MergedThing, Move
from db.lists import Lists
from db.models import Draft, Entry, ListStatus, Post, Priority, Review
from db.posts import Posts
from db.reviews import UNDO_SECONDS, Reviews

ANN, BOB = 1, 2
OLD, OTHER_OLD, NEW, NEWER = "bangumi/400602", "anilist/154587", "mal/52991", "mal/99999"
NAMES = {OLD: "葬送のフリーレン", OTHER_OLD: "Sousou no Frieren", NEW: "Frieren", NEWER: "Frieren: Beyond"}
NOW = 1_700_000_000
LATER = NOW + UNDO_SECONDS + 1


def make_move(old_key: str = OLD, new_key: str = NEW) -> Move:
    return Move(old_key, new_key, NAMES.get(old_key, old_key), NAMES.get(new_key, new_key))


class World:
    """The repositories of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.following = Following(database)
        self.lists = Lists(database)
        self.reviews = Reviews(database)
        self.posts = Posts(database)
        self._messages = count(9_000)

    async def move(self, *moves: Move, now: int = NOW) -> list[int]:
        return await self.following.move(moves or [make_move()], now=now)

    async def get_entry(self, anime_key: str, user_id: int = ANN) -> Entry | None:
        return await self.lists.get(user_id=user_id, anime_key=anime_key)

    async def add_entry(self, anime_key: str, user_id: int = ANN, **fields: Any) -> Entry:
        given = {"title": NAMES.get(anime_key, anime_key), "status": ListStatus.WATCHING} | fields
        entry = Entry(user_id=user_id, anime_key=anime_key, **given)
        return await self.lists.change(lambda _: entry, user_id=user_id, anime_key=anime_key)

    async def get_draft(self, anime_key: str) -> Draft | None:
        return await self.reviews.get_draft(author_id=ANN, anime_key=anime_key)

    async def add_draft(self, anime_key: str, body: str, updated_at: int = NOW) -> None:
        draft = Draft(author_id=ANN, anime_key=anime_key, title=NAMES.get(anime_key, anime_key), rating=7, body=body)
        await self.reviews.set_draft(draft, now=updated_at)

    async def get_review(self, anime_key: str) -> int | None:
        """The id of Ann's review under a key."""
        review = await self.reviews.get_by_author(author_id=ANN, anime_key=anime_key)
        return review.id if review else None

    async def add_review(self, anime_key: str, review_id: int, author_id: int = ANN) -> Review:
        """A review written at the second `review_id`, so that the larger id is the later one, with one card."""
        draft = Draft(author_id=author_id, anime_key=anime_key, title="Frieren", rating=9, body=f"Text {review_id}.")
        review = await self.reviews.add(draft, review_id=review_id, now=review_id)
        assert review is not None
        await self.posts.add(Post(next(self._messages), review_id, 70, 80, True, review.changes))
        return review

    async def delete_review(self, review_id: int) -> None:
        await self.reviews.delete(review_id=review_id, now=NOW)

    async def listen(self, user_id: int = ANN) -> list[Merge]:
        """What a person has not been told yet, which they are told now."""
        merges = await self.following.list_untold(user_id=user_id)
        await self.following.set_told(merges, now=NOW)
        return merges


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    database = await Database.open(tmp_path / "kanso.db")
    yield World(database)
    await database.close()


# Keys


async def test_each_key_that_people_use_is_listed_once(world: World) -> None:
    await world.add_entry(NEW)
    await world.add_entry(NEW, BOB)
    await world.add_review(NEW, 501)
    await world.add_review("mal/2", 502)
    await world.add_draft(NEW, "Calm.")
    await world.add_draft("mal/1", "Calm.")
    await world.delete_review(502)
    assert sorted(await world.following.list_keys()) == ["mal/1", "mal/2", NEW]


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


async def test_two_entries_for_one_title_become_one_and_their_owner_can_read_both(world: World) -> None:
    await world.add_entry(NEW, episodes=3, priority=Priority.HIGH, updated_at=200)
    await world.add_entry(
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
    assert await world.following.list_untold(user_id=ANN) == [
        Merge(
            user_id=ANN,
            kind=MergedThing.ENTRY,
            anime_key=NEW,
            title=NAMES[NEW],
            old_key=OLD,
            old_title=NAMES[OLD],
            text=f"{NAMES[NEW]} ({NEW})\nStatus: Watching\nEpisodes: 3\nPriority: High\n\n"
            f"{NAMES[OLD]} ({OLD})\nStatus: Completed\nEpisodes: 28\nScore: 9\nPriority: Low\nPrivate\n"
            "Notes: Calm.\n\nSad.",
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
    assert "a" * 700 in merge.text
    assert "b" * 700 in merge.text


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
    told = "\n".join(merge.text for merge in await world.listen())
    # Each as it was before any of them was merged.
    assert told.count("Episodes: 5") == 1
    assert told.count("Rewatches: 2") == 1
    assert ("Score: 8" in told) is has_new


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


async def test_a_draft_follows_its_title(world: World) -> None:
    await world.add_draft(OLD, "Calm.")
    await world.move()
    draft = await world.get_draft(NEW)
    assert draft is not None
    assert draft.body == "Calm."
    assert await world.get_draft(OLD) is None
    assert await world.listen() == []


@pytest.mark.parametrize(("later", "earlier"), [(OLD, NEW), (NEW, OLD)])
async def test_of_two_drafts_the_last_one_stays_and_the_other_is_handed_back(
    world: World, later: str, earlier: str
) -> None:
    await world.add_draft(later, "Calm.", updated_at=200)
    await world.add_draft(earlier, "Sad.", updated_at=100)
    await world.move()
    draft = await world.get_draft(NEW)
    assert draft is not None
    assert draft.body == "Calm."
    assert await world.get_draft(OLD) is None
    (merge,) = await world.listen()
    assert merge == Merge(ANN, MergedThing.DRAFT, NEW, NAMES[NEW], OLD, NAMES[OLD], "Sad.")


@pytest.mark.parametrize("body", ["", "  \n", "Calm.", " Calm. "])
async def test_a_draft_with_nothing_of_its_own_goes_without_a_word(world: World, body: str) -> None:
    await world.add_draft(NEW, "Calm. Sad.", updated_at=200)
    await world.add_draft(OLD, body, updated_at=100)
    await world.move()
    draft = await world.get_draft(NEW)
    assert draft is not None
    assert draft.body == "Calm. Sad."
    assert await world.listen() == []


async def test_of_three_drafts_both_that_make_way_are_handed_back(world: World) -> None:
    for updated_at, (key, body) in enumerate({NEW: "First.", OLD: "Second.", OTHER_OLD: "Third."}.items()):
        await world.add_draft(key, body, updated_at=updated_at)
    await world.move(make_move(OLD), make_move(OTHER_OLD))
    draft = await world.get_draft(NEW)
    assert draft is not None
    assert draft.body == "Third."
    assert {merge.text for merge in await world.listen()} == {"First.", "Second."}


# Reviews


async def test_a_review_follows_its_title_and_its_cards_are_redrawn(world: World) -> None:
    review = await world.add_review(OLD, 501)
    await world.add_review("mal/1", 502)
    assert await world.move() == [501]
    assert await world.posts.list_outdated() == [501]
    moved = await world.reviews.get_by_author(author_id=ANN, anime_key=NEW)
    assert moved is not None
    assert (moved.id, moved.body, moved.changes, moved.revision) == (501, "Text 501.", review.changes + 1, 1)
    assert await world.get_review(OLD) is None
    assert await world.listen() == []


async def test_a_review_without_cards_needs_no_redrawing(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.posts.delete_in_guild(guild_id=70)
    assert await world.move() == []
    assert await world.get_review(NEW) == 501


async def test_a_deleted_review_can_be_taken_back_where_its_title_is_now(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.delete_review(501)
    assert await world.move() == []
    assert await world.reviews.restore(review_id=501, now=NOW + UNDO_SECONDS) is not None
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
    assert await world.listen() == [Merge(ANN, MergedThing.REVIEW, NEW, NAMES[NEW], OLD, NAMES[OLD], "", review_id=501)]


async def test_two_reviews_change_places_if_the_last_one_has_the_old_key(world: World) -> None:
    await world.add_review(NEW, 501)
    await world.add_review(OLD, 502)
    assert await world.move() == [501, 502]
    assert (await world.get_review(NEW), await world.get_review(OLD)) == (502, 501)
    assert [merge.review_id for merge in await world.listen()] == [501]
    for review_id in (501, 502):
        assert len(await world.posts.list_for_review(review_id=review_id)) == 1


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


async def test_an_edit_does_not_make_two_reviews_change_places(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    draft = Draft(author_id=ANN, anime_key=OLD, title="Frieren", rating=9, body="New text.")
    assert await world.reviews.set_text(draft, review_id=501, revision=1, now=NOW) is not None
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
    assert await world.reviews.restore(review_id=502, now=NOW + UNDO_SECONDS) is not None
    assert (await world.get_review(NEW), await world.get_review(OLD)) == (502, 501)


@pytest.mark.parametrize("deleted", [501, 502])
async def test_nobody_is_told_of_two_reviews_when_one_is_gone(world: World, deleted: int) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    await world.delete_review(deleted)
    assert await world.listen() == []


async def test_an_author_is_told_of_a_left_review_once_also_when_the_title_moves_on(world: World) -> None:
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


# Being told


async def add_two_of_each(world: World) -> None:
    for number, key in enumerate([OLD, NEW]):
        await world.add_entry(key, episodes=number)
        await world.add_review(key, 501 + number)
        await world.add_draft(key, f"Draft {number}.", updated_at=number)


async def test_the_same_moves_again_change_nothing_and_tell_nobody_again(world: World) -> None:
    await add_two_of_each(world)
    await world.move()
    untold = await world.following.list_untold(user_id=ANN)
    assert {merge.kind for merge in untold} == set(MergedThing)
    before = await look(world, (OLD, NEW))
    assert await world.move() == []
    assert await look(world, (OLD, NEW)) == before
    assert await world.listen() == untold
    assert await world.move() == []
    assert await world.listen() == []


async def test_what_appears_under_the_old_key_later_is_merged_and_told_too(world: World) -> None:
    await add_two_of_each(world)
    await world.move()
    await world.listen()
    await world.add_entry(OLD, score=4)
    await world.add_draft(OLD, "Later draft.", updated_at=0)
    await world.move()
    told = {merge.kind: merge.text for merge in await world.listen()}
    assert told.keys() == {MergedThing.ENTRY, MergedThing.DRAFT}
    assert "Score: 4" in told[MergedThing.ENTRY]
    assert told[MergedThing.DRAFT] == "Draft 0.\n\nLater draft."


async def test_what_changed_while_somebody_was_told_is_told_next_time(world: World) -> None:
    await world.add_draft(NEW, "Calm.", updated_at=200)
    await world.add_draft(OLD, "Sad.", updated_at=100)
    await world.move()
    listed = await world.following.list_untold(user_id=ANN)
    await world.add_draft(OLD, "Long.", updated_at=100)
    await world.move()
    await world.following.set_told(listed, now=NOW)
    assert [merge.text for merge in await world.listen()] == ["Sad.\n\nLong."]


async def test_another_review_left_while_somebody_was_told_is_told_next_time(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    listed = await world.following.list_untold(user_id=ANN)
    await world.delete_review(501)
    await world.add_review(OLD, 503)
    await world.move()
    await world.following.set_told(listed, now=NOW)
    assert [merge.review_id for merge in await world.listen()] == [502]


async def test_people_are_told_of_their_own_things_only(world: World) -> None:
    for user_id in (ANN, BOB):
        await world.add_entry(OLD, user_id)
        await world.add_entry(NEW, user_id)
    await world.move()
    assert [merge.user_id for merge in await world.listen(ANN)] == [ANN]
    assert [merge.user_id for merge in await world.listen(BOB)] == [BOB]


# Several moves


async def test_no_moves_and_a_move_to_the_same_key_change_nothing(world: World) -> None:
    await add_two_of_each(world)
    before = await look(world, (OLD, NEW))
    assert await world.following.move([], now=NOW) == []
    assert await world.move(make_move(NEW, NEW)) == []
    assert await look(world, (OLD, NEW)) == before
    assert await world.listen() == []


async def test_a_move_to_the_same_key_does_not_disturb_another_one_to_it(world: World) -> None:
    await world.add_draft(OLD, "Calm.", updated_at=200)
    await world.add_draft(NEW, "Sad.", updated_at=100)
    await world.move(make_move(NEW, NEW), make_move(OLD, NEW))
    assert [(merge.old_key, merge.text) for merge in await world.listen()] == [(OLD, "Sad.")]


async def test_a_title_can_get_a_better_key_again_in_a_later_update(world: World) -> None:
    await world.add_entry(OLD, episodes=7)
    await world.add_review(OLD, 501)
    await world.move(make_move(OLD, NEW))
    await world.move(make_move(NEW, NEWER))
    entry = await world.get_entry(NEWER)
    assert entry is not None
    assert entry.episodes == 7
    assert await world.get_review(NEWER) == 501


async def test_moves_in_a_chain_take_everything_one_step(world: World) -> None:
    await add_two_of_each(world)
    assert await world.move(make_move(OLD, NEW), make_move(NEW, NEWER)) == [501, 502]
    assert await look(world, (OLD, NEW, NEWER)) == {NEW: (0, "Draft 0.", 501), NEWER: (1, "Draft 1.", 502)}
    assert await world.listen() == []


async def test_two_titles_can_change_keys(world: World) -> None:
    await add_two_of_each(world)
    assert await world.move(make_move(OLD, NEW), make_move(NEW, OLD)) == [501, 502]
    assert await look(world, (OLD, NEW)) == {NEW: (0, "Draft 0.", 501), OLD: (1, "Draft 1.", 502)}
    assert await world.listen() == []


async def look(world: World, keys: tuple[str, ...]) -> dict[str, tuple[int | None, str | None, int | None]]:
    """What Ann has under each key that has anything: episodes, a draft's text, a review's id."""
    found = {}
    for key in keys:
        entry, draft, review_id = await world.get_entry(key), await world.get_draft(key), await world.get_review(key)
        if entry or draft or review_id:
            found[key] = (entry.episodes if entry else None, draft.body if draft else None, review_id)
    return found


# Failures


async def test_a_failure_in_the_middle_leaves_everything_as_it_was(world: World) -> None:
    await add_two_of_each(world)
    before = await look(world, (OLD, NEW))
    async with world.database.transaction() as connection:
        # Merges are written last, when all else has moved.
        await connection.execute(
            "CREATE TRIGGER power_cut BEFORE INSERT ON merges BEGIN SELECT RAISE(ABORT, 'power cut'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="power cut"):
        await world.move()
    assert await look(world, (OLD, NEW)) == before
    assert await world.listen() == []

    async with world.database.transaction() as connection:
        await connection.execute("DROP TRIGGER power_cut")
    await world.move()
    assert {merge.kind for merge in await world.listen()} == set(MergedThing)
    assert await look(world, (OLD, NEW)) == {OLD: (None, None, 501), NEW: (1, "Draft 1.", 502)}


# Rules for all data and moves

KEYS = ("mal/1", "mal/2", "mal/3", "mal/4", "mal/5")
placements = st.dictionaries(st.sampled_from(KEYS), st.integers(1, 3))
targets = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KEYS))
one_way_targets = targets.map(
    lambda chosen: {old_key: new_key for old_key, new_key in chosen.items() if new_key not in chosen}
)

each_in_a_file = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_files = count()


@asynccontextmanager
async def open_world(folder: Path, placed: Mapping[str, int]) -> AsyncIterator[World]:
    """A world of its own in which Ann has one of each thing under each key, written at the second given."""
    database = await Database.open(folder / f"{next(_files)}.db")
    try:
        world = World(database)
        for number, (key, second) in enumerate(placed.items()):
            await world.add_entry(key, episodes=second)
            await world.add_review(key, second * 1000 + number)
            await world.add_draft(key, f"Draft {key}.", updated_at=second)
        yield world
    finally:
        await database.close()


@each_in_a_file
@given(placements, targets)
async def test_whatever_moves_everything_arrives_and_nothing_is_lost(
    tmp_path: Path, placed: dict[str, int], moved: dict[str, str]
) -> None:
    async with open_world(tmp_path, placed) as world:
        written = {key: await world.get_review(key) for key in placed}
        await world.move(*(make_move(*move) for move in moved.items()))
        arrivals = {target: [key for key in placed if moved.get(key, key) == target] for target in KEYS}
        for target, keys in arrivals.items():
            entry, draft = await world.get_entry(target), await world.get_draft(target)
            assert (entry.episodes if entry else None) == max((placed[key] for key in keys), default=None)
            assert (draft is None) == (not keys)
            if keys:
                assert await world.get_review(target) == max(written[key] or 0 for key in keys)
        assert {await world.get_review(key) for key in KEYS} - {None} == set(written.values())
        kept = [draft.body for key in KEYS if (draft := await world.get_draft(key))]
        handed_back = [merge.text for merge in await world.listen() if merge.kind is MergedThing.DRAFT]
        assert sorted(kept + handed_back) == sorted(f"Draft {key}." for key in placed)


@each_in_a_file
@given(placements, one_way_targets)
async def test_moves_that_do_not_follow_one_another_can_be_made_twice(
    tmp_path: Path, placed: dict[str, int], moved: dict[str, str]
) -> None:
    async with open_world(tmp_path, placed) as world:
        moves = [make_move(*move) for move in moved.items()]
        await world.move(*moves)
        before, untold = await look(world, KEYS), await world.following.list_untold(user_id=ANN)
        assert await world.move(*moves) == []
        assert (await look(world, KEYS), await world.listen()) == (before, untold)
        assert await world.move(*moves) == []
        assert await world.listen() == []
