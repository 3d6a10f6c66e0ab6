"""Measures how long a page of reviews takes, in servers with few and with many reviews.

    python -m bench.browse [--sizes 100 10000 100000] [--pages 300] [--seed 1]

For each size it fills a database with that many reviews of one server. Then it asks the bot's own repository for pages
that begin at random places, one after another; a member and an anime have up to 20 of the reviews. It also asks for the
same pages in the plain way: `ORDER BY` and `OFFSET` over all reviews of the server. At the end it measures how long it
takes to rank 100 reviews with new votes; a page may have to wait for five times as many. It does not check what the
caller may see: every review is shown.
"""

import argparse
import asyncio
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from bench.figures import percentile, print_machine
from bot import Settings
from db.reactions.models import ReactionKind
from db.reviews.browsing import BrowsedPage, Candidate, Cursor, ReviewPages
from db.reviews.models import ListedReview, ReviewFilter, Sort, Verdict
from db.store import Store

_GUILD = 1
_BEGINNING = 1_600_000_000
_PAGE_SIZE = 8
_WARM_UP = 5
_RANKED = 2000
_FAVOURITE = "mal/0"
"""The anime of every tenth review."""

_PLAIN_NAME = "plainly, by date"
_PLAIN_PAGES = 20
"""No more than this, because each can take a second."""

PLAIN_PAGE = """
SELECT reviews.*
FROM posts JOIN reviews ON reviews.id = posts.review_id
WHERE posts.guild_id = ? AND reviews.deleted_at IS NULL
ORDER BY reviews.written_at DESC, reviews.id DESC
LIMIT ? OFFSET ?
"""

