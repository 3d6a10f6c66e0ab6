"""The domain types that have their own rules."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.lists.models import PartialDate
from db.reactions.models import ReactionKind, Tally
from db.reviews.models import Verdict


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates())
    parts = draw(st.integers(1, 3))
    return PartialDate(*(day.year, day.month, day.day)[:parts])


# Partial dates


@given(partial_dates())
def test_a_partial_date_reads_what_it_writes(day: PartialDate) -> None:
    assert PartialDate.parse(str(day)) == day


@given(st.lists(st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28))))
def test_written_dates_sort_like_the_calendar(days: list[PartialDate]) -> None:
    assert sorted(map(str, days)) == [str(day) for day in sorted(days, key=lambda day: (day.year, day.month, day.day))]


@given(st.text() | st.from_regex(r"\d{1,5}(-\d{0,3}){0,3}", fullmatch=True))
def test_a_partial_date_is_only_read_from_its_own_form(text: str) -> None:
    try:
        PartialDate.parse(text)
    except ValueError:
        return
    assert re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024", PartialDate(2024)),
        ("2024-04", PartialDate(2024, 4)),
        ("2024-4-3", PartialDate(2024, 4, 3)),
        ("2024-02-29", PartialDate(2024, 2, 29)),
        ("0001-01-01", PartialDate(1, 1, 1)),
    ],
)
def test_a_partial_date_may_leave_out_the_day_and_the_month(text: str, day: PartialDate) -> None:
    assert PartialDate.parse(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000",
        "24",
        "2024-",
        "2024-13",
        "2024-00",
        "2024-04-00",
        "2024-0",
        "2024-02-30",
        "2023-02-29",
        "2024-04-03\n",
        "٢٠٢٤",
        "²024",
    ],
)
def test_a_date_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="a day needs its month"):
        PartialDate(2024, None, 3)


# Verdicts, titles, tallies


def test_a_verdict_follows_from_the_rating_unless_somebody_chose_one() -> None:
    verdicts = [Verdict.from_rating(rating) for rating in range(1, 11)]
    assert verdicts == [Verdict.NOT_RECOMMENDED] * 4 + [Verdict.MIXED_FEELINGS] * 2 + [Verdict.RECOMMENDED] * 4


@pytest.mark.parametrize(
    ("counts", "badge"),
    [
        ({}, None),
        ({ReactionKind.NICE: 9, ReactionKind.CONFUSING: 9}, None),
        ({ReactionKind.NICE: 9, ReactionKind.CREATIVE: 1}, ReactionKind.CREATIVE),
        ({ReactionKind.FUNNY: 2, ReactionKind.LOVE_IT: 2}, ReactionKind.LOVE_IT),
        ({ReactionKind.FUNNY: 3, ReactionKind.LOVE_IT: 2}, ReactionKind.FUNNY),
        ({ReactionKind.CREATIVE: 4, ReactionKind.WELL_WRITTEN: 4}, ReactionKind.WELL_WRITTEN),
    ],
)
def test_the_badge_is_the_leading_kind_that_says_something_about_the_review(
    counts: dict[ReactionKind, int], badge: ReactionKind | None
) -> None:
    assert Tally(counts).badge is badge


def test_a_tally_has_a_number_for_every_kind() -> None:
    tally = Tally({ReactionKind.FUNNY: 2})
    assert {kind for kind in ReactionKind if tally[kind]} == {ReactionKind.FUNNY}
    assert tally[ReactionKind.FUNNY] == 2
