"""Stories of people who ask what the bot is, and whether its counts are right."""

import re
from dataclasses import replace

import pytest

from bot import Settings
from cogs.reactions import reconcile
from tests.support.cards import get_card, react
from tests.support.forums import allow
from tests.support.health import IN_STEP, ask, read_progress
from tests.support.world import World, get_text


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with pauses between calls to Discord, as in a real bot."""
    return replace(settings, card_refresh_seconds=5)


async def test_in_a_server_only_the_caller_sees_the_answer(world: World) -> None:
    shown = await ask(world)

    assert shown.ephemeral
    text = get_text(shown)
    assert "There are no cards yet." in text
    assert "in 1 server" in text
    assert "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)" in text


async def test_the_answer_says_since_when_the_bot_is_running(world: World) -> None:
    async def get_beginning() -> int:
        (seconds,) = re.findall(r"running since <t:(\d+):f>", get_text(await ask(world)))
        return int(seconds)

    before = await get_beginning()
    await world.env.advance_time(3600)
    assert await get_beginning() == before
    await world.restart()
    assert await get_beginning() >= before + 3600


async def test_in_private_messages_the_answer_is_an_ordinary_message(world: World) -> None:
    response = (await world.person("carol").slash("about")).response

    assert response is not None
    assert not response.ephemeral
    assert "There are no cards yet." in get_text(response)


async def test_people_who_installed_the_bot_get_an_answer_where_it_is_not_a_member(world: World) -> None:
    world.set_details(world.member("bob"), context=2)

    shown = await ask(world)
    assert shown.ephemeral
    assert "**Titles**" in get_text(shown)


async def test_after_a_new_session_the_progress_is_shown_until_all_cards_are_in_step(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.write_review("alice", "mal/1")
    await world.write_review("alice")
    await react(world, get_card(world), "carol +💡")
    assert await read_progress(world) == IN_STEP

    monkeypatch.setattr(reconcile, "COUNTS_PAUSE", 60)
    monkeypatch.setattr(reconcile, "PEOPLE_PAUSE", 3600)
    await world.env.restart_bot()
    assert await read_progress(world) == (
        "I may have missed some reactions, so I'm comparing my counts with Discord's, newest "
        "cards first: 0 of 2 cards done."
    )
    await world.env.advance_time(600)
    assert await read_progress(world) == (
        "My counts match Discord's. I'm now checking, more slowly, that the same people reacted: 1 of 2 cards done."
    )
    await world.env.advance_time(3600)
    assert await read_progress(world) == IN_STEP


async def test_after_a_restart_all_cards_are_in_step_again(world: World) -> None:
    await world.write_review("alice")
    await react(world, get_card(world), "carol +👍")

    await world.restart()
    await world.env.advance_time(60)

    assert await read_progress(world) == IN_STEP


async def test_the_answer_names_the_permissions_that_unreadable_cards_need(world: World) -> None:
    await world.write_review("alice", "mal/1")
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice", channel=lounge)

    allow(world, lounge, world.bot.user, read_message_history=False)
    await world.restart()
    assert await read_progress(world) == (
        "The counts on every card that I can read match Discord's.\n"
        "I can't read 1 card: in its channel I need *View Channel* and *Read Message History*."
    )

    allow(world, lounge, world.bot.user)
    await world.env.advance_time(3600)
    assert await read_progress(world) == IN_STEP
