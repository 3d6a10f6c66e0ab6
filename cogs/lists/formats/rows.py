"""What is read from a file that holds a list, whatever its format."""

from dataclasses import dataclass
from typing import NamedTuple

from db.lists.models import ListStatus, PartialDate, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTitle:
    """What a file says of one title. None: it says nothing about that, so what the person has stays."""

    key: str | None = None
    """The id that the file gives it, as in `mal/52991`; None where it has only a name."""
    title: str = ""
    """Its name in the file, in one line; may be empty where there is a key."""
    total: int | None = None
    """How many episodes there are, as the file says."""
    status: ListStatus | None = None
    score: int | None = None
    """0–10; 0: unscored."""
    episodes: int | None = None
    started: PartialDate | None = None
    finished: PartialDate | None = None
    rewatches: int | None = None
    rewatched_episodes: int | None = None
    """How far the person is in watching it again; None also where they are not."""
    priority: Priority | None = None
    notes: str | None = None
    tags: tuple[str, ...] | None = None
    is_private: bool | None = None
    updated_at: int | None = None
    """Unix seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One title's place in a file, with all that it can mean."""

    number: int
    """The line, or the number of the title in the file; from 1 on."""
    text: str
    """What stands there, in one line, by which the person knows it again."""
    readings: tuple[ListedTitle, ...]
    """At least one. Where a line can be read in several ways, the one with most of it in its title comes first."""


class ReadList(NamedTuple):
    """A file that was read."""

    source: str
    """What it is, to be named in a sentence: `a MyAnimeList export`."""
    rows: tuple[FileRow, ...]
    remarks: tuple[str, ...] = ()
    """Sentences about what was read otherwise than it stands there, or left out, and where."""
