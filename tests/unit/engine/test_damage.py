"""Damaged files: each either starts and works, or is refused in one sentence and stays as it is."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine.database import Database
from db.engine.errors import StorageError
from tests.unit.engine.test_database import add_setting

PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with some rows."""
    path = tmp_path_factory.mktemp("sound") / "kanso.db"

    async def make() -> None:
        database = await Database.open(path)
        for number in range(200):
            await database.write(add_setting(f"{number} {'x' * 100}"), is_durable=False)
        await database.close()

    asyncio.run(make())
    return path


def start(path: Path) -> str:
    """Starts with a file: reads every table and writes a row. Returns the sentence of a refusal, or nothing."""

    async def use() -> None:
        database = await Database.open(path)
        try:
            tables = await database.reader.execute_fetchall("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables:
                await database.reader.execute_fetchall(f'SELECT count(*) FROM "{table}"')
            await database.write(add_setting("new"))
        finally:
            await database.close()

    try:
        asyncio.run(use())
    except StorageError as error:
        return str(error)
    return ""


def check_refusal(path: Path, content: bytes) -> None:
    sentence = start(path)
    if sentence:
        assert sentence.startswith(f"The database {path} ")
        assert len(sentence.splitlines()) == 1
        assert sentence.isprintable()
        assert path.read_bytes() == content


@given(data=st.data())
def test_a_flipped_bit_ends_in_a_sentence_or_does_no_harm(sound: Path, data: st.DataObject) -> None:
    content = bytearray(sound.read_bytes())
    # The schema takes the first pages, and is hit as often as all the rest.
    end = data.draw(st.sampled_from([100, PAGE, 8 * PAGE, len(content)]))
    for position in data.draw(st.lists(st.integers(0, end - 1), min_size=1, max_size=3)):
        content[position] ^= 1 << data.draw(st.integers(0, 7))
    with tempfile.TemporaryDirectory(dir=sound.parent) as folder:
        path = Path(folder) / "kanso.db"
        path.write_bytes(content)
        check_refusal(path, bytes(content))


@given(missing=st.integers(1, 10 * PAGE))
def test_a_file_without_its_end_is_refused(sound: Path, missing: int) -> None:
    content = sound.read_bytes()[:-missing]
    with tempfile.TemporaryDirectory(dir=sound.parent) as folder:
        path = Path(folder) / "kanso.db"
        path.write_bytes(content)
        assert "is damaged" in start(path)
        assert path.read_bytes() == content


async def crash(sound: Path, folder: Path) -> Path:
    """A copy of a database, made when its last commit was in the log alone."""
    path = folder / "first.db"
    shutil.copy(sound, path)
    database = await Database.open(path)
    await database.write(add_setting("in the log"))
    copy = folder / "kanso.db"
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", f"{copy}{ending}")
    await database.close()
    return copy


async def test_a_file_without_its_end_is_refused_even_if_a_log_is_left(sound: Path, tmp_path: Path) -> None:
    """As after a crash: the last commits are in the log alone."""
    copy = await crash(sound, tmp_path)
    os.truncate(copy, copy.stat().st_size - 3 * PAGE)
    with pytest.raises(StorageError, match="is damaged"):
        await Database.open(copy)


async def test_a_log_from_a_crash_is_read(sound: Path, tmp_path: Path) -> None:
    copy = await crash(sound, tmp_path)
    await (await Database.open(copy)).close()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM settings WHERE name = 'in the log'").fetchone() == (1,)
