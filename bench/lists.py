"""Measures what a list costs as it grows: importing it, viewing it, drawing it, exporting it.

    python -m bench.lists [--sizes 100 1000 10000] [--samples 20] [--seed 1]

For each size it makes a list of that many titles: the bundled ones first, then some that no catalogue has. It does what
the bot does when a member imports a file, turns a page, or asks for a picture or an export. An import covers everything
from the bytes of the file to the preview, from the button to the list on the disk, and `/list undo`. One import is
without the undo, and one is only the preview of a file that changes nothing. For comparison there is the plain way: one
title after another with `Lists.change`, as `/list add` does. A page begins at a random place in the list, in each
order; for comparison, the whole list is read and sorted.

Discord is not part of it: neither the file's way to the bot nor the answers' way back. For each size it tells how late
the event loop was meanwhile, because everybody else waits for that.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.figures import percentile, print_machine
from bot import Settings, tune_interpreter
from cogs.lists.exchange.matching import MatchedRow, SearchScope, match
from cogs.lists.exchange.packing import pack, unpack
from cogs.lists.exchange.plan import make_plan, settle
from cogs.lists.formats import csv, json, mal_xml
from cogs.lists.formats.reading import read_list
from cogs.lists.pages import render
from cogs.lists.pages.state import PageState
from cogs.lists.pictures.statistics import count_statistics
from db.engine.ids import get_oldest_id
from db.lists.history import ListChangeKind
from db.lists.imports import ListImports
from db.lists.lists import Lists
from db.lists.models import Entry, ListSort, ListStatus, PartialDate, Priority
from db.store import Store
from db.titles.catalogue.seed import read_records
from db.titles.models import Anime
from db.titles.titles import Titles

_OWNER = 300_000_000_000_000_000
_NOW = 1_750_000_000
_FEW = 3
"""How many times slow things are measured."""

_PLAIN_TITLES = 1000
"""How many titles the plain import is measured with; for more, the time is multiplied."""

_TICK_SECONDS = 0.001

Ask = Callable[[], Awaitable[object]]


class World(NamedTuple):
    """A database and a catalogue, and the bot's access to them."""

    lists: Lists
    imports: ListImports
    titles: Titles
    numbers: "count[int]"
    """Ids like those of interactions."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.lists", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1000, 10_000], help="how many titles")
    parser.add_argument("--samples", type=int, default=20, help="how many times each is measured (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other lists (default: 1)")
    options = parser.parse_args()
    print_machine()
    began = time.perf_counter()
    _draw_first()
    print(f"The first picture, of an empty list, with loading matplotlib: {time.perf_counter() - began:.2f} s\n")
    measured, late = [], []
    for size in options.sizes:
        with TemporaryDirectory(prefix="kanso-bench-") as folder:
            seconds, lateness = asyncio.run(_measure(Path(folder), size, options.samples, Random(options.seed)))
        measured.append(seconds)
        late.append(lateness)
    _print_table(options.sizes, measured, late)
    return 0


async def _measure(
    folder: Path, size: int, samples: int, rng: Random
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """The seconds of each measurement by its name, and how late the event loop was at most meanwhile."""
    tune_interpreter()
    settings = Settings(database_path=folder / "kanso.db", catalogue_path=folder / "catalogue.db")
    store = await Store.open(settings)
    try:
        world = World(store.lists, store.list_imports, store.titles, count(get_oldest_id(_NOW)))
        entries = make_entries(size, rng)
        seconds: dict[str, list[float]] = {}
        lateness: dict[str, float] = {}
        for name, ask, times in _list_questions(world, entries, samples, rng):
            seconds[name], lateness[name] = await _time(ask, times)
        plain = entries[:_PLAIN_TITLES]
        took, lateness[_PLAIN_IMPORT] = await _time(lambda: _import_plainly(world, plain), 1)
        seconds[_PLAIN_IMPORT] = [took[0] * size / len(plain)]
        return seconds, lateness
    finally:
        await store.close()


_PLAIN_IMPORT = "import plainly, title by title"


def _list_questions(world: World, entries: Sequence[Entry], samples: int, rng: Random) -> list[tuple[str, Ask, int]]:
    """The measurements, in order: the list exists from the first import on."""
    titles: dict[str, Anime] = {}
    files = {
        "MAL XML": mal_xml.write(entries, titles, user_id=_OWNER, user_name="member").data,
        "CSV": csv.write(entries),
        "JSON": json.write(entries),
        "text": "\n".join(f"- {entry.title} - {entry.score or 5}/10" for entry in entries).encode(),
    }
    few = min(samples, _FEW)
    questions: list[tuple[str, Ask, int]] = [
        (f"import, {name}", lambda data=data: _import_and_undo(world, data), few) for name, data in files.items()
    ]
    questions += [
        ("import, JSON, to stay", lambda: _import(world, files["JSON"]), 1),
        ("a preview, JSON, nothing new", lambda: _preview(world, files["JSON"]), few),
    ]
    for sort in ListSort:
        questions.append((f"a page, {sort.value}", lambda sort=sort: _show(world, sort, len(entries), rng), samples))
    questions += [
        ("a page, plainly", lambda: _show_plainly(world, len(entries), rng), samples),
        ("stats, with its picture", lambda: _draw(world), few),
        ("export, MAL XML", lambda: _export_xml(world), few),
        ("export, CSV", lambda: _export(world, csv.write), few),
        ("export, JSON", lambda: _export(world, json.write), few),
    ]
    return questions


async def _import(world: World, data: bytes) -> None:
    """Does what `/list import` does with a file, and then its button *Import*."""
    import_id = await _preview(world, data)
    waiting = await world.imports.get(import_id=import_id, user_id=_OWNER, now=_NOW)
    assert waiting is not None
    rows = await _settle(world, (await asyncio.to_thread(unpack, waiting.data)).rows)

    def rewrite(present: Sequence[Entry]) -> Mapping[str, Entry | None]:
        return make_plan(rows, present, user_id=_OWNER, is_merged=True, now=_NOW).written

    assert await world.imports.apply(
        rewrite,
        kind=ListChangeKind.IMPORT,
        import_id=import_id,
        user_id=_OWNER,
        change_id=next(world.numbers),
        now=_NOW,
    )


async def _preview(world: World, data: bytes) -> int:
    """Goes from the bytes of a file to its preview. Returns the id of the waiting import."""
    import_id = next(world.numbers)
    read = await asyncio.to_thread(read_list, data, "list")
    file = await match(read, world.titles, SearchScope(_OWNER, None, True), list_entries=_list_none, tell=_tell)
    packed = await asyncio.to_thread(pack, file)
    await world.imports.add(packed, import_id=import_id, user_id=_OWNER, is_merged=True, now=_NOW)
    present = await world.lists.list_all(user_id=_OWNER)
    rows = await _settle(world, file.rows)
    plan = await asyncio.to_thread(make_plan, rows, present, user_id=_OWNER, is_merged=True, now=_NOW)
    if plan.new < plan.titles:
        await asyncio.to_thread(make_plan, rows, present, user_id=_OWNER, is_merged=False, now=_NOW)
    return import_id


async def _settle(world: World, rows: Sequence[MatchedRow]) -> Sequence[MatchedRow]:
    known = await world.titles.get_all([row.anime.key for row in rows if row.anime is not None])
    return await asyncio.to_thread(settle, rows, {}, known, {})


async def _import_and_undo(world: World, data: bytes) -> None:
    await _import(world, data)
    assert await world.lists.undo(user_id=_OWNER)


async def _import_plainly(world: World, entries: Sequence[Entry]) -> None:
    for entry in entries:
        await world.lists.change(
            lambda _, entry=entry: replace(entry, user_id=_OWNER + 1),
            user_id=_OWNER + 1,
            anime_key=entry.anime_key,
            change_id=next(world.numbers),
            now=_NOW,
        )


async def _show(world: World, sort: ListSort, size: int, rng: Random) -> None:
    counts = await world.lists.count_by_status(user_id=_OWNER)
    state = PageState(sort=sort, page=rng.randint(1, render.count_pages(counts, None)))
    entries = await world.lists.list_page(
        user_id=_OWNER, status=None, sort=sort, limit=render.PAGE_SIZE, offset=(state.page - 1) * render.PAGE_SIZE
    )
    titles = await world.titles.get_all([entry.anime_key for entry in entries])
    totals = {key: anime.episodes for key, anime in titles.items()}
    assert 0 < len(entries) <= size
    render.make_callers_list(render.ListPage(state, entries, counts, totals), can_share=True)


async def _show_plainly(world: World, size: int, rng: Random) -> None:
    entries = await world.lists.list_all(user_id=_OWNER)
    entries.sort(key=lambda entry: entry.title.lower())
    start = rng.randrange(size)
    assert entries[start : start + render.PAGE_SIZE]


def _draw_first() -> None:
    # Loads the drawing library, as the bot does for the first picture.
    from cogs.lists.pictures.charts import draw

    draw(count_statistics([], {}), name="Nobody")


async def _draw(world: World) -> None:
    from cogs.lists.pictures.charts import draw

    entries = await world.lists.list_all(user_id=_OWNER)
    titles = await world.titles.get_all([entry.anime_key for entry in entries])
    picture = await asyncio.to_thread(lambda: draw(count_statistics(entries, titles), name="member"))
    assert picture.startswith(b"\x89PNG")


async def _export_xml(world: World) -> None:
    entries = await world.lists.list_all(user_id=_OWNER)
    titles = await world.titles.get_all([entry.anime_key for entry in entries])
    assert await asyncio.to_thread(lambda: mal_xml.write(entries, titles, user_id=_OWNER, user_name="member").data)


async def _export(world: World, write: Callable[[Sequence[Entry]], bytes]) -> None:
    assert await asyncio.to_thread(write, await world.lists.list_all(user_id=_OWNER))


async def _list_none() -> list[Entry]:
    return []


async def _tell(number: int, total: int) -> None:
    pass


async def _time(ask: Ask, times: int) -> tuple[list[float], float]:
    """The duration of each call, and how late the event loop was at most."""
    seconds, late = [], [0.0]

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK_SECONDS)
            late.append(time.perf_counter() - began - _TICK_SECONDS)

    watcher = asyncio.create_task(watch())
    for _ in range(times):
        began = time.perf_counter()
        await ask()
        seconds.append(time.perf_counter() - began)
    watcher.cancel()
    return seconds, max(late)


def make_entries(size: int, rng: Random) -> list[Entry]:
    """A list like people's own: mostly completed, most entries scored, with exact dates, some with notes."""
    titles = [Anime(record.keys[0], record.title, episodes=record.episodes) for record in read_records()]
    titles += [Anime(f"mal/{10_000_000 + number}", f"Title {number} of none") for number in range(size)]
    return [_make_entry(anime, rng) for anime in titles[:size]]


