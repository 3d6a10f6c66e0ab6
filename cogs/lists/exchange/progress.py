"""A line that shows a person how far a long import has come."""

import asyncio
import contextlib
from typing import Self

from cogs.core.answers import UNSAID, edit
from cogs.core.interactions import Interaction
from cogs.lists.exchange.render import make_notice

_SECONDS_BETWEEN = 2.0
"""The least time that a text is shown, and the most time that Discord may take to show it."""


class ImportProgress:
    """The line, in the place of a deferred answer. The first text shows it, and an error removes it.

    If Discord can't show it, the import goes on without it.
    """

    def __init__(self, interaction: Interaction) -> None:
        self._interaction = interaction
        self._told_at: float | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, error: object, *_rest: object) -> None:
        if error is not None and self._told_at is not None:
            # The error gets a message of its own.
            with contextlib.suppress(*UNSAID):
                await self._interaction.delete_original_response()

    async def tell(self, text: str) -> None:
        """Shows the text, unless another one was shown less than two seconds ago."""
        now = asyncio.get_running_loop().time()
        if self._told_at is None or now >= self._told_at + _SECONDS_BETWEEN:
            self._told_at = now
            with contextlib.suppress(*UNSAID):
                async with asyncio.timeout(_SECONDS_BETWEEN):
                    await edit(self._interaction, view=make_notice(text))
