"""Stories of changes made to a list at the same moment: no change is lost, and each can be undone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from discord import ComponentType, InteractionType
from simcord import interactions
from simcord.backend.serializers import message_payload
from simcord.builders import UserHandle
from simcord.results import ResponseMessage

from tests.support.importing import FRIEREN, MONSTER, choose, doubled, export, get_list, import_file, press
from tests.support.lists import call
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again

BEBOP = "mal/1"
OTHERS = "".join(f"https://myanimelist.net/anime/{number}\n" for number in range(1_000_001, 1_002_001))
"""2,000 titles that are not in the catalogue."""


@contextmanager
def meanwhile(world: World, *clicks: tuple[UserHandle, ResponseMessage, str]) -> Iterator[None]:
    """Buttons in private messages are pressed at the very moment of the next action.

    A click is a person, a message, and the beginning of the button's `custom_id`.
    """

    def press_all(event: str, payload: Mapping[str, Any]) -> None:
        if event != "INTERACTION_CREATE":
            return
        subscribers.remove(press_all)
        for person, message, beginning in clicks:
            record, click = interactions.base_payload(
                backend,
                type=InteractionType.component.value,
                channel_id=message.channel_id,
                guild_id=None,
                user_id=person.id,
                data={"custom_id": get_custom_id(message, beginning), "component_type": ComponentType.button.value},
            )
            record.source_message_id = message.id
            click["message"] = message_payload(backend, backend.get_message(message.channel_id, message.id))
            backend.emit(event, click)

    backend = world.env.backend
    subscribers = backend.subscribers
    subscribers.append(press_all)
    yield
    assert press_all not in subscribers


async def take_back(world: World, person: UserHandle, times: int) -> bytes:
    """Undoes this many changes, which must be all there are. Returns the list as a file."""
    for _ in range(times):
        assert "### Undone" in get_text(await call(person, "list undo"))
    return await export(world, person)


@pytest.mark.parametrize("first", ["list:import:apply:", "list:watched:"])
async def test_episodes_that_are_counted_during_an_import_stay_counted(world: World, first: str) -> None:
    alice = world.person("alice")
    panel = await call(alice, "list add", anime=BEBOP, episodes=3)
    before = await export(world, alice)
    preview = await import_file(world, alice, f"{OTHERS}Cowboy Bebop - 9/10\n")
    clicks = [(alice, panel, "list:watched:")] * 3 + [(alice, preview, "list:import:apply:")]
    clicks.sort(key=lambda click: click[2] != first)

    with meanwhile(world, *clicks[1:]):
        await alice.click(clicks[0][1], custom_id=get_custom_id(clicks[0][1], first))

    assert "**2,000 new**, 1 changed" in get_text(see_again(world, preview))
    entries = await get_list(world, alice)
    assert len(entries) == 2001
    assert (entries[BEBOP].episodes, entries[BEBOP].score) == (6, 9)
    assert await take_back(world, alice, 4) == before


@pytest.mark.parametrize("other", ["list:import:apply:", "list:import:replace:"])
async def test_two_files_at_once_are_both_imported_and_can_be_undone(world: World, other: str) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    before = await export(world, alice)
    first = await import_file(world, alice, f"Monster 3/74\n{OTHERS}")
    second = await import_file(world, alice, "Monster 70/74\nCowboy Bebop 10/10")

    with meanwhile(world, (alice, second, other)):
        await press(alice, first, "Import")

    results = [get_text(see_again(world, preview)) for preview in (first, second)]
    assert all("You can undo all of it with `/list undo`." in result for result in results)
    entries = await get_list(world, alice)
    assert entries[MONSTER].episodes == 70
    assert BEBOP in entries
    # Either can be first. If the file that replaces the list comes second, nothing else is left.
    assert len(entries) in ({2003} if other == "list:import:apply:" else {2, 2002})
    assert await take_back(world, alice, 2) == before


async def test_two_people_who_import_at_once_get_only_their_own_titles(world: World) -> None:
    alice, ben = world.person("alice"), world.person("ben")
    for person in (alice, ben):
        await call(person, "list add", anime=FRIEREN)
    before = [await export(world, person) for person in (alice, ben)]
    first = await import_file(world, alice, f"Monster 3/74\n{OTHERS}")
    second = await import_file(world, ben, "Monster 70/74\nCowboy Bebop 10/10")

    with meanwhile(world, (ben, second, "list:import:replace:")):
        await press(alice, first, "Import")

    assert set(await get_list(world, ben)) == {MONSTER, BEBOP}
    entries = await get_list(world, alice)
    assert len(entries) == 2002
    assert entries[MONSTER].episodes == 3
    assert [await take_back(world, person, 1) for person in (alice, ben)] == before


async def test_a_click_by_somebody_else_leaves_a_preview_alone(world: World) -> None:
    alice, ben = world.person("alice"), world.person("ben")
    await call(ben, "list add", anime=FRIEREN)
    before = await export(world, ben)
    preview = await import_file(world, alice, "Monster 70/74")

    with doubled(world, by=ben):
        assert "**1 new**" in get_text(await press(alice, preview, "Import"))

    assert await export(world, ben) == before
    assert list(await get_list(world, alice)) == [MONSTER]


async def test_two_devices_that_send_the_same_file_both_get_a_preview(world: World) -> None:
    alice = world.person("alice")
    with doubled(world):
        preview = await import_file(world, alice, OTHERS)
    assert get_labels(preview)[-3:] == ["Import", "Replace my list", "Cancel"]

    await press(alice, preview, "Import")

    shown = str([request.json for request in world.env.http_requests])
    assert shown.count("list:import:cancel:") == 2
    assert len(await get_list(world, alice)) == 2000


@pytest.mark.parametrize(("label", "other"), [("Import", "cancel"), ("Cancel", "apply"), ("Cancel", "replace")])
async def test_a_file_that_is_imported_and_cancelled_at_once_is_one_or_the_other(
    world: World, label: str, other: str
) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    before = await export(world, alice)
    preview = await import_file(world, alice, OTHERS)

    with meanwhile(world, (alice, preview, f"list:import:{other}:")):
        await press(alice, preview, label)

    was_imported = len(await get_list(world, alice)) > 1
    shown = get_text(see_again(world, preview))
    assert ("**2,000 new**" if was_imported else "Cancelled. Your list has not changed.") in shown
    assert get_labels(see_again(world, preview)) == []
    assert await take_back(world, alice, int(was_imported)) == before


async def test_a_choice_during_the_import_counts_or_is_refused(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, f"{OTHERS}Our holiday film\n")

    with meanwhile(world, (alice, preview, "list:import:apply:")):
        await choose(alice, preview, 0, "new")

    heard = str([request.json for request in world.env.http_requests])
    assert get_labels(see_again(world, preview)) == []
    result = get_text(see_again(world, preview))
    if "**2,001 new**" not in result:
        assert "**2,000 new**" in result
        assert "This import is over" in heard


async def test_keeping_all_during_the_import_counts_or_is_refused(world: World) -> None:
    alice = world.person("alice")
    preview = await import_file(world, alice, f"{OTHERS}Our holiday film\n")

    with meanwhile(world, (alice, preview, "list:import:apply:")):
        await press(alice, preview, "Keep all as written")

    heard = str([request.json for request in world.env.http_requests])
    assert get_labels(see_again(world, preview)) == []
    is_refused = "This import is over" in heard
    assert ("**2,001 new**" in get_text(see_again(world, preview))) != is_refused
