"""What time it is by Discord's clock."""

import asyncio
from collections.abc import Callable

import discord

_MARGIN_SECONDS = 5 * 60


class Clock:
    """Tells what is certainly past by Discord's clock, which also dates everything that people do.

    The host's clock can be wrong by hours. So this one learns the time from the ids of new interactions, and counts on
    from there. Where `get_seconds` stands still while the machine sleeps, the clock is late until the next interaction.
    So it can be late, but never early.
    """

    def __init__(self, get_seconds: Callable[[], float] | None = None) -> None:
        self._get_seconds = get_seconds or _get_loop_time
        self._offset: float | None = None

    def hear(self, interaction_id: int) -> None:
        """Learns the time from an interaction that has just arrived."""
        self._offset = discord.utils.snowflake_time(interaction_id).timestamp() - self._get_seconds()

    def get_past(self) -> int | None:
        """The time five minutes ago, in Unix seconds, for deciding what is old enough to be destroyed.

        None before the first interaction.
        """
        if self._offset is None:
            return None
        return int(self._offset + self._get_seconds()) - _MARGIN_SECONDS


def _get_loop_time() -> float:
    return asyncio.get_running_loop().time()
