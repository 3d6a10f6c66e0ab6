"""Measures what a storm of reactions costs the bot, next to what discord.py alone would cost.

    python -m bench.storm [--events 50000] [--cards 1000] [--people 20000] [--rounds 3] [--seed 1] [--skip-minute]

A stand-in for Discord in this process (`tests/loopback`) sends a bot in its own process (`bench/storm_bot.py`) events
as fast as it can read them: four in five add a reaction, one in five removes one. It does so for each way to handle
them, one after another and round by round: once with every event on a card, once with 95 % on other people's messages.

Events per second are counted from the first byte sent to the last row committed. The processor time is that of the
whole bot until then, including the cards it edits meanwhile. One way, a transaction and an edit of the card for each
event, gets only 2,000 events, and no limits on its edits.

Then it sends a storm with commands and presses of buttons in it, and waits until every card is right. At the end people
react to one card for a minute, and it counts the bot's calls to Discord. All this takes four minutes. It needs Linux,
and a machine that does nothing else meanwhile.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from bench.figures import percentile, print_machine
from bench.storm_bot import KANSO, LIBRARY, LISTENERS, OBJECTS, ONE_BY_ONE, ZLIB
from bench.storm_run import Busy, Minute, Run, Storm, StormRunner, make_storm
from bench.world import World
from db.titles.catalogue.seed import build_catalogue
from tests.loopback import LoopbackDiscord

_CARDS_A_CHANNEL = 5
_OTHER_MESSAGES = 5000
_OTHER_SHARE = 0.95

_ON_CARDS = "Every event on a card"
_ELSEWHERE = f"{_OTHER_SHARE:.0%} on other people's messages"
_VARIANTS = {
    _ON_CARDS: (LIBRARY, KANSO, LISTENERS, OBJECTS, ZLIB, ONE_BY_ONE),
    _ELSEWHERE: (LIBRARY, KANSO, LISTENERS, OBJECTS),
}
_ONE_BY_ONE_EVENTS = 2000

_LEAST_SHARE = 0.85
_LEAST_TIMES = 20
_MOST_MEMORY_MB = 60
_MOST_DELAY_MS = 50
_MOST_ANSWER_MS = 250
_MOST_CALLS = 12

Rounds = dict[str, list[Run]]
"""The result of each round, by the way to handle events."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.storm", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--events", type=int, default=50_000, help="how many events a storm has (default: 50000)")
    parser.add_argument("--cards", type=int, default=1000, help="how many cards there are (default: 1000)")
    parser.add_argument("--people", type=int, default=20_000, help="how many people there are (default: 20000)")
    parser.add_argument("--rounds", type=int, default=3, help="how many times each way is measured (default: 3)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other events (default: 1)")
    parser.add_argument("--skip-minute", action="store_true", help="skip the minute of reactions to one card")
    options = parser.parse_args()
    print_machine()
    with TemporaryDirectory(prefix="kanso-bench-") as folder:
        asyncio.run(_measure_all(Path(folder), options))
    return 0


async def _measure_all(folder: Path, options: argparse.Namespace) -> None:
    discord = LoopbackDiscord()
    await discord.start()
    catalogue_path = folder / "catalogue.db"
    build_catalogue(catalogue_path)
    world = World(discord, folder, catalogue_path, options.people)
    world.add_cards(options.cards, channels=ceil(options.cards / _CARDS_A_CHANNEL))
    await world.prepare_database()
    chat = discord.truth.add_channel()
    others = [discord.truth.say(chat, user_id) for user_id in world.people[:_OTHER_MESSAGES]]
    rng = Random(options.seed)
    storms = {
        _ON_CARDS: make_storm(world, options.events, rng),
        _ELSEWHERE: make_storm(world, options.events, rng, others=others, other_share=_OTHER_SHARE),
    }
    short_storm = make_storm(world, _ONE_BY_ONE_EVENTS, rng)
    runner = StormRunner(world)
    measured = {}
    for name, variants in _VARIANTS.items():
        measured[name] = await _measure_rounds(runner, storms[name], short_storm, variants, options.rounds)
        _print_rounds(name, measured[name])
    busy = await runner.run_busy(storms[_ON_CARDS])
    _print_busy(busy)
    minute = None if options.skip_minute else await runner.run_minute()
    await discord.stop()
    print("Aims")
    for aim, reached, is_reached in _list_aims(measured, busy, minute):
        print(f"  {aim:<72} {reached:>18}  {'reached' if is_reached else 'NOT REACHED'}")
    print(f"Cores that were busy in the last minute: {os.getloadavg()[0]:.1f}")


async def _measure_rounds(
    runner: StormRunner, storm: Storm, short_storm: Storm, variants: Sequence[str], rounds: int
) -> Rounds:
    measured: Rounds = {variant: [] for variant in variants}
    for _ in range(rounds):
        for variant in variants:
            if variant == ONE_BY_ONE:
                run = await runner.run(short_storm, variant, has_limits=False)
            else:
                run = await runner.run(storm, variant)
            measured[variant].append(run)
    return measured


