"""What every feature asks of an interaction: where it happens and what the bot may do there."""

from typing import TYPE_CHECKING, Any, TypeAlias

import discord

from cogs.core.discord_internals import DirectBot, make_attachment
from cogs.core.errors import Refusal
from db.reviews.models import Review
from db.store import Store
from db.titles.models import TitleLanguage


class Client(DirectBot):
    """The bot, as far as features know it."""

    store: Store
    """From the start on."""


if TYPE_CHECKING:
    Interaction: TypeAlias = discord.Interaction[Client]
else:
    # Commands read this annotation while the bot runs, and take no parameter of it.
    Interaction: TypeAlias = discord.Interaction

CARD_PERMISSIONS = discord.Permissions(view_channel=True, read_message_history=True, add_reactions=True)
"""What a card needs for its counts and reactions, wherever it is."""

SEND_PERMISSIONS = discord.Permissions(view_channel=True, send_messages=True)
"""What it takes to post a card in a channel other than the one a command was called in."""

THREAD_SEND_PERMISSIONS = discord.Permissions(view_channel=True, send_messages_in_threads=True)
"""The same in a thread."""

THREAD_PERMISSIONS = discord.Permissions(view_channel=True, create_public_threads=True)
"""What it takes to open a thread on a card."""


def bot_is_member(interaction: Interaction) -> bool:
    """Whether the bot itself is in the server that the interaction comes from.

    False in private messages, where only the caller has installed the bot, and where only its commands were added.
    """
    return interaction.guild_id is not None and interaction.client.get_guild(interaction.guild_id) is not None


def can_see(interaction: Interaction, channel_id: int, parent_id: int | None = None) -> bool:
    """Whether the caller can see a channel of the server they are in, as far as the bot knows it.

    `parent_id` is the channel that it is a thread of, if it is one.
    """
    if interaction.guild is None or not isinstance(interaction.user, discord.Member):
        return False
    if channel_id == interaction.channel_id:
        return True
    channel = interaction.guild.get_channel_or_thread(channel_id)
    if channel is None:
        # A thread that is archived is not known here; those of a forum are as visible as the forum itself.
        parent = interaction.guild.get_channel(parent_id or 0)
        channel = parent if isinstance(parent, discord.ForumChannel) else None
    if channel is None or (isinstance(channel, discord.Thread) and channel.is_private()):
        # Who is in a private thread is not known here.
        return False
    return channel.permissions_for(interaction.user).view_channel


def is_moderator(interaction: Interaction) -> bool:
    """Whether the caller keeps order in the server they are in: who may manage others' messages there."""
    return interaction.guild_id is not None and interaction.permissions.manage_messages


def is_bot_dm(interaction: Interaction) -> bool:
    """Whether the interaction comes from the private messages between a person and the bot."""
    return interaction.guild_id is None and interaction.context.dm_channel


def get_title_language(interaction: Interaction) -> TitleLanguage:
    """In which language the caller reads the names of titles, as far as their client tells."""
    language = interaction.locale.value.partition("-")[0]
    return _TITLE_LANGUAGES.get(language, TitleLanguage.ENGLISH)


_TITLE_LANGUAGES = {"ja": TitleLanguage.NATIVE, "zh": TitleLanguage.CHINESE}


async def get_review(interaction: Interaction, review_id: int) -> Review:
    """The review that a button or a menu names. Raises Refusal if it is gone."""
    review = await interaction.client.store.reviews.get(review_id=review_id)
    if review is None:
        raise Refusal("This review is gone: its author deleted it.")
    return review


def now(interaction: Interaction) -> int:
    """When the interaction was made, in Unix seconds."""
    return int(interaction.created_at.timestamp())


_LABELS = {
    "read_messages": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "read_message_history": "Read Message History",
    "add_reactions": "Add Reactions",
}
"""Permissions as Discord's own settings call them, in the order in which they are named."""


def name_missing_permissions(granted: discord.Permissions, needed: discord.Permissions) -> str:
    """What of `needed` is not granted, as people read it in Discord: `View Channel and Add Reactions`; may be empty."""
    missing = [label for name, label in _LABELS.items() if getattr(needed, name) and not getattr(granted, name)]
    return " and ".join(filter(None, [", ".join(missing[:-1]), *missing[-1:]]))


async def answer(
    interaction: Interaction,
    content: str | None = None,
    *,
    view: discord.ui.View | discord.ui.LayoutView = discord.utils.MISSING,
    file: discord.File = discord.utils.MISSING,
) -> None:
    """Answers the caller alone: for their eyes only in a server, as an ordinary message in the bot's DM."""
    options: dict[str, Any] = {"view": view, "file": file, "ephemeral": not is_bot_dm(interaction)}
    if interaction.response.is_done():
        await interaction.followup.send(content or discord.utils.MISSING, **options)
    else:
        await interaction.response.send_message(content, **options)


def get_choice(interaction: Interaction) -> str:
    """The option that a person chose in a menu."""
    return (interaction.data or {})["values"][0]  # pyright: ignore[reportTypedDictNotRequiredAccess, reportGeneralTypeIssues]


def read_form(interaction: Interaction) -> dict[str, Any]:
    """The values of a submitted form's fields, by their `custom_id`.

    Text comes as `str`, a choice as `str` or None, a checkbox as `bool`, files as `list[discord.Attachment]`.
    """
    data: Any = interaction.data
    values: dict[str, Any] = {}
    for field in _list_fields(data):
        if field["type"] == discord.ComponentType.file_upload.value:
            files = data["resolved"]["attachments"] if field["values"] else {}
            values[field["custom_id"]] = [make_attachment(interaction.client, files[key]) for key in field["values"]]
        elif "values" in field:
            values[field["custom_id"]] = next(iter(field["values"]), None)
        else:
            values[field["custom_id"]] = field.get("value")
    return values


def read_typed_text(interaction: Interaction) -> str:
    """All that a person typed into a form."""
    texts = [field.get("value") for field in _list_fields(interaction.data) if field["type"] == _TEXT_INPUT]
    return "\n\n".join(filter(None, texts))


def _list_fields(data: Any) -> list[dict[str, Any]]:
    return [label["component"] for label in data["components"] if "component" in label]


_TEXT_INPUT = discord.ComponentType.text_input.value
