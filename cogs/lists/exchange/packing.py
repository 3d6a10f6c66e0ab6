"""Packs a file that was read into compact bytes, which wait in the database. They hold facts, and no sentences."""

import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from cogs.core.errors import Refusal
from cogs.core.language import _
from cogs.lists.exchange.matching import MatchedFile, MatchedRow
from cogs.lists.formats.remarks import Remark, RemarkKind, Source
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
"""Makes the values that JSON has no types for."""


def pack(file: MatchedFile) -> bytes:
    return zlib.compress(orjson.dumps(file._asdict()), level=1)


def unpack(data: bytes) -> MatchedFile:
    """Returns what `pack` was given. Raises Refusal for bytes that an earlier version packed in another way."""
    try:
        packed = orjson.loads(zlib.decompress(data))
        return MatchedFile(
            Source(packed["source"]),
            tuple(map(_unpack_row, packed["rows"])),
            tuple(Remark(RemarkKind(remark["kind"]), remark["facts"]) for remark in packed["remarks"]),
        )
    except (zlib.error, KeyError, TypeError, ValueError):
        raise Refusal(
            _("I was updated after you sent this file, so I can't read it anymore. Send it to `/list import` again.")
        ) from None


def _unpack_row(row: Mapping[str, Any]) -> MatchedRow:
    listed, anime = row["listed"], row["anime"]
    made = {name: make(listed[name]) for name, make in _TYPES.items() if listed[name] is not None}
    return MatchedRow(row["number"], row["text"], ListedTitle(**listed | made), Anime(**anime) if anime else None)
