"""Stories of a German server: what is shared there is German, whatever language its owner reads."""

from pathlib import Path

import pytest

from cogs.core import language
from tests.support.list_pages import open_list, slash
from tests.support.lists import FRIEREN, get_lines
from tests.support.pseudo import write_pseudo
from tests.support.titles import get_response
from tests.support.world import World

GERMAN = {
    "{member} shares their list": "🇩🇪 {member}",
    "From {member}'s list": "🇩🇪 {member}",
    "Anime list": "🇩🇪",
    "Your anime list": "🇩🇪",
}
"""Translations without any words, because the reader would take words for untranslated English."""


@pytest.fixture
def german(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Adds German."""
    write_pseudo(tmp_path, "en")
    write_pseudo(tmp_path, "de", GERMAN)
    monkeypatch.setattr(language, "FOLDER", tmp_path)


@pytest.mark.usefixtures("german")
async def test_shared_messages_are_in_the_servers_language(world: World) -> None:
    alice = world.member("alice")
    world.set_details(alice, locale="en-US", guild_locale="de")
    added = await slash(world, alice, "list add", anime=FRIEREN)
    page = await slash(world, alice, "list show")
    picture = await slash(world, alice, "list stats")

    entry = get_response(await alice.click(added, label="Share here"))
    shared = get_response(await alice.click(page, label="Share here"))
    (drawn,) = (await alice.click(picture, label="Share here")).followups

    assert get_lines(page)[0] == "### Anime list · All · 1 title"
    assert get_lines(picture)[0] == "### Your anime list"
    assert get_lines(entry)[0] == f"-# 🇩🇪 <@{alice.id}>"
    assert get_lines(shared)[:2] == [f"-# 🇩🇪 <@{alice.id}>", "### 🇩🇪 · All · 1 title"]
    assert get_lines(drawn)[:2] == [f"-# 🇩🇪 <@{alice.id}>", "### 🇩🇪"]


@pytest.mark.usefixtures("german")
async def test_private_answers_are_in_the_callers_language(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    await slash(world, alice, "list add", anime=FRIEREN)
    await open_list(world, alice)
    world.set_details(ben, locale="de", guild_locale="en-US")

    page = await slash(world, ben, "list show", member=alice)

    assert get_lines(page)[1] == "### 🇩🇪 · All · 1 title"
