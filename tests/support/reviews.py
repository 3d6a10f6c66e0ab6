"""How the people in the stories write, change and browse their own reviews."""

from typing import Any

from simcord.actors import MemberActor
from simcord.backend.models import EPHEMERAL_FLAG
from simcord.components import walk_components
from simcord.results import InteractionResult, ResponseMessage

from tests.support.titles import call, get_response, read_file
from tests.support.world import World, get_fields, get_text

FRIEREN = "mal/52991"
"""28 episodes."""
FILM = "mal/2472"
"""One episode."""


def fill(form: InteractionResult) -> dict[str, Any]:
    """The values that a form sends if nobody changes it, by the fields' `custom_id`."""
    values: dict[str, Any] = {}
    for label, field in get_fields(form).items():
        chosen = [option["value"] for option in field.get("options", []) if option.get("default")]
        untouched = {
            "Rating": chosen,
            "Verdict": chosen[0] if chosen else None,
            "Spoilers": field.get("default", False),
            "Review": field.get("value", ""),
            "More text": field.get("value", ""),
        }
        if label in untouched:
            values[field["custom_id"]] = untouched[label]
    return values


async def open_form(world: World, command: str, name: str = "alice", **options: Any) -> InteractionResult:
    """Opens the form of `/review write`, `edit` or `continue`."""
    form = await world.member(name).slash(world.channel, f"review {command}", **{"anime": FRIEREN, **options})
    assert form.modal is not None, get_text(form)
    return form


async def send(world: World, form: InteractionResult, name: str = "alice", **typed: Any) -> InteractionResult:
    """Sends a form after a member has changed some fields."""
    return await world.member(name).submit_modal(form, fill(form) | typed)


async def read_back(world: World, name: str = "alice") -> str:
    """The whole text of a member's review, as `/review edit` shows it."""
    shown = await world.member(name).slash(world.channel, "review edit", anime=FRIEREN)
    if shown.modal is None:
        return await read_file(get_response(shown))
    values = fill(shown)
    is_parted = ":blank:" in shown.modal["custom_id"] and values["more"]
    return values["body"] + ("\n\n" if is_parted else "") + values["more"]


async def list_drafts(world: World, name: str = "alice") -> list[str]:
    """The first words of a member's drafts, from the menu of `/review mine`."""
    return [option["description"] for option in _find_options(await call(world, "review mine", name), "review:drafts")]


async def open_draft(world: World, beginning: str, name: str = "alice") -> ResponseMessage:
    """Opens the draft with these words in the menu of `/review mine`."""
    mine = await call(world, "review mine", name)
    (value,) = [
        option["value"] for option in _find_options(mine, "review:drafts") if beginning in option["description"]
    ]
    return get_response(await world.member(name).select(mine, [value], custom_id="review:drafts"))


async def open_panel(world: World, name: str = "alice") -> ResponseMessage:
    """Opens the newest review in the menu of `/review mine`."""
    mine = await call(world, "review mine", name)
    value = _find_options(mine, "review:own")[0]["value"]
    return get_response(await world.member(name).select(mine, [value], custom_id="review:own"))


def get_last(result: InteractionResult) -> ResponseMessage:
    """The last message of an answer."""
    return result.followups[-1] if result.followups else get_response(result)


def show_to_all(world: World, message: ResponseMessage) -> ResponseMessage:
    """Makes a private message public, as if others had guessed the `custom_id` of its buttons."""
    world.env.backend.get_message(message.channel_id, message.id).flags &= ~EPHEMERAL_FLAG
    return message


def hand_over(form: InteractionResult, person: MemberActor) -> InteractionResult:
    """Gives a form to somebody who did not open it, as if they had guessed its `custom_id`."""
    form._interaction.user_id = person.id
    return form


def _find_options(message: ResponseMessage, custom_id: str) -> list[dict[str, Any]]:
    """The options of a menu; none if there is no such menu."""
    menus = [part for part in walk_components(message.components) if part.get("custom_id") == custom_id]
    return menus[0]["options"] if menus else []
