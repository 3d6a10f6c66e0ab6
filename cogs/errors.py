"""The one place where an error becomes an answer to a person."""

import logging
import secrets
import sqlite3

import aiohttp
import discord
from discord import app_commands

_log = logging.getLogger(__name__)

_UNKNOWN_INTERACTION = 10062
_ALREADY_ANSWERED = 40060


class UserFacingError(app_commands.AppCommandError):
    """Something that a person can mend or must know, in the sentence that they read.

    `view` adds buttons to the answer; it must not be a Components V2 layout, which leaves no room for the sentence.
    """

    def __init__(self, sentence: str, *, view: discord.ui.View | None = None) -> None:
        super().__init__(sentence)
        self.view = view


class CommandTree(app_commands.CommandTree):
    """The command tree, whose errors are answered, and which can run a command again from a button."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        await answer_error(interaction, error)

    async def run(self, interaction: discord.Interaction, command: dict) -> None:
        """Runs a slash command on behalf of another kind of interaction; `command` is the data Discord sent for it."""
        interaction.data = command  # pyright: ignore[reportAttributeAccessIssue] # one of the TypedDicts it allows
        await self._call(interaction)


async def answer_error(interaction: discord.Interaction, error: Exception) -> None:
    """Tells a person what went wrong, for their eyes only. What nobody foresaw is logged with a code they see too."""
    cause = _find_cause(error)
    view = discord.utils.MISSING
    if isinstance(cause, app_commands.TransformerError) and cause.type is discord.AppCommandOptionType.channel:
        sentence = "I can't see that channel. Choose another one, or call the command there."
    elif isinstance(cause, UserFacingError):
        sentence = str(cause)
        view = cause.view or view
    elif isinstance(cause, discord.HTTPException) and cause.code in (_UNKNOWN_INTERACTION, _ALREADY_ANSWERED):
        _log.warning("Too late to answer: %s", describe(interaction))
        return
    else:
        code = secrets.token_hex(3)
        _log.error("Error %s: %s", code, describe(interaction), exc_info=cause)
        sentence = f"{_describe_failure(cause)} If it happens again, tell whoever runs this bot the code `{code}`."
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        elif interaction.response.is_done():
            await interaction.followup.send(sentence, view=view, ephemeral=True)
        else:
            await interaction.response.send_message(sentence, view=view, ephemeral=True)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as refusal:
        _log.warning("Could not answer (%s): %s", refusal, describe(interaction))


def describe(interaction: discord.Interaction) -> str:
    """An interaction in one line for the log: who, where and what, without anything that they wrote."""
    if interaction.command is not None:
        what = f"/{interaction.command.qualified_name}"
    else:
        what = repr((interaction.data or {}).get("custom_id"))
    return f"{interaction.type.name} {what} guild={interaction.guild_id} user={interaction.user.id}"


def _find_cause(error: Exception) -> Exception:
    while isinstance(error, (app_commands.CommandInvokeError, app_commands.TransformerError)) and (
        isinstance(error.__cause__, Exception)
    ):
        error = error.__cause__
    return error


def _describe_failure(error: Exception) -> str:
    if isinstance(error, sqlite3.Error):
        return "I can't save or read anything right now: my database's disk is full or can't be written to."
    if isinstance(error, discord.Forbidden):
        return "Discord doesn't allow me to do that here."
    if isinstance(error, app_commands.CommandSignatureMismatch | app_commands.CommandNotFound):
        return "This command has changed. Reload Discord (on a phone: close and open it) and try again."
    return "Something went wrong on my side."
