"""Builds a catalogue file: titles from all sources, merged, put in order, and indexed for the search."""

import os
import shutil
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from filelock import FileLock

from db.engine.files import locate_file
from db.engine.queries import load_blocking_queries
from db.titles.catalogue.records import TitleRecord, get_key_order
from db.titles.catalogue.text import list_forms, list_grams, squash

SCHEMA_VERSION = 3
"""Increase it whenever the tables change, or the results of `db/titles/catalogue/text.py`."""

_BATCH = 5000
"""How many rows are written at once."""

_SHORTEST_SERIES = 4
"""The fewest characters of a series' name. Longer names that begin with such a name count as parts of the series."""

_LOCK_SECONDS = 120
"""How long a builder waits for another builder of the same file."""

_queries = load_blocking_queries("titles/catalogue_build")


@dataclass(slots=True)
class Merges:
    """Titles that were added to others, because an earlier source or line had some of their keys."""

    count: int = 0
    disputed: list[str] = field(default_factory=list)
    """The names of titles that share keys with several earlier ones. Each joined the one that shares most keys."""


class CatalogueChanges(NamedTuple):
    """How a catalogue differs from an earlier one, in numbers of titles."""

    new: int
    gone: int
    merged: int
    """Titles of the earlier catalogue that have become part of another one."""


class _Head(NamedTuple):
    """The facts that tell whether a title begins a series."""

    folded: str
    """Its folded Japanese name, or else its folded main name."""
    year: int
    is_later: bool
    """Whether its kind or its own name says that it is a special or a later season."""


