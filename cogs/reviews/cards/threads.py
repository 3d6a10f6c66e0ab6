"""Changes messages in archived threads, and archives them again.

Anybody who is in a thread may open it, but only its creator or somebody with *Manage Threads* may archive it again. In
a locked thread, messages can't be edited without *Manage Threads*. See
https://docs.discord.com/developers/topics/threads.
"""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator

import discord

_own_changes: Counter[int] = Counter()
"""How many events are expected for each thread because the bot itself has changed it."""


class ThreadClosed(Exception):
    """The bot can't change anything in a thread for now, or couldn't leave it as it was."""


@contextlib.asynccontextmanager
async def open_archived(thread: discord.Thread) -> AsyncIterator[None]:
    """Opens an archived thread for what happens inside, and archives it again in any case.

    Raises ThreadClosed, without opening it, if the bot may not do both, and discord.HTTPException if Discord refuses.
    """
    me = thread.guild.me
    try:
        is_manager = thread.permissions_for(me).manage_threads
    except discord.ClientException:  # the bot doesn't know the thread's channel
        raise ThreadClosed from None
    if not is_manager and (thread.locked or thread.owner_id != me.id):
        raise ThreadClosed
    try:
        # If this is cut, the thread may be open all the same.
        await _set_archived(thread, False)
        yield
    finally:
        # It may be gone, if what was inside has removed it.
        with contextlib.suppress(discord.NotFound):
            await _set_archived(thread, True)


def is_own_change(thread_id: int) -> bool:
    """Whether the event about a thread that has just arrived comes from `open_archived`. Call it once per event."""
    expected = _own_changes.pop(thread_id, 0)
    if expected > 1:
        _own_changes[thread_id] = expected - 1
    return expected > 0


async def _set_archived(thread: discord.Thread, is_archived: bool) -> None:
    _own_changes[thread.id] += 1
    try:
        await thread.edit(archived=is_archived)
    except BaseException:
        is_own_change(thread.id)
        raise
