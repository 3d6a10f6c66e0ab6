"""Undoing changes of a list in the database."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.lists.history import MAX_CHANGES, ListChangeKind
from db.lists.lists import UndoneChange
from db.lists.models import Entry, ListStatus, PartialDate, Priority
from db.moves.moves import Move
from db.store import Store
from tests.support.stores import open_copy

ANN, BOB = 1, 2
NOW = 1_700_000_000


class Shelf:
    """The lists of a store, with short ways to change them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._ids = count(1)

    async def look(self, user_id: int = ANN) -> list[Entry]:
        return await self.store.lists.list_all(user_id=user_id)

    async def put(self, key: str, user_id: int = ANN, change_id: int | None = None, **fields: object) -> Entry:
        number = change_id or next(self._ids)
        entry = Entry(user_id, key, key.upper(), **({"status": ListStatus.WATCHING} | fields))  # pyright: ignore[reportArgumentType]
        return await self.store.lists.change(
            lambda _: entry, user_id=user_id, anime_key=key, change_id=number, now=NOW + number
        )

    async def remove(self, key: str) -> None:
        await self.store.lists.delete(user_id=ANN, anime_key=key, change_id=next(self._ids), now=NOW)

    async def bring(self, *entries: Entry, kind: ListChangeKind = ListChangeKind.IMPORT) -> bool:
        """Imports a file with these entries. A replacement removes everything else."""
        number = next(self._ids)
        await self.store.list_imports.add(b"", import_id=number << 22, user_id=ANN, is_merged=True, now=0)

        def rewrite(present: object) -> dict[str, Entry | None]:
            assert isinstance(present, list)
            gone = {entry.anime_key: None for entry in present} if kind is ListChangeKind.REPLACEMENT else {}
            return gone | {entry.anime_key: entry for entry in entries}

        return await self.store.list_imports.apply(
            rewrite, kind=kind, import_id=number << 22, user_id=ANN, change_id=number, now=NOW
        )

    async def undo(self, **options: int) -> UndoneChange | None:
        return await self.store.lists.undo(user_id=ANN, **options)


@pytest.fixture
def shelf(store: Store) -> Shelf:
    return Shelf(store)


FULL = Entry(
    user_id=ANN,
    anime_key="mal/1",
    title="Monster",
    status=ListStatus.COMPLETED,
    score=9,
    episodes=74,
    started=PartialDate(2023),
    finished=PartialDate(2024, 4, 3),
    rewatches=2,
    rewatched_episodes=5,
    priority=Priority.HIGH,
    notes="Twice.\nAt least.",
    tags=("slow", "sad"),
    is_private=True,
    updated_at=NOW,
)


async def test_each_kind_of_change_is_undone_in_every_field(shelf: Shelf) -> None:
    assert await shelf.bring(FULL)
    imported = await shelf.look()
    await shelf.put("mal/1")
    await shelf.undo()
    assert await shelf.look() == imported
    await shelf.remove("mal/1")
    assert await shelf.look() == []
    await shelf.undo()
    assert await shelf.look() == imported == [FULL]
    await shelf.undo()
    assert await shelf.look() == []
    assert await shelf.undo() is None


async def test_a_replaced_list_comes_back_as_a_whole(shelf: Shelf) -> None:
    await shelf.put("mal/2", score=3)
    await shelf.put("mal/3", notes="Keep me.")
    before = await shelf.look()
    await shelf.bring(FULL, kind=ListChangeKind.REPLACEMENT)
    assert await shelf.look() == [FULL]

    undone = await shelf.undo()

    assert await shelf.look() == before
    assert undone is not None
    assert (undone.change.kind, undone.change.size) == (ListChangeKind.REPLACEMENT, 3)
    assert undone.earlier is not None
    assert undone.earlier.kind is ListChangeKind.ENTRY


async def test_only_the_last_ten_changes_are_kept_with_what_they_did(shelf: Shelf) -> None:
    for episodes in range(13):
        await shelf.put("mal/1", episodes=episodes)
    told = []
    while undone := await shelf.undo():
        ((before, after),) = undone.change.steps
        assert before is not None
        assert after is not None
        told.append((before.episodes, after.episodes))

    assert told == [(number - 1, number) for number in range(12, 12 - MAX_CHANGES, -1)]
    assert [entry.episodes for entry in await shelf.look()] == [12 - MAX_CHANGES]


