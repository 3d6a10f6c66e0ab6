"""What a list format is: how a file of it is recognised, read and written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from cogs.lists.formats.rows import ReadList
from db.lists.models import Entry
from db.titles.models import Anime


class Content(NamedTuple):
    """What is in a file, decoded as its beginning suggests: one of `xml`, `json` and `text` is there."""

    xml: bytes | None = None
    encoding: str | None = None
    """That of `xml`, where it is certain."""
    json: Any = None
    """The object; None for a file whose JSON is no object."""
    text: str | None = None
    """With the line breaks of the file."""


class Owner(NamedTuple):
    """Whose list is written."""

    id: int
    name: str


class WrittenList(NamedTuple):
    """A list as a file."""

    data: bytes
    left_out: tuple[Entry, ...] = ()
    """The entries that the format has no place for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of lists. The first by `order` that recognises a file reads it."""

    order: int
    recognises: Callable[[Content], bool]
    read: Callable[[Content], ReadList]
    """Raises Refusal for a file that can't be read as a whole."""
    sample: str = ""
    """A file of it, as a sentence about what can be read names it; empty: it goes without saying."""
    name: str = ""
    """What `/list export` calls it; empty for one that is only read."""
    file_name: str = ""
    write: Callable[[Sequence[Entry], Mapping[str, Anime], Owner], WrittenList] | None = None
    needs_titles: bool = False
    """Whether `write` needs what the catalogue knows of the titles, by the entries' keys."""
    lacks: str = ""
    """Why `write` leaves entries out, as the beginning of a sentence with `{titles}` for how many, and `{have}`; empty
    for a format that has a place for all."""
