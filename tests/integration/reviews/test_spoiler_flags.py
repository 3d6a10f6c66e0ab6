"""Stories of spoilers that an author missed: readers flag them, and the review gets a spoiler wall."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult, ResponseMessage

from tests.support.cards import get_card
from tests.support.reviews import FRIEREN, fill, open_form, open_panel, send
from tests.support.titles import call, get_response
from tests.support.world import World, get_custom_id, get_labels, get_text

BODY = "A quiet masterpiece. They marry."
WALL = "This review contains spoilers."
NOTICE = "Readers say that your review of **Frieren: Beyond the Journey's End** contains spoilers"


async def open_review(world: World, reader: MemberActor) -> ResponseMessage:
    return get_response(await reader.slash(world.channel, "review read", anime=FRIEREN, member=world.member("alice")))


async def flag(world: World, *names: str) -> str:
    """Members flag Alice's review one after the other. Returns what the last one is told."""
    text = ""
    for name in names:
        reader = world.member(name)
        text = get_text(await reader.click(await open_review(world, reader), label="Flag a spoiler"))
    return text


def add_moderator(world: World) -> MemberActor:
    role = world.guild.create_role("moderators", permissions=discord.Permissions(manage_messages=True))
    return world.guild.add_member(world.env.create_user("mo"), roles=[role])


def list_notices(result: InteractionResult) -> list[ResponseMessage]:
    return [message for message in result.followups if NOTICE in message.content]


async def use_bot(world: World, name: str = "alice") -> list[ResponseMessage]:
    """The notices of flagged reviews that a member gets when they look at their list."""
    return list_notices(await world.member(name).slash(world.channel, "list show"))


# Readers


async def test_three_readers_put_a_review_behind_the_wall(world: World) -> None:
    await world.write_review("alice", body=BODY)

    assert "gets a spoiler warning once enough readers flag it: 1 of 3 so far." in await flag(world, "ben")
    await world.restart()
    assert "2 of 3 so far." in await flag(world, "carol")
    assert "They marry." in get_text(get_card(world))
    await world.restart()
    assert "This review now has a spoiler warning, and its author will be told." in await flag(world, "dave")

    card = get_text(get_card(world))
    assert WALL in card
    assert "They marry." not in card
    assert "quiet" not in card


async def test_a_flagged_review_warns_its_readers_but_not_its_author(world: World) -> None:
    await world.write_review("alice", body=BODY)
    await flag(world, "ben", "carol", "dave")

    await world.restart()
    erin = world.member("erin")
    wall = await open_review(world, erin)
    assert "They marry." not in get_text(wall)
    assert get_labels(wall) == ["Show spoilers"]
    page = get_response(await erin.click(wall, label="Show spoilers"))
    assert "They marry." in get_text(page)
    assert "Flag a spoiler" not in get_labels(page)
    assert "They marry." in get_text(await open_review(world, world.member("alice")))


async def test_a_reader_who_flags_too_late_is_told_that_the_wall_is_there(world: World) -> None:
    await world.write_review("alice", body=BODY)
    erin = world.member("erin")
    page = await open_review(world, erin)
    await flag(world, "ben", "carol", "dave")

    assert "This review already has a spoiler warning." in get_text(await erin.click(page, label="Flag a spoiler"))


async def test_one_moderator_is_enough(world: World) -> None:
    await world.write_review("alice", body=BODY)
    moderator = add_moderator(world)

    told = await moderator.click(await open_review(world, moderator), label="Flag a spoiler")

    assert "This review now has a spoiler warning" in get_text(told)
    assert WALL in get_text(get_card(world))


async def test_the_same_reader_counts_once(world: World) -> None:
    await world.write_review("alice", body=BODY)

    assert "1 of 3 so far." in await flag(world, "ben", "ben", "ben")
    assert "They marry." in get_text(get_card(world))


async def test_an_author_cannot_flag_their_own_review(world: World) -> None:
    await world.write_review("alice", body=BODY)
    ben, alice = world.member("ben"), world.member("alice")
    menu = get_response(await ben.click(get_card(world), label="⋯"))
    world.env.backend.get_message(menu.channel_id, menu.id).flags = 0

    refusal = await alice.click(menu, label="Flag a spoiler")

    assert "This is your own review. To give it a spoiler warning, tick *Spoilers* under *Edit*." in get_text(refusal)
    assert "Flag a spoiler" not in get_labels(await open_review(world, alice))
    assert await use_bot(world) == []


async def test_a_flag_can_be_taken_back_and_set_again(world: World) -> None:
    await world.write_review("alice", body=BODY)
    ben = world.member("ben")
    thanks = get_response(await ben.click(await open_review(world, ben), label="Flag a spoiler"))

    await world.restart()
    assert get_text(await ben.click(thanks, label="Remove my flag")) == "Your flag is removed."
    assert "2 of 3 so far." in await flag(world, "carol", "dave")
    await flag(world, "ben")
    assert WALL in get_text(get_card(world))