def _print_rounds(name: str, measured: Rounds) -> None:
    print(
        f"{name:<33}{'events/s':>10}{'of the library':>22}{'CPU µs/event':>14}{'of the library':>22}"
        f"{'MB more':>9}{'loop late ms':>14}{'edits':>7}{'wrong':>7}"
    )
    for variant, runs in measured.items():
        print(
            f"  {variant:<31}{median(run.speed for run in runs):10,.0f}{_compare_speeds(measured, variant):>22}"
            f"{median(run.cpu for run in runs) * 1e6:14.1f}{_compare_costs(measured, variant):>22}"
            f"{max(run.memory for run in runs):9.1f}{max(run.delay for run in runs) * 1000:14.0f}"
            f"{median(run.edits for run in runs):7.0f}{max(run.wrong for run in runs):7}"
        )
    busiest = max(run.sender for runs in measured.values() for run in runs)
    print(f"  While it sent, the sender was busy for {busiest:.0%} of the time at most.\n", flush=True)


def _compare_speeds(measured: Rounds, variant: str, baseline: str = LIBRARY) -> str:
    return _describe(_list_speed_ratios(measured, variant, baseline))


def _compare_costs(measured: Rounds, variant: str, baseline: str = LIBRARY) -> str:
    return _describe(_list_cost_ratios(measured, variant, baseline))


def _list_speed_ratios(measured: Rounds, variant: str, baseline: str) -> list[float]:
    return [run.speed / base.speed for run, base in zip(measured[variant], measured[baseline], strict=True)]


def _list_cost_ratios(measured: Rounds, variant: str, baseline: str) -> list[float]:
    """How many events the one handles in the processor time that the other needs for one."""
    return [base.cpu / run.cpu for run, base in zip(measured[variant], measured[baseline], strict=True)]


def _describe(ratios: Sequence[float]) -> str:
    places = 0 if median(ratios) >= 10 else 2
    return f"{median(ratios):.{places}f} ({min(ratios):.{places}f}–{max(ratios):.{places}f})"


def _print_busy(busy: Busy) -> None:
    print(f"With {len(busy.reads)} commands and {len(busy.presses)} presses of buttons in the storm")
    for name, seconds in (
        ("a command, /review read, is answered", busy.reads),
        ("a press is committed and answered", busy.presses),
        ("either is read by the bot", busy.heard),
    ):
        p50, p99, most = (percentile(seconds, share) * 1000 for share in (0.5, 0.99, 1))
        print(f"  {name:<37} after ms: p50 {p50:.0f}, p99 {p99:.0f}, max {most:.0f}")
    print(
        f"  On the way when one of them was sent: {median(busy.ahead):,.0f} events, at most {max(busy.ahead):,}\n"
        f"  {busy.run.speed:,.0f} events/s, {busy.run.memory:.1f} MB more, the event loop late by at most "
        f"{busy.run.delay * 1000:.0f} ms; idle {busy.idle_delay * 1000:.0f} ms\n"
        f"  Every card drawn {busy.drawn_after:.1f} s after the beginning, by {busy.edits} edits, {busy.refused} of "
        f"them refused; by then {busy.drawn_cpu * 1e6:.0f} µs of CPU an event\n"
        f"  Wrong at the end:  {busy.wrong_tallies} tallies in the database, {busy.wrong_cards} cards\n",
        flush=True,
    )


def _list_aims(measured: dict[str, Rounds], busy: Busy, minute: Minute | None) -> Iterator[tuple[str, str, bool]]:
    """Each aim, what was reached, and whether that is enough."""
    for name, rounds in measured.items():
        for what, ratios in (
            ("events/s", _list_speed_ratios(rounds, KANSO, LIBRARY)),
            ("CPU", _list_cost_ratios(rounds, KANSO, LIBRARY)),
        ):
            aim = f"{name}: {what} at least {_LEAST_SHARE:g} of the library"
            yield aim, _describe(ratios), median(ratios) >= _LEAST_SHARE
    rounds = measured[_ON_CARDS]
    for what, ratios in (
        ("events/s", _list_speed_ratios(rounds, KANSO, ONE_BY_ONE)),
        ("CPU", _list_cost_ratios(rounds, KANSO, ONE_BY_ONE)),
    ):
        aim = f"{what} at least {_LEAST_TIMES} times as good as {ONE_BY_ONE}"
        yield aim, _describe(ratios), median(ratios) >= _LEAST_TIMES
    runs = [run for rounds in measured.values() for run in rounds[KANSO]] + [busy.run]
    memory, delay = max(run.memory for run in runs), max(run.delay for run in runs) * 1000
    yield f"at most {_MOST_MEMORY_MB} MB above idle", f"{memory:.1f} MB", memory <= _MOST_MEMORY_MB
    yield f"event loop late by at most {_MOST_DELAY_MS} ms", f"{delay:.0f} ms", delay <= _MOST_DELAY_MS
    answered = percentile([*busy.reads, *busy.presses], 0.99) * 1000
    yield f"answered meanwhile: p99 below {_MOST_ANSWER_MS} ms", f"{answered:.0f} ms", answered < _MOST_ANSWER_MS
    wrong = busy.wrong_cards + busy.wrong_tallies + max(run.wrong for run in runs)
    yield "nothing wrong at the end", f"{wrong} wrong", not wrong
    if minute is not None:
        calls = minute.calls / minute.reactions * 1000
        aim = f"calls for 1,000 reactions on one card in a minute: at most {_MOST_CALLS}"
        yield aim, f"{calls:.1f}", calls <= _MOST_CALLS and minute.is_right


if __name__ == "__main__":
    sys.exit(main())
