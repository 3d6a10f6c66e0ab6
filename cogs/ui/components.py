"""Messages with components, and forms.

Nothing about them stays in memory once they are sent. Their `custom_id` says what to do (`cogs/core/router.py`).
"""

import re
import secrets
from typing import Any

import discord

from cogs.ui.text import shorten

FIELD_LENGTH = 4000
"""The most characters in a text field of a form."""

MAX_CONTENT_LENGTH = 4000
"""The most characters of text in a Components V2 message."""


class Layout(discord.ui.LayoutView):
    """A Components V2 message."""

    def __init__(self, *items: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        # discord.py keeps every view that it sends, unless the view is finished.
        self.stop()


class Buttons(discord.ui.View):
    """Buttons below an ordinary message."""

    def __init__(self, *items: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        self.stop()


class Form(discord.ui.Modal):
    """A form. Nothing about it is kept in memory, so it can be submitted even after a restart."""

    def __init__(self, custom_id: str, *, title: str, fields: list[discord.ui.Label[Any]]) -> None:
        """`custom_id` comes from an address. Title, labels and descriptions are cut to what Discord allows."""
        # Discord's clients mix up two forms that share a custom_id.
        super().__init__(title=shorten(title, 45), custom_id=f"{custom_id}:{secrets.token_hex(4)}")
        for field in fields:
            field.text = shorten(field.text, 45)
            if field.description:
                field.description = shorten(field.description, 100)
            self.add_item(field)
        # discord.py would keep the form in memory otherwise, as it keeps views.
        self.stop()

    @staticmethod
    def get_address(custom_id: str) -> str:
        """The address's `custom_id` in a form's `custom_id`; empty if it is not from a form of this class."""
        address, _separator, nonce = custom_id.rpartition(":")
        return address if re.fullmatch("[0-9a-f]{8}", nonce) else ""


def button(
    custom_id: str,
    label: str | None = None,
    *,
    emoji: str | None = None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> discord.ui.Button[Any]:
    """A button. `custom_id` comes from an address. The label is cut to the 80 characters that Discord allows."""
    label = shorten(label, 80) if label else None
    return discord.ui.Button(custom_id=custom_id, label=label, emoji=emoji, style=style, disabled=disabled)
