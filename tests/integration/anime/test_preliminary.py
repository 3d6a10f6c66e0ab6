"""Stories of reviews whose author has not seen all episodes: *Preliminary (n/m)*."""

from typing import Any

import pytest

from tests.support.cards import get_badge, get_card
from tests.support.reviews import (
    FILM,
    FRIEREN,
    fill,
    get_last,
    open_form,
    open_panel,
    send,
)
from tests.support.titles import BROKEN_FILE, call
from tests.support.world import World, get_text

BODY = "So far, so good. More later."
PAGE = """\
Frieren
Apr 3, 2024
PreliminaryPreliminary
({} eps)

So far, so good.

Reviewer’s Rating: 6
"""


async def put_on_list(world: World, **options: Any) -> None:
    await call(world, "list add", anime=FRIEREN, **options)


async def update_list(world: World, **options: Any) -> None:
    await call(world, "list update", anime=FRIEREN, **options)


async def write(world: World, **options: Any) -> str | None:
    """Alice writes a review. Returns what its card says about her progress."""
    await send(world, await open_form(world, "write", rating=8, **options), body=BODY)
    return get_badge(get_card(world))


async def edit(world: World, command: str = "edit") -> str | None:
    form = await open_form(world, command)
    await world.restart()
    await send(world, form, body="So far, so good, and better.")
    return get_badge(get_card(world))


# When a review is written


@pytest.mark.parametrize(
    ("options", "badge"),
    [
        ({"status": "WATCHING", "episodes": 5}, "Preliminary (5/28)"),
        ({"status": "DROPPED", "episodes": 5}, "Preliminary (5/28)"),
        ({"status": "ON_HOLD", "episodes": 27}, "Preliminary (27/28)"),
        ({"status": "WATCHING", "episodes": 28}, None),
        ({"status": "COMPLETED"}, None),
        ({"status": "COMPLETED", "episodes": 5}, None),
        ({"status": "PLAN_TO_WATCH"}, None),
    ],
)
async def test_the_episodes_seen_are_taken_from_the_list(
    world: World, options: dict[str, Any], badge: str | None
) -> None:
    await put_on_list(world, **options)

    assert await write(world) == badge


async def test_a_person_who_is_watching_a_title_again_has_seen_all_of_it(world: World) -> None:
    await put_on_list(world, status="WATCHING", episodes=5)
    await update_list(world, rewatches=1)

    assert await write(world) is None


@pytest.mark.parametrize(("episodes", "badge"), [(9, "Preliminary (9/28)"), (3, "Preliminary (3/28)"), (28, None)])
async def test_the_commands_episodes_override_the_list(world: World, episodes: int, badge: str | None) -> None:
    await put_on_list(world, status="WATCHING", episodes=5)

    assert await write(world, episodes=episodes) == badge


async def test_without_a_known_length_a_review_is_preliminary_until_the_title_is_completed(world: World) -> None:
    question = await call(world, "list add", anime="Endless Show")
    await world.member("alice").click(question, label="Use “Endless Show” as it is")
    await call(world, "list update", anime="Endless Show", episodes=40)
    await send(world, await open_form(world, "write", anime="Endless Show", rating=8), body=BODY)
    assert get_badge(get_card(world)) == "Preliminary (40/?)"

    await call(world, "list update", anime="Endless Show", status="COMPLETED")
    await send(world, await open_form(world, "edit", anime="Endless Show"), body=f"{BODY} Later now.")
    assert get_badge(get_card(world)) is None


async def test_a_list_counts_only_for_its_own_titles_and_its_owner(world: World) -> None:
    await put_on_list(world, status="WATCHING", episodes=5)
    await send(world, await open_form(world, "write", anime=FILM, rating=8), body=BODY)
    assert get_badge(get_card(world)) is None

    await send(world, await open_form(world, "write", "ben", rating=8), "ben", body=BODY)
    assert get_badge(get_card(world)) is None


async def test_the_episodes_stay_with_a_draft(world: World) -> None:
    form = await open_form(world, "write", rating=8, episodes=5)
    await send(world, form, body=BODY, file=BROKEN_FILE)

    await world.restart()
    form = await open_form(world, "write", rating=8)
    assert fill(form)["body"] == BODY
    await send(world, form)

    assert get_badge(get_card(world)) == "Preliminary (5/28)"


async def test_the_episodes_of_a_draft_follow_the_list(world: World) -> None:
    await put_on_list(world, status="WATCHING", episodes=5)
    await send(world, await open_form(world, "write", rating=8), body=BODY, file=BROKEN_FILE)
    await update_list(world, episodes=12)

    await send(world, await open_form(world, "write", rating=8))

    assert get_badge(get_card(world)) == "Preliminary (12/28)"


# When a review is changed


@pytest.mark.parametrize("command", ["edit", "continue"])
async def test_an_edit_updates_the_episodes_seen_from_the_list(world: World, command: str) -> None:
    await put_on_list(world, status="WATCHING", episodes=5)
    assert await write(world) == "Preliminary (5/28)"

    await update_list(world, episodes=12)
    assert get_badge(get_card(world)) == "Preliminary (5/28)"
    assert await edit(world, command) == "Preliminary (12/28)"

    await update_list(world, status="COMPLETED")
    assert await edit(world, command) is None


async def test_an_edit_never_lowers_the_episodes(world: World) -> None:
    await put_on_list(world, status="WATCHING", episodes=5)
    assert await write(world, episodes=9) == "Preliminary (9/28)"

    await update_list(world, episodes=7)

    assert await edit(world) == "Preliminary (9/28)"


async def test_a_review_of_all_episodes_does_not_become_preliminary(world: World) -> None:
    assert await write(world) is None
    await put_on_list(world, status="WATCHING", episodes=3)

    assert await edit(world) is None


async def test_a_title_taken_off_the_list_leaves_the_review_as_it_is(world: World) -> None:
    await put_on_list(world, status="WATCHING", episodes=5)
    await write(world)
    await world.bot.store.lists.delete(user_id=world.member("alice").id, anime_key=FRIEREN, change_id=1, now=1)

    assert await edit(world) == "Preliminary (5/28)"


async def test_a_review_put_on_the_list_follows_the_episodes_watched(world: World) -> None:
    await write(world, episodes=5)
    await world.member("alice").click(await open_panel(world), label="Add to my list")
    await call(world, "list watched", anime=FRIEREN, episodes=2)

    assert await edit(world) == "Preliminary (7/28)"


@pytest.mark.parametrize(("seen", "badge"), [("5/28", "Preliminary (5/28)"), ("28/28", None)])
async def test_a_file_that_replaces_a_review_says_how_much_was_seen(world: World, seen: str, badge: str | None) -> None:
    await write(world)
    file = ("page.txt", PAGE.format(seen).encode())
    refusal = await world.member("alice").slash(world.channel, "review import", anime=FRIEREN, file=file)

    await world.member("alice").click(get_last(refusal), label="Replace my review")

    assert "6/10" in get_text(get_card(world))
    assert get_badge(get_card(world)) == badge


async def test_a_file_with_too_many_episodes_replaces_no_review(world: World) -> None:
    await write(world)
    file = ("page.txt", PAGE.format("40/40").encode())
    refusal = await world.member("alice").slash(world.channel, "review import", anime=FRIEREN, file=file)
    assert "has 28 episodes, so you can't have seen 40" in get_text(refusal)

    offer = await call(world, "review write", anime=FRIEREN, rating=6)
    await world.member("alice").click(offer, label="Replace my review")

    assert get_badge(get_card(world)) is None
    assert "6/10" in get_text(get_card(world))
