"""Measures how the bot catches up on what it missed: how many calls it makes, and how long it takes.

    python -m bench.reconcile [--cards 10000] [--changed 0.01] [--channels 20] [--seed 1]

A stand-in for Discord in this process (`tests/loopback`), with Discord's limits, holds a server with cards that people
have reacted to. The database has all these reactions. While the bot is away, one reaction is added or removed on some
of the cards. Then the unchanged bot starts in its own process and reconciles. This is done twice: with nothing but
cards in the channels, and with a tenth of the cards, where one message in thirty is a card.

First the bot compares numbers. The least calls possible for that are windows of 100 messages that cover all cards, and
one call for each 100 people who reacted with an emoji whose number has changed. Meanwhile somebody calls a command now
and then. After that the bot asks slowly who reacted on all other cards. A part of that is measured, and the time for
all of it is estimated. It takes two minutes.
"""

import argparse
import asyncio
import re
import sqlite3
import sys
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import count
from math import ceil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.figures import percentile, print_machine
from bench.world import EMOJI, SUPER_SHARE, World
from db.reactions.models import SEEDED_KINDS
from db.reviews.posts import Doubt
from db.titles.catalogue.seed import build_catalogue
from tests.loopback import APPLICATION_ID, PRELUDE, LoopbackDiscord, RateLimits

_CODE = f"{PRELUDE}import bot\nsys.exit(bot.main())"
_PEOPLE = 20_000
_PAGE = 100
_DISTANCE = 30
_CALLS = (
    ("windows", "GET", r"/channels/\d+/messages"),
    ("people", "GET", r"/channels/\d+/messages/\d+/reactions/.*"),
    ("others", "GET", r"/channels/\d+|/channels/\d+/messages/\d+"),
    ("edits", "PATCH", r"/channels/\d+/messages/\d+"),
)
"""The bot's calls: a name, a method and a pattern of the path."""
_COMMAND_SECONDS = 0.25
_STRETCH_SECONDS = 15

_MOST_TIMES_LEAST = 1.1
_MOST_ANSWER_MS = 250


class Reconciled(NamedTuple):
    """What it took to reconcile all cards."""

    cards: int
    least_windows: int
    least_people: int
    windows: int
    """Calls for the messages of a channel."""
    people: int
    """Calls for who reacted, perhaps including the first one after all numbers were compared."""
    others: int
    """Other calls, except edits and answers."""
    edits: int
    seconds: float
    refused: int
    """How many calls exceeded a limit."""
    answers: list[float]
    """The seconds from a command to its answer."""
    wrong: int
    """How many tallies were wrong at the end."""
    remaining: int
    """The number of cards whose reactors were still to be asked for."""
    remaining_calls: int
    """The least number of calls for that."""
    calls_a_second: float
    """How many of these calls the bot makes a second."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reconcile", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--cards", type=int, default=10_000, help="how many cards there are (default: 10000)")
    parser.add_argument("--changed", type=float, default=0.01, help="the share of cards that change (default: 0.01)")
    parser.add_argument("--channels", type=int, default=20, help="how many channels they are in (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other reactions (default: 1)")
    options = parser.parse_args()
    print_machine()
    cases = {
        "nothing but cards": (options.cards, 1),
        f"one message in {_DISTANCE} is a card": (options.cards // 10, _DISTANCE),
    }
    measured = {}
    for name, (cards, distance) in cases.items():
        with TemporaryDirectory(prefix="kanso-bench-") as folder:
            measured[name] = asyncio.run(_measure(Path(folder), cards, distance, options))
        _print_reconciled(name, options.channels, measured[name])
    print("Aims")
    for aim, reached, is_reached in _list_aims(measured):
        print(f"  {aim:<70} {reached:>10}  {'reached' if is_reached else 'NOT REACHED'}")
    return 0


async def _measure(folder: Path, cards: int, distance: int, options: argparse.Namespace) -> Reconciled:
    rng = Random(options.seed)
    discord = LoopbackDiscord()
    await discord.start()
    catalogue_path = folder / "catalogue.db"
    build_catalogue(catalogue_path)
    world = World(discord, folder, catalogue_path, _PEOPLE)
    world.add_cards(cards, channels=options.channels, distance=distance)
    _react(world, rng)
    await world.prepare_database()
    least_windows = sum(
        count_windows(
            list(channel.messages), [card.message.id for card in world.cards if card.message.channel is channel]
        )
        for channel in discord.truth.channels.values()
    )
    least_people = _change(world, round(cards * options.changed), rng)
    discord.limits = limits = RateLimits()
    async with world.run_bot(_CODE):
        await discord.wait_for_login()
        began = time.monotonic()
        asked = await _call_commands_until_compared(world, rng)
        seconds = time.monotonic() - began
        await discord.wait_until(lambda: world.get_answer_times().keys() >= asked.keys())
        calls = _count_calls(discord)
        wrong = len(world.list_wrong_tallies())
        remaining = set(_list_in_doubt(world, Doubt.PEOPLE))
        await asyncio.sleep(_STRETCH_SECONDS)
        calls_a_second = (_count_calls(discord)["people"] - calls["people"]) / _STRETCH_SECONDS
    answered_at = world.get_answer_times()
    await discord.stop()
    return Reconciled(
        cards=cards,
        least_windows=least_windows,
        least_people=least_people,
        windows=calls["windows"],
        people=calls["people"],
        others=calls["others"],
        edits=calls["edits"],
        seconds=seconds,
        refused=limits.refused,
        answers=[answered_at[interaction_id] - put_at for interaction_id, put_at in asked.items()],
        wrong=wrong,
        remaining=len(remaining),
        remaining_calls=sum(
            _count_people_calls(users)
            for card in world.cards
            if card.message.id in remaining
            for users in card.message.reactions.values()
        ),
        calls_a_second=calls_a_second,
    )


def _react(world: World, rng: Random) -> None:
    """Adds the bot's own reactions under each card, and those of none, some or many people."""
    truth = world.discord.truth
    emoji, weights = list(EMOJI), list(EMOJI.values())
    for card in world.cards:
        for kind in SEEDED_KINDS:
            truth.react(card.message.id, APPLICATION_ID, kind.emoji)
        count = int(rng.lognormvariate(2, 1.2))
        for user_id, name in zip(rng.sample(world.people, count), rng.choices(emoji, weights, k=count), strict=True):
            truth.react(card.message.id, user_id, name, rng.random() < SUPER_SHARE)


