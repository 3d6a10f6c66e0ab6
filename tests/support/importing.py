"""How the people in the stories import and export lists."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from simcord import interactions
from simcord.actors import MemberActor
from simcord.builders import UserHandle
from simcord.results import InteractionResult, ResponseMessage

from db.lists.models import Entry
from tests.support.world import World, get_text

FRIEREN = "mal/52991"
MONSTER = "mal/19"
FILM = "mal/2472"
"""Three titles of the catalogue, with 28, 74 and 1 episodes."""

Person = MemberActor | UserHandle


async def send(world: World, person: Person, command: str, **options: Any) -> InteractionResult:
    """Calls a command as a person: in the server if they are a member, otherwise in private messages."""
    if isinstance(person, MemberActor):
        return await person.slash(world.channel, command, **options)
    return await person.slash(command, **options)


async def import_file(
    world: World, person: Person, data: str | bytes, *, name: str = "list.txt", **options: Any
) -> ResponseMessage:
    """Sends a file to `/list import`, and returns the preview."""
    content = data.encode() if isinstance(data, str) else data
    result = await send(world, person, "list import", file=(name, content), **options)
    assert result.response is not None
    assert not result.followups, get_text(result)
    return result.response


async def press(person: Person, preview: ResponseMessage, label: str) -> InteractionResult:
    return await person.click(preview, label=label)


async def import_all(world: World, person: Person, data: str | bytes, *, label: str = "Import", **options: Any) -> str:
    """Imports a file without unclear titles, and returns what the bot says afterwards."""
    return get_text(await press(person, await import_file(world, person, data, **options), label))


async def get_list(world: World, person: Person) -> dict[str, Entry]:
    """The entries on somebody's list, by their keys."""
    return {entry.anime_key: entry for entry in await world.bot.store.lists.list_all(user_id=person.id)}


async def read_files(result: InteractionResult) -> dict[str, bytes]:
    """The files in an answer, by their names."""
    messages = [message for message in (result.response, *result.followups) if message is not None]
    return {file.filename: await file.read() for message in messages for file in message.attachments}


async def export(world: World, person: Person, format: str = "JSON") -> bytes:
    """Somebody's list as a file."""
    ((_, data),) = (await read_files(await send(world, person, "list export", format=format))).items()
    return data


def get_menu_ids(preview: ResponseMessage) -> list[str]:
    """The `custom_id`s of the menus in a preview, in order."""
    rows = [item for item in preview.components[0]["components"] if item["type"] == 1]
    return [item["custom_id"] for row in rows for item in row["components"] if item["type"] == 3]


async def choose(person: Person, preview: ResponseMessage, number: int, value: str) -> ResponseMessage:
    """Chooses a value in a menu of a preview. The first menu has the number 0."""
    result = await person.select(preview, [value], custom_id=get_menu_ids(preview)[number])
    assert result.response is not None
    return result.response


@contextmanager
def doubled(world: World, *, by: Person | None = None) -> Iterator[None]:
    """Sends the next interaction twice at the same moment, the second time from another device or by another person."""

    def repeat(event: str, payload: Mapping[str, Any]) -> None:
        if event != "INTERACTION_CREATE":
            return
        subscribers.remove(repeat)
        record, again = interactions.base_payload(
            world.env.backend,
            type=payload["type"],
            channel_id=int(payload["channel_id"]),
            guild_id=int(payload["guild_id"]) if "guild_id" in payload else None,
            user_id=by.id if by else int((payload.get("member") or payload)["user"]["id"]),
            data=payload["data"],
        )
        if "message" in payload:
            record.source_message_id = int(payload["message"]["id"])
            again["message"] = payload["message"]
        world.env.backend.emit(event, again)

    subscribers = world.env.backend.subscribers
    subscribers.append(repeat)
    yield
    assert repeat not in subscribers


def list_shown(world: World) -> list[str]:
    """All texts that messages with Components V2 showed, in order."""
    bodies = [request.json for request in world.env.http_requests if isinstance(request.json, dict)]
    bodies = [body.get("data") or body for body in bodies]
    components = [component for body in bodies for component in body.get("components") or []]
    return [component["content"] for component in components if component["type"] == 10]
