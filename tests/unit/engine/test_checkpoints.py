"""The write-ahead log: it stays short, and is copied only while nobody can write."""

import asyncio
import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.engine.checkpoints import LOG_BYTES, Checkpoints
from db.engine.database import Database
from db.health.stored_settings import StoredSettings

NUMBERS = itertools.count(100_000)


def make_value() -> str:
    """A long value, each time another one: SQLite doesn't write what stays the same."""
    return str(next(NUMBERS)) * 70_000


def set_value(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR REPLACE INTO settings VALUES ('a', ?)", [make_value()])


def get_log_size(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


@pytest.mark.parametrize("way", ["write", "transaction"])
async def test_the_log_stays_short_however_much_is_written(tmp_path: Path, way: str) -> None:
    path = tmp_path / "kanso.db"
    database = await Database.open(path)
    sizes: list[int] = []
    for _ in range(400):
        if way == "write":
            await database.write(set_value, is_durable=False)
        else:
            await StoredSettings(database).set_value("a", make_value())
        sizes.append(get_log_size(path))
    await database.close()
    assert LOG_BYTES < max(sizes) < 2 * LOG_BYTES
    assert not path.with_name("kanso.db-wal").exists()


async def test_writers_and_readers_at_once_keep_the_log_short(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    database = await Database.open(path)
    settings = StoredSettings(database)

    async def read() -> None:
        for _ in range(300):
            await settings.get_value("a")

    async def write() -> None:
        for _ in range(100):
            await database.write(set_value, is_durable=False)
            await settings.set_value("a", make_value())

    await asyncio.gather(read(), read(), write(), write())
    assert get_log_size(path) < 3 * LOG_BYTES
    await database.close()


async def test_no_connection_copies_the_log_on_its_own(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "kanso.db")
    ((limit,),) = await database.reader.execute_fetchall("PRAGMA wal_autocheckpoint")
    async with database.transaction() as connection:
        ((other_limit,),) = await connection.execute_fetchall("PRAGMA wal_autocheckpoint")
    last = await database.write(lambda connection: connection.execute("PRAGMA wal_autocheckpoint").fetchone()[0])
    assert (limit, other_limit, last) == (0, 0, 0)
    await database.close()


def test_the_write_lock_is_held_while_the_log_is_copied(tmp_path: Path) -> None:
    """SQLite asks about every page that is copied; here the answer tries to write."""
    path = tmp_path / "kanso.db"
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as writer,
        closing(sqlite3.connect(path, isolation_level=None)) as copier,
        closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other,
    ):
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE notes (text)")
        copier.execute("SELECT * FROM notes").fetchall()
        outcomes: list[str] = []

        def try_to_write(statement: str) -> None:
            if "wal_checkpoint" in statement:
                with pytest.raises(sqlite3.OperationalError, match="locked"):
                    other.execute("BEGIN IMMEDIATE")
                outcomes.append("locked")

        copier.set_trace_callback(try_to_write)
        Checkpoints(path, writer, copier).make()
        assert outcomes == ["locked"]
        other.execute("BEGIN IMMEDIATE")
        other.rollback()


async def test_a_long_reader_does_not_stop_writing(tmp_path: Path) -> None:
    """Such as an operator's copy: the log grows meanwhile, and shrinks afterwards."""
    path = tmp_path / "kanso.db"
    database = await Database.open(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM settings").fetchall()
        for _ in range(100):
            await database.write(set_value, is_durable=False)
        assert get_log_size(path) > 2 * LOG_BYTES
        reader.execute("COMMIT")
    for _ in range(100):
        await database.write(set_value, is_durable=False)
    assert get_log_size(path) < 2 * LOG_BYTES
    await database.close()
