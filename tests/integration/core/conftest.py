"""A bot in its own process, and what people do with it."""

import itertools
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import DM_ID, TOKEN, LoopbackDiscord, Program, make_review_form

COMMAND, MODAL = 2, 5
BODY = "A quiet masterpiece."


class Machine:
    """A folder with the bot's `.env` in it, and the programs that are started there."""

    def __init__(self, folder: Path, discord: LoopbackDiscord, catalogue_path: Path, programs: AsyncExitStack) -> None:
        self._folder = folder
        self._discord = discord
        self._programs = programs
        self._numbers = itertools.count(1)
        self.database_path = folder / "kanso.db"
        self.write_env(f"DISCORD_TOKEN={TOKEN}\nCATALOGUE_PATH={catalogue_path}\nLOG_LEVEL=DEBUG\n")

    def write_env(self, text: str) -> None:
        (self._folder / ".env").write_text(text, encoding="utf-8")

    async def launch(self) -> Program:
        """Starts a program."""
        output = self._folder / f"output-{next(self._numbers)}.txt"
        program = await Program.launch(self._folder, self._discord.url, output)
        self._programs.push_async_callback(_clean_up, program)
        return program

    async def start(self) -> Program:
        """Starts a program and waits until its bot is logged in."""
        program = await self.launch()
        await self._discord.wait_for_login()
        return program

    def read(self, statement: str) -> list[tuple[Any, ...]]:
        """Reads from the database file."""
        with closing(sqlite3.connect(self.database_path)) as connection:
            return connection.execute(statement).fetchall()


async def _clean_up(program: Program) -> None:
    sys.stderr.write(await program.kill())


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    discord = LoopbackDiscord()
    await discord.start()
    yield discord
    await discord.stop()


@pytest.fixture
async def machine(tmp_path: Path, discord: LoopbackDiscord, catalogue_path: Path) -> AsyncIterator[Machine]:
    async with AsyncExitStack() as programs:
        yield Machine(tmp_path, discord, catalogue_path, programs)


async def write_review(discord: LoopbackDiscord, *, user_id: int, body: str = BODY, channel_id: int = DM_ID) -> int:
    """A person sends the form of a review. Returns the id of the interaction, which is also the review's."""
    data = make_review_form("review:write:mal/52991:9:::blank:0123abcd", body)
    return await discord.interact(MODAL, data, user_id=user_id, channel_id=channel_id)


async def import_review(discord: LoopbackDiscord, *, user_id: int) -> int:
    """A person calls `/review import` with a file."""
    options = [
        {"name": "anime", "type": 3, "value": "mal/52991"},
        {"name": "file", "type": 11, "value": "1"},
        {"name": "rating", "type": 4, "value": 9},
    ]
    discord.file = BODY.encode()
    url = f"{discord.url}/file"
    attachment = {"id": "1", "filename": "review.md", "size": len(BODY), "url": url, "proxy_url": url}
    command = {"name": "import", "type": 1, "options": options}
    data = {"id": "1", "name": "review", "type": 1, "options": [command]}
    resolved = {"attachments": {"1": attachment}}
    return await discord.interact(COMMAND, data | {"resolved": resolved}, user_id=user_id)


async def show_list(discord: LoopbackDiscord, *, user_id: int) -> int:
    """A person calls `/list show`."""
    data = {"id": "2", "name": "list", "type": 1, "options": [{"name": "show", "type": 1, "options": []}]}
    return await discord.interact(COMMAND, data, user_id=user_id)
