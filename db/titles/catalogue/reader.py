"""The open catalogue of anime, read from a file that is only ever replaced as a whole."""

import asyncio
import json
import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from db.engine.errors import StorageError
from db.engine.queries import load_blocking_queries, storage_errors
from db.engine.rows import read_rows
from db.titles.catalogue import search
from db.titles.catalogue.build import SCHEMA_VERSION, CatalogueBuilder
from db.titles.catalogue.seed import publish_bundled, read_metadata
from db.titles.models import Anime

_log = logging.getLogger(__name__)

_CACHE_KIBIBYTES = 16 * 1024

_queries = load_blocking_queries("titles/catalogue")

Answer = TypeVar("Answer")


def is_current(path: Path) -> bool:
    """Whether the file is a catalogue that this version can read, with the bundled titles or more.

    False for a catalogue of nothing but earlier bundled titles, and for anything else.
    """
    metadata = read_catalogue_metadata(path)
    bundled = read_metadata()
    is_bundled = metadata.get("source") == bundled["source"]
    return metadata.get("schema_version") == str(SCHEMA_VERSION) and (
        not is_bundled or metadata.get("digest") == bundled["digest"]
    )


def read_catalogue_metadata(path: Path) -> dict[str, str]:
    """Reads the metadata of a catalogue; empty for any other file."""
    try:
        with closing(_connect(path)) as connection:
            return dict(_queries.list_metadata(connection))
    except sqlite3.Error:
        return {}


def _prepare(path: Path) -> None:
    """Rebuilds the file unless it is a current catalogue. Raises StorageError if it holds something else."""
    if is_current(path):
        return
    metadata = check_replaceable(path)
    if metadata and metadata.get("source") != read_metadata()["source"]:
        _log.warning("%s is from another version and is rebuilt from the bundled titles; run the update again", path)
    with CatalogueBuilder(path) as builder:
        # An update may have built it while this call waited for the lock.
        if not is_current(path):
            publish_bundled(builder)


def check_replaceable(path: Path) -> dict[str, str]:
    """Reads the metadata of the catalogue at `path`; empty if there is no file.

    Raises StorageError if the file holds something else.
    """
    metadata = read_catalogue_metadata(path)
    if not metadata and path.is_file() and path.stat().st_size:
        raise StorageError(f"{path} is not a catalogue of titles. Move it away, or set CATALOGUE_PATH to another file.")
    return metadata


def _connect(path: Path) -> sqlite3.Connection:
    # Nobody ever writes to the file, so SQLite need not look for locks and journals.
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
    return connection


def _identify(path: Path) -> tuple[int, int, int]:
    """Identifies the file, so that a new file in its place is noticed."""
    status = os.stat(path)
    return status.st_ino, status.st_mtime_ns, status.st_size


