"""List imports: files that were read and wait until their owner decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import orjson

from db.engine.database import Database
from db.engine.ids import get_oldest_id
from db.engine.queries import load_queries
from db.engine.rows import read_row
from db.lists.history import ListChangeKind
from db.lists.lists import Rewriting, rewrite_list
from db.titles.custom import CustomTitle, add_titles

_IMPORT_SECONDS = 24 * 60 * 60

_MAX_WAITING = 3
"""How many files of one person can wait. A further one replaces the oldest."""

_queries = load_queries("lists/imports")


class Choices(dict[int, str]):
    """A person's choices for rows of a file, by the rows' positions in it."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what `str()` writes."""
        return cls({int(row): choice for row, choice in orjson.loads(text).items()})

    def __str__(self) -> str:
        return orjson.dumps(dict(self), option=orjson.OPT_NON_STR_KEYS).decode()


@dataclass(frozen=True, slots=True)
class ListImport:
    """A file that waits for its owner."""

    id: int
    """The id of the interaction that brought it."""
    user_id: int
    data: bytes
    """The content of the file, as the caller packed it."""
    choices: Choices
    is_merged: bool
    """Whether entries that are further along than the file stay as they are."""


class ListImports:
    """The repository of list imports. Each is kept for a day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, *, import_id: int, user_id: int, now: int) -> ListImport | None:
        """A person's import; None if it is too old, or somebody else's."""
        if import_id < get_oldest_id(now - _IMPORT_SECONDS):
            return None
        return read_row(ListImport, await _queries.get(self._database.reader, import_id=import_id, user_id=user_id))

    async def add(self, data: bytes, *, import_id: int, user_id: int, is_merged: bool, now: int) -> None:
        async with self._database.transaction(f"list {user_id}") as connection:
            await _queries.delete_old(connection, begun_before=get_oldest_id(now - _IMPORT_SECONDS))
            await _queries.add(connection, import_id=import_id, user_id=user_id, data=data, is_merged=is_merged)
            await _queries.delete_surplus(connection, user_id=user_id, kept=_MAX_WAITING)

    async def choose(self, choices: Mapping[int, str], *, import_id: int, user_id: int) -> ListImport | None:
        """Adds its owner's choices to an import. Returns the changed import, or None if it is gone."""
        async with self._database.transaction(f"list {user_id}") as connection:
            present = read_row(ListImport, await _queries.get(connection, import_id=import_id, user_id=user_id))
            if present is None:
                return None
            chosen = replace(present, choices=Choices({**present.choices, **choices}))
            await _queries.set_choices(connection, import_id=import_id, choices=str(chosen.choices))
        return chosen

    async def delete(self, *, import_id: int, user_id: int) -> bool:
        """Forgets an import. False if it was already gone."""
        async with self._database.transaction(f"list {user_id}") as connection:
            return await _queries.delete(connection, import_id=import_id, user_id=user_id) > 0

    async def apply(
        self,
        rewriting: Rewriting,
        *,
        kind: ListChangeKind,
        import_id: int,
        user_id: int,
        change_id: int,
        now: int,
        titles: Sequence[CustomTitle] = (),
    ) -> bool:
        """Rewrites its owner's list and forgets the import, in one transaction. False if the import is gone.

        Also adds those of `titles` that don't exist yet. `rewriting` runs in a thread. If it fails, nothing changes.
        """
        async with self._database.transaction(f"list {user_id}") as connection:
            if not await _queries.delete(connection, import_id=import_id, user_id=user_id):
                return False
            await add_titles(connection, titles)
            await rewrite_list(connection, rewriting, kind=kind, user_id=user_id, change_id=change_id, now=now)
        return True
