"""Migrations: from any earlier schema to the newest, completely or not at all."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from db.engine.checks import check
from db.engine.database import Database
from db.engine.errors import StorageError
from db.engine.migrate import MIGRATIONS, list_migrations, migrate

FIRST = "CREATE TABLE notes (text TEXT NOT NULL);\nINSERT INTO notes VALUES ('old');"
SECOND = "ALTER TABLE notes ADD COLUMN colour TEXT;\nUPDATE notes SET colour = 'red';"


class Workshop:
    """A database file and a folder of migrations for it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notes.db"
        self.folder = folder / "migrations"
        self.folder.mkdir()

    def write(self, name: str, script: str) -> None:
        (self.folder / name).write_text(script, encoding="utf-8")

    async def migrate(self) -> None:
        async with aiosqlite.connect(self.path, isolation_level=None) as connection:
            try:
                await migrate(connection, self.path, self.folder)
            finally:
                assert not connection.in_transaction

    def read(self, statement: str, path: Path | None = None) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(path or self.path)) as connection:
            return connection.execute(statement).fetchall()

    def get_version(self) -> object:
        return self.read("PRAGMA user_version")[0][0]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


@pytest.fixture
async def old(workshop: Workshop) -> Workshop:
    """A database at version 1. Tests write the migration to version 2."""
    workshop.write("0001_first.sql", FIRST)
    await workshop.migrate()
    return workshop


async def test_migrations_run_in_order(workshop: Workshop) -> None:
    workshop.write("0002_second.sql", SECOND)
    workshop.write("0010_tenth.sql", "UPDATE notes SET colour = colour || 'dish';")
    workshop.write("0001_first.sql", FIRST)
    await workshop.migrate()
    assert workshop.read("SELECT * FROM notes") == [("old", "reddish")]
    assert workshop.get_version() == 10


async def test_a_migration_that_has_run_does_not_run_again(old: Workshop) -> None:
    await old.migrate()
    assert old.read("SELECT * FROM notes") == [("old",)]


async def test_a_new_database_needs_no_copy(old: Workshop) -> None:
    assert [path.name for path in old.path.parent.glob("notes.db*")] == ["notes.db"]


async def test_a_migration_that_fails_in_the_middle_changes_nothing(old: Workshop) -> None:
    old.write("0002_second.sql", SECOND + "INSERT INTO missing VALUES (1);")
    with pytest.raises(sqlite3.OperationalError, match="no such table: missing"):
        await old.migrate()
    assert old.get_version() == 1
    assert old.read("SELECT * FROM notes") == [("old",)]


async def test_the_migrations_before_one_that_fails_are_kept(old: Workshop) -> None:
    old.write("0002_second.sql", SECOND)
    old.write("0003_third.sql", "DELETE FROM notes; nonsense;")
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        await old.migrate()
    assert old.get_version() == 2
    assert old.read("SELECT * FROM notes") == [("old", "red")]


async def test_a_migration_that_was_fixed_runs_at_the_next_start(old: Workshop) -> None:
    old.write("0002_second.sql", SECOND + "nonsense;")
    with pytest.raises(sqlite3.OperationalError):
        await old.migrate()
    old.write("0002_second.sql", SECOND)
    await old.migrate()
    assert old.get_version() == 2


async def test_a_copy_is_made_before_an_upgrade(old: Workshop) -> None:
    old.write("0002_second.sql", SECOND)
    await old.migrate()
    copy = old.path.with_name("notes.db.before-2")
    assert old.read("SELECT * FROM notes", copy) == [("old",)]
    assert old.read("PRAGMA user_version", copy) == [(1,)]
    assert old.read("PRAGMA integrity_check", copy) == [("ok",)]


async def test_the_copy_of_an_earlier_attempt_is_replaced(old: Workshop) -> None:
    with closing(sqlite3.connect(old.path.with_name("notes.db.before-2"))) as connection:
        connection.execute("CREATE TABLE leftover (a)")
    old.write("0002_second.sql", SECOND)
    await old.migrate()
    tables = old.read("SELECT name FROM sqlite_master", old.path.with_name("notes.db.before-2"))
    assert tables == [("notes",)]


async def test_the_copy_has_rows_that_are_not_in_the_main_file_yet(old: Workshop) -> None:
    """With a write-ahead log, a committed row can be in a separate file."""
    with closing(sqlite3.connect(old.path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO notes VALUES ('fresh')")
        connection.commit()
        old.write("0002_second.sql", SECOND)
        await old.migrate()
    copy = old.path.with_name("notes.db.before-2")
    assert old.read("SELECT text FROM notes", copy) == [("old",), ("fresh",)]


async def test_a_newer_database_is_refused_and_left_alone(old: Workshop) -> None:
    with closing(sqlite3.connect(old.path)) as connection:
        connection.execute("PRAGMA user_version = 7")
    content = old.path.read_bytes()
    with pytest.raises(StorageError, match=r"written by a newer Kanso .*schema is 7, this version knows 1.*Update"):
        check(old.path, old.folder)
    assert old.path.read_bytes() == content


async def test_the_copy_is_for_its_owner_alone_and_has_its_name_only_when_it_is_whole(old: Workshop) -> None:
    part = old.path.with_name("notes.db.before-2.part")
    part.write_bytes(b"from a copy that was cut short")
    old.write("0002_second.sql", SECOND)
    await old.migrate()
    assert stat.S_IMODE(old.path.with_name("notes.db.before-2").stat().st_mode) == 0o600
    assert not part.exists()


INSERT = "INSERT INTO notes VALUES ('a; b;\n;c -- no comment')"
SCRIPTS = {
    "semicolons in strings": f"{INSERT};",
    "semicolons in comments": f"-- First; this.\n/* Then;\nthis; */ {INSERT};",
    "two statements on a line": f"DELETE FROM notes; {INSERT};",
    "no semicolon at the end": f"DELETE FROM notes;\n{INSERT}",
    "a comment at the end": f"{INSERT}; -- and that; is all",
    "only a comment after the last": f"{INSERT} -- and that; is all",
    "a trigger": f"""
        CREATE TRIGGER follow AFTER INSERT ON notes WHEN new.text = 'x' BEGIN
            DELETE FROM notes;
            {INSERT};
        END;
        INSERT INTO notes VALUES ('x');
    """,
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
async def test_a_script_is_split_where_its_statements_end(old: Workshop, script: str) -> None:
    old.write("0002_second.sql", script)
    await old.migrate()
    assert old.read("SELECT text FROM notes")[-1] == ("a; b;\n;c -- no comment",)


def test_the_bundled_migrations_are_numbered_without_a_gap() -> None:
    versions = [version for version, _ in list_migrations()]
    assert versions == list(range(1, len(versions) + 1))
    assert len(versions) == len(list(MIGRATIONS.iterdir()))


async def test_the_bundled_migrations_make_a_sound_database(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "kanso.db")
    try:
        ((integrity,),) = await database.reader.execute_fetchall("PRAGMA integrity_check")
        assert integrity == "ok"
        assert list(await database.reader.execute_fetchall("PRAGMA foreign_key_check")) == []
        ((version,),) = await database.reader.execute_fetchall("PRAGMA user_version")
        assert version == list_migrations()[-1][0]
    finally:
        await database.close()
