"""The files beside a database: who may read them, and which of them may be missing."""

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from db.engine.database import Database
from db.health.stored_settings import StoredSettings
from tests.unit.engine.test_database import PROJECT, refuse

OPEN = """
import asyncio, pathlib, sys
from db.engine.database import Database
from db.engine.errors import StorageError
try:
    asyncio.run(Database.open(pathlib.Path(sys.argv[1])))
except StorageError as error:
    sys.exit(str(error))
"""


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def list_readable(folder: Path) -> list[str]:
    """The files that others than their owner may open."""
    return [path.name for path in folder.iterdir() if stat.S_IMODE(path.stat().st_mode) & 0o077]


@pytest.mark.usefixtures("umask")
async def test_all_files_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "kanso.db")
    await StoredSettings(database).set_value("a", "1")
    endings = ["", "-shm", "-wal", ".exists", ".lock"]
    assert sorted(os.listdir(tmp_path)) == [f"kanso.db{ending}" for ending in endings]
    assert list_readable(tmp_path) == []
    await database.close()


async def test_files_of_earlier_versions_are_tightened_and_others_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    database = await Database.open(path)
    await database.close()
    for name in ("kanso.db", "kanso.db.lock", "kanso.db.before-2", "kanso.database", "catalogue.db"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    database = await Database.open(path)
    assert sorted(list_readable(tmp_path)) == ["catalogue.db", "kanso.database"]
    await database.close()


@pytest.mark.parametrize("is_empty", [False, True])
async def test_a_database_that_has_vanished_is_not_replaced_by_an_empty_one(tmp_path: Path, is_empty: bool) -> None:
    path = tmp_path / "kanso.db"
    database = await Database.open(path)
    await database.close()
    path.unlink()
    if is_empty:
        path.touch()

    sentence = await refuse(path)
    assert sentence.startswith(f"The database {path} is {'empty' if is_empty else 'missing'}, although there was one")
    assert "mount" in sentence
    assert str(path) in sentence
    assert path.exists() == is_empty

    path.with_name("kanso.db.exists").unlink()
    assert await refuse(path) == "not refused"


async def test_a_log_without_its_database_is_not_thrown_away(tmp_path: Path) -> None:
    log = tmp_path / "kanso.db-wal"
    log.write_bytes(b"reviews")
    assert "kanso.db-wal belongs to one" in await refuse(tmp_path / "kanso.db")
    assert log.read_bytes() == b"reviews"


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    path.touch()
    assert await refuse(path) == "not refused"
    assert list_readable(tmp_path) == []


@pytest.mark.parametrize("other", ["link.db", "inner/link.db", "inner/../kanso.db"])
async def test_no_other_spelling_lets_a_second_process_in(tmp_path: Path, other: str) -> None:
    (tmp_path / "inner").mkdir()
    if "link" in other:
        (tmp_path / other).symlink_to(tmp_path / "kanso.db")
    database = await Database.open(tmp_path / "kanso.db")
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", OPEN, tmp_path / other), cwd=PROJECT, stderr=subprocess.PIPE
    )
    _, errors = await second.communicate()
    await database.close()
    assert second.returncode == 1
    assert errors.startswith(b"Another process is using the database")


async def test_a_second_name_of_the_file_is_refused(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "kanso.db")
    await database.close()
    os.link(tmp_path / "kanso.db", tmp_path / "other.db")
    for name in ("kanso.db", "other.db"):
        assert "second name (a hard link)" in await refuse(tmp_path / name)


async def test_a_fifo_and_a_device_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "kanso.db")
    assert "it is not an ordinary file" in await refuse(tmp_path / "kanso.db")
    assert "it is not an ordinary file" in await refuse(Path("/dev/null"))


async def test_a_link_in_a_circle_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kanso.db").symlink_to(tmp_path / "kanso.db")
    assert "cannot be opened" in await refuse(tmp_path / "kanso.db")


FOREIGN = {
    "tables": "CREATE TABLE songs (name TEXT)",
    "a table called like one of Kanso's": "CREATE TABLE settings (name TEXT)",
    "tables and a version": "CREATE TABLE songs (name TEXT); PRAGMA user_version = 2",
    "tables and a later version": "CREATE TABLE songs (name TEXT); PRAGMA user_version = 500",
    "an application id": "PRAGMA application_id = 7; CREATE TABLE songs (name TEXT)",
    "only a version": "PRAGMA user_version = 1",
}


@pytest.mark.parametrize("script", FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
async def test_the_database_of_another_program_is_refused_and_left_alone(
    tmp_path: Path, script: str, mode: str
) -> None:
    path = tmp_path / "songs.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.executescript(script)
    path.chmod(0o644)
    content = path.read_bytes()
    assert (await refuse(path)).startswith(f"The database {path} belongs to another program")
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert sorted(os.listdir(tmp_path)) == ["songs.db", "songs.db.lock"]


async def test_a_database_of_an_earlier_kanso_gets_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    await (await Database.open(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 0")
    await (await Database.open(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"Kans"),)


async def test_tables_and_indexes_that_an_operator_added_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "kanso.db"
    await (await Database.open(path)).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE mine (a); CREATE INDEX mine_too ON entries (score); ANALYZE; VACUUM")
    assert await refuse(path) == "not refused"
