"""Stories of people who do not know what to watch."""

from dataclasses import replace
from itertools import pairwise

import pytest

from db.lists.models import ListStatus, Priority
from tests.support.list_pages import fill_list, make_entries, slash
from tests.support.lists import FILM, FRIEREN, call, get_lines
from tests.support.world import World, get_labels, get_text, see_again

NAME = "Frieren: Beyond the Journey's End"


async def test_a_planned_title_is_drawn_and_can_be_started(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    await call(alice, "list update", anime=FRIEREN, priority="HIGH", notes="With Bob")
    await call(alice, "list add", anime=FILM, episodes=1)

    drawn = await call(alice, "list random")
    assert get_lines(drawn)[:4] == [
        "-# What to watch next",
        f"### [{NAME}](https://myanimelist.net/anime/52991)",
        "📌 **Plan to watch** · 0/28 episodes · high priority",
        "-# Notes: With Bob",
    ]
    assert "Picked from 1 title." in get_text(drawn)
    assert get_labels(drawn) == ["+1", "Open", "(Another one)"]

    assert "On your list" in get_text(await alice.click(drawn, label="Open"))
    assert "▶️ **Watching** · 1/28 episodes" in get_text(await alice.click(drawn, label="+1"))


async def test_drawing_another_title_never_repeats_the_last_one(world: World) -> None:
    alice = world.person("alice")
    high, *low = make_entries(alice, 3, ListStatus.PLAN_TO_WATCH)
    await fill_list(world, alice, [replace(high, priority=Priority.HIGH), *low])
    drawn = await call(alice, "list random")
    titles = [get_lines(drawn)[1]]
    for _ in range(12):
        await alice.click(see_again(world, drawn), label="Another one")
        titles.append(get_lines(see_again(world, drawn))[1])
    assert all(title != following for title, following in pairwise(titles))
    assert sum("Title 1" in title for title in titles) >= 4, "what has high priority comes often"


async def test_another_title_is_drawn_after_a_restart_even_if_the_last_one_was_removed(world: World) -> None:
    alice = world.person("alice")
    await fill_list(world, alice, make_entries(alice, 2, ListStatus.PLAN_TO_WATCH))
    drawn = await call(alice, "list random")
    first = "1" if "Title 1" in get_text(drawn) else "2"
    await alice.click(await call(alice, "list remove", anime=f"mal/900000{first}"), label="Remove")

    await world.restart()

    await alice.click(drawn, label="Another one")
    assert f"Title {3 - int(first)}" in get_text(see_again(world, drawn))
    assert "(Another one)" in get_labels(see_again(world, drawn))


async def test_a_title_can_be_drawn_from_another_status(world: World) -> None:
    alice = world.member("alice")
    await slash(world, alice, "list add", anime=FRIEREN)
    await slash(world, alice, "list add", anime=FILM, status="ON_HOLD")
    drawn = await slash(world, alice, "list random", status="ON_HOLD")
    assert "⏸️ **On hold**" in get_text(drawn)


@pytest.mark.parametrize(("options", "label"), [({}, "Plan to watch"), ({"status": "DROPPED"}, "Dropped")])
async def test_an_empty_status_is_explained(world: World, options: dict[str, str], label: str) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3)
    assert f"You have nothing in *{label}*." in get_text(await call(alice, "list random", **options))