class CatalogueBuilder:
    """Collects titles one by one and writes a catalogue of them. A context manager: `add`, `finish`, `publish`.

    Any method raises sqlite3.OperationalError or OSError if the folder or the disk cannot be used. Only `publish`
    replaces the file at `path`, as a whole.
    """

    def __init__(self, path: Path) -> None:
        self.count = 0
        """How many titles there are by now."""
        self.merges = Merges()
        self._path = path
        self._title_of_key: dict[str, int] = {}
        self._heads: list[_Head] = []
        self._forms: dict[str, list[str]] = {}
        self._titles: list[dict[str, Any]] = []
        self._names: list[tuple[int, str, bool]] = []
        self._keys: list[tuple[str, int, int, int]] = []

    def __enter__(self) -> "CatalogueBuilder":
        lock = locate_file(self._path.with_name(f"{self._path.name}.lock"))
        with ExitStack() as stack:
            stack.enter_context(FileLock(lock, timeout=_LOCK_SECONDS))
            prefix = f".{self._path.name}-"
            for abandoned in self._path.parent.glob(f"{prefix}*"):
                shutil.rmtree(abandoned, ignore_errors=True)
            # Beside its final place, because only a move within one file system is atomic.
            folder = Path(stack.enter_context(TemporaryDirectory(dir=self._path.parent, prefix=prefix)))
            self._file = folder / "catalogue.db"
            self._connection = sqlite3.connect(self._file, check_same_thread=False, uri=True)
            stack.callback(self._connection.close)
            self._connection.execute("ATTACH :path AS staging", {"path": f"{folder}/staging.db"})
            for schema in ("main", "staging"):
                # An unfinished file is thrown away, so nothing needs to survive a crash.
                self._connection.execute(f"PRAGMA {schema}.journal_mode = OFF")
                self._connection.execute(f"PRAGMA {schema}.synchronous = OFF")
            _queries.create_staging(self._connection)
            self._resources = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._resources.close()

    def add(self, record: TitleRecord) -> None:
        """Adds a title, or adds its names and keys to the title that already has most of its keys.

        Kind, year and the like stay as they were. Keys that already belong to another title stay with that title.
        """
        owners = Counter(self._title_of_key[key] for key in record.keys if key in self._title_of_key)
        if owners:
            title_id = owners.most_common(1)[0][0]
            if self._titles:
                self._write_staged()
            _queries.complete_title(self._connection, title_id=title_id, **_to_columns(record))
            self.merges.count += 1
            if len(owners) > 1:
                self.merges.disputed.append(record.title)
        else:
            title_id = self.count
            self.count += 1
            self._titles.append({"title_id": title_id, "title": record.title} | _to_columns(record))
            self._heads.append(self._to_head(record))
        names = (record.title, *record.english, *record.native, *record.chinese, *record.synonyms)
        self._names += [(title_id, name, True) for name in names]
        self._names += [(title_id, name, False) for name in record.readings]
        new_keys = [key for key in record.keys if key not in self._title_of_key]
        self._title_of_key.update(dict.fromkeys(new_keys, title_id))
        self._keys += [(key, title_id, *get_key_order(key)) for key in new_keys]
        if len(self._names) > _BATCH:
            self._write_staged()

    def finish(
        self, metadata: dict[str, str], *, advance: Callable[[int, int], None] = lambda done, total: None
    ) -> None:
        """Sorts the titles and indexes their names. Calls `advance` with the number indexed and the total."""
        self._write_staged()
        _queries.create_schema(self._connection)
        rows = {**metadata, "schema_version": str(SCHEMA_VERSION)}
        _queries.add_metadata(self._connection, [{"name": name, "value": value} for name, value in rows.items()])
        _queries.set_side(self._connection, [(title_id,) for title_id in _list_side(self._heads)])
        _queries.put_in_order(self._connection)
        _queries.put_keys_in_order(self._connection)
        _queries.put_names_in_order(self._connection)
        self._index(advance)
        _queries.finish(self._connection)
        self._connection.commit()

    def compare(self, earlier: Path) -> CatalogueChanges:
        """How the finished catalogue differs from an earlier one with the same schema."""
        self._connection.execute("ATTACH :path AS earlier", {"path": f"{earlier.absolute().as_uri()}?mode=ro"})
        return CatalogueChanges(*_queries.compare(self._connection))

    def publish(self) -> None:
        """Puts the finished file in its place."""
        self._connection.close()
        # Windows only flushes files that are open for writing.
        with self._file.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(self._file, self._path)

    def _to_head(self, record: TitleRecord) -> _Head:
        names = (record.title, *record.english[:1], *record.native[:1])
        # Needed again when the names are indexed.
        self._forms.update((name, list_forms(name)) for name in names)
        is_later = any(len(self._forms[name]) > 1 or "final season" in name.casefold() for name in names)
        forms = self._forms[next(iter(record.native), record.title)]
        return _Head("".join(forms[:1]), record.year or 0, is_later or record.kind in ("OVA", "Special"))

    def _write_staged(self) -> None:
        _queries.add_titles(self._connection, self._titles)
        _queries.add_names(self._connection, self._names)
        _queries.add_keys(self._connection, self._keys)
        for rows in (self._titles, self._names, self._keys):
            rows.clear()

    def _index(self, advance: Callable[[int, int], None]) -> None:
        squashed: list[str] = []
        haystacks: list[tuple[int, str]] = []
        forms: list[tuple[int, int, str]] = []
        for anime_id, names in groupby(_queries.list_names(self._connection), itemgetter(0)):
            folded = list(dict.fromkeys(form for _, name in names for form in self._list_forms(name)))
            haystacks.append((anime_id, "".join(f"\n{form}" for form in folded)))
            for form in folded:
                forms.append((len(squashed), anime_id, form))
                squashed.append(squash(form))
            if len(forms) > _BATCH:
                self._write(haystacks, forms)
                advance(anime_id, self.count)
        self._write(haystacks, forms)
        # SQLite sorts in its own thread while the grams are collected in this one.
        with ThreadPoolExecutor(1) as executor:
            sorting = executor.submit(_queries.add_starts, self._connection)
            grams = _collect_grams(squashed)
            sorting.result()
        _queries.add_grams(self._connection, ((gram, len(ids), ids.tobytes()) for gram, ids in sorted(grams.items())))
        advance(self.count, self.count)

    def _list_forms(self, name: str) -> list[str]:
        return self._forms.get(name) or list_forms(name)

    def _write(self, haystacks: list[Any], forms: list[Any]) -> None:
        _queries.add_haystacks(self._connection, haystacks)
        _queries.add_forms(self._connection, forms)
        haystacks.clear()
        forms.clear()


def _collect_grams(squashed: list[str]) -> "dict[str, array[int]]":
    """The indexes of the texts that contain each gram, once for each time that it occurs."""
    indices: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for index, text in enumerate(squashed):
        for gram in list_grams(text):
            indices[gram].append(index)
    return indices


def _to_columns(record: TitleRecord) -> dict[str, Any]:
    return {
        "english": next(iter(record.english), None),
        "native": next(iter(record.native), None),
        "chinese": next(iter(record.chinese), None),
        "kind": record.kind,
        "year": record.year,
        "season": record.season,
        "episodes": record.episodes,
        "duration": record.duration,
        "picture": record.picture,
        "is_adult": record.is_adult,
        "prominence": record.prominence,
    }


def _list_side(heads: list[_Head]) -> list[int]:
    """The indexes of the titles that are specials or later seasons, or whose name begins with an earlier title's."""
    first_years: dict[str, int] = {}
    for head in heads:
        name = squash(head.folded)
        first_years[name] = min(head.year, first_years.get(name, head.year))
    return [index for index, head in enumerate(heads) if head.is_later or _continues(head, first_years)]


def _continues(head: _Head, first_years: dict[str, int]) -> bool:
    words = head.folded.split()
    beginnings = ("".join(words[:end]) for end in range(1, len(words)))
    return any(
        len(name) >= _SHORTEST_SERIES and name in first_years and first_years[name] <= head.year for name in beginnings
    )
