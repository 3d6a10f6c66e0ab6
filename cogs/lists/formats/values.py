"""Values that all kinds of files hold: numbers, dates, times, tags and texts."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from cogs.core.errors import Refusal
from cogs.core.language import _
from cogs.lists.formats.remarks import Remark, RemarkKind
from cogs.ui.text import is_blank, shorten
from db.lists.models import MAX_ENTRIES, MAX_NOTES_LENGTH, MAX_TAG_LENGTH, MAX_TAGS, Entry, PartialDate

MAX_ROWS = MAX_ENTRIES
"""The most titles that a file can have. Nobody has watched that many, and more would take too much memory."""

MAX_KEY_LENGTH = 26
"""The longest key of a title, in characters: `custom/` and an id of Discord's length."""

MAX_REMARKS = 10
"""The most remarks about a file that are shown one by one."""

MAX_TITLE_LENGTH = 500
"""Longer names are cut to this many characters. No real title is longer."""

Value = TypeVar("Value")


class Note(Protocol):
    """Adds a remark about one title of a file. It knows which title, so the facts don't say that."""

    def __call__(self, kind: RemarkKind, /, **facts: object) -> None: ...


_FIRST_YEAR = 1900
_MAX_PIECES = 5 * MAX_TAGS

_NUMBER = re.compile(r"(\d{1,9})(?:\.0+)?", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:[-/.](\d\d?))?(?:[-/.](\d\d?))?", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def check_rows(number: int) -> None:
    """Raises Refusal for more rows than a file can have. Readers call it before they keep that many."""
    if number > MAX_ROWS:
        raise Refusal(
            _(
                "The file has more than {most} titles, which is more than I can read at once. Split it into several "
                "files."
            ),
            most=MAX_ROWS,
        )


def cut_remarks(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """The first `MAX_REMARKS` remarks, and how many more there are."""
    more = len(remarks) - MAX_REMARKS
    if more <= 0:
        return tuple(remarks)
    return (*remarks[:MAX_REMARKS], Remark(RemarkKind.MORE, {"number": more}))


def excerpt(text: str) -> str:
    """The beginning of a text from a file, in one line."""
    return shorten(clean_line(text), 40)


def read_value(text: str, field: str, read: Callable[[str], Value | None], note: Note) -> Value | None:
    """Returns what `read` makes of a text; None for an empty text. If `read` returns None, notes the field."""
    value = read(text) if text else None
    if text and value is None:
        note(RemarkKind.UNUSABLE, field=field, value=excerpt(text))
    return value


def read_number(text: str, largest: int) -> int | None:
    """A whole number from 0 to `largest` in plain digits, also `12.0`; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    return int(match[1]) if match and int(match[1]) <= largest else None


def read_count(text: str, field: str, largest: int, note: Note) -> int | None:
    """Reads a number like `read_number`, and notes a text that can't be used."""
    return read_value(text.strip(), field, lambda digits: read_number(digits, largest), note)


def read_date(text: str) -> PartialDate | None:
    """Reads `2024`, `2024-04`, `2024-04-03` and `2024/4/3`. Zeros stand for unknown parts: `2024-04-00`.

    Returns None if every part is unknown, as in `0000-00-00`, and for a date that no calendar has.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        return PartialDate(year, month or None, day or None if month else None)
    except ValueError:
        return None


def read_day(
    text: str, field: str, note: Note, read: Callable[[str], PartialDate | None] = read_date
) -> PartialDate | None:
    """Returns the date that `read` finds, or None; notes a text that can't be used.

    Zeros say nothing, and neither does a year before 1900: some programs write `0001-01-01` for an unknown date.
    """
    day = read_value(text.strip() if text.strip("0-/. ") else "", field, read, note)
    return day if day and day.year >= _FIRST_YEAR else None


def read_title(text: str) -> str:
    """The name of a title in one line of at most `MAX_TITLE_LENGTH` characters; empty if nothing of it is visible."""
    title = shorten(clean_line(text), MAX_TITLE_LENGTH)
    return "" if is_blank(title) else title


def is_name(text: str) -> bool:
    """Whether a text can be the name of a title: it has a visible letter or digit."""
    return any(char.isalnum() and not is_blank(char) for char in text)


def read_tags(text: str, note: Note) -> tuple[str, ...]:
    """The tags in a text that separates them by commas, each once, as many as fit; notes if some don't."""
    # Limits how many tags are looked at: there can be millions.
    pieces = text.split(",", _MAX_PIECES)
    tags = tuple(dict.fromkeys(tag for piece in pieces[:_MAX_PIECES] if (tag := " ".join(piece.split()))))
    fitting = tuple(tag for tag in tags if len(tag) <= MAX_TAG_LENGTH)[:MAX_TAGS]
    if fitting != tags or len(pieces) > _MAX_PIECES:
        note(RemarkKind.TOO_MANY_TAGS)
    return fitting


def read_notes(text: str, note: Note) -> str:
    """A person's notes, cut if they are too long; then makes a note of that."""
    if len(text) <= MAX_NOTES_LENGTH:
        return text
    note(RemarkKind.LONG_NOTES)
    return text[:MAX_NOTES_LENGTH].rstrip()


def clean_text(text: str) -> str:
    """A text without characters that can't be stored or shown, and without blank lines around it."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text: str) -> str:
    """Cleans a text like `clean_text`, into one line with single spaces."""
    return " ".join(clean_text(text).split())


def format_time(seconds: int) -> str:
    """Unix seconds as `2024-04-03T12:00:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_time(text: object) -> int | None:
    """The Unix seconds of a time in ISO 8601, in UTC without an offset; None for anything else and before 1970."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds if seconds >= 0 else None


def sort_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Sorts entries by their keys: first by site, then by number."""

    def split(entry: Entry) -> tuple[str, int]:
        site, _slash, number = entry.anime_key.partition("/")
        return site, int(number)

    return sorted(entries, key=split)
