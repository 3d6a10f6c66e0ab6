"""Dates as people type them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.dates import MAX_DATE_LENGTH, parse_date
from db.models import PartialDate

TODAY = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-04-03", PartialDate(2024, 4, 3)),
        (" 2024-04 ", PartialDate(2024, 4)),
        ("2024", PartialDate(2024)),
        ("today", PartialDate(2024, 3, 1)),
        ("Yesterday", PartialDate(2024, 2, 29)),
        ("None", None),
        ("", None),
        ("  ", None),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, day: PartialDate | None) -> None:
    assert parse_date(text, today=TODAY) == day


@pytest.mark.parametrize(
    "text", ["soon", "31 Feb", "2024-13", "2024-02-30", "0000", "3.4.2024", "tomorrow", "none today", "2024/04/03"]
)
def test_what_is_no_date_is_answered_with_the_forms_of_one(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date that I can read: write it like `2024-04-03`"):
        parse_date(text, today=TODAY)


@given(st.text() | st.text("0123456789-", max_size=MAX_DATE_LENGTH), st.dates(min_value=date(2015, 5, 15)))
def test_no_text_raises_anything_but_a_value_error(text: str, today: date) -> None:
    with suppress(ValueError):
        parse_date(text, today=today)


@given(st.dates())
def test_a_written_day_is_read_back_and_fits_the_field(day: date) -> None:
    text = str(day)
    assert len(text) <= MAX_DATE_LENGTH
    assert parse_date(text, today=TODAY) == PartialDate(day.year, day.month, day.day)
