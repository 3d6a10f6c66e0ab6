"""Stories of cards: what they show as votes come and go, no matter how Discord behaves."""

import logging

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.results import ResponseMessage

from tests.support.cards import (
    count_edits,
    count_held,
    get_badge,
    get_card,
    get_counts,
    get_line,
    get_pressed,
    react,
    show_all,
)
from tests.support.world import World, get_labels, get_text

EDITS = "/channels/*/messages/*"


async def post_again(world: World, channel: ChannelHandle) -> ResponseMessage:
    """Posts Alice's review in another channel."""
    await world.member("alice").slash(world.channel, "review post", anime="mal/52991", channel=channel)
    return get_card(world, channel)


async def read(world: World, name: str) -> str:
    """Presses *Read* as a member. Returns the text of the answer."""
    return get_text(await world.member(name).slash(world.channel, "review read", anime="mal/52991"))


# The badge


@pytest.mark.parametrize(
    ("votes", "badge"),
    [
        (["bob +👍", "carol +😕"], None),
        (["bob +🎨"], "🎨 Creative"),
        (["bob +🎨", "carol +✍️"], "✍️ Well-written"),
        (["bob +🎨", "carol +✍️", "dave +💡", "erin +😂", "frank +❤️"], "❤️ Love it"),
        (["bob +❤️", "carol +💡", "dave +💡"], "💡 Informative"),
    ],
)
async def test_the_badge_is_the_leading_kind(world: World, votes: list[str], badge: str | None) -> None:
    await world.write_review("alice")
    card = get_card(world)
    assert get_badge(card) is None

    await react(world, card, *votes)

    assert get_badge(card) == badge


