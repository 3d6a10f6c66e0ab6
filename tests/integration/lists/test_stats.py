"""Stories of people who look at lists as pictures."""

import io
from typing import Any

import pytest
from PIL import Image
from simcord.actors import MemberActor
from simcord.results import InteractionResult, ResponseMessage

from tests.support.lists import FILM, FRIEREN, call
from tests.support.world import Shown, World, get_labels, get_text

ALT_TEXT = (
    "An anime list in charts. 2 titles: Watching 1, Completed 1. "
    "Mean score 8.0; titles scored 1 to 10: 0, 0, 0, 0, 0, 0, 0, 1, 0, 0. 4 episodes. "
    "About 2 hours: counted as 24 minutes an episode, 100 a film. "
    "Finished by month, titles (episodes): Apr 2024 1 (1). Finished by year, titles (episodes): 2024 1 (1)"
)


async def slash(world: World, person: MemberActor, command: str, **options: Any) -> ResponseMessage:
    result = await person.slash(world.channel, command, **options)
    assert result.response is not None
    return result.response


async def add_two_titles(world: World, person: MemberActor, **film: Any) -> None:
    """Three episodes of a series, and a film that was finished."""
    await slash(world, person, "list add", anime=FRIEREN, episodes=3)
    await slash(world, person, "list add", anime=FILM, episodes=1, score=8)
    await slash(world, person, "list update", anime=FILM, finished="2024-04-03", **film)


def get_gallery(shown: ResponseMessage) -> dict[str, Any]:
    """The picture in a message, as Discord shows it. Fails unless there is exactly one."""
    (gallery,) = [item for item in shown.components[0]["components"] if item["type"] == 12]
    (picture,) = gallery["items"]
    return picture


async def check_picture(shown: ResponseMessage) -> None:
    """Fails unless the message has one file, which is a picture and is shown in it."""
    (attachment,) = shown.attachments
    picture = Image.open(io.BytesIO(await attachment.read()))
    assert (picture.format, picture.size) == ("PNG", (1200, 1500))
    assert get_gallery(shown)["media"]["url"] in (attachment.url, f"attachment://{attachment.filename}")


def get_response(result: InteractionResult) -> ResponseMessage:
    shown = [*([result.response] if result.response else []), *result.followups]
    return shown[-1]


def is_in_two_titles(shown: Shown) -> bool:
    return "2 titles: Watching 1, Completed 1" in get_text(shown)


# A person's own picture


