"""The database file: how it is opened, and what its transactions promise."""

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db.engine.database import Database, parse_database_url
from db.engine.errors import StorageError
from db.engine.migrate import MIGRATIONS
from db.health.stored_settings import StoredSettings

PROJECT = Path(__file__).parents[3]
NOBODY = 65534

STRANGE_NAMES = ["a b.db", "a#b.db", "a?mode=ro.db", "a%20b.db", 'o\'clock "x".db', "感想.db", ":memory:", "file:a.db"]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "kanso.db")
    yield database
    await database.close()


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """A folder in which permissions count. Root may do anything, so as root the test becomes another user."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        user = os.geteuid()
        if user == 0:
            os.seteuid(NOBODY)
        try:
            if not os.access(MIGRATIONS, os.R_OK | os.X_OK, effective_ids=True):
                pytest.skip("the user that this test becomes may not read the project")
            yield folder
        finally:
            os.seteuid(user)


async def refuse(path: Path) -> str:
    """The message of the error for a file that can't be used."""
    try:
        database = await Database.open(path)
    except StorageError as error:
        return str(error)
    await database.close()
    return "not refused"


async def get_pragma(database: Database, name: str) -> object:
    async with database.transaction() as connection:
        ((value,),) = await connection.execute_fetchall(f"PRAGMA {name}")
    return value


# Opening


async def test_foreign_keys_are_on_and_a_commit_survives_a_power_cut(database: Database) -> None:
    assert await get_pragma(database, "foreign_keys") == 1
    assert await get_pragma(database, "journal_mode") == "wal"
    full = 2
    assert await get_pragma(database, "synchronous") == full


async def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.reader.execute("DELETE FROM settings")


@pytest.mark.parametrize("name", STRANGE_NAMES)
async def test_a_file_name_is_taken_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = parse_database_url(f"sqlite:///{name}")
    for value in ("first", "second"):
        database = await Database.open(path)
        await StoredSettings(database).set_value(value, value)
        await database.close()
    assert sorted(os.listdir(tmp_path)) == sorted([name, f"{name}.lock", f"{name}.exists"])
    with closing(sqlite3.connect(tmp_path / name)) as connection:
        assert connection.execute("SELECT count(*) FROM settings").fetchone() == (2,)