AskForPage = Callable[[Random], Awaitable[object]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.browse", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 10_000, 100_000], help="how many reviews")
    parser.add_argument("--pages", type=int, default=300, help="how many pages of each kind (default: 300)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other reviews (default: 1)")
    options = parser.parse_args()
    print_machine()
    measured = []
    for size in options.sizes:
        with TemporaryDirectory(prefix="kanso-bench-") as folder:
            measured.append(asyncio.run(_measure(Path(folder) / "kanso.db", size, options.pages, options.seed)))
    _print_table(options.sizes, measured)
    return 0


async def _measure(path: Path, size: int, pages: int, seed: int) -> dict[str, list[float]]:
    """The seconds that each page took, by the name of the question."""
    store = await Store.open(Settings(database_path=path, catalogue_path=path.with_name("catalogue.db")))
    try:
        with closing(sqlite3.connect(path)) as connection:
            _fill(connection, size, Random(seed))
        seconds = {}
        for name, ask in _list_questions(store.review_pages, path, size):
            rng = Random(seed)
            for _ in range(_WARM_UP):
                await ask(rng)
            count = min(pages, _PLAIN_PAGES) if name == _PLAIN_NAME else pages
            seconds[name] = [await _time(ask, rng) for _ in range(count)]
        ranks = min(size, _RANKED) // 100
        seconds["ranking 100 reviews"] = [
            await _time(lambda _: store.review_pages.rank(limit=100), Random(seed)) for _ in range(ranks)
        ]
        return seconds
    finally:
        await store.close()


def _list_questions(review_pages: ReviewPages, path: Path, size: int) -> Iterator[tuple[str, AskForPage]]:
    def ask(sort: Sort, wanted: Callable[[Random], ReviewFilter]) -> AskForPage:
        async def ask_for_page(rng: Random) -> BrowsedPage:
            if sort is Sort.RANDOM:
                return await review_pages.pick(
                    guild_id=_GUILD, wanted=wanted(rng), choose=choose, size=_PAGE_SIZE, random=rng
                )
            return await review_pages.get_page(
                guild_id=_GUILD,
                wanted=wanted(rng),
                sort=sort,
                choose=choose,
                size=_PAGE_SIZE,
                cursor=_draw_cursor(sort, size, rng),
            )

        return ask_for_page

    async def ask_plainly(rng: Random) -> object:
        return await ask_apart(path, PLAIN_PAGE, _GUILD, _PAGE_SIZE, rng.randrange(size))

    for sort in Sort:
        yield sort.value, ask(sort, lambda rng: ReviewFilter())
    yield "newest, a verdict", ask(Sort.NEWEST, lambda rng: ReviewFilter(verdict=Verdict.NOT_RECOMMENDED))
    yield "newest, a rating that no review has", ask(Sort.NEWEST, lambda rng: ReviewFilter(minimum_rating=10))
    yield "newest, a member", ask(Sort.NEWEST, lambda rng: ReviewFilter(author_id=rng.randrange(size // 20)))
    yield "newest, an anime", ask(Sort.NEWEST, lambda rng: ReviewFilter(f"mal/{rng.randrange(1, size // 20)}"))
    yield "newest, an anime of every tenth", ask(Sort.NEWEST, lambda rng: ReviewFilter(_FAVOURITE))
    yield _PLAIN_NAME, ask_plainly


async def ask_apart(path: Path, sql: str, *parameters: object) -> list[Any]:
    """The rows of a statement that the bot doesn't have, over a separate connection."""

    def ask() -> list[Any]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(sql, parameters).fetchall()

    return await asyncio.to_thread(ask)


async def choose(candidates: Sequence[Candidate]) -> list[ListedReview]:
    return [candidate.review for candidate in candidates]


async def _time(ask: AskForPage, rng: Random) -> float:
    began = time.perf_counter()
    await ask(rng)
    return time.perf_counter() - began


def _draw_cursor(sort: Sort, size: int, rng: Random) -> Cursor:
    places = {
        Sort.NEWEST: _BEGINNING + rng.randrange(size) * 60,
        Sort.MOST_REACTED: rng.randrange(50),
        Sort.FRESH: rng.randrange(1_000_000),
    }
    return places[sort], rng.randrange(size) + 1


def _fill(connection: sqlite3.Connection, size: int, rng: Random) -> None:
    """Adds reviews of hundreds to thousands of characters, one a minute, each posted once."""
    numbers = range(1, size + 1)
    reviews = (
        (
            number,
            # Nobody has two reviews of one anime.
            number // 20 if number % 10 else size + number,
            f"mal/{number % max(20, size // 20)}" if number % 10 else _FAVOURITE,
            rng.randint(1, 9),
            "It is quiet and slow. " * int(rng.lognormvariate(4, 1) + 1),
            rng.choices([verdict.value for verdict in Verdict], [6, 3, 1])[0],
            _BEGINNING + number * 60,
        )
        for number in numbers
    )
    connection.executemany(
        "INSERT INTO reviews (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, tags, written_at) "
        "VALUES (?, ?, ?, 'A title', ?, SUBSTR(?, 1, 20000), ?, FALSE, '', ?)",
        reviews,
    )
    connection.execute(
        "INSERT INTO review_activity (review_id, needs_ranking) SELECT id, id <= ? FROM reviews", (_RANKED,)
    )
    connection.execute(
        "INSERT INTO posts (message_id, review_id, guild_id, channel_id, has_counts, shown, written_at, reactions, "
        "freshness, shuffle) SELECT id, id, ?, 1, TRUE, 0, written_at, id * 7919 % 50, id * 7919 % 1000000, "
        "id * 7919 % 1000003 FROM reviews",
        (_GUILD,),
    )
    ranked = numbers[:_RANKED]
    connection.executemany(
        "INSERT INTO votes (review_id, kind, user_id, source, emoji) SELECT id, ?, ?, id, '' FROM reviews WHERE id = ?",
        [(kind, -user, number) for number in ranked for user in range(1, 11) for kind in list(ReactionKind)[:2]],
    )
    connection.commit()


def _print_table(sizes: Sequence[int], measured: Sequence[dict[str, list[float]]]) -> None:
    headings = "".join(f"{f'{size:,}: p50':>16}{'p99 ms':>9}" for size in sizes)
    print(f"{'a page':<34}{headings}{'p50 of the last / first':>26}")
    for name in measured[0]:
        columns = "".join(
            f"{1000 * percentile(one[name], 0.5):16.2f}{1000 * percentile(one[name], 0.99):9.2f}" for one in measured
        )
        ratio = percentile(measured[-1][name], 0.5) / percentile(measured[0][name], 0.5)
        print(f"{name:<34}{columns}{ratio:26.1f}")


if __name__ == "__main__":
    sys.exit(main())
