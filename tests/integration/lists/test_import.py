"""Stories of lists that are imported from files."""

import gzip

import pytest

from cogs.lists.exchange import plan
from db.lists.models import ListStatus, PartialDate
from tests.support.importing import (
    FILM,
    FRIEREN,
    MONSTER,
    Person,
    get_list,
    import_all,
    import_file,
    press,
    send,
)
from tests.support.world import World, get_labels, get_text, see_again

TEXT = "Frieren: Beyond the Journey's End - 9/10\n[x] Monster 74/74\n"
XML = b"""<?xml version="1.0" encoding="UTF-8" ?>
<myanimelist>
  <myinfo><user_id>1</user_id><user_export_type>1</user_export_type></myinfo>
  <anime><series_animedb_id>52991</series_animedb_id><series_title><![CDATA[Sousou no Frieren]]></series_title>
    <series_episodes>28</series_episodes><my_watched_episodes>12</my_watched_episodes>
    <my_start_date>2024-04-00</my_start_date><my_finish_date>0000-00-00</my_finish_date><my_score>9</my_score>
    <my_status>Watching</my_status><my_tags><![CDATA[slow, sad]]></my_tags></anime>
  <anime><series_animedb_id>19</series_animedb_id><series_title><![CDATA[Monster]]></series_title>
    <my_watched_episodes>74</my_watched_episodes><my_score>10</my_score><my_status>Completed</my_status></anime>
</myanimelist>
"""
ANILIST = b"""{"user": {"id": 1}, "lists": [
  {"series_type": 0, "series_id": 154587, "score": 90, "progress": 12, "repeat": 0, "private": true, "status": 0,
   "started_on": 20240403}
]}"""
CSV = b"title,status,score\r\nMonster,Completed,10\r\n"
JSON = b"""{"format":"kanso-list","version":1,"entries":[
{"anime":{"key":"mal/19","title":"Monster"},"status":"ON_HOLD","score":10,"episodes":20,"started":"2023",
"finished":null,"rewatches":0,"rewatched_episodes":null,"priority":"HIGH","notes":"Slow","tags":["crime"],
"private":true,"updated_at":"2024-01-02T03:04:05Z"}
]}"""
FILES = [
    pytest.param(TEXT.encode(), "Text file", id="text"),
    pytest.param(XML, "MyAnimeList export", id="XML"),
    pytest.param(gzip.compress(XML), "MyAnimeList export", id="gzip"),
    pytest.param(ANILIST, "AniList", id="AniList"),
    pytest.param(CSV, "CSV", id="CSV"),
    pytest.param(JSON, "Kanso", id="JSON"),
]


def make_links(first: int, last: int) -> str:
    """A file of links to the titles with the numbers from `first` to `last`. They can be missing from the catalogue."""
    return "\n".join(f"https://myanimelist.net/anime/{900_000 + number}" for number in range(first, last + 1))


async def put_on_list(world: World, person: Person) -> None:
    """Monster up to episode 40, and a private film, but not Frieren."""
    await send(world, person, "list add", anime=MONSTER, episodes=40, score=7)
    await send(world, person, "list add", anime=FILM)
    await send(world, person, "list update", anime=FILM, private=True)


@pytest.mark.parametrize(("data", "source"), FILES)
async def test_a_file_of_each_format_is_imported_once(world: World, data: bytes, source: str) -> None:
    alice = world.person("alice")

    preview = await import_file(world, alice, data)
    assert source in get_text(preview)
    assert get_labels(preview) == ["Import", "Replace my list", "Cancel"]
    assert await get_list(world, alice) == {}
    result = get_text(await press(alice, preview, "Import"))

    assert " new**, 0 changed, 0 unchanged, and 0 left out. You can undo all of it with `/list undo`." in result
    first = await get_list(world, alice)
    assert first
    again = await import_file(world, alice, data)
    assert "*Import* would change nothing" in get_text(again)
    assert get_labels(again) == ["(Import)", "Replace my list", "Cancel"]
    assert await get_list(world, alice) == first


async def test_all_details_in_an_export_of_another_site_end_up_on_the_list(world: World) -> None:
    alice = world.person("alice")
    await import_all(world, alice, XML)
    entries = await get_list(world, alice)
    frieren = entries[FRIEREN]
    assert (frieren.title, frieren.status, frieren.episodes, frieren.score) == (
        "Sousou no Frieren",
        ListStatus.WATCHING,
        12,
        9,
    )
    assert (frieren.started, frieren.finished, frieren.tags) == (PartialDate(2024, 4), None, ("slow", "sad"))
    assert entries[MONSTER].status is ListStatus.COMPLETED


async def test_a_merge_keeps_what_is_further_along(world: World) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)

    preview = await import_file(world, alice, JSON)
    assert "**0 new** · **1 changed** · 0 unchanged · **0 unclear**" in get_text(preview)
    await press(alice, preview, "Import")

    entries = await get_list(world, alice)
    monster = entries[MONSTER]
    assert (monster.status, monster.episodes, monster.score) == (ListStatus.WATCHING, 40, 7)
    assert (monster.notes, monster.is_private) == ("Slow", True)
    assert entries[FILM].is_private


