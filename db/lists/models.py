"""List entries, and the ways to show a list."""

import re
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from operator import attrgetter

MAX_ENTRIES = 20_000
"""The most titles on one list."""

MAX_NOTES_LENGTH = 1000
"""The longest notes of a list entry, in characters."""


MAX_TAGS = 20
"""The most tags of a list entry."""


MAX_TAG_LENGTH = 50
"""The longest tag, in characters."""


MAX_REWATCHES = 1000
"""Nobody has time for more; a larger number is a typing mistake."""


class ListStatus(StrEnum):
    """Where a person stands with a title on their list."""

    WATCHING = "WATCHING"
    COMPLETED = "COMPLETED"
    ON_HOLD = "ON_HOLD"
    DROPPED = "DROPPED"
    PLAN_TO_WATCH = "PLAN_TO_WATCH"


class ListSort(StrEnum):
    """The order in which a list is shown."""

    UPDATED = "updated"
    TITLE = "title"
    SCORE = "score"
    PROGRESS = "progress"
    STARTED = "started"


class Visibility(StrEnum):
    """Who else may see a person's list."""

    PUBLIC = "public"
    PRIVATE = "private"


class Priority(StrEnum):
    """How much a person wants to watch a title."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or only the year. As text, it is `2024`, `2024-04` or `2024-04-03`."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a date that does not exist."""
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)

    def is_before(self, other: "PartialDate") -> bool:
        """Whether this date is certainly earlier. 2024 is not before 2024-04: it can be any day of that year."""
        known = min(len(str(self)), len(str(other)))
        return str(self)[:known] < str(other)[:known]

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Reads what `str()` writes. Raises ValueError for anything else."""
        match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text, re.ASCII)
        if match is None:
            raise ValueError(f"not a date: {text!r}")
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        return cls(year, month, day)


@dataclass(frozen=True, slots=True)
class Entry:
    """A title on a person's list."""

    user_id: int
    anime_key: str
    title: str
    status: ListStatus
    score: int = 0
    """From 1 to 10; 0 is no score."""
    episodes: int = 0
    """Episodes watched."""
    started: PartialDate | None = None
    finished: PartialDate | None = None
    rewatches: int = 0
    """How many times they have watched all episodes again."""
    rewatched_episodes: int | None = None
    """Episodes of the present rewatch; None if there is none. A rewatch doesn't change the status."""
    priority: Priority = Priority.LOW
    notes: str = ""
    tags: tuple[str, ...] = ()
    is_private: bool = False
    updated_at: int = 0
    """Unix seconds."""

    def has_same_content(self, other: "Entry") -> bool:
        """Whether two entries of one title and person differ in nothing but their times."""
        return _get_content(self) == _get_content(other)


ENTRY_DETAILS = tuple(detail.name for detail in fields(Entry) if detail.name not in ("user_id", "anime_key", "title"))
"""The fields of an entry besides its person and its title."""

_get_content = attrgetter("title", *(name for name in ENTRY_DETAILS if name != "updated_at"))
