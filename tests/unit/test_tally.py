"""How votes are written in batches, and how often cards are redrawn."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from cogs.reactions import tally
from cogs.reactions.tally import BATCH_EVENTS, CardRefresher, VoteWriter
from db.database import Database
from db.models import Draft, ReactionKind
from db.reactions import ReactionEvent, Reactions
from db.reviews import Reviews

REVIEW, CARD = 10, 20
NICE = ReactionKind.NICE
HOUR = 3600


def give(user_id: int, *, is_given: bool = True) -> ReactionEvent:
    return ReactionEvent(REVIEW, CARD, NICE.emoji, user_id, is_given)


async def run_tasks() -> None:
    """Lets every task go on until it waits for time to pass."""
    for _ in range(200):
        await asyncio.sleep(0)


# Votes


class Recorder(Reactions):
    """The repository; notes the size of each batch and fails as many times as it is told."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.sizes: list[int] = []
        self.failures_before = 0
        self.failures_after = 0
        self.may_write = asyncio.Event()
        self.may_write.set()

    async def apply(self, events: Iterable[ReactionEvent]) -> None:
        batch = list(events)
        self.sizes.append(len(batch))
        await self.may_write.wait()
        if self.failures_before:
            self.failures_before -= 1
            raise sqlite3.OperationalError("disk I/O error")
        await super().apply(batch)
        if self.failures_after:
            self.failures_after -= 1
            raise sqlite3.OperationalError("disk I/O error")


@pytest.fixture
async def reactions(tmp_path: Path) -> AsyncIterator[Recorder]:
    database = await Database.open(tmp_path / "kanso.db")
    draft = Draft(id=1, author_id=1, anime_key="mal/1", title="A title", rating=7, body="Fine.")
    await Reviews(database).add(draft, review_id=REVIEW, now=0)
    yield Recorder(database)
    await database.close()


class Writing:
    """A writer, and the reviews that it said were changed."""

    def __init__(self, reactions: Reactions) -> None:
        self._changed: asyncio.Queue[int] = asyncio.Queue()
        self.writer = VoteWriter(reactions, self._changed.put_nowait)

    async def wait_for_change(self) -> int:
        async with asyncio.timeout(5):
            return await self._changed.get()


@pytest.fixture
def writing(reactions: Recorder, monkeypatch: pytest.MonkeyPatch) -> Writing:
    monkeypatch.setattr(tally, "BATCH_SECONDS", 0)
    monkeypatch.setattr(tally, "RETRY_SECONDS", 0)
    return Writing(reactions)


async def count_votes(reactions: Reactions) -> int:
    return (await reactions.get_tally(review_id=REVIEW))[NICE]


async def test_events_that_come_together_are_written_together(writing: Writing, reactions: Recorder) -> None:
    for user_id in (2, 3, 4):
        writing.writer.put(give(user_id))

    assert await writing.wait_for_change() == REVIEW
    assert reactions.sizes == [3]
    assert await count_votes(reactions) == 3


async def test_no_batch_is_larger_than_the_limit(writing: Writing, reactions: Recorder) -> None:
    for user_id in range(2, BATCH_EVENTS + 3):
        writing.writer.put(give(user_id))

    await writing.wait_for_change()
    await writing.wait_for_change()
    assert reactions.sizes == [BATCH_EVENTS, 1]
    assert await count_votes(reactions) == BATCH_EVENTS + 1


async def test_the_writer_goes_on_after_a_rest(writing: Writing, reactions: Recorder) -> None:
    for user_id in (2, 3):
        writing.writer.put(give(user_id))
        await writing.wait_for_change()

    assert reactions.sizes == [1, 1]
    assert await count_votes(reactions) == 2


async def test_nothing_is_lost_when_a_batch_cannot_be_written(writing: Writing, reactions: Recorder) -> None:
    reactions.failures_before = 2
    writing.writer.put(give(2))
    writing.writer.put(give(3))

    await writing.wait_for_change()
    assert reactions.sizes == [2, 2, 2]
    assert await count_votes(reactions) == 2


async def test_a_batch_written_despite_an_error_counts_once(writing: Writing, reactions: Recorder) -> None:
    reactions.failures_after = 1
    writing.writer.put(give(2))

    await writing.wait_for_change()
    assert await count_votes(reactions) == 1


async def test_events_keep_their_order_when_a_batch_has_to_be_written_again(
    writing: Writing, reactions: Recorder
) -> None:
    reactions.failures_before = 1
    reactions.may_write.clear()
    writing.writer.put(give(2))
    await run_tasks()
    assert reactions.sizes == [1]

    writing.writer.put(give(2, is_given=False))
    reactions.may_write.set()
    await writing.wait_for_change()
    await writing.writer.close()

    assert await count_votes(reactions) == 0


