"""Forums, and what people see in their posts."""

from typing import Any

from discord import PermissionOverwrite
from simcord.backend.models import Overwrite
from simcord.backend.serializers import channel_payload
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType
from simcord.results import InteractionResult, ResponseMessage

from tests.support.world import World, get_text

FRIEREN = "mal/52991"
VERDICTS = ("Recommended", "Mixed feelings", "Not recommended")

_REQUIRES_TAG = 1 << 4
"""Discord's flag for a forum that requires tags."""


def create_forum(world: World, *tags: str, moderated: tuple[str, ...] = ()) -> ChannelHandle:
    """Creates a forum with these tags. The `moderated` ones are only for moderators."""
    forum = world.guild.create_forum_channel("forum")
    available = [
        {"id": str(world.env.backend.snowflake()), "name": tag, "moderated": tag in moderated, "emoji_name": None}
        for tag in tags
    ]
    world.env.backend.edit_channel(forum.id, {"available_tags": available})
    return forum


def require_tag(world: World, forum: ChannelHandle) -> None:
    """Makes a forum require a tag for each post, until the bot is restarted."""
    payload = channel_payload(world.env.backend, world.env.backend.get_channel(forum.id))
    world.env.backend.emit("CHANNEL_UPDATE", {**payload, "flags": _REQUIRES_TAG})


def allow(world: World, channel: ChannelHandle, who: Any, **permissions: bool) -> None:
    """Changes what somebody or the bot may do in a channel."""
    granted, denied = PermissionOverwrite(**permissions).pair()
    world.env.backend.set_overwrite(channel.id, Overwrite(who.id, OverwriteType.MEMBER, granted.value, denied.value))


def archive(world: World, thread: ChannelHandle) -> None:
    """Archives a thread, as Discord does after some quiet days: the next edit fails."""
    world.env.backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    world.env.inject_error("*", f"/channels/{thread.id}/messages/*", status=400, code=50083)


async def post_in(world: World, channel: ChannelHandle, name: str = "alice") -> InteractionResult:
    """Posts a member's review in a channel, by a command in another channel."""
    return await world.member(name).slash(world.channel, "review post", anime=FRIEREN, channel=channel)


async def edit(world: World, **fields: object) -> None:
    """Changes Alice's review through the form."""
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    await alice.submit_modal(form, {"rating": ["9"], **fields})


def get_thread(forum: ChannelHandle) -> ChannelHandle:
    """The forum's only post."""
    (thread,) = forum.threads
    return thread


def get_messages(world: World, thread: ChannelHandle) -> list[ResponseMessage]:
    """The current messages in a thread, the card first."""
    return [ResponseMessage(world.env, world.env.backend.get_message(thread.id, each.id)) for each in thread.history()]


def get_whole_text(world: World, thread: ChannelHandle) -> str:
    """All the text in a thread."""
    return "\n".join(get_text(message) for message in get_messages(world, thread))


def get_tags(world: World, thread: ChannelHandle) -> list[str]:
    """The names of a thread's tags."""
    channel = world.env.backend.get_channel(thread.id)
    assert channel.parent_id is not None
    names = {int(tag["id"]): tag["name"] for tag in world.env.backend.get_channel(channel.parent_id).available_tags}
    return [names[tag_id] for tag_id in channel.applied_tags]
