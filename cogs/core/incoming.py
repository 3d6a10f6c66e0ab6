"""What people send, without the characters that no text has."""

import re
from typing import Any

import discord

_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of characters. A database takes a NUL for the end of a text."""


def clean(interaction: discord.Interaction[Any]) -> None:
    """Removes them from everything that an interaction brings: options, fields of forms, messages."""
    interaction.data = _clean(interaction.data)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_TEXT.sub("", value)
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return value
