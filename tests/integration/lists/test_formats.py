"""Stories of files of each format, imported, imported again, cancelled and undone. Lists are compared byte by byte."""

import gzip
import json

import pytest
from simcord.builders import UserHandle

from tests.support.importing import FILM, FRIEREN, MONSTER, export, import_file, press
from tests.support.list_files import ANILIST_ROW, MAL_ROW, make_anilist_file, make_mal_file, make_mal_row
from tests.support.lists import call
from tests.support.world import World, get_labels, get_text

TEXT = """\
## Watching
Monster 70/74 - 8/10 // late at night
- Cowboy Bebop (dropped at ep 5)

## Completed
[x] Frieren: Beyond the Journey's End (2024-03) ★★★★½ (rewatched twice)
"""
TABLE = (
    "Name;My Rating;Progress;Status;Start Date;Tags;Notes;Private\r\n"
    "Monster;80/100;70;Paused;2024-02;crime, slow;=cmd();yes\r\n"
    "Cowboy Bebop;;3;Watching;;;;\r\n"
)
XML = make_mal_file(
    MAL_ROW,
    make_mal_row(
        series_animedb_id="19",
        series_title="Monster",
        my_status="On-Hold",
        my_watched_episodes="70",
        my_score="8",
        my_start_date="2024-02-00",
        my_finish_date="0000-00-00",
        my_times_watched="0",
        my_comments="<![CDATA[late at night]]>",
    ),
    make_mal_row(series_animedb_id="9999999", series_title="Unheard Of", series_episodes="0", my_score="0"),
)
ANILIST = make_anilist_file(
    ANILIST_ROW,
    ANILIST_ROW | {"series_id": 19, "status": 4, "progress": 70, "score": 77, "private": 1, "finished_on": None},
    ANILIST_ROW | {"series_id": 1, "status": 5, "progress": 3},
    ANILIST_ROW | {"series_id": 2, "series_type": 1},
)
OWN_JSON = b"""{"format": "kanso-list", "version": 1, "entries": [
{"anime": {"key": "mal/19", "title": "MONSTER"}, "status": "ON_HOLD", "score": 8, "episodes": 70, "started": "2024-02",
"finished": null, "rewatches": 0, "rewatched_episodes": null, "priority": "HIGH", "notes": "late at night",
"tags": ["crime"], "private": true, "updated_at": "2025-12-01T12:00:00Z"},
{"anime": {"key": "anilist/999999", "title": "Unheard Of"}, "status": "COMPLETED", "score": 10, "episodes": 12,
"started": "2023", "finished": "2023-12-24", "rewatches": 3, "rewatched_episodes": 5, "priority": "LOW",
"notes": "", "tags": [], "private": false, "updated_at": "2026-01-01T00:00:00Z"}
]}
"""
OWN_CSV = (
    "\ufeffkey,title,status,score,episodes,started,finished,rewatches,rewatched_episodes,priority,tags,notes,private,"
    "updated_at\r\n"
    "mal/19,'=MONSTER(),ON_HOLD,8,70,2024-02,,0,,HIGH,crime,late at night,true,2025-12-01T12:00:00Z\r\n"
    "anilist/999999,Unheard Of,COMPLETED,10,12,2023,2023-12-24,3,5,LOW,,,false,2026-01-01T00:00:00Z\r\n"
)
FILES = [
    pytest.param(TEXT.encode(), id="text"),
    pytest.param(TEXT.encode("utf-16"), id="UTF-16"),
    pytest.param(TABLE.encode(), id="table"),
    pytest.param(XML, id="XML"),
    pytest.param(gzip.compress(XML), id="gzip"),
    pytest.param(json.dumps(ANILIST).encode(), id="AniList"),
    pytest.param(OWN_JSON, id="JSON"),
    pytest.param(OWN_CSV.encode(), id="CSV"),
]
WAYS = [("Import", True), ("Import", False), ("Replace my list", True)]
"""The button to press, and whether the import merges."""


async def put_on_list(world: World, alice: UserHandle) -> bytes:
    """Fills a list so that the files add to it, contradict it and remove from it. Returns the bytes of its export."""
    await call(alice, "list add", anime=MONSTER, episodes=40, score=7)
    await call(alice, "list update", anime=MONSTER, notes="With Bob", tags="slow", started="2020", private=True)
    await call(alice, "list add", anime=FRIEREN, status="COMPLETED")
    await call(alice, "list update", anime=FRIEREN, finished="2023-12-31", rewatches=1)
    await call(alice, "list add", anime=FILM)
    await world.env.advance_time(60)
    return await export(world, alice)


@pytest.mark.parametrize("data", FILES)
async def test_a_file_changes_a_list_once_and_can_be_cancelled_and_undone(world: World, data: bytes) -> None:
    alice = world.person("alice")
    before = await put_on_list(world, alice)

    cancelled = await press(alice, await import_file(world, alice, data), "Cancel")
    assert get_labels(cancelled.response) == []
    assert await export(world, alice) == before

    for label, merge in WAYS:
        await press(alice, await import_file(world, alice, data, merge=merge), label)
        after = await export(world, alice)
        assert after != before, label

        await world.env.advance_time(60)
        again = await import_file(world, alice, data, merge=merge)
        if label == "Import":
            assert "*Import* would change nothing" in get_text(again), merge
            assert "(Import)" in get_labels(again)
        else:
            result = get_text(await press(alice, again, label))
            assert "**0 new**, 0 changed, " in result
            assert "0 removed" in result
            assert "/list undo" not in result
        assert await export(world, alice) == after, label

        await call(alice, "list undo")
        assert await export(world, alice) == before, label

    undone = get_text(await call(alice, "list undo"))
    assert "Naruto Shippuden: The Movie** is no longer on your list" in undone
