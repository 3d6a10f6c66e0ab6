"""Values as all kinds of files write them: dates, times, tags and texts."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from cogs.core.errors import Refusal
from cogs.ui.text import escape, is_blank, shorten
from db.lists.models import MAX_NOTES_LENGTH, MAX_TAG_LENGTH, MAX_TAGS, Entry, PartialDate

MAX_ROWS = 20_000
"""How many titles a file can have. Nobody has seen as many, and more would take too much memory."""

MAX_KEY_LENGTH = 26
"""The longest key of a title, in characters: `custom/` and an id of Discord's length."""

MAX_REMARKS = 10
"""How many remarks about a file are told one by one."""

MAX_TITLE_LENGTH = 500
"""What is longer than this many characters is cut; no title is."""

Value = TypeVar("Value")
Note = Callable[[str], None]
"""Takes the end of a sentence about a row: `the score “11” can't be used, so it was left out`."""

_FIRST_YEAR = 1900
_MAX_PIECES = 5 * MAX_TAGS

_NUMBER = re.compile(r"(\d{1,9})(?:\.0+)?", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:[-/.](\d\d?))?(?:[-/.](\d\d?))?", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def check_rows(number: int) -> None:
    """Raises Refusal for more rows than a file can have. Formats call it before they keep so many."""
    if number > MAX_ROWS:
        raise Refusal(
            "The file has more than {most} titles, which is more than I can read at once; part it into several.",
            most=MAX_ROWS,
        )


def cut_remarks(remarks: Sequence[str]) -> tuple[str, ...]:
    """The first `MAX_REMARKS` remarks, and how many more there are."""
    more = len(remarks) - MAX_REMARKS
    if more <= 0:
        return tuple(remarks)
    return (*remarks[:MAX_REMARKS], f"And {more:,} more like these.")


def leave_out(what: str, value: object, note: Note) -> None:
    """Notes that something in a row was left out because it can't be used: `score`, `11`."""
    note(f"the {what} {quote(value)} can't be used, so it was left out")


def quote(value: object) -> str:
    """The beginning of what stands in a file, in quotes, as it can be shown."""
    return f"“{escape(shorten(clean_line(str(value)), 40))}”"


def read_value(text: str, what: str, read: Callable[[str], Value | None], note: Note) -> Value | None:
    """What `read` makes of a text; None where there is none, and, after a note, where it can't be used."""
    value = read(text) if text else None
    if text and value is None:
        leave_out(what, text, note)
    return value


def read_number(text: str, largest: int) -> int | None:
    """A whole number from 0 to `largest` in plain digits, also `12.0`; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    return int(match[1]) if match and int(match[1]) <= largest else None


def read_count(text: str, what: str, largest: int, note: Note) -> int | None:
    """Likewise, and notes what can't be used."""
    return read_value(text.strip(), what, lambda digits: read_number(digits, largest), note)


def read_date(text: str) -> PartialDate | None:
    """Reads `2024`, `2024-04`, `2024-04-03` and `2024/4/3`; zeros stand for what is not known: `2024-04-00`.

    None where nothing is known, as in `0000-00-00`, and for a date that no calendar has.
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
    text: str, what: str, note: Note, read: Callable[[str], PartialDate | None] = read_date
) -> PartialDate | None:
    """A date as `read` has it, which is None for none; notes what can't be used.

    Zeros say nothing, and neither does a year before 1900: some programs write `0001-01-01` where they know no date.
    """
    day = read_value(text.strip() if text.strip("0-/. ") else "", what, read, note)
    return day if day and day.year >= _FIRST_YEAR else None


def read_title(text: str) -> str:
    """The name of a title in one line of at most `MAX_TITLE_LENGTH` characters; empty if nobody could see it."""
    title = shorten(clean_line(text), MAX_TITLE_LENGTH)
    return "" if is_blank(title) else title


def is_name(text: str) -> bool:
    """Whether a text can be a title's: there is a letter or a digit in it that can be seen."""
    return any(char.isalnum() and not is_blank(char) for char in text)


def read_tags(text: str, note: Note) -> tuple[str, ...]:
    """The tags in a text that separates them by commas, each once, as far as they fit; notes if those are not all."""
    # No more are looked at, for there can be millions.
    pieces = text.split(",", _MAX_PIECES)
    tags = tuple(dict.fromkeys(tag for piece in pieces[:_MAX_PIECES] if (tag := " ".join(piece.split()))))
    fitting = tuple(tag for tag in tags if len(tag) <= MAX_TAG_LENGTH)[:MAX_TAGS]
    if fitting != tags or len(pieces) > _MAX_PIECES:
        note(f"at most {MAX_TAGS} tags of {MAX_TAG_LENGTH} characters fit, so others were left out")
    return fitting


def read_notes(text: str, note: Note) -> str:
    """A person's notes, and notes if they had to be cut."""
    if len(text) <= MAX_NOTES_LENGTH:
        return text
    note(f"the notes have more than {MAX_NOTES_LENGTH:,} characters, so their end was left out")
    return text[:MAX_NOTES_LENGTH].rstrip()


def clean_text(text: str) -> str:
    """A text without characters that a database or a screen has no place for, and without blank lines around it."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def clean_line(text: str) -> str:
    """The same in one line with single spaces."""
    return " ".join(clean_text(text).split())


def format_time(seconds: int) -> str:
    """Unix seconds as `2024-04-03T12:00:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_time(text: object) -> int | None:
    """Unix seconds of a time in ISO 8601, in UTC where it says no offset; None for anything else, and before 1970."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds if seconds >= 0 else None


def sort_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Entries by their keys: first the site, then the number."""

    def split(entry: Entry) -> tuple[str, int]:
        site, _, number = entry.anime_key.partition("/")
        return site, int(number)

    return sorted(entries, key=split)
