"""Stories of reviews that are deleted with all their cards, and of deletions that are undone."""

from datetime import timedelta

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.results import ResponseMessage

from db.reviews.models import Post, Review
from tests.support.cards import get_card, get_line, react, show_all
from tests.support.forums import (
    FRIEREN,
    allow,
    create_forum,
    get_messages,
    get_tags,
    get_thread,
    get_whole_text,
    post_in,
)
from tests.support.titles import get_response
from tests.support.undoing import delete, undo
from tests.support.world import World, get_custom_id, get_labels, get_text


async def restore(world: World, deleted: ResponseMessage) -> None:
    """Restores the review in the database only, like an undo that has not yet posted the first card again."""
    review_id = int(get_custom_id(deleted, "review:undo").rpartition(":")[2])
    now = int(world.env.now().timestamp())
    assert await world.bot.store.reviews.restore(
        review_id=review_id, author_id=world.member("alice").id, restore_id=1, now=now
    )


def get_cards(channel: ChannelHandle) -> list[str]:
    """What everybody sees in a channel."""
    return [get_text(message) for message in channel.history() if not message.flags.ephemeral]


async def get_review(world: World) -> Review:
    review = await world.bot.store.reviews.get_by_author(author_id=world.member("alice").id, anime_key=FRIEREN)
    assert review is not None
    return review


async def list_posts(world: World) -> list[Post]:
    posts = await world.bot.store.posts.list_for_review(review_id=(await get_review(world)).id)
    assert not any(post.is_down for post in posts)
    return posts


async def test_an_undo_brings_every_card_back(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice", body="A quiet masterpiece. I cried.")
    await post_in(world, lounge)

    deleted = await delete(world)
    assert get_cards(world.channel) == get_cards(lounge) == []
    await world.restart()
    await undo(world, deleted)
    await world.restart()

    for channel in (world.channel, lounge):
        card = get_card(world, channel)
        assert len(get_cards(channel)) == 1
        assert "A quiet masterpiece. I cried." in get_text(card)
        assert [reaction.emoji for reaction in card.message.reactions] == ["👍", "❤️", "😂"]
        assert "A quiet masterpiece." in get_text(await world.member("ben").click(card, label="Read"))
    assert len(await list_posts(world)) == 2


async def test_votes_survive_a_deletion_that_is_undone(world: World) -> None:
    await world.write_review("alice")
    await react(world, get_card(world), "ben +👍", "carol +❤️")

    await undo(world, await delete(world))
    card = get_card(world)
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 1 · 😂 Funny 0"

    # The reaction is gone with the old card, so the button takes the vote back.
    await world.member("ben").click(await show_all(world, "ben", card), label="Nice")
    assert get_line(card) == "👍 Nice 0 · ❤️ Love it 1 · 😂 Funny 0"
    await react(world, card, "dave +👍")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 1 · 😂 Funny 0"


async def test_a_vote_can_be_taken_back_if_its_reaction_is_gone_with_the_card(world: World) -> None:
    await world.write_review("alice")
    await react(world, get_card(world), "ben +👍")
    panel = await show_all(world, "ben", get_card(world))
    await restore(world, await delete(world))

    await world.member("ben").click(panel, label="Nice")

    assert get_line(get_card(world)) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_restart_after_an_undo_loses_no_card(world: World) -> None:
    await world.write_review("alice")
    await restore(world, await delete(world))
    assert get_cards(world.channel) == []
    await world.restart()

    assert len(get_cards(world.channel)) == 1


async def test_a_card_that_discord_refuses_at_first_comes_back_in_the_end(world: World) -> None:
    await world.write_review("alice")
    deleted = await delete(world)

    world.env.inject_error("POST", "/channels/*/messages", status=503, times=2)
    await undo(world, deleted)
    await world.env.settle()

    assert len(get_cards(world.channel)) == 1


async def test_a_card_that_a_moderator_had_deleted_does_not_come_back(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice")
    await post_in(world, lounge)
    card = get_card(world)
    world.env.backend.delete_message(card.channel_id, card.id)

    await undo(world, await delete(world))

    assert get_cards(world.channel) == []
    assert len(get_cards(lounge)) == 1


async def test_a_card_comes_back_when_the_bot_may_write_again_and_others_at_once(world: World) -> None:
    lounge, attic = world.guild.create_text_channel("lounge"), world.guild.create_text_channel("attic")
    await world.write_review("alice")
    await post_in(world, lounge)
    await post_in(world, attic)
    deleted = await delete(world)

    allow(world, world.channel, world.bot.user, send_messages=False)
    world.env.backend.delete_channel(attic.id)
    await undo(world, deleted)
    assert get_cards(world.channel) == []
    assert len(get_cards(lounge)) == 1

    allow(world, world.channel, world.bot.user, send_messages=True)
    await world.env.settle()

    assert len(get_cards(world.channel)) == len(get_cards(lounge)) == 1
    assert {post.channel_id for post in await list_posts(world)} == {world.channel.id, lounge.id}


async def test_a_card_that_could_not_be_deleted_works_again_and_is_not_posted_twice(world: World) -> None:
    await world.write_review("alice", body="A quiet masterpiece. I cried.")
    card = get_card(world)
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50013)

    deleted = await delete(world)
    assert "This review is gone" in get_text(await world.member("ben").click(card, label="Read"))
    await undo(world, deleted)

    assert len(get_cards(world.channel)) == 1
    assert "I cried." in get_text(await world.member("ben").click(card, label="Read"))
    await react(world, card, "ben +👍")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert len(await list_posts(world)) == 1


@pytest.mark.parametrize("how", ["restart", "an hour", "access"])
async def test_a_card_that_could_not_be_deleted_is_named_and_goes_when_it_can(world: World, how: str) -> None:
    await world.write_review("alice", body="A quiet masterpiece. I cried.")
    card = get_card(world)
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50013)

    alice = world.member("alice")
    question = get_response(await alice.slash(world.channel, "review delete", anime=FRIEREN))
    deleted = await alice.click(question, label="Delete")

    (notice,) = deleted.followups
    assert notice.ephemeral
    assert f"doesn't let me remove 1 card of a review that you deleted: {card.message.jump_url}" in get_text(notice)
    assert len(get_cards(world.channel)) == 1
    assert card.message.jump_url in get_text(await alice.slash(world.channel, "review mine"))

    if how == "restart":
        await world.restart()
    elif how == "an hour":
        await world.env.advance_time(3600)
    else:
        allow(world, world.channel, world.bot.user, view_channel=False)
        allow(world, world.channel, world.bot.user, view_channel=True)
    await world.env.settle()

    assert get_cards(world.channel) == []
    assert card.message.jump_url not in get_text(await alice.slash(world.channel, "review mine"))