async def test_writing_the_same_again_is_no_change(shelf: Shelf) -> None:
    await shelf.put("mal/1", episodes=3)
    await shelf.put("mal/1", episodes=3, updated_at=NOW)
    await shelf.remove("mal/2")
    undone = await shelf.undo()
    assert undone is not None
    assert undone.change.steps[0][0] is None
    assert undone.earlier is None
    assert await shelf.look() == []


async def test_a_change_that_comes_twice_is_made_once(shelf: Shelf) -> None:
    first = await shelf.put("mal/1", change_id=50, episodes=1)
    again = await shelf.put("mal/1", change_id=50, episodes=2)
    assert again == first
    await shelf.undo()
    assert await shelf.look() == []


async def test_only_the_last_change_is_undone(shelf: Shelf) -> None:
    await shelf.put("mal/1", change_id=50)
    await shelf.put("mal/2", change_id=40)
    assert await shelf.undo(change_id=50) is None
    assert len(await shelf.look()) == 2
    assert await shelf.undo(change_id=40) is not None
    assert [entry.anime_key for entry in await shelf.look()] == ["mal/1"]


async def test_others_lists_stay_as_they_are(shelf: Shelf) -> None:
    await shelf.put("mal/1", BOB)
    await shelf.put("mal/1")
    await shelf.undo()
    assert await shelf.undo() is None
    assert len(await shelf.look(BOB)) == 1


async def test_an_import_is_applied_once(shelf: Shelf) -> None:
    await shelf.store.list_imports.add(b"data", import_id=1 << 40, user_id=ANN, is_merged=False, now=0)
    options = {"kind": ListChangeKind.IMPORT, "import_id": 1 << 40, "now": NOW}
    assert not await shelf.store.list_imports.apply(lambda _: {"mal/1": FULL}, user_id=BOB, change_id=1, **options)
    assert await shelf.store.list_imports.apply(lambda _: {"mal/1": FULL}, user_id=ANN, change_id=2, **options)
    assert not await shelf.store.list_imports.apply(lambda _: {"mal/1": None}, user_id=ANN, change_id=3, **options)
    assert await shelf.look() == [FULL]


async def test_an_import_that_fails_is_still_there(shelf: Shelf) -> None:
    await shelf.store.list_imports.add(b"data", import_id=1 << 40, user_id=ANN, is_merged=False, now=0)
    options = {"kind": ListChangeKind.IMPORT, "import_id": 1 << 40, "user_id": ANN, "change_id": 2, "now": NOW}
    with pytest.raises(ZeroDivisionError):
        await shelf.store.list_imports.apply(lambda _: {"mal/1": 1 / 0}, **options)  # pyright: ignore[reportArgumentType]
    kept = await shelf.store.list_imports.get(import_id=1 << 40, user_id=ANN, now=0)
    assert kept is not None
    assert (kept.data, kept.is_merged, kept.choices) == (b"data", False, {})
    assert await shelf.look() == []


async def test_choices_of_two_devices_are_both_kept(shelf: Shelf) -> None:
    await shelf.store.list_imports.add(b"data", import_id=1 << 40, user_id=ANN, is_merged=True, now=0)
    await shelf.store.list_imports.choose({1: "mal/1", 2: "leave"}, import_id=1 << 40, user_id=ANN)
    chosen = await shelf.store.list_imports.choose({2: "mal/2"}, import_id=1 << 40, user_id=ANN)
    assert chosen is not None
    assert chosen.choices == {1: "mal/1", 2: "mal/2"}
    assert chosen == await shelf.store.list_imports.get(import_id=1 << 40, user_id=ANN, now=0)
    assert await shelf.store.list_imports.choose({1: "mal/3"}, import_id=1 << 40, user_id=BOB) is None


