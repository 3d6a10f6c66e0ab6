"""Stories of files that can't be imported, and of imports that something goes wrong with."""

import io
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from typing import Any

import discord
import pytest

from cogs.lists.formats.reading import MAX_FILE_SIZE
from tests.support.importing import (
    FRIEREN,
    MONSTER,
    doubled,
    get_list,
    import_all,
    import_file,
    list_shown,
    press,
    send,
)
from tests.support.world import World, get_labels, get_text, see_again

TEXT = "Frieren: Beyond the Journey's End - 9/10\nMonster 74/74\n"
GONE = "This import is over"
LABELS = [
    "Import",
    "Cancel",
    "Next",
    "Take the nearest",
    "Keep all as written",
    "Leave the rest out",
]
"""The buttons of a preview with unclear titles."""


def make_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("list.txt", TEXT)
    return buffer.getvalue()


def make_long(lines: int) -> str:
    return "\n".join(f"Unknown show number {number}" for number in range(1000, 1000 + lines))


def change_database(world: World, statement: str) -> None:
    with closing(sqlite3.connect(world.settings.database_path)) as connection, connection:
        connection.execute(statement)


# Files


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "“list.txt” is empty.", id="empty"),
        pytest.param(make_zip(), "“list.txt” is a", id="zip"),
        pytest.param(b"<myanimelist><manga></manga></myanimelist>", "an export of a manga list", id="manga"),
        pytest.param(b"<myanimelist><anime>", "cut off", id="half"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY a "b">]><myanimelist/>', "document type or entities", id="entities"),
        pytest.param(b'{"format": "kanso-reviews"}', "Send it to `/review import`.", id="reviews"),
        pytest.param(b"\xff\xfe\x00" * 300_000, "“list.txt”", id="large nonsense"),
    ],
)
async def test_a_file_that_is_not_a_list_is_refused_in_a_sentence(world: World, data: bytes, sentence: str) -> None:
    alice = world.member("alice")
    refusal = await send(world, alice, "list import", file=("list.txt", data))
    assert sentence in get_text(refusal)
    assert "Reading the file" not in get_text(refusal)
    assert await get_list(world, alice) == {}


@pytest.mark.parametrize("size", [MAX_FILE_SIZE + 1, 50_000_000])
async def test_a_huge_file_is_not_even_downloaded(world: World, size: int) -> None:
    alice = world.person("alice")
    refusal = await send(world, alice, "list import", file=("list.xml", bytes(size)))
    assert f"That file is too large ({size:,} bytes, and the limit is {MAX_FILE_SIZE:,})" in get_text(refusal)
    assert not [request for request in world.env.http_requests if "list.xml" in request.path]


async def test_a_large_file_shows_its_progress(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, make_long(1001))
    shown = list_shown(world)
    assert shown == ["Looking up titles: 200 of 1,001"]
    assert "**1,001 unclear**" in get_text(preview)
    await import_file(world, alice, make_long(1000))
    assert list_shown(world) == shown


async def test_a_file_waits_for_another_person_s_file(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")

    with doubled(world, by=ben):
        await import_file(world, alice, make_long(1000))

    assert list_shown(world).count("Other files are being read before yours.") == 1


@pytest.mark.parametrize("status", [404, 429])
async def test_a_file_is_imported_even_if_its_progress_can_not_be_shown(world: World, status: int) -> None:
    alice = world.person("alice")
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=status)
    assert "**1,001 unclear**" in get_text(await import_file(world, alice, make_long(1001)))


async def test_ten_thousand_titles_are_imported(world: World) -> None:
    alice = world.person("alice")
    anime = "<anime><series_animedb_id>{0}</series_animedb_id><my_status>Completed</my_status></anime>"
    titles = "".join(anime.format(number) for number in range(1, 10_001))

    result = await import_all(world, alice, f"<myanimelist>{titles}</myanimelist>")

    assert "**10,000 new**, 0 changed, 0 unchanged, and 0 left out" in result
    assert list_shown(world)[0] == "Reading the file…"
    assert any(shown.startswith("Importing…") for shown in list_shown(world))
    assert len(await get_list(world, alice)) == 10_000


# Presses


async def test_only_one_of_two_devices_imports(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, TEXT)

    with doubled(world):
        await press(alice, preview, "Import")

    assert "**2 new**" in get_text(see_again(world, preview))
    assert set(await get_list(world, alice)) == {FRIEREN, MONSTER}
    said = [str(request.json) for request in world.env.http_requests]
    sentences = [sentence for sentence in said if "This file is imported: 2" in sentence]
    assert len(sentences) == 1
    await send(world, alice, "list undo")
    assert await get_list(world, alice) == {}


