"""Notices about what was merged, several moves at once, and rules that hold for all data and moves."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.moves.notices import MergedThing
from db.store import Store
from tests.support.moves import ANN, BOB, NEW, NEWER, NOW, OLD, World, make_move
from tests.support.stores import open_copy


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


# Being told


async def add_two_of_each(world: World) -> None:
    for number, key in enumerate([OLD, NEW]):
        await world.add_entry(key, episodes=number)
        await world.add_review(key, 501 + number)
        await world.add_draft(key, f"Draft {number}.")


async def test_the_same_moves_again_change_nothing_and_tell_nobody_again(world: World) -> None:
    await add_two_of_each(world)
    await world.move()
    untold = await world.store.moves.list_untold(user_id=ANN)
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
    await world.move()
    (told,) = await world.listen()
    assert told.kind is MergedThing.ENTRY
    assert [entry.score for entry in told.entries] == [0, 4]


async def test_what_changed_while_somebody_was_told_is_told_next_time(world: World) -> None:
    await world.add_entry(NEW, score=5)
    await world.add_entry(OLD, score=6)
    await world.move()
    listed = await world.store.moves.list_untold(user_id=ANN)
    await world.add_entry(OLD, score=7)
    await world.move()
    await world.store.moves.set_told(listed, now=NOW)
    (merge,) = await world.listen()
    assert [entry.score for entry in merge.entries] == [5, 6, 6, 7]


async def test_another_review_left_while_somebody_was_told_is_told_next_time(world: World) -> None:
    await world.add_review(OLD, 501)
    await world.add_review(NEW, 502)
    await world.move()
    listed = await world.store.moves.list_untold(user_id=ANN)
    await world.delete_review(501)
    await world.add_review(OLD, 503)
    await world.move()
    await world.store.moves.set_told(listed, now=NOW)
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
    assert await world.store.moves.move([], now=NOW) == []
    assert await world.move(make_move(NEW, NEW)) == []
    assert await look(world, (OLD, NEW)) == before
    assert await world.listen() == []


async def test_a_move_to_the_same_key_does_not_disturb_another_one_to_it(world: World) -> None:
    await world.add_entry(OLD, score=6)
    await world.add_entry(NEW, score=5)
    await world.move(make_move(NEW, NEW), make_move(OLD, NEW))
    assert [(merge.kind, merge.old_key) for merge in await world.listen()] == [(MergedThing.ENTRY, OLD)]


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
    assert await look(world, (OLD, NEW, NEWER)) == {NEW: (0, ["Draft 0."], 501), NEWER: (1, ["Draft 1."], 502)}
    assert await world.listen() == []


async def test_two_titles_can_swap_keys(world: World) -> None:
    await add_two_of_each(world)
    assert await world.move(make_move(OLD, NEW), make_move(NEW, OLD)) == [501, 502]
    assert await look(world, (OLD, NEW)) == {NEW: (0, ["Draft 0."], 501), OLD: (1, ["Draft 1."], 502)}
    assert await world.listen() == []


async def look(world: World, keys: tuple[str, ...]) -> dict[str, tuple[int | None, list[str], int | None]]:
    """What Ann has under each key, without empty ones: her episodes, her drafts' texts and her review's id."""
    found = {}
    for key in keys:
        entry, drafts, review_id = await world.get_entry(key), await world.list_drafts(key), await world.get_review(key)
        if entry or drafts or review_id:
            found[key] = (entry.episodes if entry else None, drafts, review_id)
    return found


# Failures


async def test_a_failure_in_the_middle_leaves_everything_as_it_was(world: World) -> None:
    await add_two_of_each(world)
    before = await look(world, (OLD, NEW))
    async with world.store.database.transaction() as connection:
        # Merges are written last, after everything has moved.
        await connection.execute(
            "CREATE TRIGGER power_cut BEFORE INSERT ON merges BEGIN SELECT RAISE(ABORT, 'power cut'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="power cut"):
        await world.move()
    assert await look(world, (OLD, NEW)) == before
    assert await world.listen() == []

    async with world.store.database.transaction() as connection:
        await connection.execute("DROP TRIGGER power_cut")
    await world.move()
    assert {merge.kind for merge in await world.listen()} == set(MergedThing)
    assert await look(world, (OLD, NEW)) == {OLD: (None, [], 501), NEW: (1, ["Draft 1.", "Draft 0."], 502)}


# Rules for all data and moves

KEYS = ("mal/1", "mal/2", "mal/3", "mal/4", "mal/5")
placements = st.dictionaries(st.sampled_from(KEYS), st.integers(1, 3))
targets = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KEYS))
one_way_targets = targets.map(
    lambda chosen: {old_key: new_key for old_key, new_key in chosen.items() if new_key not in chosen}
)

each_in_a_file = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@asynccontextmanager
async def open_world(
    empty_database_path: Path, small_catalogue_path: Path, placed: Mapping[str, int]
) -> AsyncIterator[World]:
    """A new world in which Ann has one of each thing under each key, written at the given second."""
    async with open_copy(empty_database_path, small_catalogue_path) as store:
        world = World(store)
        for number, (key, second) in enumerate(placed.items()):
            await world.add_entry(key, episodes=second)
            await world.add_review(key, second * 1000 + number)
            await world.add_draft(key, f"Draft {key}.")
        yield world


@each_in_a_file
@given(placed=placements, moved=targets)
async def test_in_any_moves_everything_arrives_and_nothing_is_lost(
    empty_database_path: Path, small_catalogue_path: Path, placed: dict[str, int], moved: dict[str, str]
) -> None:
    async with open_world(empty_database_path, small_catalogue_path, placed) as world:
        written = {key: await world.get_review(key) for key in placed}
        await world.move(*(make_move(*move) for move in moved.items()))
        arrivals = {target: [key for key in placed if moved.get(key, key) == target] for target in KEYS}
        for target, keys in arrivals.items():
            entry = await world.get_entry(target)
            assert (entry.episodes if entry else None) == max((placed[key] for key in keys), default=None)
            assert sorted(await world.list_drafts(target)) == sorted(f"Draft {key}." for key in keys)
            if keys:
                assert await world.get_review(target) == max(written[key] or 0 for key in keys)
        assert {await world.get_review(key) for key in KEYS} - {None} == set(written.values())


@each_in_a_file
@given(placed=placements, moved=one_way_targets)
async def test_moves_without_chains_can_be_made_twice(
    empty_database_path: Path, small_catalogue_path: Path, placed: dict[str, int], moved: dict[str, str]
) -> None:
    async with open_world(empty_database_path, small_catalogue_path, placed) as world:
        moves = [make_move(*move) for move in moved.items()]
        await world.move(*moves)
        before, untold = await look(world, KEYS), await world.store.moves.list_untold(user_id=ANN)
        assert await world.move(*moves) == []
        assert (await look(world, KEYS), await world.listen()) == (before, untold)
        assert await world.move(*moves) == []
        assert await world.listen() == []