async def test_files_wait_for_a_day_and_three_at_most(shelf: Shelf) -> None:
    first, day = 1_500_000_000_000, 24 * 60 * 60
    ids = [(first + number) << 22 for number in range(5)]
    for import_id in ids:
        await shelf.store.list_imports.add(b"", import_id=import_id, user_id=ANN, is_merged=True, now=NOW)
    kept = [await shelf.store.list_imports.get(import_id=import_id, user_id=ANN, now=NOW) for import_id in ids]
    assert [waiting is not None for waiting in kept] == [False, False, True, True, True]

    later = (first // 1000) + 1_420_070_400 + day + 1
    await shelf.store.list_imports.add(
        b"", import_id=ids[-1] + ((day + 2) * 1000 << 22), user_id=BOB, is_merged=True, now=later
    )
    assert await shelf.store.list_imports.get(import_id=ids[-1], user_id=ANN, now=later) is None


# When titles get other keys


async def test_changes_follow_a_title_whose_key_changes(shelf: Shelf) -> None:
    await shelf.put("bangumi/1", episodes=1)
    await shelf.put("bangumi/1", episodes=2)
    await shelf.store.moves.move([Move("bangumi/1", "mal/1", "Monster", "Monster")], now=NOW)
    await shelf.undo()
    assert [(entry.anime_key, entry.episodes) for entry in await shelf.look()] == [("mal/1", 1)]
    await shelf.undo()
    assert await shelf.look() == []


async def test_changes_before_a_merge_cannot_be_undone(shelf: Shelf) -> None:
    await shelf.put("bangumi/1", episodes=1)
    await shelf.put("mal/1", score=8)
    await shelf.put("mal/2")
    await shelf.store.moves.move([Move("bangumi/1", "mal/1", "Monster", "Monster")], now=NOW)
    undone = await shelf.undo()
    assert undone is not None
    assert undone.earlier is None
    assert [(entry.anime_key, entry.episodes, entry.score) for entry in await shelf.look()] == [("mal/1", 1, 8)]


async def test_a_removed_title_does_not_come_back_over_the_merged_one(shelf: Shelf) -> None:
    await shelf.put("mal/1", score=8)
    await shelf.put("bangumi/1", episodes=1)
    await shelf.remove("bangumi/1")
    await shelf.put("bangumi/2", BOB)
    await shelf.store.moves.move([Move("bangumi/1", "mal/1", "Monster", "Monster")], now=NOW)
    assert await shelf.undo() is None
    assert [entry.score for entry in await shelf.look()] == [8]


async def test_changes_of_titles_that_swap_keys_are_both_undone(shelf: Shelf) -> None:
    await shelf.bring(FULL, Entry(ANN, "mal/2", "Mushishi", ListStatus.DROPPED))
    await shelf.bring(kind=ListChangeKind.REPLACEMENT)
    moves = [Move("mal/1", "mal/2", "", ""), Move("mal/2", "mal/1", "", "")]
    await shelf.store.moves.move(moves, now=NOW)
    await shelf.undo()
    assert [(entry.anime_key, entry.title) for entry in await shelf.look()] == [
        ("mal/1", "Mushishi"),
        ("mal/2", "Monster"),
    ]


async def test_entries_without_a_name_are_named(shelf: Shelf) -> None:
    await shelf.bring(Entry(ANN, "anilist/5", "anilist/5", ListStatus.WATCHING), FULL)
    assert await shelf.store.moves.list_unnamed_keys() == ["anilist/5"]
    await shelf.store.moves.name_entries({"anilist/5": "Mushishi", "mal/1": "Another"})
    assert {entry.title for entry in await shelf.look()} == {"Mushishi", "Monster"}


# For all changes

KEYS = st.sampled_from(["mal/1", "mal/2", "mal/3"])
STEPS = st.one_of(
    st.tuples(st.just("put"), KEYS, st.integers(0, 3)),
    st.tuples(st.just("remove"), KEYS, st.just(0)),
    st.tuples(st.just("bring"), KEYS, st.integers(0, 3)),
    st.tuples(st.just("replace"), KEYS, st.integers(0, 3)),
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=MAX_CHANGES))
async def test_undoing_restores_every_earlier_list(
    empty_database_path: Path, small_catalogue_path: Path, steps: list[tuple[str, str, int]]
) -> None:
    async with open_copy(empty_database_path, small_catalogue_path) as store:
        shelf = Shelf(store)
        lists = [await shelf.look()]
        for step, key, episodes in steps:
            if step == "put":
                await shelf.put(key, episodes=episodes)
            elif step == "remove":
                await shelf.remove(key)
            else:
                kind = ListChangeKind.REPLACEMENT if step == "replace" else ListChangeKind.IMPORT
                entry = Entry(ANN, key, key.upper(), ListStatus.WATCHING, episodes=episodes)
                await shelf.bring(entry, kind=kind)
            if (present := await shelf.look()) != lists[-1]:
                lists.append(present)
        while lists:
            assert await shelf.look() == lists.pop()
            assert (await shelf.undo() is not None) == bool(lists)