async def test_a_missing_folder_is_named_and_not_created(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "kanso.db"
    sentence = await refuse(path)
    assert sentence.startswith(f"The database {path} cannot be opened: there is no folder {path.parent}")
    assert "DATABASE_URL" in sentence
    assert not path.parent.exists()


async def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    assert (await refuse(path)).startswith(f"The database {path} cannot be opened: it is a folder")


@pytest.mark.parametrize("content", [b"short", b"long enough for a header" * 1000])
async def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    assert (await refuse(path)).startswith(f"The database {path} cannot be opened: file is not a database")
    assert path.read_bytes() == content


async def test_a_read_only_file_is_refused_at_the_start(foreign_folder: Path) -> None:
    path = foreign_folder / "kanso.db"
    database = await Database.open(path)
    await database.close()
    path.chmod(0o444)
    assert (await refuse(path)).startswith(f"The database {path} cannot be opened: attempt to write a readonly")


async def test_a_read_only_folder_is_refused_at_the_start(foreign_folder: Path) -> None:
    (foreign_folder / "inner").mkdir(mode=0o555)
    path = foreign_folder / "inner" / "kanso.db"
    assert "Permission denied" in await refuse(path)


def test_a_full_disk_is_reported_in_a_sentence(tmp_path: Path) -> None:
    program = """
import asyncio, pathlib, sys
from db.engine.database import Database
from db.engine.errors import StorageError
try:
    asyncio.run(Database.open(pathlib.Path(sys.argv[1])))
except StorageError as error:
    print(error)
"""

    def leave_no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    path = tmp_path / "kanso.db"
    finished = subprocess.run(
        [sys.executable, "-c", program, path],
        cwd=PROJECT,
        preexec_fn=leave_no_room,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert finished.stderr == ""
    assert finished.stdout.startswith(f"The database {path} cannot be opened: ")
    assert "has room" in finished.stdout
    assert len(finished.stdout.splitlines()) == 1


async def test_a_file_that_could_not_be_opened_is_released(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    path.write_bytes(b"no database at all")
    await refuse(path)
    path.unlink()
    database = await Database.open(path)
    await database.close()


async def test_closing_twice_does_no_harm(database: Database) -> None:
    await database.close()
    await database.close()


# Transactions


async def write_both(database: Database, first: str, second: str) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO settings VALUES (?, '')", [first])
        await asyncio.sleep(0)
        await connection.execute("INSERT INTO settings VALUES (?, '')", [second])


async def list_settings(database: Database) -> list[str]:
    rows = await database.reader.execute_fetchall("SELECT name FROM settings ORDER BY name")
    return [name for (name,) in rows]


async def test_an_error_rolls_back_the_whole_transaction(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await write_both(database, "same", "same")
    assert await list_settings(database) == []
    await write_both(database, "a", "b")
    assert await list_settings(database) == ["a", "b"]


@pytest.mark.parametrize("turns", [0, 1, 2, 5, 10, 20, 50, 100, 200, 500])
async def test_a_cancelled_writer_leaves_nothing_behind(database: Database, turns: int) -> None:
    """Cancels it after more and more turns of the event loop, so at every step of its transaction."""

    async def write() -> None:
        async with database.transaction() as connection:
            await connection.execute("INSERT INTO settings VALUES ('cancelled', '1')")
            await asyncio.Event().wait()

    writer = asyncio.create_task(write())
    for _ in range(turns):
        await asyncio.sleep(0)
    writer.cancel()
    await asyncio.wait([writer])
    assert writer.cancelled()

    await StoredSettings(database).set_value("next", "1")
    assert await list_settings(database) == ["next"]


async def test_writers_do_not_mix(database: Database) -> None:
    """Every other writer fails after its first row."""
    names = [(f"{number} first", f"{number} {'first' if number % 2 else 'second'}") for number in range(10)]
    writers = (write_both(database, *pair) for pair in names)
    failures = await asyncio.gather(*writers, return_exceptions=True)
    assert [failure is None for failure in failures] == [True, False] * 5
    assert await list_settings(database) == [name for pair in names[::2] for name in pair]


async def test_a_reader_sees_only_what_is_committed(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO settings VALUES ('a', '1')")
        assert await list_settings(database) == []
    assert await list_settings(database) == ["a"]


async def test_closing_waits_for_the_transaction_in_progress(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    database = await Database.open(path)
    has_begun = asyncio.Event()
    may_end = asyncio.Event()

    async def write() -> None:
        async with database.transaction() as connection:
            has_begun.set()
            await may_end.wait()
            await connection.execute("INSERT INTO settings VALUES ('a', '1')")

    writer = asyncio.create_task(write())
    await has_begun.wait()
    closing_task = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    assert not closing_task.done()
    may_end.set()
    await asyncio.gather(writer, closing_task)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM settings").fetchall() == [("a",)]


async def test_writing_continues_after_the_disk_was_full(database: Database) -> None:
    settings = StoredSettings(database)
    pages = await get_pragma(database, "page_count")
    await get_pragma(database, f"max_page_count = {pages}")
    with pytest.raises(StorageError, match="full"):
        await settings.set_value("large", "x" * 100_000)
    await get_pragma(database, "max_page_count = 1000000")
    await settings.set_value("large", "y" * 100_000)
    assert await settings.get_value("large") == "y" * 100_000


async def test_a_commit_is_visible_however_many_readers_there_are(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "kanso.db")
    settings = StoredSettings(database)
    is_over = False

    async def read_on() -> None:
        while not is_over:
            await settings.get_value("number")

    readers = [asyncio.create_task(read_on()) for _ in range(5)]
    for number in range(300):
        await settings.set_value("number", str(number))
        assert await settings.get_value("number") == str(number)
    is_over = True
    await asyncio.gather(*readers)
    await database.close()


# Blocking writes


def add_setting(name: str) -> Callable[[sqlite3.Connection], str]:
    def work(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO settings VALUES (?, '')", [name])
        return name

    return work


async def test_writes_run_in_order(database: Database) -> None:
    def list_names(connection: sqlite3.Connection) -> list[str]:
        return [name for (name,) in connection.execute("SELECT name FROM settings ORDER BY rowid")]

    names = [f"{number}" for number in range(20, 0, -1)]
    writes = [database.write(add_setting(name)) for name in names]
    *done, listed = await asyncio.gather(*writes, database.write(list_names))
    assert done == listed == names


async def test_an_error_rolls_back_the_whole_write(database: Database) -> None:
    def work(connection: sqlite3.Connection) -> None:
        add_setting("a")(connection)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write(work)
    await database.write(add_setting("b"))
    assert await list_settings(database) == ["b"]


async def test_a_write_that_has_begun_finishes_even_if_its_caller_is_cancelled(database: Database) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def work(connection: sqlite3.Connection) -> None:
        has_begun.set()
        may_end.wait(60)
        add_setting("a")(connection)

    writing = asyncio.create_task(database.write(work))
    await asyncio.to_thread(has_begun.wait, 60)
    writing.cancel()
    await asyncio.wait([writing])
    may_end.set()
    await database.write(add_setting("b"))
    assert writing.cancelled()
    assert await list_settings(database) == ["a", "b"]


async def test_a_write_waits_for_the_transaction_in_progress(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO settings VALUES ('same', '')")
        writing = asyncio.create_task(database.write(add_setting("same")))
        await asyncio.sleep(0)
    with pytest.raises(sqlite3.IntegrityError):
        await writing


@pytest.mark.parametrize(("is_durable", "level"), [(True, 2), (False, 1)])
async def test_only_durable_writes_wait_for_the_disk(database: Database, is_durable: bool, level: int) -> None:
    def get_level(connection: sqlite3.Connection) -> int:
        return connection.execute("PRAGMA synchronous").fetchone()[0]

    await database.write(add_setting("a"), is_durable=not is_durable)
    assert await database.write(get_level, is_durable=is_durable) == level
