"""Notices that tell people that two titles turned out to be one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import orjson

from db.engine.rows import read_rows, to_columns
from db.lists.models import Entry


class MergedThing(StrEnum):
    """The kind of thing that a person had twice for one title."""

    ENTRY = "ENTRY"
    REVIEW = "REVIEW"


class EarlierEntries(tuple[Entry, ...]):
    """Entries as they were before a merge. As text, it is a JSON list of their columns."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what `str()` writes."""
        # One by one, since entries that were stored earlier may have fewer columns.
        return cls(entry for columns in orjson.loads(text) for entry in read_rows(Entry, [_StoredRow(columns)]))

    def __str__(self) -> str:
        return orjson.dumps([to_columns(entry) for entry in self]).decode()


class _StoredRow:
    """A database row that was stored as a JSON object."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self._names = list(columns)
        self._values = list(columns.values())

    def keys(self) -> Sequence[str]:
        return self._names

    def __getitem__(self, index: int) -> Any:
        return self._values[index]


NO_ENTRIES = EarlierEntries()


@dataclass(frozen=True, slots=True)
class MergeNotice:
    """Tells a person that they had two entries, or two reviews, of one title."""

    user_id: int
    kind: MergedThing
    anime_key: str
    """The title's present key."""
    title: str
    old_key: str
    old_title: str
    entries: EarlierEntries = NO_ENTRIES
    """The entries as they were before the merge. None for a review, since both stay."""
    review_id: int | None = None
    """The review that stays under the old key. The one written last is under the new key."""
    text: str = ""
    """What an earlier version of the bot stored about the entries, in English."""
