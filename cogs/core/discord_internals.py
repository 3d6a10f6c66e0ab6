"""Every use of undocumented parts of discord.py, each with its reason and a check in `verify`.

Written for discord.py 2.7. No other file touches anything undocumented.
"""

import asyncio
import inspect
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from operator import attrgetter
from types import CodeType
from typing import TYPE_CHECKING, Any

import discord
import discord.gateway
import discord.http
import discord.shard
import discord.state
from discord import app_commands
from discord.ext import commands

if TYPE_CHECKING:
    from discord.types.interactions import ApplicationCommandInteractionData

_log = logging.getLogger(__name__)

_PAUSE_AFTER_SECONDS = 0.003

_TASKS = ("CommandTree-invoker", "discord.py: ", "kanso-seed")
"""How the names of tasks begin that handle something from Discord."""


class DiscordVersionError(Exception):
    """The installed discord.py lacks something that Kanso needs. The message is a sentence for the operator."""


def verify() -> None:
    """Raises DiscordVersionError if anything used here has changed. Its message names everything that has."""
    problems = [problem for check, problem in _CHECKS if not _holds(check)]
    if problems:
        raise DiscordVersionError(
            f"discord.py {discord.__version__} differs from the version that Kanso was written for: "
            f"{'; '.join(problems)}. Install the version in requirements.txt."
        )


# Files in forms: discord.py makes attachments only for forms that it keeps in memory.


def make_attachment(client: discord.Client, data: Any) -> discord.Attachment:
    """A file from a form. `data` is Discord's description of it."""
    return discord.Attachment(data=data, state=client._connection)


# Running a command again: a command waits while its caller picks a title, and the title's button continues it.


async def run_command(
    tree: app_commands.CommandTree[Any], interaction: discord.Interaction, command: "ApplicationCommandInteractionData"
) -> None:
    """Runs a command from another interaction, such as a click. `command` is the data that Discord sent for it."""
    interaction.data = command
    await tree._call(interaction)


# Registering commands: Discord needs to hear of them only if they differ from those of the last start.


