"""Queues votes without waiting, and writes them in batches."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from db.reactions.votes import ReactionEvent, Reactions

_log = logging.getLogger(__name__)

BATCH_SECONDS = 0.05
BATCH_EVENTS = 500
BATCHES_AT_ONCE = 4
"""How many transactions are written in one go when many events wait, before the event loop gets its turn."""
RETRY_SECONDS = 5.0
MAX_WAITING = 1_000_000
"""The most events that wait to be written. They take about 200 MB of memory."""


class VoteWriter:
    """Writes reaction events to the database. A transaction has up to `BATCH_EVENTS`, collected for `BATCH_SECONDS`.

    Its task exists only while there is something to write.
    """

    def __init__(
        self,
        reactions: Reactions,
        *,
        on_change: Callable[[int, int], None],
        on_drop: Callable[[set[int]], None],
    ) -> None:
        """`on_change` is called with the id of each review whose votes were written, and their number.

        `on_drop` is called after a storm of more than `MAX_WAITING` events. It gets the message ids of the cards that
        lost some of their events.
        """
        self._reactions = reactions
        self._on_change = on_change
        self._on_drop = on_drop
        self._queue: deque[ReactionEvent] = deque()
        self._task: asyncio.Task[None] | None = None
        self._dropped: set[int] = set()
        self._watches: list[dict[int, list[ReactionEvent]]] = []
        self._writing = asyncio.Lock()
        self._written = 0
        self._last_count = 0
        self._being_written = 0

    @property
    def is_idle(self) -> bool:
        """Whether every event is written."""
        return self._task is None or self._task.done()

    @property
    def is_busy(self) -> bool:
        """Whether a whole batch of events or more is waiting, or was just written."""
        return not self.is_idle and max(len(self._queue), self._last_count) >= BATCH_EVENTS

    def put(self, event: ReactionEvent) -> None:
        """Queues an event and returns at once."""
        if len(self._queue) < MAX_WAITING:
            self._queue.append(event)
        else:
            self._drop(event)
        for watch in self._watches:
            if event.source in watch:
                watch[event.source].append(event)
        if self.is_idle:
            self._task = asyncio.create_task(self._drain(), name="kanso-votes")

    @asynccontextmanager
    async def watch(self, message_ids: Iterable[int]) -> AsyncIterator[dict[int, list[ReactionEvent]]]:
        """Collects the events of these cards from now on, in order, after all earlier events are written.

        Raises StorageError if those can't be written.
        """
        heard: dict[int, list[ReactionEvent]] = {message_id: [] for message_id in message_ids}
        self._watches.append(heard)
        try:
            await self._flush()
            yield heard
        finally:
            self._watches.remove(heard)

    async def close(self) -> None:
        """Writes all waiting events, and stops."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        while self._queue:
            await self._write_waiting()

    def _drop(self, event: ReactionEvent) -> None:
        if not self._dropped:
            _log.warning(
                "%d reactions wait to be written; now some are dropped, and their cards will be compared with Discord",
                MAX_WAITING,
            )
        self._dropped.add(event.source)

    async def _flush(self) -> None:
        target = self._written + self._being_written + len(self._queue)
        while self._written < target:
            await self._write_waiting()

    async def _drain(self) -> None:
        while self._queue or self._dropped:
            if len(self._queue) < BATCH_EVENTS:
                await asyncio.sleep(BATCH_SECONDS)
            try:
                await self._write_waiting()
            except Exception:
                _log.exception("Could not write votes; %d are waiting", len(self._queue))
                await asyncio.sleep(RETRY_SECONDS)
            if self._dropped and not self.is_busy:
                dropped, self._dropped = self._dropped, set()
                self._on_drop(dropped)

    async def _write_waiting(self) -> None:
        async with self._writing:
            count = min(BATCH_EVENTS * BATCHES_AT_ONCE, len(self._queue))
            events = [self._queue.popleft() for _number in range(count)]
            self._being_written = count
            try:
                await self._reactions.apply(
                    *(events[start : start + BATCH_EVENTS] for start in range(0, count, BATCH_EVENTS))
                )
            except BaseException:
                # Writing an event twice changes nothing, so the batch is safe to repeat even if it was written.
                self._queue.extendleft(reversed(events))
                raise
            finally:
                self._being_written = 0
            self._written += count
            self._last_count = count
        for review_id, changes in Counter(event.review_id for event in events).items():
            self._on_change(review_id, changes)
