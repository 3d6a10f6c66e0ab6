"""The story of a list, from an old text file to the exported file at the end."""

from collections.abc import Sequence

from simcord.builders import UserHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.support.importing import choose, export, import_file, press, read_files
from tests.support.list_pages import get_titles
from tests.support.lists import FRIEREN, call, fill_form, get_lines, open_entry, read_form
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again

MONSTER = "mal/19"
"""74 episodes."""
MUSHISHI = "mal/457"
CODE_GEASS = "mal/1575"

OLD_FILE = """\
My anime, since 2019

Watching
- Cowboy Bebop 12/26
- Monster 71/74

# Completed (2)
[x] Frieren: Beyond the Journey's End 28/28 (2024-03) - 10/10 // with the family
Naruto Shippuden: The Movie - 6/10

Plan to watch:
* Mushishi
* Our holiday film
* Cod Geas
dropped: Sword Art Online ep 4
"""
LATER_FILE = "Completed\nMonster 74/74 - 7/10\nSteins;Gate 9/10\n"


def get_response(result: InteractionResult) -> ResponseMessage:
    assert result.response is not None
    return result.response


async def test_a_list_from_an_old_text_file_to_an_export(world: World) -> None:
    alice = world.person("alice")
    await bring_in(world, alice)
    panel = await watch_to_the_end(world, alice)

    await world.restart()

    await score_and_review(alice, panel)
    await watch_again(alice)
    await note(world, alice)
    await look(alice)
    await take_back_and_redo(world, alice)
    await replace_and_take_back(world, alice)


async def bring_in(world: World, alice: UserHandle) -> None:
    """Imports the old file, which leads to questions about three lines."""
    preview = await import_file(world, alice, OLD_FILE, name="anime.txt")
    assert "**6 new** · **0 changed** · 0 unchanged · **3 unclear**" in get_text(preview)

    preview = await choose(alice, preview, 0, "out")
    preview = await choose(alice, preview, 1, "new")
    preview = await choose(alice, preview, 2, CODE_GEASS)
    assert "**8 new** · **0 changed** · 0 unchanged · **0 unclear** · 1 left out" in get_text(preview)
    assert "All · 0 titles" in get_text(await call(alice, "list show"))
    result = await press(alice, preview, "Import")

    assert "**8 new**, 0 changed, 0 unchanged, and 1 left out" in get_text(result)
    assert await read_files(result) == {
        "left-out.txt": b"// Fix the titles, then send this file to /list import.\nMy anime, since 2019\n"
    }
    page = await call(alice, "list show")
    tabs = {"All (8)", "Watching (2)", "Completed (2)", "On hold (0)", "Dropped (1)", "Plan to watch (3)"}
    assert tabs <= set(get_lines(page))


async def watch_to_the_end(world: World, alice: UserHandle) -> ResponseMessage:
    """Watches Monster to its end, by command and on a page. Returns the panel that follows."""
    assert "**Watching** · 72/74 episodes" in get_text(await call(alice, "list watched", anime=MONSTER))
    page = await call(alice, "list show", status="WATCHING", sort="title")
    assert get_titles(page) == ["COWBOY BEBOP", "Monster"]
    button = f"list:one:{get_custom_id(page, 'list:sort:').removeprefix('list:sort:')}:{MONSTER}"
    await alice.click(page, custom_id=button)
    assert "-# 73/74 episodes" in get_lines(see_again(world, page))

    last = await alice.click(page, custom_id=button)

    assert get_titles(see_again(world, page)) == ["COWBOY BEBOP"]
    (panel,) = last.followups
    assert "That was the last episode: completed! 🎉 How was it? Choose a score" in get_text(panel)
    return panel


async def score_and_review(alice: UserHandle, panel: ResponseMessage) -> None:
    """Gives Monster a score, which becomes the review's rating."""
    panel = get_response(await alice.select(panel, ["9"], custom_id=f"list:score:{MONSTER}"))
    form = await alice.click(panel, label="Write a review")
    assert form.modal is not None
    assert form.modal["title"].startswith("9/10 · Monster")
    assert "is saved" in get_text(await alice.submit_modal(form, {"body": "Nobody is only what they did."}))
    review = get_text(await call(alice, "review read", anime=MONSTER))
    assert "Nobody is only what they did." in review
    assert "9/10" in review


