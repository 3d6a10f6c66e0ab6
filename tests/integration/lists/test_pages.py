"""Stories of people who page through their own list, sort it, share it, and count episodes on it."""

from dataclasses import replace

import pytest
import simcord
from simcord.results import ResponseMessage

from db.lists.models import Entry, ListStatus, PartialDate, Priority
from tests.support.list_pages import fill_list, get_titles, make_entries, slash
from tests.support.lists import FILM, FRIEREN, call, get_lines
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again

NAME = "Frieren: Beyond the Journey's End"
FILM_NAME = "Naruto Shippuden: The Movie"


def name(*places: int) -> list[str]:
    return [f"Title {place}" for place in places]


def find(page: ResponseMessage, action: str) -> str:
    """The `custom_id` of the page's menu or button for an action."""
    return get_custom_id(page, f"list:{action}:")


# Pages


async def test_a_list_is_shown_eight_titles_a_page_last_changed_first(world: World) -> None:
    alice = world.person("alice")
    await fill_list(world, alice, make_entries(alice, 10, ListStatus.COMPLETED))

    page = await call(alice, "list show")
    assert get_titles(page) == name(*range(1, 9))
    assert "All · 10 titles" in get_text(page)
    assert get_labels(page) == ["(Previous)", "Page 1 of 2", "Next"]

    await alice.click(page, label="Next")
    second = see_again(world, page)
    assert get_titles(second) == name(9, 10)
    assert get_labels(second) == ["Previous", "Page 2 of 2", "(Next)"]

    assert get_titles(await alice.click(second, label="Previous")) == name(*range(1, 9))


async def test_a_list_of_ten_thousand_titles_can_be_opened_at_any_page(world: World) -> None:
    alice = world.person("alice")
    await fill_list(world, alice, make_entries(alice, 10_000, ListStatus.COMPLETED))
    page = await call(alice, "list show")
    assert "All · 10,000 titles" in get_text(page)
    assert "Page 1 of 1,250" in get_labels(page)

    form = await alice.click(page, custom_id=find(page, "ask"))
    await alice.submit_modal(form, {"number": " 600 "})
    assert get_titles(see_again(world, page)) == name(*range(4793, 4801))

    form = await alice.click(see_again(world, page), label="Page 600 of 1,250")
    await alice.submit_modal(form, {"number": "1,249"})
    form = await alice.click(see_again(world, page), label="Page 1,249 of 1,250")
    await alice.submit_modal(form, {"number": "999999"})
    assert get_labels(see_again(world, page)) == ["Previous", "Page 1,250 of 1,250", "(Next)"]
    assert get_titles(see_again(world, page)) == name(*range(9993, 10_001))


@pytest.mark.parametrize("number", ["0", "-1", "last", "²"])
async def test_an_impossible_page_number_is_explained(world: World, number: str) -> None:
    alice = world.person("alice")
    await fill_list(world, alice, make_entries(alice, 9, ListStatus.COMPLETED))
    page = await call(alice, "list show")
    form = await alice.click(page, label="Page 1 of 2")
    assert "Type the number of a page, like `12`" in get_text(await alice.submit_modal(form, {"number": number}))
    assert get_titles(see_again(world, page)) == name(*range(1, 9))


async def test_a_page_that_no_longer_exists_shows_the_last_one(world: World) -> None:
    alice = world.person("alice")
    await fill_list(world, alice, make_entries(alice, 9, ListStatus.COMPLETED))
    page = await call(alice, "list show")
    await alice.click(await call(alice, "list remove", anime="mal/9000001"), label="Remove")

    await alice.click(page, label="Next")

    assert get_titles(see_again(world, page)) == name(*range(2, 10))
    assert get_labels(see_again(world, page)) == []


async def test_an_empty_list_says_how_to_fill_it(world: World) -> None:
    page = await call(world.person("alice"), "list show")
    assert "All · 0 titles\nNothing here yet. Add a title with `/list add`" in get_text(page)
    assert get_labels(page) == []


# Tabs and orders


