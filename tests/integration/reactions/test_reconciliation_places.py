"""Stories of threads, hidden channels and outages, where the bot misses reactions and catches up."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import discord
import pytest
import simcord.intents
from simcord.backend.serializers import guild_create_payload
from simcord.builders import ChannelHandle

from cogs.reactions import reconcile
from tests.support.cards import (
    count_edits,
    count_held,
    get_card,
    get_counts,
    get_line,
    get_pressed,
    react,
    show_all,
)
from tests.support.forums import allow, create_forum, get_messages, get_thread, post_in
from tests.support.health import IN_STEP, read_progress
from tests.support.undoing import delete, undo
from tests.support.world import World, come_back, get_text

NICE_1 = "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
NICE_2 = "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"
LOOK = discord.Permissions(view_channel=True, read_message_history=True)


@pytest.fixture
def own_roles_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tells the bot of changes to its own roles, as Discord does whatever a bot's intents."""
    monkeypatch.delitem(simcord.intents.EVENT_INTENTS, "GUILD_MEMBER_UPDATE")


async def open_thread(world: World, channel: ChannelHandle) -> ChannelHandle:
    world.env.backend.create_thread(channel.id, "Frieren", world.member("alice").id)
    await world.env.settle()
    (thread,) = channel.threads
    return thread


def count_votes(world: World, name: str) -> int:
    """The number of rows that a person has in the table of votes, including votes that were taken back."""
    with closing(sqlite3.connect(world.settings.database_path)) as connection:
        (count,) = connection.execute(
            "SELECT COUNT(*) FROM votes WHERE user_id = ?", [world.member(name).id]
        ).fetchone()
    return count


# Threads


