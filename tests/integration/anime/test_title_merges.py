"""Stories of two titles that turn out to be one: where a person had both, nothing is lost and they are told."""

from pathlib import Path

import pytest
from simcord.builders import UserHandle

from db.titles.catalogue.records import TitleRecord
from tests.support.cards import get_card
from tests.support.lists import read_form
from tests.support.titles import (
    AURORA,
    BROKEN_FILE,
    FOG,
    LIGHTS,
    NEW_PAGE,
    ONE,
    call,
    get_notice,
    get_response,
    read_file,
    suggest,
)
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again, write_catalogue


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    """A catalogue of three titles, for these stories to change."""
    path = tmp_path / "catalogue.db"
    write_catalogue(path, LIGHTS, AURORA, FOG)
    return path


async def test_two_entries_become_one_and_their_owner_is_told_once(world: World) -> None:
    await call(world, "list add", anime="bangumi/1", episodes=5, status="DROPPED")
    await call(world, "list update", anime="bangumi/1", notes="With Ben.", tags="slow")
    await call(world, "list add", anime="anilist/2", episodes=12, score=9)
    await call(world, "list update", anime="anilist/2", notes="Alone.", started="2024-04-03")
    await world.change_catalogue(ONE, FOG)

    result = await world.member("alice").slash(world.channel, "list show")
    (notice,) = result.followups

    assert notice.ephemeral
    assert "**Northern Lights**: your two list entries are one now. The file shows them as they were." in notice.content
    before = await read_file(notice)
    for fact in ("bangumi/1", "Dropped", "With Ben.", "slow", "anilist/2", "Completed", "Alone.", "2024-04-03"):
        assert fact in before
    assert "1 title" in get_text(get_response(result))
    entry = get_text(await world.member("alice").select(get_response(result), ["mal/3"], custom_id="list:open"))
    assert "✅ **Completed** · 12/12 episodes · score 9/10" in entry
    assert all(fact in entry for fact in ("With Ben.", "Alone.", "slow", "2024-04-03"))
    assert await get_notice(world) is None
    await world.restart()
    assert await get_notice(world) is None


async def test_a_person_who_had_only_one_of_two_merged_titles_is_told_nothing(world: World) -> None:
    await call(world, "list add", "alice", anime="bangumi/1")
    await call(world, "list add", "alice", anime="anilist/2")
    await call(world, "list add", "ben", anime="anilist/2", score=3)
    await world.change_catalogue(ONE, FOG)

    assert await get_notice(world, "ben") is None
    assert "score 3/10" in get_text(await call(world, "anime info", "ben", anime="mal/3"))
    assert await get_notice(world, "alice") is not None


async def test_the_buttons_of_both_entries_lead_to_the_merged_one(world: World) -> None:
    alice = world.member("alice")
    first = await call(world, "list add", anime="bangumi/1", episodes=5)
    second = await call(world, "list add", anime="anilist/2", episodes=7)
    form = await alice.click(first, label="Edit")
    await world.change_catalogue(ONE, FOG)

    await alice.click(first, label="+1")
    await alice.click(second, label="+1")
    saved = await alice.submit_modal(form, read_form(form) | {"rewatches": "6"})

    assert "▶️ **Watching** · 9/12 episodes" in get_text(saved)
    assert "Rewatched 6 times" in get_text(saved)


async def test_a_person_is_told_after_a_restart_and_in_private_messages(world: World) -> None:
    alice: UserHandle = world.person("alice")
    await alice.slash("list add", anime="bangumi/1")
    await alice.slash("list add", anime="anilist/2")
    await world.change_catalogue(ONE, FOG)
    await world.restart()

    (notice,) = (await alice.slash("anime info", anime="mal/4")).followups

    assert "your two list entries are one now" in notice.content
    assert "bangumi/1" in await read_file(notice)
    assert (await alice.slash("anime info", anime="mal/4")).followups == []


async def test_a_notice_does_not_follow_a_form_but_the_next_command(world: World) -> None:
    alice = world.member("alice")
    await call(world, "list add", anime="bangumi/1")
    await call(world, "list add", anime="anilist/2")
    await world.change_catalogue(ONE, FOG)

    await suggest(world, "northern")
    form = await alice.slash(world.channel, "review write", anime="mal/4", rating=5)
    assert form.followups == []
    assert form.modal is not None
    assert await get_notice(world) is not None


