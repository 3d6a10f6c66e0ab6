"""Stories of people who page through their list, share it, and use it among others."""

import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import UserHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.integration.lists import FILM, FRIEREN, call, get_lines, open_entry, read_form
from tests.world import World, get_labels, get_text


async def add_titles(world: World, person: UserHandle, number: int) -> list[str]:
    """Puts titles on a person's list, one a second; the names by which the list shows them."""
    choices = await person.autocomplete("list add", "anime", "naruto")
    for choice in choices[:number]:
        await call(person, "list add", anime=choice["value"])
        await world.env.advance_time(1)
    return [choice["name"].rpartition(" (")[0] for choice in choices[:number]]


def get_titles(shown: InteractionResult | ResponseMessage) -> list[str]:
    """The titles on a page, in their order."""
    parts = [line.split("**") for line in get_lines(shown)]
    return [part[1] for part in parts if len(part) == 3]


# Pages and tabs


async def test_a_list_is_shown_ten_titles_a_page_last_changed_first(world: World) -> None:
    alice = world.person("alice")
    titles = await add_titles(world, alice, 12)
    titles.reverse()

    page = await call(alice, "list show")
    assert get_titles(page) == titles[:10]
    assert "All · 12 titles" in get_text(page)
    assert "Page 1 of 2" in get_text(page)
    assert get_labels(page) == ["(Previous)", "Next"]

    second = await alice.click(page, label="Next")
    assert get_titles(second) == titles[10:]
    assert "Page 2 of 2" in get_text(second)
    assert get_labels(second.response) == ["Previous", "(Next)"]

    first = await alice.click(page, label="Previous")
    assert get_titles(first) == titles[:10]


async def test_a_page_that_has_gone_meanwhile_gives_way_to_the_last_one(world: World) -> None:
    alice = world.person("alice")
    titles = await add_titles(world, alice, 11)
    page = await call(alice, "list show")
    question = await call(alice, "list remove", anime=titles[0])
    await alice.click(question, label="Remove")

    last = await alice.click(page, label="Next")

    assert get_titles(last) == titles[:0:-1]
    assert get_labels(last.response) == []


