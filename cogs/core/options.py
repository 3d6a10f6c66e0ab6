"""Types of command options that several features share."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Generic, TypeVar

import discord
from discord import app_commands

Word = TypeVar("Word", bound=StrEnum)


class WordTransformer(app_commands.Transformer, Generic[Word]):
    """An option that offers the members of an enumeration. `name` returns the label that people see for each."""

    def __init__(self, words: type[Word], name: Callable[[Word], str]) -> None:
        self._words = words
        self._name = name

    @property
    def choices(self) -> list[app_commands.Choice[str]]:  # pyright: ignore[reportIncompatibleMethodOverride]
        names = {
            word: app_commands.locale_str(self._name(word), write=partial(self._name, word)) for word in self._words
        }
        return [app_commands.Choice(name=name, value=word.value) for word, name in names.items()]

    async def transform(self, interaction: discord.Interaction, value: str, /) -> Word:
        return self._words(value)
