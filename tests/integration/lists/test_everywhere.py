"""Stories of people who use their list wherever they chat, even where the bot is not a member and can only answer."""

from collections.abc import Awaitable, Callable

import pytest
from simcord.results import InteractionResult, ResponseMessage

from tests.support.importing import FILM, FRIEREN, MONSTER, Person, choose, read_files, send
from tests.support.lists import get_lines, read_form
from tests.support.reviews import get_last
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again

MAX_FOLLOWUPS = 5
"""The most that Discord allows for one interaction where the bot is not a member."""

Enter = Callable[[World], Person]


def enter_group(world: World) -> Person:
    """Somebody in a group's private channel, who has installed the bot for themselves."""
    alice = world.person("alice")
    channel = {"id": str(alice.dm_channel.id), "type": 3, "name": "Friends", "recipients": []}
    world.set_details(alice, context=2, channel=channel, authorizing_integration_owners={"1": str(alice.id)})
    return alice


def enter_other_server(world: World) -> Person:
    """Somebody in a server without the bot, who has installed it for themselves."""
    alice = world.member("alice")
    elsewhere = str(world.guild.id + 1)
    guild = {"id": elsewhere, "features": [], "locale": "en-US"}
    world.set_details(alice, guild_id=elsewhere, guild=guild, authorizing_integration_owners={"1": str(alice.id)})
    return alice


PLACES = [pytest.param(enter_group, id="group"), pytest.param(enter_other_server, id="other server")]


async def see(did: Awaitable[InteractionResult], *, is_shared: bool = False) -> ResponseMessage:
    """The last message of an answer. Fails if others can see it, unless it is shared."""
    result = await did
    assert result.modal is None, "a form is no answer yet"
    assert len(result.followups) <= MAX_FOLLOWUPS
    last = get_last(result)
    assert last.ephemeral != is_shared, get_text(last)
    return last


def list_other_calls(world: World) -> list[str]:
    """The bot's requests to Discord since its start, without answers to interactions."""
    paths = [request.path for request in world.env.http_requests]
    return [path for path in paths if not path.startswith(("/interactions/", "/webhooks/"))]


@pytest.mark.parametrize("enter", PLACES)
async def test_a_whole_list_works_where_the_bot_is_not_a_member(world: World, enter: Enter) -> None:
    before = list_other_calls(world)
    alice = enter(world)

    # One title.
    panel = await see(send(world, alice, "list add", anime=FRIEREN, episodes=26))
    panel = await see(alice.click(panel, label="+1"))
    for label, typed in [("Edit", {"started": "2024-04"}), ("Notes", {"notes": "Slow", "tags": "quiet"})]:
        form = await alice.click(panel, label=label)
        panel = await see(alice.submit_modal(form, read_form(form) | typed))
    assert {"-# Started 2024-04", "-# Tags: quiet", "-# Notes: Slow"} <= set(get_lines(panel))
    last = await see(send(world, alice, "list watched", anime=FRIEREN))
    assert "That was the last episode: completed! 🎉" in get_text(last)
    last = await see(alice.select(last, ["9"], custom_id=f"list:score:{FRIEREN}"))
    form = await alice.click(last, label="Write a review")
    review = await alice.submit_modal(form, {"body": "A quiet masterpiece."})
    assert "A quiet masterpiece." in get_text(review)
    assert len(review.followups) <= MAX_FOLLOWUPS
    last = await see(alice.click(last, label="Rewatch"))
    await see(alice.click(last, label="Stop rewatching"))
    again = await see(send(world, alice, "list add", anime=FRIEREN))
    assert "is already on your list" in get_text(again)
    shared = await see(alice.click(last, label="Share here"), is_shared=True)
    assert "28/28 episodes · score 9/10" in get_text(shared)

    # A file.
    file = ("list.txt", b"Watching\nMonster 73/74\nOur film\nPlan to watch\nNaruto Shippuden: The Movie\nWhat?\n")
    preview = await see(send(world, alice, "list import", file=file))
    preview = await choose(alice, preview, 0, "new")
    result = await alice.click(preview, label="Import")
    assert "**3 new**, 0 changed, 0 unchanged, and 1 left out" in get_text(result)
    assert list(await read_files(result)) == ["left-out.txt"]
    await see(alice.click(await see(send(world, alice, "list import", file=file)), label="Cancel"))
    for format in ("MAL XML", "CSV", "JSON"):
        exported = await see(send(world, alice, "list export", format=format))
        assert len(exported.attachments) == 1

    # All of it.
    page = await see(send(world, alice, "list show", sort="title"))
    assert "All · 4 titles" in get_text(page)
    button = f"list:one:{get_custom_id(page, 'list:sort:').removeprefix('list:sort:')}:{MONSTER}"
    assert "That was the last episode" in get_text(await see(alice.click(page, custom_id=button)))
    page = await see(alice.select(see_again(world, page), ["COMPLETED"], custom_id=get_custom_id(page, "list:tab:")))
    assert "Completed · 2 titles" in get_text(page)
    await see(alice.click(page, label="Share here"), is_shared=True)
    drawn = await see(send(world, alice, "list random"))
    assert "Naruto Shippuden: The Movie" in get_text(drawn)
    await see(alice.click(drawn, label="Open"))
    stats = await see(send(world, alice, "list stats"))
    assert "4 titles: Watching 1, Completed 2, Plan to watch 1" in get_text(stats)
    shared = await see(alice.click(stats, label="Share here"), is_shared=True)
    assert [file.filename for file in shared.attachments] == ["anime-list.png"]
    await see(send(world, alice, "list privacy", visibility="public"))
    await see(alice.click(await see(send(world, alice, "list remove", anime=FILM)), label="Remove"))
    undone = await see(send(world, alice, "list undo"))
    await see(alice.click(undone, label=get_labels(undone)[0]))
    assert "73/74 episodes" in get_text(await see(send(world, alice, "list show")))

    assert list_other_calls(world) == before


@pytest.mark.parametrize(
    ("enter", "sentence"),
    [
        (
            enter_group,
            "Here you can only see your own list. To see somebody else's, use the command in a "
            "server that you are both in.",
        ),
        (enter_other_server, "ben's list is private. They can make it public with `/list privacy`."),
    ],
)
@pytest.mark.parametrize("command", ["show", "stats", "compare"])
async def test_others_lists_are_refused_with_a_reason_where_the_bot_is_not_a_member(
    world: World, enter: Enter, sentence: str, command: str
) -> None:
    ben = world.member("ben")
    alice = enter(world)
    refusal = await see(send(world, alice, f"list {command}", member=ben))
    assert get_text(refusal) == sentence


async def test_a_list_is_the_same_everywhere(world: World) -> None:
    alice = world.member("alice")
    await see(alice.slash(world.channel, "list add", anime=FRIEREN, episodes=3))
    enter_other_server(world)
    await see(alice.slash(world.channel, "list watched", anime=FRIEREN))
    world.set_details(alice, context=2)
    await see(alice.user.slash("list watched", anime=FRIEREN))
    world.set_details(alice)

    page = get_last(await alice.user.slash("list show"))

    assert not page.ephemeral
    assert "5/28 episodes" in get_text(page)
    undone = await see(alice.slash(world.channel, "list undo"))
    assert "changed back: episodes 5 → 4" in get_text(undone)
