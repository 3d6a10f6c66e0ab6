"""Stories of files in which it is unclear which titles are meant."""

from dataclasses import replace
from pathlib import Path

import pytest

from cogs.lists.exchange.matching import MAX_CUSTOM_TITLES
from db.lists.models import ListStatus
from db.titles.catalogue.records import TitleRecord
from tests.support.importing import (
    choose,
    get_list,
    get_menu_ids,
    import_all,
    import_file,
    press,
    read_files,
    send,
)
from tests.support.world import World, get_labels, get_text, write_catalogue

LIGHTS = TitleRecord(keys=("mal/1",), title="Northern Lights", kind="TV", year=2024, episodes=12)
SEASON = TitleRecord(keys=("mal/2",), title="Northern Lights Season 2", kind="TV", year=2025, episodes=12)
FOG = TitleRecord(keys=("mal/4",), title="Fog", native=("霧",), kind="TV", episodes=6)
OTHER_FOG = TitleRecord(keys=("mal/5",), title="Fog", kind="Movie", episodes=1)
VELVET = TitleRecord(keys=("mal/60",), title="Velvet Night", kind="OVA", episodes=2, is_adult=True)

FILE = """\
Northern Ligths 8/10
Fog 3/6
dropped: My Own Show
Northern Lights
"""
"""Three unclear titles, and a clear one."""


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.db"
    write_catalogue(path, LIGHTS, SEASON, FOG, OTHER_FOG, VELVET)
    return path


async def test_unclear_titles_are_chosen_in_menus(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, FILE)
    text = get_text(preview)
    assert "**1 new** · **0 changed** · 0 unchanged · **3 unclear**" in text
    for shown in ("**Northern Ligths 8/10**", "Northern Lights (TV, 2024)", "Fog (TV)", "Fog (Movie)", "Leave it out"):
        assert shown in text
    assert "Use “My Own Show” as it is" in text

    preview = await choose(alice, preview, 0, "mal/2")
    preview = await choose(alice, preview, 1, "mal/4")
    preview = await choose(alice, preview, 2, "new")
    assert "**4 new** · **0 changed** · 0 unchanged · **0 unclear**" in get_text(preview)
    result = get_text(await press(alice, preview, "Import"))

    assert "**4 new**, 0 changed, 0 unchanged, and 0 left out" in result
    entries = await get_list(world, alice)
    assert (entries["mal/2"].title, entries["mal/2"].score) == ("Northern Lights Season 2", 8)
    assert (entries["mal/4"].status, entries["mal/4"].episodes) == (ListStatus.WATCHING, 3)
    (own,) = [entry for key, entry in entries.items() if key.startswith("custom/")]
    assert (own.title, own.status) == ("My Own Show", ListStatus.DROPPED)


async def test_a_choice_shows_and_can_be_changed_after_a_restart(world: World) -> None:
    alice = world.person("alice")
    preview = await choose(alice, await import_file(world, alice, FILE), 0, "mal/2")
    await world.restart()
    menu = next(item for item in preview.components[0]["components"] if item["type"] == 1)["components"][0]
    assert [option["value"] for option in menu["options"] if option["default"]] == ["mal/2"]

    preview = await choose(alice, preview, 0, "mal/1")
    assert "1 row was merged with another row of the same title." in get_text(preview)
    preview = await choose(alice, preview, 0, "out")

    assert "**2 unclear** · 1 left out" in get_text(preview)


async def test_all_titles_can_be_kept_as_written(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, FILE)
    preview = await choose(alice, preview, 1, "out")

    kept = await press(alice, preview, "Keep all as written")
    assert "**3 new** · **0 changed** · 0 unchanged · **0 unclear** · 1 left out" in get_text(kept)
    assert "Keep all as written" not in get_labels(kept.response)
    await press(alice, preview, "Import")

    titles = {entry.title for entry in (await get_list(world, alice)).values()}
    assert titles == {"Northern Ligths", "My Own Show", "Northern Lights"}
    again = await import_file(world, alice, FILE)
    assert "**0 new** · **0 changed** · 3 unchanged · **1 unclear**" in get_text(again)


