"""Stories of the whole program: `bot.py` in its own process, stopped in every possible way."""

import signal

import pytest

import bot
from tests.integration.core.conftest import BODY, Machine, import_review, show_list, write_review
from tests.loopback import CHANNEL_ID, GUILD_ID, INTERACTION_TOKEN, TOKEN, LoopbackDiscord


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
        if request.interaction_id is not None and "is saved" in str(request.json.get("data"))
    ]


async def test_neither_tokens_nor_reviews_are_printed_even_when_everything_is_logged(
    machine: Machine, discord: LoopbackDiscord
) -> None:
    program = await machine.start()
    await discord.wait_for_answer(await write_review(discord, user_id=7, channel_id=CHANNEL_ID))
    await discord.wait_for_answer(await show_list(discord, user_id=7))
    program.send(signal.SIGTERM)

    output = await program.wait()
    assert f"INFO kanso: modal_submit 'review:write' guild={GUILD_ID} user=7" in output
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


async def stop_at_start(machine: Machine) -> str:
    """Starts a bot that can't use its database. Returns the sentence that it ends with."""
    program = await machine.launch()
    output = await program.run()
    assert program.exit_code == bot.EXIT_FAILURE
    assert "Traceback" not in output
    return output.splitlines()[-1]


async def run_once(machine: Machine) -> None:
    """Starts a bot and stops it."""
    program = await machine.start()
    program.send(signal.SIGTERM)
    await program.wait()


async def test_a_database_that_has_vanished_is_told_in_a_sentence(machine: Machine) -> None:
    await run_once(machine)
    machine.database_path.unlink()
    sentence = await stop_at_start(machine)
    assert sentence.startswith(f"The database {machine.database_path} is missing, although there was one")
    assert not machine.database_path.exists()


@pytest.mark.parametrize("damage", ["the schema", "the end"])
async def test_a_damaged_database_is_told_in_a_sentence_and_left_alone(machine: Machine, damage: str) -> None:
    await run_once(machine)
    content = bytearray(machine.database_path.read_bytes())
    if damage == "the schema":
        position = content.index(b"CREATE TABLE reviews")
        content[position] ^= 4
    else:
        content = content[:-100]
    machine.database_path.write_bytes(content)
    assert "is damaged" in await stop_at_start(machine)
    assert machine.database_path.read_bytes() == content


async def test_a_symbolic_link_lets_no_second_process_in(machine: Machine) -> None:
    await machine.start()
    link = machine.database_path.with_name("link.db")
    link.symlink_to(machine.database_path)
    env = machine.database_path.with_name(".env")
    env.write_text(f"{env.read_text(encoding='utf-8')}DATABASE_URL=sqlite:///{link}\n", encoding="utf-8")
    assert (await stop_at_start(machine)).startswith("Another process is using the database")
