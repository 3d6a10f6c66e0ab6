"""Stories of cards in archived and locked threads: no thread is left as the bot may not leave it."""

import pytest
from simcord.builders import ChannelHandle
from simcord.results import ResponseMessage

from tests.support.cards import get_card, get_line, react
from tests.support.forums import allow
from tests.support.world import World

NICE_1 = "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
NICE_0 = "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0"


async def post_in_thread(world: World, *, is_manager: bool) -> tuple[ChannelHandle, ResponseMessage]:
    """Ben opens a thread, and Alice posts a review in it and in the channel."""
    allow(world, world.channel, world.bot.user, manage_threads=is_manager)
    world.env.backend.create_thread(world.channel.id, "Frieren", world.member("ben").id)
    await world.env.settle()
    (thread,) = world.channel.threads
    await world.write_review("alice", channel=thread)
    await world.member("alice").slash(world.channel, "review post", anime="mal/52991")
    return thread, get_card(world, thread)


def close(world: World, thread: ChannelHandle, *, status: int = 400, code: int = 50083, **metadata: bool) -> None:
    """Archives or locks a thread. Discord refuses edits there until it is told otherwise."""
    world.env.backend.edit_channel(thread.id, {}, thread_metadata=metadata)
    world.env.inject_error("PATCH", f"/channels/{thread.id}/messages/*", status=status, code=code)


def is_archived(world: World, thread: ChannelHandle) -> bool:
    metadata = world.env.backend.get_channel(thread.id).thread_metadata
    assert metadata is not None
    return metadata.archived


def list_thread_changes(world: World, thread: ChannelHandle) -> list[object]:
    path = f"/channels/{thread.id}"
    return [request.json for request in world.env.http_requests if (request.method, request.path) == ("PATCH", path)]


@pytest.mark.parametrize("status", [400, 403])
async def test_somebodys_archived_thread_is_not_opened_and_its_card_waits(world: World, status: int) -> None:
    thread, card = await post_in_thread(world, is_manager=False)
    close(world, thread, status=status, archived=True)

    await react(world, get_card(world), "carol +👍")
    await world.env.advance_time(60)
    assert list_thread_changes(world, thread) == []
    assert is_archived(world, thread)
    assert get_line(card) == NICE_0

    world.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": False})
    await world.env.advance_time(60)
    assert get_line(card) == NICE_1


async def test_a_manager_leaves_a_thread_archived_even_if_the_edit_fails(world: World) -> None:
    thread, card = await post_in_thread(world, is_manager=True)
    close(world, thread, archived=True)
    world.env.inject_error("PATCH", f"/channels/{thread.id}/messages/*", status=403, code=50001)

    await react(world, get_card(world), "carol +👍")
    await world.env.advance_time(60)

    assert list_thread_changes(world, thread) == [{"archived": False}, {"archived": True}]
    assert is_archived(world, thread)
    assert get_line(card) == NICE_0


async def test_a_card_in_a_locked_thread_waits_until_it_is_unlocked(world: World) -> None:
    thread, card = await post_in_thread(world, is_manager=False)
    close(world, thread, code=160005, status=403, locked=True, archived=True)

    await react(world, get_card(world), "carol +👍")
    await world.env.advance_time(60)
    assert list_thread_changes(world, thread) == []
    assert get_line(card) == NICE_0

    world.env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": False, "archived": False})
    await world.env.advance_time(60)
    assert get_line(card) == NICE_1


@pytest.mark.parametrize("how", ["restart", "an hour", "access"])
async def test_the_first_reactions_come_when_they_can(world: World, how: str) -> None:
    for _ in range(2):
        world.env.inject_error("PUT", "/channels/*/messages/*/reactions/*/@me", status=403, code=50013)
    await world.write_review("alice")
    card = get_card(world)
    assert card.message.reactions == []

    if how == "restart":
        await world.restart()
    elif how == "an hour":
        await world.env.advance_time(3600)
        await world.env.advance_time(3600)
    else:
        for is_allowed in (False, True, False, True):
            allow(world, world.channel, world.bot.user, add_reactions=is_allowed)
            await world.env.settle()
    await world.env.settle()

    assert [reaction.emoji for reaction in get_card(world).message.reactions] == ["👍", "❤️", "😂"]
