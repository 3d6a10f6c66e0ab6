"""Stories of what goes wrong: in every case, the waiting person gets an answer."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, ClassVar

import discord
import pytest
import simcord
from discord import app_commands
from simcord.results import InteractionResult

from bot import Settings, create_bot
from cogs.core.answers import defer, open_form
from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction
from cogs.core.router import Address, on
from cogs.ui.components import Buttons, Layout, button
from tests.support.world import World, get_text

SECRET = "something that no reader may see"
AUTOCOMPLETE_RESULT = 8


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    """A world in which the bot may fail."""
    env = simcord.Env(create_bot(settings), shard_count=1, settle_timeout=30)
    await env.start()
    world = World(env, settings)
    world.bot.router.add(Room())
    yield world
    await world.bot.close()
    await env.shutdown()


@dataclass
class CustomId:
    """Any `custom_id`, nested in another one."""

    PATTERN: ClassVar[str] = "(?s:.+)"
    text: str

    def encode(self) -> str:
        return self.text

    @classmethod
    def decode(cls, text: str) -> "CustomId":
        return cls(text)


FAIL = Address("test:fail")
FAIL_LATE = Address("test:fail-late")
FAILING_FORM = Address("test:fails")
REFUSE = Address("test:refuse")
OPEN_FORM = Address("test:form:{custom_id}", custom_id=CustomId)


class Room:
    """A room whose buttons fail in several ways."""

    @on(FAIL, FAILING_FORM)
    async def fail(self, interaction: Interaction) -> None:
        raise RuntimeError(SECRET)

    @on(FAIL_LATE)
    async def fail_late(self, interaction: Interaction) -> None:
        await defer(interaction)
        raise RuntimeError(SECRET)

    @on(REFUSE)
    async def refuse(self, interaction: Interaction) -> None:
        raise Refusal("Not on a Monday.", view=Buttons(button(FAIL(), "On Tuesday?")))

    @on(OPEN_FORM)
    async def open_form(self, interaction: Interaction, custom_id: CustomId) -> None:
        """Opens a form with any `custom_id`, such as one that was opened before the bot was updated."""
        modal = discord.ui.Modal(title="A form", custom_id=custom_id.text)
        for name in ("first", "second"):
            text_input = discord.ui.TextInput[Any](custom_id=name, required=False)
            modal.add_item(discord.ui.Label(text=name, component=text_input))
        modal.stop()
        await open_form(interaction, modal)


@app_commands.command(name="fail", description="Fails")
async def fail(interaction: discord.Interaction) -> None:
    raise RuntimeError(SECRET)


async def click(world: World, custom_id: str) -> InteractionResult:
    """A member clicks a button with this `custom_id` on a message from the bot."""
    channel = world.bot.get_partial_messageable(world.channel.id)
    await channel.send(view=Layout(discord.ui.ActionRow(button(custom_id, "Press me"))))
    assert world.channel.last_message is not None
    return await world.member("alice").click(world.channel.last_message, label="Press me")


async def submit(world: World, custom_id: str, **values: str) -> InteractionResult:
    """A member sends a form with this `custom_id`."""
    return await world.member("alice").submit_modal(await click(world, f"test:form:{custom_id}"), values)


def check_failure(result: InteractionResult, log: str) -> None:
    """Checks the answer to an unexpected error: it has a code that is in the log too, and nothing about the error."""
    text = get_text(result)
    code = re.search("`([0-9a-f]{6})`", text)
    assert code is not None, text
    assert text.startswith("Something went wrong on my side.")
    assert SECRET not in text
    assert "Traceback" not in text
    assert f"Error {code[1]}: " in log
    assert SECRET in log
    answers = [answer for answer in [result.response, *result.followups] if answer]
    assert all(answer.ephemeral for answer in answers)


def spoil(world: World, statement: str) -> None:
    """Changes the bot's database from outside."""
    with closing(sqlite3.connect(world.settings.database_path)) as connection:
        connection.execute(statement)
        connection.commit()


