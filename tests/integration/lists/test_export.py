"""Stories of lists that are exported to files."""

import gzip
from pathlib import Path

import pytest
from simcord.results import ResponseMessage

from db.lists.history import ListChangeKind
from db.lists.models import MAX_NOTES_LENGTH, Entry, ListStatus
from db.titles.catalogue.records import TitleRecord
from tests.support.importing import (
    Person,
    export,
    get_list,
    import_all,
    import_file,
    press,
    read_files,
    send,
)
from tests.support.world import World, get_text, write_catalogue

LIGHTS = TitleRecord(keys=("mal/1",), title="Northern Lights", episodes=12)
FOG = TitleRecord(keys=("bangumi/4",), title="Fog", episodes=6)
VELVET = TitleRecord(keys=("anilist/60",), title="Velvet Night", is_adult=True)


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.db"
    write_catalogue(path, LIGHTS, FOG, VELVET)
    return path


async def put_on_list(world: World, person: Person) -> None:
    await send(world, person, "list add", anime="mal/1", episodes=12, score=9)
    await send(
        world, person, "list update", anime="mal/1", started="2024-04", notes="=cmd()", tags="slow, sad", private=True
    )
    await send(world, person, "list add", anime="bangumi/4", episodes=2)


async def fill(world: World, person: Person, number: int, notes: str = "", title: str = "") -> None:
    """Puts a number of titles on a list that MyAnimeList doesn't know."""
    await import_all(world, person, "Northern Lights")
    entries = [
        Entry(person.id, f"anilist/{place}", title or f"Show {place}", ListStatus.WATCHING, notes=notes)
        for place in range(100, 100 + number)
    ]
    preview = await import_file(world, person, "Fog")
    await world.bot.store.list_imports.apply(
        lambda present: {entry.anime_key: entry for entry in entries},
        kind=ListChangeKind.IMPORT,
        import_id=get_import_id(preview),
        user_id=person.id,
        change_id=1,
        now=1,
    )


def get_import_id(preview: ResponseMessage) -> int:
    (button, *_) = preview.components[0]["components"][-1]["components"]
    return int(button["custom_id"].split(":")[3])


@pytest.mark.parametrize("format", ["JSON", "CSV"])
async def test_an_export_is_imported_as_it_was(world: World, format: str) -> None:
    alice, ben = world.person("alice"), world.person("ben")
    await put_on_list(world, alice)
    data = await export(world, alice, format)
    before = await get_list(world, alice)

    assert "*Import* would change nothing" in get_text(await import_file(world, alice, data))
    await import_all(world, ben, data)

    assert await export(world, ben, format) == data
    await send(world, alice, "list remove", anime="bangumi/4")
    await send(world, alice, "list add", anime="anilist/60")
    await import_all(world, alice, data, label="Replace my list")
    assert await get_list(world, alice) == before


async def test_an_export_for_other_sites_names_the_titles_that_they_do_not_know(world: World) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)

    result = await send(world, alice, "list export", format="MAL XML")

    assert "Here is your list with 1 title." in get_text(result)
    assert "MyAnimeList has no id for **1 title** on your list, so it's missing from this file" in get_text(result)
    assert get_text(result).endswith(": Fog. JSON and CSV files have it too.")
    files = await read_files(result)
    assert list(files) == ["kanso-list.xml"]
    assert b"<series_animedb_id>1</series_animedb_id>" in files["kanso-list.xml"]
    ben = world.person("ben")
    await import_all(world, ben, files["kanso-list.xml"])
    assert list(await get_list(world, ben)) == ["mal/1"]


async def test_only_the_first_of_many_titles_are_named(world: World) -> None:
    alice = world.person("alice")
    await fill(world, alice, 25)
    text = get_text(await send(world, alice, "list export", format="MAL XML"))
    assert "**25 titles**" in text
    assert "Show 109, and 15 more. JSON and CSV" in text


async def test_long_names_of_titles_fit_into_the_answer(world: World) -> None:
    alice = world.person("alice")
    await fill(world, alice, 25, title="*" * 200)
    text = get_text(await send(world, alice, "list export", format="MAL XML"))
    assert "…, and 15 more. JSON and CSV" in text


async def test_a_list_is_exported_as_json_unless_a_format_is_chosen(world: World) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)
    result = await send(world, alice, "list export")
    assert get_text(result) == "Here is your list with 2 titles."
    assert list(await read_files(result)) == ["kanso-list.json"]


async def test_an_empty_list_can_not_be_exported(world: World) -> None:
    text = get_text(await send(world, world.member("alice"), "list export"))
    assert "There is nothing to export, because your list is empty. Add a title with `/list add`." in text


async def test_only_its_owner_sees_an_export(world: World) -> None:
    alice = world.member("alice")
    await put_on_list(world, alice)
    result = await send(world, alice, "list export", format="MAL XML")
    assert result.response is not None
    assert result.response.ephemeral
    assert world.channel.last_message is None


async def test_a_title_for_adults_is_not_named_where_it_may_not_be(world: World) -> None:
    alice = world.member("alice")
    await send(world, alice.user, "list add", anime="anilist/60")
    assert "Velvet" not in get_text(await send(world, alice, "list export", format="MAL XML"))
    assert "Velvet Night" in get_text(await send(world, alice.user, "list export", format="MAL XML"))


async def test_a_large_list_is_compressed(world: World) -> None:
    alice = world.person("alice")
    await fill(world, alice, 8000, notes="a" * MAX_NOTES_LENGTH)

    result = await send(world, alice, "list export")

    files = await read_files(result)
    assert list(files) == ["kanso-list.json.gz"]
    assert gzip.decompress(files["kanso-list.json.gz"]).count(b"\n") >= 8000
    assert "*Import* would change nothing" in get_text(await import_file(world, alice, files["kanso-list.json.gz"]))


async def test_an_export_works_where_the_bot_is_only_installed_by_the_person(world: World) -> None:
    alice = world.member("alice")
    await put_on_list(world, alice)
    world.set_details(alice, context=2)
    assert list(await read_files(await send(world, alice, "list export", format="CSV"))) == ["kanso-list.csv"]


async def test_titles_kept_as_written_are_exported_and_imported_again(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, "My Own Show 8/10")
    await press(alice, preview, "Keep all as written")
    await press(alice, preview, "Import")
    data = await export(world, alice)

    assert "*Import* would change nothing" in get_text(await import_file(world, alice, data))
    assert "**0 new** · **0 changed** · 0 unchanged · **1 unclear**" in get_text(
        await import_file(world, world.person("ben"), data)
    )
