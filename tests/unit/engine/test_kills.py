"""Processes that are killed while they start, write, copy the log and close."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from db.engine.database import Database
from tests.unit.engine.test_database import PROJECT
from tests.unit.engine.test_files import list_readable

WRITE = """
import asyncio, itertools, os, pathlib, signal, sys, threading

steps, end = itertools.count(1), int(sys.argv[2])

def count(frame, event, argument):
    if event == "call" and "/db/engine/" in frame.f_code.co_filename and next(steps) == end:
        os.kill(os.getpid(), signal.SIGKILL)

from db.engine.database import Database

async def write():
    database = await Database.open(pathlib.Path(sys.argv[1]))
    for number in range(int(sys.argv[3])):
        def work(connection):
            connection.execute("INSERT INTO settings VALUES (?, ?)", [f"{number}", f"{number:06}" * 70_000])
        await database.write(work, is_durable=False)
        print(number, flush=True)
    await database.close()

threading.setprofile(count)
sys.setprofile(count)
asyncio.run(write())
"""
"""Writes rows, and says which are written. It kills itself at a call inside `db/engine`, counted from the start."""

WRITES = 45
"""Enough for the log to be copied once."""


async def write_until(path: Path, *, step: int = 0, line: int | None = None) -> int:
    """Runs a writer that is killed at a step, or once it has printed so many lines. Returns how many rows it wrote."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITE, path, str(step), str(WRITES)), cwd=PROJECT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    lines = 0
    async for _ in process.stdout:
        lines += 1
        if lines == line:
            process.kill()
    await process.wait()
    return lines


async def check_rows(path: Path, written: int) -> None:
    """Fails if the database can't be opened, or a row that was written is missing."""
    database = await Database.open(path)
    rows = await database.reader.execute_fetchall("SELECT name FROM settings")
    ((integrity,),) = await database.reader.execute_fetchall("PRAGMA integrity_check")
    await database.close()
    assert {str(number) for number in range(written)} <= {name for (name,) in rows}
    assert integrity == "ok"
    assert list_readable(path.parent) == []


@pytest.mark.parametrize("step", [1, 3, 5, 7, 9, 12, 15, 18, 21, 25, 30, 35, 40, 45, 50, 60, 80, 120, 200, 300])
async def test_a_kill_at_any_step_loses_nothing_and_the_next_start_works(tmp_path: Path, step: int) -> None:
    path = tmp_path / "kanso.db"
    await check_rows(path, await write_until(path, step=step))


@pytest.mark.parametrize("line", range(WRITES - 8, WRITES + 1, 2))
async def test_a_kill_while_the_log_is_copied_loses_nothing(tmp_path: Path, line: int) -> None:
    path = tmp_path / "kanso.db"
    await check_rows(path, await write_until(path, line=line))
