"""The measurements of `bench/search.py`; each function runs in its own process. Memory is in MB, time in seconds."""

import asyncio
import json
import os
import sqlite3
import time
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from rapidfuzz import process

from bench.figures import read_memory
from bench.queries import CLASSES, Names, Query
from bench.titles import write_titles
from bot import Kanso, Settings, create_bot, tune_interpreter
from db.titles.catalogue.command import main as update
from db.titles.catalogue.reader import Catalogue
from db.titles.catalogue.text import fold

LIMIT = 25
"""How many titles a search asks for: as many as a person sees."""

TYPED = ("names at random", "main names of the best known")
"""The groups of names typed letter by letter."""

_LIST = "list"
_TYPED_NAMES = 1000
_TYPED_TITLES = 500
_POPULAR_TITLES = 2000
_LISTED_TITLES = 200
_LIKE_QUERIES = 200
_RAPIDFUZZ_QUERIES = 25
"""How many texts of each class the plain ways get; one of them takes nearly a second for each."""

_IDLE_SECONDS = 20
_TICK = 0.001

Search = Callable[[str], Awaitable[list[str]]]
"""Returns the keys of the titles found, best first."""


@dataclass(slots=True)
class Outcome:
    """The results for the texts of one class."""

    seconds: "array[float]" = field(default_factory=lambda: array("d"))
    places: "array[int]" = field(default_factory=lambda: array("i"))
    """The place of the first right title, from 0; `LIMIT` if none was found."""
    delays: "array[float]" = field(default_factory=lambda: array("d"))
    """How late each tick of the event loop was meanwhile."""

    def get_recall(self, places: int) -> float:
        return sum(place < places for place in self.places) / len(self.places)


class Keystrokes(NamedTuple):
    """How many characters of a name were typed until its title was among the first places; None if it never was."""

    first_5: int | None
    first_25: int | None


@dataclass(slots=True)
class Measured:
    """The results for one way to search."""

    memory_before: float
    memory_open: float = 0
    memory_after: float = 0
    idle_delays: "array[float]" = field(default_factory=lambda: array("d"))
    """How late each tick of the event loop was while idle."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    keystrokes: dict[str, list[Keystrokes]] = field(default_factory=dict)
    typing: Outcome = field(default_factory=Outcome)
    """The results for each beginning that was searched for on the way."""


class Updated(NamedTuple):
    seconds: float
    memory: float


def generate(path: Path, seed: int) -> None:
    write_titles(path, Random(seed))


def measure_update(source: Path, catalogue: Path) -> Updated:
    began = time.perf_counter()
    os.environ["CATALOGUE_PATH"] = str(catalogue)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        update(["update", "--file", str(source)])
    return Updated(time.perf_counter() - began, read_memory("VmHWM"))


def make_queries(catalogue: Path, texts: Path, count: int, seed: int) -> tuple[int, int]:
    """Makes a folder with the keys of a person's list, and a file of texts for each class and each group of names.

    Returns the numbers of titles and names.
    """
    with closing(_connect(catalogue)) as connection:
        pairs = connection.execute(
            "SELECT key, name FROM names JOIN anime ON anime.id = anime_id WHERE NOT is_adult ORDER BY names.id"
        ).fetchall()
    main_names = dict(reversed(pairs))
    best_known = list(dict.fromkeys(key for key, _ in pairs))[:_POPULAR_TITLES]
    names = Names(pairs)
    rng = Random(seed)
    texts.mkdir()
    (texts / _LIST).write_text(json.dumps(rng.sample(best_known, _LISTED_TITLES)), encoding="utf-8")
    for query_class in CLASSES:
        _write_queries(texts, query_class.name, (query_class.make(names, rng) for _ in range(count)))
    typed = (rng.sample(names.all, _TYPED_NAMES), [(key, main_names[key]) for key in best_known[:_TYPED_TITLES]])
    for group, chosen in zip(TYPED, typed, strict=True):
        _write_queries(texts, group, (Query(name, names.list_same(key, name)) for key, name in chosen))
    return len(main_names), len(names.all)


def measure_catalogue(path: Path, texts: Path) -> Measured:
    """Measures the catalogue's search in a process that has loaded the bot without starting it."""

    async def run(bot: Kanso) -> Measured:
        measured = Measured(read_memory("VmRSS"))
        catalogue = await Catalogue.open(path)
        tune_interpreter()
        favoured = json.loads((texts / _LIST).read_text(encoding="utf-8"))

        async def search(text: str) -> list[str]:
            return [anime.key for anime in await catalogue.search(text, limit=LIMIT, favoured=favoured)]

        await _ask_all(search, texts, measured)
        favoured = []
        typing = measured.typing
        async with _tick(typing.delays):
            for name in TYPED:
                measured.keystrokes[name] = [await _type(search, query, typing) for query in _read_queries(texts, name)]
        await catalogue.close()
        return measured

    return asyncio.run(run(create_bot(Settings())))


