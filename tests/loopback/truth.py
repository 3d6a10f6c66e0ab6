"""What Discord holds: servers, channels, messages and who reacted. Nothing here touches the network.

Each act returns the event that Discord would send for it; None if there is none.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

APPLICATION_ID = 1_150_000_000_000_000_000
"""The bot's id, as an application and as a user."""
GUILD_ID = 1_150_000_000_100_000_000
CHANNEL_ID = 1_150_000_000_200_000_000
"""The ids of the server and the channel that exist from the start."""
DM_ID = 1_150_000_000_300_000_000
"""The id of the channel that stands for everybody's private messages with the bot."""

ALL_PERMISSIONS = str(2**50 - 1)

_OWNER_ID = 1_150_000_000_400_000_000
_EPOCH = 1_420_070_400_000
"""The Unix time, in milliseconds, from which Discord's ids count."""
_TEXT, _DM = 0, 1
_NORMAL, _SUPER = 0, 1

Event = tuple[str, dict[str, Any]]
"""Its name, such as `MESSAGE_REACTION_ADD`, and its data."""


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel, or all private messages if it has no server."""

    id: int
    guild_id: int | None
    messages: dict[int, "Message"] = field(default_factory=dict)
    """By id, the oldest first."""


@dataclass(slots=True, eq=False)
class Message:
    """Something said in a channel."""

    id: int
    channel: Channel
    author_id: int
    body: dict[str, Any]
    """What its author sent: `content`, `components`, `flags` and so on."""
    reactions: dict[tuple[str, bool], set[int]] = field(default_factory=dict)
    """Who reacted, by the emoji and whether it is a super reaction. None of the sets is empty."""
    is_private: bool = False
    """Whether only the person whose interaction it answers sees it. Then it is not in its channel."""

    @property
    def components(self) -> list[dict[str, Any]]:
        """All components from top to bottom, including nested ones."""
        return list_components(self.body)

    @property
    def text(self) -> str:
        """All its text: its content and the texts of its components, a line each."""
        texts = [component["content"] for component in self.components if "content" in component]
        return "\n".join([self.body.get("content") or "", *texts])


class Truth:
    """Everything that Discord holds."""

    def __init__(self) -> None:
        self.bots: set[int] = {APPLICATION_ID}
        """Which users are bots."""
        self.guilds: dict[int, dict[int, Channel]] = {GUILD_ID: {}}
        """The channels of each server, by id. A bot sees those that exist when it logs in."""
        self.channels: dict[int, Channel] = {DM_ID: Channel(DM_ID, None)}
        self.messages: dict[int, Message] = {}
        """All messages in channels, by id."""
        self._last_id = 0
        self.add_channel(GUILD_ID, CHANNEL_ID)

    def make_id(self) -> int:
        """A new id, as Discord makes them: it contains the time and is higher than all before."""
        self._last_id = max(self._last_id + 1, (time.time_ns() // 1_000_000 - _EPOCH) << 22)
        return self._last_id

    # What people do

    def add_guild(self) -> int:
        """Adds a server without channels. Returns its id."""
        guild_id = self.make_id()
        self.guilds[guild_id] = {}
        return guild_id

    def add_channel(self, guild_id: int = GUILD_ID, channel_id: int | None = None) -> int:
        """Adds a text channel to a server. Returns its id."""
        channel = Channel(channel_id or self.make_id(), guild_id)
        self.channels[channel.id] = self.guilds[guild_id][channel.id] = channel
        return channel.id

    def say(self, channel_id: int, user_id: int, body: dict[str, Any] | None = None) -> Message:
        """Sends a message. The bot does not hear of it, because it doesn't ask for message events."""
        message = Message(self.make_id(), self.channels[channel_id], user_id, body or {"content": "Hello"})
        message.channel.messages[message.id] = self.messages[message.id] = message
        return message

    def react(self, message_id: int, user_id: int, emoji: str = "👍", is_super: bool = False) -> Event | None:
        """Adds a reaction to a message. There is no event if it was there already."""
        message = self.messages[message_id]
        users = message.reactions.setdefault((emoji, is_super), set())
        if user_id in users:
            return None
        users.add(user_id)
        data = self._describe_reaction(message, user_id, emoji, is_super)
        if message.channel.guild_id is not None:
            data["member"] = self.describe_member(user_id)
        return "MESSAGE_REACTION_ADD", data | {"message_author_id": str(message.author_id)}

    def unreact(self, message_id: int, user_id: int, emoji: str = "👍", is_super: bool = False) -> Event | None:
        """Takes a reaction away. There is no event if there was none."""
        message = self.messages[message_id]
        users = message.reactions.get((emoji, is_super), set())
        if user_id not in users:
            return None
        users.remove(user_id)
        if not users:
            del message.reactions[emoji, is_super]
        return "MESSAGE_REACTION_REMOVE", self._describe_reaction(message, user_id, emoji, is_super)

    def clear(self, message_id: int, emoji: str | None = None) -> Event | None:
        """Clears the reactions of a message, or those with one emoji, as a moderator can."""
        message = self.messages[message_id]
        cleared = [key for key in message.reactions if emoji in (None, key[0])]
        if not cleared:
            return None
        for key in cleared:
            del message.reactions[key]
        if emoji is None:
            return "MESSAGE_REACTION_REMOVE_ALL", _describe_place(message)
        return "MESSAGE_REACTION_REMOVE_EMOJI", _describe_place(message) | {"emoji": {"id": None, "name": emoji}}

    def delete_message(self, message_id: int) -> None:
        """Deletes a message. The bot does not hear of it."""
        message = self.messages.pop(message_id)
        del message.channel.messages[message_id]

    def delete_channel(self, channel_id: int) -> Event:
        """Deletes a channel of a server with all its messages."""
        channel = self.channels.pop(channel_id)
        assert channel.guild_id is not None
        del self.guilds[channel.guild_id][channel_id]
        for message_id in channel.messages:
            del self.messages[message_id]
        return "CHANNEL_DELETE", self.describe_channel(channel)

    # What bots hear

    def make_first_events(self, session_id: str, url: str) -> list[Event]:
        """The events after a bot's login: `READY` and its servers."""
        lists: dict[str, Any] = {
            key: [] for key in ("emojis", "threads", "features", "voice_states", "presences", "stickers")
        }
        ready = {
            "v": 10,
            "user": self.describe_user(APPLICATION_ID),
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in self.guilds],
            "session_id": session_id,
            "resume_gateway_url": url,
            "application": {"id": str(APPLICATION_ID), "flags": 0},
            "shard": [0, 1],
        }
        guilds = [
            {
                "id": str(guild_id),
                "name": "Anime club",
                "owner_id": str(_OWNER_ID),
                "member_count": 100,
                "roles": [_describe_everyone(guild_id)],
                "channels": [self.describe_channel(channel) for channel in channels.values()],
                "members": [self.describe_member(APPLICATION_ID)],
            }
            for guild_id, channels in self.guilds.items()
        ]
        return [("READY", ready), *(("GUILD_CREATE", guild | lists) for guild in guilds)]

    def describe_user(self, user_id: int) -> dict[str, Any]:
        name = "kanso" if user_id == APPLICATION_ID else f"user{user_id}"
        user = {"id": str(user_id), "username": name, "global_name": None, "discriminator": "0", "avatar": None}
        return user | {"bot": user_id in self.bots}

    def describe_member(self, user_id: int) -> dict[str, Any]:
        return {
            "user": self.describe_user(user_id),
            "roles": [],
            "nick": None,
            "avatar": None,
            "joined_at": "2024-01-01T00:00:00+00:00",
            "premium_since": None,
            "pending": False,
            "deaf": False,
            "mute": False,
            "flags": 0,
        }

    def describe_channel(self, channel: Channel) -> dict[str, Any]:
        if channel.guild_id is None:
            return {"id": str(channel.id), "type": _DM, "recipients": []}
        return {
            "id": str(channel.id),
            "type": _TEXT,
            "guild_id": str(channel.guild_id),
            "name": "reviews",
            "position": 0,
            "permission_overwrites": [],
            "parent_id": None,
            "topic": None,
            "nsfw": False,
        }

    def describe_message(self, message: Message) -> dict[str, Any]:
        return {
            "id": str(message.id),
            "channel_id": str(message.channel.id),
            "type": 0,
            "author": self.describe_user(message.author_id),
            "content": message.body.get("content") or "",
            "components": message.body.get("components") or [],
            "flags": message.body.get("flags") or 0,
            "timestamp": _format_time(message.id),
            "edited_timestamp": None,
            "attachments": [],
            "embeds": [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
            "reactions": _describe_reactions(message),
        }

    def _describe_reaction(self, message: Message, user_id: int, emoji: str, is_super: bool) -> dict[str, Any]:
        return _describe_place(message) | {
            "user_id": str(user_id),
            "emoji": {"id": None, "name": emoji},
            "burst": is_super,
            "type": _SUPER if is_super else _NORMAL,
        }


def _describe_place(message: Message) -> dict[str, Any]:
    place = {"message_id": str(message.id), "channel_id": str(message.channel.id)}
    if message.channel.guild_id is not None:
        place["guild_id"] = str(message.channel.guild_id)
    return place


def _describe_reactions(message: Message) -> list[dict[str, Any]]:
    described = []
    for emoji in dict.fromkeys(emoji for emoji, _ in message.reactions):
        normal = message.reactions.get((emoji, False), set())
        burst = message.reactions.get((emoji, True), set())
        described.append(
            {
                "emoji": {"id": None, "name": emoji},
                "count": len(normal) + len(burst),
                "count_details": {"normal": len(normal), "burst": len(burst)},
                "me": APPLICATION_ID in normal,
                "me_burst": APPLICATION_ID in burst,
                "burst_colors": [],
            }
        )
    return described


def _describe_everyone(guild_id: int) -> dict[str, Any]:
    """The role that everybody has."""
    role = {"id": str(guild_id), "name": "@everyone", "permissions": ALL_PERMISSIONS, "position": 0, "color": 0}
    return role | {"hoist": False, "managed": False, "mentionable": False, "flags": 0}


def _format_time(snowflake: int) -> str:
    return datetime.fromtimestamp(((snowflake >> 22) + _EPOCH) / 1000, UTC).isoformat()


def list_components(body: dict[str, Any]) -> list[dict[str, Any]]:
    """All components of a message or a component, from top to bottom, including nested ones."""
    within = body.get("components") or []
    return [found for component in within for found in (component, *list_components(component))]
