"""Updates a database file to the schema of this version of Kanso.

A migration is a file `migrations/NNNN_name.sql`. Each runs in one transaction, which also sets the schema version, so a
crash leaves the database at one version or the next. A migration that has been released is never edited.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiosqlite

from db.engine.files import create_private

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def list_migrations(folder: Path = MIGRATIONS) -> list[tuple[int, Path]]:
    """The migrations in order, each with its schema version."""
    return sorted((int(path.name[:4]), path) for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))


async def migrate(connection: aiosqlite.Connection, path: Path, folder: Path = MIGRATIONS) -> None:
    """Copies the database to `<file>.before-<version>`, then runs the missing migrations."""
    migrations = list_migrations(folder)
    newest = migrations[-1][0]
    ((current,),) = await connection.execute_fetchall("PRAGMA user_version")
    if 0 < current < newest:
        await _back_up(connection, path.with_name(f"{path.name}.before-{newest}"))
    for version, file in migrations:
        if version > current:
            await _run(connection, version, file.read_text(encoding="utf-8"))


async def _run(connection: aiosqlite.Connection, version: int, script: str) -> None:
    try:
        await connection.execute("BEGIN IMMEDIATE")
        # executescript commits first, so the statements run one by one.
        for statement in split_statements(script):
            await connection.execute(statement)
        await connection.execute(f"PRAGMA user_version = {version}")
        await connection.execute("COMMIT")
    except BaseException:
        await connection.rollback()
        raise


def split_statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one."""
    statement = ""
    for part in script.split(";"):
        statement += f"{part};"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    yield statement


async def _back_up(connection: aiosqlite.Connection, target: Path) -> None:
    """Copies the database, for its owner alone. The copy has its name only once it is whole."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    create_private(part)
    with closing(sqlite3.connect(part, check_same_thread=False)) as copy:
        await connection.backup(copy)
    os.replace(part, target)
