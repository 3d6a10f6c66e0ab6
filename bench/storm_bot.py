"""The bot of `bench/storm.py`: Kanso in its own process, which handles reactions in one of several ways.

It prints a line of JSON when it is ready for a storm, one when the whole storm is in the database, and one when every
card has been redrawn. A storm begins and ends with an event that clears the reactions of a message that does not exist:
`BEGIN` and `END`.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import discord

from bench.figures import read_memory
from bot import Kanso, Settings, create_bot, set_up_logging, tune_interpreter
from cogs.reactions import reconcile
from cogs.reactions.cog import ReactionCog
from cogs.reviews.cog import ReviewCog
from db.reactions.models import ReactionKind
from db.reactions.votes import ReactionEvent

BEGIN, END = 1, 2

_TICK = 0.005

_POLL = 0.05


class Hearing(NamedTuple):
    """Waits for a way to handle events to finish its work."""

    write: Callable[[], Awaitable[None]]
    """Returns when all events are in the database."""
    draw: Callable[[], Awaitable[None]]
    """Returns when every card shows them."""


def main() -> int:
    variant = sys.argv[2]
    set_up_logging("INFO")
    asyncio.run(_run(Settings.from_env(os.environ), variant))
    return 0


async def _run(settings: Settings, variant: str) -> None:
    # Counts are compared only at the start, which is not measured.
    reconcile.COUNTS_PAUSE = 0.0
    bot = create_bot(settings)
    await bot.open()
    tune_interpreter()
    bot._connection.guild_ready_timeout = 0.1
    await bot.login(settings.token)
    connecting = asyncio.create_task(bot.connect())
    await bot.wait_until_ready()
    cog = bot.get_cog("ReactionCog")
    assert isinstance(cog, ReactionCog)
    await _settle(cog)
    hearing = VARIANTS[variant](bot, cog)
    Watch(bot, hearing)
    _print(memory=read_memory("VmRSS"))
    await connecting


def _print(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)


class Watch:
    """Measures what storms do to this process."""

    def __init__(self, bot: Kanso, hearing: Hearing) -> None:
        self._websocket = bot.shards[0]._parent.ws
        self._hearing = hearing
        self._idle_delay = self._delay = self._began_cpu = 0.0
        self._began_at = 0
        self._progress: list[tuple[float, int]] = []
        self._ticking = asyncio.create_task(self._tick())
        self._ending: asyncio.Task[None] | None = None
        bot.listen_directly("raw_reaction_clear", self._hear_mark)

    def _hear_mark(self, payload: discord.RawReactionClearEvent) -> None:
        if payload.message_id == BEGIN:
            self._idle_delay, self._delay = self._delay, 0.0
            self._progress.clear()
            self._began_at = self._get_number()
            # The peak in memory counts from here on.
            Path("/proc/self/clear_refs").write_text("5")
            self._began_cpu = time.process_time()
        elif payload.message_id == END:
            self._ending = asyncio.create_task(self._end())

    def _get_number(self) -> int:
        """The number of events of this session that the bot has read."""
        return self._websocket.sequence or 0

    async def _tick(self) -> None:
        while True:
            due = time.monotonic() + _TICK
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            self._delay = max(self._delay, now - due)
            self._progress.append((now, self._get_number() - self._began_at))

    async def _end(self) -> None:
        await self._hearing.write()
        _print(
            at=time.monotonic(),
            cpu=time.process_time() - self._began_cpu,
            memory=read_memory("VmHWM"),
            delay=self._delay,
            idle_delay=self._idle_delay,
            progress=self._progress,
        )
        self._ticking.cancel()
        await self._hearing.draw()
        _print(at=time.monotonic(), cpu=time.process_time() - self._began_cpu)


# Ways to hear


def hear_nothing(bot: Kanso, cog: ReactionCog) -> Hearing:
    """With an empty listener: what the library alone does."""

    async def on_raw_reaction(payload: discord.RawReactionActionEvent) -> None:
        pass

    _listen(bot, on_raw_reaction)
    # The listener's tasks have begun and ended before the task that asks.
    return Hearing(_do_nothing, _do_nothing)


def hear_as_kanso(bot: Kanso, cog: ReactionCog) -> Hearing:
    """As Kanso does it."""
    return Hearing(lambda: _flush(cog), lambda: _settle(cog))


def hear_with_listeners(bot: Kanso, cog: ReactionCog) -> Hearing:
    """As Kanso does it, but with one task per event, as discord.py calls every listener."""
    hear = _make_hearer(bot, cog)

    async def on_raw_reaction(payload: discord.RawReactionActionEvent) -> None:
        hear(payload)

    _listen(bot, on_raw_reaction)
    return Hearing(lambda: _flush(cog), lambda: _settle(cog))


def hear_objects(bot: Kanso, cog: ReactionCog) -> Hearing:
    """As Kanso does it, without a task per event, but with the objects that discord.py makes."""
    _restore_parsers(bot)
    hear = _make_hearer(bot, cog)
    for event in ("raw_reaction_add", "raw_reaction_remove"):
        bot.listen_directly(event, hear)
    return Hearing(lambda: _flush(cog), lambda: _settle(cog))


def _make_hearer(bot: Kanso, cog: ReactionCog) -> Callable[[discord.RawReactionActionEvent], None]:
    assert bot.user is not None
    bot_id, cards, put = bot.user.id, cog.cards, cog.writer.put

    def hear(payload: discord.RawReactionActionEvent) -> None:
        if payload.message_author_id not in (None, bot_id):
            return
        review_id = cards.get(payload.message_id)
        emoji, user_id = payload.emoji, payload.user_id
        if review_id is None or user_id == bot_id or emoji.id or not ReactionKind.from_emoji(emoji.name):
            return
        is_given = payload.event_type == "REACTION_ADD"
        is_bot = payload.member is not None and payload.member.bot
        put(ReactionEvent(review_id, payload.message_id, emoji.name, user_id, is_given, payload.burst, is_bot))

    return hear


def _restore_parsers(bot: Kanso) -> None:
    """Makes discord.py read reactions itself again."""
    bot._connection.parsers["MESSAGE_REACTION_ADD"] = bot._connection.parse_message_reaction_add
    bot._connection.parsers["MESSAGE_REACTION_REMOVE"] = bot._connection.parse_message_reaction_remove


def hear_one_by_one(bot: Kanso, cog: ReactionCog) -> Hearing:
    """With a transaction and an edit of the card for each event, each in its own task."""
    reviews = bot.get_cog("ReviewCog")
    assert isinstance(reviews, ReviewCog)
    redraw = reviews.cards.redraw
    writing = asyncio.Lock()
    running: set[asyncio.Task[Any]] = set()

    async def on_raw_reaction(payload: discord.RawReactionActionEvent) -> None:
        review_id = cog.cards.get(payload.message_id)
        if review_id is None:
            return
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        event = ReactionEvent(
            review_id,
            payload.message_id,
            payload.emoji.name,
            payload.user_id,
            payload.event_type == "REACTION_ADD",
            payload.burst,
            payload.member is not None and payload.member.bot,
        )
        # One at a time, or others' writes would be in the same commit.
        async with writing:
            await bot.store.reactions.apply([event])
        await redraw(review_id, lambda channel_id, message_id: nullcontext())

    async def write() -> None:
        # Earlier events come first.
        async with writing:
            pass

    async def draw() -> None:
        await asyncio.wait(running)

    _listen(bot, on_raw_reaction)
    return Hearing(write, draw)


async def _settle(cog: ReactionCog) -> None:
    """Waits until nothing is left to do."""
    while True:
        progress = await cog.get_progress()
        if not progress.is_busy and not progress.doubts:
            return
        await asyncio.sleep(_POLL)


async def _do_nothing() -> None:
    pass


async def _flush(cog: ReactionCog) -> None:
    async with cog.writer.watch([]):
        pass


def _listen(bot: Kanso, listener: Callable[[discord.RawReactionActionEvent], Coroutine[Any, Any, None]]) -> None:
    _restore_parsers(bot)
    bot._direct_listeners.clear()
    for event in ("on_raw_reaction_add", "on_raw_reaction_remove"):
        bot.add_listener(listener, event)


LIBRARY, KANSO, LISTENERS, OBJECTS, ZLIB, ONE_BY_ONE = (
    "library",
    "kanso",
    "kanso, ordinary listeners",
    "kanso, with its objects",
    "kanso, zlib-stream",
    "commit and edit each",
)
VARIANTS: dict[str, Callable[[Kanso, ReactionCog], Hearing]] = {
    LIBRARY: hear_nothing,
    KANSO: hear_as_kanso,
    LISTENERS: hear_with_listeners,
    OBJECTS: hear_objects,
    ZLIB: hear_as_kanso,
    ONE_BY_ONE: hear_one_by_one,
}
