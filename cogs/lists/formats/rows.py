"""The rows of a file with a list, in any format."""

from dataclasses import dataclass
from typing import NamedTuple

from cogs.lists.formats.remarks import Remark, Source
from db.lists.models import ListStatus, PartialDate, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTitle:
    """What a file says about one title. None means that it says nothing, so the person's entry keeps what it has."""

    key: str | None = None
    """Its id in the file, such as `mal/52991`; None if the file only names it."""
    title: str = ""
    """Its name in the file, in one line; can be empty if there is a key."""
    total: int | None = None
    """How many episodes there are, according to the file."""
    status: ListStatus | None = None
    score: int | None = None
    """From 0 to 10; 0 means that there is no score."""
    episodes: int | None = None
    started: PartialDate | None = None
    finished: PartialDate | None = None
    rewatches: int | None = None
    rewatched_episodes: int | None = None
    """Episodes of the present rewatch; also None if they are not watching it again."""
    priority: Priority | None = None
    notes: str | None = None
    tags: tuple[str, ...] | None = None
    is_private: bool | None = None
    updated_at: int | None = None
    """Unix seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One title in a file, with everything that it can mean."""

    number: int
    """The line, or the number of the title in the file; from 1 on."""
    text: str
    """The row as it is in the file, in one line, so that the person recognises it."""
    readings: tuple[ListedTitle, ...]
    """At least one. If a line can be read in several ways, the one with the longest title comes first."""


class ReadList(NamedTuple):
    """A file that was read."""

    source: Source
    rows: tuple[FileRow, ...]
    remarks: tuple[Remark, ...] = ()
    """What was left out or read differently from how it is written."""
