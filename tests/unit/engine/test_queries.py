"""Named statements: what each kind returns, and what it raises when the file cannot be used."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from db.engine import queries
from db.engine.database import Database
from db.engine.errors import StorageError
from db.engine.queries import load_blocking_queries, load_queries

STATEMENTS = """
-- name: list_settings()
SELECT name, value FROM settings ORDER BY name;

-- name: get_setting(name)^
SELECT name, value FROM settings WHERE name = :name;

-- name: get_value(name)$
SELECT value FROM settings WHERE name = :name;

-- name: add(name, value)!
INSERT INTO settings (name, value) VALUES (:name, :value);

-- name: add_all(name, value)*!
INSERT INTO settings (name, value) VALUES (:name, :value);

-- name: delete(name)
DELETE FROM settings WHERE name = :name RETURNING value;
"""
LARGE = "x" * 100_000

Act = Callable[[Any, Database], Awaitable[object]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "settings.sql").write_text(STATEMENTS, encoding="utf-8")
    monkeypatch.setattr(queries, "_FOLDER", tmp_path)


@pytest.fixture
def statements(folder: None) -> Any:
    return load_queries("settings")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "kanso.db")
    yield database
    await database.close()


async def run_pragma(database: Database, pragma: str) -> Any:
    """Runs a pragma on both writing connections. Returns its first value."""
    async with database.transaction() as connection:
        rows = await connection.execute_fetchall(f"PRAGMA {pragma}")
    await database.write(lambda connection: connection.execute(f"PRAGMA {pragma}").fetchall())
    return next((value for (value,) in rows), None)


async def to_list(rows: Any) -> list[Any]:
    return [row async for row in rows]


# What they return


async def test_rows_know_their_columns(database: Database, statements: Any) -> None:
    async with database.transaction() as connection:
        await statements.add_all(connection, [{"name": name, "value": name.upper()} for name in "ab"])
    rows = await to_list(statements.list_settings(database.reader))
    assert [(row["name"], row["value"]) for row in rows] == [("a", "A"), ("b", "B")]
    assert (await statements.get_setting(database.reader, name="b"))["value"] == "B"
    assert await statements.get_value(database.reader, name="b") == "B"


async def test_without_a_row_there_is_no_result(database: Database, statements: Any) -> None:
    assert await to_list(statements.list_settings(database.reader)) == []
    assert await statements.get_setting(database.reader, name="a") is None
    assert await statements.get_value(database.reader, name="a") is None


async def test_blocking_statements_return_the_same(database: Database) -> None:
    statements = load_blocking_queries("settings")

    def work(connection: sqlite3.Connection) -> None:
        statements.add_all(connection, [{"name": name, "value": name.upper()} for name in "ab"])
        assert [(row["name"], row["value"]) for row in statements.list_settings(connection)] == [("a", "A"), ("b", "B")]
        assert statements.get_setting(connection, name="b")["value"] == "B"
        assert [statements.get_value(connection, name=name) for name in "bc"] == ["B", None]

    await database.write(work)


# What they raise


async def add(statements: Any, database: Database) -> None:
    async with database.transaction() as connection:
        await statements.add(connection, name="new", value=LARGE)


async def add_all(statements: Any, database: Database) -> None:
    async with database.transaction() as connection:
        await statements.add_all(connection, [{"name": "new", "value": LARGE}])


async def delete(statements: Any, database: Database) -> None:
    async with database.transaction() as connection:
        await to_list(statements.delete(connection, name="old"))


async def write(statements: Any, database: Database) -> None:
    blocking = load_blocking_queries("settings")
    await database.write(lambda connection: blocking.add(connection, name="new", value=LARGE))


async def read_all(statements: Any, database: Database) -> None:
    await to_list(statements.list_settings(database.reader))


async def read_row(statements: Any, database: Database) -> None:
    await statements.get_setting(database.reader, name="old")


async def read_value(statements: Any, database: Database) -> None:
    await statements.get_value(database.reader, name="old")


async def list_names(statements: Any, database: Database) -> list[str]:
    return [row["name"] for row in await to_list(statements.list_settings(database.reader))]


@pytest.fixture
async def filled(database: Database, statements: Any) -> Database:
    """A database with a setting `old`."""
    async with database.transaction() as connection:
        await statements.add(connection, name="old", value="")
    return database


@pytest.mark.parametrize("act", [add, add_all, write])
async def test_a_full_disk_is_a_storage_error(filled: Database, statements: Any, act: Act) -> None:
    await run_pragma(filled, f"max_page_count = {await run_pragma(filled, 'page_count')}")
    with pytest.raises(StorageError, match="full"):
        await act(statements, filled)
    assert await list_names(statements, filled) == ["old"]

    await run_pragma(filled, "max_page_count = 1000000")
    await act(statements, filled)
    assert await list_names(statements, filled) == ["new", "old"]


@pytest.mark.parametrize("act", [add, add_all, delete, write])
async def test_a_file_that_somebody_else_writes_to_is_a_storage_error(
    filled: Database, statements: Any, tmp_path: Path, act: Act
) -> None:
    await run_pragma(filled, "busy_timeout = 0")
    with closing(sqlite3.connect(tmp_path / "kanso.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked"):
            await act(statements, filled)
        other.rollback()
    assert await list_names(statements, filled) == ["old"]
    await act(statements, filled)


@pytest.mark.parametrize("act", [add, add_all, delete, write])
async def test_a_file_that_may_not_be_written_to_is_a_storage_error(
    filled: Database, statements: Any, act: Act
) -> None:
    await run_pragma(filled, "query_only = ON")
    with pytest.raises(StorageError, match="readonly"):
        await act(statements, filled)
    assert await list_names(statements, filled) == ["old"]


@pytest.mark.parametrize("act", [add, add_all, delete, write, read_all, read_row, read_value])
async def test_a_damaged_file_is_a_storage_error(filled: Database, statements: Any, tmp_path: Path, act: Act) -> None:
    await filled.close()
    path = tmp_path / "kanso.db"
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'settings'").fetchone()

    database = await Database.open(path)
    with path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    try:
        with pytest.raises(StorageError, match="malformed"):
            await act(statements, database)
    finally:
        await database.close()


@pytest.mark.parametrize("act", [add, add_all, write])
async def test_a_row_that_breaks_a_constraint_is_another_error(database: Database, statements: Any, act: Act) -> None:
    await act(statements, database)
    with pytest.raises(sqlite3.IntegrityError):
        await act(statements, database)
    assert await list_names(statements, database) == ["new"]


@pytest.mark.parametrize("act", [add, add_all, delete, write, read_all, read_row, read_value])
async def test_a_file_that_is_closed_is_a_storage_error(filled: Database, statements: Any, act: Act) -> None:
    await filled.close()
    with pytest.raises(StorageError):
        await act(statements, filled)
