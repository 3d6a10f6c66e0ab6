"""Stories of threads that people open on cards to discuss a review."""

import pytest
from discord import PermissionOverwrite as Overwrite
from simcord.builders import ChannelHandle
from simcord.results import ResponseMessage

from tests.support.cards import get_card
from tests.support.forums import FRIEREN, create_forum, get_messages, get_thread, post_in
from tests.support.titles import get_response
from tests.support.world import World, get_labels, get_text


async def open_menu(world: World, name: str, channel: ChannelHandle | None = None) -> ResponseMessage:
    """Presses ⋯ on a channel's card as a member, and returns the menu."""
    return get_response(await world.member(name).click(get_card(world, channel), label="⋯"))


async def test_a_reader_opens_a_thread_on_the_card_and_others_find_it(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    menu = get_response(await world.member("ben").click(card, label="⋯"))
    assert get_labels(menu) == ["Discuss", "Flag a spoiler"]

    await world.restart()
    opened = await world.member("ben").click(menu, label="Discuss")

    (thread,) = world.channel.threads
    assert thread.id == card.id
    assert thread.name == "Frieren: Beyond the Journey's End – alice"
    assert get_text(opened) == f"The discussion is here: {thread.mention}"
    await world.member("ben").send(thread, "I cried.")

    await world.restart()
    menu = get_response(await world.member("carol").click(card, label="⋯"))
    found = await world.member("carol").click(menu, label="Discuss")
    assert get_text(found) == f"The discussion is here: {thread.mention}"
    opened_threads = [request for request in world.env.http_requests if request.path.endswith("/threads")]
    assert len(opened_threads) == 1


async def test_an_author_opens_a_thread_on_their_own_card(world: World) -> None:
    await world.write_review("alice")
    menu = await open_menu(world, "alice")

    await world.member("alice").click(menu, label="Discuss")

    assert len(world.channel.threads) == 1


async def test_a_thread_that_the_bot_does_not_know_is_still_found(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    menu = await open_menu(world, "ben")

    world.env.inject_error("POST", f"/channels/*/messages/{card.id}/threads", status=400, code=160004)
    found = await world.member("ben").click(menu, label="Discuss")

    assert get_text(found) == f"The discussion is here: <#{card.id}>"


async def test_opening_a_thread_on_a_deleted_card_is_answered_with_a_sentence(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    menu = await open_menu(world, "ben")
    world.env.backend.delete_message(card.channel_id, card.id)

    refusal = await world.member("ben").click(menu, label="Discuss")

    assert "That card is gone." in get_text(refusal)
    assert world.channel.threads == []


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("bot", "I can't start a thread: I need **Create Public Threads** in this channel. Ask an admin."),
        ("ben", "You need **Create Public Threads** in this channel to start a thread. Ask an admin."),
    ],
)
async def test_a_thread_is_opened_only_where_both_bot_and_member_may(world: World, who: str, sentence: str) -> None:
    assert world.bot.user is not None
    people = {"bot": world.bot.user, "ben": world.member("ben")}
    lounge = world.guild.create_text_channel("lounge", overwrites={people[who]: Overwrite(create_public_threads=False)})
    await world.write_review("alice", channel=lounge)
    menu = await open_menu(world, "ben", lounge)

    refusal = await world.member("ben").click(menu, label="Discuss")

    assert get_text(refusal) == sentence
    assert lounge.threads == []


async def test_no_thread_is_opened_in_a_thread(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    (card,) = get_messages(world, get_thread(forum))

    menu = get_response(await world.member("ben").click(card, label="⋯"))

    assert get_labels(menu) == ["Flag a spoiler"]


async def test_a_deleted_review_is_no_longer_discussed(world: World) -> None:
    await world.write_review("alice")
    menu = await open_menu(world, "ben")
    alice = world.member("alice")
    question = get_response(await alice.slash(world.channel, "review delete", anime=FRIEREN))
    await alice.click(question, label="Delete")

    refusal = await world.member("ben").click(menu, label="Discuss")

    assert "This review is gone: its author deleted it." in get_text(refusal)