async def test_a_card_that_is_deleted_before_the_others_comes_back_with_them(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice")
    await post_in(world, lounge)

    world.env.inject_error("DELETE", f"/channels/{lounge.id}/messages/*", status=503)
    deleted = await delete(world)
    await world.env.settle()
    assert get_cards(world.channel) == get_cards(lounge) == []
    await undo(world, deleted)

    assert len(get_cards(world.channel)) == len(get_cards(lounge)) == 1


async def test_a_card_that_the_bot_cannot_change_works_again(world: World) -> None:
    assert world.bot.user is not None
    hidden = discord.PermissionOverwrite(view_channel=False)
    lounge = world.guild.create_text_channel("lounge", overwrites={world.bot.user: hidden})
    await world.write_review("alice", body="A quiet masterpiece. I cried.", channel=lounge)
    (card,) = lounge.history()

    deleted = await delete(world)
    assert "This review is gone" in get_text(await world.member("ben").click(card, label="Read"))
    await world.restart()
    await undo(world, deleted)

    assert "I cried." in get_text(await world.member("ben").click(card, label="Read"))
    assert len(get_cards(lounge)) == 1
    assert [post.message_id for post in await list_posts(world)] == [card.id]


# In forums


async def test_a_forum_post_is_deleted_with_its_review_and_comes_back_with_its_text_and_tag(world: World) -> None:
    forum = create_forum(world, "Recommended")
    await world.write_review("alice", body="A quiet masterpiece. " * 180)
    await post_in(world, forum)
    await react(world, get_messages(world, get_thread(forum))[0], "ben +👍")

    deleted = await delete(world)
    assert forum.threads == []
    await world.restart()
    await undo(world, deleted)
    await world.restart()

    thread = get_thread(forum)
    assert thread.name == "Frieren: Beyond the Journey's End – alice"
    assert get_tags(world, thread) == ["Recommended"]
    card, _ = get_messages(world, thread)
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert get_whole_text(world, thread).count("A quiet masterpiece.") == 180
    assert len(await list_posts(world)) == 2


async def test_the_discussion_below_a_forum_post_stays_when_the_post_is_deleted(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body="A quiet masterpiece. " * 180)
    await post_in(world, forum)
    thread = get_thread(forum)
    await world.member("ben").send(thread, "I cried.")

    deleted = await delete(world)
    assert [message.content for message in thread.history()] == ["I cried."]
    await undo(world, deleted)

    _, again = forum.threads
    assert get_whole_text(world, again).count("A quiet masterpiece.") == 180


@pytest.mark.parametrize("missing", ["manage_threads", "read_message_history"])
async def test_a_thread_that_the_bot_may_not_remove_stays_empty(world: World, missing: str) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    allow(world, forum, world.bot.user, **{missing: False})

    await delete(world)

    assert get_messages(world, get_thread(forum)) == []


async def test_a_deleted_forum_gets_no_post_back(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    deleted = await delete(world)

    world.env.backend.delete_channel(forum.id)
    await undo(world, deleted)

    assert len(get_cards(world.channel)) == 1
    assert [post.channel_id for post in await list_posts(world)] == [world.channel.id]


async def test_a_review_that_is_gone_for_good_leaves_nothing_behind(world: World) -> None:
    forum = create_forum(world)
    await world.write_review("alice")
    await post_in(world, forum)
    deleted = await delete(world)

    await world.env.advance_time(2 * 60 * 60)

    assert "It's too late" in get_text(await world.member("alice").click(deleted, label="Undo"))
    assert get_labels(deleted) == ["Undo"]
    assert get_cards(world.channel) == forum.threads == []


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_wrong_clock_takes_away_no_undo_and_keeps_nothing_for_ever(
    world: World, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """The host's clock is an hour ahead or behind."""
    monkeypatch.setattr(discord.utils, "utcnow", lambda: world.env.now() + timedelta(hours=hours))
    await world.write_review("alice")
    deleted = await delete(world)
    await world.env.advance_time(14 * 60)
    await world.restart()
    await undo(world, deleted)
    assert len(get_cards(world.channel)) == 1

    deleted = await delete(world)
    await world.env.advance_time(2 * 60 * 60)
    await world.env.settle()
    assert "It's too late" in get_text(await world.member("alice").click(deleted, label="Undo"))
    review_id = int(get_custom_id(deleted, "review:undo").rpartition(":")[2])
    now = int(world.env.now().timestamp()) - 2 * 60 * 60
    assert not await world.bot.store.reviews.can_restore(
        review_id=review_id, author_id=world.member("alice").id, now=now
    )