async def test_a_flag_taken_back_too_late_does_not_lift_the_wall(world: World) -> None:
    await world.write_review("alice", body=BODY)
    ben = world.member("ben")
    thanks = get_response(await ben.click(await open_review(world, ben), label="Flag a spoiler"))
    await flag(world, "carol", "dave")

    told = get_text(await ben.click(thanks, label="Remove my flag"))

    assert "It's too late to remove your flag" in told
    assert WALL in get_text(get_card(world))


async def test_a_review_with_a_wall_cannot_be_flagged(world: World) -> None:
    await world.write_review("alice", body=BODY, spoilers=True)
    ben = world.member("ben")

    page = get_response(await ben.click(await open_review(world, ben), label="Show spoilers"))

    assert "Flag a spoiler" not in get_labels(page)


# The author


async def test_the_author_is_told_once_with_their_next_command(world: World) -> None:
    await world.write_review("alice", body=BODY)
    assert await use_bot(world) == []
    await flag(world, "ben", "carol", "dave")

    await world.restart()
    assert await use_bot(world, "ben") == []
    (notice,) = await use_bot(world)
    assert notice.ephemeral
    assert get_labels(notice) == ["Edit", "Read"]
    assert await use_bot(world) == []
    await world.restart()
    assert await use_bot(world) == []
    assert fill(await world.member("alice").click(notice, label="Edit"))["spoilers"] is True


async def test_a_command_that_opens_a_form_gives_no_notice_but_the_next_one_does(world: World) -> None:
    await world.write_review("alice", body=BODY)
    await flag(world, "ben", "carol", "dave")

    assert list_notices(await open_form(world, "edit")) == []
    assert len(await use_bot(world)) == 1


async def test_a_deleted_review_causes_no_notice(world: World) -> None:
    await world.write_review("alice", body=BODY)
    await flag(world, "ben", "carol", "dave")
    question = (await world.member("alice").click(get_card(world), label="⋯")).response
    assert question is not None
    sure = get_response(await world.member("alice").click(question, label="Delete"))
    await world.member("alice").click(sure, label="Delete")

    assert await use_bot(world) == []


# Changes


async def test_an_edit_that_hides_the_passage_lifts_the_wall(world: World) -> None:
    await world.write_review("alice", body=BODY)
    await flag(world, "ben", "carol", "dave")
    (notice,) = await use_bot(world)

    await world.restart()
    form = await world.member("alice").click(notice, label="Edit")
    await send(world, form, body="A quiet masterpiece. ||They marry.||", spoilers=False)

    assert "A quiet masterpiece. ▒▒▒" in get_text(get_card(world))
    assert "Flag a spoiler" in get_labels(await open_review(world, world.member("erin")))


async def test_an_edit_that_leaves_the_passage_does_not_lift_the_wall(world: World) -> None:
    await world.write_review("alice", body=BODY)
    await flag(world, "ben", "carol", "dave")

    await send(world, await open_form(world, "edit"), spoilers=False, rating=["7"])
    assert "7/10" in get_text(get_card(world))
    assert WALL in get_text(get_card(world))


async def test_an_addition_does_not_lift_the_wall(world: World) -> None:
    await world.write_review("alice", body=BODY)
    await flag(world, "ben", "carol", "dave")

    saved = await send(world, await open_form(world, "continue"), body="And live happily.")

    assert WALL in get_text(get_card(world))
    assert WALL in get_text(saved)
    assert "Readers say that your review of" in get_text(saved)
    assert "They marry." not in get_text(await open_review(world, world.member("erin")))


async def test_an_earlier_version_of_a_flagged_review_is_behind_the_wall_too(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="They marry in the end. I cried.")
    await send(world, await open_form(world, "edit"), body=BODY)
    await flag(world, "ben", "carol", "dave")

    versions = get_response(await alice.click(await open_panel(world), label="Earlier versions"))
    version = get_response(
        await alice.select(versions, ["1"], custom_id=get_custom_id(versions, "review:choose-version:"))
    )
    await alice.click(version, label="Restore this version")

    assert WALL in get_text(get_card(world))
    assert "They marry in the end." not in get_text(get_card(world))


async def test_an_author_who_agrees_keeps_the_wall(world: World) -> None:
    await world.write_review("alice", body=BODY)
    await flag(world, "ben", "carol", "dave")

    await send(world, await open_form(world, "edit"), body="They marry, and die.")

    assert WALL in get_text(get_card(world))


@pytest.mark.parametrize("flagged_before", [2, 3])
async def test_flags_of_the_old_text_do_not_count_for_a_new_one(world: World, flagged_before: int) -> None:
    await world.write_review("alice", body=BODY)
    await flag(world, *("ben", "carol", "dave")[:flagged_before])
    await use_bot(world)
    await send(world, await open_form(world, "edit"), body="He dies. She lives.", spoilers=False)

    assert "1 of 3 so far." in await flag(world, "ben")
    await world.restart()
    await flag(world, "carol", "erin")

    assert WALL in get_text(get_card(world))
    assert len(await use_bot(world)) == 1


async def test_all_cards_of_a_flagged_review_are_redrawn(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice", body=BODY)
    await call(world, "review post", anime=FRIEREN, channel=lounge)

    await flag(world, "ben", "carol", "dave")

    for channel in (world.channel, lounge):
        assert "They marry." not in get_text(get_card(world, channel))
