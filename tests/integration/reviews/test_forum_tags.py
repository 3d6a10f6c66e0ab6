"""Stories of the tags that reviews get in forums."""

import pytest

from tests.support.cards import react
from tests.support.forums import (
    VERDICTS,
    allow,
    create_forum,
    edit,
    get_messages,
    get_tags,
    get_thread,
    get_whole_text,
    post_in,
    require_tag,
)
from tests.support.world import World, get_text


@pytest.mark.parametrize("tag", ["RECOMMENDED", "recommended", "👍 Recommended!", "__recommended__"])
async def test_a_tag_means_a_verdict_no_matter_how_it_is_written(world: World, tag: str) -> None:
    forum = create_forum(world, "Not-Recommended", tag)
    await world.write_review("alice")

    await post_in(world, forum)

    assert get_tags(world, get_thread(forum)) == [tag]


async def test_the_tag_follows_the_verdict_and_other_tags_stay(world: World) -> None:
    forum = create_forum(world, "Classic", *VERDICTS)
    await world.write_review("alice")
    await post_in(world, forum)
    thread = get_thread(forum)
    classic, recommended, *_ = (int(tag["id"]) for tag in world.env.backend.get_channel(forum.id).available_tags)
    world.env.backend.edit_channel(thread.id, {"applied_tags": [recommended, classic]})
    await world.restart()

    await edit(world, body="On second thought.", verdict="NOT_RECOMMENDED")

    assert get_tags(world, thread) == ["Classic", "Not recommended"]


async def test_a_tag_that_a_moderator_removed_stays_away_when_people_vote(world: World) -> None:
    forum = create_forum(world, *VERDICTS)
    await world.write_review("alice")
    await post_in(world, forum)
    thread = get_thread(forum)
    world.env.backend.edit_channel(thread.id, {"applied_tags": []})

    await react(world, get_messages(world, thread)[0], "ben +👍")

    assert get_tags(world, thread) == []


async def test_a_refused_tag_does_not_hold_up_the_card(world: World) -> None:
    forum = create_forum(world, *VERDICTS)
    await world.write_review("alice")
    await post_in(world, forum)
    thread = get_thread(forum)

    world.env.inject_error("PATCH", f"/channels/{thread.id}", status=403, code=50013)
    await edit(world, body="On second thought.", verdict="NOT_RECOMMENDED")

    (card,) = get_messages(world, thread)
    assert "Not recommended" in get_text(card)
    assert get_tags(world, thread) == ["Recommended"]


async def test_if_a_tag_is_required_and_none_fits_the_author_chooses_one(world: World) -> None:
    forum = create_forum(world, "Drama", "Staff only", "Comedy", moderated=("Staff only",))
    require_tag(world, forum)
    allow(world, forum, world.bot.user, manage_threads=False)
    require_tag(world, forum)
    await world.write_review("alice")

    question = (await post_in(world, forum)).response
    assert question is not None
    assert f"Posts in {forum.mention} need a tag. Which one fits your review?" in get_text(question)
    options = question.components[0]["components"][0]["options"]
    assert [option["label"] for option in options] == ["Drama", "Comedy"]
    assert forum.threads == []

    await world.restart()
    require_tag(world, forum)
    answer = await world.member("alice").select(question, [options[1]["value"]])

    assert "Posted: https://discord.com/channels/" in get_text(answer)
    thread = get_thread(forum)
    assert get_tags(world, thread) == ["Comedy"]
    await edit(world, body="On second thought.", verdict="NOT_RECOMMENDED")
    assert get_tags(world, thread) == ["Comedy"]


async def test_a_tag_that_is_only_an_emoji_has_a_name_to_choose_it_by(world: World) -> None:
    forum = create_forum(world, "")
    require_tag(world, forum)
    await world.write_review("alice")

    question = (await post_in(world, forum)).response

    assert question is not None
    (option,) = question.components[0]["components"][0]["options"]
    assert option["label"] == "A tag without a name"


async def test_the_only_tag_of_a_forum_that_requires_one_stays(world: World) -> None:
    forum = create_forum(world, "Recommended")
    require_tag(world, forum)
    await world.write_review("alice", rating=2)
    question = (await post_in(world, forum)).response
    assert question is not None
    (option,) = question.components[0]["components"][0]["options"]
    await world.member("alice").select(question, [option["value"]])

    await edit(world, body="On second thought.", verdict="MIXED_FEELINGS")

    assert "On second thought." in get_whole_text(world, get_thread(forum))
    assert get_tags(world, get_thread(forum)) == ["Recommended"]


async def test_a_forum_that_requires_a_tag_but_has_none_to_use_is_explained(world: World) -> None:
    forum = create_forum(world)
    require_tag(world, forum)
    await world.write_review("alice")

    text = get_text(await post_in(world, forum))

    assert "need a tag, and there is none that I can use. Ask an admin for one named “Recommended”" in text
    assert forum.threads == []


async def test_a_tag_for_moderators_is_used_by_a_bot_that_may_manage_threads(world: World) -> None:
    first = create_forum(world, "Recommended", moderated=("Recommended",))
    second = create_forum(world, "Recommended", moderated=("Recommended",))
    allow(world, second, world.bot.user, manage_threads=False)
    await world.write_review("alice")

    await post_in(world, first)
    await post_in(world, second)

    assert get_tags(world, get_thread(first)) == ["Recommended"]
    assert get_tags(world, get_thread(second)) == []
