"""Redraws cards when their reviews change, as often as Discord allows."""

import asyncio
import itertools
import logging
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import aiohttp
import discord

from cogs.core.events import Redraw
from db.engine.errors import StorageError

_log = logging.getLogger(__name__)

_EDITS = 5
EDITS_SECONDS = 5.0
"""Discord lets a bot edit five messages of a channel in five seconds."""
_OLD_EDITS = 3
_OLD_EDITS_SECONDS = 6.0
_OLD = timedelta(minutes=55)
"""Messages older than an hour have a limit of their own: three edits in six seconds. Clocks differ by a bit."""
_EDITS_IN_ALL = 25
"""The most edits a second in all channels: half of the calls that Discord allows a bot."""
_MARGIN = 1.1
"""Intervals are a tenth longer than necessary, because Discord counts from when a request arrives."""
_BUSY_SECONDS = 0.25
"""How often a waiting card checks whether many votes are still coming in."""
_EXPECTED = (discord.HTTPException, aiohttp.ClientError, OSError, StorageError)
"""Errors of a redraw that may go away by themselves. Others are logged with their traceback."""
_MAX_ATTEMPTS = 20
_LONGEST_PAUSE = 60
"""The most intervals between two attempts."""


class CardRefresher:
    """Redraws a review's cards at once when it changes, but then not again until an interval has passed.

    The last state is always drawn in the end. After an error it tries again, less and less often. Its tasks exist only
    while there is something to draw.
    """

    def __init__(
        self,
        redraw: Redraw,
        *,
        seconds: float,
        is_busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """`redraw` is called with a review's id, and must take a turn for each card that it edits.

        While `is_busy`, cards wait for up to an interval because more changes are coming. An interval of less than five
        seconds also loosens the limits of the channels; 0 lifts them.
        """
        self._redraw = redraw
        self._is_busy = is_busy
        self._seconds = seconds * _MARGIN
        self._turns = _Turns(seconds)
        self._changes: dict[int, int] = defaultdict(int)
        """How many changes of each review its cards don't show yet."""
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._redrawn_at: dict[int, float] = {}

    @property
    def is_idle(self) -> bool:
        """Whether every card is up to date."""
        return not self._tasks

    def request(self, review_id: int, changes: int = 1) -> None:
        """Notes that a review's cards may have to change, and returns at once."""
        self._changes[review_id] += changes
        if review_id not in self._tasks:
            self._tasks[review_id] = asyncio.create_task(self._run(review_id), name="kanso-cards")

    async def close(self) -> None:
        """Stops redrawing. The database knows which cards are out of date; they are redrawn after the next start."""
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
                except Exception as error:  # an error that ended this task would leave the cards as they are
                    failures += 1
                    self._changes[review_id] += 1
                    _log.warning(
                        "Cards of review %s not redrawn (attempt %d): %s",
                        review_id,
                        failures,
                        error,
                        exc_info=not isinstance(error, _EXPECTED),
                    )
                self._redrawn_at[review_id] = asyncio.get_running_loop().time()
        finally:
            # Nothing is awaited after the loop's last check, so that no request is lost in between.
            self._changes.pop(review_id, None)
            del self._tasks[review_id]

    def _take_turn(
        self, review_id: int, changes: int, channel_id: int, message_id: int
    ) -> AbstractAsyncContextManager[None]:
        return self._turns.take(channel_id, message_id, lambda: changes + self._changes.get(review_id, 0))

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
    """Limits the edits in each channel, and in all channels together, to what Discord allows."""

    def __init__(self, seconds: float) -> None:
        self._seconds = min(seconds, EDITS_SECONDS) * _MARGIN
        self._old_seconds = min(seconds, EDITS_SECONDS) / EDITS_SECONDS * _OLD_EDITS_SECONDS * _MARGIN
        self._channels: dict[int, _Gate] = {}
        self._old_messages: dict[int, _Gate] = {}
        """The gates for old messages, by channel."""
        self._all = _Gate(_EDITS_IN_ALL, min(seconds, 1.0))
        self._gap = min(seconds, 1.0) / _EDITS_IN_ALL
        self._next_at = 0.0

    @asynccontextmanager
    async def take(self, channel_id: int, message_id: int, weigh: Callable[[], int]) -> AsyncIterator[None]:
        for gates in (self._channels, self._old_messages):
            if len(gates) > 1000:
                for key in [key for key, gate in gates.items() if gate.is_idle]:
                    del gates[key]
        if discord.utils.utcnow() - discord.utils.snowflake_time(message_id) > _OLD:
            await self._old_messages.setdefault(channel_id, _Gate(_OLD_EDITS, self._old_seconds)).enter(weigh)
        await self._channels.setdefault(channel_id, _Gate(_EDITS, self._seconds)).enter(weigh)
        await self._all.enter(weigh)
        # One after the other: drawing many cards at once would block the event loop.
        now = asyncio.get_running_loop().time()
        at = max(now, self._next_at)
        self._next_at = at + self._gap
        await asyncio.sleep(at - now)
        yield


@dataclass(eq=False, slots=True)
class _Waiting:
    weigh: Callable[[], int]


class _Gate:
    """Admits `count` callers in `seconds`: the heaviest first, but every fifth time the one that waited longest."""

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
                # All waiting callers wake up together. The first one admits those whose turn it is.
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
