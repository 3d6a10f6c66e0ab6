"""Storms of reactions, and what they do to a bot."""

import asyncio
import json
import time
from bisect import bisect, bisect_left
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from operator import itemgetter
from random import Random
from typing import Any, NamedTuple

from bench.storm_bot import BEGIN, END, KANSO, LIBRARY, ZLIB
from bench.world import EMOJI, SUPER_SHARE, Card, Vote, World
from cogs.reactions.render import PRESS
from db.reactions.models import ReactionKind
from tests.loopback import APPLICATION_ID, CHANNEL_ID, GUILD_ID, PRELUDE, Message, RateLimits, encode

_CODE = "from bench import storm_bot\nsys.exit(storm_bot.main())"
_ZLIB_PRELUDE = f"import sys\nsys.modules['zstandard'] = None\n{PRELUDE}del sys.modules['zstandard']\n"
"""Hides zstandard from discord.py, which then asks for zlib."""
_TAKEN_AWAY = 0.2
_COMMANDS = 100
"""The number of commands in a storm, and of presses of buttons."""
_IDLE_SECONDS = 5
_MINUTE = 60
_MINUTE_REACTIONS = 1000
_DRAWN_SECONDS = 600

_ROW, _BUTTON = 1, 2

Reactions = dict[tuple[str, bool], set[int]]


@dataclass(frozen=True, slots=True)
class Storm:
    """Events ready to be sent, and the reactions on each card after them, by its message id."""

    events: Sequence[bytes]
    reactions: dict[int, Reactions]


@dataclass(frozen=True, slots=True)
class Run:
    """What one storm cost."""

    speed: float
    """Events per second, up to the last row committed."""
    cpu: float
    """Processor seconds per event."""
    memory: float
    """How many MB more there were at the peak than before."""
    delay: float
    """How many seconds late the event loop was at worst."""
    edits: int
    """How many cards were edited before the last row was committed."""
    sender: float
    """The share of the sending time in which this process was busy."""
    wrong: int
    """How many cards' tallies were wrong then."""


class Minute(NamedTuple):
    """The bot's calls to Discord while people reacted to one card."""

    reactions: int
    calls: int
    is_right: bool
    """Whether the card shows all of them in the end."""


@dataclass(frozen=True, slots=True)
class Busy:
    """A storm with commands in it, up to the last card drawn."""

    run: Run
    idle_delay: float
    """How many seconds late the event loop was at worst in the seconds before."""
    reads: list[float]
    """The seconds from sending a command among the events to its answer."""
    presses: list[float]
    ahead: list[int]
    """How many events were on their way to the bot before each command or press."""
    heard: list[float]
    """The seconds until the bot had read those events and then the command or press itself."""
    drawn_after: float
    drawn_cpu: float
    """Processor seconds per event, including all edits."""
    edits: int
    refused: int
    wrong_tallies: int
    wrong_cards: int


def make_storm(
    world: World, count: int, rng: Random, *, others: Sequence[Message] = (), other_share: float = 0
) -> Storm:
    """Makes reactions that people add and remove, `other_share` of them on messages that are not cards."""
    truth = world.discord.truth
    emoji, weights = list(EMOJI), list(EMOJI.values())
    given: list[tuple[int, int, str, bool]] = []
    events = []
    while len(events) < count:
        if given and rng.random() < _TAKEN_AWAY:
            place = rng.randrange(len(given))
            given[place], given[-1] = given[-1], given[place]
            event = truth.unreact(*given.pop())
        else:
            message = rng.choice(others) if rng.random() < other_share else rng.choice(world.cards).message
            reaction = (
                message.id,
                rng.choice(world.people),
                rng.choices(emoji, weights)[0],
                rng.random() < SUPER_SHARE,
            )
            event = truth.react(*reaction)
            if event is not None:
                given.append(reaction)
        if event is not None:
            events.append(encode(*event))
    reactions = {card.message.id: card.message.reactions for card in world.cards}
    for message in (*others, *(card.message for card in world.cards)):
        message.reactions = {}
    return Storm(events, reactions)


