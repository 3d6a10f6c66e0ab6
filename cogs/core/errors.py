"""Turns errors into answers. Nothing else in the code does."""

import contextlib
import io
import logging
import secrets
from collections.abc import Iterator
from functools import singledispatch

import aiohttp
import discord
from discord import app_commands

from cogs.core.answers import ALREADY_ANSWERED, answer
from cogs.core.language import _, fill
from db.engine.errors import RuleError, StorageError

_log = logging.getLogger(__name__)

_UNKNOWN_INTERACTION = 10062


class Refusal(app_commands.AppCommandError):
    """Something that a person can fix or needs to know.

    `message` is a sentence, and `facts` take the place of its `{placeholders}` when it is shown. `view` adds buttons to
    the answer; it must not be a Components V2 layout, which leaves no room for the sentence. `text` is something that
    the person wrote, which they get back as a file.
    """

    def __init__(
        self, message: str, /, *, view: discord.ui.View | None = None, text: str | None = None, **facts: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts
        self.view = view
        self.text = text

    def __str__(self) -> str:
        return fill(self.message, **self.facts)


@singledispatch
def explain(error: Exception) -> Refusal | None:
    """Turns an error into what the person is told; None for an unexpected error.

    A feature's `refusals.py` registers a function for each of its rules:

        @explain.register
        def explain_too_many_episodes(error: TooManyEpisodes) -> Refusal: ...
    """
    return error if isinstance(error, Refusal) else None


def may_pass(error: discord.HTTPException) -> bool:
    """Whether a request that Discord refused might succeed later."""
    return error.status == 429 or error.status >= 500


async def answer_error(interaction: discord.Interaction, error: Exception, *, typed: str = "") -> None:
    """Tells a person privately what went wrong, and sends back what they `typed`.

    Logs unexpected errors with a code, which the person sees too.
    """
    cause = _find_cause(error)
    view = discord.utils.MISSING
    text = typed
    if isinstance(cause, app_commands.TransformerError) and cause.type is discord.AppCommandOptionType.channel:
        sentence = _("I can't see that channel. Choose another one, or use the command there.")
    elif refusal := explain(cause):
        sentence = str(refusal)
        view = refusal.view or view
        # Where a rule refuses what a person typed, nothing else has kept it.
        text = refusal.text or (typed if isinstance(cause, RuleError) else None)
    elif isinstance(cause, discord.HTTPException) and cause.code in (_UNKNOWN_INTERACTION, ALREADY_ANSWERED):
        _log.warning("Too late to answer: %s", describe(interaction))
        return
    else:
        code = secrets.token_hex(3)
        _log.error("Error %s: %s", code, describe(interaction), exc_info=cause)
        advice = _("If it happens again, tell whoever runs this bot the code `{code}`.", code=code)
        sentence = f"{_describe_failure(cause)} {advice}"
    file = None
    if text:
        sentence += " " + _("Here is your text, so it isn't lost:")
        file = discord.File(io.BytesIO(text.encode()), "your-text.md")
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        else:
            await answer(interaction, sentence, view=view, file=file)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as refusal:
        _log.warning("Could not answer (%s): %s", refusal, describe(interaction))


@contextlib.contextmanager
def log_errors(what: str) -> Iterator[None]:
    """Logs any error inside the block. For background work that runs again later."""
    try:
        yield
    except Exception:  # an error that escapes a loop ends it for good
        _log.exception("Error: %s", what)


def describe(interaction: discord.Interaction) -> str:
    """An interaction as a line for the log: who, where and what, but nothing that the person wrote."""
    if interaction.command is not None:
        what = f"/{interaction.command.qualified_name}"
    else:
        # The rest of a custom_id may hold what is on somebody's list.
        custom_id = str((interaction.data or {}).get("custom_id"))
        what = repr(":".join(custom_id.split(":")[:2]))
    return f"{interaction.type.name} {what} guild={interaction.guild_id} user={interaction.user.id}"


def _find_cause(error: Exception) -> Exception:
    while isinstance(error, (app_commands.CommandInvokeError, app_commands.TransformerError)) and (
        isinstance(error.__cause__, Exception)
    ):
        error = error.__cause__
    return error


def _describe_failure(error: Exception) -> str:
    if isinstance(error, StorageError):
        return _("I can't save or read anything right now, because my disk is full or can't be written to.")
    if isinstance(error, discord.Forbidden):
        return _("Discord doesn't allow me to do that here.")
    if isinstance(error, app_commands.CommandSignatureMismatch | app_commands.CommandNotFound):
        return _("This command has changed. Reload Discord (on a phone, close and open the app) and try again.")
    return _("Something went wrong on my side.")