async def test_the_nearest_title_can_be_chosen_for_the_rest(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, FILE)
    preview = await choose(alice, preview, 1, "out")

    taken = await press(alice, preview, "Take the nearest")
    assert "1 row was merged with another row of the same title." in get_text(taken)
    assert "**0 unclear** · 2 left out" in get_text(taken)
    assert "Take the nearest" not in get_labels(taken.response)
    await press(alice, preview, "Import")

    (entry,) = (await get_list(world, alice)).values()
    assert (entry.anime_key, entry.score) == ("mal/1", 8)


async def test_a_name_that_was_kept_as_written_is_not_asked_again(world: World) -> None:
    alice = world.person("alice")
    file = "Fog 3/6\nNorthern Lights 2/12"
    await press(alice, await choose(alice, await import_file(world, alice, file), 0, "new"), "Import")
    before = await get_list(world, alice)

    preview = await import_file(world, alice, file)
    assert "**0 unclear**" in get_text(preview)
    assert "*Import* would change nothing" in get_text(preview)
    await press(alice, preview, "Replace my list")

    assert await get_list(world, alice) == before


async def test_titles_left_out_come_back_as_a_file(world: World) -> None:
    alice = world.person("alice")
    preview = await choose(alice, await import_file(world, alice, FILE), 0, "out")

    result = await press(alice, preview, "Import")

    assert "**1 new**, 0 changed, 0 unchanged, and 3 left out" in get_text(result)
    left_out = (await read_files(result))["left-out.txt"].decode()
    assert left_out.splitlines()[1:] == ["Northern Ligths 8/10", "Fog 3/6", "dropped: My Own Show"]
    again = await import_file(world, alice, left_out.replace("Ligths", "Lights"))
    assert "**0 new** · **1 changed** · 0 unchanged · **2 unclear**" in get_text(again)


async def test_a_list_is_not_replaced_while_titles_are_unclear(world: World) -> None:
    alice = world.person("alice")
    await import_all(world, alice, "Velvet Night")
    preview = await import_file(world, alice, "Northern Lights\nVelvet Nigth")
    assert (
        "Before you can press *Replace my list*, choose which titles the unclear ones are, or leave them out."
        in get_text(preview)
    )
    assert get_labels(preview)[-4:] == ["Leave the rest out", "Import", "(Replace my list)", "Cancel"]

    settled = await press(alice, preview, "Leave the rest out")
    assert "**0 unclear** · 1 left out" in get_text(settled)
    assert "Titles removed, because the file doesn't have them: **1**" in get_text(settled)
    await press(alice, preview, "Replace my list")

    assert list(await get_list(world, alice)) == ["mal/1"]


async def test_a_title_that_moves_to_another_key_meanwhile_stays_on_the_list(world: World) -> None:
    alice = world.person("alice")
    lights = replace(LIGHTS, keys=("anilist/1",))
    await world.change_catalogue(lights)
    await send(world, alice, "list add", anime="anilist/1", episodes=2)
    preview = await import_file(world, alice, "Northern Lights 5/12")

    await world.change_catalogue(replace(lights, keys=("mal/1", "anilist/1")))
    assert list(await get_list(world, alice)) == ["mal/1"]
    result = get_text(await press(alice, preview, "Replace my list"))

    assert "**0 new**, 1 changed, 0 unchanged, 0 removed, and 0 left out" in result
    assert (await get_list(world, alice))["mal/1"].episodes == 5


