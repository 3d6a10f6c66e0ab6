"""Stores for the tests of repositories."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import Settings
from db.store import Store


@asynccontextmanager
async def open_copy(database_path: Path, catalogue_path: Path) -> AsyncIterator[Store]:
    """Opens a store on a temporary copy of a database."""
    with TemporaryDirectory(dir=database_path.parent) as folder:
        copy = Path(shutil.copy(database_path, folder))
        store = await Store.open(Settings(database_path=copy, catalogue_path=catalogue_path))
        try:
            yield store
        finally:
            await store.close()
