"""Fixtures for every test, and the seed that decides everything random in a run."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, is_hypothesis_test

from bot import Settings
from db.engine.database import Database
from db.titles.catalogue import seed
from db.titles.catalogue.seed import build_catalogue
from tests.support.seeds import write_seed

# Nothing may depend on how busy the machine is or on what an earlier run found.
hypothesis.settings.register_profile(
    "kanso",
    max_examples=50,
    deadline=None,
    derandomize=False,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis.settings.load_profile("kanso")

# Databases write each change through to the disk, which takes longer than everything else and is useless in a test.
_MEMORY = Path("/dev/shm")
if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 2**31:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Seeds hypothesis from the run's seed, and puts the soak, the longest test, first."""
    follow = hypothesis.seed(_get_seed(config))
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            follow(item.obj)
    items.sort(key=lambda item: item.path.name != "test_soak.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Says how to repeat a failed run, because `-q` leaves out the header that names the seed."""
    if exitstatus:
        terminalreporter.write_line(f"To repeat this run: make test SEED={_get_seed(config)}")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder for files that are made once for the tests of all processes."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def catalogue_path(shared_folder: Path) -> Path:
    """The bundled catalogue."""
    return make_once(shared_folder / "catalogue.db", build_catalogue)


@pytest.fixture(scope="session")
def empty_database_path(shared_folder: Path) -> Path:
    """An empty database for tests to copy: creating its schema takes longer than most tests."""
    return make_once(shared_folder / "kanso.db", lambda path: asyncio.run(_make_database(path)))


@pytest.fixture
def database_path(tmp_path: Path, empty_database_path: Path) -> Path:
    """An empty database for this test alone."""
    return Path(shutil.copy(empty_database_path, tmp_path / "kanso.db"))


@pytest.fixture(scope="session")
def small_seed_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "titles.jsonl"
    write_seed(path)
    return path


@pytest.fixture
def small_seed(small_seed_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Reduces the bundled titles to a hundred. Don't combine it with `catalogue_path`, which would be out of date
    then."""
    monkeypatch.setattr(seed, "SEED", small_seed_path)
    return small_seed_path


@pytest.fixture
def settings(database_path: Path, catalogue_path: Path) -> Settings:
    """Settings for a bot with its own database. It redraws cards at once, however often."""
    return Settings(database_path=database_path, catalogue_path=catalogue_path, card_refresh_seconds=0)


def make_once(path: Path, make: Callable[[Path], object]) -> Path:
    """Makes a file or a folder, unless another test has made it already. Returns its path."""
    with FileLock(path.with_suffix(".making")):
        if not path.exists():
            make(path)
    return path


async def _make_database(path: Path) -> None:
    database = await Database.open(path)
    await database.close()


def _get_seed(config: pytest.Config) -> int:
    given = config.getoption("randomly_seed", default=0)
    return given if isinstance(given, int) else 0
