"""Stories of a review's earlier versions, which only its author can see and bring back."""

from typing import Any

import pytest
from simcord.results import ResponseMessage

from db.reviews.models import Draft, ReviewText
from tests.support.reviews import (
    FRIEREN,
    get_last,
    list_drafts,
    open_form,
    open_panel,
    read_back,
    send,
    show_to_all,
)
from tests.support.titles import call, get_response, read_file
from tests.support.world import World, get_custom_id, get_labels, get_text

LONG = "\n\n".join(f"{number}. {'word ' * 200}" for number in range(1, 11))


async def open_versions(world: World) -> ResponseMessage:
    panel = await open_panel(world)
    return get_response(await world.member("alice").click(panel, label="Earlier versions"))


async def open_version(world: World, revision: int) -> ResponseMessage:
    menu = await open_versions(world)
    custom_id = get_custom_id(menu, "review:choose-version:")
    return get_response(await world.member("alice").select(menu, [str(revision)], custom_id=custom_id))


async def edit(world: World, body: str, **typed: Any) -> None:
    await send(world, await open_form(world, "edit"), body=body, more="", **typed)


async def test_a_review_that_was_never_changed_has_no_earlier_versions(world: World) -> None:
    await world.write_review("alice")

    assert "Earlier versions" not in get_labels(await open_panel(world))


async def test_edits_and_additions_keep_every_version_with_its_time(world: World) -> None:
    await world.write_review("alice", rating=9, body="First.")
    await world.env.advance_time(86_400)
    await edit(world, "Second.", rating=["3"], verdict="MIXED_FEELINGS")
    await world.env.advance_time(86_400)
    await send(world, await open_form(world, "continue"), body="Third.")

    await world.restart()
    menu = await open_versions(world)
    lines = [line.split(" · ") for line in get_text(menu).splitlines() if " characters" in line]
    assert [[name, *rest] for name, _, *rest in lines] == [
        ["Version 2", "**3/10**", "7 characters"],
        ["Version 1", "**9/10**", "6 characters"],
    ]
    second, first = (int(time.removeprefix("<t:").removesuffix(":f>")) for _, time, *_ in lines)
    assert second - first == 86_400

    version = await open_version(world, 2)
    assert version.ephemeral
    assert "Version 2 · **3/10 · Mixed feelings**" in get_text(version)
    assert "Second." in get_text(version)
    assert "Third." not in get_text(version)


async def test_a_long_version_is_read_in_pages_and_sent_as_a_file(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="", file=("long.md", LONG.encode()))
    form = await alice.click(await call(world, "review edit", anime=FRIEREN), label="Send the changed file")
    await send(world, form, file=("short.md", b"Short."))

    page = await open_version(world, 1)
    assert "Page 1 of 5" in get_text(page)
    texts = [page.components[0]["components"][2]["content"]]
    while "Next" in get_labels(page):
        await world.restart()
        page = get_response(await alice.click(page, label="Next"))
        texts.append(page.components[0]["components"][2]["content"])
    assert "".join(texts) == LONG.strip()
    assert get_labels(page) == ["Previous", "(Next)", "As a file", "Restore this version"]
    assert "Page 4 of 5" in get_text(await alice.click(page, label="Previous"))
    assert await read_file(get_response(await alice.click(page, label="As a file"))) == LONG.strip()


async def test_an_earlier_version_is_brought_back_and_the_later_one_is_kept(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", rating=9, body="First.", verdict="MIXED_FEELINGS", spoilers=True)
    await edit(world, "Second.", rating=["3"], verdict="NOT_RECOMMENDED", spoilers=False)
    version = await open_version(world, 1)

    await world.restart()
    panel = get_last(await alice.click(version, label="Restore this version"))

    assert "Saved." in get_text(panel)
    assert await read_back(world) == "First."
    (card,) = [get_text(card) for card in world.channel.history(viewer=world.member("somebody"))]
    assert "9/10 · Mixed feelings" in card
    assert "This review contains spoilers." in card
    assert "Second." in get_text(await open_version(world, 2))
    assert await list_drafts(world) == []


async def test_bringing_a_version_back_leaves_drafts_alone(world: World) -> None:
    await world.write_review("alice", body="First.")
    slow = await open_form(world, "edit")
    await edit(world, "Second.")
    await send(world, slow, body="From the other device.")

    await world.member("alice").click(await open_version(world, 1), label="Restore this version")

    assert await list_drafts(world) == ["9/10 · From the other device."]


@pytest.mark.parametrize("label", ["As a file", "Restore this version", "Next"])
async def test_nobody_else_can_see_or_bring_back_an_earlier_version(world: World, label: str) -> None:
    await world.write_review("alice", body="", file=("long.md", LONG.encode()))
    await send(world, await open_form(world, "continue"), body="More.")
    before = await read_back(world)
    version = show_to_all(world, await open_version(world, 1))

    refusal = await world.member("ben").click(version, label=label)

    assert f"This is <@{world.member('alice').id}>'s review, so only they can change it." in get_text(refusal)
    assert await read_back(world) == before


async def test_nobody_else_can_choose_an_earlier_version(world: World) -> None:
    await world.write_review("alice", body="My secret.")
    await edit(world, "Nothing to see.")
    menu = show_to_all(world, await open_versions(world))
    custom_id = get_custom_id(menu, "review:choose-version:")

    refusal = await world.member("ben").select(menu, ["1"], custom_id=custom_id)

    assert "only they can change it" in get_text(refusal)
    assert "My secret." not in get_text(refusal)


async def test_the_versions_of_a_deleted_review_are_no_longer_shown(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="First.")
    await edit(world, "Second.")
    version = await open_version(world, 1)
    deleted = get_response(await alice.click(await call(world, "review delete", anime=FRIEREN), label="Delete"))

    assert "You deleted this review." in get_text(await alice.click(version, label="Restore this version"))

    await alice.click(deleted, label="Undo")
    await alice.click(version, label="Restore this version")
    assert await read_back(world) == "First."


async def test_many_versions_come_in_pages(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="Version 1.")
    review = await world.bot.store.reviews.get_by_author(author_id=alice.id, anime_key=FRIEREN)
    assert review is not None
    for revision in range(1, 31):
        draft = Draft(revision, review.author_id, FRIEREN, "Frieren", ReviewText(9, f"Version {revision + 1}."))
        await world.bot.store.reviews.set_text(draft, review_id=review.id, revision=revision, now=1_790_000_000)

    newest = await open_versions(world)
    assert "Version 30 · <t:1790000000:f>" in get_text(newest)
    assert get_labels(newest) == ["(Newer)", "Older"]
    await world.restart()
    oldest = get_response(await alice.click(newest, label="Older"))
    assert get_labels(oldest) == ["Newer", "(Older)"]
    version = await alice.select(oldest, ["1"], custom_id=get_custom_id(oldest, "review:choose-version:"))
    assert "Version 1." in get_text(version)