async def test_a_forum_post_is_in_step_after_the_bot_was_away(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    card = get_messages(world, get_thread(forum))[0]
    await react(world, card, "bob +👍", "carol +❤️")

    with world.unheard():
        await react(world, card, "bob -👍", "carol +👍", "dave +👍🏽", "erin +💡")
    await come_back(world)

    assert get_line(card) == get_line(get_card(world)) == "👍 Nice 2 · ❤️ Love it 1 · 😂 Funny 0"
    assert get_counts(await show_all(world, "bob", card)) == count_held(world, card, author="alice")
    assert get_pressed(await show_all(world, "bob", card)) == []


async def test_an_archived_forum_post_is_in_step_and_archived_again(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    thread = get_thread(forum)
    card = get_messages(world, thread)[0]

    with world.unheard():
        await react(world, card, "bob +👍")
        world.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    world.env.inject_error("PATCH", f"/channels/{thread.id}/messages/*", status=400, code=50083)
    await come_back(world)

    assert get_line(card) == NICE_1
    metadata = world.env.backend.get_channel(thread.id).thread_metadata
    assert metadata is not None
    assert metadata.archived


async def test_a_card_in_a_thread_is_in_step_after_the_bot_was_away(world: World) -> None:
    thread = await open_thread(world, world.channel)
    await world.write_review("alice", channel=thread)
    card = get_card(world, thread)
    await react(world, card, "bob +👍")

    with world.unheard():
        await react(world, card, "bob -👍", "carol +👍", "dave +👍")
    await come_back(world)

    assert get_line(card) == NICE_2
    assert get_pressed(await show_all(world, "bob", card)) == []


async def test_a_card_in_a_thread_is_in_step_when_its_channel_becomes_visible_again(world: World) -> None:
    thread = await open_thread(world, world.channel)
    await world.write_review("alice", channel=thread)
    card = get_card(world, thread)

    allow(world, world.channel, world.guild.me, view_channel=False)
    with world.unheard():
        await react(world, card, "bob +👍")
    allow(world, world.channel, world.guild.me, view_channel=True)
    await world.env.advance_time(60)

    assert get_line(card) == NICE_1


async def test_votes_outlive_a_thread_that_was_deleted_while_the_bot_was_away(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    thread = get_thread(forum)
    await react(world, get_messages(world, thread)[0], "bob +👍")

    with world.unheard():
        world.env.backend.delete_channel(thread.id)
    await come_back(world)

    assert await read_progress(world) == IN_STEP
    assert "in 1 place" in get_text(await world.member("alice").slash(world.channel, "review mine"))
    assert "Posted: " in get_text(await post_in(world, forum))
    again = get_messages(world, get_thread(forum))[0]
    assert get_line(again) == NICE_1
    await react(world, get_card(world), "carol +👍")
    assert get_line(again) == get_line(get_card(world)) == NICE_2


# Channels that the bot can't see


async def test_an_unreadable_channel_is_tried_again_after_an_hour(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice", channel=lounge)
    card = get_card(world, lounge)
    await react(world, card, "bob +👍")

    with world.unheard():
        allow(world, lounge, world.guild.me, view_channel=False)
        await react(world, card, "carol +👍")
    await come_back(world)
    with world.unheard():
        allow(world, lounge, world.guild.me, view_channel=True)
    await world.env.advance_time(1800)
    assert get_line(card) == NICE_1
    assert await read_progress(world) == (
        "The counts on every card that I can read match Discord's.\n"
        "I can't read 1 card: in its channel I need *View Channel* and *Read Message History*."
    )

    await world.env.advance_time(1800)
    assert get_line(card) == NICE_2
    assert await read_progress(world) == IN_STEP


async def test_missed_reactions_are_found_when_the_bots_role_can_see_again(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍")

    role = world.guild.roles["TestBot"]
    permissions = discord.Permissions.all() & ~discord.Permissions(administrator=True)
    world.env.backend.edit_role(world.guild.id, world.guild.default_role.id, {"permissions": 0})
    world.env.backend.edit_role(world.guild.id, role.id, {"permissions": (permissions & ~LOOK).value})
    with world.unheard():
        await react(world, card, "carol +👍")
    await world.env.advance_time(60)
    assert get_line(card) == NICE_1

    world.env.backend.edit_role(world.guild.id, role.id, {"permissions": permissions.value})
    await world.env.advance_time(60)
    assert get_line(card) == NICE_2


@pytest.mark.usefixtures("own_roles_are_told")
async def test_missed_reactions_are_found_when_the_bot_gets_a_role_back(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍")

    place = (world.guild.id, world.env.backend.bot_user.id, world.guild.roles["TestBot"].id)
    world.env.backend.edit_role(world.guild.id, world.guild.default_role.id, {"permissions": 0})
    world.env.backend.remove_member_role(*place)
    with world.unheard():
        await react(world, card, "carol +👍")
    await world.env.advance_time(60)
    assert get_line(card) == NICE_1

    world.env.backend.add_member_role(*place)
    await world.env.advance_time(60)
    assert get_line(card) == NICE_2


@pytest.mark.usefixtures("own_roles_are_told")
async def test_missed_reactions_are_found_when_the_bot_loses_a_role_that_hid_the_channel(world: World) -> None:
    role = world.guild.create_role("Newcomers")
    hidden = discord.PermissionOverwrite(view_channel=False)
    lounge = world.guild.create_text_channel("lounge", overwrites={role: hidden})
    await world.write_review("alice", channel=lounge)
    card = get_card(world, lounge)
    await react(world, card, "bob +👍")

    place = (world.guild.id, world.env.backend.bot_user.id, role.id)
    world.env.backend.add_member_role(*place)
    await world.env.advance_time(60)
    with world.unheard():
        await react(world, card, "carol +👍")
    world.env.backend.remove_member_role(*place)
    await world.env.advance_time(60)

    assert get_line(card) == NICE_2


# Outages


async def test_missed_reactions_are_found_after_a_servers_outage(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍")

    world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
    with world.unheard():
        await react(world, card, "bob -👍", "carol +👍", "dave +👍")
    await world.env.advance_time(60)
    assert get_line(card) == NICE_1

    guild = world.env.backend.get_guild(world.guild.id)
    world.env.backend.emit("GUILD_CREATE", guild_create_payload(world.env.backend, guild))
    await world.env.advance_time(60)
    assert get_line(card) == NICE_2
    assert get_pressed(await show_all(world, "bob", card)) == []


async def test_missed_reactions_are_found_after_an_outage_at_the_bots_start(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍")

    def be_out(event: str, payload: Any) -> None:
        if event == "GUILD_CREATE":
            payload["unavailable"] = True

    world.env.backend.subscribers.insert(0, be_out)
    await come_back(world)
    with world.unheard():
        await react(world, card, "bob -👍", "carol +👍", "dave +👍")
    world.env.backend.subscribers.remove(be_out)
    guild = world.env.backend.get_guild(world.guild.id)
    world.env.backend.emit("GUILD_CREATE", guild_create_payload(world.env.backend, guild))
    await world.env.advance_time(60)

    assert get_line(card) == NICE_2


# New cards and old ones


async def test_a_card_that_could_not_be_deleted_counts_all_reactions_after_an_undo(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +❤️")
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50013)
    deleted = await delete(world)

    await react(world, card, "bob -👍", "dave +👍", "erin +😂")
    await undo(world, deleted)
    await world.env.advance_time(60)

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 1 · 😂 Funny 1"
    assert get_counts(await show_all(world, "bob", card)) == count_held(world, card, author="alice")


async def test_a_reaction_that_arrives_before_the_card_is_known_is_counted(world: World) -> None:
    bob = world.member("bob")

    def react_at_once(event: str, payload: Mapping[str, Any]) -> None:
        if event == "MESSAGE_CREATE":
            world.env.backend.set_reaction(int(payload["channel_id"]), int(payload["id"]), "👍", bob.id, True)

    world.env.backend.subscribers.append(react_at_once)
    await world.write_review("alice")
    await world.env.advance_time(60)
    assert get_line(get_card(world)) == NICE_1

    await undo(world, await delete(world))
    await world.env.advance_time(60)
    card = get_card(world)
    await react(world, card, "carol +👍")
    assert get_line(card) == NICE_2


async def test_only_cards_that_were_wrong_are_edited(world: World) -> None:
    await world.write_review("alice")
    right = get_card(world)
    await world.write_review("bob")
    wrong = get_card(world)
    await react(world, right, "carol +👍", "dave +❤️")
    await react(world, wrong, "carol +👍")
    beginning = count_edits(world)

    with world.unheard():
        await react(world, wrong, "dave +👍")
    await come_back(world)

    assert get_line(wrong) == NICE_2
    assert get_line(right) == "👍 Nice 1 · ❤️ Love it 1 · 😂 Funny 0"
    assert count_edits(world) == beginning + 1


# Meanwhile


async def test_reactions_right_after_the_bot_is_back_are_counted_right(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +👍")

    with world.unheard():
        await react(world, card, "carol -👍", "dave +👍", "frank +😂")
    await world.restart()
    await react(world, card, "bob -👍", "carol +👍", "dave -👍", "dave +👍", "erin +😂", "alice +😂")
    await world.env.advance_time(60)

    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 2"
    assert get_counts(await show_all(world, "bob", card)) == count_held(world, card, author="alice")


async def test_reactions_between_discords_answers_are_counted_right(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +❤️", "dave +😂", "erin +💡")
    with world.unheard():
        await react(world, card, "carol -❤️", "frank +👍", "frank +❤️", "grace +❤️", "heidi +🎨", "kim +😂")

    monkeypatch.setattr(reconcile, "COUNTS_PAUSE", 60)
    monkeypatch.setattr(reconcile, "PEOPLE_PAUSE", 60)
    await world.env.restart_bot()
    for changes in (
        ("bob -👍", "carol +❤️", "heidi -🎨", "ivan +✍️"),
        ("frank -👍", "frank -❤️", "dave -😂", "grace +👍", "heidi +🎨"),
        ("frank +👍", "grace -❤️", "dave +😂", "ivan -✍️", "judy +💡"),
        ("bob +👍", "carol -❤️", "erin -💡", "ivan +✍️"),
        ("grace -👍", "heidi -🎨", "judy -💡", "dave +👍"),
    ):
        await react(world, card, *changes)
        await world.env.advance_time(60)
    world.env.backend.clear_reaction(card.channel_id, card.id, "👍")
    await react(world, card, "carol +👍")
    await world.env.advance_time(1200)

    assert await read_progress(world) == IN_STEP
    assert get_counts(await show_all(world, "bob", card)) == count_held(world, card, author="alice")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 2"


# Votes that were taken back


async def test_a_reaction_that_was_taken_back_is_removed_and_counts_once_when_given_again(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +👍", "dave +👍")
    await react(world, card, "bob -👍", "bob +👍", "bob -👍")
    await come_back(world)
    with world.unheard():
        await react(world, card, "carol -👍")
    await come_back(world)
    assert get_line(card) == NICE_1

    await world.env.advance_time(3600)
    assert [count_votes(world, name) for name in ("bob", "carol", "dave")] == [0, 0, 1]
    assert get_line(card) == NICE_1

    await react(world, card, "bob +👍", "bob -👍", "bob +👍")
    assert get_line(card) == NICE_2
    assert count_votes(world, "bob") == 1
