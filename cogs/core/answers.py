"""Answers to interactions.

Discord takes one first answer to an interaction and wants it within three seconds; more messages can follow for 15
minutes. Every answer goes through this module, which knows whether there was a first one. If a handler takes long, it
sends a deferral in its place. If a connection is cut, it sends the answer again: Discord refuses a second one.
"""

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
import discord

from cogs.core.language import _

_log = logging.getLogger(__name__)

DEFER_SECONDS = 1.8
"""How long a handler may take before its answer is deferred. The rest of the three seconds is for the way there."""

ALREADY_ANSWERED = 40060
"""Discord's code for a second first answer."""

CUT = (aiohttp.ClientError, OSError)
"""Errors of a connection. They leave open whether Discord has acted on the request."""

UNSAID = (discord.HTTPException, *CUT)
"""Errors of a call to Discord. What was to be done besides can be done, or is done, all the same."""

_ATTEMPTS = 3


@dataclass(slots=True)
class _State:
    """What is known of the first answer to an interaction."""

    is_sent: bool = False
    may_be_sent: bool = False
    """Whether one was cut each time it was sent, so that Discord may have it."""
    is_form: bool = False
    is_deferred: bool = False
    """Whether the next message takes the place of a deferral."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    timer: asyncio.TimerHandle | None = None
    """Defers the answer."""

    def note_sent(self) -> None:
        self.is_sent = True
        if self.timer is not None:
            self.timer.cancel()


_deferring: set[asyncio.Task[None]] = set()


def has_opened_form(interaction: discord.Interaction[Any]) -> bool:
    """Whether the answer was a form. Nothing can follow a form."""
    return _get_state(interaction).is_form


def is_bot_dm(interaction: discord.Interaction[Any]) -> bool:
    """Whether an interaction comes from a person's private messages with the bot."""
    return interaction.guild_id is None and interaction.context.dm_channel


def watch(interaction: discord.Interaction[Any]) -> None:
    """Defers the answer to an interaction if it takes longer than `DEFER_SECONDS`. Call it when one arrives."""

    def start_deferring() -> None:
        task = asyncio.create_task(_defer_late(interaction), name="kanso-defer")
        _deferring.add(task)
        task.add_done_callback(_deferring.discard)

    state = _get_state(interaction)
    if state.timer is None:
        state.timer = asyncio.get_running_loop().call_later(DEFER_SECONDS, start_deferring)


async def answer(
    interaction: discord.Interaction[Any],
    content: str | None = None,
    *,
    view: discord.ui.View | discord.ui.LayoutView = discord.utils.MISSING,
    file: discord.File | None = None,
    files: Sequence[discord.File] = (),
) -> None:
    """Sends the caller a message that only they see. In the bot's DMs it is an ordinary one."""
    copy = _copier([file] if file else files)
    options: dict[str, Any] = {"view": view, "ephemeral": not is_bot_dm(interaction)}
    if not await _respond(interaction, lambda: interaction.response.send_message(content, files=copy(), **options)):
        # If the caller gets it twice, no harm is done.
        text = content or discord.utils.MISSING
        await _send(lambda: interaction.followup.send(text, files=copy(), **options))
        _get_state(interaction).is_deferred = False


async def answer_publicly(
    interaction: discord.Interaction[Any],
    view: discord.ui.LayoutView,
    *,
    file: discord.File | None = None,
    aside: str | None = None,
) -> discord.Message:
    """Sends a message that everyone in the channel sees, and returns it.

    The first message after a deferral is as private as the deferral, so then the caller gets `aside` first. Discord may
    make any message private; its flags tell. Raises discord.HTTPException, aiohttp.ClientError or OSError; after the
    latter two, the message may be there all the same.
    """
    copy = _copier([file] if file else [])
    sent: list[object] = []

    async def respond() -> None:
        sent.append((await interaction.response.send_message(view=view, files=copy())).resource)

    if await _respond(interaction, respond):
        message = sent[0] if sent else None
        return message if isinstance(message, discord.Message) else await interaction.original_response()
    if _get_state(interaction).is_deferred:
        await answer(interaction, aside or _("Here it is:"))
    return await interaction.followup.send(view=view, files=copy(), wait=True)


async def edit(
    interaction: discord.Interaction[Any],
    *,
    content: str | None = discord.utils.MISSING,
    view: discord.ui.View | discord.ui.LayoutView | None = discord.utils.MISSING,
) -> None:
    """Changes the message whose button or menu was used, or the one that was deferred."""
    options: dict[str, Any] = {"content": content, "view": view}
    if not await _respond(interaction, partial(interaction.response.edit_message, **options)):
        await _send(partial(interaction.edit_original_response, **options))
        _get_state(interaction).is_deferred = False


async def open_form(interaction: discord.Interaction[Any], form: discord.ui.Modal) -> None:
    """Opens a form. If the answer was deferred meanwhile, it asks the caller to try again instead."""
    if await _respond(interaction, partial(interaction.response.send_modal, form)):
        _get_state(interaction).is_form = True
    else:
        await answer(interaction, _("I was busy for a moment, so I couldn't open the form. Please try again."))


async def defer(interaction: discord.Interaction[Any], *, is_edit: bool = False) -> None:
    """Tells the caller alone that the answer takes a while, unless there was an answer.

    With `is_edit` the answer will be a change of the message whose button was used.
    """
    options = {} if is_edit else {"ephemeral": not is_bot_dm(interaction), "thinking": True}
    try:
        if await _respond(interaction, partial(interaction.response.defer, **options)):
            _get_state(interaction).is_deferred = not is_edit
    except CUT as error:
        # Whatever was to be done can be done all the same.
        _log.warning("Deferral was cut: %s", error)


async def _defer_late(interaction: discord.Interaction[Any]) -> None:
    is_on_message = interaction.type is not discord.InteractionType.application_command and interaction.message
    try:
        await defer(interaction, is_edit=bool(is_on_message))
    except (discord.HTTPException, RuntimeError) as error:  # aiohttp's RuntimeError: the bot is stopping
        _log.warning("Late deferral refused: %s", error)


async def _respond(
    interaction: discord.Interaction[Any],
    respond: Callable[[], Awaitable[object]],
) -> bool:
    """Sends a first answer. False, without sending it, if there was one before."""
    state = _get_state(interaction)
    async with state.lock:
        if state.is_sent:
            return False
        try:
            await _send(respond)
        except CUT:
            state.may_be_sent = True
            raise
        except discord.HTTPException as error:
            if error.code != ALREADY_ANSWERED:
                raise
            # It arrived, although it seemed to fail; or the one that was cut earlier did.
            state.note_sent()
            return not state.may_be_sent
        state.note_sent()
        return True


async def _send(send: Callable[[], Awaitable[object]]) -> None:
    for _attempt in range(_ATTEMPTS - 1):
        try:
            await send()
            return
        except CUT:
            continue
    await send()


def _copier(files: Sequence[discord.File]) -> Callable[[], list[discord.File]]:
    """Returns a function that copies files, because each copy can be sent only once."""
    contents = [(file.fp.read(), file.filename) for file in files]
    return lambda: [discord.File(io.BytesIO(data), name) for data, name in contents]


def _get_state(interaction: discord.Interaction[Any]) -> _State:
    return interaction.extras.setdefault("answer", _State())
