"""Opens the database file and hands out its connections.

One connection reads, so that readers never see uncommitted data. Two write, one at a time: `transaction()` runs
statement by statement on one, and `write()` runs a whole transaction in one go on the other.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiosqlite

from db.engine import files
from db.engine.checkpoints import LOG_BYTES, Checkpoints
from db.engine.checks import APPLICATION_ID, check, explain_damage
from db.engine.errors import StorageError
from db.engine.migrate import migrate
from db.engine.queries import storage_errors

_SCHEME = "sqlite:///"
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 60000",
    # See `Checkpoints`.
    "PRAGMA wal_autocheckpoint = 0",
    f"PRAGMA journal_size_limit = {LOG_BYTES}",
)
_DAMAGES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT)

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
        checkpoints: Checkpoints,
        resources: AsyncExitStack,
    ) -> None:
        self.reader = reader
        self._writer = writer
        self._blocking_writer = blocking_writer
        self._thread = thread
        self._checkpoints = checkpoints
        self._resources = resources
        self._writing = asyncio.Lock()
        self._copying: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path) -> "Database":
        """Opens or creates the file, locks it for this process and brings its schema up to date.

        Raises StorageError when the file cannot be used: its folder is missing, it may not be read or written, it is
        not a database, it is damaged or another program's, another process uses it, the disk is full, a newer version
        wrote it, or there is none although there was one. Nothing is written to such a file.
        """
        async with AsyncExitStack() as stack:
            try:
                file = files.locate_database(path)
                files.lock(file, stack)
                files.check_presence(file)
                await asyncio.to_thread(check, file)
                files.make_private(file)
                files.create(file)
                # An aiosqlite connection that fails to open leaves a thread behind, so try with sqlite3 first.
                await asyncio.to_thread(_try_to_open, file)
                writer = await _connect(file, stack)
                # WAL with FULL: not even a power cut undoes a committed transaction.
                await writer.execute_fetchall("PRAGMA journal_mode = WAL")
                await writer.execute_fetchall("PRAGMA synchronous = FULL")
                await migrate(writer, file)
                # Fail now, not at the first review, if the file can't be written to. BEGIN alone would not notice.
                await writer.execute_fetchall(f"PRAGMA application_id = {APPLICATION_ID}")
                reader = await _connect(file, stack)
                await reader.execute_fetchall("PRAGMA query_only = ON")
                blocking_writer, copier = _connect_blocking(file, stack), _connect_blocking(file, stack)
                thread = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="kanso-writer"))
                files.mark(file)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGES:
                    raise explain_damage(path, _describe(error)) from error
                raise _explain(path, error) from error
            # A damaged schema can make sqlite3 raise nearly anything.
            except (sqlite3.Error, OSError, ValueError, OverflowError, MemoryError) as error:
                raise _explain(path, error) from error
            checkpoints = Checkpoints(file, blocking_writer, copier)
            return cls(reader, writer, blocking_writer, thread, checkpoints, stack.pop_all())
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
                self._copy_log_if_due()
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
        result = await writing
        self._copy_log_if_due()
        return result

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

    def _copy_log_if_due(self) -> None:
        """Starts a checkpoint, for which nobody waits except those who write next."""
        if self._checkpoints.is_due() and (self._copying is None or self._copying.done()):
            self._copying = asyncio.create_task(self._copy_log())

    async def _copy_log(self) -> None:
        # In line with the transactions, or else a storm of them would keep it waiting.
        async with self._writing:
            # The thread ends when the database is closed.
            with contextlib.suppress(RuntimeError):
                await asyncio.get_running_loop().run_in_executor(self._thread, self._checkpoints.make)

    async def close(self) -> None:
        """Waits for the transaction in progress, then closes the file. May be called again."""
        await self._copy_log()
        async with self._writing:
            await self._resources.aclose()


def _explain(path: Path, error: Exception) -> StorageError:
    return StorageError(
        f"The database {path} cannot be opened: {_describe(error)}. "
        "Check that its folder exists, can be written to and has room, and that DATABASE_URL names it."
    )


def _describe(error: Exception) -> str:
    # A damaged file can bring line breaks and control characters into the message.
    return "".join(letter if letter.isprintable() else " " for letter in str(error) or type(error).__name__)


def _try_to_open(path: Path) -> None:
    sqlite3.connect(path).close()


async def _connect(path: Path, stack: AsyncExitStack) -> aiosqlite.Connection:
    connection = await stack.enter_async_context(aiosqlite.connect(path, isolation_level=None))
    connection.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        # Some pragmas return a row, and a statement with unread rows would keep the next transaction open.
        await connection.execute_fetchall(pragma)
    return connection


def _connect_blocking(path: Path, stack: AsyncExitStack) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    stack.callback(connection.close)
    connection.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        connection.execute(pragma).fetchall()
    return connection
