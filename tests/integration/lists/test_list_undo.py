"""Stories of people who take back what they did to their lists."""

from tests.support.lists import FILM, FRIEREN, call, get_lines
from tests.support.reviews import get_last
from tests.support.world import World, get_labels, get_text


async def test_the_last_changes_are_taken_back_one_after_the_other(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=27)
    await call(alice, "list watched", anime=FRIEREN)
    await call(alice, "list update", anime=FRIEREN, score=9, private=True, notes="With Bob")

    undone = await call(alice, "list undo")

    assert "### Undone" in get_lines(undone)
    assert (
        "**Frieren: Beyond the Journey's End** changed back: score 9 → none, notes, and no longer private"
        in get_text(undone)
    )
    (label,) = get_labels(undone)
    # The rest is cut off, since a label is short.
    assert label.startswith("Undo: Frieren: Beyond the Journey's…: episodes 27 → 28, ")

    await world.restart()
    further = (await alice.click(undone, label=label)).response
    assert further is not None
    assert "changed back: episodes 28 → 27, status Completed → Watching, and finished 2026-01-01 → none" in get_text(
        further
    )
    assert get_labels(further) == ["Undo: Frieren: Beyond the Journey's… added as Watching"]

    first = (await alice.click(further, label=get_labels(further)[0])).response
    assert first is not None
    assert "There are no earlier changes to undo." in get_text(first)
    assert get_labels(first) == []
    assert "Nothing here yet" in get_text(await call(alice, "list show"))


async def test_a_removed_title_comes_back_with_all_its_details(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FILM)
    details = {"score": 7, "started": "2024-04", "notes": "Rain.", "tags": "quiet", "priority": "HIGH", "rewatches": 2}
    before = await call(alice, "list update", anime=FILM, **details)
    question = await call(alice, "list remove", anime=FILM)
    await alice.click(question, label="Remove")

    undone = await call(alice, "list undo")

    assert "is back on your list, as Plan to watch" in get_text(undone)
    opened = await alice.select(await call(alice, "list show"), [FILM], custom_id="list:open")
    assert opened.response is not None
    assert get_lines(opened.response)[1:] == get_lines(before)[1:]


async def test_without_a_change_there_is_nothing_to_take_back(world: World) -> None:
    answer = await call(world.person("alice"), "list undo")
    assert "There is nothing to undo" in answer.content


async def test_a_button_takes_back_only_the_change_that_it_names(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    await call(alice, "list update", anime=FRIEREN, score=8)
    undone = await call(alice, "list undo")
    await call(alice, "list add", anime=FILM)

    late = await alice.click(undone, label=get_labels(undone)[0])

    assert late.response is not None
    assert "Your list has changed since then" in late.response.content
    assert "All · 2 titles" in get_text(await call(alice, "list show"))


async def test_in_a_server_only_the_caller_sees_an_undo(world: World) -> None:
    alice = world.member("alice")
    await alice.slash(world.channel, "list add", anime=FRIEREN)
    result = await alice.slash(world.channel, "list undo")
    assert result.response is not None
    assert result.response.ephemeral
    assert "is no longer on your list" in get_text(result.response)


async def test_an_entry_made_from_a_review_can_be_undone_too(world: World) -> None:
    alice = world.member("alice")
    panel = get_last(await world.write_review("alice", rating=9))
    await alice.click(panel, label="Add to my list")

    undone = await alice.slash(world.channel, "list undo")

    assert "Frieren: Beyond the Journey's End** is no longer on your list" in get_text(undone)
    assert "Nothing here yet" in get_text(await alice.slash(world.channel, "list show"))
