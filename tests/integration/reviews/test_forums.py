"""Stories of reviews in forums: each has a thread with the whole text."""

import re

import pytest
from simcord.builders import ChannelHandle

from tests.support.cards import get_line, react
from tests.support.forums import (
    FRIEREN,
    VERDICTS,
    allow,
    archive,
    create_forum,
    edit,
    get_messages,
    get_tags,
    get_thread,
    get_whole_text,
    post_in,
)
from tests.support.titles import get_response
from tests.support.world import World, get_labels, get_text


def make_text(length: int) -> str:
    """A text of about this many characters, with a number in each sentence."""
    return " ".join(f"Sentence {number:04} of it." for number in range(length // 21))


def get_numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"Sentence (\d{4})", text)]


async def list_places(world: World) -> list[int]:
    """The channels and threads with a card of Alice's review."""
    review = await world.bot.store.reviews.get_by_author(author_id=world.member("alice").id, anime_key=FRIEREN)
    assert review is not None
    return [post.channel_id for post in await world.bot.store.posts.list_for_review(review_id=review.id)]


def count_page_edits(world: World, thread: ChannelHandle) -> int:
    pages = {f"/channels/{thread.id}/messages/{message.id}" for message in get_messages(world, thread)[1:]}
    return sum(request.method == "PATCH" and request.path in pages for request in world.env.http_requests)


# The post


async def test_a_review_in_a_forum_is_a_thread_with_its_text_and_a_name_and_the_verdict_s_tag(world: World) -> None:
    forum = create_forum(world, "Discussion", *VERDICTS)
    await world.write_review("alice", body="A quiet masterpiece. I cried.")

    text = get_text(await post_in(world, forum))
    await world.restart()

    thread = get_thread(forum)
    assert f"Posted: https://discord.com/channels/{world.guild.id}/{thread.id}/" in text
    assert thread.name == "Frieren: Beyond the Journey's End – alice"
    assert get_tags(world, thread) == ["Recommended"]
    (card,) = get_messages(world, thread)
    assert "A quiet masterpiece. I cried." in get_text(card)
    assert get_labels(card) == ["Show all", "⋯"]
    assert [reaction.emoji for reaction in card.message.reactions] == ["👍", "❤️", "😂"]
    await react(world, card, "ben +👍")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert "Informative" in get_text(await world.member("ben").click(card, label="Show all"))


