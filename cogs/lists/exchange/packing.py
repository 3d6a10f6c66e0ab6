"""A file that was read, as bytes that wait in the database: compact, and the same again when they are unpacked."""

import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from cogs.lists.exchange.matching import MatchedFile, MatchedRow
from cogs.lists.formats.rows import ListedTitle
from db.lists.models import ListStatus, PartialDate, Priority
from db.titles.models import Anime

_TYPES = {
    "status": ListStatus,
    "started": lambda date: PartialDate(**date),
    "finished": lambda date: PartialDate(**date),
    "priority": Priority,
    "tags": tuple,
}
"""What makes the details that JSON has no words for."""


def pack(file: MatchedFile) -> bytes:
    return zlib.compress(orjson.dumps(file._asdict()), level=1)


def unpack(data: bytes) -> MatchedFile:
    """Returns what `pack` was given."""
    packed = orjson.loads(zlib.decompress(data))
    return MatchedFile(packed["source"], tuple(map(_unpack_row, packed["rows"])), tuple(packed["remarks"]))


def _unpack_row(row: Mapping[str, Any]) -> MatchedRow:
    listed, anime = row["listed"], row["anime"]
    made = {name: make(listed[name]) for name, make in _TYPES.items() if listed[name] is not None}
    return MatchedRow(row["number"], row["text"], ListedTitle(**listed | made), Anime(**anime) if anime else None)
