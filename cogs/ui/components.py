"""Messages with components, and forms.

Nothing about them stays in memory once they are sent: their `custom_id` says what happens (`cogs/core/router.py`).
"""

import re
import secrets
from typing import Any

import discord

from cogs.ui.text import shorten

FIELD_LENGTH = 4000
"""The most characters that one text field of a form holds."""

MAX_CONTENT_LENGTH = 4000
"""The most characters of text that a Components V2 message can show."""


class Layout(discord.ui.LayoutView):
    """A Components V2 message whose components all have an address."""

    def __init__(self, *items: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        # A finished view is not stored; a stored one would be kept for every message ever sent.
        self.stop()


class Buttons(discord.ui.View):
    """Buttons below an ordinary message."""

    def __init__(self, *items: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        for item in items:
            self.add_item(item)
        self.stop()


class Form(discord.ui.Modal):
    """A form. Its submit needs nothing that is kept in memory, so it saves what somebody typed also after a restart."""

    def __init__(self, custom_id: str, *, title: str, fields: list[discord.ui.Label[Any]]) -> None:
        """`custom_id` is made by an address. A title is cut to what Discord shows."""
        # Two people with one custom_id would disturb each other's submits in Discord's clients.
        super().__init__(title=shorten(title, 45), custom_id=f"{custom_id}:{secrets.token_hex(4)}")
        for field in fields:
            self.add_item(field)
        # A finished modal is not stored.
        self.stop()

    @staticmethod
    def get_address(custom_id: str) -> str:
        """What the form was made with; nothing if it can't be one of these."""
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
    """A button; `custom_id` is made by the address of what it does. A label is cut to what Discord shows."""
    label = shorten(label, 80) if label else None
    return discord.ui.Button(custom_id=custom_id, label=label, emoji=emoji, style=style, disabled=disabled)
