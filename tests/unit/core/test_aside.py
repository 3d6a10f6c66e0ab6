"""Tests of work on the side of an answer."""

import asyncio

import pytest

from cogs.core.aside import do_aside
from db.engine.errors import StorageError


async def test_an_answer_waits_only_a_moment_for_work_that_goes_on() -> None:
    may_end, has_ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await may_end.wait()
        has_ended.set()

    async with asyncio.timeout(2):
        await do_aside(work())
    assert not has_ended.is_set()
    may_end.set()
    await has_ended.wait()


async def test_an_answer_goes_on_without_work_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        raise StorageError("the disk is full")

    await do_aside(work())
    assert "the disk is full" in caplog.text
