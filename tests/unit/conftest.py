"""What tests of repositories can ask for."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.store import Store
from tests.support.catalogues import build, make_record
from tests.support.stores import open_copy


@pytest.fixture(scope="session")
def small_catalogue_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of one title. Tests that need others have a fixture of this name in their file."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    build(path, make_record("Cowboy Bebop", keys=("mal/1",)))
    return path


@pytest.fixture
async def store(empty_database_path: Path, small_catalogue_path: Path) -> AsyncIterator[Store]:
    """The test's own store, open, with nothing in it but the titles of the small catalogue."""
    async with open_copy(empty_database_path, small_catalogue_path) as store:
        yield store
