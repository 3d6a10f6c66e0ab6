"""Lists exported from Kanso and imported again, in the two formats that lose nothing."""

from collections.abc import Sequence
from dataclasses import fields, replace

import orjson
from hypothesis import given
from hypothesis import strategies as st

from cogs.lists.formats import csv, json
from cogs.lists.formats.rows import ListedTitle, ReadList
from cogs.lists.formats.values import read_title
from db.lists.models import (
    MAX_NOTES_LENGTH,
    MAX_REWATCHES,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    Entry,
    ListStatus,
    PartialDate,
    Priority,
)
from db.titles.models import MAX_EPISODES

AWKWARD = st.sampled_from(
    [
        "=cmd()",
        "+1",
        "-1",
        "@x",
        "'",
        "''=1",
        '"',
        '""',
        ",",
        ";",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "😀",
        "＝1",
        " ",
        "\x01\x1b",
    ]
)
PIECES = AWKWARD | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
TEXTS = st.lists(PIECES, max_size=8).map("".join)
TAGS = TEXTS.map(lambda text: " ".join(text.replace(",", "").split())[:MAX_TAG_LENGTH].strip()).filter(bool)
DATES = st.none() | st.builds(
    lambda year, month, day: PartialDate(year, month, day if month else None),
    st.integers(1900, 9999),
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 28),
)
KEYS = st.builds("{}/{}".format, st.sampled_from(["mal", "anilist", "bangumi"]), st.integers(0, 10**9 - 1)) | st.builds(
    "custom/{}".format, st.integers(10**18, 9 * 10**18)
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        user_id=st.just(1),
        anime_key=KEYS,
        title=TEXTS.map(read_title).filter(bool),
        status=st.sampled_from(ListStatus),
        score=st.integers(0, 10),
        episodes=st.integers(0, MAX_EPISODES),
        started=DATES,
        finished=DATES,
        rewatches=st.integers(0, MAX_REWATCHES),
        rewatched_episodes=st.none() | st.integers(0, MAX_EPISODES),
        priority=st.sampled_from(Priority),
        notes=TEXTS | st.just("n" * MAX_NOTES_LENGTH),
        tags=st.lists(TAGS, max_size=MAX_TAGS, unique=True).map(tuple),
        is_private=st.booleans(),
        updated_at=st.integers(0, 4_102_444_800),
    ),
    unique_by=lambda entry: entry.anime_key,
    max_size=4,
)


def take_over(listed: ListedTitle) -> Entry:
    """The new entry that a file makes for a person."""
    assert listed.key is not None
    given = {field.name: getattr(listed, field.name) for field in fields(Entry) if hasattr(listed, field.name)}
    return Entry(user_id=1, anime_key=listed.key, **given)


def take_all_over(read: ReadList) -> list[Entry]:
    assert read.remarks == ()
    assert all(len(row.readings) == 1 for row in read.rows)
    return [take_over(row.readings[0]) for row in read.rows]


def by_key(entries: Sequence[Entry]) -> dict[str, Entry]:
    return {entry.anime_key: entry for entry in entries}


@given(ENTRIES)
def test_json_loses_nothing(entries: list[Entry]) -> None:
    first = json.write(entries)
    carried = take_all_over(json.read(orjson.loads(first)))
    assert by_key(carried) == by_key(entries)
    assert json.write(carried) == first


@given(ENTRIES)
def test_csv_loses_nothing(entries: list[Entry]) -> None:
    first = csv.write(entries)
    text = first.decode()
    assert csv.is_csv(text)
    carried = take_all_over(csv.read(text))
    assert by_key(carried) == by_key(entries)
    assert csv.write(carried) == first


def test_entries_are_always_in_the_order_of_their_keys() -> None:
    frieren = Entry(user_id=1, anime_key="mal/52991", title="Frieren", status=ListStatus.WATCHING)
    monster = replace(frieren, anime_key="mal/19", title="Monster")
    own = replace(frieren, anime_key="custom/7", title="Our film")
    for write in (json.write, csv.write):
        assert write([frieren, own, monster]) == write([monster, frieren, own])
    rows = csv.read(csv.write([frieren, own, monster]).decode()).rows
    assert [row.readings[0].key for row in rows] == ["custom/7", "mal/19", "mal/52991"]
