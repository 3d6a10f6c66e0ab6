"""The open catalogue: which anime there are, read from a file that is only ever replaced as a whole."""

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
from db.engine.queries import load_blocking_queries
from db.titles.catalogue import search
from db.titles.catalogue.build import SCHEMA_VERSION, CatalogueBuilder
from db.titles.catalogue.seed import publish_bundled, read_metadata
from db.titles.models import Anime

_log = logging.getLogger(__name__)

_CACHE_KIBIBYTES = 16 * 1024

_queries = load_blocking_queries("titles/catalogue")

Answer = TypeVar("Answer")


def is_current(path: Path) -> bool:
    """Whether the file is a catalogue that this version can read, of the bundled titles or of more.

    False for one made from earlier bundled titles alone, and for anything that is no catalogue.
    """
    metadata = read_catalogue_metadata(path)
    bundled = read_metadata()
    is_bundled = metadata.get("source") == bundled["source"]
    return metadata.get("schema_version") == str(SCHEMA_VERSION) and (
        not is_bundled or metadata.get("digest") == bundled["digest"]
    )


def read_catalogue_metadata(path: Path) -> dict[str, str]:
    """What a catalogue says of itself; nothing for any other file."""
    try:
        with closing(_connect(path)) as connection:
            return dict(_queries.list_metadata(connection))
    except sqlite3.Error:
        return {}


def _prepare(path: Path) -> None:
    """Sees to it that the file is a current catalogue. Raises StorageError for a file that holds something else."""
    if is_current(path):
        return
    metadata = check_replaceable(path)
    if metadata and metadata.get("source") != read_metadata()["source"]:
        _log.warning("%s is from another version, so it is made anew from the bundled titles: update it again", path)
    with CatalogueBuilder(path) as builder:
        # Until it was this one's turn, an update may have made what was missing.
        if not is_current(path):
            publish_bundled(builder)


def check_replaceable(path: Path) -> dict[str, str]:
    """What the catalogue that stands there says of itself; nothing where there is none.

    Raises StorageError for a file that holds something else.
    """
    metadata = read_catalogue_metadata(path)
    if not metadata and path.is_file() and path.stat().st_size:
        raise StorageError(
            f"{path} is not a catalogue of titles. Move it away, or let CATALOGUE_PATH name another file."
        )
    return metadata


def _connect(path: Path) -> sqlite3.Connection:
    # The file is never written to, so SQLite need not look for locks and journals.
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
    return connection


def _identify(path: Path) -> tuple[int, int, int]:
    """What differs from one file of that name to the next."""
    status = os.stat(path)
    return status.st_ino, status.st_mtime_ns, status.st_size


class Catalogue:
    """An open catalogue. Every method takes any text, however long or strange, and none holds the event loop.

    Where `with_adult` is false, titles for adults are left out.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # One thread, so that a file is never closed while it is read.
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="catalogue")
        self._identity: tuple[int, int, int] | None = None

    @classmethod
    async def open(cls, path: Path) -> "Catalogue":
        """Opens the file; makes it anew from the bundled titles first where it is not current.

        Raises StorageError when that cannot be done, and for a file that is no catalogue: it may be somebody's data.
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
        """Goes over to the file that stands in the place of the one that is open, if there is another. True if so.

        A file that cannot be used is reported to the log, once, and the one that is open stays.
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
        """The title that has this key, canonical or not."""
        return (await self.get_all([key])).get(key)

    async def get_all(self, keys: Sequence[str]) -> dict[str, Anime]:
        """The titles that have these keys, by the key asked for; keys that nothing has are left out."""
        # Keys are ASCII; other text can hold halves of characters, which SQLite does not take.
        asked = json.dumps([key for key in keys if key.isascii()])
        return await self._run(
            lambda: {key: _to_anime(row) for key, *row in _queries.list_by_keys(self._connection, keys=asked)}
        )

    async def list_names(self, key: str) -> list[str]:
        """All names of a title that can be shown, the main one first."""
        return await self._list(_queries.list_names, key)

    async def list_keys(self, key: str) -> list[str]:
        """All keys of a title, in no particular order."""
        return await self._list(_queries.list_keys, key)

    async def search(
        self, text: str, *, limit: int = 25, favoured: Sequence[str] = (), with_adult: bool = False
    ) -> list[Anime]:
        """The titles that a text means, best first; those with a key in `favoured` before others that match as exactly.

        A text means a title by the beginning of a name or of a word in one, by pieces of it, and with one or two slips.
        None for text without letters or digits.
        """
        return await self._find(search.search, text, with_adult, limit=limit, favoured=favoured)

    async def named(self, text: str, *, with_adult: bool = False) -> list[Anime]:
        """The titles that have the text as a name; case, accents, punctuation and the like aside."""
        return await self._find(search.list_named, text, with_adult)

    async def named_all(self, texts: Sequence[str], *, with_adult: bool = False) -> dict[str, list[Anime]]:
        """What `named` finds for each of many texts; those that are no name are left out.

        All are looked up in one go, so whoever asks for thousands lets others have their turn in between.
        """

        def run() -> dict[str, list[Anime]]:
            anime_end = sys.maxsize if with_adult else self._first_adult
            found = {text: search.list_named(self._connection, text, anime_end=anime_end) for text in texts}
            ids = list({anime_id for anime_ids in found.values() for anime_id in anime_ids})
            rows = _queries.list_anime(self._connection, ids=json.dumps(ids))
            anime = dict(zip(ids, map(_to_anime, rows), strict=True))
            return {text: [anime[anime_id] for anime_id in anime_ids] for text, anime_ids in found.items() if anime_ids}

        return await self._run(run)

    async def nearest(self, text: str, *, limit: int = 5, with_adult: bool = False) -> list[Anime]:
        """The titles whose names are most like a text; none where nothing is."""
        return await self._find(search.list_nearest, text, with_adult, limit=limit)

    async def _list(self, query: Callable[..., Any], key: str) -> list[str]:
        if not key.isascii():
            return []
        return await self._run(lambda: [text for (text,) in query(self._connection, key=key)])

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
            ids = find(self._connection, text, anime_end=anime_end, **options)
            return [_to_anime(row) for row in _queries.list_anime(self._connection, ids=json.dumps(ids))]

        return await self._run(run)

    async def _run(self, job: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._executor, job)


def _to_anime(row: Sequence[Any]) -> Anime:
    key, title, english, native, chinese, kind, year, season, episodes, duration, picture, is_adult = row
    return Anime(
        key=key,
        title=title,
        kind=kind,
        year=year,
        episodes=episodes,
        season=season,
        english=english,
        native=native,
        chinese=chinese,
        picture=picture,
        is_adult=bool(is_adult),
        duration=duration,
    )
