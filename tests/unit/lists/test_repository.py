"""The repository of list entries: pages, orders, counts, and who else may look."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from db.lists.history import ListChangeKind
from db.lists.lists import rewrite_list
from db.lists.models import Entry, ListSort, ListStatus, PartialDate, Visibility
from db.store import Store


async def fill(store: Store, entries: Sequence[Entry]) -> None:
    """Puts entries on a list. They all belong to one person."""
    rewritten = {entry.anime_key: entry for entry in entries}

    user_id = entries[0].user_id
    async with store.database.transaction(f"list {user_id}") as connection:
        await rewrite_list(
            connection,
            lambda present: rewritten,
            kind=ListChangeKind.IMPORT,
            user_id=user_id,
            change_id=user_id,
            now=0,
        )


def make_entry(title: str, status: ListStatus = ListStatus.WATCHING, **fields: Any) -> Entry:
    fields = {"user_id": 1, "anime_key": f"mal/{ord(title[0])}"} | fields
    return Entry(title=title, status=status, **fields)


async def get_order(store: Store, sort: ListSort, **wanted: Any) -> str:
    """The first letters of the titles on a page, in their order."""
    wanted = {"user_id": 1, "status": None, "limit": 10, "offset": 0} | wanted
    return "".join(entry.title[0] for entry in await store.lists.list_page(sort=sort, **wanted))


# Orders


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (ListSort.UPDATED, "CbAdE"),
        (ListSort.TITLE, "AbCdE"),
        (ListSort.SCORE, "bACdE"),
        (ListSort.PROGRESS, "dbCAE"),
        (ListSort.STARTED, "dbACE"),
    ],
)
async def test_a_list_is_sorted_and_among_equals_the_last_changed_comes_first(
    store: Store, sort: ListSort, order: str
) -> None:
    await fill(
        store,
        [
            make_entry("A", score=7, episodes=1, started=PartialDate(2024), updated_at=3),
            make_entry("b", score=10, episodes=12, started=PartialDate(2024, 4), updated_at=4),
            make_entry("C", episodes=2, updated_at=5),
            make_entry("d", episodes=100, started=PartialDate(2024, 4, 3), updated_at=2),
            make_entry("E", updated_at=1),
        ],
    )
    assert await get_order(store, sort) == order


async def test_titles_changed_at_the_same_time_have_a_fixed_order(store: Store) -> None:
    await fill(store, [make_entry(letter) for letter in "FACEBD"])
    for sort in ListSort:
        assert await get_order(store, sort) == "ABCDEF"


@pytest.mark.parametrize("sort", ListSort)
@pytest.mark.parametrize("status", [None, ListStatus.COMPLETED])
async def test_the_pages_of_a_list_show_every_title_once(
    store: Store, sort: ListSort, status: ListStatus | None
) -> None:
    random = Random(4)
    entries = [
        Entry(
            1,
            f"mal/{number}",
            random.choice("ABab"),
            random.choice(list(ListStatus)),
            score=random.randint(0, 3),
            episodes=random.randint(0, 3),
            started=random.choice([None, PartialDate(2023), PartialDate(2024)]),
            updated_at=random.randint(0, 3),
        )
        for number in range(100)
    ]
    await fill(store, entries)
    paged = []
    for offset in range(0, 100, 8):
        paged += await store.lists.list_page(user_id=1, status=status, sort=sort, limit=8, offset=offset)

    wanted = [entry for entry in entries if status in (None, entry.status)]
    assert sorted(paged, key=str) == sorted(wanted, key=str)
    places = {
        ListSort.UPDATED: lambda entry: -entry.updated_at,
        ListSort.TITLE: lambda entry: entry.title.lower(),
        ListSort.SCORE: lambda entry: -entry.score,
        ListSort.PROGRESS: lambda entry: -entry.episodes,
        ListSort.STARTED: lambda entry: -(entry.started.year if entry.started else 0),
    }
    get_place = places[sort]
    assert all(get_place(entry) <= get_place(following) for entry, following in pairwise(paged))


# Whose titles are shown


async def test_a_list_can_be_filtered_by_status(store: Store) -> None:
    await fill(store, [make_entry("A"), make_entry("B", ListStatus.DROPPED), make_entry("C")])
    assert await get_order(store, ListSort.TITLE, status=ListStatus.WATCHING) == "AC"
    assert await get_order(store, ListSort.TITLE, status=ListStatus.COMPLETED) == ""
    assert await store.lists.count_by_status(user_id=1) == {ListStatus.WATCHING: 2, ListStatus.DROPPED: 1}


async def test_private_titles_can_be_left_out_everywhere(store: Store) -> None:
    await fill(
        store,
        [make_entry("A"), make_entry("B", is_private=True), make_entry("C", ListStatus.DROPPED, is_private=True)],
    )
    assert await get_order(store, ListSort.TITLE, with_private=False) == "A"
    assert await get_order(store, ListSort.TITLE) == "ABC"
    assert await store.lists.count_by_status(user_id=1, with_private=False) == {ListStatus.WATCHING: 1}
    assert [entry.title for entry in await store.lists.list_all(user_id=1, with_private=False)] == ["A"]
    assert [entry.title for entry in await store.lists.list_all(user_id=1)] == ["A", "B", "C"]


async def test_lists_of_different_people_stay_apart(store: Store) -> None:
    await fill(store, [make_entry("A")])
    await fill(store, [make_entry("B", user_id=2)])
    assert await get_order(store, ListSort.UPDATED, user_id=2) == "B"
    assert await store.lists.count_by_status(user_id=3) == {}
    assert await store.lists.list_all(user_id=3) == []


async def test_a_list_is_private_until_its_owner_changes_that(store: Store) -> None:
    assert await store.lists.get_visibility(user_id=1) is Visibility.PRIVATE
    for visibility in [Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PRIVATE, Visibility.PUBLIC]:
        await store.lists.set_visibility(user_id=1, visibility=visibility)
        assert await store.lists.get_visibility(user_id=1) is visibility
    assert await store.lists.get_visibility(user_id=2) is Visibility.PRIVATE
