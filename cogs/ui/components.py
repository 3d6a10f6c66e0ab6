"""Layouts and their buttons and menus: all that happens on a click is named by its `custom_id`.

Nothing about a message that was sent stays in memory, so its buttons work for as long as the message stands.
"""

from collections.abc import Callable, Coroutine
from typing import Any

import discord

from cogs.core.errors import answer_error
from cogs.core.interactions import Interaction

MAX_CONTENT_LENGTH = 4000
"""The most characters of text that a Components V2 message can show."""


class Layout(discord.ui.LayoutView):
    """A Components V2 message whose components are all handled by an `Action`."""

    def __init__(self, *items: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        # A finished view is not stored; a stored one would be kept for every message ever sent.
        self.stop()


class Buttons(discord.ui.View):
    """Buttons below an ordinary message, all handled by an `Action`."""

    def __init__(self, *items: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        self.stop()


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


def get_choice(interaction: Interaction) -> str:
    """The option that a person chose in a menu."""
    return (interaction.data or {})["values"][0]  # pyright: ignore[reportTypedDictNotRequiredAccess, reportGeneralTypeIssues]


def button(
    custom_id: str,
    label: str | None = None,
    *,
    emoji: str | None = None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> discord.ui.Button[Any]:
    """A button that is handled by the `Action` whose template its `custom_id` matches."""
    return discord.ui.Button(custom_id=custom_id, label=label, emoji=emoji, style=style, disabled=disabled)
