"""Reads what people see on cards and in *Show all*, and gives reactions."""

import re

from simcord.backend.models import Reaction
from simcord.builders import ChannelHandle
from simcord.components import walk_components
from simcord.results import ResponseMessage

from cogs.ui.labels import name_reaction
from db.reactions.models import ReactionKind
from tests.support.world import World, get_text

LABELS = {kind.emoji: name_reaction(kind) for kind in ReactionKind}
"""The kinds in the order in which they are always shown."""

_VARIANTS = {**LABELS, "👍🏽": "Nice", "❤": "Love it", "✍🏿": "Well-written"}

_PRESSED = 3
"""The style of a green button."""


def get_card(world: World, channel: ChannelHandle | None = None) -> ResponseMessage:
    """The newest message of a channel, in its current state."""
    channel = channel or world.channel
    assert channel.last_message is not None
    return ResponseMessage(world.env, world.env.backend.get_message(channel.id, channel.last_message.id))


def get_line(card: ResponseMessage) -> str | None:
    """The card's line of counts."""
    return next((line for line in get_text(card).splitlines() if line.startswith("👍 Nice")), None)


def get_badge(card: ResponseMessage) -> str | None:
    """The badge that a card shows after its verdict."""
    rating = next(line for line in get_text(card).splitlines() if "/10 · " in line)
    return rating.split("** · ")[1] if "** · " in rating else None


async def show_all(world: World, name: str, card: ResponseMessage) -> ResponseMessage:
    """Presses *Show all* as a member, and returns the answer."""
    panel = (await world.member(name).click(card, label="Show all")).response
    assert panel is not None
    assert panel.ephemeral
    return panel


def get_counts(panel: ResponseMessage) -> dict[str, int]:
    """The counts in *Show all*, in its order."""
    return {label: int(number) for label, number in re.findall(r"^\S+ (.+) \*\*(\d+)\*\*$", get_text(panel), re.M)}


def get_pressed(panel: ResponseMessage) -> list[str]:
    """The buttons of *Show all* that look pressed."""
    buttons = [component for component in walk_components(panel.components) if component["type"] == 2]
    return [button["label"] for button in buttons if button["style"] == _PRESSED]


def count_held(world: World, card: ResponseMessage, *, author: str) -> dict[str, int]:
    """How many people have reacted to a card, by kind, as Discord has it. Its author and bots don't count."""
    backend = world.env.backend
    people: dict[str, set[int]] = {label: set() for label in LABELS.values()}
    for reaction in backend.get_message(card.channel_id, card.id).reactions:
        if reaction.emoji in _VARIANTS:
            people[_VARIANTS[reaction.emoji]].update(reaction.user_ids)
    left_out = {user.id for user in backend.users.values() if user.bot} | {world.member(author).id}
    return {label: len(users - left_out) for label, users in people.items()}


async def react(world: World, card: ResponseMessage, *changes: str) -> None:
    """Lets several people react at once, each written like `bob +👍` or `carol -❤️`."""
    for change in changes:
        name, emoji = change.split()
        world.env.backend.set_reaction(
            card.channel_id, card.id, emoji[1:], world.member(name).id, emoji.startswith("+")
        )
    await world.env.advance_time(1)


async def react_super(world: World, card: ResponseMessage, name: str, emoji: str) -> None:
    """Gives a super reaction."""
    member_id = world.member(name).id
    world.env.backend.get_message(card.channel_id, card.id).reactions.append(Reaction(emoji, [member_id]))
    await send_reaction(world, card, member_id, {"id": None, "name": emoji}, burst=True, type=1)


async def send_reaction(
    world: World, card: ResponseMessage, user_id: int, emoji: dict[str, str | None], **details: object
) -> None:
    """Sends the event of an added reaction, just as Discord does."""
    payload = {
        "user_id": str(user_id),
        "channel_id": str(card.channel_id),
        "message_id": str(card.id),
        "guild_id": str(world.guild.id),
        "message_author_id": str(world.env.backend.bot_user.id),
        "emoji": emoji,
        "burst": False,
        "type": 0,
    }
    world.env.backend.emit("MESSAGE_REACTION_ADD", payload | details)
    await world.env.advance_time(1)


def count_edits(world: World) -> int:
    """How often the bot has edited a message in a channel, successfully or not."""
    edits = [
        request
        for request in world.env.http_requests
        if request.method == "PATCH" and re.fullmatch(r"/channels/\d+/messages/\d+", request.path)
    ]
    return len(edits)
