"""Undocumented parts of discord.py are checked at the start, and the operator is told what has changed."""

import inspect
from typing import Any, NamedTuple

import discord
import discord.gateway
import discord.http
import discord.shard
import discord.state
import pytest
from discord import app_commands

from cogs.core.discord_internals import DiscordVersionError, verify

FILES = "files in forms can no longer be read"
COMMAND = "a command can no longer be run again from a button"
PAYLOADS = "changed commands can no longer be recognised"
REACTIONS = "reactions can no longer be received as Discord sends them"
EVENTS = "events can no longer be received one by one"
GATEWAY = "the gateway's class can no longer be chosen"
TASKS = "tasks no longer have the names they had"
MEMORY = "every message with buttons would be kept in memory"
VOICE = "warnings about voice can no longer be silenced"
MESSAGES = "a channel's messages can no longer be fetched as Discord sends them"
PEOPLE = "the people who reacted can no longer be fetched as Discord sends them"


def do_nothing(*arguments: Any) -> None:
    pass


async def do_nothing_later(*arguments: Any) -> None:
    pass


async def take_nothing() -> None:
    pass


class Gone:
    """Stands for something that no longer exists."""


class Change(NamedTuple):
    """A change that another version of discord.py could have."""

    sentence: str
    owner: Any
    name: str
    stand_in: object


CHANGES = [
    Change(FILES, discord, "Attachment", do_nothing),
    Change(FILES, discord, "Attachment", Gone),
    Change(FILES, discord.Client, "__init__", do_nothing),
    Change(COMMAND, app_commands.CommandTree, "_call", Gone),
    Change(COMMAND, app_commands.CommandTree, "_call", do_nothing),
    Change(COMMAND, app_commands.CommandTree, "_call", take_nothing),
    Change(PAYLOADS, app_commands.Command, "get_translated_payload", Gone),
    Change(PAYLOADS, app_commands.ContextMenu, "get_translated_payload", take_nothing),
    Change(PAYLOADS, app_commands.Group, "get_translated_payload", Gone),
    Change(REACTIONS, discord.state.ConnectionState, "parse_message_reaction_add", Gone),
    Change(REACTIONS, discord.state.ConnectionState, "parse_message_reaction_remove", Gone),
    Change(REACTIONS, discord.gateway.DiscordWebSocket, "from_client", do_nothing),
    Change(EVENTS, discord.Client, "dispatch", Gone),
    Change(EVENTS, discord.Client, "dispatch", take_nothing),
    Change(GATEWAY, discord.gateway.DiscordWebSocket, "poll_event", Gone),
    Change(GATEWAY, discord.gateway.DiscordWebSocket, "poll_event", do_nothing),
    Change(GATEWAY, discord.shard.AutoShardedClient, "launch_shard", do_nothing),
    Change(GATEWAY, discord.shard.Shard, "reconnect", do_nothing),
    Change(TASKS, app_commands.CommandTree, "_from_interaction", do_nothing),
    Change(TASKS, discord.Client, "_schedule_event", do_nothing),
    Change(MEMORY, discord.abc.Messageable, "send", do_nothing_later),
    Change(MEMORY, discord.ForumChannel, "create_thread", do_nothing_later),
    Change(MEMORY, discord.Message, "edit", do_nothing_later),
    Change(MEMORY, discord.PartialMessage, "edit", do_nothing_later),
    Change(MEMORY, discord.Interaction, "edit_original_response", do_nothing_later),
    Change(MEMORY, discord.InteractionResponse, "send_message", do_nothing_later),
    Change(MEMORY, discord.InteractionResponse, "edit_message", do_nothing_later),
    Change(MEMORY, discord.InteractionResponse, "send_modal", Gone),
    Change(MEMORY, discord.Webhook, "send", do_nothing_later),
    Change(VOICE, discord.VoiceClient, "warn_nacl", Gone),
    Change(VOICE, discord.VoiceClient, "warn_dave", Gone),
    Change(MESSAGES, discord.http.HTTPClient, "logs_from", Gone),
    Change(MESSAGES, discord.http.HTTPClient, "logs_from", do_nothing),
    Change(MESSAGES, discord.http.HTTPClient, "get_message", take_nothing),
    Change(PEOPLE, discord.http.HTTPClient, "get_reaction_users", Gone),
    Change(PEOPLE, discord.http.HTTPClient, "get_reaction_users", do_nothing),
]


def list_problems() -> list[str]:
    """The differences that the operator is told about."""
    try:
        verify()
    except DiscordVersionError as error:
        start, end = "differs from the version that Kanso was written for: ", ". Install the version"
        return str(error).partition(start)[2].partition(end)[0].split("; ")
    return []


def test_the_installed_version_is_what_is_expected() -> None:
    assert list_problems() == []


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.owner.__name__}.{change.name}")
def test_a_version_that_differs_in_one_thing_is_refused_with_its_sentence(
    monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    if change.stand_in is Gone:
        # A parent class may have an attribute of that name too.
        for owner in inspect.getmro(change.owner) if inspect.isclass(change.owner) else (change.owner,):
            monkeypatch.delattr(owner, change.name, raising=False)
    else:
        monkeypatch.setattr(change.owner, change.name, change.stand_in)
    (problem,) = list_problems()
    assert problem.startswith(f"{change.sentence} (`")


def test_a_connection_without_parsers_and_dispatch_is_reported_in_two_sentences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(discord.state.ConnectionState, "__init__", do_nothing)
    first, second = list_problems()
    assert first.startswith(REACTIONS)
    assert second.startswith(EVENTS)


def test_the_sentence_names_both_versions_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(discord.VoiceClient, "warn_dave")
    with pytest.raises(DiscordVersionError) as refused:
        verify()
    assert str(refused.value) == (
        f"discord.py {discord.__version__} differs from the version that Kanso was written for: {VOICE} "
        "(`VoiceClient.warn_nacl`, `warn_dave`). Install the version in requirements.txt."
    )
