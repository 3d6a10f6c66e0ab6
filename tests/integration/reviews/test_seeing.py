"""Stories of pages that stay open while their review, its card or its channel goes away, and of copied buttons."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.serializers import message_payload
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from cogs.ui.components import Buttons, button
from db.reviews.models import Review
from tests.support.pressing import press
from tests.support.world import World, get_text

FRIEREN = "mal/52991"
UNSEEN = "This review is gone, or you can't see it from here."
LONG = "\n\n".join(f"Paragraph {number}. " + "It goes on and on. " * 40 for number in range(12))
LAST = "Paragraph 11."


def make_back_room(world: World) -> ChannelHandle:
    """A channel for staff alone."""
    role = world.guild.create_role("staff")
    hidden, shown = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
    assert world.guild.me is not None
    return world.guild.create_text_channel(
        "back-room", overwrites={world.guild.default_role: hidden, role: shown, world.guild.me: shown}
    )


def employ(world: World, name: str) -> MemberActor:
    return world.guild.add_member(world.env.create_user(name), roles=[world.guild.roles["staff"]])


def dismiss(world: World, person: MemberActor) -> None:
    """Takes a person's roles away."""
    world.env.backend.get_guild(world.guild.id).members[person.id].role_ids.clear()


async def get_review(world: World, name: str = "alice") -> Review:
    (review,) = await world.bot.store.reviews.list_by_author(author_id=world.member(name).id, limit=9, offset=0)
    return review


async def count_posts(world: World) -> int:
    return len(await world.bot.store.posts.list_for_review(review_id=(await get_review(world)).id))


def get_response(result: InteractionResult) -> ResponseMessage:
    assert result.response is not None
    return result.response


async def open_menu(world: World, reader: MemberActor) -> tuple[ResponseMessage, str]:
    """Opens `/review browse`. Returns it, and the value of its first review."""
    menu = get_response(await reader.slash(world.channel, "review browse"))
    return menu, str((await get_review(world)).id)


def list_lookups(world: World, since: int) -> list[str]:
    return [
        request.path
        for request in world.env.http_requests[since:]
        if request.method == "GET" and "/messages/" in request.path and not request.path.startswith("/webhooks")
    ]


# Pages that stay open


@pytest.mark.parametrize("label", ["Next", "As a file", "Flag a spoiler"])
async def test_an_open_reader_ends_with_the_view_of_its_card(world: World, label: str) -> None:
    back_room = make_back_room(world)
    carol, dave = employ(world, "carol"), employ(world, "dave")
    form = await carol.slash(back_room, "review write", anime=FRIEREN, rating=2)
    await carol.submit_modal(form, {"body": LONG[:4000], "more": LONG[4000:7900]})
    reader = get_response(await dave.slash(world.channel, "review read", anime=FRIEREN))
    assert "Paragraph 0." in get_text(reader)

    dismiss(world, dave)

    result = await dave.click(reader, label=label)
    assert get_text(result.followups[-1] if result.followups else get_response(result)) == UNSEEN
    assert not get_response(result).attachments


@pytest.mark.parametrize("custom_id", ["review:read:{}", "review:page:{}:1", "review:file:{}", "reaction:all:{}"])
async def test_a_copied_button_shows_a_review_only_where_it_is_posted(world: World, custom_id: str) -> None:
    await world.write_review("alice")
    copied = Buttons(button(custom_id.format((await get_review(world)).id), "Copied"))
    other = world.env.create_guild("Another club")
    lounge = other.create_text_channel("lounge")
    stranger, ben = other.add_member(world.env.create_user("eve")), world.member("ben")
    there = await world.bot.get_partial_messageable(lounge.id).send(view=copied)
    here = await world.bot.get_partial_messageable(world.channel.id).send(view=copied)

    assert get_text(await stranger.click(there, label="Copied")) == UNSEEN
    assert UNSEEN not in get_text(await ben.click(here, label="Copied"))


async def test_the_author_opens_their_own_review_from_anywhere(world: World) -> None:
    await world.write_review("alice")
    alice = world.member("alice")
    lounge = world.env.create_guild("Another club")
    channel = lounge.create_text_channel("lounge")
    there = lounge.add_member(alice.user)
    assert "A quiet masterpiece." in get_text(await there.slash(channel, "review read", anime=FRIEREN))
    assert "A quiet masterpiece." in get_text(await alice.user.slash("review read", anime=FRIEREN))