async def test_without_merging_the_file_overrides_the_list(world: World) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)

    preview = await import_file(world, alice, JSON, merge=False)
    assert "*Import* follows the file" in get_text(preview)
    await press(alice, preview, "Import")

    entries = await get_list(world, alice)
    assert (entries[MONSTER].status, entries[MONSTER].episodes, entries[MONSTER].score) == (ListStatus.ON_HOLD, 20, 10)
    assert FILM in entries


async def test_a_preview_counts_what_only_replacing_would_change(world: World) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)

    preview = await import_file(world, alice, "Monster 3/74 - 7/10\nNaruto Shippuden: The Movie")
    assert "*Import* would change nothing" in get_text(preview)
    assert "Titles changed on your list: **1**. Titles removed, because the file doesn't have them: **0**." in get_text(
        preview
    )

    assert "1 changed" in get_text(await press(alice, preview, "Replace my list"))


@pytest.mark.parametrize("label", ["Import", "Replace my list"])
async def test_no_file_makes_a_private_entry_public(world: World, label: str) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)
    data = JSON.replace(b"true", b"false").replace(b"mal/19", b"mal/2472")

    await import_all(world, alice, data, merge=False, label=label)

    film = (await get_list(world, alice))[FILM]
    assert (film.notes, film.is_private) == ("Slow", True)


async def test_the_preview_names_a_title_that_loses_a_date(world: World) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)
    await send(world, alice, "list update", anime=MONSTER, started="2024-05")

    preview = await import_file(world, alice, "Monster (completed 2024-03)")

    assert (
        "In the file, these are finished before they are started, so one of the two dates is left out: Monster."
        in get_text(preview)
    )


async def test_a_list_grows_no_longer_than_one_file_can_hold(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MAX_ROWS", 50)
    alice = world.person("alice")
    first, second = await import_file(world, alice, make_links(1, 50)), await import_file(world, alice, TEXT)
    await press(alice, first, "Import")

    refusal = await press(alice, second, "Import")

    assert (
        "Your list would be longer than 20,000 titles, so nothing was changed. Remove some from "
        "your list or from the file." in get_text(refusal)
    )
    again = see_again(world, second)
    assert "*Import* would make your list longer than 20,000 titles" in get_text(again)
    assert get_labels(again) == ["(Import)", "Replace my list", "Cancel"]
    assert len(await get_list(world, alice)) == 50


async def test_a_file_replaces_a_list(world: World) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)

    preview = await import_file(world, alice, JSON)
    assert "Titles changed on your list: **1**. Titles removed, because the file doesn't have them: **1**." in get_text(
        preview
    )
    result = get_text(await press(alice, preview, "Replace my list"))

    assert "Your list was replaced: **0 new**, 1 changed, 0 unchanged, 1 removed, and 0 left out" in result
    entries = await get_list(world, alice)
    assert list(entries) == [MONSTER]
    assert entries[MONSTER].episodes == 20


@pytest.mark.parametrize("label", ["Import", "Replace my list"])
async def test_an_import_is_undone_completely(world: World, label: str) -> None:
    alice = world.person("alice")
    await put_on_list(world, alice)
    before = await get_list(world, alice)
    await import_all(world, alice, XML, label=label)
    assert await get_list(world, alice) != before

    await send(world, alice, "list undo")

    assert await get_list(world, alice) == before


async def test_an_import_can_be_cancelled(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, TEXT)

    cancelled = await press(alice, preview, "Cancel")

    assert get_text(cancelled) == "\nCancelled. Your list has not changed."
    assert await get_list(world, alice) == {}


async def test_a_preview_survives_a_restart(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, TEXT)
    await world.restart()

    result = get_text(await press(alice, preview, "Import"))

    assert "**2 new**" in result
    assert set(await get_list(world, alice)) == {FRIEREN, MONSTER}


async def test_an_import_respects_changes_made_since_the_preview(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, JSON)
    await put_on_list(world, alice)

    result = get_text(await press(alice, preview, "Import"))

    assert "**0 new**, 1 changed" in result
    assert (await get_list(world, alice))[MONSTER].episodes == 40


async def test_two_files_at_once_are_both_imported(world: World) -> None:
    alice, ben = world.person("alice"), world.person("ben")
    first = await import_file(world, alice, TEXT)
    second = await import_file(world, alice, "Monster 3/74\nCowboy Bebop 10/10")
    other = await import_file(world, ben, TEXT)

    await press(alice, second, "Import")
    assert "1 changed, 0 unchanged" in get_text(await press(alice, first, "Import"))
    await press(ben, other, "Import")

    entries = await get_list(world, alice)
    assert set(entries) == {FRIEREN, MONSTER, "mal/1"}
    assert entries[MONSTER].episodes == 74
    assert set(await get_list(world, ben)) == {FRIEREN, MONSTER}
