"""Describes list formats: how their files are recognised, read and written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cogs.lists.formats.rows import ReadList
from db.lists.models import Entry
from db.titles.models import Anime


class Content(NamedTuple):
    """The content of a file, decoded as its beginning suggests: as `xml`, `json` or `text`."""

    xml: bytes | None = None
    encoding: str | None = None
    """The encoding of `xml`, if it is certain."""
    json: Any = None
    """An object; None if the file's JSON is something else."""
    text: str | None = None
    """With the file's own line breaks."""


class Owner(NamedTuple):
    """The person whose list is written."""

    id: int
    name: str


class WrittenList(NamedTuple):
    """A list as a file."""

    data: bytes
    left_out: tuple[Entry, ...] = ()
    """The entries that the format has no place for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of lists. The first one, by `order`, that recognises a file reads it."""

    order: int
    recognises: Callable[[Content], bool]
    read: Callable[[Content], ReadList]
    """Raises Refusal for a file that can't be read as a whole."""
    name: str = ""
    """The name in `/list export`, the same in every language; empty for a format that is only read."""
    file_name: str = ""
    write: Callable[[Sequence[Entry], Mapping[str, Anime], Owner], WrittenList] | None = None
    needs_titles: bool = False
    """Whether `write` needs the titles from the catalogue, by the entries' keys."""
    describe_left_out: Callable[[int, str], str] | None = None
    """Says why `write` leaves entries out. It gets their number and a list of their names. None for a format that has a
    place for every entry."""