async def test_the_tabs_part_a_list_by_status(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    await call(alice, "list add", anime=FILM, episodes=1)

    page = await call(alice, "list show")
    assert {"All (2)", "Watching (1)", "Completed (1)", "Dropped (0)"} <= set(get_lines(page))
    watching = await alice.select(page, ["WATCHING"], custom_id="list:tab")
    assert get_titles(watching) == ["Frieren: Beyond the Journey's End"]
    assert "Anime list · Watching · 1 title" in get_text(watching)
    dropped = await alice.select(page, ["DROPPED"], custom_id="list:tab")
    assert "Anime list · Dropped · 0 titles\nNothing here." in get_text(dropped)
    assert len(get_titles(await alice.select(page, ["ALL"], custom_id="list:tab"))) == 2


async def test_a_list_can_be_opened_at_a_status(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    await call(alice, "list add", anime=FILM, episodes=1)
    assert get_titles(await call(alice, "list show", status="COMPLETED")) == ["Naruto Shippuden: The Movie"]


async def test_pages_stay_in_their_tab(world: World) -> None:
    alice = world.person("alice")
    titles = await add_titles(world, alice, 11)
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    page = await call(alice, "list show", status="PLAN_TO_WATCH")
    assert get_titles(await alice.click(page, label="Next")) == titles[:1]


async def test_everything_still_works_after_a_restart(world: World) -> None:
    alice = world.person("alice")
    await add_titles(world, alice, 11)
    again = await call(alice, "list add", anime=FRIEREN, episodes=3)
    entry = await open_entry(alice)
    question = await call(alice, "list remove", anime=FRIEREN)
    kept_question = await call(alice, "list remove", anime=FRIEREN)
    twice = await call(alice, "list add", anime=FRIEREN)
    page = await call(alice, "list show")
    open_form = await alice.click(entry, label="Edit")

    await world.restart()

    assert "Page 2 of 2" in get_text(await alice.click(page, label="Next"))
    assert "Page 1 of 2" in get_text(await alice.click(page, label="Previous"))
    assert "4/28" in get_text(await alice.click(entry, label="+1"))
    assert "5/28" in get_text(await alice.click(again, label="+1"))
    assert "5/28 episodes · score 9/10" in get_text(
        await alice.submit_modal(open_form, read_form(open_form) | {"score": ["9"], "episodes": "5"})
    )
    assert read_form(await alice.click(twice, label="Edit"))["episodes"] == "5"
    opened = await alice.select(page, [FRIEREN], custom_id="list:open")
    assert "On your list" in get_text(opened)
    asked = await alice.click(entry, label="Remove")
    assert "off your list, with its score" in get_text(asked)
    assert "It stays on your list." in get_text(await alice.click(kept_question, label="Keep"))
    assert "is off your list." in get_text(await alice.click(question, label="Remove"))
    assert "0 titles" in get_text(await alice.select(page, ["WATCHING"], custom_id="list:tab"))


# Among others


async def slash(world: World, member: MemberActor, command: str, **options: object) -> ResponseMessage:
    """Calls a command in the server; its answer, which is for the caller's eyes only."""
    result = await member.slash(world.channel, command, **options)
    assert result.response is not None
    assert result.response.ephemeral
    return result.response


async def test_in_a_server_every_answer_is_for_the_callers_eyes_only(world: World) -> None:
    alice = world.member("alice")

    await slash(world, alice, "list show")
    question = await slash(world, alice, "list add", anime="Our holiday film")
    custom = await alice.click(question, label="Use “Our holiday film” as it is")
    added = await slash(world, alice, "list add", anime=FRIEREN)
    await slash(world, alice, "list add", anime=FRIEREN)
    await slash(world, alice, "list watched", anime=FRIEREN)
    await slash(world, alice, "list update", anime=FRIEREN, score=5)
    await slash(world, alice, "list update", anime=FRIEREN, started="soon")
    page = await slash(world, alice, "list show")
    opened = await alice.select(page, [FRIEREN], custom_id="list:open")
    form = await alice.click(added, label="Edit")
    edited = await alice.submit_modal(form, read_form(form) | {"score": ["6"]})
    asked = await alice.click(added, label="Remove")
    await slash(world, alice, "list remove", anime=FRIEREN)

    for result in [custom, opened, edited, asked]:
        assert result.response is not None
        assert result.response.ephemeral
    assert world.channel.last_message is None


async def test_a_shared_page_is_for_everyone_and_leaves_out_what_is_private(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN, episodes=3)
    await slash(world, alice, "list add", anime=FILM, episodes=1)
    await slash(world, alice, "list update", anime=FILM, private=True, notes="Nobody knows")
    page = await slash(world, alice, "list show")
    assert "Anime list · All · 2 titles" in get_text(page)
    assert "**Naruto Shippuden: The Movie** 🔒" in get_text(page)

    await alice.click(page, label="Share here")

    shared = world.channel.last_message
    assert shared is not None
    assert get_lines(shared) == [
        f"-# <@{alice.id}> shares their list",
        "### Anime list · All · 1 title",
        "▶️ **Frieren: Beyond the Journey's End**",
        "-# 3/28 episodes",
    ]


async def test_what_is_shared_is_the_page_on_the_screen(world: World) -> None:
    alice = world.member("alice")
    titles = await add_titles(world, alice.user, 12)
    for title in titles[:2]:
        await slash(world, alice, "list update", anime=title, private=True)

    page = await slash(world, alice, "list show")
    second = await alice.click(page, label="Next")
    assert get_labels(second.response) == ["Previous", "(Next)", "Share here"]
    await world.restart()
    shared = await alice.click(page, label="Share here")

    assert get_titles(shared) == get_titles(second) == titles[3:1:-1]
    assert "All · 10 titles" in get_text(shared)
    assert "Page" not in get_text(shared)


async def test_where_all_is_private_there_is_nothing_to_share(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN)
    await slash(world, alice, "list update", anime=FRIEREN, private=True)
    page = await slash(world, alice, "list show")

    result = await alice.click(page, label="Share here")

    assert get_text(result) == "There is nothing to share here. Private titles are never shared."
    assert result.response is not None
    assert result.response.ephemeral
    assert world.channel.last_message is None


async def test_two_people_keep_their_lists_apart(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await slash(world, alice, "list add", anime=FRIEREN, episodes=3)
    await slash(world, alice, "list update", anime=FRIEREN, notes="Mine")
    assert "0 titles" in get_text(await slash(world, bob, "list show"))

    added = await slash(world, bob, "list add", anime=FRIEREN, score=4)
    await bob.click(added, label="+1")
    await bob.click(await slash(world, bob, "list remove", anime=FRIEREN), label="Remove")

    page = await slash(world, alice, "list show")
    assert "3/28" in get_text(page)
    assert "Notes: Mine" in get_text(await alice.select(page, [FRIEREN], custom_id="list:open"))


async def test_nobody_else_can_press_what_is_on_a_persons_list(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    entry = await slash(world, alice, "list add", anime=FRIEREN)
    page = await slash(world, alice, "list show")
    await alice.click(page, label="Share here")

    for message in [entry, page]:
        with pytest.raises(simcord.SetupError, match="not visible to this user"):
            await bob.click(message, label=get_labels(message)[0])
    shared = world.channel.last_message
    assert shared is not None
    assert len(get_lines(shared)) == 4, "a shared page has neither buttons nor menus"


async def test_a_list_is_the_same_in_every_place(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN, episodes=3)
    await alice.user.slash("list watched", anime=FRIEREN)
    assert "4/28 episodes" in get_text(await slash(world, alice, "list show"))
