"""The one place where an error becomes an answer to a person."""

import contextlib
import io
import logging
import secrets
import sqlite3
from collections.abc import Iterator

import aiohttp
import discord
from discord import app_commands

_log = logging.getLogger(__name__)

_UNKNOWN_INTERACTION = 10062
_ALREADY_ANSWERED = 40060


class Refusal(app_commands.AppCommandError):
    """Something that a person can mend or must know, in the sentence that they read.

    `view` adds buttons to the answer; it must not be a Components V2 layout, which leaves no room for the sentence.
    `text` is something that the person wrote and gets back as a file.
    """

    def __init__(self, sentence: str, *, view: discord.ui.View | None = None, text: str | None = None) -> None:
        super().__init__(sentence)
        self.view = view
        self.text = text


class CommandTree(app_commands.CommandTree):
    """The command tree, whose errors are answered, and which can run a command again from a button."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        await answer_error(interaction, error)

    async def run(self, interaction: discord.Interaction, command: dict) -> None:
        """Runs a command on behalf of another kind of interaction; `command` is the data Discord sent for it."""
        interaction.data = command  # pyright: ignore[reportAttributeAccessIssue] # one of the TypedDicts it allows
        await self._call(interaction)


async def answer_error(interaction: discord.Interaction, error: Exception, *, typed: str = "") -> None:
    """Tells a person what went wrong, for their eyes only. What nobody foresaw is logged with a code they see too.

    In that case they also get back what they `typed`.
    """
    cause = _find_cause(error)
    view = discord.utils.MISSING
    text = typed
    if isinstance(cause, app_commands.TransformerError) and cause.type is discord.AppCommandOptionType.channel:
        sentence = "I can't see that channel. Choose another one, or call the command there."
    elif isinstance(cause, Refusal):
        sentence = str(cause)
        view = cause.view or view
        text = cause.text
    elif isinstance(cause, discord.HTTPException) and cause.code in (_UNKNOWN_INTERACTION, _ALREADY_ANSWERED):
        _log.warning("Too late to answer: %s", describe(interaction))
        return
    else:
        code = secrets.token_hex(3)
        _log.error("Error %s: %s", code, describe(interaction), exc_info=cause)
        sentence = f"{_describe_failure(cause)} If it happens again, tell whoever runs this bot the code `{code}`."
    file = discord.utils.MISSING
    if text:
        sentence += " Here is your text, so that it isn't lost:"
        file = discord.File(io.BytesIO(text.encode()), "your-text.md")
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        elif interaction.response.is_done():
            await interaction.followup.send(sentence, view=view, file=file, ephemeral=True)
        else:
            await interaction.response.send_message(sentence, view=view, file=file, ephemeral=True)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as refusal:
        _log.warning("Could not answer (%s): %s", refusal, describe(interaction))


@contextlib.contextmanager
def log_errors(what: str) -> Iterator[None]:
    """Logs any error inside, for work that nobody waits for and that is done again later."""
    try:
        yield
    except Exception:  # one that left a loop would end it for good
        _log.exception("Error: %s", what)


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
    if isinstance(error, sqlite3.OperationalError):
        return "I can't save or read anything right now: my database's disk is full or can't be written to."
    if isinstance(error, discord.Forbidden):
        return "Discord doesn't allow me to do that here."
    if isinstance(error, app_commands.CommandSignatureMismatch | app_commands.CommandNotFound):
        return "This command has changed. Reload Discord (on a phone: close and open it) and try again."
    return "Something went wrong on my side."
