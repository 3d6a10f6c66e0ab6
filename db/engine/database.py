"""Opens the database file and hands out its connections.

One connection reads, so that readers never see uncommitted data. Two write, one at a time: `transaction()` runs
statement by statement on one, and `write()` runs a whole transaction in one go on the other.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiosqlite
from filelock import FileLock, Timeout

from db.engine.errors import StorageError
from db.engine.migrate import migrate
from db.engine.queries import storage_errors

_SCHEME = "sqlite:///"
_PRAGMAS = ("PRAGMA foreign_keys = ON", "PRAGMA busy_timeout = 60000", "PRAGMA wal_autocheckpoint = 4000")

Result = TypeVar("Result")


def parse_database_url(url: str) -> Path:
    """The file that a `sqlite:///path` URL names. A relative path starts at the working directory.

    Raises ValueError, with a sentence for the operator, for any other URL.
    """
    path = url.removeprefix(_SCHEME)
    if path == url or path.endswith("/") or not Path(path).name:
        raise ValueError(f"it must name a file, as in {_SCHEME}kanso.db")
    return Path(path)


class Database:
    """An open database. `reader` is for statements that only read."""

    def __init__(
        self,
        reader: aiosqlite.Connection,
        writer: aiosqlite.Connection,
        blocking_writer: sqlite3.Connection,
        thread: ThreadPoolExecutor,
        resources: AsyncExitStack,
    ) -> None:
        self.reader = reader
        self._writer = writer
        self._blocking_writer = blocking_writer
        self._thread = thread
        self._resources = resources
        self._writing = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Opens or creates the file, locks it for this process and brings its schema up to date.

        Raises StorageError when the file cannot be used: its folder is missing, it may not be read or written, it is
        not a database, another process uses it, the disk is full, or a newer version wrote it.
        """
        async with AsyncExitStack() as stack:
            try:
                file = locate_file(path)
                _lock(file, stack)
                # An aiosqlite connection that fails to open leaves a thread behind, so try with sqlite3 first.
                await asyncio.to_thread(_try_to_open, file)
                writer = await _connect(file, stack)
                # WAL with FULL: not even a power cut undoes a committed transaction.
                await writer.execute_fetchall("PRAGMA journal_mode = WAL")
                await writer.execute_fetchall("PRAGMA synchronous = FULL")
                await migrate(writer, file)
                # Fail now, not at the first review, if the file can't be written to. BEGIN alone would not notice.
                ((version,),) = await writer.execute_fetchall("PRAGMA user_version")
                await writer.execute(f"PRAGMA user_version = {version}")
                reader = await _connect(file, stack)
                await reader.execute_fetchall("PRAGMA query_only = ON")
                blocking_writer = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
                stack.callback(blocking_writer.close)
                blocking_writer.row_factory = sqlite3.Row
                for pragma in _PRAGMAS:
                    blocking_writer.execute(pragma).fetchall()
                thread = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="kanso-writer"))
            except (sqlite3.Error, OSError) as error:
                raise StorageError(
                    f"The database {path} cannot be opened: {error}. "
                    "Check that its folder exists, can be written to and has room, and that DATABASE_URL names it."
                ) from error
            return cls(reader, writer, blocking_writer, thread, stack.pop_all())
        raise AssertionError("unreachable")

    @asynccontextmanager
    async def transaction(self, *locks: str) -> AsyncIterator[aiosqlite.Connection]:
        """Opens a transaction and yields its connection. Commits it at the end, or rolls it back on any error.

        Each of `locks` names something that only one transaction at a time may decide about: `review 7`, `list 42`. In
        SQLite transactions never overlap anyway. Never open one inside another: it would wait for itself. Raises
        StorageError if the file can't be written to.
        """
        async with self._writing:
            try:
                with storage_errors():
                    await self._writer.execute("BEGIN IMMEDIATE")
                yield self._writer
                with storage_errors():
                    await self._writer.execute("COMMIT")
            except BaseException:
                # A cancelled statement still runs to its end in the connection's thread; the rollback comes after it.
                with storage_errors():
                    await self._writer.rollback()
                raise

    async def write(self, work: Callable[[sqlite3.Connection], Result], *, is_durable: bool = True) -> Result:
        """Runs `work` in a thread, in its own transaction, and returns its result.

        Only for votes, for what cards show, and for counting who opens a review. These come in storms, when the event
        loop is slow. A `transaction()` returns to the event loop for each statement, and would hold up all other
        writing meanwhile. In a storm of 30,000 reactions (`bench/storm.py`) half of the votes by button are answered
        within 0.3 s. If only the votes used `write()`, it would take 0.4 to 0.6 s; if nothing did, several seconds.

        Calls run in order. Once begun, `work` runs to its end even if the caller is cancelled. Without `is_durable`,
        the transaction doesn't wait for the disk: a power cut can undo it, together with everything written after it,
        but the end of the process can't. Raises StorageError if the file can't be written to.
        """
        try:
            writing = asyncio.get_running_loop().run_in_executor(self._thread, self._write, work, is_durable)
        except RuntimeError as error:  # the thread ends when the database is closed
            raise StorageError(str(error)) from error
        return await writing

    def _write(self, work: Callable[[sqlite3.Connection], Result], is_durable: bool) -> Result:
        connection = self._blocking_writer
        with storage_errors():
            try:
                # See https://www.sqlite.org/pragma.html#pragma_synchronous about both in WAL mode.
                connection.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
                # This waits for a transaction() in progress, and vice versa.
                connection.execute("BEGIN IMMEDIATE")
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise
        return result

    async def close(self) -> None:
        """Waits for the transaction in progress, then closes the file. May be called again."""
        async with self._writing:
            await self._resources.aclose()


def locate_file(path: Path) -> Path:
    """Returns the absolute path. Raises FileNotFoundError if its folder is missing, because locking would create it."""
    # SQLite takes some relative names for something else, such as `:memory:`, but never an absolute path.
    file = path.absolute()
    if not file.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {file.parent}")
    return file


def _lock(path: Path, stack: AsyncExitStack) -> None:
    # The lock belongs to the process, and the system releases it however the process ends.
    lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=0, thread_local=False, is_singleton=True)
    try:
        lock.acquire()
    except Timeout:
        raise StorageError(
            f"Another process is using the database {path}. Stop that one first, or set another DATABASE_URL."
        ) from None
    stack.callback(lock.release)


def _try_to_open(path: Path) -> None:
    sqlite3.connect(path).close()


async def _connect(path: Path, stack: AsyncExitStack) -> aiosqlite.Connection:
    connection = await stack.enter_async_context(aiosqlite.connect(path, isolation_level=None))
    connection.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        # Some pragmas return a row, and a statement with unread rows would keep the next transaction open.
        await connection.execute_fetchall(pragma)
    return connection