async def watch_again(alice: UserHandle) -> None:
    """Watches Frieren again. The entry keeps what it says about the first time."""
    first = {"✅ **Completed** · 28/28 episodes · score 10/10", "-# Finished 2024-03", "-# Notes: with the family"}
    panel = await open_entry(alice)
    assert first <= set(get_lines(panel))
    panel = get_response(await alice.click(panel, label="Rewatch"))
    panel = get_response(await alice.click(panel, label="+1"))
    assert first | {"-# Rewatching: 1/28"} <= set(get_lines(panel))

    last = await call(alice, "list watched", anime=FRIEREN, episodes=27)

    assert "That was the last episode. You've rewatched it 1 time now! 🎉" in get_text(last)
    assert first | {"-# Rewatched 1 time"} <= set(get_lines(last))


async def note(world: World, alice: UserHandle) -> None:
    """Fills in every detail of Mushishi, with its dates in German."""
    form = await alice.click(await open_entry(alice, MUSHISHI), label="Notes")
    typed = {"notes": "Im Herbst.\nMit Tee.", "tags": "ruhig, Wald", "priority": ["HIGH"], "is_private": True}
    panel = get_response(await alice.submit_modal(form, read_form(form) | typed))
    noted = {"-# Priority: High", "-# Tags: ruhig, Wald", "-# Notes: Im Herbst. Mit Tee.", "-# 🔒 Private"}
    assert noted <= set(get_lines(panel))
    world.set_details(alice, locale="de")

    await call(alice, "list update", anime=MUSHISHI, started="März 2024", episodes=3)
    panel = get_response(await fill_form(alice, MUSHISHI, finished="gestern"))

    assert noted | {"-# Started 2024-03 · finished 2025-12-31"} <= set(get_lines(panel))
    await call(alice, "list update", anime=MUSHISHI, finished="none")


async def look(alice: UserHandle) -> None:
    """Looks at what is next, and at the totals."""
    drawn = get_text(await call(alice, "list random"))
    assert "Picked from 2 titles." in drawn
    assert ("Our holiday film" in drawn) != ("Cod Geas" in drawn)
    stats = get_text(await call(alice, "list stats"))
    assert "8 titles: Watching 2, Completed 3, Dropped 1, Plan to watch 2" in stats
    assert "Includes 1 private title" in stats


async def take_back_and_redo(world: World, alice: UserHandle) -> None:
    """Undoes changes. Each undo restores the list to the byte."""
    changes: Sequence[tuple[str, dict[str, object]]] = [
        ("list watched", {"anime": "mal/1"}),
        ("list update", {"anime": "mal/1", "score": 8, "notes": "Jazz", "tags": "space"}),
        ("list add", {"anime": "mal/467", "status": "ON_HOLD"}),
        ("list update", {"anime": MUSHISHI, "private": False, "started": "none"}),
    ]
    files = []
    for command, options in changes:
        files.append(await export(world, alice))
        await world.env.advance_time(60)
        await call(alice, command, **options)
    files.append(await export(world, alice))
    assert len(set(files)) == len(changes) + 1

    undone = await call(alice, "list undo")
    assert files.pop() != await export(world, alice) == files.pop()
    while files:
        undone = get_response(await alice.click(undone, label=get_labels(undone)[0]))
        assert await export(world, alice) == files.pop()


async def replace_and_take_back(world: World, alice: UserHandle) -> None:
    """Replaces the list with a later file, and undoes that."""
    before = await export(world, alice)
    preview = await import_file(world, alice, LATER_FILE)
    assert "Titles removed, because the file doesn't have them: **7**" in get_text(preview)
    assert "7 removed" in get_text(await press(alice, preview, "Replace my list"))
    assert sorted(get_titles(await call(alice, "list show"))) == ["Monster", "Steins;Gate"]
    monster = get_lines(await open_entry(alice, MONSTER))
    assert "✅ **Completed** · 74/74 episodes · score 7/10" in monster

    await call(alice, "list undo")

    assert await export(world, alice) == before
    assert "*Import* would change nothing" in get_text(await import_file(world, alice, before))
