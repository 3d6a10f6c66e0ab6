"""Stories of cards that were sent while something failed: each is found again, and none is posted twice."""

import signal
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.integration.core.conftest import COMMAND, Machine, write_review
from tests.loopback import CHANNEL_ID, GUILD_ID, LoopbackDiscord
from tests.loopback.truth import Message

SEND = rf"/channels/{CHANNEL_ID}/messages"
ANSWER = "/interactions/.*"
AUTHOR, READER = 7, 8


async def call(discord: LoopbackDiscord, name: str, options: list[dict[str, Any]]) -> int:
    """The author uses a command of the reviews in the channel."""
    command = {"name": name, "type": 1, "options": options}
    data = {"id": "1", "name": "review", "type": 1, "options": [command]}
    return await discord.interact(COMMAND, data, user_id=AUTHOR, channel_id=CHANNEL_ID)


async def delete_review(discord: LoopbackDiscord) -> Message:
    """The author deletes their review. Returns the message with *Undo*."""
    asked = await call(discord, "delete", [{"name": "anime", "type": 3, "value": "mal/52991"}])
    await discord.wait_until(lambda: bool(discord.get_answers(asked)))
    (question,) = discord.get_answers(asked)
    await press(discord, question, "review:remove:")
    await discord.wait_until(lambda: "You can undo this" in question.text)
    return question


async def press(discord: LoopbackDiscord, message: Message, beginning: str, *, user_id: int = AUTHOR) -> int:
    ids = [str(component.get("custom_id")) for component in message.components]
    (custom_id,) = [custom_id for custom_id in ids if custom_id.startswith(beginning)]
    return await discord.press(message, custom_id, user_id=user_id)


def list_cards(discord: LoopbackDiscord) -> list[Message]:
    return [
        message
        for message in discord.truth.channels[CHANNEL_ID].messages.values()
        if "review:menu" in str(message.body)
    ]


async def wait_for_cards(discord: LoopbackDiscord, number: int) -> list[Message]:
    await discord.wait_until(lambda: len(list_cards(discord)) == number)
    return list_cards(discord)


async def wait_for_post(machine: Machine, discord: LoopbackDiscord) -> None:
    """Waits until the only card is known and nothing is on its way."""
    (card,) = await wait_for_cards(discord, 1)
    await discord.wait_until(lambda: machine.read("SELECT message_id FROM posts") == [(card.id,)])
    assert machine.read("SELECT id FROM sendings") == []


async def test_a_card_that_was_sent_before_the_bot_was_killed_is_known_after_its_start(
    machine: Machine, discord: LoopbackDiscord
) -> None:
    program = await machine.start()
    discord.may_answer.clear()
    await write_review(discord, user_id=AUTHOR, channel_id=CHANNEL_ID)
    await wait_for_cards(discord, 1)
    assert machine.read("SELECT message_id FROM posts") == []
    program.send(signal.SIGKILL)
    await program.wait()
    discord.may_answer.set()

    await machine.start()

    await wait_for_post(machine, discord)
    await delete_review(discord)
    await wait_for_cards(discord, 0)


@pytest.mark.parametrize(("status", "times"), [(0, 2), (502, 1)])
async def test_an_undo_whose_card_is_cut_posts_it_once(
    machine: Machine, discord: LoopbackDiscord, status: int, times: int
) -> None:
    await machine.start()
    await write_review(discord, user_id=AUTHOR, channel_id=CHANNEL_ID)
    await wait_for_post(machine, discord)
    deleted = await delete_review(discord)
    await wait_for_cards(discord, 0)

    discord.fail("POST", SEND, status, times=times, happens_anyway=True)
    await press(discord, deleted, "review:undo:")

    await wait_for_post(machine, discord)


async def test_a_card_that_nobody_knows_is_known_once_somebody_presses_its_button(
    machine: Machine, discord: LoopbackDiscord
) -> None:
    program = await machine.start()
    await write_review(discord, user_id=AUTHOR, channel_id=CHANNEL_ID)
    await wait_for_post(machine, discord)
    program.send(signal.SIGTERM)
    await program.wait()
    with closing(sqlite3.connect(machine.database_path, isolation_level=None)) as operator:
        operator.execute("DELETE FROM posts")
    await machine.start()
    (card,) = list_cards(discord)

    await discord.wait_for_answer(await press(discord, card, "reaction:all:", user_id=READER))

    assert machine.read("SELECT message_id, guild_id, has_counts FROM posts") == [(card.id, GUILD_ID, 1)]
    await delete_review(discord)
    await wait_for_cards(discord, 0)
