"""Titles for stories of a changing catalogue, and what people do with them."""

from typing import Any

from simcord.results import InteractionResult, ResponseMessage

from db.titles.catalogue.records import TitleRecord
from tests.support.world import World

LIGHTS = TitleRecord(keys=("bangumi/1",), title="Northern Lights", kind="TV", year=2024, episodes=12)
AURORA = TitleRecord(keys=("anilist/2",), title="Aurora", kind="TV", year=2024, episodes=12)
FOG = TitleRecord(keys=("mal/4",), title="Fog")

KNOWN_TO_MORE = TitleRecord(keys=("mal/3", "bangumi/1"), title="Northern Lights", kind="TV", year=2024, episodes=12)
"""Northern Lights, with a better key."""

ONE = TitleRecord(
    keys=("mal/3", "anilist/2", "bangumi/1"),
    title="Northern Lights",
    synonyms=("Aurora",),
    kind="TV",
    year=2024,
    episodes=12,
)
"""Northern Lights and Aurora as one title."""

NEW_PAGE = "https://myanimelist.net/anime/3"
"""The page of the titles in both of these records."""

BROKEN_FILE = ("review.md", b"\x00\x01\x02\xff")
"""A form sent with this file becomes a draft, because the file can't be read."""


def get_response(result: InteractionResult) -> ResponseMessage:
    assert result.response is not None
    return result.response


async def call(world: World, command: str, name: str = "alice", **options: Any) -> ResponseMessage:
    """Calls a command as a member, and returns the answer."""
    return get_response(await world.member(name).slash(world.channel, command, **options))


async def suggest(world: World, text: str, name: str = "alice") -> list[str]:
    """The names that are suggested to a member."""
    choices = await world.member(name).autocomplete(world.channel, "anime info", "anime", text)
    return [choice["name"] for choice in choices]


async def list_told(world: World, sentence: str, name: str = "alice") -> list[ResponseMessage]:
    """The messages with this sentence that follow when a member looks at their list."""
    result = await world.member(name).slash(world.channel, "list show")
    told = [message for message in result.followups if sentence in message.content]
    assert all(message.ephemeral for message in told)
    return told


async def get_notice(world: World, name: str = "alice") -> ResponseMessage | None:
    """The notice about merged titles that follows when a member looks at their list."""
    notices = await list_told(world, "turned out to be the same anime", name)
    assert len(notices) <= 1
    return notices[0] if notices else None


async def read_file(message: ResponseMessage) -> str:
    (file,) = message.attachments
    return (await file.read()).decode()
