"""From reactions to counts on cards: votes are written in batches, cards are redrawn at a bounded rate.

Both work in tasks that exist only while there is something to do.
"""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable

import aiohttp
import discord

from db.reactions import ReactionEvent, Reactions

_log = logging.getLogger(__name__)

BATCH_SECONDS = 0.05
BATCH_EVENTS = 500
RETRY_SECONDS = 5.0
_MAX_REDRAWS_AT_ONCE = 10
_MAX_ATTEMPTS = 20
_LONGEST_PAUSE = 60
"""How many intervals may lie between two attempts."""


class VoteWriter:
    """Writes reaction events to the database, at most `BATCH_EVENTS` or `BATCH_SECONDS` of them a transaction."""

    def __init__(self, reactions: Reactions, on_change: Callable[[int], None]) -> None:
        """`on_change` is called with the id of each review whose votes were written."""
        self._reactions = reactions
        self._on_change = on_change
        self._queue: deque[ReactionEvent] = deque()
        self._task: asyncio.Task[None] | None = None

    def put(self, event: ReactionEvent) -> None:
        """Takes an event and returns at once."""
        self._queue.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain(), name="kanso-votes")

    async def close(self) -> None:
        """Writes what is waiting."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        while self._queue:
            await self._write_batch()

    async def _drain(self) -> None:
        while self._queue:
            if len(self._queue) < BATCH_EVENTS:
                await asyncio.sleep(BATCH_SECONDS)
            try:
                await self._write_batch()
            except sqlite3.Error:
                _log.exception("Votes could not be written; %d are waiting", len(self._queue))
                await asyncio.sleep(RETRY_SECONDS)

    async def _write_batch(self) -> None:
        batch = [self._queue.popleft() for _ in range(min(BATCH_EVENTS, len(self._queue)))]
        try:
            await self._reactions.apply(batch)
        except BaseException:
            # Applying an event again changes nothing, so it does not matter whether the transaction went through.
            self._queue.extendleft(reversed(batch))
            raise
        for review_id in {event.review_id for event in batch}:
            self._on_change(review_id)


class CardRefresher:
    """Has the cards of a review redrawn after changes: at once, but then not again before an interval has passed.

    The last state is always drawn in the end; after an error it is tried again, less and less often.
    """

    def __init__(self, redraw: Callable[[int], Awaitable[None]], *, seconds: float) -> None:
        self._redraw = redraw
        self._seconds = seconds
        self._changed: set[int] = set()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._redrawn_at: dict[int, float] = {}
        self._slots = asyncio.Semaphore(_MAX_REDRAWS_AT_ONCE)

    def request(self, review_id: int) -> None:
        """Takes note that a review's cards may have to change, and returns at once."""
        self._changed.add(review_id)
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
            while review_id in self._changed and failures < _MAX_ATTEMPTS:
                await self._wait(review_id, failures)
                self._changed.discard(review_id)
                try:
                    async with self._slots:
                        await self._redraw(review_id)
                    failures = 0
                except (discord.HTTPException, aiohttp.ClientError, OSError, sqlite3.Error) as error:
                    failures += 1
                    self._changed.add(review_id)
                    _log.warning("Cards of review %s not redrawn (attempt %d): %s", review_id, failures, error)
                self._redrawn_at[review_id] = asyncio.get_running_loop().time()
        finally:
            # Without a pause after the loop's last look, so that no request comes in between and is lost.
            self._changed.discard(review_id)
            del self._tasks[review_id]

    async def _wait(self, review_id: int, failures: int) -> None:
        now = asyncio.get_running_loop().time()
        if len(self._redrawn_at) > 1000:
            self._redrawn_at = {key: at for key, at in self._redrawn_at.items() if at + self._seconds > now}
        if review_id in self._redrawn_at:
            pause = self._seconds * min(2**failures, _LONGEST_PAUSE)
            await asyncio.sleep(self._redrawn_at[review_id] + pause - now)
