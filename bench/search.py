"""Measures the search of titles: how long it takes, whether it finds what is meant, and what it costs the bot.

    python -m bench.search [--file anime-offline-database.jsonl.zst] [--queries 5000] [--seed 1]

Without a file it generates one of the full size (`bench/titles.py`). It makes a catalogue of that, as an update does,
and searches it for one text (`bench/queries.py`) after another, for somebody with 200 titles on their list. It does the
same, with fewer texts, with two plain ways to search: SQLite's `LIKE '%text%'`, and rapidfuzz over all names in memory.
Each is measured in its own process (`bench/measure.py`), so that nothing else counts as its memory. It needs Linux, and
a machine that does nothing else meanwhile.

The time of a text is from the call to the answer. Meanwhile a task in the same event loop sleeps a millisecond at a
time and notes how late it wakes. The same on an idle loop shows how much of that is due to the machine.
"""

import argparse
import multiprocessing
import os
import sqlite3
import sys
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import measure
from bench.figures import percentile
from bench.measure import Measured, Outcome, Updated
from bench.queries import CLASSES

_MOST_UPDATE_SECONDS = 10
_MOST_DELAY_MS = 5
_MOST_MEMORY_MB = 80


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--file", type=Path, help="the anime-offline-database's JSONL, compressed or not")
    parser.add_argument("--queries", type=int, default=5000, help="how many texts of each class (default: 5000)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other titles and texts (default: 1)")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="kanso-bench-") as folder:
        _measure_all(Path(folder), options.file, options.queries, options.seed)
    return 0


def _measure_all(folder: Path, source: Path | None, count: int, seed: int) -> None:
    catalogue, texts = folder / "catalogue.db", folder / "texts"
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    print(f"Cores that were busy in the minute before: {os.getloadavg()[0]:.1f}\n", flush=True)
    if source is None:
        source = folder / "titles.jsonl"
        _run_apart(measure.generate, source, seed)
    updated: Updated = _run_apart(measure.measure_update, source, catalogue)
    titles, names = _run_apart(measure.make_queries, catalogue, texts, count, seed)
    print(f"{titles:,} titles with {names:,} names; {catalogue.stat().st_size / 1e6:.0f} MB on the disk.")
    print(f"The update took {updated.seconds:.1f} s and {updated.memory:.0f} MB of memory at most.\n", flush=True)
    own: Measured = _run_apart(measure.measure_catalogue, catalogue, texts)
    _print_measured("The search", own)
    _print_keystrokes(own)
    _print_measured("LIKE '%text%'", _run_apart(measure.measure_like, catalogue, texts))
    _print_measured("rapidfuzz over all names", _run_apart(measure.measure_rapidfuzz, catalogue, texts))
    print("Aims")
    for aim, reached, is_reached in _list_aims(own, updated):
        print(f"  {aim:<44} {reached:>10}  {'reached' if is_reached else 'NOT REACHED'}")


def _run_apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        return executor.submit(function, *arguments).result()


def _print_measured(title: str, measured: Measured) -> None:
    print(f"{title:<26}texts  p50 ms  p95 ms  p99 ms   max ms  recall@5  recall@25  loop late by at most ms")
    for name, outcome in measured.outcomes.items():
        recall = f"{outcome.get_recall(5):9.1%} {outcome.get_recall(measure.LIMIT):10.1%}"
        print(f"  {name:<22}{_format_times(outcome)} {recall} {max(outcome.delays) * 1000:24.2f}")
    busy = _join_delays(measured)
    for name, delays in (("asking", busy), ("idle", measured.idle_delays)):
        shares = ", ".join(f"p{share * 100:g} {percentile(delays, share) * 1000:.2f}" for share in (0.5, 0.99, 0.999))
        beyond = sum(delay * 1000 > _MOST_DELAY_MS for delay in delays)
        print(
            f"  The event loop, {name}: late by ms {shares}, max {max(delays) * 1000:.2f}; "
            f"{beyond} of {len(delays):,} ticks by more than {_MOST_DELAY_MS}"
        )
    before, opened, after = measured.memory_before, measured.memory_open, measured.memory_after
    print(
        f"  Memory: {before:.0f} MB before, {opened - before:+.1f} MB open, {after - before:+.1f} MB after all texts\n"
    )


def _format_times(outcome: Outcome) -> str:
    p50, p95, p99, most = (percentile(outcome.seconds, share) * 1000 for share in (0.5, 0.95, 0.99, 1))
    return f"{len(outcome.seconds):7}{p50:8.2f}{p95:8.2f}{p99:8.2f}{most:9.2f}"


def _print_keystrokes(measured: Measured) -> None:
    print("Typed letter by letter, without a list, until the title is shown")
    for name, rows in measured.keystrokes.items():
        for places in (5, measure.LIMIT):
            typed = [row.first_5 if places == 5 else row.first_25 for row in rows]
            found = [number for number in typed if number is not None]
            print(
                f"  {name}, among the first {places}: p50 {percentile(found, 0.5)}, p90 {percentile(found, 0.9)}; "
                f"{len(typed) - len(found)} of {len(typed)} not until the end of the name"
            )
    print(f"  {'each of these searches':<22}{_format_times(measured.typing)}\n", flush=True)


def _list_aims(measured: Measured, updated: Updated) -> Iterator[tuple[str, str, bool]]:
    """Each aim, what was reached, and whether that is enough."""
    for query_class in CLASSES:
        outcome = measured.outcomes[query_class.name]
        p99 = percentile(outcome.seconds, 0.99) * 1000
        yield f"{query_class.name}: p99 at most {query_class.most_ms:g} ms", f"{p99:.2f} ms", p99 <= query_class.most_ms
        recall = outcome.get_recall(query_class.places)
        aim = f"{query_class.name}: recall@{query_class.places} at least {query_class.least_recall:.0%}"
        yield aim, f"{recall:.1%}", recall >= query_class.least_recall
    delay = max(_join_delays(measured)) * 1000
    yield f"event loop late by at most {_MOST_DELAY_MS} ms", f"{delay:.2f} ms", delay <= _MOST_DELAY_MS
    memory = max(measured.memory_open, measured.memory_after) - measured.memory_before
    yield f"at most {_MOST_MEMORY_MB} MB above the bare bot", f"{memory:.1f} MB", memory <= _MOST_MEMORY_MB
    seconds = updated.seconds
    yield f"update in less than {_MOST_UPDATE_SECONDS} s", f"{seconds:.1f} s", seconds < _MOST_UPDATE_SECONDS


def _join_delays(measured: Measured) -> "array[float]":
    outcomes = (*measured.outcomes.values(), measured.typing)
    return array("d", (delay for outcome in outcomes for delay in outcome.delays))


if __name__ == "__main__":
    sys.exit(main())
