"""To be removed."""

from collections.abc import Callable, Coroutine
from typing import Any

import discord

from cogs.core.errors import answer_error


class Action(discord.ui.DynamicItem[discord.ui.Item[Any]], template="never sent"):
    """What a click on a button, or a choice in a menu, does.

    A subclass names the pattern of its `custom_id`, `feature:action:<id>`, as `template` and defines `run`. An error in
    that is answered like that of a command.
    """

    arguments: dict[str, str]
    run: Callable[..., Coroutine[Any, Any, None]]
    """Called with the interaction and the pattern's groups by name."""

    @classmethod
    async def from_custom_id(cls, interaction: discord.Interaction, item: Any, match: Any, /) -> "Action":
        action = cls(item)
        action.arguments = match.groupdict()
        return action

    async def callback(self, interaction: discord.Interaction) -> None:
        try:
            await self.run(interaction, **self.arguments)
        except Exception as error:  # whatever it is, the person is answered
            await answer_error(interaction, error)
