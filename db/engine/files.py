"""The files of the database: where they are, who may read them, and which process uses them."""

import logging
import os
import stat
from contextlib import AsyncExitStack
from pathlib import Path

from filelock import FileLock, Timeout

from db.engine.errors import StorageError

_log = logging.getLogger(__name__)

_OWNER_ONLY = 0o600
_ENDINGS = ("-wal", "-shm", "-journal", ".lock", ".exists", ".before-")
_MARKER = """\
Kanso made this file when it made {name}. While it is here, Kanso refuses to start without {name}, because that usually
means that a volume isn't mounted. Delete this file only to start with an empty database.
"""


def locate_file(path: Path) -> Path:
    """Returns the absolute path. Raises FileNotFoundError if its folder is missing, because locking would create it."""
    # SQLite takes some relative names for something else, such as `:memory:`, but never an absolute path.
    file = path.absolute()
    if not file.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {file.parent}")
    return file


def locate_database(path: Path) -> Path:
    """The database file itself, whatever symbolic links lead to it.

    Raises OSError, with the end of a sentence, for anything that can't be a database.
    """
    file = locate_file(Path(os.path.realpath(path)))
    try:
        status = file.stat()
    except FileNotFoundError:
        return file
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is a folder" if stat.S_ISDIR(status.st_mode) else "it is not an ordinary file")
    if status.st_nlink > 1:
        # SQLite names the log after the file, so under another name it would miss what was written last.
        raise OSError("it has a second name (a hard link), and only one can be used; copy the file instead")
    return file


def lock(file: Path, stack: AsyncExitStack) -> None:
    """Keeps other processes off the database. Raises StorageError if one uses it."""
    # The lock belongs to the process, and the system releases it however the process ends.
    path = file.with_name(f"{file.name}.lock")
    _tighten(path)
    held = FileLock(path, timeout=0, thread_local=False, is_singleton=True, mode=_OWNER_ONLY)
    try:
        held.acquire()
    except Timeout:
        raise StorageError(
            f"Another process is using the database {file}. Stop that one first, or set another DATABASE_URL."
        ) from None
    stack.callback(held.release)


def check_presence(file: Path) -> None:
    """Raises StorageError if there was a database and now there is none, or an empty file."""
    if file.exists() and file.stat().st_size:
        return
    marker, log = get_marker(file), get_log(file)
    state = "is empty" if file.exists() else "is missing"
    if marker.exists():
        raise StorageError(
            f"The database {file} {state}, although there was one: mount its volume or restore a copy, or delete "
            f"{marker} to start with an empty database."
        )
    if log.exists() and log.stat().st_size:
        raise StorageError(
            f"The database {file} {state}, but {log.name} belongs to one: restore a copy, or move {log.name} away to "
            "start with an empty database."
        )


def create(file: Path) -> None:
    """Creates the file, for its owner alone, if there is none. SQLite gives its other files the same mode."""
    if not file.exists():
        _log.info("There is no database %s yet, so an empty one is made", file)
        create_private(file)


def create_private(path: Path) -> None:
    """Creates an empty file that only its owner can ever read. Raises FileExistsError if there is one."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNER_ONLY))


def make_private(file: Path) -> None:
    """Takes the database's files away from everyone but their owner. Earlier versions left that to the umask."""
    beginnings = tuple(f"{file.name}{ending}" for ending in _ENDINGS)
    for name in os.listdir(file.parent):
        if name == file.name or name.startswith(beginnings):
            _tighten(file.with_name(name))


def mark(file: Path) -> None:
    """Leaves a marker beside the database, so that a start without the database is noticed."""
    marker = get_marker(file)
    if not marker.exists():
        create_private(marker)
        marker.write_text(_MARKER.format(name=file.name), encoding="utf-8")


def get_marker(file: Path) -> Path:
    return file.with_name(f"{file.name}.exists")


def get_log(file: Path) -> Path:
    """SQLite's write-ahead log."""
    return file.with_name(f"{file.name}-wal")


def _tighten(path: Path) -> None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        # Systems without modes report one for everyone, and ignore the change.
        if mode & 0o077:
            path.chmod(mode & 0o700)
    except FileNotFoundError:
        pass
    except OSError as error:
        _log.warning("Others may be able to read %s: %s", path, error)
