"""Soaks the bot: in each round people react at random while everything goes wrong, and then all counts must agree.

    python -m bench.soak [--rounds 100] [--seed N]

The bot runs in its own process, connected to a stand-in for Discord on this machine, whose limits are a hundred times
as fast as Discord's. Connections are lost, with or without the session. Events come twice or in the wrong order.
Requests are refused, fail, take long or are cut off, whether they took effect or not. Channels and cards are deleted,
and the bot is killed. Then the bot is asked until it says that every card is in step, and three things are compared:
what Discord holds together with the acknowledged votes by button, what the database has, and what the cards show. The
first difference ends the run with what happened in its round. Without `--seed` each run is different.

Then as many rounds follow in which reviews are posted, edited, deleted and restored, and the bot is killed between any
two steps. No card may stand that the database doesn't know, none of a deleted review, and none twice in a channel.
"""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
from typing import TypeVar

from db.titles.catalogue.seed import build_catalogue
from tests.loopback import LoopbackDiscord
from tests.soak import CardSoak, DifferenceError, Figures, Soak

AnySoak = TypeVar("AnySoak", Soak, CardSoak)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--rounds", type=int, default=100, help="how many rounds (default: 100)")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10_000), help="which choices are made")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, seed {options.seed}", flush=True)
    began = time.perf_counter()
    soak, difference = asyncio.run(_run(Soak, options.rounds, options.seed))
    _print_table(soak.figures, time.perf_counter() - began)
    if difference is None:
        began = time.perf_counter()
        cards, difference = asyncio.run(_run(CardSoak, options.rounds, options.seed))
        print(f"\nCards in {options.rounds} more rounds, each ended by a kill, in {time.perf_counter() - began:.0f} s:")
        for name, number in sorted(cards.acts.items()):
            print(f"{name:<32}{number:>8,}")
    if difference is not None:
        print(f"\n{difference}")
        return 1
    print("\nNot one difference.")
    return 0


async def _run(kind: type[AnySoak], rounds: int, seed: int) -> tuple[AnySoak, DifferenceError | None]:
    """Runs a soak in a folder of its own. Returns it with the first difference."""
    discord = LoopbackDiscord()
    await discord.start()
    difference = None
    with TemporaryDirectory(prefix="kanso-bench-") as name:
        folder = Path(name)
        build_catalogue(folder / "catalogue.db")
        soak = kind(discord, folder, folder / "catalogue.db", seed=seed)
        try:
            async with soak.run():
                for _ in range(rounds):
                    await soak.run_round()
        except DifferenceError as error:
            difference = error
        finally:
            await discord.stop()
    return soak, difference


def _print_table(figures: Figures, seconds: float) -> None:
    lines = {
        "rounds": figures.rounds,
        "things that people did": figures.acts,
        "sessions": figures.logins,
        "sessions resumed": figures.resumes,
        **dict(sorted(figures.mishaps.items())),
        **{f"requests answered with {status}": count for status, count in sorted(figures.statuses.items()) if status},
        "requests cut off": figures.statuses[0],
        "seconds": round(seconds),
    }
    for name, number in lines.items():
        print(f"{name:<32}{number:>8,}")


if __name__ == "__main__":
    sys.exit(main())
