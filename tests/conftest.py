"""What every test can ask for."""

from pathlib import Path

import pytest

from bot import Settings
from db.catalogue.seed import build_catalogue


@pytest.fixture(scope="session")
def catalogue_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled catalogue, made once for all tests."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.db"
    build_catalogue(path)
    return path


@pytest.fixture
def settings(tmp_path: Path, catalogue_path: Path) -> Settings:
    """Settings for a bot with a database of its own. Its cards are redrawn at once, however often."""
    return Settings(database_path=tmp_path / "kanso.db", catalogue_path=catalogue_path, card_refresh_seconds=0)