async def test_two_reviews_both_stay_and_the_newer_one_is_edited(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    await world.write_review("alice", "bangumi/1", rating=4, body="The first text. Short.")
    older = get_card(world)
    await world.env.advance_time(60)
    await world.write_review("alice", "anilist/2", rating=9, body="The second text. Shorter.")
    newer = get_card(world)
    await world.change_catalogue(ONE, FOG)

    notice = await get_notice(world)
    assert notice is not None
    assert "**Northern Lights**: you have two reviews of it now. Both stay where they are posted" in notice.content
    assert notice.attachments == []
    assert await get_notice(world) is None
    assert "The first text. Short." in get_text(await ben.click(older, label="Read"))
    assert "The second text. Shorter." in get_text(await ben.click(newer, label="Read"))
    assert NEW_PAGE in get_text(see_again(world, newer))
    form = await alice.slash(world.channel, "review edit", anime="northern lights")
    assert read_form(form)["body"] == "The second text. Shorter."

    (label,) = get_labels(notice)
    menu = get_response(await alice.click(notice, label=label))
    form = await alice.click(menu, label="Edit")
    assert read_form(form)["body"] == "The first text. Short."
    await alice.submit_modal(form, {"rating": ["5"], "body": "The first text, changed."})
    assert "The first text, changed." in get_text(see_again(world, older))
    assert "The second text. Shorter." in get_text(see_again(world, newer))


async def test_a_text_that_waits_to_replace_the_older_review_still_does(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", "bangumi/1", body="The first text. Short.")
    older = get_card(world)
    await world.env.advance_time(60)
    await world.write_review("alice", "anilist/2", body="The second text. Shorter.")
    await world.change_catalogue(ONE, FOG)
    menu = get_response(await alice.click(older, label="⋯"))
    phone, desktop = await alice.click(menu, label="Edit"), await alice.click(menu, label="Edit")
    await alice.submit_modal(phone, {"rating": ["5"], "body": "From the phone."})
    conflict = get_response(await alice.submit_modal(desktop, {"rating": ["5"], "body": "From the desktop."}))
    await world.env.advance_time(60 * 60)

    await alice.click(conflict, label="Replace my review")

    assert "From the desktop." in get_text(see_again(world, older))


async def test_the_older_review_replaces_a_newer_one_that_is_deleted(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", "bangumi/1", body="The first text. Short.")
    await world.env.advance_time(60)
    await world.write_review("alice", "anilist/2", body="The second text. Shorter.")
    await world.change_catalogue(ONE, FOG)
    question = await call(world, "review delete", anime="mal/3")
    await alice.click(question, label="Delete")
    await world.env.advance_time(60 * 60)

    form = await alice.slash(world.channel, "review edit", anime="mal/3")

    assert read_form(form)["body"] == "The first text. Short."


async def test_a_newer_review_that_was_deleted_can_still_be_taken_back(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", "bangumi/1", body="The first text. Short.")
    await world.env.advance_time(60)
    await world.write_review("alice", "anilist/2", body="The second text. Shorter.")
    await world.change_catalogue(ONE, FOG)
    # The deletion falls into the last minutes of an hour. At its end, the bot looks for titles to move.
    await world.env.advance_time(50 * 60)
    question = await call(world, "review delete", anime="mal/3")
    await alice.click(question, label="Delete")
    await world.env.advance_time(14 * 60)

    undone = await alice.click(see_again(world, question), label="Undo")

    assert "is back" in get_text(undone) + get_text(see_again(world, question))


async def test_the_drafts_of_both_titles_are_kept(world: World) -> None:
    alice = world.member("alice")
    for anime, text in [("bangumi/1", "The first thought."), ("anilist/2", "The second thought.")]:
        form = await alice.slash(world.channel, "review write", anime=anime, rating=9)
        refusal = get_response(await alice.submit_modal(form, {"body": text, "file": BROKEN_FILE}))
        get_custom_id(refusal, "review:draft:")
        await world.env.advance_time(60)
    await world.change_catalogue(ONE, FOG)

    mine = await alice.slash(world.channel, "review mine")
    form = await alice.slash(world.channel, "review write", anime="mal/3", rating=9)

    assert "2 drafts" in get_text(mine)
    assert read_form(form)["body"] == "The second thought."


async def test_one_notice_tells_about_everything_a_person_had_twice(world: World) -> None:
    for anime in ("bangumi/1", "anilist/2"):
        await world.write_review("alice", anime)
        await call(world, "list add", anime=anime, score=7)
    await world.change_catalogue(ONE, FOG)

    notice = await get_notice(world)

    assert notice is not None
    assert "your two list entries are one now" in notice.content
    assert "you have two reviews of it now" in notice.content
    assert await get_notice(world) is None


async def test_the_merged_title_has_the_reviews_of_both(world: World) -> None:
    await world.write_review("ben", "bangumi/1", rating=4)
    await world.write_review("carol", "anilist/2", rating=8)
    await world.change_catalogue(ONE, FOG)

    assert "**In this server** 6.0 on average, from 2 reviews" in get_text(
        await call(world, "anime info", anime="mal/3")
    )


async def test_notices_about_many_titles_come_a_few_at_a_time(world: World) -> None:
    numbers = range(100, 107)
    for number in numbers:
        for site in ("anilist", "bangumi"):
            await world.change_catalogue(TitleRecord(keys=(f"{site}/{number}",), title=f"Tale {number}"))
            await call(world, "list add", anime=f"{site}/{number}")
    await world.change_catalogue(
        *(TitleRecord(keys=(f"anilist/{number}", f"bangumi/{number}"), title=f"Tale {number}") for number in numbers)
    )

    notices = [await get_notice(world) for _ in range(3)]

    told = [[number for number in numbers if notice and f"Tale {number}" in notice.content] for notice in notices]
    assert [len(part) for part in told] == [5, 2, 0]
    assert sorted(told[0] + told[1]) == list(numbers)