# Unexpected errors


async def test_a_command_that_fails_is_answered_with_a_code(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.bot.tree.add_command(fail)
    await world.bot.tree.sync()
    result = await world.member("alice").slash(world.channel, "fail")
    check_failure(result, caplog.text)
    assert "application_command /fail guild=" in caplog.text


@pytest.mark.parametrize("custom_id", ["test:fail", "test:fail-late"])
async def test_a_button_that_fails_is_answered_with_a_code(
    world: World, caplog: pytest.LogCaptureFixture, custom_id: str
) -> None:
    check_failure(await click(world, custom_id), caplog.text)
    assert f"component '{custom_id}' guild=" in caplog.text


async def test_a_form_that_fails_is_answered_with_a_code(world: World, caplog: pytest.LogCaptureFixture) -> None:
    check_failure(await submit(world, "test:fails:00000000"), caplog.text)
    assert "modal_submit 'test:fails' guild=" in caplog.text


async def test_failing_suggestions_are_empty(world: World, caplog: pytest.LogCaptureFixture) -> None:
    # Waits until the bot has done its work at the start.
    await world.env.advance_time(1)
    spoil(world, "DROP TABLE custom_titles")
    assert await world.member("alice").autocomplete(world.channel, "list add", "anime", "frieren") == []
    request = world.env.http_requests[-1]
    assert request.json == {"type": AUTOCOMPLETE_RESULT, "data": {"choices": []}}
    assert "no such table: custom_titles" in caplog.text


async def test_an_entry_that_cannot_be_read_is_answered_in_every_way(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    alice = world.member("alice")
    added = await alice.slash(world.channel, "list add", anime="mal/52991", episodes=1)
    assert added.response is not None
    form = await alice.click(added.response, label="Edit")
    spoil(world, f"UPDATE entries SET started = '{SECRET}'")

    check_failure(await alice.slash(world.channel, "list show"), caplog.text)
    check_failure(await alice.click(added.response, label="+1"), caplog.text)
    check_failure(await alice.submit_modal(form, {"episodes": "5"}), caplog.text)


# Errors that a person can fix


async def test_a_refusal_is_shown_in_its_own_words(world: World, caplog: pytest.LogCaptureFixture) -> None:
    result = await click(world, "test:refuse")
    assert get_text(result) == "Not on a Monday.\nOn Tuesday?"
    assert "ERROR" not in caplog.text


async def test_a_refusal_after_a_deferral_is_shown_too(world: World) -> None:
    file = ("notes.txt", b"Good, but I don't say how good.")
    result = await world.member("alice").slash(world.channel, "review import", anime="mal/52991", file=file)
    assert "Use the command again with `rating`" in get_text(result)


# Buttons, forms and commands of an earlier version


@pytest.mark.parametrize("custom_id", ["review:old:5", "review:read:", "review:read:5:6", "\n", "x" * 100])
async def test_an_unknown_button_is_answered(world: World, custom_id: str) -> None:
    result = await click(world, custom_id)
    assert "I was updated after this" in get_text(result)
    assert result.response is not None
    assert result.response.ephemeral


async def test_an_unknown_menu_is_answered(world: World) -> None:
    menu = discord.ui.Select[Any](custom_id="list:old", options=[discord.SelectOption(label="A", value="a")])
    await world.bot.get_partial_messageable(world.channel.id).send(view=Layout(discord.ui.ActionRow(menu)))
    assert world.channel.last_message is not None
    result = await world.member("alice").select(world.channel.last_message, ["a"])
    assert "I was updated after this" in get_text(result)


@pytest.mark.parametrize("custom_id", ["review:old:1:00000000", "review:edit:one:1:00000000", "review:edit:1:1", "x"])
async def test_an_unknown_form_gives_back_what_was_typed(world: World, custom_id: str) -> None:
    result = await submit(world, custom_id, first="A quiet masterpiece.", second="More.")
    assert "I was updated after this" in get_text(result)
    assert result.response is not None
    assert result.response.ephemeral
    (file,) = result.response.attachments
    assert await file.read() == b"A quiet masterpiece.\n\nMore."


async def test_an_unknown_empty_form_is_answered_without_a_file(world: World) -> None:
    result = await submit(world, "x")
    assert "use the command again" in get_text(result)
    assert result.response is not None
    assert result.response.attachments == []


async def test_a_command_that_is_gone_is_answered(world: World) -> None:
    world.bot.tree.remove_command("list")
    result = await world.member("alice").slash(world.channel, "list show")
    assert get_text(result).startswith("This command has changed. Reload Discord")
    assert await world.member("alice").autocomplete(world.channel, "list add", "anime", "frieren") == []
    assert world.env.http_requests[-1].json == {"type": AUTOCOMPLETE_RESULT, "data": {"choices": []}}


# A database that can't be written to


@pytest.mark.parametrize("limit", ["PRAGMA max_page_count = 1", "PRAGMA query_only = ON"], ids=["full", "read-only"])
async def test_a_review_that_cannot_be_saved_comes_back_as_a_file(
    world: World, caplog: pytest.LogCaptureFixture, limit: str
) -> None:
    alice = world.member("alice")
    first, second = "First half. " * 300, "Second half. " * 300
    form = await alice.slash(world.channel, "review write", anime="mal/52991", rating=9)
    async with world.bot.store.reviews._database.transaction() as connection:
        await connection.execute_fetchall(limit)

    refusal = await alice.submit_modal(form, {"body": first, "more": second})

    assert refusal.response is not None
    assert refusal.response.ephemeral
    assert "I can't save or read anything right now" in get_text(refusal)
    assert "disk is full or can't be written to" in get_text(refusal)
    assert "Traceback" not in get_text(refusal)
    (file,) = refusal.response.attachments
    assert await file.read() == f"{first}\n\n{second}".encode()
    assert "half" not in caplog.text
    assert world.channel.last_message is None


@pytest.mark.parametrize("command", ["list add", "list watched"])
async def test_a_list_that_cannot_be_saved_is_reported_in_a_sentence(world: World, command: str) -> None:
    async with world.bot.store.reviews._database.transaction() as connection:
        await connection.execute_fetchall("PRAGMA query_only = ON")
    result = await world.member("alice").slash(world.channel, command, anime="mal/52991")
    assert "disk is full or can't be written to" in get_text(result)


async def test_a_command_that_fails_gives_back_what_was_typed_into_it(world: World) -> None:
    alice = world.member("alice")
    await alice.slash(world.channel, "list add", anime="mal/52991")
    async with world.bot.store.reviews._database.transaction() as connection:
        await connection.execute_fetchall("PRAGMA query_only = ON")

    failed = await alice.slash(
        world.channel, "list update", anime="mal/52991", status="DROPPED", notes="The old man.", tags="slow, sad"
    )

    assert failed.response is not None
    (file,) = failed.response.attachments
    assert await file.read() == b"The old man.\n\nslow, sad"


# The log


async def test_each_act_of_a_person_is_one_line_in_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    alice = world.member("alice")
    await world.write_review("alice", body="A quiet masterpiece. I cried.")
    assert world.channel.last_message is not None
    await alice.click(world.channel.last_message, label="Read")
    await alice.autocomplete(world.channel, "review read", "anime", "frieren")

    lines = [record.getMessage() for record in caplog.records if record.name == "kanso"]
    where = f"guild={world.guild.id} user={alice.id}"
    assert lines == [
        f"application_command /review write {where}",
        f"modal_submit 'review:write' {where}",
        f"component 'review:read' {where}",
    ]
    assert "masterpiece" not in caplog.text


async def test_a_line_break_from_outside_makes_no_new_line_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await click(world, "x\n2026-01-01 00:00:00 INFO kanso: Stopped")
    assert not any("\n" in record.getMessage() for record in caplog.records)
