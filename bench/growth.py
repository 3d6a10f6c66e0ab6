"""Measures what a vote, a tally, a new review and a page of reviews cost as the database grows.

    python -m bench.growth [--sizes 1000 100000 1000000] [--samples 1000] [--seed 1]

For each size it fills a database with that many reviews of about 400 characters in ten servers, with five votes each on
average. Then it asks the bot's own repositories about reviews drawn at random from all. It asks each question of the
first database, then of the second and so on, so that anything else the machine does affects all of them alike. The
plain ways, without an index, are measured in the same run, but fewer times.

Every write is a transaction, timed until it is on the disk. The limits of these figures: Discord is not part of them,
and neither is the check of what the caller of a page may see. The files are new, without gaps, and in the system's
memory. And real people react to new reviews, not to any review ever written.
"""

import argparse
import asyncio
import os
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.browse import PLAIN_PAGE, ask_apart, choose
from bench.figures import percentile, print_machine
from bot import Settings
from db.reactions.models import ReactionKind
from db.reactions.votes import ReactionEvent
from db.reviews.models import Draft, ReviewFilter, ReviewText, Sort
from db.store import Store

_GUILDS = 10
_REVIEWS_AN_AUTHOR = 10
_MOST_VOTES = 10
_VOTERS = 200_000
_BEGINNING = 1_600_000_000
_PAGE_SIZE = 8
_BATCH = 500
_WARM_UP = 50
_BATCHES = 100
_PLAIN_SAMPLES = 5
"""No more than this, because each can take a second."""

_FIRST_REVIEW = 1_000_000_000_000_000_000
_FIRST_AUTHOR = 300_000_000_000_000_000
_FIRST_VOTER = 600_000_000_000_000_000
"""Ids are as long as Discord's. Nobody who votes has written a review."""

_PLAIN_TALLY = """
SELECT kind, COUNT(DISTINCT user_id)
FROM votes
WHERE +review_id = ? AND is_given AND NOT is_bot
GROUP BY kind
"""
"""The plus keeps SQLite from using the key."""

_TEXT = "It is quiet and slow. " * 30

# Reviews are numbered; everything about one follows from its number. 7919 is a prime, which scatters them.
_FILL = """
INSERT INTO reviews (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, tags, written_at)
WITH RECURSIVE numbers (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number < :size - 1)
SELECT :first_review + number, :first_author + number % :authors,
    'mal/' || ((number / :authors + number % :authors * 10) % 20000), 'A title', 1 + number % 10,
    SUBSTR(:text, 1 + number % 22, 250 + number * 7919 % 301), 'RECOMMENDED', FALSE, '', :beginning + number * 60
FROM numbers;

INSERT INTO review_activity (review_id, needs_ranking)
SELECT id, FALSE
FROM reviews;

INSERT INTO posts (message_id, review_id, guild_id, channel_id, has_counts, shown, written_at, reactions, freshness,
    shuffle)
SELECT id, id, number % :guilds, number % 200, TRUE, 0, :beginning + number * 60,
    number * 7919 % (:most_votes + 1), number * 7919 % 1000000, number * 7919 % 1000003
FROM (SELECT id, id - :first_review AS number FROM reviews) AS numbered;

INSERT INTO votes (review_id, kind, user_id, source, emoji)
WITH RECURSIVE numbers (vote) AS (SELECT 1 UNION ALL SELECT vote + 1 FROM numbers WHERE vote < :most_votes)
SELECT review_id, CASE vote % 3 WHEN 0 THEN 'FUNNY' WHEN 1 THEN 'LOVE_IT' ELSE 'NICE' END,
    :first_voter + ((review_id - :first_review) * 7919 + vote * 104729) % :voters, message_id,
    CASE vote % 3 WHEN 0 THEN '😂' WHEN 1 THEN '❤️' ELSE '👍' END
FROM posts JOIN numbers ON vote <= reactions;
"""


class Filled(NamedTuple):
    """A filled database, and the bot's store on it."""

    size: int
    path: Path
    store: Store


Ask = Callable[[Filled, Random], Awaitable[object]]


