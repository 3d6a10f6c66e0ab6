"""The catalogue: which anime there are, in a read-only SQLite file that is built whole and swapped whole."""

import asyncio
import hashlib
import json
import os
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiosql
import aiosqlite

from db.database import load_queries
from db.errors import DatabaseError
from db.models import Anime

SEED = Path(__file__).parent / "seed" / "titles.jsonl"
"""The bundled titles; `db/seed/build.py` says what its lines are."""

SCHEMA_VERSION = 1
"""One more whenever the tables, or what `fold` returns, change."""

_MAX_NAME_LENGTH = 300
"""No name is longer, in characters."""

_MAX_CANDIDATES = 5000
"""How many rows a search looks at: more than begin with any one letter in the bundled titles."""

_MIN_SHARED = 3
"""How many letters text must share with a name for the two to be near."""

_MAX_WORDS = 10
"""How many words of a text are looked up to find what is near it."""

# Accents, and the selectors that choose between shapes of one character. The voicing marks of kana are not among them.
_DROPPED = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

_queries = load_queries("catalogue")
_blocking_queries: Any = aiosql.from_path(Path(__file__).parent / "queries" / "catalogue.sql", "sqlite3")


def fold(text: str) -> str:
    """The form in which names are compared: no capitals, no accents, no compatibility forms, words parted by one space.

    Letters, digits and marks of every script stay (ガ stays apart from カ); all else parts words. Only the first
    300 characters count.
    """
    text = unicodedata.normalize("NFKC", text[:_MAX_NAME_LENGTH]).casefold()
    text = _DROPPED.sub("", unicodedata.normalize("NFKD", text))
    text = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in text)
    return unicodedata.normalize("NFKC", " ".join(text.split()))


def is_current(path: Path) -> bool:
    """Whether the file is a catalogue that this version can read, made from the bundled titles or from another source.

    False for one made from earlier bundled titles, and for anything that is no catalogue.
    """
    metadata = _read_metadata(path)
    seed = SEED.read_bytes()
    is_bundled = metadata.get("source") == json.loads(seed.splitlines()[0])["source"]
    return metadata.get("schema_version") == str(SCHEMA_VERSION) and (
        not is_bundled or metadata.get("digest") == hashlib.sha256(seed).hexdigest()
    )


def _read_metadata(path: Path) -> dict[str, str]:
    """What a catalogue says of itself; nothing for any other file."""
    try:
        with closing(sqlite3.connect(_read_only(path), uri=True)) as connection:
            return dict(_blocking_queries.list_metadata(connection))
    except sqlite3.Error:
        return {}