async def test_a_review_is_posted_in_a_forum_only_once(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    await world.restart()

    text = get_text(await post_in(world, forum))

    thread = get_thread(forum)
    assert f": https://discord.com/channels/{world.guild.id}/{thread.id}/" in text


async def test_posts_elsewhere_and_by_others_do_not_prevent_a_post(world: World) -> None:
    first, second = create_forum(world), create_forum(world)
    await world.write_review("alice")
    await world.write_review("ben")

    await post_in(world, first)
    await post_in(world, first, "ben")
    await post_in(world, second)

    assert [thread.name for thread in first.threads] == [
        "Frieren: Beyond the Journey's End – alice",
        "Frieren: Beyond the Journey's End – ben",
    ]
    assert len(second.threads) == 1


async def test_a_card_in_somebody_else_s_thread_does_not_count_as_a_forum_post(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("ben")
    await post_in(world, forum, "ben")
    await world.write_review("alice")

    assert "Posted: " in get_text(await post_in(world, get_thread(forum)))
    assert "Posted: " in get_text(await post_in(world, forum))

    assert len(forum.threads) == 2


async def test_a_post_that_discord_refuses_is_answered_with_a_sentence_and_can_be_tried_again(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")

    world.env.inject_error("POST", "/channels/*/threads", status=500)
    text = get_text(await post_in(world, forum))
    assert f"Discord didn't let me post it in {forum.mention}." in text
    assert forum.threads == []

    await post_in(world, forum)
    assert len(forum.threads) == 1


# The whole text


@pytest.mark.parametrize("length", [2700, 4000, 20_000])
async def test_the_whole_text_is_in_the_thread(world: World, length: int) -> None:
    forum = create_forum(world)
    body = make_text(length)
    if length <= 4000:
        await world.write_review("alice", body=body)
    else:
        await world.write_review("alice", body="", file=("review.txt", body.encode()))

    await post_in(world, forum)

    messages = get_messages(world, get_thread(forum))
    whole = "".join(get_text(message) for message in messages)
    assert get_numbers(whole) == list(range(length // 21))
    for number, message in enumerate(messages, 1):
        assert len(messages) == 1 or f"Page {number} of {len(messages)}" in get_text(message)


async def test_the_pages_follow_a_text_that_grows_and_shrinks(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=make_text(3900))
    await post_in(world, forum)
    thread = get_thread(forum)
    assert len(get_messages(world, thread)) == 2

    alice = world.member("alice")
    more = await alice.slash(world.channel, "review continue", anime=FRIEREN)
    await world.restart()
    await alice.submit_modal(more, {"body": make_text(3900)})
    messages = get_messages(world, thread)
    assert len(messages) == 3
    assert "Page 3 of 3" in get_text(messages[2])
    assert get_numbers(get_whole_text(world, thread)) == [*range(185), *range(185)]

    await edit(world, body="Short now.", more="Really.")
    (card,) = get_messages(world, thread)
    assert "Really." in get_text(card)


async def test_a_vote_does_not_edit_the_pages(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=make_text(3900))
    await post_in(world, forum)
    thread = get_thread(forum)
    card, _ = get_messages(world, thread)

    await react(world, card, "ben +👍")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert count_page_edits(world, thread) == 0

    await edit(world, body=make_text(3800))
    assert count_page_edits(world, thread) == 1


async def test_pages_that_were_not_sent_before_a_restart_are_sent_after_it(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=make_text(3900))
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)

    await post_in(world, forum)
    thread = get_thread(forum)
    assert len(get_messages(world, thread)) == 1
    await world.restart()

    assert get_numbers(get_whole_text(world, thread)) == list(range(185))


async def test_a_page_that_somebody_deleted_comes_back_with_the_next_edit(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=make_text(3900))
    await post_in(world, forum)
    thread = get_thread(forum)
    world.env.backend.delete_message(thread.id, get_messages(world, thread)[1].id)

    await edit(world, body=make_text(3800))

    assert get_numbers(get_whole_text(world, thread)) == list(range(180))


# Spoilers


async def test_a_review_with_spoilers_shows_nothing_of_its_text_in_a_forum(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=make_text(3900), spoilers=True)

    await post_in(world, forum)

    (card,) = get_messages(world, get_thread(forum))
    assert get_numbers(get_text(card)) == []
    wall = await world.member("ben").click(card, label="Read")
    assert get_labels(wall.response) == ["Show spoilers"]


async def test_the_pages_of_a_review_are_deleted_once_it_has_spoilers(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=make_text(3900))
    await post_in(world, forum)
    thread = get_thread(forum)
    await world.restart()

    await edit(world, body=make_text(3900), spoilers=True)
    (card,) = get_messages(world, thread)
    assert get_numbers(get_text(card)) == []

    await edit(world, body=make_text(3900), spoilers=False)
    assert get_numbers(get_whole_text(world, thread)) == list(range(185))


async def test_the_pages_of_a_review_that_readers_flag_are_deleted(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=make_text(3900))
    await post_in(world, forum)
    thread = get_thread(forum)

    for name in ("ben", "carol", "dave"):
        reader = get_response(await world.member(name).slash(world.channel, "review read", anime=FRIEREN))
        await world.member(name).click(reader, label="Flag a spoiler")

    (card,) = get_messages(world, thread)
    assert get_numbers(get_text(card)) == []


# Permissions


async def test_where_the_bot_may_not_post_the_missing_permission_is_named(world: World) -> None:
    forum = create_forum(world)
    allow(world, forum, world.bot.user, send_messages=False)
    await world.write_review("alice")

    text = get_text(await post_in(world, forum))

    assert f"I can't post in {forum.mention}: I need **Send Messages** there." in text
    assert forum.threads == []


async def test_only_a_text_of_several_pages_needs_the_permission_to_write_in_threads(world: World) -> None:
    forum = create_forum(world)
    allow(world, forum, world.bot.user, send_messages_in_threads=False)
    await world.write_review("alice", body=make_text(3900))
    await world.write_review("ben")

    text = get_text(await post_in(world, forum))
    assert f"I can't post in {forum.mention}: I need **Send Messages in Threads** there." in text
    assert "Posted: " in get_text(await post_in(world, forum, "ben"))

    assert [thread.name for thread in forum.threads] == ["Frieren: Beyond the Journey's End – ben"]


async def test_a_forum_where_the_author_may_not_write_stays_empty(world: World) -> None:
    forum = create_forum(world)
    allow(world, forum, world.member("alice"), send_messages=False)
    await world.write_review("alice")

    text = get_text(await post_in(world, forum))

    assert f"You can't write in {forum.mention}, so I won't post your review there. Choose another channel." in text
    assert forum.threads == []


# Archived and deleted threads


@pytest.mark.parametrize("what", ["its first message", "its thread"])
async def test_a_post_that_was_deleted_by_hand_can_be_posted_again(world: World, what: str) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    thread = get_thread(forum)
    if what == "its first message":
        world.env.backend.delete_message(thread.id, get_messages(world, thread)[0].id)
    else:
        await world.bot.close()
        world.env.backend.delete_channel(thread.id)
        await world.restart()

    again = await post_in(world, forum)

    assert "Posted: https://discord.com/channels/" in get_text(again)
    assert "A quiet masterpiece." in get_whole_text(world, forum.threads[-1])


async def test_a_post_in_an_archived_thread_is_updated_too(world: World) -> None:
    forum = create_forum(world, *VERDICTS)
    await world.write_review("alice")
    await post_in(world, forum)
    thread = get_thread(forum)
    await world.restart()
    archive(world, thread)

    await edit(world, body="On second thought.", verdict="NOT_RECOMMENDED")

    assert "On second thought." in get_whole_text(world, thread)
    assert get_tags(world, thread) == ["Not recommended"]
    metadata = world.env.backend.get_channel(thread.id).thread_metadata
    assert metadata is not None
    assert metadata.archived


async def test_deleting_a_thread_deletes_its_post_and_nothing_else(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await world.write_review("ben")
    await post_in(world, forum)
    await post_in(world, forum, "ben")
    first, second = forum.threads

    world.env.backend.delete_channel(first.id)
    await world.restart()
    await edit(world, body="Still here. Somewhere.")

    assert "Still here." in get_text(world.channel.history()[0])
    text = get_text(await post_in(world, forum))
    assert "Posted: https" in text
    assert len(forum.threads) == 2
    assert "is already in" in get_text(await post_in(world, forum, "ben"))
    assert "A quiet masterpiece." in get_whole_text(world, second)


async def test_deleting_a_forum_deletes_its_posts_and_nothing_else(world: World) -> None:
    first, second = create_forum(world), create_forum(world)
    await world.write_review("alice")
    await post_in(world, first)
    await post_in(world, second)

    # The bot does not know an archived thread, and Discord does not say that it is deleted.
    world.env.backend.edit_channel(get_thread(first).id, {}, thread_metadata={"archived": True})
    world.env.backend.delete_channel(first.id)
    await world.env.settle()

    assert await list_places(world) == [world.channel.id, get_thread(second).id]
    await edit(world, body="Still here. Somewhere.")
    assert "Still here." in get_whole_text(world, get_thread(second))


async def test_deleting_a_channel_deletes_the_cards_in_its_threads(world: World) -> None:
    general = world.guild.create_text_channel("general")
    for channel in (general, world.channel):
        world.env.backend.create_thread(channel.id, "Frieren", world.member("alice").id)
    (gone,), (stays,) = general.threads, world.channel.threads
    await world.write_review("alice", channel=gone)
    await world.member("alice").slash(stays, "review post", anime=FRIEREN)
    await post_in(world, gone)

    world.env.backend.edit_channel(gone.id, {}, thread_metadata={"archived": True})
    world.env.backend.delete_channel(general.id)
    await world.restart()

    assert await list_places(world) == [stays.id]
