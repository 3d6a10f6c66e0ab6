"""What every test can ask for, and the seed that all of a run follows from."""

from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, is_hypothesis_test

from bot import Settings
from db.catalogue.seed import build_catalogue

# Nothing may depend on how busy the machine is, nor on what an earlier run found.
hypothesis.settings.register_profile(
    "kanso",
    deadline=None,
    derandomize=False,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis.settings.load_profile("kanso")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Has hypothesis draw from the seed of the run."""
    seed = _get_seed(config)
    for item in items:
        if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
            hypothesis.seed(seed)(item.obj)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Says how to see a failure again; `-q` leaves out the header that names the seed."""
    if exitstatus:
        terminalreporter.write_line(f"The same again: make test SEED={_get_seed(config)}")


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


def _get_seed(config: pytest.Config) -> int:
    seed = config.getoption("randomly_seed", default=0)
    return seed if isinstance(seed, int) else 0