async def test_a_person_sees_their_list_as_a_picture_in_private_messages(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    await call(alice, "list add", anime=FILM, episodes=1, score=8)
    await call(alice, "list update", anime=FILM, finished="2024-04-03")

    shown = await call(alice, "list stats")

    await check_picture(shown)
    assert not shown.ephemeral
    assert get_labels(shown) == []
    assert get_gallery(shown)["description"] == ALT_TEXT
    for line in ALT_TEXT.split(". ")[1:5]:
        assert line in get_text(shown)


async def test_in_a_server_only_the_caller_sees_the_picture(world: World) -> None:
    alice = world.member("alice")
    await add_two_titles(world, alice)

    shown = await slash(world, alice, "list stats")

    await check_picture(shown)
    assert shown.ephemeral
    assert get_labels(shown) == ["Share here"]
    assert get_gallery(shown)["description"] == ALT_TEXT
    assert world.channel.last_message is None


async def test_people_who_name_themselves_get_their_own_picture(world: World) -> None:
    alice = world.member("alice")
    await add_two_titles(world, alice, private=True)
    await slash(world, alice, "list privacy", visibility="private")
    shown = await slash(world, alice, "list stats", member=alice)
    assert is_in_two_titles(shown)
    assert get_labels(shown) == ["Share here"]


async def test_an_empty_list_says_how_to_begin(world: World) -> None:
    shown = await call(world.person("alice"), "list stats")
    assert get_text(shown).startswith("There is nothing to draw yet. Add a title with `/list add`")
    assert shown.attachments == []


async def test_a_custom_title_counts_like_any_other(world: World) -> None:
    alice = world.person("alice")
    question = await call(alice, "list add", anime="Our holiday film", status="COMPLETED", episodes=5)
    await alice.click(question, label="Use “Our holiday film” as it is")
    text = get_text(await call(alice, "list stats"))
    assert "About 2 hours: counted as 24 minutes an episode" in text
    assert "5 episodes" in text


async def test_a_name_that_the_font_cannot_draw_does_no_harm(world: World) -> None:
    miyazaki = world.person("宮崎😀")
    await call(miyazaki, "list add", anime=FRIEREN)
    await check_picture(await call(miyazaki, "list stats"))


# Shared


async def test_the_picture_is_shared_without_private_titles(world: World) -> None:
    alice = world.member("alice")
    await add_two_titles(world, alice, private=True)
    own = await slash(world, alice, "list stats")
    assert is_in_two_titles(own)
    assert "Includes 1 private title" in get_text(own)

    await world.restart()
    shared = get_response(await alice.click(own, label="Share here"))

    await check_picture(shared)
    assert not shared.ephemeral
    assert get_text(shared).splitlines()[1:] == [
        f"-# <@{alice.id}> shares their list",
        "### Anime list",
        "1 title: Watching 1",
        "No scores yet",
        "3 episodes",
        "About 1 hour: counted as 24 minutes an episode, 100 a film",
    ]
    description = get_gallery(shared)["description"]
    assert "1 title: Watching 1" in description
    assert "2024" not in description
    assert get_labels(shared) == []


async def test_the_shared_picture_is_drawn_as_if_nothing_were_private(world: World) -> None:
    alice = world.member("alice")
    await add_two_titles(world, alice, private=True)
    own = await slash(world, alice, "list stats")
    shared = get_response(await alice.click(own, label="Share here"))

    await alice.click(await slash(world, alice, "list remove", anime=FILM), label="Remove")
    without = await slash(world, alice, "list stats")

    assert await shared.attachments[0].read() == await without.attachments[0].read()
    assert await shared.attachments[0].read() != await own.attachments[0].read()


async def test_a_list_of_private_titles_is_not_shared(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN)
    await slash(world, alice, "list update", anime=FRIEREN, private=True)
    own = await slash(world, alice, "list stats")
    refusal = get_response(await alice.click(own, label="Share here"))
    assert get_text(refusal) == "There is nothing to share here. Private titles are never shared."
    assert refusal.ephemeral
    assert world.channel.last_message is None


# Pictures of others' lists


async def test_a_public_list_is_drawn_without_its_private_titles(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await add_two_titles(world, alice, private=True)
    await slash(world, alice, "list privacy", visibility="public")

    shown = await slash(world, bob, "list stats", member=alice)

    await check_picture(shown)
    assert shown.ephemeral
    assert f"### <@{alice.id}>'s anime list" in get_text(shown)
    assert "1 title: Watching 1" in get_text(shown)
    assert "private" not in get_text(shown)
    assert "Apr 2024" not in get_gallery(shown)["description"]
    assert get_labels(shown) == []


async def test_a_private_list_is_not_drawn_for_others(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await add_two_titles(world, alice)
    await slash(world, alice, "list privacy", visibility="private")
    refusal = await slash(world, bob, "list stats", member=alice)
    assert "alice's list is private" in get_text(refusal)
    assert refusal.attachments == []


@pytest.mark.parametrize("has_private_titles", [True, False])
async def test_a_list_without_visible_titles_does_not_tell_if_it_is_empty_or_private(
    world: World, has_private_titles: bool
) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await slash(world, alice, "list privacy", visibility="public")
    if has_private_titles:
        await slash(world, alice, "list add", anime=FRIEREN)
        await slash(world, alice, "list update", anime=FRIEREN, private=True)
    refusal = await slash(world, bob, "list stats", member=alice)
    assert get_text(refusal) == "There is nothing on alice's list that you can see."


async def test_others_lists_are_not_drawn_in_private_messages(world: World) -> None:
    alice, bob = world.member("alice"), world.person("bob")
    await add_two_titles(world, alice)
    refusal = await call(bob, "list stats", member=alice)
    assert "Here you can only see your own list." in get_text(refusal)
    assert refusal.attachments == []
