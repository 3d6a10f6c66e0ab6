"""Reads the JSONL of the anime-offline-database: a line about the whole file, then one title per line.

The file may be compressed with Zstandard. Its first bytes tell, not its name. The project's
`anime-offline-database.jsonl.schema.json` describes the lines.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from io import BufferedReader, FileIO, RawIOBase
from os import fstat
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import zstandard

from db.titles.catalogue.records import KINDS, MAX_NAME_LENGTH, SEASONS, SourceError, TitleRecord, get_key_order

MAX_LINE_BYTES = 1 << 20
"""Longer lines are dropped. 300 names of 300 three-byte letters take a quarter of this."""

MAX_EXPANDED_BYTES = 2 << 30
"""Reading stops here, counted after decompression."""

MAX_TITLES = 250_000
"""How many lines may follow the first: six times as many as the 38,137 titles of September 2026."""

MAX_NAMES = 300
"""Further names of a title are dropped."""

MAX_WINDOW_BYTES = 1 << 27
"""How far back compressed data may refer: the default limit of `zstd` itself."""

ADULT_TAGS = frozenset({"hentai", "18 restricted"})
"""The tags that make a title one for adults only.

The first is MyAnimeList's and AniList's genre for pornography, the second AniDB's word for what is sold to adults only.
Ecchi, erotica, nudity and sex are not included: titles shown on television have these tags as well, and a wrongly
classified title would be hidden.
"""

_SITES = {
    "https://myanimelist.net/anime": "mal",
    "https://anilist.co/anime": "anilist",
    "https://kitsu.app/anime": "kitsu",
    "https://kitsu.io/anime": "kitsu",
    "https://anidb.net/anime": "anidb",
}
"""The sites whose ids are keys, by the part of a page's address before the last `/`."""

_FIELDS = {
    "sources": (list,),
    "title": (str,),
    "type": (str,),
    "episodes": (int, float),
    "animeSeason": (dict,),
    "picture": (str,),
    "synonyms": (list,),
    "tags": (list,),
}
"""The fields that are read from a line, and the types they must have."""

_KIND_OF_TYPE = {kind.upper(): kind for kind in KINDS}
_ID = re.compile("[1-9][0-9]{0,9}")
_KANA = re.compile("[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff6f\uff71-\uff9d]")
_PICTURE = re.compile(r"https://[A-Za-z0-9.-]+/[!-~]*")
_MAX_PICTURE_LENGTH = 500
_MAX_EPISODES = 10_000
_SECONDS_OF_UNIT = {"SECONDS": 1, "MINUTES": 60, "HOURS": 3600}
_MAX_DURATION = 12 * 3600

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# A kilobyte can expand to 32 MiB, because four bytes are enough for a block of 128 KiB.
_ZSTD_STEP = 1024
_BUFFER_BYTES = 1 << 18

_EXPECTED = "Use anime-offline-database.jsonl or anime-offline-database.jsonl.zst."


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the file says about itself."""

    repository: str
    """The address of the project that made it."""
    licence: str
    """The name of its licence."""
    last_update: date


class DroppedLine(NamedTuple):
    """A line that can't be used as a title."""

    line: int
    """Counted from 1, as editors do."""
    reason: str
    """The end of a sentence that begins with the line or the title: "is not JSON"."""
    title: str | None
    """The name of the title, if that much could be read."""


