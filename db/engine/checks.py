"""Looks at a database file before anything is written to it."""

import sqlite3
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from db.engine.errors import StorageError
from db.engine.files import get_log
from db.engine.migrate import MIGRATIONS, list_migrations, split_statements
from db.engine.queries import load_blocking_queries

APPLICATION_ID = int.from_bytes(b"Kans")
"""Marks a file as Kanso's (`PRAGMA application_id`). Files from earlier versions have 0."""

_CHECK_BYTES = 256 * 2**20
"""Larger files are not searched for damage. SQLite before 3.41 can't be stopped while it searches."""
_CHECK_SECONDS = 2.0
_STEPS = 10_000
"""How many of SQLite's steps pass between two looks at the clock."""

_queries = load_blocking_queries("engine/schema")

Schema = dict[str, Sequence[tuple[object, ...]]]


def check(file: Path, folder: Path = MIGRATIONS) -> None:
    """Raises StorageError if the file is another program's, from a newer Kanso, or evidently damaged.

    Raises sqlite3.Error if SQLite can't read it. The file stays as it is, and may be missing or empty.
    """
    if not file.exists() or not file.stat().st_size:
        return
    # Without a log the file is complete, and `immutable` keeps SQLite from making files beside it.
    is_complete = not (log := get_log(file)).exists() or not log.stat().st_size
    uri = f"file:{quote(str(file))}?mode=ro{'&immutable=1' if is_complete else ''}"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        _check_schema(connection, file, folder)
        if is_complete:
            _check_size(connection, file)
        if file.stat().st_size <= _CHECK_BYTES:
            _search_for_damage(connection, file)


def explain_damage(file: Path, what: str) -> StorageError:
    return StorageError(
        f"The database {file} is damaged ({what}): restore a copy of it, or rescue what is left with "
        "`sqlite3 FILE .recover`; nothing was changed."
    )


def _check_schema(connection: sqlite3.Connection, file: Path, folder: Path) -> None:
    migrations = list_migrations(folder)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    present = _read_schema(connection)
    newest = migrations[-1][0]
    expected = _make_schema([path for number, path in migrations if number <= (version or newest)])
    known = len(present.keys() & expected.keys())
    looks_like_ours = 2 * known > len(expected) if version else not present
    if application_id != APPLICATION_ID and (application_id or not looks_like_ours):
        raise StorageError(
            f"The database {file} belongs to another program: let DATABASE_URL name another file; nothing was changed."
        )
    if version > newest:
        raise StorageError(
            f"The database {file} was written by a newer Kanso (its schema is {version}, this version knows {newest}). "
            "Update Kanso, or point DATABASE_URL at another file."
        )
    # A kill between the first steps of a new database leaves it without tables.
    wrong = [name for name in expected if present.get(name) != expected[name]] if version else list(present)
    if wrong:
        raise explain_damage(file, f"the {wrong[0]} is not as it should be")


def _make_schema(scripts: Sequence[Path]) -> Schema:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for script in scripts:
            for statement in split_statements(script.read_text(encoding="utf-8")):
                connection.execute(statement)
        return _read_schema(connection)


def _read_schema(connection: sqlite3.Connection) -> Schema:
    """The columns of each table and index. Their order can differ from file to file, but not within a table."""
    schema: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for name, *column in _queries.list_columns(connection):
        schema[name].append(tuple(column))
    return dict(schema)


def _check_size(connection: sqlite3.Connection, file: Path) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    size = file.stat().st_size
    if size < pages * page_size:
        raise explain_damage(file, f"its end is missing: it has {size} of {pages * page_size} bytes")


def _search_for_damage(connection: sqlite3.Connection, file: Path) -> None:
    end = time.monotonic() + _CHECK_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    try:
        (result,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            return
        raise
    finally:
        connection.set_progress_handler(None, 0)
    if result != "ok":
        raise explain_damage(file, " ".join(result.split()))
