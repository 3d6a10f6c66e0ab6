"""Stories of harmful files and files that are not lists. Each is refused in a sentence and changes nothing."""

import asyncio
import csv
import gzip
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cogs.lists.formats.reading import MAX_EXPANDED_SIZE
from tests.support.importing import (
    FRIEREN,
    MONSTER,
    export,
    get_list,
    import_all,
    import_file,
    press,
    send,
)
from tests.support.list_files import ANILIST_ROW, MAL_ROW, make_anilist_file, make_mal_file
from tests.support.lists import call, get_lines, open_entry
from tests.support.world import World, get_labels, get_text

LAUGHS = "".join(f'<!ENTITY laugh{n} "{f"&laugh{n - 1};" * 10}">' for n in range(1, 10))
ENTITY_LIST = "<myanimelist><anime><series_title>{}</series_title></anime></myanimelist>"
ENTITIES = "declares a document type or entities"
CUT = "cut off"

XML = make_mal_file(MAL_ROW)
JSON = json.dumps(make_anilist_file(ANILIST_ROW)).encode()
OWN_CSV = (
    b"key,title,status,score,episodes,started,finished,rewatches,rewatched_episodes,priority,tags,notes,private,"
    b"updated_at\r\nmal/19,Monster,ON_HOLD,8,70,2024-02,,0,,HI"
)


def make_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("animelist.xml", XML)
    return buffer.getvalue()


