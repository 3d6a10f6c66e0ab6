"""How often cards are redrawn, and in which order."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from cogs.core.events import TakeTurn
from cogs.reactions.card_refresher import CardRefresher
from db.engine.errors import StorageError

HOUR = 3600
NEW, OLD = (discord.utils.time_snowflake(discord.utils.utcnow() - timedelta(hours=hours)) for hours in (0, 2))


async def run_tasks() -> None:
    """Runs every task until it waits for time to pass."""
    for _ in range(200):
        await asyncio.sleep(0)


class Drawings:
    """Draws cards as soon as `may_draw` allows, unless it has an error to raise.

    Reviews whose ids have the same last three digits are in the same channel.
    """

    def __init__(self) -> None:
        self.started: list[int] = []
        self.finished: list[int] = []
        self.errors: list[Exception] = []
        self.may_draw = asyncio.Event()
        self.may_draw.set()

    async def redraw(self, review_id: int, take_turn: TakeTurn) -> None:
        async with take_turn(review_id % 1000, NEW):
            self.started.append(review_id)
            await self.may_draw.wait()
            if self.errors:
                raise self.errors.pop()
            self.finished.append(review_id)


async def test_a_card_is_redrawn_at_once_and_then_not_until_the_interval_is_over() -> None:
    drawings = Drawings()
    refresher = CardRefresher(drawings.redraw, seconds=HOUR)

    refresher.request(1)
    await run_tasks()
    assert drawings.finished == [1]
    refresher.request(1)
    await run_tasks()
    assert drawings.finished == [1]
    await refresher.close()


async def test_many_requests_before_a_redraw_cause_one_redraw() -> None:
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

    async def redraw(review_id: int, take_turn: TakeTurn) -> None:
        drawn.append(review_id)
        if len(drawn) == 1:
            # Runs right after the redraw, before anything that waits for it.
            asyncio.get_running_loop().call_soon(refresher.request, review_id)

    refresher = CardRefresher(redraw, seconds=0)
    refresher.request(1)
    await run_tasks()
    assert drawn == [1, 1]


def refuse(status: int) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="Refused")
    return discord.HTTPException(response, "refused")


async def test_only_an_unexpected_error_is_logged_with_its_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    drawings = Drawings()
    drawings.errors = [refuse(503), KeyError("body")]
    refresher = CardRefresher(drawings.redraw, seconds=0)

    refresher.request(1)
    await run_tasks()
    assert drawings.finished == [1]
    assert [(record.getMessage(), bool(record.exc_info)) for record in caplog.records] == [
        ("Cards of review 1 not redrawn (attempt 1): 'body'", True),
        ("Cards of review 1 not redrawn (attempt 2): 503 Refused (error code: 0): refused", False),
    ]


@pytest.mark.parametrize(
    "error",
    [
        refuse(503),
        refuse(429),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
        ConnectionResetError(),
        StorageError("database is locked"),
        ValueError("unexpected"),
    ],
    ids=repr,
)
async def test_a_failed_redraw_is_tried_again(error: Exception) -> None:
    drawings = Drawings()
    drawings.errors = [error]
    refresher = CardRefresher(drawings.redraw, seconds=0)

    refresher.request(1)
    await run_tasks()
    assert drawings.started == [1, 1]
    assert drawings.finished == [1]


async def test_a_redraw_that_keeps_failing_is_tried_again_at_the_next_change() -> None:
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


async def test_cards_are_redrawn_one_after_the_other() -> None:
    drawings = Drawings()
    refresher = CardRefresher(drawings.redraw, seconds=HOUR)

    for review_id in range(100):
        refresher.request(review_id)
    await run_tasks()
    assert drawings.finished[0] == 0
    assert len(drawings.finished) < 50
    await refresher.close()


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


async def test_old_cards_of_a_channel_are_edited_more_slowly_than_new_ones() -> None:
    started: list[int] = []
    five = asyncio.Event()

    async def redraw(review_id: int, take_turn: TakeTurn) -> None:
        async with take_turn(1, OLD if review_id < 100 else NEW):
            started.append(review_id)
            if len(started) == 5:
                five.set()

    refresher = CardRefresher(redraw, seconds=HOUR)
    for review_id in (*range(10), 100, 101):
        refresher.request(review_id)
    await five.wait()
    await run_tasks()

    assert len(started) == 5
    assert sum(review_id < 100 for review_id in started) == 3
    await refresher.close()
