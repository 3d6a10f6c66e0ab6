"""Named statements, from `db/queries/<subject>/*.sql`, as methods: the connection first, then keyword parameters."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiosql
from aiosql.adapters.aiosqlite import AioSQLiteAdapter
from aiosql.adapters.sqlite3 import SQLite3Adapter

from db.engine.errors import StorageError

_FOLDER = Path(__file__).parent.parent / "queries"


_CLOSED = ("Cannot operate on a closed database.", "Connection closed", "no active connection")
"""The messages of sqlite3 and aiosqlite about a closed connection."""


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns SQLite's errors about a file that can't be used, or is closed, into StorageError.

    Other errors pass unchanged: a row that breaks a constraint says nothing about the file.
    """
    try:
        yield
    except (sqlite3.DatabaseError, ValueError) as error:
        # A damaged file raises DatabaseError itself; any other problem raises a subclass.
        if type(error) in (sqlite3.OperationalError, sqlite3.DatabaseError) or str(error) in _CLOSED:
            raise StorageError(str(error)) from error
        raise


class _Adapter(AioSQLiteAdapter):
    """Reads each result in one go: until a statement is read to its end, all readers see the data of its beginning."""

    async def select(self, conn, _query_name, sql, parameters, record_class=None):
        with storage_errors():
            rows = await conn.execute_fetchall(sql, parameters)
        for row in rows:
            yield row

    async def select_one(self, conn, _query_name, sql, parameters, record_class=None):
        with storage_errors():
            return next(iter(await conn.execute_fetchall(sql, parameters)), None)

    async def select_value(self, conn, _query_name, sql, parameters):
        with storage_errors():
            return next(iter(await conn.execute_fetchall(sql, parameters)), (None,))[0]

    async def insert_update_delete(self, conn, _query_name, sql, parameters):
        with storage_errors():
            # A cursor without rows needs no closing, which would be another round trip to the connection's thread.
            return (await conn.execute(sql, parameters)).rowcount

    async def insert_update_delete_many(self, conn, _query_name, sql, parameters):
        with storage_errors():
            return (await conn.executemany(sql, parameters)).rowcount


class _BlockingAdapter(SQLite3Adapter):
    """Adds statements that return a single value, for rows that know their columns."""

    def select_value(self, conn, query_name, sql, parameters):
        row = self.select_one(conn, query_name, sql, parameters)
        return row[0] if row else None


def load_queries(name: str) -> Any:
    """The statements of `queries/<name>.sql` as coroutine methods, which raise StorageError."""
    adapter: Any = _Adapter
    return aiosql.from_path(_FOLDER / f"{name}.sql", adapter)


def load_blocking_queries(name: str) -> Any:
    """The statements of `queries/<name>.sql` as ordinary methods, for `Database.write`. They raise sqlite3.Error."""
    adapter: Any = _BlockingAdapter
    return aiosql.from_path(_FOLDER / f"{name}.sql", adapter)