class StormRunner:
    """Starts a bot for each storm, sends the storm, and measures its effects."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._discord = world.discord

    async def run(self, storm: Storm, variant: str, *, has_limits: bool = True) -> Run:
        """Sends a storm to a bot that handles reactions in one of the ways of `bench/storm_bot.py`."""
        async with self._start(variant) as (process, ready):
            self._happen(storm, has_limits=has_limits)
            began, cpu = time.monotonic(), time.process_time()
            await self._discord.gateway.storm([_make_mark(BEGIN), *storm.events, _make_mark(END)])
            sender = (time.process_time() - cpu) / (time.monotonic() - began)
            return self._make_run(storm, ready, await _read(process), began, sender, has_tallies=variant != LIBRARY)

    async def run_busy(self, storm: Storm) -> Busy:
        """Sends a storm with commands and presses of buttons in it, and waits until every card is drawn."""
        discord, world = self._discord, self._world
        people = range(world.people[-1] + 1, world.people[-1] + 1 + _COMMANDS)
        asked: list[tuple[int, float, int]] = []
        pressed: list[Vote] = []
        async with self._start(KANSO) as (process, ready):
            await asyncio.sleep(_IDLE_SECONDS)
            self._happen(storm)
            began, cpu = time.monotonic(), time.process_time()
            await discord.gateway.storm([_make_mark(BEGIN)])
            size = len(storm.events) // (2 * _COMMANDS)
            for start in range(0, len(storm.events), size):
                await discord.gateway.storm(storm.events[start : start + size])
                card, user_id = world.cards[len(asked) % len(world.cards)], people[len(asked) // 2 % len(people)]
                put_at, sent = time.monotonic(), start + size + len(asked)
                if len(asked) % 2:
                    pressed.append(Vote(card.review_id, user_id, ReactionKind.NICE))
                    interaction_id = await self._press(card, pressed[-1])
                else:
                    interaction_id = await world.ask_for_review(card, user_id)
                asked.append((interaction_id, put_at, sent))
            await discord.gateway.storm([_make_mark(END)])
            sender = (time.process_time() - cpu) / (time.monotonic() - began)
            written = await _read(process)
            run = self._make_run(storm, ready, written, began, sender, has_tallies=False)
            drawn = await _read(process, _DRAWN_SECONDS)
            answers = world.get_answer_times()
            seconds = [answers[interaction_id] - put_at for interaction_id, put_at, _ in asked]
            progress = written["progress"]
            assert discord.limits is not None
            return Busy(
                run=run,
                idle_delay=written["idle_delay"],
                reads=seconds[::2],
                presses=seconds[1::2],
                ahead=[sent - _count_read(progress, put_at) for _, put_at, sent in asked],
                heard=[_find_time(progress, sent + 1) - put_at for _, put_at, sent in asked],
                drawn_after=drawn["at"] - began,
                drawn_cpu=drawn["cpu"] / len(storm.events),
                edits=self._count_edits(),
                refused=discord.limits.refused,
                wrong_tallies=len(world.list_wrong_tallies(pressed)),
                wrong_cards=len(world.list_wrong_cards(pressed)),
            )

    async def run_minute(self) -> Minute:
        """Makes people react to one card, evenly over a minute, and waits until the card shows it all."""
        discord = self._discord
        async with self._start(KANSO) as (process, _):
            discord.limits = RateLimits()
            await discord.gateway.storm([_make_mark(BEGIN)])
            began = time.monotonic()
            for number, user_id in enumerate(self._world.people[1 : _MINUTE_REACTIONS + 1], 1):
                await discord.react(self._world.cards[0].message.id, user_id)
                await asyncio.sleep(began + number * _MINUTE / _MINUTE_REACTIONS - time.monotonic())
            await discord.gateway.storm([_make_mark(END)])
            await _read(process)
            await _read(process)
            return Minute(_MINUTE_REACTIONS, len(discord.requests), not self._world.list_wrong_cards())

    @asynccontextmanager
    async def _start(self, variant: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, dict[str, Any]]]:
        """Starts a bot to which nobody has reacted yet. Gives its process and what it printed when it was ready."""
        for card in self._world.cards:
            card.message.reactions, card.message.body = {}, {}
        self._discord.limits = None
        prelude = _ZLIB_PRELUDE if variant == ZLIB else PRELUDE
        async with self._world.run_bot(prelude + _CODE, variant) as process:
            ready = await _read(process)
            self._discord.requests.clear()
            yield process, ready

    def _happen(self, storm: Storm, *, has_limits: bool = True) -> None:
        """Makes Discord hold the reactions as they are after the storm."""
        self._discord.limits = RateLimits() if has_limits else None
        for card in self._world.cards:
            reactions = storm.reactions.get(card.message.id, {})
            card.message.reactions = {held: set(users) for held, users in reactions.items()}

    def _make_run(
        self,
        storm: Storm,
        ready: dict[str, Any],
        written: dict[str, Any],
        began: float,
        sender: float,
        *,
        has_tallies: bool,
    ) -> Run:
        return Run(
            speed=len(storm.events) / (written["at"] - began),
            cpu=written["cpu"] / len(storm.events),
            memory=written["memory"] - ready["memory"],
            delay=written["delay"],
            edits=self._count_edits(),
            sender=sender,
            wrong=len(self._world.list_wrong_tallies()) if has_tallies else 0,
        )

    def _count_edits(self) -> int:
        return sum(request.method == "PATCH" for request in self._discord.requests)

    async def _press(self, card: Card, vote: Vote) -> int:
        custom_id = PRESS(review_id=vote.review_id, kind=vote.kind)
        button = {"type": _BUTTON, "style": 2, "label": vote.kind.name, "custom_id": custom_id}
        body = {"components": [{"type": _ROW, "components": [button]}]}
        panel = Message(self._discord.truth.make_id(), card.message.channel, APPLICATION_ID, body, is_private=True)
        return await self._discord.press(panel, custom_id, user_id=vote.user_id)


async def _read(process: asyncio.subprocess.Process, seconds: float = 120) -> dict[str, Any]:
    """The next line that a bot prints."""
    assert process.stdout is not None
    async with asyncio.timeout(seconds):
        line = await process.stdout.readline()
    if not line:
        raise RuntimeError("the bot ended too early")
    return json.loads(line)


def _count_read(progress: Sequence[tuple[float, int]], at: float) -> int:
    """The least number of events that the bot had read at a time."""
    place = bisect(progress, at, key=itemgetter(0))
    return progress[place - 1][1] if place else 0


def _find_time(progress: Sequence[tuple[float, int]], count: int) -> float:
    """The latest time at which the bot had read `count` events."""
    return progress[min(bisect_left(progress, count, key=itemgetter(1)), len(progress) - 1)][0]


def _make_mark(message_id: int) -> bytes:
    place = {"message_id": str(message_id), "channel_id": str(CHANNEL_ID), "guild_id": str(GUILD_ID)}
    return encode("MESSAGE_REACTION_REMOVE_ALL", place)