class Catalogue:
    """An open catalogue. Every method accepts any text, however long or strange, and none blocks the event loop.

    Without `with_adult`, titles for adults are left out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # A single thread, so that a file is never closed while it is being read.
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="catalogue")
        self._identity: tuple[int, int, int] | None = None

    @classmethod
    async def open(cls, path: Path) -> "Catalogue":
        """Opens the file, after rebuilding it from the bundled titles if it is not current.

        Raises StorageError if that fails, or if the file is not a catalogue: it may be somebody's data.
        """
        catalogue = cls(path)
        try:
            await asyncio.to_thread(_prepare, path)
            await catalogue._run(catalogue._open)
        except (sqlite3.Error, OSError) as error:
            catalogue._executor.shutdown()
            raise StorageError(
                f"The catalogue {path} cannot be opened: {error}. "
                "Check that its folder exists, can be written to and has room, and that CATALOGUE_PATH names it."
            ) from error
        except BaseException:
            catalogue._executor.shutdown()
            raise
        return catalogue

    async def close(self) -> None:
        """Closes the file. May be called again."""
        self._executor.shutdown()
        self._connection.close()

    async def refresh(self) -> bool:
        """Switches to the file that has replaced the open one, if there is one; returns whether it did.

        A file that cannot be used is logged once, and the open one stays in use.
        """
        try:
            identity = _identify(self._path)
        except OSError:
            return False
        if identity == self._identity:
            return False
        if not await asyncio.to_thread(is_current, self._path):
            _log.warning("%s is no catalogue that this version can read; the earlier one stays in use", self._path)
            self._identity = identity
            return False
        try:
            await self._run(self._open)
        except (sqlite3.Error, OSError) as error:
            _log.warning("%s cannot be opened (%s); the earlier one stays in use", self._path, error)
            self._identity = identity
            return False
        return True

    async def get(self, key: str) -> Anime | None:
        """The title with this key, canonical or not."""
        return (await self.get_all([key])).get(key)

    async def get_all(self, keys: Sequence[str]) -> dict[str, Anime]:
        """The titles with these keys, by the key asked for; unknown keys are left out."""
        # Keys are ASCII; other text may contain lone surrogates, which SQLite rejects.
        asked = json.dumps([key for key in keys if key.isascii()])

        def run() -> dict[str, Anime]:
            rows = list(_queries.list_by_keys(self._connection, keys=asked))
            return {row["asked"]: anime for row, anime in zip(rows, read_rows(Anime, rows), strict=True)}

        return await self._read(run)

    async def list_names(self, key: str) -> list[str]:
        """All names of a title that may be shown, the main one first."""
        return await self._list(_queries.list_names, key)

    async def list_keys(self, key: str) -> list[str]:
        """All keys of a title, in no particular order."""
        return await self._list(_queries.list_keys, key)

    async def search(
        self, text: str, *, limit: int = 25, favoured: Sequence[str] = (), with_adult: bool = False
    ) -> list[Anime]:
        """The titles that a text may mean, best match first. Among equal matches, keys in `favoured` come first.

        A text matches the beginning of a name or of any word in it, with up to two slips. A text with neither letters
        nor digits matches nothing.
        """
        return await self._find(search.search, text, with_adult, limit=limit, favoured=favoured)

    async def find_named(self, text: str, *, with_adult: bool = False) -> list[Anime]:
        """The titles with this name; case, accents, punctuation and the like don't matter."""
        return await self._find(search.list_named, text, with_adult)

    async def find_all_named(self, texts: Sequence[str], *, with_adult: bool = False) -> dict[str, list[Anime]]:
        """Does for many texts what `find_named` does for one; texts that name nothing are left out.

        All are looked up in one go, so callers with thousands should split them to give others their turn.
        """

        def run() -> dict[str, list[Anime]]:
            anime_end = sys.maxsize if with_adult else self._first_adult
            found = {text: search.list_named(self._connection, text, anime_end=anime_end) for text in texts}
            ids = list({anime_id for anime_ids in found.values() for anime_id in anime_ids})
            anime = dict(zip(ids, self._list_anime(ids), strict=True))
            return {text: [anime[anime_id] for anime_id in anime_ids] for text, anime_ids in found.items() if anime_ids}

        return await self._read(run)

    async def nearest(self, text: str, *, limit: int = 5, with_adult: bool = False) -> list[Anime]:
        """The titles whose names are most similar to a text; empty if none are similar enough."""
        return await self._find(search.list_nearest, text, with_adult, limit=limit)

    async def _list(self, query: Callable[..., Any], key: str) -> list[str]:
        if not key.isascii():
            return []
        return await self._read(lambda: [text for (text,) in query(self._connection, key=key)])

    def _open(self) -> None:
        identity = _identify(self._path)
        connection = _connect(self._path)
        try:
            first_adult = _queries.get_first_adult(connection)
        except sqlite3.Error:
            connection.close()
            raise
        if self._identity is not None:
            self._connection.close()
        self._connection, self._identity, self._first_adult = connection, identity, first_adult

    async def _find(self, find: Callable[..., list[int]], text: str, with_adult: bool, **options: Any) -> list[Anime]:
        def run() -> list[Anime]:
            anime_end = sys.maxsize if with_adult else self._first_adult
            return self._list_anime(find(self._connection, text, anime_end=anime_end, **options))

        return await self._read(run)

    def _list_anime(self, ids: Sequence[int]) -> list[Anime]:
        return read_rows(Anime, _queries.list_anime(self._connection, ids=json.dumps(ids)))

    async def _read(self, job: Callable[[], Answer]) -> Answer:
        """Runs `job`, which reads the open file. Raises StorageError if the file cannot be read."""
        with storage_errors():
            return await self._run(job)

    async def _run(self, job: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._executor, job)