async def test_the_tabs_filter_a_list_by_status(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    await call(alice, "list add", anime=FILM, episodes=1)

    page = await call(alice, "list show")
    assert {"All (2)", "Watching (1)", "Completed (1)", "Dropped (0)"} <= set(get_lines(page))
    await alice.select(page, ["WATCHING"], custom_id=find(page, "tab"))
    watching = see_again(world, page)
    assert get_titles(watching) == [NAME]
    assert "Anime list · Watching · 1 title" in get_text(watching)

    await alice.select(watching, ["DROPPED"], custom_id=find(watching, "tab"))
    dropped = see_again(world, page)
    assert "Anime list · Dropped · 0 titles\nNothing here." in get_text(dropped)
    assert len(get_titles(await alice.select(dropped, ["ALL"], custom_id=find(dropped, "tab")))) == 2


async def test_a_list_can_be_opened_with_a_status_and_an_order(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3, score=8)
    await call(alice, "list add", anime=FILM, episodes=1, score=9)
    assert get_titles(await call(alice, "list show", status="COMPLETED")) == [FILM_NAME]
    assert get_titles(await call(alice, "list show", sort="title")) == [NAME, FILM_NAME]
    assert get_titles(await call(alice, "list show", status="WATCHING", sort="score")) == [NAME]


@pytest.mark.parametrize(
    ("sort", "order"), [("updated", "ABC"), ("title", "ABC"), ("score", "BAC"), ("progress", "CAB"), ("started", "CBA")]
)
async def test_a_list_is_sorted_from_its_menu(world: World, sort: str, order: str) -> None:
    alice = world.person("alice")
    entries = [
        Entry(alice.id, "mal/9000001", "A", ListStatus.WATCHING, 5, 2, None, updated_at=3),
        Entry(alice.id, "mal/9000002", "B", ListStatus.WATCHING, 9, 1, PartialDate(2023), updated_at=2),
        Entry(alice.id, "mal/9000003", "C", ListStatus.WATCHING, 0, 30, PartialDate(2024, 4), updated_at=1),
    ]
    await fill_list(world, alice, entries)
    page = await call(alice, "list show", sort="title")
    assert get_titles(await alice.select(page, [sort], custom_id=find(page, "sort"))) == list(order)


async def test_pages_keep_their_tab_and_their_order(world: World) -> None:
    alice = world.person("alice")
    planned = make_entries(alice, 9, ListStatus.PLAN_TO_WATCH)
    scored = [replace(entry, score=place) for place, entry in enumerate(planned, 1)]
    await fill_list(world, alice, [*scored, Entry(alice.id, FRIEREN, NAME, ListStatus.WATCHING, updated_at=99)])
    page = await call(alice, "list show", status="PLAN_TO_WATCH", sort="score")
    assert get_titles(page) == name(*range(9, 1, -1))
    await alice.click(page, label="Next")
    second = see_again(world, page)
    assert get_titles(second) == name(1)

    await alice.select(second, ["title"], custom_id=find(second, "sort"))
    assert get_titles(see_again(world, page)) == name(*range(1, 9)), "in another order one begins at its beginning"


async def test_a_line_shows_what_matters_about_a_title(world: World) -> None:
    alice = world.person("alice")
    entry = Entry(
        alice.id, FRIEREN, NAME, ListStatus.PLAN_TO_WATCH, priority=Priority.HIGH, updated_at=2, tags=("sad",)
    )
    again = Entry(alice.id, "mal/19", "Monster", ListStatus.COMPLETED, 10, 74, rewatched_episodes=3, is_private=True)
    await fill_list(world, alice, [entry, again])
    assert get_lines(await call(alice, "list show"))[1:5] == [
        f"📌 **{NAME}**",
        "-# 0/28 episodes · high priority",
        "🔁 **Monster** 🔒",
        "-# 74/74 episodes · score 10/10 · Rewatching: 3/74",
    ]


# Actions on a page


async def test_an_episode_is_counted_without_leaving_the_page(world: World) -> None:
    alice = world.person("alice")
    await fill_list(world, alice, make_entries(alice, 9, ListStatus.WATCHING))
    page = await call(alice, "list show", sort="title")
    await alice.click(page, label="Next")
    assert get_labels(see_again(world, page)) == ["+1", "Previous", "Page 2 of 2", "(Next)"]

    result = await alice.click(see_again(world, page), label="+1")

    counted = see_again(world, page)
    assert get_lines(counted)[1:4] == ["-# Title 9: 1 episode", "▶️ **Title 9**", "-# 1 episode"]
    assert "Page 2 of 2" in get_labels(counted)
    assert not result.followups


async def test_the_last_episode_on_a_page_asks_how_it_was(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=27)
    page = await call(alice, "list show")
    result = await alice.click(page, label="+1")
    assert "✅" in get_text(see_again(world, page))
    assert "+1" not in get_labels(see_again(world, page))
    assert "That was the last episode" in get_text(result.followups[0])


async def test_an_episode_of_a_title_being_watched_again_is_counted(world: World) -> None:
    alice = world.person("alice")
    await fill_list(
        world, alice, [Entry(alice.id, FRIEREN, NAME, ListStatus.COMPLETED, episodes=28, rewatched_episodes=3)]
    )
    page = await call(alice, "list show")
    await alice.click(page, label="+1")
    assert "28/28 episodes · Rewatching: 4/28" in get_text(see_again(world, page))


async def test_only_titles_being_watched_have_a_button(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    await call(alice, "list add", anime=FILM, episodes=1)
    assert get_labels(await call(alice, "list show")) == []


async def test_no_episode_is_counted_for_a_title_removed_meanwhile(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    page = await call(alice, "list show")
    await alice.click(await call(alice, "list remove", anime=FRIEREN), label="Remove")
    assert "isn't on your list" in get_text(await alice.click(page, label="+1"))


async def test_a_title_on_a_page_is_opened_from_its_menu(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    page = await call(alice, "list show")
    assert "3/28" in get_text(await alice.select(page, [FRIEREN], custom_id="list:open"))


async def test_a_page_still_works_after_a_restart(world: World) -> None:
    alice = world.person("alice")
    await fill_list(world, alice, make_entries(alice, 17, ListStatus.WATCHING))
    page = await call(alice, "list show", status="WATCHING", sort="title")
    form = await alice.click(page, label="Page 1 of 3")

    await world.restart()

    await alice.submit_modal(form, {"number": "3"})
    assert "Page 3 of 3" in get_labels(see_again(world, page))
    await alice.click(see_again(world, page), label="Previous")
    await alice.click(see_again(world, page), label="Next")
    await alice.click(see_again(world, page), label="+1")
    assert "-# Title 9: 1 episode" in get_lines(see_again(world, page))
    shown = see_again(world, page)
    assert get_text(await alice.select(shown, ["mal/9000009"], custom_id="list:open"))
    await alice.select(shown, ["score"], custom_id=find(shown, "sort"))
    assert get_titles(see_again(world, page))[0] == "Title 9", "of those without a score the last changed comes first"
    shown = see_again(world, page)
    await alice.select(shown, ["ALL"], custom_id=find(shown, "tab"))
    assert "All · 17 titles" in get_text(see_again(world, page))


# Among others


async def test_in_a_server_only_the_caller_sees_their_list(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await slash(world, alice, "list add", anime=FRIEREN, episodes=3)
    page = await slash(world, alice, "list show")
    assert world.channel.last_message is None
    with pytest.raises(simcord.SetupError, match="not visible to this user"):
        await bob.click(page, label="+1")
    assert "0 titles" in get_text(await slash(world, bob, "list show"))


async def test_a_shared_page_is_for_everyone_without_private_titles(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN, episodes=3)
    await slash(world, alice, "list add", anime=FILM, episodes=1)
    await slash(world, alice, "list update", anime=FILM, private=True, notes="Nobody knows")
    page = await slash(world, alice, "list show")
    assert "Anime list · All · 2 titles" in get_text(page)
    assert f"**{FILM_NAME}** 🔒" in get_text(page)

    await alice.click(page, label="Share here")

    shared = world.channel.last_message
    assert shared is not None
    assert get_lines(shared) == [
        f"-# <@{alice.id}> shares their list",
        "### Anime list · All · 1 title",
        f"▶️ **{NAME}**",
        "-# 3/28 episodes",
    ]


async def test_a_shared_page_hides_even_the_gaps_of_private_titles(world: World) -> None:
    alice = world.member("alice")
    entries = make_entries(alice, 12, ListStatus.COMPLETED)
    await fill_list(world, alice, [replace(entry, is_private=entry.title in name(1, 10)) for entry in entries])
    page = await slash(world, alice, "list show", sort="title")
    assert get_titles(page) == name(1, 10, 11, 12, *range(2, 6))

    await world.restart()
    shared = await alice.click(page, label="Share here")

    assert get_titles(shared) == name(11, 12, *range(2, 8))
    assert "All · 10 titles" in get_text(shared)
    assert get_labels(shared.response) == []


async def test_a_list_of_private_titles_has_nothing_to_share(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN)
    await slash(world, alice, "list update", anime=FRIEREN, private=True)
    page = await slash(world, alice, "list show")

    result = await alice.click(page, label="Share here")

    assert get_text(result) == "There is nothing to share here. Private titles are never shared."
    assert result.response is not None
    assert result.response.ephemeral
    assert world.channel.last_message is None


async def test_a_list_is_the_same_in_every_channel(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN, episodes=3)
    await alice.user.slash("list watched", anime=FRIEREN)
    assert "4/28 episodes" in get_text(await slash(world, alice, "list show"))
