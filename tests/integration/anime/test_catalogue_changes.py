"""Stories of a catalogue that is replaced while people use it: what they wrote moves with its title."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.titles.catalogue.records import TitleRecord
from tests.support.cards import get_card
from tests.support.lists import read_form
from tests.support.titles import (
    AURORA,
    BROKEN_FILE,
    FOG,
    KNOWN_TO_MORE,
    LIGHTS,
    NEW_PAGE,
    call,
    get_notice,
    get_response,
    suggest,
)
from tests.support.world import World, get_text, see_again, write_catalogue


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    """A catalogue of three titles, for these stories to change."""
    path = tmp_path / "catalogue.db"
    write_catalogue(path, LIGHTS, AURORA, FOG)
    return path


# A new catalogue


async def test_a_new_catalogue_is_used_within_a_minute(world: World) -> None:
    assert await suggest(world, "aurora") == ["Aurora (TV, 2024)"]
    assert await suggest(world, "comet") == []

    await world.change_catalogue(LIGHTS, FOG, TitleRecord(keys=("mal/9",), title="Comet"))

    assert await suggest(world, "aurora") == []
    assert await suggest(world, "comet") == ["Comet"]
    assert "[Comet](https://myanimelist.net/anime/9)" in get_text(await call(world, "anime info", anime="comet"))


async def test_a_file_that_is_not_a_catalogue_leaves_the_present_one_in_use(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    path = world.settings.catalogue_path
    garbage = path.with_name("garbage")
    garbage.write_bytes(b"no catalogue at all " * 1000)
    garbage.replace(path)
    with caplog.at_level(logging.WARNING):
        await world.env.advance_time(300)

    assert await suggest(world, "aurora") == ["Aurora (TV, 2024)"]
    assert caplog.text.count("is no catalogue that this version can read; the earlier one stays in use") == 1
    await world.change_catalogue(TitleRecord(keys=("mal/9",), title="Comet"))
    assert await suggest(world, "comet") == ["Comet"]


async def test_half_a_catalogue_is_not_used_until_it_is_complete(world: World) -> None:
    path = world.settings.catalogue_path
    copy = path.with_name("copy")
    many = [TitleRecord(keys=(f"mal/{number}",), title=f"Comet {number}") for number in range(100, 900)]
    write_catalogue(copy, *many)
    whole = copy.read_bytes()
    half = path.with_name("half")
    half.write_bytes(whole[: len(whole) // 2])
    half.replace(path)
    await world.env.advance_time(60)
    assert await suggest(world, "aurora") == ["Aurora (TV, 2024)"]

    copy.replace(path)
    await world.env.advance_time(60)

    assert await suggest(world, "comet 777") == ["Comet 777"]


async def test_the_bot_works_while_the_catalogue_file_is_missing(world: World) -> None:
    path = world.settings.catalogue_path
    path.unlink()
    await world.env.advance_time(60)
    assert await suggest(world, "aurora") == ["Aurora (TV, 2024)"]

    await world.change_catalogue(TitleRecord(keys=("mal/9",), title="Comet"))

    assert await suggest(world, "comet") == ["Comet"]


async def test_what_people_wrote_about_a_vanished_title_stays(world: World) -> None:
    alice = world.member("alice")
    await alice.slash(world.channel, "list add", anime="anilist/2", score=8)
    await world.write_review("alice", "anilist/2", body="Green. Silent.")
    card = get_card(world)
    await world.change_catalogue(LIGHTS, FOG)

    page = await call(world, "list show")
    assert "**Aurora**" in get_text(page)
    assert "score 8/10" in get_text(await alice.select(page, ["anilist/2"], custom_id="list:open"))
    assert "Green. Silent." in get_text(await world.member("ben").click(card, label="Read"))


# A better key


async def test_an_entry_moves_to_the_better_key_and_its_old_buttons_work(world: World) -> None:
    alice = world.member("alice")
    entry = await call(world, "list add", anime="bangumi/1", episodes=2, score=8)
    page = await call(world, "list show")
    panel = await call(world, "anime info", anime="bangumi/1")
    form = await alice.click(entry, label="Edit")
    question = await call(world, "list remove", anime="bangumi/1")
    await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)

    await alice.click(entry, label="+1")
    assert "▶️ **Watching** · 3/12 episodes · score 8/10" in get_text(see_again(world, entry))
    assert f"[Northern Lights]({NEW_PAGE})" in get_text(see_again(world, entry))
    await alice.click(panel, label="+1")
    assert "▶️ **Watching** · 4/12 episodes · score 8/10" in get_text(see_again(world, panel))
    saved = await alice.submit_modal(form, read_form(form) | {"rewatches": "2"})
    assert "Rewatched 2 times" in get_text(saved)
    opened = await alice.select(page, ["bangumi/1"], custom_id="list:open")
    assert "▶️ **Watching** · 4/12 episodes · score 8/10" in get_text(opened)
    assert "1 title" in get_text(await call(world, "list show"))
    await alice.click(question, label="Remove")
    assert "0 titles" in get_text(await call(world, "list show"))


async def test_adding_from_an_old_panel_adds_the_title_as_it_is_now(world: World) -> None:
    panel = await call(world, "anime info", anime="bangumi/1")
    await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)

    await world.member("alice").click(panel, label="Add to my list")

    assert "📌 **Plan to watch** · 0/12 episodes" in get_text(see_again(world, panel))
    assert "📌 **Plan to watch** · 0/12 episodes" in get_text(await call(world, "anime info", anime="mal/3"))


async def test_a_review_and_its_card_move_to_the_better_key(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    await world.write_review("alice", "bangumi/1", body="Green. Silent.")
    card = get_card(world)
    assert "https://bangumi.tv/subject/1" in get_text(card)
    menu = get_response(await alice.click(card, label="⋯"))
    form = await alice.click(menu, label="Edit")
    await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)

    assert f"[Northern Lights]({NEW_PAGE})" in get_text(see_again(world, card))
    assert "Green. Silent." in get_text(await ben.slash(world.channel, "review read", anime="mal/3"))
    assert "Green. Silent." in get_text(await ben.slash(world.channel, "review read", anime="bangumi/1"))
    assert "Green. Silent." in get_text(await ben.click(card, label="Read"))
    await alice.submit_modal(form, {"rating": ["9"], "body": "Green. Loud."})
    assert "Green. Loud." in get_text(see_again(world, card))
    assert "You already reviewed Northern Lights" in get_text(
        await alice.slash(world.channel, "review write", anime="mal/3", rating=2)
    )


async def test_a_card_in_a_thread_and_one_elsewhere_are_redrawn_too(world: World) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice", "bangumi/1")
    await world.member("alice").slash(lounge, "review post", anime="bangumi/1")
    await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)

    assert NEW_PAGE in get_text(get_card(world))
    assert NEW_PAGE in get_text(get_card(world, lounge))


async def test_a_form_that_was_open_makes_a_review_of_the_title_as_it_is_now(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime="bangumi/1", rating=9)
    await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)

    card = await alice.submit_modal(form, {"body": "Green. Silent."})

    assert f"[Northern Lights]({NEW_PAGE})" in get_text(card)
    assert "Green. Silent." in get_text(await call(world, "review read", "ben", anime="mal/3"))


async def test_the_button_back_to_a_form_brings_back_the_typed_text(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime="bangumi/1", rating=9)
    refusal = get_response(await alice.submit_modal(form, {"body": "Half a thought.", "file": BROKEN_FILE}))
    assert "Your text is saved as a draft." in get_text(refusal)
    await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)

    again = await alice.click(refusal, label="Back to the form")

    assert again.modal is not None, get_text(again)
    assert read_form(again)["body"] == "Half a thought."
    card = await alice.submit_modal(again, {"body": "A whole thought."})
    assert f"[Northern Lights]({NEW_PAGE})" in get_text(card)


async def test_a_question_that_was_open_is_answered_with_the_title_as_it_is_now(world: World) -> None:
    question = await call(world, "list add", anime="Northern Light Show")
    await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)

    entry = await world.member("alice").click(question, label="Northern Lights (TV, 2024)")

    assert f"[Northern Lights]({NEW_PAGE})" in get_text(entry)


async def test_changes_made_while_the_bot_was_down_are_followed_at_startup(world: World) -> None:
    await world.write_review("alice", "bangumi/1", body="Green. Silent.")
    await call(world, "list add", anime="bangumi/1", score=8)
    await world.bot.close()
    write_catalogue(world.settings.catalogue_path, KNOWN_TO_MORE, AURORA, FOG)
    await world.restart()
    await world.env.advance_time(1)

    assert NEW_PAGE in get_text(get_card(world))
    assert "score 8/10" in get_text(await call(world, "anime info", anime="mal/3"))


async def test_nobody_is_told_about_a_title_that_only_got_a_better_key(world: World) -> None:
    await world.write_review("alice", "bangumi/1")
    await call(world, "list add", anime="bangumi/1")
    await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)

    assert await get_notice(world) is None


async def test_moves_that_fail_are_repeated_an_hour_later(world: World) -> None:
    await call(world, "list add", anime="bangumi/1", score=8)
    with closing(sqlite3.connect(world.settings.database_path)) as connection:
        connection.execute("CREATE TRIGGER refuse BEFORE INSERT ON moves BEGIN SELECT RAISE(ABORT, 'full'); END")
        await world.change_catalogue(KNOWN_TO_MORE, AURORA, FOG)
        assert "You** don't have it" in get_text(await call(world, "anime info", anime="mal/3"))
        connection.execute("DROP TRIGGER refuse")
    await world.env.advance_time(60 * 60)

    assert "score 8/10" in get_text(await call(world, "anime info", anime="mal/3"))
    await world.change_catalogue(TitleRecord(keys=("mal/9",), title="Comet"))
    assert await suggest(world, "comet") == ["Comet"]
