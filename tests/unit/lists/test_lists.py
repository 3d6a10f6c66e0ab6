"""The repository of list entries: changing and deleting."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from db.lists.changes import NoEpisodesLeft, NotListed
from db.lists.models import Entry, ListStatus, PartialDate, Priority
from db.store import Store
from db.titles.models import Anime

ENTRY = Entry(user_id=1, anime_key="mal/1", title="Cowboy Bebop", status=ListStatus.WATCHING)


async def write(store: Store, entry: Entry, *, change_id: int = 1) -> Entry:
    return await store.lists.change(
        lambda present: entry, user_id=entry.user_id, anime_key=entry.anime_key, change_id=change_id, now=change_id
    )


async def test_every_field_of_an_entry_is_stored(store: Store) -> None:
    full = replace(
        ENTRY,
        status=ListStatus.COMPLETED,
        score=9,
        episodes=26,
        started=PartialDate(2024, 4),
        finished=PartialDate(2024, 5, 6),
        rewatches=2,
        rewatched_episodes=0,
        priority=Priority.HIGH,
        notes="With Bob\nand Carol",
        tags=("slow", "sad, but good"),
        is_private=True,
        updated_at=1_700_000_000,
    )
    assert await write(store, full) == full
    assert await store.lists.get(user_id=1, anime_key="mal/1") == full
    assert await store.lists.get(user_id=2, anime_key="mal/1") is None
    assert await store.lists.get(user_id=1, anime_key="mal/2") is None


async def test_two_changes_at_once_are_both_kept(store: Store) -> None:
    def count_one(present: Entry | None) -> Entry:
        entry = present or ENTRY
        return replace(entry, episodes=entry.episodes + 1)

    await asyncio.gather(
        *(store.lists.change(count_one, user_id=1, anime_key="mal/1", change_id=number, now=0) for number in range(20))
    )

    entry = await store.lists.get(user_id=1, anime_key="mal/1")
    assert entry is not None
    assert entry.episodes == 20


async def test_an_error_changes_nothing(store: Store) -> None:
    def refuse(present: Entry | None) -> Entry:
        raise LookupError

    await write(store, ENTRY)
    with pytest.raises(LookupError):
        await store.lists.change(refuse, user_id=1, anime_key="mal/1", change_id=2, now=2)
    assert await store.lists.get(user_id=1, anime_key="mal/1") == ENTRY


async def test_only_one_persons_entry_is_deleted(store: Store) -> None:
    for number, entry in enumerate([ENTRY, replace(ENTRY, user_id=2), replace(ENTRY, anime_key="mal/2")]):
        await write(store, entry, change_id=number)
    await store.lists.delete(user_id=1, anime_key="mal/1", change_id=9, now=9)
    await store.lists.delete(user_id=3, anime_key="mal/1", change_id=10, now=10)
    assert await store.lists.list_all(user_id=1) == [replace(ENTRY, anime_key="mal/2")]
    assert await store.lists.list_all(user_id=2) == [replace(ENTRY, user_id=2)]


# Used by /anime info too

SERIES = Anime("mal/1", "Cowboy Bebop", episodes=26)


async def test_a_title_is_put_on_a_list_once_and_then_stays_as_it_is(store: Store) -> None:
    put = await store.lists.put(SERIES, user_id=1, change_id=1, now=7)
    assert put == Entry(1, "mal/1", "Cowboy Bebop", ListStatus.PLAN_TO_WATCH, updated_at=7)
    rated = await write(store, replace(put, score=9), change_id=2)
    assert await store.lists.put(SERIES, user_id=1, change_id=3, now=8) == rated
    assert await store.lists.list_all(user_id=1) == [rated]


async def test_episodes_of_a_title_are_counted_only_where_it_is_on_the_list(store: Store) -> None:
    with pytest.raises(NotListed):
        await store.lists.watch(SERIES, 1, user_id=1, today=date(2024, 4, 3), change_id=1, now=1)
    await write(store, replace(ENTRY, episodes=24), change_id=2)
    watched = await store.lists.watch(SERIES, 2, user_id=1, today=date(2024, 4, 3), change_id=3, now=3)
    assert (watched.status, watched.episodes, watched.updated_at) == (ListStatus.COMPLETED, 26, 3)
    assert await store.lists.get(user_id=1, anime_key="mal/1") == watched
    with pytest.raises(NoEpisodesLeft):
        await store.lists.watch(SERIES, 1, user_id=1, today=date(2024, 4, 3), change_id=4, now=4)
