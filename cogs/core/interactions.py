"""Reads interactions: who asks, where, what they chose or typed, and what they may do there."""

from typing import TYPE_CHECKING, Any, TypeAlias

import discord

from cogs.core.clock import Clock
from cogs.core.discord_internals import DirectBot, make_attachment
from cogs.core.files import FileReader
from cogs.core.language import Language, find_language, pgettext, write_list
from db.store import Store
from db.titles.models import TitleLanguage


class Client(DirectBot):
    """The bot, as features see it."""

    clock: Clock
    files: FileReader
    store: Store
    """Available once the bot is set up."""


if TYPE_CHECKING:
    Interaction: TypeAlias = discord.Interaction[Client]
else:
    # discord.py evaluates this annotation at run time, and accepts no type parameter.
    Interaction: TypeAlias = discord.Interaction

CARD_PERMISSIONS = discord.Permissions(view_channel=True, read_message_history=True, add_reactions=True)
"""The permissions that the bot needs for a card's counts and reactions, in any channel."""

SEND_PERMISSIONS = discord.Permissions(view_channel=True, send_messages=True)
"""The permissions needed to post a card in another channel than the command's."""

THREAD_SEND_PERMISSIONS = discord.Permissions(view_channel=True, send_messages_in_threads=True)
"""The permissions needed to post a card in a thread."""

THREAD_PERMISSIONS = discord.Permissions(view_channel=True, create_public_threads=True)
"""The permissions needed to open a thread on a card."""


def bot_is_member(interaction: Interaction) -> bool:
    """Whether the bot itself is in the interaction's server.

    False in private messages, and in servers that have only its commands or a member with a user install.
    """
    return interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id) is not None


def can_see(interaction: Interaction, channel_id: int, parent_id: int | None = None) -> bool:
    """Whether the caller can see a channel of their server, as far as the bot knows.

    `parent_id` is the parent channel of a thread.
    """
    if interaction.guild is None or not isinstance(interaction.user, discord.Member):
        return False
    if channel_id == interaction.channel_id:
        return True
    channel = interaction.guild.get_channel_or_thread(channel_id)
    if channel is None:
        # Archived threads are not in the cache, but a forum's posts are as visible as the forum itself.
        parent = interaction.guild.get_channel(parent_id or 0)
        channel = parent if isinstance(parent, discord.ForumChannel) else None
    if channel is None or (isinstance(channel, discord.Thread) and channel.is_private()):
        # The bot doesn't know the members of private threads.
        return False
    return channel.permissions_for(interaction.user).view_channel


def is_moderator(interaction: Interaction) -> bool:
    """Whether the caller moderates their server: whether they may manage others' messages here."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages


def get_title_language(interaction: Interaction) -> TitleLanguage:
    """The language for the names of titles, from the language of the caller's client."""
    language = interaction.locale.value.partition("-")[0]
    return _TITLE_LANGUAGES.get(language, TitleLanguage.ENGLISH)


_TITLE_LANGUAGES = {"ja": TitleLanguage.NATIVE, "zh": TitleLanguage.CHINESE}


def get_server_language(interaction: Interaction) -> Language:
    """The language for what everyone in the server reads. In private messages it is the caller's."""
    return find_language((interaction.guild_locale or interaction.locale).value)


def now(interaction: Interaction) -> int:
    """The time of the interaction, in Unix seconds."""
    return int(interaction.created_at.timestamp())


def name_missing_permissions(granted: discord.Permissions, needed: discord.Permissions) -> str:
    """Names the missing permissions as Discord does: `View Channel and Add Reactions`. Empty if none is missing."""
    names = {
        "read_messages": pgettext("permission, as in Discord's settings", "View Channel"),
        "send_messages": pgettext("permission, as in Discord's settings", "Send Messages"),
        "send_messages_in_threads": pgettext("permission, as in Discord's settings", "Send Messages in Threads"),
        "create_public_threads": pgettext("permission, as in Discord's settings", "Create Public Threads"),
        "read_message_history": pgettext("permission, as in Discord's settings", "Read Message History"),
        "add_reactions": pgettext("permission, as in Discord's settings", "Add Reactions"),
    }
    return write_list(name for flag, name in names.items() if getattr(needed, flag) and not getattr(granted, flag))


def get_choice(interaction: Interaction) -> str:
    """The option that the caller chose in a menu."""
    return (interaction.data or {})["values"][0]  # pyright: ignore[reportTypedDictNotRequiredAccess, reportGeneralTypeIssues]


def read_form(interaction: Interaction) -> dict[str, Any]:
    """The values of a submitted form's fields, by their `custom_id`.

    Text is `str`, a choice `str` or None, a checkbox `bool`, files `list[discord.Attachment]`.
    """
    data: Any = interaction.data
    values: dict[str, Any] = {}
    for field in _list_fields(data):
        if field["type"] == discord.ComponentType.file_upload.value:
            files = (data.get("resolved") or {}).get("attachments") or {}
            keys = [key for key in field.get("values") or [] if key in files]
            values[field["custom_id"]] = [make_attachment(interaction.client, files[key]) for key in keys]
        elif "values" in field:
            values[field["custom_id"]] = next(iter(field["values"] or []), None)
        else:
            values[field["custom_id"]] = field.get("value")
    return values


def read_typed_text(interaction: Interaction) -> str:
    """Everything that a person typed into a form."""
    texts = [field.get("value") for field in _list_fields(interaction.data) if field["type"] == _TEXT_INPUT]
    return "\n\n".join(filter(None, texts))


def _list_fields(data: Any) -> list[dict[str, Any]]:
    return [label["component"] for label in data.get("components") or [] if label.get("component")]


_TEXT_INPUT = discord.ComponentType.text_input.value
