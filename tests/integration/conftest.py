"""The world that the stories take place in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from bot import Settings, create_bot
from cogs.core import language
from tests.conftest import make_once
from tests.support.pseudo import write_pseudo
from tests.support.reading import Reader
from tests.support.world import World


@pytest.fixture(scope="session")
def pseudo_folder(shared_folder: Path) -> Path:
    """Translations into the pseudo-language, in the place of English."""
    return make_once(shared_folder / "locales", lambda path: write_pseudo(path, "en"))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Reads all that the bot sends; `sent` has it as it was sent."""
    return Reader(monkeypatch)


@pytest.fixture
async def world(
    settings: Settings, pseudo_folder: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """A world in which the bot speaks the pseudo-language. What people read is translated back into English."""
    monkeypatch.setattr(language, "FOLDER", pseudo_folder)
    # Seconds of real time: the machine may be busy. A task that sleeps longer counts as settled, so 60 is too much.
    env = simcord.Env(create_bot(settings), shard_count=1, settle_timeout=30)
    reader.listen(env)
    try:
        await env.start()
        world = World(env, settings)
        yield world
    finally:
        await env.bot.close()
        await env.shutdown()
    world.check_errors()
    world.check_addresses()
    reader.check(settings.database_path, settings.catalogue_path)