def _make_entry(anime: Anime, rng: Random) -> Entry:
    total = anime.episodes or 12
    status = rng.choices(list(ListStatus), [5, 60, 5, 10, 20])[0]
    is_begun = status is not ListStatus.PLAN_TO_WATCH
    is_completed = status is ListStatus.COMPLETED
    year, month = rng.randint(2008, 2025), rng.randint(1, 12)
    return Entry(
        user_id=_OWNER,
        anime_key=anime.key,
        title=anime.title,
        status=status,
        score=min(10, max(1, round(rng.gauss(7, 1.6)))) if is_begun and rng.random() < 0.8 else 0,
        episodes=total if is_completed else rng.randint(0, total) if is_begun else 0,
        started=PartialDate(year, month) if is_begun else None,
        finished=PartialDate(year, month, rng.randint(1, 28)) if is_completed else None,
        rewatches=rng.choices([0, 1, 2], [90, 8, 2])[0] if is_completed else 0,
        priority=rng.choice(list(Priority)),
        notes="A line or two about it, as people write them down." if rng.random() < 0.2 else "",
        tags=("with friends",) if rng.random() < 0.2 else (),
        updated_at=_NOW - rng.randrange(300_000_000),
    )


def _print_table(
    sizes: Sequence[int], measured: Sequence[Mapping[str, Sequence[float]]], late: Sequence[Mapping[str, float]]
) -> None:
    headings = "".join(f"{f'{size:,}: p50':>16}{'late ms':>9}" for size in sizes)
    print(f"{'':<34}{headings}{'last / first':>16}")
    for name in measured[0]:
        medians = [percentile(one[name], 0.5) for one in measured]
        columns = "".join(
            f"{1000 * median:13.1f} ms{1000 * lateness[name]:9.1f}"
            for median, lateness in zip(medians, late, strict=True)
        )
        print(f"{name:<34}{columns}{medians[-1] / medians[0]:16.1f}")
    ratio = percentile(measured[-1][_PLAIN_IMPORT], 0.5) / percentile(measured[-1]["import, JSON, to stay"], 0.5)
    print(f"\nWith {sizes[-1]:,} titles, the plain import takes {ratio:.1f} times as long.")


if __name__ == "__main__":
    sys.exit(main())
