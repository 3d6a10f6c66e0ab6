"""Runs commands in their caller's language, and describes them to Discord in every language."""

import logging
from typing import Any

import discord
from discord import Locale, app_commands
from discord.app_commands import TranslationContextTypes, locale_str

from cogs.core.answers import watch
from cogs.core.errors import answer_error
from cogs.core.incoming import clean
from cogs.core.language import _, find_language, set_language, speak

_log = logging.getLogger(__name__)

_MAX_LENGTH = 100
"""The longest description or choice that Discord allows, in characters."""


class CommandTree(app_commands.CommandTree):
    """Runs commands in their caller's language, and answers their errors."""

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        set_language(find_language(interaction.locale.value))
        clean(interaction)
        if interaction.type is not discord.InteractionType.autocomplete:
            watch(interaction)
        return True

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        await answer_error(interaction, error, typed=_read_typed_options(interaction))


def _read_typed_options(interaction: discord.Interaction) -> str:
    """Everything that a person typed into a command's options, except what they could choose from suggestions."""
    options: list[Any] = list((interaction.data or {}).get("options", []))
    while options and "options" in options[0]:
        options = options[0]["options"]
    command = interaction.command
    if not isinstance(command, app_commands.Command):
        return ""
    parameters = {parameter.name: parameter for parameter in command.parameters}
    return "\n\n".join(
        option["value"]
        for option in options
        if isinstance(option.get("value"), str)
        and (parameter := parameters.get(option["name"]))
        and parameter.type is discord.AppCommandOptionType.string
        and not (parameter.choices or parameter.autocomplete)
    )


class CommandTranslator(app_commands.Translator):
    """Translates descriptions and choices. The names of commands and options are the same in every language.

    A choice can bring a function `write` that returns its name in the current language.
    """

    async def translate(self, string: locale_str, locale: Locale, context: TranslationContextTypes) -> str | None:
        if context.location.name.endswith("name") and context.location is not _CHOICE:
            return None
        with speak(find_language(locale.value)):
            text = string.extras["write"]() if "write" in string.extras else _(string.message)
        if len(text) > _MAX_LENGTH:
            _log.warning("Longer than %d characters in %s: %r", _MAX_LENGTH, locale.value, text)
            return None
        return text if text != string.message else None


_CHOICE = app_commands.TranslationContextLocation.choice_name