@pytest.mark.parametrize("label", LABELS)
async def test_the_oldest_of_many_files_is_dropped(world: World, label: str) -> None:
    alice = world.person("alice")
    previews = [await import_file(world, alice, f"{TEXT}{make_long(5)}") for _ in range(4)]

    assert GONE in get_text(await press(alice, previews[0], label))

    assert await get_list(world, alice) == {}
    assert "**2 new**" in get_text(await press(alice, previews[1], "Import"))


async def test_a_file_is_forgotten_after_a_day(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, f"{TEXT}Foo")
    await world.env.advance_time(25 * 60 * 60)
    assert GONE in get_text(await press(alice, preview, "Keep all as written"))
    assert GONE in get_text(await press(alice, preview, "Import"))


async def test_a_file_that_an_earlier_version_read_must_be_sent_again(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, f"{TEXT}{make_long(5)}")
    packed = zlib.compress(b'{"source": "a text file", "rows": [], "remarks": ["Line 3 was too long."]}')
    change_database(world, f"UPDATE list_imports SET data = x'{packed.hex()}'")
    await world.restart()

    for label in ("Import", "Next", "Take the nearest", "Keep all as written", "Leave the rest out"):
        refusal = get_text(await press(alice, preview, label))
        assert "I was updated after you sent this file, so I can't read it anymore." in refusal, label
        assert get_labels(see_again(world, preview)) == get_labels(preview), label

    assert await get_list(world, alice) == {}
    assert "Cancelled" in get_text(await press(alice, preview, "Cancel"))


@pytest.mark.parametrize("status", [404, 403])
async def test_an_import_goes_on_if_discord_does_not_show_it_and_a_press_says_what_it_did(
    world: World, status: int
) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, TEXT)
    # The first edit shows the import, and the second its result.
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=status)
    await press(alice, preview, "Import")
    assert set(await get_list(world, alice)) == {FRIEREN, MONSTER}
    assert "**2 new**" in get_text(see_again(world, preview))

    preview = await import_file(world, alice, "Monster 3/74\nTexhnolyze 22/22")
    with lost_results(world):
        await press(alice, preview, "Import")
    await world.restart()
    stuck = see_again(world, preview)
    assert "Importing…" in get_text(stuck)
    assert get_labels(stuck) == ["Go on"]

    changes = len(await get_list(world, alice))
    assert "This file is imported: 1 title on your list was changed." in get_text(await press(alice, stuck, "Go on"))
    assert len(await get_list(world, alice)) == changes
    await send(world, alice, "list undo")
    assert set(await get_list(world, alice)) == {FRIEREN, MONSTER}


@contextmanager
def lost_results(world: World) -> Iterator[None]:
    """Cuts every edit of an answer but the first."""
    edit, number = discord.Interaction.edit_original_response, count()

    async def edit_or_fail(self: Any, **options: Any) -> Any:
        if next(number):
            raise ConnectionResetError
        return await edit(self, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discord.Interaction, "edit_original_response", edit_or_fail)
        yield


# The database, and places


async def test_an_import_that_cannot_be_saved_can_be_tried_again(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, f"{TEXT}My Own Show")
    await press(alice, preview, "Keep all as written")
    preview = see_again(world, preview)

    # A full disk, as far as the bot can tell: nothing can be written where entries are.
    change_database(world, "CREATE TRIGGER full BEFORE INSERT ON entries BEGIN INSERT INTO nowhere VALUES (1); END")
    failed = await press(alice, preview, "Import")
    assert "I can't save or read anything right now, because my disk is full" in get_text(failed)
    again = see_again(world, preview)
    assert get_labels(again) == get_labels(preview)
    assert await get_list(world, alice) == {}
    assert await alice.autocomplete("list add", "anime", "My Own Show") == []

    change_database(world, "DROP TRIGGER full")
    assert "**3 new**" in get_text(await press(alice, again, "Import"))
    assert await alice.autocomplete("list add", "anime", "My Own Show") != []


async def test_in_a_server_nobody_else_sees_an_import(world: World) -> None:
    alice = world.member("alice")
    preview = await import_file(world, alice, f"{TEXT}Foo")
    assert preview.ephemeral
    result = await press(alice, preview, "Import")
    assert all(message.ephemeral for message in result.followups)
    assert [file.filename for message in result.followups for file in message.attachments] == ["left-out.txt"]
    assert world.channel.last_message is None


async def test_an_import_works_where_the_bot_is_only_installed_by_the_person(world: World) -> None:
    alice = world.member("alice")
    world.set_details(alice, context=2)
    assert "**2 new**" in await import_all(world, alice, TEXT)