async def test_a_hidden_review_and_one_that_never_was_are_refused_alike(world: World) -> None:
    back_room = make_back_room(world)
    carol = employ(world, "carol")
    form = await carol.slash(back_room, "review write", anime=FRIEREN, rating=2)
    await carol.submit_modal(form, {"body": "Between us: dull."})
    (review,) = await world.bot.store.reviews.list_by_author(author_id=carol.id, limit=9, offset=0)
    await world.bot.get_partial_messageable(world.channel.id).send("Anything")
    ben = world.member("ben")
    for address in world.bot.router.addresses:
        if address.fields == {"review_id"}:
            beginning = address.template.partition("{")[0]
            hidden = await press(world, ben, f"{beginning}{review.id}", "1")
            absent = await press(world, ben, f"{beginning}{2**62}", "1")
            assert get_text(hidden) == get_text(absent), address


# Cards that a moderator deleted


async def test_a_review_whose_card_was_deleted_is_not_opened_from_a_list(world: World) -> None:
    card = get_response(await world.write_review("alice"))
    chika = world.member("chika")
    menu, value = await open_menu(world, chika)
    world.env.backend.delete_message(card.channel_id, card.id)

    assert get_text(await chika.select(menu, [value], custom_id="review:choose")).endswith(UNSEEN)
    assert await count_posts(world) == 0
    assert "No one has posted a review" in get_text(await chika.slash(world.channel, "review read", anime=FRIEREN))
    assert "A quiet masterpiece." in get_text(
        await world.member("alice").slash(world.channel, "review read", anime=FRIEREN)
    )


async def test_one_card_that_exists_is_enough(world: World) -> None:
    card = get_response(await world.write_review("alice"))
    lounge = world.guild.create_text_channel("lounge")
    await world.member("alice").slash(lounge, "review post", anime=FRIEREN)
    chika = world.member("chika")
    menu, value = await open_menu(world, chika)
    world.env.backend.delete_message(card.channel_id, card.id)

    for lookups in (2, 1):
        since = len(world.env.http_requests)
        assert "I cried." in get_text(await chika.select(menu, [value], custom_id="review:choose"))
        assert len(list_lookups(world, since)) == lookups
    assert await count_posts(world) == 1


@pytest.mark.parametrize("status", [500, 403])
async def test_a_review_is_shown_if_discord_cannot_be_asked(world: World, status: int) -> None:
    await world.write_review("alice")
    chika = world.member("chika")
    menu, value = await open_menu(world, chika)
    world.env.inject_error("GET", "/channels/*/messages/*", status=status, times=None)

    assert "I cried." in get_text(await chika.select(menu, [value], custom_id="review:choose"))
    assert await count_posts(world) == 1


async def test_reading_from_the_card_itself_asks_nothing(world: World) -> None:
    card = get_response(await world.write_review("alice", body=LONG[:4000]))
    since = len(world.env.http_requests)
    assert "Paragraph 0." in get_text(await world.member("chika").click(card, label="Read"))
    assert list_lookups(world, since) == []


# Where the bot is not a member


def enter_other_server(world: World, *people: MemberActor) -> None:
    """Lets people act in a server that the bot is not in."""
    elsewhere = str(world.guild.id + 1)
    for person in people:
        world.set_details(person, guild_id=elsewhere, guild={"id": elsewhere, "features": [], "locale": "en-US"})


async def test_in_a_server_without_the_bot_a_review_is_read_in_the_channel_where_it_is_posted(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    lounge = world.guild.create_text_channel("lounge")
    enter_other_server(world, alice, ben)
    card = get_response(await world.write_review("alice", body=LONG[:4000]))

    reader = get_response(await ben.click(card, label="Read"))
    assert "Paragraph 0." in get_text(reader)
    assert UNSEEN not in get_text(await ben.click(reader, label="Next"))
    copied = Buttons(button(f"review:read:{(await get_review(world)).id}", "Copied"))
    elsewhere = await world.bot.get_partial_messageable(lounge.id).send(view=copied)
    assert get_text(await ben.click(elsewhere, label="Copied")) == UNSEEN


async def test_in_a_group_a_review_is_read_from_the_bots_own_messages_alone(world: World) -> None:
    """No cards are stored there. Discord itself says what is on the message."""
    await world.write_review("alice")
    eve = world.person("eve")
    group = {"id": str(eve.dm_channel.id), "type": 3, "name": "Friends", "recipients": []}
    copied = Buttons(button(f"review:read:{(await get_review(world)).id}", "Read"))
    user = await world.bot.fetch_user(eve.id)
    pressed, other = await user.send(view=copied), await user.send("Hello")
    assert get_text(await eve.click(pressed, label="Read")).endswith(UNSEEN)

    world.set_details(eve, context=2, channel=group)
    assert "I cried." in get_text(await eve.click(pressed, label="Read"))

    backend = world.env.backend
    message = dict(message_payload(backend, backend.get_message(other.channel.id, other.id)))
    world.set_details(eve, context=2, channel=group, message=message)
    assert get_text(await eve.click(pressed, label="Read")).endswith(UNSEEN)