def _change(world: World, count: int, rng: Random) -> int:
    """Adds or removes a reaction on `count` cards. Returns the least number of calls to see who reacted."""
    truth = world.discord.truth
    calls = 0
    for card in rng.sample(world.cards, count):
        given = [
            (held, user_id)
            for held, users in card.message.reactions.items()
            for user_id in sorted(users - {APPLICATION_ID})
        ]
        if given and rng.random() < 0.5:
            held, user_id = rng.choice(given)
            truth.unreact(card.message.id, user_id, *held)
        else:
            held = (rng.choice(list(EMOJI)), False)
            voters = {user_id for _, user_id in given}
            truth.react(card.message.id, rng.choice([user for user in world.people if user not in voters]), *held)
        calls += _count_people_calls(card.message.reactions.get(held, set()))
    return calls


def _count_people_calls(users: set[int]) -> int:
    """The least number of calls to see who they are; none if only the bot is left."""
    return ceil(len(users) / _PAGE) if users - {APPLICATION_ID} else 0


async def _call_commands_until_compared(world: World, rng: Random) -> dict[int, float]:
    """Makes people call commands until all numbers are compared. Returns the time of each, by the interaction's id."""
    asked = {}
    has_begun = False
    for user_id in count(world.people[-1] + 1):
        put_at = time.monotonic()
        asked[await world.ask_for_review(rng.choice(world.cards), user_id)] = put_at
        await asyncio.sleep(_COMMAND_SECONDS)
        is_in_doubt = bool(_list_in_doubt(world, Doubt.ALL))
        if has_begun and not is_in_doubt:
            break
        has_begun = has_begun or is_in_doubt
    return asked


def _list_in_doubt(world: World, doubt: Doubt) -> list[int]:
    with closing(sqlite3.connect(world.database_path)) as connection:
        rows = connection.execute("SELECT message_id FROM posts WHERE doubt = ?", (int(doubt),)).fetchall()
    return [message_id for (message_id,) in rows]


def _count_calls(discord: LoopbackDiscord) -> Counter[str]:
    """How many calls of each kind the bot has made, without those at its start and its answers."""
    return Counter(
        name
        for request in discord.requests
        for name, method, path in _CALLS
        if request.method == method and re.fullmatch(path, request.path)
    )


def count_windows(message_ids: Sequence[int], card_ids: Iterable[int]) -> int:
    """The least number of windows of 100 consecutive messages that cover all cards of a channel.

    `message_ids` are all messages of the channel including the cards, oldest first.
    """
    windows, oldest = 0, None
    for card_id in sorted(card_ids, reverse=True):
        if oldest is None or card_id < oldest:
            windows += 1
            oldest = message_ids[max(0, bisect_right(message_ids, card_id) - _PAGE)]
    return windows


def _print_reconciled(name: str, channels: int, reconciled: Reconciled) -> None:
    one = reconciled
    least = one.least_windows + one.least_people
    hours = one.remaining_calls / one.calls_a_second / 3600
    p50, p99 = (percentile(one.answers, share) * 1000 for share in (0.5, 0.99))
    print(
        f"{one.cards:,} cards in {channels} channels, {name}\n"
        f"  Numbers: {one.windows} calls for messages (at least {one.least_windows}), {one.people} for who reacted (at "
        f"least {one.least_people}), {one.others} others: {_count_all(one) / least:.2f} of the least\n"
        f"  {one.seconds:.1f} s; {one.refused} calls refused; {one.edits} edits; {one.wrong} tallies wrong after it\n"
        f"  {len(one.answers)} commands meanwhile, answered after ms: p50 {p50:.0f}, p99 {p99:.0f}\n"
        f"  Who reacted: {one.remaining:,} cards more, {one.remaining_calls:,} calls at least, "
        f"{one.calls_a_second:.1f} a second: {hours:.1f} hours\n",
        flush=True,
    )


def _count_all(reconciled: Reconciled) -> int:
    return reconciled.windows + reconciled.people + reconciled.others


def _list_aims(measured: Mapping[str, Reconciled]) -> Iterator[tuple[str, str, bool]]:
    """Each aim, what was reached, and whether that is enough."""
    for name, one in measured.items():
        times = _count_all(one) / (one.least_windows + one.least_people)
        yield f"{name}: at most {_MOST_TIMES_LEAST} of the least calls", f"{times:.2f}", times <= _MOST_TIMES_LEAST
        yield f"{name}: no call refused", str(one.refused), not one.refused
        p99 = percentile(one.answers, 0.99) * 1000
        yield f"{name}: commands answered, p99 below {_MOST_ANSWER_MS} ms", f"{p99:.0f} ms", p99 < _MOST_ANSWER_MS
        yield f"{name}: no tally wrong", str(one.wrong), not one.wrong


if __name__ == "__main__":
    sys.exit(main())