class Source:
    """An open file. Iterating yields its titles and its unusable lines, in order and only once.

    Only a few lines are in memory at any time. Iterating raises SourceError, with a sentence for the operator, if the
    file is damaged, too large or of the wrong kind. That may only show at the very end, so don't rely on any title
    before the last one has come.
    """

    metadata: Metadata
    size: int
    """The size of the file on disk, in bytes."""

    def __init__(self, path: Path, file: FileIO) -> None:
        self._path = path
        self._file = file
        self.size = fstat(file.fileno()).st_size
        is_compressed = file.read(len(_ZSTD_MAGIC)) == _ZSTD_MAGIC
        file.seek(0)
        self._lines = BufferedReader(_Expanded(path, file) if is_compressed else file, _BUFFER_BYTES)
        self._expanded_bytes = 0
        self.metadata = self._read_metadata()

    @property
    def position(self) -> int:
        """How many bytes of the file on disk have been read."""
        return self._file.tell()

    def __iter__(self) -> Iterator[TitleRecord | DroppedLine]:
        titles = dropped = 0
        number = 1
        while line := self._read_line():
            number += 1
            if number > MAX_TITLES + 1:
                raise SourceError(f"{self._path} has more than {MAX_TITLES:,} lines. {_EXPECTED}")
            if line.isspace():
                continue
            title = _read_title(number, line)
            if isinstance(title, TitleRecord):
                titles += 1
            else:
                dropped += 1
            yield title
        if dropped > titles:
            raise SourceError(
                f"{dropped:,} of the {dropped + titles:,} titles of {self._path} cannot be used, so it is probably "
                f"another kind of file. {_EXPECTED}"
            )
        if not titles:
            raise SourceError(f"{self._path} holds no titles. {_EXPECTED}")

    def _read_metadata(self) -> Metadata:
        line = self._read_line().removeprefix(codecs.BOM_UTF8)
        if not line:
            raise SourceError(f"{self._path} is empty. {_EXPECTED}")
        if line.strip() in (b"{", b"[") or (len(line) > MAX_LINE_BYTES and line.lstrip()[:1] in (b"{", b"[")):
            raise SourceError(f"{self._path} is one large JSON document, not one title per line. {_EXPECTED}")
        try:
            about = orjson.loads(line)
            if isinstance(about, list) or (isinstance(about, dict) and "data" in about):
                raise SourceError(f"{self._path} is one large JSON document, not one title per line. {_EXPECTED}")
            return Metadata(
                repository=_clean(about["repository"]),
                licence=_clean(about["license"]["name"]),
                last_update=date.fromisoformat(about["lastUpdate"]),
            )
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise SourceError(
                f"{self._path} is not the JSONL of the anime-offline-database: its first line does not name a "
                f"repository, a licence and a date. {_EXPECTED}"
            ) from error

    def _read_line(self) -> bytes:
        """The next line; empty at the end. A line that is too long is cut one byte after the limit."""
        line = piece = self._read_piece()
        while len(piece) > MAX_LINE_BYTES and not piece.endswith(b"\n"):
            piece = self._read_piece()
        return line

    def _read_piece(self) -> bytes:
        try:
            piece = self._lines.readline(MAX_LINE_BYTES + 1)
        except OSError as error:
            raise _unreadable(self._path, error) from error
        self._expanded_bytes += len(piece)
        if self._expanded_bytes > MAX_EXPANDED_BYTES:
            raise SourceError(f"{self._path} holds more than {MAX_EXPANDED_BYTES >> 30} GB. {_EXPECTED}")
        return piece


