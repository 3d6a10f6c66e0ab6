"""Kanso's own JSON of a list."""

import json as plain_json
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from cogs.core.errors import Refusal
from cogs.lists.formats import json
from cogs.lists.formats.rows import ListedTitle
from cogs.lists.formats.values import MAX_ROWS
from db.lists.models import Entry, ListStatus, PartialDate, Priority

FRIEREN = Entry(
    user_id=1,
    anime_key="mal/52991",
    title="Frieren: Beyond Journey's End",
    status=ListStatus.COMPLETED,
    score=10,
    episodes=28,
    started=PartialDate(2023, 9, 29),
    finished=PartialDate(2024, 3),
    rewatches=1,
    rewatched_episodes=4,
    priority=Priority.HIGH,
    notes="Slow.\nThen not.",
    tags=("fantasy", "to cry with"),
    is_private=True,
    updated_at=1_712_145_600,
)
BARE = Entry(user_id=1, anime_key="custom/7", title="Our film", status=ListStatus.PLAN_TO_WATCH)


def make_archive(**changes: Any) -> dict[str, Any]:
    """An export with one entry, of Frieren. Arguments replace fields of the entry; `...` removes one."""
    archive = plain_json.loads(json.write([FRIEREN]))
    entry = archive["entries"][0] | changes
    archive["entries"] = [{name: value for name, value in entry.items() if value is not ...}]
    return archive


def test_a_file_has_a_head_and_an_entry_on_each_line() -> None:
    assert json.write([FRIEREN, BARE]).decode().splitlines() == [
        '{"format":"kanso-list","version":1,"entries":[',
        '{"anime":{"key":"custom/7","title":"Our film"},"status":"PLAN_TO_WATCH","score":0,"episodes":0,"started":null,'
        '"finished":null,"rewatches":0,"rewatched_episodes":null,"priority":"LOW","notes":"","tags":[],'
        '"private":false,"updated_at":"1970-01-01T00:00:00Z"},',
        '{"anime":{"key":"mal/52991","title":"Frieren: Beyond Journey\'s End"},"status":"COMPLETED","score":10,'
        '"episodes":28,"started":"2023-09-29","finished":"2024-03","rewatches":1,"rewatched_episodes":4,'
        '"priority":"HIGH","notes":"Slow.\\nThen not.","tags":["fantasy","to cry with"],"private":true,'
        '"updated_at":"2024-04-03T12:00:00Z"}',
        "]}",
    ]


def test_an_empty_list_is_a_file_too() -> None:
    assert json.read(orjson.loads(json.write([]))).rows == ()


def test_empty_values_are_given_except_dates_and_a_rewatch() -> None:
    (row,) = json.read(orjson.loads(json.write([BARE]))).rows
    assert row.readings == (
        ListedTitle(
            key="custom/7",
            title="Our film",
            status=ListStatus.PLAN_TO_WATCH,
            score=0,
            episodes=0,
            rewatches=0,
            priority=Priority.LOW,
            notes="",
            tags=(),
            is_private=False,
            updated_at=0,
        ),
    )


def test_a_row_has_its_title_and_its_number() -> None:
    rows = json.read(orjson.loads(json.write([FRIEREN, BARE]))).rows
    assert [(row.number, row.text) for row in rows] == [(1, "Our film"), (2, "Frieren: Beyond Journey's End")]


def test_unknown_fields_are_ignored() -> None:
    archive = make_archive(mood="sad") | {"exported_by": "somebody"}
    assert json.read(archive) == json.read(make_archive())


def test_a_title_is_one_line_without_control_characters() -> None:
    (row,) = json.read(make_archive(anime={"key": "mal/52991", "title": " Fri\x07eren:\nBeyond "})).rows
    assert (row.text, row.readings[0].title) == ("Frieren: Beyond", "Frieren: Beyond")


def test_a_time_with_another_offset_is_converted() -> None:
    (row,) = json.read(make_archive(updated_at="2024-04-03T14:00:00+02:00")).rows
    assert row.readings[0].updated_at == 1_712_145_600


