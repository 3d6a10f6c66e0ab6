"""From tallies to cards: cards are redrawn with their newest state, at rates that Discord allows."""

import asyncio
import itertools
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import aiohttp
import discord

from cogs.core.events import Redraw
from db.engine.errors import StorageError

_log = logging.getLogger(__name__)

_EDITS = 5
EDITS_SECONDS = 5.0
"""Discord lets a bot edit five messages of a channel in five seconds."""
_EDITS_IN_ALL = 25
"""A second: half of the calls that Discord allows a bot altogether."""
_MARGIN = 1.1
"""Intervals are a tenth longer than they have to be, for Discord's clock counts when a request arrives there."""
_BUSY_SECONDS = 0.25
"""How long a card waits until it looks again whether much is still going on."""
_EXPECTED = (discord.HTTPException, aiohttp.ClientError, OSError, StorageError)
"""What can go wrong with a redraw, and pass; whatever else does is logged with where it came from."""
_MAX_ATTEMPTS = 20
_LONGEST_PAUSE = 60
"""How many intervals may lie between two attempts."""


class CardRefresher:
    """Redraws the cards of a review after changes: at once, but then not again before an interval has passed.

    The last state is always drawn in the end; after any error it is tried again, less and less often. Its tasks exist
    only while there is something to do.
    """

    def __init__(
        self,
        redraw: Redraw,
        *,
        seconds: float,
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """`redraw` is called with a review's id, and has to take a turn for each card that it edits.

        While `is_busy`, cards wait up to an interval, for more changes are on their way. With less than five seconds
        the limits of channels are less strict as well: with 0 there are none.
        """
        self._redraw = redraw
        self._is_busy = is_busy
        self._seconds = seconds * _MARGIN
        self._turns = _Turns(seconds)
        self._changes: dict[int, int] = defaultdict(int)
        """How many changes each review has had that its cards don't show yet."""
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._redrawn_at: dict[int, float] = {}

    @property
    def is_idle(self) -> bool:
        """Whether every card shows all that it was asked to show."""
        return not self._tasks

    def request(self, review_id: int, changes: int = 1) -> None:
        """Takes note that a review's cards may have to change, and returns at once."""
        self._changes[review_id] += changes
        if review_id not in self._tasks:
            self._tasks[review_id] = asyncio.create_task(self._run(review_id), name="kanso-cards")

    async def close(self) -> None:
        """Stops. What is not drawn yet is known from the database, and drawn after the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _run(self, review_id: int) -> None:
        failures = 0
        try:
            while review_id in self._changes and failures < _MAX_ATTEMPTS:
                await self._wait(review_id, failures)
                changes = self._changes.pop(review_id)
                try:
                    await self._redraw(review_id, partial(self._take_turn, review_id, changes))
                    failures = 0
                except Exception as error:  # one that ended this task would leave the cards as they are
                    failures += 1
                    self._changes[review_id] += 1
                    is_expected = isinstance(error, _EXPECTED)
                    sentence = "Cards of review %s not redrawn (attempt %d): %s"
                    _log.warning(sentence, review_id, failures, error, exc_info=not is_expected)
                self._redrawn_at[review_id] = asyncio.get_running_loop().time()
        finally:
            # Without a pause after the loop's last look, so that no request comes in between and is lost.
            self._changes.pop(review_id, None)
            del self._tasks[review_id]

    def _take_turn(self, review_id: int, changes: int, channel_id: int) -> AbstractAsyncContextManager[None]:
        return self._turns.take(channel_id, lambda: changes + self._changes.get(review_id, 0))

    async def _wait(self, review_id: int, failures: int) -> None:
        now = asyncio.get_running_loop().time()
        if len(self._redrawn_at) > 1000:
            self._redrawn_at = {key: at for key, at in self._redrawn_at.items() if at + self._seconds > now}
        if review_id in self._redrawn_at:
            pause = self._seconds * min(2**failures, _LONGEST_PAUSE)
            await asyncio.sleep(self._redrawn_at[review_id] + pause - now)
        patience = int(self._seconds / _BUSY_SECONDS)
        while self._is_busy() and patience > 0:
            patience -= 1
            await asyncio.sleep(_BUSY_SECONDS)


class _Turns:
    """Lets as many edits into each channel, and as many in all, as Discord allows."""

    def __init__(self, seconds: float) -> None:
        self._seconds = min(seconds, EDITS_SECONDS) * _MARGIN
        self._channels: dict[int, _Gate] = {}
        self._all = _Gate(_EDITS_IN_ALL, min(seconds, 1.0))
        self._gap = min(seconds, 1.0) / _EDITS_IN_ALL
        self._next_at = 0.0

    @asynccontextmanager
    async def take(self, channel_id: int, weigh: Callable[[], int]) -> AsyncIterator[None]:
        if len(self._channels) > 1000:
            self._channels = {key: gate for key, gate in self._channels.items() if not gate.is_idle}
        gate = self._channels.setdefault(channel_id, _Gate(_EDITS, self._seconds))
        await gate.enter(weigh)
        await self._all.enter(weigh)
        # One after the other: to draw many cards at the same moment would hold the event loop.
        now = asyncio.get_running_loop().time()
        at = max(now, self._next_at)
        self._next_at = at + self._gap
        await asyncio.sleep(at - now)
        yield


@dataclass(eq=False, slots=True)
class _Waiting:
    weigh: Callable[[], int]


class _Gate:
    """Lets `count` through in `seconds`: the heaviest first, but each fifth is the one that has waited longest."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._entered_at: deque[float] = deque(maxlen=count)
        self._waiting: list[_Waiting] = []
        self._admitted: set[_Waiting] = set()
        self._numbers = itertools.count(1)

    @property
    def is_idle(self) -> bool:
        return not self._waiting and not self._admitted and self._opens_at <= asyncio.get_running_loop().time()

    @property
    def _opens_at(self) -> float:
        is_full = len(self._entered_at) == self._entered_at.maxlen
        return self._entered_at[0] + self._seconds if is_full else 0.0

    async def enter(self, weigh: Callable[[], int]) -> None:
        loop = asyncio.get_running_loop()
        waiting = _Waiting(weigh)
        self._waiting.append(waiting)
        try:
            self._admit(loop.time())
            while waiting not in self._admitted:
                # All that wait wake up together; the first of them admits those whose turn it is.
                await asyncio.sleep(max(0.0, self._opens_at - loop.time()))
                self._admit(loop.time())
        finally:
            self._admitted.discard(waiting)
            if waiting in self._waiting:
                self._waiting.remove(waiting)

    def _admit(self, now: float) -> None:
        if not self._waiting or self._opens_at > now:
            return
        heaviest = sorted(self._waiting, key=lambda waiting: waiting.weigh())
        while self._waiting and self._opens_at <= now:
            chosen = heaviest[-1] if next(self._numbers) % 5 else self._waiting[0]
            heaviest.remove(chosen)
            self._waiting.remove(chosen)
            self._admitted.add(chosen)
            self._entered_at.append(now)
