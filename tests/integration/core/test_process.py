"""Stories of the whole program: `bot.py` in its own process, stopped in every possible way."""

import itertools
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest

import bot
from tests.loopback import CHANNEL_ID, DM_ID, GUILD_ID, INTERACTION_TOKEN, TOKEN, LoopbackDiscord, Program

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
    fields: list[dict[str, Any]] = [
        {"type": 21, "custom_id": "verdict", "value": None},
        {"type": 23, "custom_id": "spoilers", "value": False},
        {"type": 4, "custom_id": "body", "value": body},
        {"type": 4, "custom_id": "more", "value": ""},
        {"type": 19, "custom_id": "file", "values": []},
    ]
    components = [{"type": 18, "component": field} for field in fields]
    data = {"custom_id": "review:write:mal/52991:9:::blank:0123abcd", "components": components}
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_when_told_to_stop_the_bot_finishes_what_it_has_begun(
    machine: Machine, discord: LoopbackDiscord, number: signal.Signals
) -> None:
    program = await machine.start()
    discord.may_answer.clear()
    await discord.wait_for_answer(await import_review(discord, user_id=7))

    program.send(number)
    await discord.wait_for_logout()
    assert machine.read("SELECT * FROM reviews") == []
    discord.may_answer.set()

    output = await program.wait()
    assert program.exit_code == 0, output
    assert machine.read("SELECT author_id, body FROM reviews") == [(7, BODY)]
    answers = [str(request.json) for request in discord.requests if request.path.startswith("/webhooks/")]
    assert len(answers) == 1
    assert "is saved" in answers[0]
    assert not machine.database_path.with_name("kanso.db-wal").exists()


async def test_votes_that_were_heard_are_written_before_the_end(machine: Machine, discord: LoopbackDiscord) -> None:
    program = await machine.start()
    review_id = await write_review(discord, user_id=1, channel_id=CHANNEL_ID)
    await discord.wait_until(lambda: "reactions" in discord.requests[-1].path)
    card = discord.get_answers(review_id)[0].id
    voters = range(100, 700)
    for user_id in voters:
        await discord.react(card, user_id)
    await discord.wait_for_answer(await show_list(discord, user_id=1))

    program.send(signal.SIGTERM)

    output = await program.wait()
    assert program.exit_code == 0, output
    assert machine.read("SELECT user_id FROM votes ORDER BY user_id") == [(user_id,) for user_id in voters]


async def test_the_bot_stops_even_if_discord_hangs(machine: Machine, discord: LoopbackDiscord) -> None:
    discord.gateway.says_goodbye = False
    program = await machine.start()
    discord.may_answer.clear()
    await discord.wait_for_answer(await write_review(discord, user_id=7))

    program.send(signal.SIGTERM)

    output = await program.wait()
    assert program.exit_code == 0, output
    assert "Discord took too long" in output
    assert "Traceback" not in output
    assert machine.read("SELECT author_id FROM reviews") == [(7,)]


async def test_a_database_belongs_to_one_process_until_it_ends(machine: Machine, discord: LoopbackDiscord) -> None:
    first = await machine.start()
    second = await machine.launch()

    output = await second.run()
    assert second.exit_code == bot.EXIT_FAILURE == 1
    assert output.splitlines()[-1] == (
        f"Another process is using the database {machine.database_path}. "
        "Stop that one first, or set another DATABASE_URL."
    )
    assert "Traceback" not in output
    await discord.wait_for_answer(await show_list(discord, user_id=7))

    first.send(signal.SIGKILL)
    await first.wait()
    await discord.wait_for_logout()
    await machine.start()
    await discord.wait_for_answer(await show_list(discord, user_id=7))


async def test_a_bot_that_is_killed_loses_no_review_that_it_acknowledged(
    machine: Machine, discord: LoopbackDiscord
) -> None:
    program = await machine.start()
    for user_id in range(400):
        await write_review(discord, user_id=user_id, body=f"{BODY} " * 200)
    await discord.wait_until(lambda: len(list_acknowledged(discord)) >= 100)

    program.send(signal.SIGKILL)
    await program.wait()

    assert program.exit_code == -signal.SIGKILL
    saved = {review_id for (review_id,) in machine.read("SELECT id FROM reviews")}
    assert set(list_acknowledged(discord)) <= saved
    assert machine.read("PRAGMA integrity_check") == [("ok",)]
    assert machine.read("PRAGMA foreign_key_check") == []


def list_acknowledged(discord: LoopbackDiscord) -> list[int]:
    """The reviews whose authors were told that they are saved."""
    return [
        request.interaction_id
        for request in discord.requests
        if request.interaction_id is not None and "is saved" in str(request.json["data"])
    ]


async def test_neither_tokens_nor_reviews_are_printed_even_when_everything_is_logged(
    machine: Machine, discord: LoopbackDiscord
) -> None:
    program = await machine.start()
    await discord.wait_for_answer(await write_review(discord, user_id=7, channel_id=CHANNEL_ID))
    await discord.wait_for_answer(await show_list(discord, user_id=7))
    program.send(signal.SIGTERM)

    output = await program.wait()
    assert f"INFO kanso: modal_submit 'review:write:mal/52991:9:::blank:0123abcd' guild={GUILD_ID} user=7" in output
    assert "INFO kanso: application_command /list show guild=None user=7" in output
    assert TOKEN not in output
    assert INTERACTION_TOKEN not in output
    assert BODY not in output


async def test_a_token_that_discord_refuses_is_reported_in_a_sentence(machine: Machine) -> None:
    machine.write_env("DISCORD_TOKEN=another.token")
    program = await machine.launch()
    output = await program.run()
    assert program.exit_code == bot.EXIT_CONFIG
    assert output.splitlines()[-1].startswith("Discord refuses DISCORD_TOKEN: copy it again")
    assert "another.token" not in output
    assert "Traceback" not in output


async def test_an_unreachable_discord_is_reported_in_a_sentence(machine: Machine, discord: LoopbackDiscord) -> None:
    await discord.stop()
    program = await machine.launch()
    output = await program.run()
    assert program.exit_code == bot.EXIT_FAILURE
    assert output.splitlines()[-1].startswith("Discord can't be reached: ")
    assert "Traceback" not in output