async def test_questions_come_four_at_a_time(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, "\n".join(f"Foo number {number}" for number in range(1, 11)))
    assert "page 1 of 3" in get_text(preview)
    assert len(get_menu_ids(preview)) == 4
    assert get_labels(preview)[:2] == ["(Previous)", "Next"]

    await press(alice, preview, "Next")
    last = await press(alice, preview, "Next")
    assert "**Foo number 10**" in get_text(last)
    assert "**Foo number 8**" not in get_text(last)
    assert last.response is not None
    chosen = await choose(alice, last.response, 1, "new")

    assert "page 3 of 3" in get_text(chosen)
    assert "**1 new** · **0 changed** · 0 unchanged · **9 unclear**" in get_text(chosen)


async def test_one_file_can_make_only_a_limited_number_of_titles(world: World) -> None:
    alice = world.person("alice")
    lines = [f"Foo {number}" for number in range(100, 102 + MAX_CUSTOM_TITLES)]
    preview = await import_file(world, alice, "\n".join(lines))
    preview = await choose(alice, preview, 0, "out")

    kept = await press(alice, preview, "Keep all as written")
    assert f"**{MAX_CUSTOM_TITLES} new** · **0 changed** · 0 unchanged · **1 unclear**" in get_text(kept)
    refusal = await press(alice, preview, "Keep all as written")
    assert "None of these can be kept as written" in get_text(refusal)
    refusal = await alice.select(preview, ["new"], custom_id=get_menu_ids(preview)[0])
    assert f"One file can add at most {MAX_CUSTOM_TITLES} titles that aren't in the catalogue." in get_text(refusal)

    result = get_text(await press(alice, preview, "Import"))

    assert f"**{MAX_CUSTOM_TITLES} new**, 0 changed, 0 unchanged, and 2 left out" in result


async def test_a_name_that_is_too_long_for_a_title_cannot_be_kept(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, "Foo " * 30)
    assert "as it is" not in get_text(preview)
    assert "None of these can be kept" in get_text(await press(alice, preview, "Keep all as written"))


async def test_titles_made_by_an_import_are_seen_by_nobody_else(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    preview = await import_file(world, alice, "My Secret Show")
    await press(alice, preview, "Keep all as written")
    await press(alice, preview, "Import")

    assert [entry.title for entry in (await get_list(world, alice)).values()] == ["My Secret Show"]
    offered = await ben.autocomplete(world.channel, "list add", "anime", "My Secret")
    assert offered == []
    assert await alice.autocomplete(world.channel, "list add", "anime", "My Secret") != []


async def test_titles_are_offered_in_the_person_s_language(world: World) -> None:
    alice = world.person("alice")
    world.set_details(alice, locale="ja")
    preview = await import_file(world, alice, "Fog")
    assert "霧 (TV)" in get_text(preview)
    await press(alice, await choose(alice, preview, 0, "mal/4"), "Import")
    assert (await get_list(world, alice))["mal/4"].title == "霧"


async def test_titles_for_adults_are_offered_only_where_they_may_be(world: World) -> None:
    alice = world.member("alice")
    assert "Velvet" not in get_text(await import_file(world, alice, "Velvt Nigt")).replace("Velvt", "")
    assert "Velvet Night (OVA)" in get_text(await import_file(world, alice.user, "Velvt Nigt"))


async def test_a_title_for_adults_is_imported_without_being_named(world: World) -> None:
    alice = world.member("alice")
    preview = await import_file(world, alice, b"title,episodes\r\nVelvet Night,5\r\n")
    assert "Velvet" not in get_text(preview)
    assert "so I lowered the number: 🔞 A title for adults." in get_text(preview)

    await press(alice, preview, "Import")

    assert (await get_list(world, alice))["mal/60"].episodes == 2


async def test_an_import_belongs_to_one_person(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    preview = await import_file(world, alice, FILE)
    assert preview.ephemeral
    import_id = int(get_menu_ids(preview)[0].split(":")[3])
    assert await world.bot.store.list_imports.get(import_id=import_id, user_id=alice.id, now=0) is not None
    assert await world.bot.store.list_imports.get(import_id=import_id, user_id=ben.id, now=0) is None