async def test_closing_writes_what_waits(writing: Writing, reactions: Recorder) -> None:
    writing.writer.put(give(2))
    await writing.writer.close()
    assert await count_votes(reactions) == 1


async def test_closing_loses_nothing_wherever_the_writer_is(reactions: Recorder, writing: Writing) -> None:
    for turns in range(30):
        writing.writer.put(give(100 + turns))
        for _ in range(turns):
            await asyncio.sleep(0)
        await writing.writer.close()
        assert await count_votes(reactions) == turns + 1


# Cards


class Drawings:
    """Cards that are drawn as soon as `may_draw` allows, unless an error comes first."""

    def __init__(self) -> None:
        self.started: list[int] = []
        self.finished: list[int] = []
        self.errors: list[Exception] = []
        self.may_draw = asyncio.Event()
        self.may_draw.set()

    async def redraw(self, review_id: int) -> None:
        self.started.append(review_id)
        await self.may_draw.wait()
        if self.errors:
            raise self.errors.pop()
        self.finished.append(review_id)


async def test_a_card_is_redrawn_at_once_and_then_not_before_the_interval_is_over() -> None:
    drawings = Drawings()
    refresher = CardRefresher(drawings.redraw, seconds=HOUR)

    refresher.request(1)
    await run_tasks()
    assert drawings.finished == [1]
    refresher.request(1)
    refresher.request(2)
    await run_tasks()
    assert drawings.finished == [1, 2]
    await refresher.close()


async def test_many_requests_before_a_redraw_are_one() -> None:
    drawings = Drawings()
    refresher = CardRefresher(drawings.redraw, seconds=0)

    for _ in range(5):
        refresher.request(1)
    await run_tasks()
    assert drawings.finished == [1]


async def test_a_change_during_a_redraw_is_drawn_after_it() -> None:
    drawings = Drawings()
    refresher = CardRefresher(drawings.redraw, seconds=0)
    drawings.may_draw.clear()

    refresher.request(1)
    await run_tasks()
    refresher.request(1)
    drawings.may_draw.set()
    await run_tasks()
    assert drawings.finished == [1, 1]


async def test_a_change_right_after_a_redraw_is_drawn() -> None:
    drawn = []

    async def redraw(review_id: int) -> None:
        drawn.append(review_id)
        if len(drawn) == 1:
            # Runs when the redraw is over, before anything that waits for its end.
            asyncio.get_running_loop().call_soon(refresher.request, review_id)

    refresher = CardRefresher(redraw, seconds=0)
    refresher.request(1)
    await run_tasks()
    assert drawn == [1, 1]


def refuse(status: int) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="Refused")
    return discord.HTTPException(response, "refused")


@pytest.mark.parametrize(
    "error",
    [
        refuse(503),
        refuse(429),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
        ConnectionResetError(),
        sqlite3.OperationalError("database is locked"),
    ],
    ids=repr,
)
async def test_a_redraw_that_failed_is_tried_again(error: Exception) -> None:
    drawings = Drawings()
    drawings.errors = [error]
    refresher = CardRefresher(drawings.redraw, seconds=0)

    refresher.request(1)
    await run_tasks()
    assert drawings.started == [1, 1]
    assert drawings.finished == [1]


async def test_a_redraw_that_fails_for_long_is_tried_again_at_the_next_change() -> None:
    drawings = Drawings()
    drawings.errors = [refuse(500)] * 1000
    refresher = CardRefresher(drawings.redraw, seconds=0)

    refresher.request(1)
    await run_tasks()
    attempts = len(drawings.started)
    await run_tasks()
    assert len(drawings.started) == attempts
    assert attempts > 1

    drawings.errors = []
    refresher.request(1)
    await run_tasks()
    assert drawings.finished == [1]


async def test_only_so_many_cards_are_redrawn_at_a_time() -> None:
    drawings = Drawings()
    refresher = CardRefresher(drawings.redraw, seconds=0)
    drawings.may_draw.clear()

    for review_id in range(100):
        refresher.request(review_id)
    await run_tasks()
    assert 1 < len(drawings.started) < 100
    drawings.may_draw.set()
    await run_tasks()
    assert sorted(drawings.finished) == list(range(100))


async def test_closing_does_not_wait_for_cards() -> None:
    drawings = Drawings()
    refresher = CardRefresher(drawings.redraw, seconds=HOUR)
    refresher.request(1)
    await run_tasks()
    drawings.may_draw.clear()
    refresher.request(1)
    refresher.request(2)
    await run_tasks()

    await refresher.close()
    drawings.may_draw.set()
    await run_tasks()
    assert drawings.finished == [1]
