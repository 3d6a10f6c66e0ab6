"""Stories of people who look at each other's lists, or keep theirs private."""

from dataclasses import replace
from typing import Any

import pytest
import simcord
from simcord.actors import MemberActor

from db.lists.models import Entry, ListStatus
from tests.support.list_pages import fill_list, get_titles, make_entries, open_list, slash
from tests.support.lists import FILM, FRIEREN, call, get_lines
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again

PRIVATE = " is private. They can make it public with `/list privacy`."


async def ask(world: World, member: MemberActor, owner: Any, **options: Any) -> str:
    """Asks for somebody's list as a member. Returns the text of the answer."""
    return get_text(await slash(world, member, "list show", member=owner, **options))


# Privacy


async def test_a_list_is_private_until_its_owner_makes_it_public(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await slash(world, alice, "list add", anime=FRIEREN)
    assert await ask(world, bob, alice) == f"alice's list{PRIVATE}"

    opened = get_text(await slash(world, alice, "list privacy", visibility="public"))
    assert opened.startswith("Your list is public: people can see it in the servers that you share with them")
    assert "Frieren" in await ask(world, bob, alice)

    closed = get_text(await slash(world, alice, "list privacy", visibility="private"))
    assert closed.startswith("Your list is private: only you can see it")
    assert await ask(world, bob, alice) == f"alice's list{PRIVATE}"


async def test_a_list_stays_public_after_a_restart(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    await world.restart()
    assert "0 titles" in await ask(world, bob, alice)


async def test_in_private_messages_people_set_their_privacy_and_see_only_their_own_list(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    assert "Your list is public" in get_text(await call(alice.user, "list privacy", visibility="public"))
    refusal = await call(bob.user, "list show", member=alice.user)
    assert get_text(refusal) == (
        "Here you can only see your own list. To see somebody else's, use the command in a server that you are both in."
    )


async def test_a_bot_has_no_list(world: World) -> None:
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    assert await ask(world, world.member("alice"), robot) == "robot is a bot, and bots have no list."


async def test_the_list_of_somebody_who_left_is_not_shown(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    world.guild.remove_member(alice)
    assert await ask(world, bob, alice.user) == "alice is not in this server, so you can't see their list here."


async def test_people_who_name_themselves_see_their_own_list(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN, episodes=3)
    await slash(world, alice, "list update", anime=FRIEREN, private=True)
    assert get_labels(await slash(world, alice, "list show", member=alice)) == ["+1", "Share here"]
    assert get_labels(await call(alice.user, "list show", member=alice.user)) == ["+1"]


async def test_lists_are_shown_in_a_server_without_the_bot(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    elsewhere = str(world.guild.id + 1)
    world.set_details(bob, guild_id=elsewhere, guild={"id": elsewhere, "features": [], "locale": "en-US"})
    assert "0 titles" in await ask(world, bob, alice)


# Pages


async def test_private_titles_are_on_no_page_and_in_no_total(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    entries = make_entries(alice, 10, ListStatus.COMPLETED, score=7, notes="Mine alone", tags=("mine",))
    await fill_list(world, alice, [replace(entry, is_private=entry.title == "Title 2") for entry in entries])

    page = await slash(world, bob, "list show", member=alice)
    assert get_lines(page)[:2] == [f"-# <@{alice.id}>'s list", "### Anime list · All · 9 titles"]
    assert {"All (9)", "Completed (9)"} <= set(get_lines(page))
    assert "Mine" not in get_text(page)
    assert "mine" not in get_text(page)
    await bob.click(page, label="Next")
    assert get_titles(see_again(world, page)) == ["Title 10"]
    assert "Title 2" not in get_titles(page)


async def test_somebody_elses_list_cannot_be_changed(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    await slash(world, alice, "list add", anime=FRIEREN, episodes=3)
    await slash(world, alice, "list add", anime=FILM, episodes=1)
    page = await slash(world, bob, "list show", member=alice)
    assert get_labels(page) == []
    assert "Open a title" not in get_text(page)
    with pytest.raises(simcord.SetupError, match="not visible to this user"):
        await world.member("carol").select(page, ["ALL"], custom_id=get_custom_id(page, "list:tab:"))


async def test_somebody_elses_list_can_be_paged_sorted_and_filtered_after_a_restart(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    planned = make_entries(alice, 9, ListStatus.PLAN_TO_WATCH)
    await fill_list(world, alice, [*planned, Entry(alice.id, FRIEREN, "Frieren", ListStatus.WATCHING, 8)])
    page = await slash(world, bob, "list show", member=alice, status="PLAN_TO_WATCH")

    await world.restart()

    await bob.click(page, label="Next")
    assert get_titles(see_again(world, page)) == ["Title 9"]
    form = await bob.click(see_again(world, page), label="Page 2 of 2")
    await bob.submit_modal(form, {"number": "1"})
    shown = see_again(world, page)
    assert len(get_titles(shown)) == 8
    await bob.select(shown, ["ALL"], custom_id=get_custom_id(shown, "list:tab:"))
    shown = see_again(world, page)
    assert "All · 10 titles" in get_text(shown)
    await bob.select(shown, ["score"], custom_id=get_custom_id(shown, "list:sort:"))
    assert get_titles(see_again(world, page))[0] == "Frieren"


async def test_a_list_that_was_made_private_meanwhile_shows_no_more_pages(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    await fill_list(world, alice, make_entries(alice, 20, ListStatus.COMPLETED))
    page = await slash(world, bob, "list show", member=alice)
    form = await bob.click(page, label="Page 1 of 3")
    await slash(world, alice, "list privacy", visibility="private")

    sentence = f"<@{alice.id}>'s list{PRIVATE}"
    assert get_text(await bob.click(page, label="Next")) == sentence
    assert get_text(await bob.submit_modal(form, {"number": "2"})) == sentence
    for menu, choice in [("list:tab:", "COMPLETED"), ("list:sort:", "title")]:
        assert get_text(await bob.select(page, [choice], custom_id=get_custom_id(page, menu))) == sentence


async def test_a_public_list_without_a_title_is_empty(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    text = await ask(world, bob, alice)
    assert "All · 0 titles\nNothing here." in text
    assert "/list add" not in text
