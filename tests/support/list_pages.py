"""Gives people in the stories long lists, and reads the pages that they see."""

from collections.abc import Iterable

from simcord.actors import MemberActor
from simcord.builders import UserHandle
from simcord.results import InteractionResult, ResponseMessage

from db.lists.history import ListChangeKind
from db.lists.models import Entry, ListStatus, Visibility
from tests.support.lists import get_lines
from tests.support.world import World


async def slash(world: World, member: MemberActor, command: str, /, **options: object) -> ResponseMessage:
    """Calls a command in the server. Returns its answer, which only the caller sees."""
    result = await member.slash(world.channel, command, **options)
    assert result.response is not None
    assert result.response.ephemeral
    return result.response


async def fill_list(world: World, person: MemberActor | UserHandle, entries: Iterable[Entry]) -> None:
    """Puts entries on a person's list, all at once."""
    rewritten = {entry.anime_key: entry for entry in entries}
    imports = world.bot.store.list_imports
    await imports.add(b"", import_id=person.id, user_id=person.id, is_merged=True, now=0)
    await imports.apply(
        lambda present: rewritten,
        kind=ListChangeKind.IMPORT,
        import_id=person.id,
        user_id=person.id,
        change_id=person.id,
        now=0,
    )


async def open_list(world: World, person: MemberActor) -> None:
    """Makes a person's list public."""
    await slash(world, person, "list privacy", visibility=Visibility.PUBLIC.value)


def make_entries(person: MemberActor | UserHandle, number: int, status: ListStatus, **fields: object) -> list[Entry]:
    """Entries called `Title 1` and so on, which are in no catalogue. The first entry was changed last."""
    return [
        Entry(person.id, f"mal/{9_000_000 + place}", f"Title {place}", status, updated_at=number - place, **fields)  # pyright: ignore[reportArgumentType]
        for place in range(1, number + 1)
    ]


def get_titles(shown: InteractionResult | ResponseMessage) -> list[str]:
    """The titles on a page, in their order."""
    parts = [line.split("**") for line in get_lines(shown)]
    return [part[1] for part in parts if len(part) == 3]
