"""Stories of answers that are late or cut: people get them all the same, and nothing is done twice."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.integration.core.conftest import COMMAND, MODAL, Machine, import_review, show_list, write_review
from tests.loopback import CHANNEL_ID, DM_ID, LoopbackDiscord

DEFERRED_MESSAGE = 5
FIRST_ANSWER = "/interactions/.*"


async def call(discord: LoopbackDiscord, root: str, name: str, options: dict[str, str | int]) -> int:
    """A person uses a command in the bot's DMs."""
    given = [
        {"name": key, "type": 3 if isinstance(value, str) else 4, "value": value} for key, value in options.items()
    ]
    command = {"name": name, "type": 1, "options": given}
    return await discord.interact(COMMAND, {"id": "1", "name": root, "type": 1, "options": [command]}, user_id=7)


def get_texts(discord: LoopbackDiscord, interaction_id: int) -> list[str]:
    return [str(message.body) for message in discord.get_answers(interaction_id)]


async def wait_for_text(discord: LoopbackDiscord, interaction_id: int, text: str) -> None:
    await discord.wait_until(lambda: any(text in answer for answer in get_texts(discord, interaction_id)))


@pytest.mark.parametrize("happens_anyway", [True, False])
async def test_a_first_answer_that_is_cut_is_given_once(
    machine: Machine, discord: LoopbackDiscord, happens_anyway: bool
) -> None:
    program = await machine.start()
    discord.fail("POST", FIRST_ANSWER, 0, happens_anyway=happens_anyway)

    shown = await show_list(discord, user_id=7)
    await wait_for_text(discord, shown, "/list add")
    await discord.wait_for_answer(await show_list(discord, user_id=7))

    assert len(get_texts(discord, shown)) == 1
    assert "Error" not in await program.kill()


@pytest.mark.parametrize("happens_anyway", [True, False])
async def test_a_card_whose_answer_is_cut_is_posted_once_and_known(
    machine: Machine, discord: LoopbackDiscord, happens_anyway: bool
) -> None:
    await machine.start()
    discord.fail("POST", FIRST_ANSWER, 0, happens_anyway=happens_anyway)

    written = await write_review(discord, user_id=7, channel_id=CHANNEL_ID)
    await wait_for_text(discord, written, "is posted")

    (card,) = discord.truth.channels[CHANNEL_ID].messages.values()
    assert machine.read("SELECT message_id FROM posts") == [(card.id,)]


@pytest.mark.parametrize("happens_anyway", [True, False])
async def test_a_command_goes_on_when_its_deferral_is_cut(
    machine: Machine, discord: LoopbackDiscord, happens_anyway: bool
) -> None:
    await machine.start()
    discord.fail("POST", FIRST_ANSWER, 0, happens_anyway=happens_anyway)

    imported = await import_review(discord, user_id=7)
    await wait_for_text(discord, imported, "is saved")

    assert machine.read("SELECT author_id FROM reviews") == [(7,)]


async def test_a_deferral_that_never_gets_through_stops_nothing(machine: Machine, discord: LoopbackDiscord) -> None:
    await machine.start()
    discord.fail("POST", FIRST_ANSWER, 0, times=3, happens_anyway=True)

    imported = await import_review(discord, user_id=7)
    await wait_for_text(discord, imported, "is saved")

    assert machine.read("SELECT author_id FROM reviews") == [(7,)]


@pytest.mark.parametrize(("channel_id", "result"), [(DM_ID, "is saved"), (CHANNEL_ID, "is posted")])
async def test_whoever_waits_for_a_write_is_told_in_time_and_answered_later(
    machine: Machine, discord: LoopbackDiscord, channel_id: int, result: str
) -> None:
    await machine.start()
    with closing(sqlite3.connect(machine.database_path, isolation_level=None)) as operator:
        operator.execute("BEGIN IMMEDIATE")
        written = await write_review(discord, user_id=7, channel_id=channel_id)
        await discord.wait_for_answer(written)

        first = discord.get_first_answer(written)
        assert first is not None
        assert first.json["type"] == DEFERRED_MESSAGE
        assert get_texts(discord, written) == []
        operator.execute("COMMIT")

    await wait_for_text(discord, written, result)
    assert len(discord.truth.channels[CHANNEL_ID].messages) == (channel_id == CHANNEL_ID)


async def test_a_form_that_would_open_too_late_asks_to_try_again(machine: Machine, discord: LoopbackDiscord) -> None:
    await machine.start()
    asked = await call(discord, "review", "write", {"anime": "An anime that no catalogue has", "rating": 8})
    await wait_for_text(discord, asked, "as it is")
    (question,) = discord.get_answers(asked)
    button = next(item["custom_id"] for item in question.components if "as it is" in item.get("label", ""))
    with closing(sqlite3.connect(machine.database_path, isolation_level=None)) as operator:
        operator.execute("BEGIN IMMEDIATE")
        pressed = await discord.press(question, button, user_id=7)
        await discord.wait_for_answer(pressed)
        operator.execute("COMMIT")

    await wait_for_text(discord, pressed, "Please try again")


async def test_the_log_keeps_what_is_on_a_list_to_itself(machine: Machine, discord: LoopbackDiscord) -> None:
    program = await machine.start()
    custom_id = "list:edit:mal/52991:1234:2019-05-06:::::0123abcd"
    await discord.wait_for_answer(await discord.interact(MODAL, {"custom_id": custom_id, "components": []}, user_id=7))

    output = await program.kill()

    assert "modal_submit 'list:edit' guild=None user=7" in output
    assert not re.search("1234|2019", output)
