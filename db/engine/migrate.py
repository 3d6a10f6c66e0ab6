"""Updates a database file to the schema of this version of Kanso.

A migration is a file `migrations/NNNN_name.sql`. Each runs in one transaction, which also sets the schema version, so a
crash leaves the database at one version or the next. A migration that has been released is never edited.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import aiosqlite

from db.engine.errors import StorageError

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def list_migrations(folder: Path = MIGRATIONS) -> list[tuple[int, Path]]:
    """The migrations in order, each with its schema version."""
    return sorted((int(path.name[:4]), path) for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))


async def migrate(connection: aiosqlite.Connection, path: Path, folder: Path = MIGRATIONS) -> None:
    """Copies the database to `<file>.before-<version>`, then runs the missing migrations.

    Raises StorageError for a database written by a newer version of Kanso.
    """
    migrations = list_migrations(folder)
    newest = migrations[-1][0]
    current = await _get_version(connection)
    if current > newest:
        raise StorageError(
            f"The database {path} was written by a newer Kanso (its schema is {current}, this version knows {newest}). "
            "Update Kanso, or point DATABASE_URL at another file."
        )
    if 0 < current < newest:
        await _back_up(connection, path.with_name(f"{path.name}.before-{newest}"))
    for version, file in migrations:
        if version > current:
            await _run(connection, version, file.read_text(encoding="utf-8"))


async def _run(connection: aiosqlite.Connection, version: int, script: str) -> None:
    try:
        await connection.execute("BEGIN IMMEDIATE")
        # executescript commits first, so the statements run one by one.
        for statement in _split_statements(script):
            await connection.execute(statement)
        await connection.execute(f"PRAGMA user_version = {version}")
        await connection.execute("COMMIT")
    except BaseException:
        await connection.rollback()
        raise


def _split_statements(script: str) -> Iterator[str]:
    statement = ""
    for part in script.split(";"):
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    yield statement


async def _get_version(connection: aiosqlite.Connection) -> int:
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def _back_up(connection: aiosqlite.Connection, target: Path) -> None:
    async with aiosqlite.connect(target) as copy:
        await connection.backup(copy)