def make_hostile(secret: Path, port: int) -> list[tuple[bytes, str]]:
    """Files, each with a part of the sentence that refuses it."""
    outside = [f"http://127.0.0.1:{port}/", secret.as_uri()]
    return [
        (f'<!DOCTYPE lolz [<!ENTITY laugh0 "ha">{LAUGHS}]>{ENTITY_LIST.format("&laugh9;")}'.encode(), ENTITIES),
        *[
            (f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}">]>{ENTITY_LIST.format("&a;")}'.encode(), ENTITIES)
            for address in outside
        ],
        (f'<!DOCTYPE myanimelist SYSTEM "{outside[0]}list.dtd">{ENTITY_LIST.format("x")}'.encode("utf-16"), ENTITIES),
        (gzip.compress(bytes(MAX_EXPANDED_SIZE + 1), 1), "is larger than 32,000,000 bytes once it is unpacked"),
        (gzip.compress(gzip.compress(XML)), "is a gzip file, even if its name says otherwise"),
        (bytes(50_000_000), "That file is too large (50,000,000 bytes, and the limit is 10,000,000)"),
        (b"x" * 100_001, "has a line of more than 100,000 characters"),
        (make_zip(), "is a ZIP or DOCX file"),
        (b"<!DOCTYPE html><html><title>Anime list</title></html>", "is the HTML of a web page"),
        (b"", "is empty"),
        (b"Monster\0\0\0\x01 9/10", "is not a text file"),
        ("Kämpfer 7/10\n".encode("latin-1"), "save it with the encoding UTF-8"),
        (XML.replace(b"anime>", b"manga>"), "manga"),
        (json.dumps(make_anilist_file(ANILIST_ROW | {"series_type": 1})).encode(), "manga"),
        (b'{"format": "kanso-list", "version": 2, "entries": []}', "version"),
        (b"<rss><channel/></rss>", "XML"),
        *[(data[: len(data) // 2], CUT) for data in (XML, XML.decode().encode("utf-16"), gzip.compress(XML), JSON)],
        ("Monster 9/10\n".encode("utf-16")[:-1], CUT),
        (OWN_CSV, CUT),
    ]


@pytest.fixture
async def visitors() -> AsyncIterator[tuple[int, list[object]]]:
    """A local port, and the connections to it."""
    came: list[object] = []
    server = await asyncio.start_server(lambda reader, writer: came.append(writer.close()), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], came


async def test_a_refused_file_changes_neither_the_list_nor_waiting_files_nor_undo(
    world: World, tmp_path: Path, visitors: tuple[int, list[object]]
) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3, score=8)
    await call(alice, "list update", anime=FRIEREN, notes="Slow")
    waiting = await import_file(world, alice, "Monster 74/74")
    before = await export(world, alice)
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    port, came = visitors

    for data, sentence in make_hostile(secret, port):
        result = await send(world, alice, "list import", file=("list.xml", data))
        (refusal,) = filter(None, [result.response, *result.followups])
        assert sentence in refusal.content
        assert "something went wrong" not in refusal.content.lower()
        assert "the secret" not in refusal.content
        assert len(refusal.content) < 400
        assert refusal.components == []
        assert await export(world, alice) == before, sentence

    assert came == []
    assert "**1 new**" in await import_all(world, alice, XML.replace(b"52991", b"1"))
    assert "**1 new**" in get_text(await press(alice, waiting, "Import"))
    assert set(await get_list(world, alice)) == {FRIEREN, MONSTER, "mal/1"}
    for _ in range(2):
        await call(alice, "list undo")
    assert await export(world, alice) == before
    assert "notes" in get_text(await call(alice, "list undo"))


async def test_a_file_with_a_hostile_name_pings_nobody(world: World) -> None:
    alice = world.member("alice")
    refusal = await send(world, alice, "list import", file=("@everyone <@1> **[x](https://x.y).txt", b""))
    assert get_text(refusal).startswith("“everyone 1 xhttpsx.y.txt” is empty.")


# Files that come out


FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "＝1", '=HYPERLINK("http://x.y","x")']


async def test_a_formula_is_exported_harmless_and_imported_as_it_was(world: World) -> None:
    alice = world.person("alice")
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(["title", "notes", "tags", "score"])
    writer.writerows([f"{formula} Show {number}", formula, f"{number}x", 7] for number, formula in enumerate(FORMULAS))
    preview = await import_file(world, alice, table.getvalue(), name="list.csv")
    await press(alice, preview, "Keep all as written")
    await press(alice, preview, "Import")
    await call(alice, "list add", anime=FRIEREN)
    shown = await call(alice, "list update", anime=FRIEREN, notes="'=cmd()", tags="=1, +b")
    assert {"-# Notes: '=cmd()", "-# Tags: =1, +b"} <= set(get_lines(shown))

    data = await export(world, alice, "CSV")

    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
    assert "''=cmd()" in cells
    assert "'=1, +b" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))]
    assert "*Import* would change nothing" in get_text(await import_file(world, alice, data, merge=False))
    before = await get_list(world, alice)
    assert {entry.notes for entry in before.values()} == {*FORMULAS, "'=cmd()"}
    await import_all(world, alice, "Monster", label="Replace my list")
    await import_all(world, alice, data, label="Replace my list")
    assert await get_list(world, alice) == before


async def test_notes_that_would_end_an_export_early_are_exported_whole(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=MONSTER)
    notes = "]]><anime><series_animedb_id>1</series_animedb_id></anime> &lt; <!--"
    await call(alice, "list update", anime=MONSTER, notes=notes)

    data = await export(world, alice, "MAL XML")

    comments = [element.text for element in ElementTree.fromstring(data).iter("my_comments")]
    assert comments == [notes]
    assert "*Import* would change nothing" in get_text(await import_file(world, alice, data, merge=False))


async def test_markdown_in_a_file_is_shown_as_it_was_written(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, "**A** ||b|| @everyone <@1> [x](https://x.y) `\nMonster // ||so|| @here")
    assert "\\*\\*A\\*\\* \\|\\|b\\|\\| @\u200beveryone" in get_text(preview)
    assert get_labels(preview)[-3:] == ["Import", "(Replace my list)", "Cancel"]
    await press(alice, preview, "Import")
    assert "-# Notes: \\|\\|so\\|\\| @\u200bhere" in get_lines(await open_entry(alice, MONSTER))