@pytest.mark.parametrize(
    ("archive", "sentence"),
    [
        ([], "That isn't a list exported by Kanso"),
        ({"format": "kanso-reviews", "version": 1, "reviews": []}, "That isn't a list exported by Kanso"),
        ({"format": "kanso-list", "entries": []}, "doesn't say which version"),
        ({"format": "kanso-list", "version": True, "entries": []}, "doesn't say which version"),
        (
            {"format": "kanso-list", "version": 2, "entries": []},
            "newer Kanso: its format has version 2, and I only know version 1",
        ),
        ({"format": "kanso-list", "version": 1}, "no list called `entries`"),
        ({"format": "kanso-list", "version": 1, "entries": [{}] * (MAX_ROWS + 1)}, "more than 20,000 titles"),
    ],
)
def test_a_file_that_is_not_a_list_is_refused(archive: object, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        json.read(archive)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"anime": ...}, "`anime` is missing"),
        ({"anime": {"title": "Frieren"}}, "`key` is missing"),
        ({"anime": {"key": "52991", "title": "Frieren"}}, "the `key` of its anime must look like `mal/52991`"),
        (
            {"anime": {"key": "mal/" + "1" * 30, "title": "Frieren"}},
            "the `key` of its anime must look like `mal/52991`",
        ),
        ({"anime": {"key": "mal/1", "title": " "}}, "the `title` of its anime is empty"),
        ({"anime": {"key": "mal/1", "title": "\u200b"}}, "the `title` of its anime is empty"),
        ({"anime": {"key": "mal/1", "title": "\u2800"}}, "the `title` of its anime is empty"),
        ({"anime": {"key": "mal/1", "title": "\x07"}}, "the `title` of its anime is empty"),
        ({"anime": {"key": "mal/1", "title": "x" * 501}}, "`title` must be text of at most 500 characters"),
        ({"status": "WATCHED"}, "`status` must be one of `WATCHING`, `COMPLETED`"),
        ({"status": []}, "`status` must be one of"),
        ({"score": 11}, "`score` must be a whole number from 0 to 10"),
        ({"score": 8.5}, "`score` must be a whole number from 0 to 10"),
        ({"score": True}, "`score` must be a whole number from 0 to 10"),
        ({"score": None}, "`score` must be a whole number from 0 to 10"),
        ({"episodes": 10_001}, "`episodes` must be a whole number from 0 to 10,000"),
        ({"rewatches": -1}, "`rewatches` must be a whole number from 0 to 1,000"),
        ({"rewatched_episodes": "4"}, "`rewatched_episodes` must be a whole number from 0 to 10,000"),
        ({"rewatched_episodes": ...}, "`rewatched_episodes` is missing"),
        ({"started": "2024-13"}, "`started` must be `null` or a date like"),
        ({"finished": 2024}, "`finished` must be `null` or a date like"),
        ({"priority": "low"}, "`priority` must be one of `LOW`, `MEDIUM`, `HIGH`"),
        ({"notes": "n" * 1001}, "`notes` must be text of at most 1,000 characters"),
        ({"notes": "a\0b"}, "`notes` must be text"),
        ({"notes": "\ud800"}, "`notes` must be text"),
        ({"tags": "a, b"}, "`tags` must be a list"),
        ({"tags": ["a"] * 21}, "`tags` must be a list of at most 20 tags"),
        ({"tags": ["a, b"]}, "`tags` must be a list"),
        ({"tags": [""]}, "`tags` must be a list"),
        ({"tags": ["a\nb"]}, "`tags` must be a list"),
        ({"tags": ["x" * 51]}, "with 1 to 50 characters"),
        ({"private": 0}, "`private` must be `true` or `false`"),
        ({"updated_at": 1712145600}, "`updated_at` must be a time like"),
        ({"updated_at": "1969-12-31T23:59:59Z"}, "`updated_at` must be a time like"),
    ],
)
def test_an_invalid_entry_is_named(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(Refusal) as caught:
        json.read(make_archive(**changes))
    assert "there is a problem with entry 1" in str(caught.value)
    assert fault in str(caught.value)


def test_a_fault_names_the_title() -> None:
    with pytest.raises(Refusal, match=r"entry 1, \*\*Frieren: Beyond Journey's End\*\*: `score` must be"):
        json.read(make_archive(score=11))


def test_a_key_that_is_there_twice_is_refused() -> None:
    archive = make_archive()
    archive["entries"] *= 2
    with pytest.raises(Refusal, match=r"entry 2, .*the file has an earlier entry for the same anime"):
        json.read(archive)


@pytest.mark.parametrize("spoil", [lambda entries: [None], lambda entries: ["Frieren"], lambda entries: [entries]])
def test_an_entry_of_another_shape_is_refused(spoil: Callable[[object], object]) -> None:
    archive = make_archive()
    archive["entries"] = spoil(archive["entries"])
    with pytest.raises(Refusal, match="there is a problem with entry 1: `anime` is missing"):
        json.read(archive)