def measure_like(path: Path, texts: Path) -> Measured:
    """Measures `LIKE` over all folded names. They are in the order of their titles, so the first 25 found are the
    best."""
    measured = Measured(read_memory("VmRSS"))

    def find(text: str) -> list[str]:
        rows = connection.execute(
            "SELECT DISTINCT key FROM forms JOIN anime ON anime.id = anime_id "
            "WHERE folded LIKE ? AND NOT is_adult LIMIT ?",
            (f"%{fold(text)}%", LIMIT),
        )
        return [key for (key,) in rows]

    with closing(_connect(path)) as connection:
        asyncio.run(_ask_all(lambda text: asyncio.to_thread(find, text), texts, measured, most=_LIKE_QUERIES))
    return measured


def measure_rapidfuzz(path: Path, texts: Path) -> Measured:
    """Measures rapidfuzz's `process.extract`, with its defaults, over all folded names in memory."""
    measured = Measured(read_memory("VmRSS"))
    keys: list[str] = []
    names: list[str] = []
    with closing(_connect(path)) as connection:
        rows = connection.execute(
            "SELECT key, folded FROM forms JOIN anime ON anime.id = anime_id WHERE NOT is_adult ORDER BY forms.id"
        )
        for key, folded in rows:
            keys.append(key)
            names.append(folded)

    def find(text: str) -> list[str]:
        # Several of the names found can belong to one title.
        found = process.extract(fold(text), names, limit=4 * LIMIT)
        return list(dict.fromkeys(keys[place] for _, _, place in found))[:LIMIT]

    asyncio.run(_ask_all(lambda text: asyncio.to_thread(find, text), texts, measured, most=_RAPIDFUZZ_QUERIES))
    return measured


async def _ask_all(search: Search, texts: Path, measured: Measured, *, most: int | None = None) -> None:
    measured.memory_open = read_memory("VmRSS")
    async with _tick(measured.idle_delays):
        await asyncio.sleep(_IDLE_SECONDS)
    for query_class in CLASSES:
        outcome = measured.outcomes[query_class.name] = Outcome()
        async with _tick(outcome.delays):
            for query in islice(_read_queries(texts, query_class.name), most):
                await _ask(search, query, outcome)
    measured.memory_after = read_memory("VmRSS")


async def _ask(search: Search, query: Query, outcome: Outcome) -> int:
    began = time.perf_counter()
    found = await search(query.text)
    outcome.seconds.append(time.perf_counter() - began)
    place = next((place for place, key in enumerate(found) if key in query.meant), LIMIT)
    outcome.places.append(place)
    return place


async def _type(search: Search, query: Query, outcome: Outcome) -> Keystrokes:
    first_25 = None
    for end in range(1, len(query.text) + 1):
        place = await _ask(search, query._replace(text=query.text[:end]), outcome)
        if place < LIMIT:
            first_25 = first_25 or end
        if place < 5:
            return Keystrokes(end, first_25)
    return Keystrokes(None, first_25)


@asynccontextmanager
async def _tick(delays: "array[float]") -> AsyncIterator[None]:
    """Meanwhile, wakes each millisecond and notes how late that was."""

    async def run() -> None:
        while True:
            due = time.perf_counter() + _TICK
            await asyncio.sleep(_TICK)
            delays.append(time.perf_counter() - due)

    task = asyncio.create_task(run())
    yield
    task.cancel()


def _write_queries(texts: Path, name: str, queries: Iterable[Query]) -> None:
    with (texts / name).open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(query)}\n" for query in queries)


def _read_queries(texts: Path, name: str) -> Iterator[Query]:
    """Reads the texts of a class one by one: all together they would count as memory of the search."""
    with (texts / name).open(encoding="utf-8") as lines:
        for line in lines:
            yield Query(*json.loads(line))


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
