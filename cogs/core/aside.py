"""Does what an answer can go without, such as counting that somebody reads."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from cogs.core.errors import log_errors

_WAIT_SECONDS = 0.5
_running: set[asyncio.Task[None]] = set()
"""Keeps tasks from being collected as garbage before they end."""


async def do_aside(work: Coroutine[Any, Any, object]) -> None:
    """Does some work, but waits only a moment for it, and goes on without it if it fails.

    A write can wait long for another one, or fail because the disk is full. Reading must work nevertheless. The work
    is not cancelled, because the end of a statement can't be hurried.
    """
    task = asyncio.create_task(_do(work), name="kanso-aside")
    _running.add(task)
    task.add_done_callback(_running.discard)
    await asyncio.wait({task}, timeout=_WAIT_SECONDS)


async def _do(work: Coroutine[Any, Any, object]) -> None:
    with log_errors(f"{work.__qualname__}, on the side"):
        await work