class _Expanded(RawIOBase):
    """The content of a file that Zstandard compressed, in one frame or several."""

    def __init__(self, path: Path, file: FileIO) -> None:
        self._path = path
        self._file = file
        self._compressed = b""
        self._expanded = memoryview(b"")
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
        self._frame: zstandard.ZstdDecompressionObj | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._expanded:
            step = self._compressed or self._file.read(_ZSTD_STEP)
            if not step:
                break
            self._expand(step)
        if not self._expanded and self._frame:
            raise SourceError(f"{self._path} is cut off. Download it again.")
        count = min(len(buffer), len(self._expanded))
        buffer[:count] = self._expanded[:count]
        self._expanded = self._expanded[count:]
        return count

    def _expand(self, step: bytes) -> None:
        self._frame = self._frame or self._decompressor.decompressobj()
        try:
            self._expanded = memoryview(self._frame.decompress(step))
        except zstandard.ZstdError as error:
            raise SourceError(f"{self._path} is damaged: {error}. Download it again.") from error
        self._compressed = b""
        if self._frame.eof:
            self._compressed = self._frame.unused_data
            self._frame = None


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Opens a file and reads its first line.

    Raises SourceError, with a sentence for the operator, if it cannot be read or is of another kind.
    """
    with ExitStack() as stack:
        try:
            if not path.is_file():
                raise SourceError(f"{path} is {'a folder' if path.is_dir() else 'not there'}. {_EXPECTED}")
            source = Source(path, stack.enter_context(FileIO(path)))
        except OSError as error:
            raise _unreadable(path, error) from error
        yield source


def _unreadable(path: Path, error: OSError) -> SourceError:
    return SourceError(f"{path} cannot be read: {error.strerror}. Check that this account may read it.")


def _read_title(number: int, line: bytes) -> TitleRecord | DroppedLine:
    if len(line) > MAX_LINE_BYTES:
        return DroppedLine(number, f"is longer than {MAX_LINE_BYTES >> 20} MB", None)
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return DroppedLine(number, "is not JSON", None)
    if type(entry) is not dict:
        return DroppedLine(number, "is not a JSON object", None)
    given = entry.get("title")
    title = _clean(given) if type(given) is str else ""
    reason = _find_fault(entry, title)
    if reason:
        return DroppedLine(number, reason, title or None)
    keys = _list_keys(entry["sources"])
    if not keys:
        return DroppedLine(number, "has no id at MyAnimeList, AniList, Kitsu or AniDB", title)
    return _to_record(entry, keys, title)


def _find_fault(entry: dict[str, Any], title: str) -> str | None:
    """Describes what is wrong with the fields of a line; None if nothing is."""
    for field, types in _FIELDS.items():
        value = entry.get(field)
        if type(value) not in types or (type(value) is list and not all(type(item) is str for item in value)):
            return f"has no usable {field}"
    return None if title else "has an empty title"


def _list_keys(sources: list[str]) -> tuple[str, ...]:
    keys = set()
    for address in sources:
        site_path, _, number = address.rpartition("/")
        site = _SITES.get(site_path)
        if site and _ID.fullmatch(number):
            keys.add(f"{site}/{number}")
    return tuple(sorted(keys, key=get_key_order))


def _to_record(entry: dict[str, Any], keys: tuple[str, ...], title: str) -> TitleRecord:
    names = dict.fromkeys(map(_clean, entry["synonyms"]))
    names.pop("", None)
    names.pop(title, None)
    others = list(names)[: MAX_NAMES - 1]
    native = {name for name in others if not name.isascii() and _KANA.search(name)}
    picture = entry["picture"]
    began = entry["animeSeason"]
    return TitleRecord(
        keys=keys,
        title=title,
        native=tuple(name for name in others if name in native),
        synonyms=tuple(name for name in others if name not in native),
        kind=_KIND_OF_TYPE.get(entry["type"]),
        year=_read_whole(began.get("year"), 1900, 2100),
        season=began["season"] if began.get("season") in SEASONS else None,
        episodes=_read_whole(entry["episodes"], 1, _MAX_EPISODES),
        duration=_read_duration(entry.get("duration")),
        picture=picture if _is_picture(picture) else None,
        is_adult=not ADULT_TAGS.isdisjoint(map(str.lower, entry["tags"])),
        prominence=_measure(len(entry["sources"]), 1 + len(others), len(entry["tags"])),
    )


def _measure(sources: int, names: int, tags: int) -> int:
    """The prominence, from 0 to 1000.

    Up to 600 points for the sites that list the title, of about ten; up to 200 for its names, because a widely known
    title has one in every language; and up to 200 for its tags, because many people added them.
    """
    return 60 * min(sources, 10) + 4 * min(names, 50) + 2 * min(tags, 100)


def _is_picture(address: str) -> bool:
    return (
        len(address) <= _MAX_PICTURE_LENGTH
        and not address.endswith("no_pic.png")
        and _PICTURE.fullmatch(address) is not None
    )


def _read_whole(value: object, low: int, high: int) -> int | None:
    """A whole number within bounds, even one written as 12.0."""
    return int(value) if isinstance(value, int | float) and low <= value <= high and value == int(value) else None


def _read_duration(duration: Any) -> int | None:
    """The seconds of `{"value": 24, "unit": "MINUTES"}`; None for anything else. Titles of unknown length have no
    duration."""
    match duration:
        case {"value": int() | float() as value, "unit": "SECONDS" | "MINUTES" | "HOURS" as unit}:
            return _read_whole(value * _SECONDS_OF_UNIT[unit], 1, _MAX_DURATION)
    return None


def _clean(name: str) -> str:
    """The name without invisible characters and surplus space, cut if it is too long."""
    if not name.isprintable():
        name = "".join(char for char in name if char.isspace() or unicodedata.category(char) not in ("Cf", "Cc"))
    name = " ".join(name.split())
    return name if len(name) <= MAX_NAME_LENGTH else name[:MAX_NAME_LENGTH].rstrip()
