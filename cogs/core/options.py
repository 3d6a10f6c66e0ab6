"""Types of command options shared by several features."""

from enum import StrEnum
from typing import Generic, TypeVar

import discord
from discord import app_commands

Word = TypeVar("Word", bound=StrEnum)


class WordTransformer(app_commands.Transformer, Generic[Word]):
    """An option that offers the members of an enumeration by their labels."""

    def __init__(self, words: type[Word]) -> None:
        self._words = words

    @property
    def choices(self) -> list[app_commands.Choice[str]]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return [app_commands.Choice(name=getattr(word, "label", word.value), value=word.value) for word in self._words]

    async def transform(self, interaction: discord.Interaction, value: str, /) -> Word:
        return self._words(value)
