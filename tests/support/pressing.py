"""Presses buttons and sends forms that the bot never showed, as an attacker could who knows their `custom_id`."""

from typing import Any

from simcord.actors import MemberActor
from simcord.backend.serializers import message_payload
from simcord.enums import ComponentType, InteractionType
from simcord.interactions import base_payload
from simcord.results import InteractionResult

from tests.support.world import World


async def press(world: World, person: MemberActor, custom_id: str, *values: str) -> InteractionResult:
    """Presses a button under the channel's last message, or chooses `values` in a menu there."""
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": ComponentType.BUTTON}
    if values:
        data |= {"component_type": ComponentType.STRING_SELECT, "values": list(values)}
    return await _send(world, person, InteractionType.MESSAGE_COMPONENT, data)


async def fill_in(world: World, person: MemberActor, custom_id: str, fields: list[dict[str, Any]]) -> InteractionResult:
    """Sends a form with these fields, in Discord's format."""
    labels = [{"type": ComponentType.LABEL, "id": number, "component": field} for number, field in enumerate(fields)]
    data = {"custom_id": f"{custom_id}:0123abcd", "components": labels}
    return await _send(world, person, InteractionType.MODAL_SUBMIT, data)


async def _send(world: World, person: MemberActor, kind: InteractionType, data: dict[str, Any]) -> InteractionResult:
    backend, channel = world.env.backend, world.channel
    assert channel.last_message is not None
    message = backend.get_message(channel.id, channel.last_message.id)
    record, payload = base_payload(
        backend, type=kind, channel_id=channel.id, guild_id=world.guild.id, user_id=person.id, data=data
    )
    record.source_message_id = message.id
    backend.emit("INTERACTION_CREATE", {**payload, "message": dict(message_payload(backend, message))})
    await world.env.settle()
    return InteractionResult(world.env, record)
