"""Helps people in the stories use their lists in private messages with the bot."""

from typing import Any

from discord import ComponentType
from simcord.builders import UserHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.support.world import Shown, get_fields, get_text

FRIEREN = "mal/52991"
"""28 episodes."""
FILM = "mal/2472"
"""One episode."""


async def call(person: UserHandle, command: str, **options: Any) -> ResponseMessage:
    """Calls a command. Returns the message that answers it."""
    result = await person.slash(command, **options)
    assert result.response is not None
    return result.response


async def open_entry(person: UserHandle, anime: str = FRIEREN) -> ResponseMessage:
    """Opens an entry from the person's list."""
    result = await person.select(await call(person, "list show"), [anime], custom_id="list:open")
    assert result.response is not None
    return result.response


async def fill_form(person: UserHandle, anime: str = FRIEREN, **typed: Any) -> InteractionResult:
    """Opens an entry's form, changes some of its fields and sends it."""
    form = await person.click(await open_entry(person, anime), label="Edit")
    return await person.submit_modal(form, read_form(form) | typed)


def read_form(form: InteractionResult) -> dict[str, Any]:
    """The values of a form's fields before anybody types, by their `custom_id`."""
    values: dict[str, Any] = {}
    for field in get_fields(form).values():
        if "options" in field:
            values[field["custom_id"]] = [option["value"] for option in field["options"] if option["default"]]
        elif field["type"] == ComponentType.checkbox.value:
            values[field["custom_id"]] = field["default"]
        else:
            values[field["custom_id"]] = field.get("value", "")
    return values


def get_lines(shown: Shown) -> list[str]:
    """The text that a person sees, line by line."""
    return [line for line in get_text(shown).splitlines() if line]
