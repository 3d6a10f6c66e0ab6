"""What people are told of merged entries, in their language and also after an update of the bot."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cogs.anime.render import write_merges
from cogs.core.language import load_languages, speak
from db.engine.migrate import list_migrations
from db.lists.models import Entry, ListStatus, PartialDate, Priority
from db.moves.notices import EarlierEntries, MergedThing, MergeNotice
from tests.support.listed import entries
from tests.support.moves import ANN, NAMES, NEW, NOW, OLD, World
from tests.support.pseudo import read_pseudo, write_pseudo
from tests.support.stores import open_copy


def make_notice(*before: Entry, **fields: Any) -> MergeNotice:
    return MergeNotice(
        ANN, MergedThing.ENTRY, NEW, "Frieren", OLD, "葬送のフリーレン", EarlierEntries(before), **fields
    )


FULL = Entry(
    ANN,
    OLD,
    "葬送のフリーレン",
    ListStatus.ON_HOLD,
    score=9,
    episodes=12,
    started=PartialDate(2024, 1),
    finished=PartialDate(2024, 4, 3),
    rewatches=2,
    rewatched_episodes=0,
    priority=Priority.HIGH,
    notes="Calm.\n\nSad {not a placeholder}.",
    tags=("elves", "magic"),
    is_private=True,
    updated_at=NOW,
)
PLAIN = Entry(ANN, NEW, "Frieren", ListStatus.WATCHING)


# The file


def test_the_file_shows_all_that_people_put_into_their_entries() -> None:
    assert write_merges([make_notice(PLAIN, FULL)]) == (
        "# Frieren\n\n"
        "Frieren (mal/52991)\nStatus: Watching\nEpisodes: 0\nPriority: Low\n\n"
        "葬送のフリーレン (bangumi/400602)\nStatus: On hold\nEpisodes: 12\nScore: 9/10\nStarted: 2024-01\n"
        "Finished: 2024-04-03\nTimes rewatched: 2\nEpisodes rewatched this time: 0\nPriority: High\n"
        "Private: nobody else can see it\nTags: elves, magic\nNotes: Calm.\n\nSad {not a placeholder}."
    )


def test_there_is_no_file_when_only_reviews_were_merged() -> None:
    assert write_merges([MergeNotice(ANN, MergedThing.REVIEW, NEW, "Frieren", OLD, "Frieren", review_id=501)]) == ""


def test_the_file_is_in_the_readers_language(tmp_path: Path) -> None:
    write_pseudo(tmp_path, "de")
    english = write_merges([make_notice(FULL)])
    with speak(load_languages(tmp_path)["de"]):
        translated = write_merges([make_notice(FULL)])
    assert read_pseudo(translated) == english
    assert not any(word in translated for word in ("Status", "On hold", "Priority", "High", "Private", "Notes"))


@given(entries, entries)
def test_entries_that_differ_are_written_differently(one: Entry, other: Entry) -> None:
    assume(replace(one, updated_at=0) != replace(other, updated_at=0))
    assert write_merges([make_notice(one)]) != write_merges([make_notice(other)])


# Stored


@given(st.lists(entries))
def test_entries_are_stored_as_they_are(before: list[Entry]) -> None:
    stored = EarlierEntries(before)
    assert EarlierEntries.parse(str(stored)) == stored


def test_entries_stored_before_a_field_was_added_can_be_read() -> None:
    columns = '{"user_id":1,"anime_key":"mal/52991","title":"Frieren","status":"WATCHING"}'
    assert EarlierEntries.parse(f"[{columns}]") == (PLAIN,)


# After an update


@pytest.fixture
async def world(tmp_path: Path, small_catalogue_path: Path) -> AsyncIterator[World]:
    """A database of the first version, in which Ann has not been told of two merges yet."""
    path = tmp_path / "old.db"
    (_version, first), *_later = list_migrations()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(first.read_text(encoding="utf-8"))
        connection.execute("PRAGMA user_version = 1")
        connection.executemany(
            "INSERT INTO merges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (ANN, "ENTRY", OLD, NEW, NAMES[OLD], NAMES[NEW], "Status: Dropped\n\nNotes: Sad.", None, NOW, None),
                (ANN, "ENTRY", "kitsu/1", "mal/1", "Fog", "Fog", "", None, NOW, NOW),
                (ANN, "REVIEW", "kitsu/2", "mal/2", "Rain", "Rain", "", 501, NOW, None),
            ],
        )
        connection.commit()
    async with open_copy(path, small_catalogue_path) as store:
        yield World(store)


async def test_what_an_earlier_version_noted_is_still_told_once(world: World) -> None:
    (told,) = await world.listen()
    assert write_merges([told]) == "# Frieren\n\nStatus: Dropped\n\nNotes: Sad."
    assert await world.listen() == []


async def test_what_is_merged_after_the_update_is_told_as_well(world: World) -> None:
    await world.add_entry(OLD, score=4)
    await world.add_entry(NEW, notes="Calm.")
    await world.move()
    (told,) = await world.listen()
    text = write_merges([told])
    assert all(fact in text for fact in ("Notes: Sad.", "Score: 4/10", "Notes: Calm."))
    assert await world.listen() == []
