from typing import Any

import pytest

from cogs.core.errors import Refusal
from cogs.lists.formats.anilist import read
from cogs.lists.formats.remarks import Source
from cogs.lists.formats.rows import ListedTitle
from db.lists.models import ListStatus, PartialDate
from tests.support.list_files import ANILIST_ROW, list_remarks, make_anilist_file

FRIEREN = ListedTitle(
    key="anilist/154587",
    status=ListStatus.COMPLETED,
    score=10,
    episodes=28,
    started=PartialDate(2023, 9, 29),
    finished=PartialDate(2024, 3, 22),
    rewatches=1,
    notes="Slow, and kind.\nAgain!",
    is_private=False,
)


def read_one(**values: Any) -> ListedTitle:
    """What a row without remarks says, among others whose statuses are not in doubt."""
    found = read(make_anilist_file({**ANILIST_ROW, **values}, *[ANILIST_ROW] * 5))
    assert found.remarks == ()
    return found.rows[0].readings[0]


def test_a_real_export_is_read() -> None:
    found = read(make_anilist_file(ANILIST_ROW, {**ANILIST_ROW, "series_id": 19}))
    assert found.source is Source.ANILIST
    assert found.remarks == ()
    assert [(row.number, row.text) for row in found.rows] == [(1, "AniList 154587"), (2, "AniList 19")]
    assert found.rows[0].readings == (FRIEREN,)


@pytest.mark.parametrize(
    ("number", "word", "status"),
    [
        (0, "CURRENT", ListStatus.WATCHING),
        (1, "PLANNING", ListStatus.PLAN_TO_WATCH),
        (2, "COMPLETED", ListStatus.COMPLETED),
        (3, "DROPPED", ListStatus.DROPPED),
        (4, "PAUSED", ListStatus.ON_HOLD),
        (5, "REPEATING", ListStatus.COMPLETED),
    ],
)
def test_a_status_is_a_number_or_a_word(number: int, word: str, status: ListStatus) -> None:
    assert read_one(status=number).status is status
    assert read_one(status=word).status is status


@pytest.mark.parametrize(
    ("raw", "score"), [(0, None), (None, None), (1, 1), (14, 1), (15, 2), (74, 7), (75, 8), (75.0, 8), (100, 10)]
)
def test_a_score_out_of_a_hundred_becomes_one_out_of_ten(raw: float | None, score: int | None) -> None:
    assert read_one(score=raw).score == score


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (0, None),
        (None, None),
        (18991230, None),
        ("00010101", None),
        (20240000, PartialDate(2024)),
        (20240400, PartialDate(2024, 4)),
        (20240403, PartialDate(2024, 4, 3)),
        ("20240403", PartialDate(2024, 4, 3)),
    ],
)
def test_a_date_is_a_number_and_keeps_its_precision(raw: object, day: PartialDate | None) -> None:
    title = read_one(started_on=raw, finished_on=raw)
    assert (title.started, title.finished) == (day, day)


def test_the_progress_of_a_rewatch_is_not_that_of_the_first_time() -> None:
    title = read_one(status=5, progress=3)
    assert (title.status, title.episodes, title.rewatched_episodes) == (ListStatus.COMPLETED, None, 3)


@pytest.mark.parametrize(("raw", "is_private"), [(True, True), (1, True), (False, False), (0, False), (None, None)])
def test_private_titles_stay_private(raw: object, is_private: bool | None) -> None:
    assert read_one(private=raw).is_private is is_private


@pytest.mark.parametrize("notes", [None, "", "  "])
def test_empty_notes_say_nothing(notes: str | None) -> None:
    assert read_one(notes=notes).notes is None


def test_a_name_is_read_if_there_is_one() -> None:
    assert read_one(title="Sousou\nno Frieren").title == "Sousou no Frieren"


def test_a_name_that_nobody_can_see_does_not_count() -> None:
    found = read(make_anilist_file({**ANILIST_ROW, "series_id": 0, "title": "\u2800\u200b"}, ANILIST_ROW))
    assert [row.text for row in found.rows] == ["AniList 154587"]


def test_manga_are_left_out_and_counted() -> None:
    found = read(make_anilist_file({**ANILIST_ROW, "series_type": 1}, ANILIST_ROW, {**ANILIST_ROW, "series_type": 1}))
    assert [row.readings for row in found.rows] == [(FRIEREN,)]
    assert list_remarks(found) == ["2 manga were left out, because this is a list of anime."]


def test_a_file_with_nothing_but_manga_is_refused() -> None:
    with pytest.raises(Refusal, match="1 manga and no anime"):
        read(make_anilist_file({**ANILIST_ROW, "series_type": 1}))


@pytest.mark.parametrize(
    "contradiction",
    [
        {"status": 0},
        {"status": 1},
        {"status": 1, "progress": 0, "started_on": 20240101, "finished_on": 0},
        {"status": 2, "progress": 0, "finished_on": 0, "score": 0},
    ],
)
def test_statuses_that_do_not_fit_the_rest_are_told_and_kept(contradiction: dict[str, Any]) -> None:
    found = read(make_anilist_file(*[{**ANILIST_ROW, **contradiction}] * 2, *[ANILIST_ROW] * 5))
    (remark,) = list_remarks(found)
    assert "2 of 7 titles" in remark
    assert found.rows[0].readings[0].status is list(ListStatus)[{0: 0, 1: 4, 2: 1}[contradiction["status"]]]


def test_a_few_such_statuses_are_not_told() -> None:
    assert read(make_anilist_file({**ANILIST_ROW, "status": 0}, *[ANILIST_ROW] * 5)).remarks == ()


@pytest.mark.parametrize(
    ("name", "value", "field", "remark"),
    [
        ("score", 101, "score", "the score “101”"),
        ("status", 6, "status", "the status “6”"),
        ("status", "WAITING", "status", "the status “WAITING”"),
        ("progress", 10_001, "episodes", "the number of episodes “10001”"),
        ("repeat", -1, "rewatches", r"the number of rewatches “\-1”"),
        ("started_on", 20240230, "started", "the start date “2024-02-30”"),
        ("finished_on", "soon", "finished", "the finish date “soon”"),
    ],
)
def test_a_value_that_cannot_be_used_is_left_out_and_named(name: str, value: object, field: str, remark: str) -> None:
    found = read(make_anilist_file({**ANILIST_ROW, name: value}, *[ANILIST_ROW] * 5))
    assert getattr(found.rows[0].readings[0], field) is None
    assert len(found.remarks) == 1
    assert list_remarks(found) == [f"AniList 154587: {remark} can't be used, so it was left out."]


def test_a_row_that_names_no_title_is_left_out() -> None:
    found = read(make_anilist_file({**ANILIST_ROW, "series_id": None}, ANILIST_ROW))
    assert len(found.rows) == 1
    assert list_remarks(found) == ["Title 1 has neither a name nor an id, so it was left out."]


@pytest.mark.parametrize("archive", [None, [], {}, {"lists": None}, {"lists": {}}, {"lists": [1]}, {"lists": ["x"]}])
def test_anything_else_is_refused(archive: object) -> None:
    with pytest.raises(Refusal, match="AniList"):
        read(archive)
