"""Dates as people type them."""

from datetime import date, timedelta

from db.models import PartialDate

MAX_DATE_LENGTH = 20
"""What is longer, in characters, is no date."""


def parse_date(text: str, *, today: date) -> PartialDate | None:
    """Reads `2024-04-03`, `2024-04`, `2024`, `today` or `yesterday`; None for `none` and for nothing at all.

    Raises ValueError with a sentence for anything else.
    """
    word = text.strip().lower()
    if word in ("", "none"):
        return None
    if word in ("today", "yesterday"):
        day = today - timedelta(days=word == "yesterday")
        return PartialDate(day.year, day.month, day.day)
    try:
        return PartialDate.parse(word)
    except ValueError:
        raise ValueError(
            "is not a date that I can read: write it like `2024-04-03`, `2024-04`, `2024`, `today` or `yesterday`"
        ) from None