async def test_the_badge_follows_the_lead(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    await react(world, card, "bob +😂")
    assert get_badge(card) == "😂 Funny"
    await react(world, card, "carol +🎨", "dave +🎨")
    assert get_badge(card) == "🎨 Creative"
    await react(world, card, "bob -😂", "carol -🎨", "dave -🎨")
    assert get_badge(card) is None


# Two cards of one review


async def test_one_person_on_two_cards_counts_once(world: World) -> None:
    await world.write_review("alice")
    first = get_card(world)
    second = await post_again(world, world.guild.create_text_channel("general"))

    await react(world, first, "bob +👍")
    await react(world, second, "bob +👍🏽", "carol +👍")
    assert get_line(first) == get_line(second) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"

    await react(world, first, "bob -👍")
    assert get_line(first) == get_line(second) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"
    await react(world, second, "bob -👍🏽")
    assert get_line(first) == get_line(second) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_second_card_starts_with_the_review_s_votes(world: World) -> None:
    await world.write_review("alice")
    await react(world, get_card(world), "bob +😂")

    second = await post_again(world, world.guild.create_text_channel("general"))

    assert get_line(second) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 1"
    assert [str(reaction.emoji) for reaction in second.message.reactions] == ["👍", "❤️", "😂"]


# Reactions that moderators remove


async def test_removing_all_reactions_removes_the_votes_on_that_card(world: World) -> None:
    await world.write_review("alice")
    first = get_card(world)
    second = await post_again(world, world.guild.create_text_channel("general"))
    await react(world, first, "bob +👍", "bob +😂", "carol +👍")
    await react(world, second, "bob +👍")
    await world.member("dave").click(await show_all(world, "dave", first), label="Funny")

    world.env.backend.clear_reactions(first.channel_id, first.id)
    await world.env.advance_time(1)

    assert get_line(first) == get_line(second) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 1"


async def test_removing_one_emoji_leaves_its_other_skin_tones(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +👍", "carol +😂", "dave +🚱", "erin +👍🏽")

    world.env.backend.clear_reaction(card.channel_id, card.id, "🚱")
    world.env.backend.clear_reaction(card.channel_id, card.id, "👍")
    await world.env.advance_time(1)

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 1"
    assert get_counts(await show_all(world, "bob", card)) == count_held(world, card, author="alice")


# Deleted cards


async def test_a_deleted_card_is_forgotten_and_its_votes_stay(world: World) -> None:
    await world.write_review("alice")
    first = get_card(world)
    panel = await show_all(world, "bob", first)
    second = await post_again(world, world.guild.create_text_channel("general"))
    await react(world, first, "bob +👍", "carol +👍")

    world.env.backend.delete_message(first.channel_id, first.id)
    await react(world, second, "dave +👍")
    assert get_line(second) == "👍 Nice 3 · ❤️ Love it 0 · 😂 Funny 0"

    await world.member("bob").click(panel, label="Nice")
    assert get_pressed(panel) == []
    assert get_line(second) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_review_whose_only_card_was_deleted_is_no_longer_offered(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    panel = await show_all(world, "bob", card)
    assert "A quiet masterpiece." in await read(world, "bob")

    world.env.backend.delete_message(card.channel_id, card.id)
    await world.member("bob").click(panel, label="Funny")

    assert "No one has posted a review" in await read(world, "bob")
    assert get_counts(panel)["Funny"] == 1


async def test_deleting_a_channel_deletes_its_cards_and_keeps_the_votes(world: World) -> None:
    general = world.guild.create_text_channel("general")
    await world.write_review("alice", channel=general)
    await react(world, get_card(world, general), "bob +👍")

    world.env.backend.delete_channel(general.id)
    await world.env.settle()
    assert "No one has posted a review" in await read(world, "bob")

    await world.member("alice").slash(world.channel, "review post", anime="mal/52991")
    card = get_card(world)
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    await react(world, card, "carol +👍")
    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"


async def test_deleting_a_thread_deletes_its_cards_and_keeps_the_votes(world: World) -> None:
    world.env.backend.create_thread(world.channel.id, "Frieren", world.member("alice").id)
    await world.env.settle()
    (thread,) = world.channel.threads
    await world.write_review("alice", channel=thread)
    card = get_card(world, thread)
    await react(world, card, "bob +👍")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"

    world.env.backend.delete_channel(thread.id)
    await world.env.settle()

    assert "No one has posted a review" in await read(world, "bob")
    assert get_line(await post_again(world, world.guild.create_text_channel("general"))) == get_line(card)


async def test_cards_elsewhere_stay_when_a_channel_is_deleted(world: World) -> None:
    await world.write_review("alice")
    first = get_card(world)
    general = world.guild.create_text_channel("general")
    await post_again(world, general)

    world.env.backend.delete_channel(general.id)
    await world.env.settle()
    await react(world, first, "bob +👍")

    assert get_line(first) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert count_edits(world) == 1


async def test_leaving_a_server_deletes_its_cards_and_keeps_the_votes(world: World) -> None:
    other = world.env.create_guild("Another club")
    channel = other.create_text_channel("reviews")
    alice = other.add_member(world.member("alice").user)
    await world.write_review("alice")
    await react(world, get_card(world), "bob +👍")
    await alice.slash(channel, "review post", anime="mal/52991")
    card = get_card(world, channel)

    world.env.backend.remove_guild(world.guild.id)
    await world.env.settle()
    await alice.react(card, "👍")

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert count_edits(world) == 2


# Cards that Discord refuses


async def test_a_card_that_could_not_be_edited_shows_the_latest_state_in_the_end(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    world.env.inject_error("PATCH", EDITS, status=500)
    await react(world, card, "bob +👍")

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert count_edits(world) == 2


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (400, 50083), (500, 0)])
async def test_a_card_that_cannot_be_edited_does_not_hold_up_the_others(
    world: World, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    await world.write_review("alice")
    first = get_card(world)
    second = await post_again(world, world.guild.create_text_channel("general"))

    world.env.inject_error("PATCH", f"/channels/*/messages/{first.id}", status=status, code=code, times=None)
    with caplog.at_level(logging.WARNING):
        await react(world, first, "bob +👍")

    assert "not redrawn" in caplog.text
    assert get_line(second) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert get_counts(await show_all(world, "bob", first))["Nice"] == 1


async def test_a_card_that_discord_no_longer_knows_is_forgotten(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    world.env.inject_error("PATCH", EDITS, status=404, code=10008)
    await react(world, card, "bob +👍")
    await react(world, card, "carol +👍")

    assert count_edits(world) == 1
    assert "No one has posted a review" in await read(world, "bob")


async def test_a_card_in_a_channel_that_the_bot_cannot_see_shows_no_counts(world: World) -> None:
    assert world.guild.me is not None
    hidden = world.guild.create_text_channel(
        "hidden", overwrites={world.guild.me: discord.PermissionOverwrite(view_channel=False)}
    )
    result = await world.write_review("alice", channel=hidden)
    card = result.response
    assert card is not None
    assert "I need **View Channel" in get_text(result)

    panel = await show_all(world, "bob", card)
    await world.member("bob").click(panel, label="Nice")

    assert get_line(card) is None
    assert get_labels(card) == ["Read", "Show all", "⋯"]
    assert get_counts(panel)["Nice"] == 1
    assert card.message.reactions == []
    assert count_edits(world) == 0


async def test_a_card_without_permission_to_react_still_takes_votes(world: World) -> None:
    assert world.guild.me is not None
    quiet = world.guild.create_text_channel(
        "quiet", overwrites={world.guild.me: discord.PermissionOverwrite(add_reactions=False)}
    )
    result = await world.write_review("alice", channel=quiet)
    card = get_card(world, quiet)
    assert "Add Reactions" in get_text(result)
    assert card.message.reactions == []

    await world.member("bob").click(await show_all(world, "bob", card), label="Nice")
    await react(world, card, "carol +👍")

    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"
