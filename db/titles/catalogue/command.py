"""Brings the catalogue of titles up to date.

    python -m db.catalogue update --file anime-offline-database.jsonl
    python -m db.catalogue update --url https://…/anime-offline-database.jsonl.zst

The bot can keep running: it switches to the new catalogue within a minute.
"""

import argparse
import asyncio
import gc
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from dotenv import load_dotenv
from filelock import FileLock, Timeout
from tqdm import tqdm

from db.engine.errors import StorageError
from db.engine.files import locate_file
from db.titles.catalogue.download import download, forget
from db.titles.catalogue.location import locate_catalogue
from db.titles.catalogue.reader import check_replaceable
from db.titles.catalogue.records import SourceError
from db.titles.catalogue.update import Report, describe, update


class _Progress:
    """A progress bar for each step, one after another."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None

    def advance(self, name: str, done: int, total: int | None) -> None:
        if self._bar is None or self._bar.desc != name:
            self.close()
            unit = " titles" if name == "Indexing" else "B"
            self._bar = tqdm(desc=name, total=total, unit=unit, unit_scale=True)
            # The library adds a colon to the name, which is compared above.
            self._bar.desc = name
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def main(arguments: list[str] | None = None) -> int:
    """Runs the command. Returns the exit code: 0, 1 for anything the operator must fix first, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m db.catalogue", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(required=True, metavar="update")
    updating = commands.add_parser("update", help="rebuild the catalogue from a file of the anime-offline-database")
    source = updating.add_mutually_exclusive_group(required=True)
    source.add_argument("--file", type=Path, help="the file: JSONL, compressed with Zstandard or not")
    source.add_argument("--url", help="the address to fetch it from; an interrupted download is resumed")
    options = parser.parse_args(arguments)
    # Nothing here makes reference cycles, and looking for them takes a tenth of the time.
    gc.disable()
    try:
        with closing(_Progress()) as progress:
            path = _locate()
            with FileLock(locate_file(path.with_name(f"{path.name}.update.lock")), timeout=0):
                if options.file:
                    report = update(options.file, path, advance=progress.advance)
                else:
                    report = _update_from_url(options.url, path, progress)
    except Timeout:
        return _explain("Another update is running. Wait until it is done.", 1)
    except KeyboardInterrupt:
        return _explain("Stopped.", 130)
    except (SourceError, StorageError) as error:
        return _explain(str(error), 1)
    except (OSError, sqlite3.Error) as error:
        needs = "Its folder needs 400 MB of free space, and on Windows the bot must be stopped first."
        return _explain(f"The catalogue can't be written: {error}. {needs}", 1)
    print(f"{path}\n{describe(report)}")
    return 0


def _explain(sentence: str, exit_code: int) -> int:
    print(f"{sentence}\nThe earlier catalogue, if there is one, is unchanged.", file=sys.stderr)
    return exit_code


def _locate() -> Path:
    try:
        load_dotenv(Path.cwd() / ".env", encoding="utf-8-sig")
        return locate_catalogue(os.environ)
    except UnicodeDecodeError as error:
        raise SourceError(f"The file .env can't be read: {error}. Save it as plain text in UTF-8.") from error
    except ValueError as error:
        raise SourceError(f"DATABASE_URL can't be used: {error}.") from error


def _update_from_url(url: str, path: Path, progress: _Progress) -> Report:
    check_replaceable(path)
    part = path.with_name(f"{path.name}.download")
    asyncio.run(download(url, part, advance=lambda done, total: progress.advance("Fetching", done, total)))
    try:
        report = update(part, path, advance=progress.advance)
    except SourceError:
        # A fresh download may be intact.
        forget(part)
        raise
    forget(part)
    return report
