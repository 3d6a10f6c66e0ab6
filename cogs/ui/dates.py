"""Reads dates as people type them in their own language."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from dateparser.date import DateDataParser
from discord import Locale

from cogs.core.language import _
from cogs.ui.date_words import LAST, NOTHING, PHRASES, REPLACEMENTS
from db.lists.models import PartialDate

MAX_DATE_LENGTH = 40
"""The longest text, in characters, that can be a date."""

_YEAR_FIRST = re.compile(
    r"""(?P<year>\d{4})
    (\s*[-./年년]\s*(?P<month>\d{1,2})
    (\s*[-./月월]\s*(?P<day>\d{1,2}))?)?
    \s*[.年月日号號년월일]?""",
    re.VERBOSE,
)
_YEAR_LAST = re.compile(
    r"((?P<first>\d{1,2})\s*(?P<sign>[-./])\s*)?(?P<second>\d{1,2})\s*[-./]\s*(?P<year>\d{4})\s*\.?"
)

_LANGUAGES = {"no": "nb", "zh-TW": "zh-Hant"}
"""dateparser's names for languages, where they are not the first part of Discord's."""

_BEGINNING_WITH_YEARS = ("hu", "ja", "ko", "lt", "sv", "zh")
_PRECISION = {"year": 1, "month": 2, "week": 2, "day": 3}
"""How many parts of a date a period tells: a year 1, a month 2, a day 3. A week counts as the month it began in."""
_BUDDHIST_ERA = 543
_FIRST_YEAR = 1900
"""No anime is older."""


class UnreadableDate(ValueError):
    """The text is no date."""


class FutureDate(ValueError):
    """The date has not come yet."""


def parse_date(text: str, *, today: date, locale: Locale = Locale.american_english) -> PartialDate | None:
    """Reads a date in numbers or words, such as `3 days ago`, as precisely as it is written.

    `2024-04-03`, `2024-04`, `2024` and English words work in every language. Other numbers are read in the order that
    is usual in the language, unless only the other order makes a date. Returns None for `none` and for an empty text.

    Raises UnreadableDate for anything else, such as a date without a year, and FutureDate for days after tomorrow.
    (In some time zones it is tomorrow already.) The first words of a language take up to 0.3 s.
    """
    plain = _simplify(text)
    if locale is Locale.thai:
        plain = re.sub(r"\b2[45]\d\d\b", lambda year: str(int(year[0]) - _BUDDHIST_ERA), plain)
    if plain in NOTHING:
        return None
    has_words = any(char.isalpha() for char in plain)
    day = _read_numbers(plain, locale) or (_read_words(plain, today, locale) if has_words else None)
    if day is None or day.year < _FIRST_YEAR:
        raise UnreadableDate(text)
    if date(day.year, day.month or 1, day.day or 1) > today + timedelta(days=1):
        raise FutureDate(text)
    return day


def describe_date_forms(locale: Locale) -> str:
    """Examples of dates that can be read, with numbers in the order that is usual in the language."""
    if locale is Locale.american_english:
        numbers = "4/25/2024"
    elif locale.value.startswith(_BEGINNING_WITH_YEARS):
        numbers = "2024/4/25"
    else:
        numbers = "25/4/2024"
    # Translators: examples of dates that people can type; translate the words in them
    return _(
        "`2024-04-25`, `{numbers}`, `25 Apr 2024`, `2024-04`, `2024`, `yesterday` or `3 days ago`", numbers=numbers
    )


def _simplify(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).lower().replace("’", "'").split())
    return "".join(str(unicodedata.decimal(char, char)) for char in plain)


def _read_numbers(text: str, locale: Locale) -> PartialDate | None:
    """A date written in numbers alone; None for words and for days that don't exist."""
    if match := _YEAR_FIRST.fullmatch(text):
        month, day = match["month"], match["day"]
    elif match := _YEAR_LAST.fullmatch(text):
        day, month = match["first"], match["second"]
        # Dates with full stops never begin with the month.
        is_month_first = locale is Locale.american_english and match["sign"] != "."
        if day and (int(day) <= 12 if is_month_first else int(month) > 12):
            day, month = month, day
    else:
        return None
    try:
        return PartialDate(int(match["year"]), int(month) if month else None, int(day) if day else None)
    except ValueError:
        return None


def _read_words(text: str, today: date, locale: Locale) -> PartialDate | None:
    """A date with words in it. Its numbers need a year of four digits, or must be like those of `3 days ago`."""
    year = re.search(r"\d{4}", text)
    if year:
        for part, replacement in REPLACEMENTS.items():
            text = text.replace(part, replacement)
        return _ask(text, ["absolute-time"], today, locale, year=int(year[0]))
    if re.search(r"\d", text):
        return _ask(text, ["relative-time"], today, locale)
    weekday = " ".join(_LAST.sub("", text).split())
    text = _PHRASES.get(text, text)
    return _ask(text, ["relative-time", "absolute-time"], today, locale) or (
        _ask(weekday, ["absolute-time"], today, locale) if weekday != text else None
    )


def _ask(text: str, parsers: list[str], today: date, locale: Locale, *, year: int | None = None) -> PartialDate | None:
    """Asks dateparser for a date. None if it guessed the year, or read another year than the text has."""
    language = _LANGUAGES.get(locale.value, locale.value.partition("-")[0])
    settings = {
        "PARSERS": parsers,
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "first",
        "PREFER_MONTH_OF_YEAR": "first",
    }
    found = DateDataParser([language, "en"], use_given_order=True, settings=settings).get_date_data(text)
    parts: tuple[str, ...] = found.parts  # pyright: ignore[reportAttributeAccessIssue] # its stubs are older
    if found.date_obj is None or "year" not in parts or "time" in parts:
        return None
    if found.period not in _PRECISION or year not in (None, found.date_obj.year):
        return None
    return PartialDate(*found.date_obj.timetuple()[: _PRECISION[found.period]])


_PHRASES = {_simplify(phrase): english for english, phrases in PHRASES.items() for phrase in phrases}
_LAST = re.compile(rf"(?<!\S)({'|'.join(LAST)})(?!\S)")