class Question(NamedTuple):
    name: str
    ask: Ask
    samples: int
    prepare: Ask | None = None
    """Done before it each time, without being measured."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 100_000, 1_000_000], help="how many reviews")
    parser.add_argument("--samples", type=int, default=1000, help="how often each question is asked (default: 1000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other reviews (default: 1)")
    options = parser.parse_args()
    print_machine()
    with TemporaryDirectory(prefix="kanso-bench-") as folder:
        paths = {size: Path(folder) / f"{size}.db" for size in options.sizes}
        _print_table(options.sizes, asyncio.run(_measure(paths, options.samples, Random(options.seed))))
    return 0


async def _measure(paths: Mapping[int, Path], samples: int, rng: Random) -> dict[str, list[list[float]]]:
    """The seconds that each question took, by its name, for each size."""
    async with AsyncExitStack() as stack:
        filled = []
        for size, path in paths.items():
            began = time.perf_counter()
            settings = Settings(database_path=path, catalogue_path=path.with_name("catalogue.db"))
            await (await Store.open(settings)).close()
            await asyncio.to_thread(_fill, path, size)
            seconds = time.perf_counter() - began
            print(f"{size:,} reviews: {path.stat().st_size / 1e6:,.1f} MB, filled in {seconds:.0f} s", flush=True)
            store = await Store.open(settings)
            stack.push_async_callback(store.close)
            filled.append(Filled(size, path, store))
        return {question.name: await _ask_all(question, filled, rng) for question in _list_questions(samples)}


async def _ask_all(question: Question, filled: Sequence[Filled], rng: Random) -> list[list[float]]:
    warm_up = min(_WARM_UP, question.samples)
    seconds: list[list[float]] = [[] for _ in filled]
    for _ in range(warm_up + question.samples):
        for one, taken in zip(filled, seconds, strict=True):
            if question.prepare:
                await question.prepare(one, rng)
            began = time.perf_counter()
            await question.ask(one, rng)
            taken.append(time.perf_counter() - began)
    return [taken[warm_up:] for taken in seconds]


def _list_questions(samples: int) -> list[Question]:
    return [
        Question("a page, newest", _ask_for_newest, samples),
        Question("a page, most-reacted", _ask_for_most_reacted, samples),
        # Before the other writes, which leave more to rank.
        Question("ranking what a vote changed", lambda one, rng: one.store.review_pages.rank(), samples, _press),
        Question("a page, ORDER BY and OFFSET", _ask_plainly, min(samples, _PLAIN_SAMPLES)),
        Question("a tally", lambda one, rng: one.store.reactions.get_tally(review_id=_draw_review(one, rng)), samples),
        Question("a tally, without an index", _count_plainly, min(samples, _PLAIN_SAMPLES)),
        Question("a vote by button", _press, samples),
        Question("a reaction", lambda one, rng: one.store.reactions.apply([_draw_event(one, rng)]), samples),
        Question(f"{_BATCH} reactions, {_BATCH} reviews", _apply_batch, min(samples, _BATCHES)),
        Question("a new review", _add_review, samples),
    ]


async def _press(one: Filled, rng: Random) -> None:
    review_id, user_id = _draw_review(one, rng), _draw_voter(rng)
    await one.store.reactions.press(review_id=review_id, user_id=user_id, kind=rng.choice(list(ReactionKind)))


async def _apply_batch(one: Filled, rng: Random) -> None:
    await one.store.reactions.apply([_draw_event(one, rng) for _ in range(_BATCH)])


async def _add_review(one: Filled, rng: Random) -> None:
    number = rng.getrandbits(60)
    draft = Draft(
        number,
        _FIRST_AUTHOR + rng.randrange(one.size // _REVIEWS_AN_AUTHOR),
        f"mal/{number}",
        "A title",
        ReviewText(8, _TEXT[:400]),
    )
    review_id = _FIRST_REVIEW + one.size + number
    assert await one.store.reviews.add(draft, review_id=review_id, now=_BEGINNING + one.size * 60)


async def _ask_for_newest(one: Filled, rng: Random) -> None:
    await _ask_for_page(one, rng, Sort.NEWEST, _BEGINNING + rng.randrange(one.size) * 60)


async def _ask_for_most_reacted(one: Filled, rng: Random) -> None:
    await _ask_for_page(one, rng, Sort.MOST_REACTED, rng.randrange(_MOST_VOTES + 1))


async def _ask_for_page(one: Filled, rng: Random, sort: Sort, sort_value: int) -> None:
    await one.store.review_pages.get_page(
        guild_id=rng.randrange(_GUILDS),
        wanted=ReviewFilter(),
        sort=sort,
        choose=choose,
        size=_PAGE_SIZE,
        cursor=(sort_value, _draw_review(one, rng)),
    )


async def _count_plainly(one: Filled, rng: Random) -> None:
    await ask_apart(one.path, _PLAIN_TALLY, _draw_review(one, rng))


async def _ask_plainly(one: Filled, rng: Random) -> None:
    sort_value = rng.randrange(one.size // _GUILDS)
    await ask_apart(one.path, PLAIN_PAGE, rng.randrange(_GUILDS), _PAGE_SIZE, sort_value)


def _draw_event(one: Filled, rng: Random) -> ReactionEvent:
    review_id = _draw_review(one, rng)
    return ReactionEvent(review_id, review_id, rng.choice("👍😂💡"), _draw_voter(rng), is_given=True)


def _draw_review(one: Filled, rng: Random) -> int:
    return _FIRST_REVIEW + rng.randrange(one.size)


def _draw_voter(rng: Random) -> int:
    return _FIRST_VOTER + rng.randrange(_VOTERS)


def _fill(path: Path, size: int) -> None:
    parameters = {
        "size": size,
        "authors": size // _REVIEWS_AN_AUTHOR,
        "guilds": _GUILDS,
        "voters": _VOTERS,
        "most_votes": _MOST_VOTES,
        "first_review": _FIRST_REVIEW,
        "first_author": _FIRST_AUTHOR,
        "first_voter": _FIRST_VOTER,
        "beginning": _BEGINNING,
        "text": _TEXT,
    }
    with closing(sqlite3.connect(path)) as connection:
        # The file may be lost, and rows are added faster without indexes, except those of the primary keys.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        for statement in _FILL.split(";"):
            connection.execute(statement, parameters)
        for _, sql in indexes:
            connection.execute(sql)
        connection.commit()
    # Otherwise the next measurement would wait for the disk to write it all.
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _print_table(sizes: Sequence[int], measured: Mapping[str, list[list[float]]]) -> None:
    headings = "".join(f"{f'{size:,}: p50':>17}{'p99 ms':>10}" for size in sizes)
    print(f"\n{'':<30}{headings}{'p50, last / first':>20}")
    for name, seconds in measured.items():
        columns = "".join(f"{1000 * percentile(one, 0.5):17.3f}{1000 * percentile(one, 0.99):10.3f}" for one in seconds)
        ratio = percentile(seconds[-1], 0.5) / percentile(seconds[0], 0.5)
        print(f"{name:<30}{columns}{ratio:20.1f}")


if __name__ == "__main__":
    sys.exit(main())