def build_catalogue(path: Path, seed: Path = SEED) -> None:
    """Makes the catalogue from a file of titles and puts it in the place of an earlier one.

    On any error the earlier file stays as it was. OSError or sqlite3.OperationalError: the folder or the disk cannot be
    used; anything else: the file of titles is not in the form that `db/seed/build.py` describes.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".catalogue-") as folder:
        temporary = Path(folder, "catalogue.db")
        with closing(sqlite3.connect(temporary)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            _blocking_queries.create_schema(connection)
            _fill(connection, seed.read_bytes())
            connection.commit()
        os.replace(temporary, path)


def _prepare(path: Path) -> None:
    """Sees to it that the file is a current catalogue. Raises DatabaseError for a file that holds something else."""
    if is_current(path):
        return
    if path.is_file() and path.stat().st_size and not _read_metadata(path):
        raise DatabaseError(
            f"{path} is not a catalogue of titles. Move it away, or let CATALOGUE_PATH name another file."
        )
    build_catalogue(path)


def _fill(connection: sqlite3.Connection, seed: bytes) -> None:
    metadata, *titles = [json.loads(line) for line in seed.splitlines()]
    metadata |= {"schema_version": str(SCHEMA_VERSION), "digest": hashlib.sha256(seed).hexdigest()}
    titles.sort(key=lambda title: (-title.get("y", 0), title["k"][0]))
    _blocking_queries.add_metadata(connection, [{"name": name, "value": value} for name, value in metadata.items()])
    _blocking_queries.add_anime(connection, [_to_anime_row(*pair) for pair in enumerate(titles)])
    keys = [{"key": key, "anime_id": anime_id} for anime_id, title in enumerate(titles) for key in title["k"]]
    _blocking_queries.add_keys(connection, keys)
    names = [row for pair in enumerate(titles) for row in _to_name_rows(*pair)]
    # In the table's own order the rows are written without moving any.
    names.sort(key=lambda row: row["folded"])
    _blocking_queries.add_names(connection, names)


def _to_anime_row(anime_id: int, title: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": anime_id,
        "key": title["k"][0],
        "title": (title.get("en") or title["n"])[0],
        "kind": title.get("t"),
        "year": title.get("y"),
        "episodes": title.get("e"),
    }


def _to_name_rows(anime_id: int, title: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for folded in {fold(name) for name in title["n"] + title.get("en", []) + title.get("zh", [])}:
        words = folded.split()
        for start in range(len(words)):
            rest = " ".join(words[start:])
            yield {"folded": rest, "position": min(start, 1), "length": len(folded), "anime_id": anime_id}


def _shared_start(text: str, name: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(text, name, strict=False))
    return "".join(char for char, _ in pairs)


def _read_only(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


class Catalogue:
    """An open catalogue. Every method takes any text, however long or strange."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, path: Path) -> "Catalogue":
        """Opens the file; makes it anew from the bundled titles first where it is not current.

        Raises DatabaseError when that cannot be done, and for a file that is no catalogue: it may be somebody's data.
        """
        try:
            await asyncio.to_thread(_prepare, path)
            return cls(await aiosqlite.connect(_read_only(path), uri=True))
        except (sqlite3.Error, OSError) as error:
            raise DatabaseError(
                f"The catalogue {path} cannot be opened: {error}. "
                "Check that its folder exists, can be written to and has room, and that CATALOGUE_PATH names it."
            ) from error

    async def close(self) -> None:
        """Closes the file. May be called again."""
        await self._connection.close()

    async def get(self, key: str) -> Anime | None:
        """The title that has this key, canonical or not."""
        # Keys are ASCII; other text can hold halves of characters, which SQLite does not take.
        row = await _queries.get(self._connection, key=key) if key.isascii() else None
        return Anime(*row) if row else None

    async def search(self, text: str, limit: int = 25) -> list[Anime]:
        """The titles with a name that begins like the text; after them those with a word inside a name that does.

        Shorter names come first, and the more recent of equally long ones. None for text without letters or digits.
        """
        folded = fold(text)
        if not folded:
            return []
        rows = _queries.search(
            self._connection, low=folded, high=f"{folded}\U0010ffff", candidates=_MAX_CANDIDATES, limit=limit
        )
        return [Anime(*row) async for row in rows]

    async def named(self, text: str) -> list[Anime]:
        """The titles that have the text as a name, the most recent first; case, accents and punctuation aside."""
        rows = _queries.list_named(self._connection, folded=fold(text))
        return [Anime(*row[:5]) async for row in rows]

    async def nearest(self, text: str, limit: int = 5) -> list[Anime]:
        """The titles that `search` finds for the longest piece of the text that finds any; a piece begins with a word.

        None when that piece is shorter than three letters.
        """
        shared = ""
        words = fold(text).split()
        for start in range(min(len(words), _MAX_WORDS)):
            rest = " ".join(words[start:])
            # In the order of names, those next to a text share the longest beginning with it.
            for get_neighbour in (_queries.get_last_before, _queries.get_first_after):
                neighbour = await get_neighbour(self._connection, folded=rest)
                shared = max(shared, _shared_start(rest, neighbour or ""), key=len)
        return await self.search(shared, limit) if len(shared.strip()) >= _MIN_SHARED else []
