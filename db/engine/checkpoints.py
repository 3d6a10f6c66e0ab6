"""Copies the write-ahead log into the database file, now and then."""

import logging
import os
import sqlite3
from pathlib import Path

from db.engine.files import get_log

_log = logging.getLogger(__name__)

LOG_BYTES = 16 * 2**20
"""The log is copied once it is longer. SQLite then starts it anew, and cuts it to this length."""


class Checkpoints:
    """The only place that copies the log into the database file, which SQLite calls a checkpoint.

    Before 3.51.3, SQLite can lose a commit if somebody writes while a checkpoint begins. So no connection makes its
    own (`wal_autocheckpoint = 0`), and here `writer` holds the write lock while another connection copies. Copying
    16 MB takes about 15 ms, so it happens in the thread of `writer`, between two transactions.
    """

    def __init__(self, file: Path, writer: sqlite3.Connection, copier: sqlite3.Connection) -> None:
        self._log = get_log(file)
        self._writer = writer
        self._copier = copier
        self._due_at = LOG_BYTES

    def is_due(self) -> bool:
        """Whether the log has grown so much that it should be copied. Quick enough for the event loop."""
        return self._get_size() > self._due_at

    def make(self) -> None:
        """Copies the log, unless somebody else keeps the file from being written to. Then a later call does it."""
        size = self._get_size()
        is_whole = False
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                ((_, pages, copied),) = self._copier.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            finally:
                self._writer.rollback()
            is_whole = pages == copied
        except sqlite3.Error as error:
            _log.warning("The log of the database could not be copied: %s", error)
        # Readers of old data can keep the log from being copied whole. Don't try again at each commit.
        self._due_at = LOG_BYTES if is_whole else size + LOG_BYTES

    def _get_size(self) -> int:
        # Not by opening the file: closing it again would release the locks that SQLite has on it.
        try:
            return os.stat(self._log).st_size
        except FileNotFoundError:
            return 0