async def list_payloads(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """The global commands in all languages, as Discord expects them. The tree needs a translator."""
    assert tree.translator is not None
    return [await command.get_translated_payload(tree, tree.translator) for command in tree.get_commands()]


# Storms: discord.py makes five objects and a task for each reaction, and most reactions are not on cards.


def hear(client: discord.Client, event: str, listener: Callable[[dict[str, Any]], None]) -> None:
    """Passes Discord's events of this name, such as `MESSAGE_REACTION_ADD`, to a function, unchanged.

    It replaces discord.py's own handler, so nothing else gets them. The function must be quick.
    """
    client._connection.parsers[event] = _log_exceptions(event, listener)


class DirectBot(commands.AutoShardedBot):
    """A bot that can handle an event the moment it is read, without the task that discord.py creates for it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # discord.py first announces every event by its type. Nothing here listens to that.
        self._direct_listeners: dict[str, Callable[[Any], None]] = {"socket_event_type": lambda _: None}

    def listen_directly(self, event: str, listener: Callable[[Any], None]) -> None:
        """Passes events of this name, such as `raw_reaction_clear`, to a function and to nothing else.

        This is for events that come in storms. The function runs while the event is read, so it must be quick. An
        ordinary listener costs a task for each event, and thousands of tasks start before the first one finishes.
        """
        self._direct_listeners[event] = _log_exceptions(event, listener)

    def dispatch(self, event: str, /, *arguments: Any, **named: Any) -> None:
        listener = self._direct_listeners.get(event)
        if listener is None:
            super().dispatch(event, *arguments, **named)
        else:
            listener(*arguments)


def _log_exceptions(event: str, function: Callable[[Any], None]) -> Callable[[Any], None]:
    """Wraps a function to log its errors, which would otherwise end the connection to Discord."""

    def call(data: Any) -> None:
        try:
            function(data)
        except Exception:
            _log.exception("Error in %s", event)

    return call


class PausingGateway(discord.gateway.DiscordWebSocket):
    """A connection to Discord's gateway that lets other tasks run during a storm of events.

    discord.py reads without a pause as long as there are events, and nothing else gets done meanwhile.
    """

    _went_on_at = 0.0

    async def poll_event(self) -> None:
        await super().poll_event()
        if time.monotonic() > self._went_on_at + _PAUSE_AFTER_SECONDS:
            await asyncio.sleep(0)
            self._went_on_at = time.monotonic()


def pause_in_storms() -> None:
    """Uses `PausingGateway` for all further connections. There is no other way to choose the class."""
    discord.shard.DiscordWebSocket = PausingGateway  # pyright: ignore[reportPrivateImportUsage]


def silence_voice_warnings() -> None:
    """Silences the warning about missing voice libraries; Kanso doesn't use voice."""
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False


# Stopping: the bot first finishes what people wait for. Only a task's name tells whether it does that.


def list_answering_tasks() -> list[asyncio.Task[Any]]:
    """The tasks that handle something from Discord, except the current one."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    return [task for task in tasks if task.get_name().startswith(_TASKS)]


# Counting reactions: for the hundred messages of a call, discord.py's own methods create some ten thousand objects.


def fetch_messages(client: discord.Client, channel_id: int, *, before: int, limit: int) -> Awaitable[list[Any]]:
    """The last messages of a channel before an id, as Discord sends them, newest first."""
    return client.http.logs_from(channel_id, limit, before=before)


def fetch_message(client: discord.Client, channel_id: int, message_id: int) -> Awaitable[Any]:
    """A message as Discord sends it."""
    return client.http.get_message(channel_id, message_id)


def fetch_reaction_users(
    client: discord.Client,
    channel_id: int,
    message_id: int,
    emoji: str,
    *,
    is_super: bool,
    after: int | None,
    limit: int,
) -> Awaitable[list[Any]]:
    """The people who reacted with an emoji, in the order of their ids, as Discord sends them."""
    kind = 1 if is_super else 0
    return client.http.get_reaction_users(channel_id, message_id, emoji, limit, after, type=kind)


# What `verify` checks


def _holds(check: Callable[[], object]) -> bool:
    try:
        return bool(check())
    except (AttributeError, TypeError):
        return False


def _accepts(function: Callable[..., Any], *positional: str, **named: object) -> bool:
    """Whether a function can be called with arguments like these."""
    inspect.signature(function).bind(*positional, **named)
    return True


def _list_constants(code: CodeType) -> Iterator[object]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _list_constants(constant)
        else:
            yield constant


def _names(function: Any, text: str) -> bool:
    """Whether a function contains a string."""
    return text in _list_constants(function.__code__)


def _uses(function: Any, attribute: str) -> bool:
    """Whether a function uses something of that name."""
    return attribute in function.__code__.co_names


_SENDING = (
    "abc.Messageable.send",
    "ForumChannel.create_thread",
    "Message.edit",
    "PartialMessage.edit",
    "Interaction.edit_original_response",
    "InteractionResponse.send_message",
    "InteractionResponse.edit_message",
    "InteractionResponse.send_modal",
    "Webhook.send",
)
"""Every function that sends buttons or a form. None of them keeps a view that is finished."""

_CHECKS: tuple[tuple[Callable[[], object], str], ...] = (
    (
        lambda: _accepts(discord.Attachment, data="", state="") and _uses(discord.Client.__init__, "_connection"),
        "files in forms can no longer be read (`discord.Attachment(data=, state=)`)",
    ),
    (
        lambda: (
            inspect.iscoroutinefunction(app_commands.CommandTree._call)
            and _accepts(app_commands.CommandTree._call, "self", "interaction")
        ),
        "a command can no longer be run again from a button (`CommandTree._call`)",
    ),
    (
        lambda: all(
            _accepts(kind.get_translated_payload, "self", "tree", "translator")
            for kind in (app_commands.Command, app_commands.ContextMenu, app_commands.Group)
        ),
        "changed commands can no longer be recognised (`Command.get_translated_payload`)",
    ),
    (
        lambda: (
            _uses(discord.state.ConnectionState.__init__, "parsers")
            and hasattr(discord.state.ConnectionState, "parse_message_reaction_add")
            and hasattr(discord.state.ConnectionState, "parse_message_reaction_remove")
            and _uses(discord.gateway.DiscordWebSocket.from_client, "parsers")
        ),
        "reactions can no longer be received as Discord sends them (`ConnectionState.parsers`)",
    ),
    (
        lambda: (
            _accepts(discord.Client.dispatch, "self", "event", "argument")
            and _uses(discord.state.ConnectionState.__init__, "dispatch")
        ),
        "events can no longer be received one by one (`Client.dispatch`)",
    ),
    (
        lambda: (
            inspect.iscoroutinefunction(discord.gateway.DiscordWebSocket.poll_event)
            and _uses(discord.shard.AutoShardedClient.launch_shard, "DiscordWebSocket")
            and _uses(discord.shard.Shard.reconnect, "DiscordWebSocket")
        ),
        "the gateway's class can no longer be chosen (`discord.shard.DiscordWebSocket`)",
    ),
    (
        lambda: (
            _names(app_commands.CommandTree._from_interaction, "CommandTree-invoker")
            and _names(discord.Client._schedule_event, "discord.py: ")
        ),
        "tasks no longer have the names they had (`CommandTree._from_interaction`, `Client._schedule_event`)",
    ),
    (
        lambda: all(_uses(attrgetter(name)(discord), "is_finished") for name in _SENDING),
        "every message with buttons would be kept in memory (`View.is_finished`)",
    ),
    (
        lambda: hasattr(discord.VoiceClient, "warn_nacl") and hasattr(discord.VoiceClient, "warn_dave"),
        "warnings about voice can no longer be silenced (`VoiceClient.warn_nacl`, `warn_dave`)",
    ),
    (
        lambda: (
            _accepts(discord.http.HTTPClient.logs_from, "self", "channel_id", "limit", before=0)
            and _accepts(discord.http.HTTPClient.get_message, "self", "channel_id", "message_id")
        ),
        "a channel's messages can no longer be fetched as Discord sends them (`Client.http.logs_from`, `get_message`)",
    ),
    (
        lambda: _accepts(
            discord.http.HTTPClient.get_reaction_users, "self", "channel", "message", "emoji", "limit", "after", type=0
        ),
        "the people who reacted can no longer be fetched as Discord sends them (`Client.http.get_reaction_users`)",
    ),
)
