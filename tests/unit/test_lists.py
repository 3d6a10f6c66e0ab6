"""The repository of list entries."""

import asyncio
from dataclasses import replace
from pathlib import Path

from db.database import Database
from db.lists import Lists
from db.models import Entry, ListStatus

ENTRY = Entry(user_id=1, anime_key="mal/1", title="Cowboy Bebop", status=ListStatus.WATCHING)


async def test_of_two_changes_at_once_none_is_lost(tmp_path: Path) -> None:
    def count_one(present: Entry | None) -> Entry:
        entry = present or ENTRY
        return replace(entry, episodes=entry.episodes + 1)

    database = await Database.open(tmp_path / "kanso.db")
    lists = Lists(database)
    await asyncio.gather(*(lists.change(count_one, user_id=1, anime_key="mal/1") for _ in range(20)))

    entry = await lists.get(user_id=1, anime_key="mal/1")
    assert entry is not None
    assert entry.episodes == 20
    await database.close()
