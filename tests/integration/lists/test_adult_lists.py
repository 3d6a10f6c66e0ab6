"""Stories of titles for adults on lists: they are named only where they may be."""

from pathlib import Path

import pytest

from db.lists.models import Entry, ListStatus, Priority
from db.titles.catalogue.records import TitleRecord
from tests.support.list_pages import fill_list, open_list, slash
from tests.support.lists import call
from tests.support.world import World, get_labels, get_text, see_again, write_catalogue

NIGHT = TitleRecord(keys=("mal/60",), title="Velvet Night", episodes=12, is_adult=True)
MORNING = TitleRecord(keys=("mal/61",), title="Velvet Morning", episodes=12)
CONCEALED = "🔞 A title for adults"
REFUSAL = "Try again in an age-restricted channel, or in your DMs with me."


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    """A catalogue of a title for adults and another title."""
    path = tmp_path / "catalogue.db"
    write_catalogue(path, NIGHT, MORNING)
    return path


async def put_both(world: World, name: str, status: ListStatus) -> None:
    """Puts both titles on a member's list, and makes it public."""
    member = world.member(name)
    await open_list(world, member)
    night = Entry(member.id, "mal/60", NIGHT.title, status, 10, priority=Priority.HIGH)
    await fill_list(world, member, [night, Entry(member.id, "mal/61", MORNING.title, status, 10)])


async def test_adult_titles_are_concealed_on_other_peoples_lists(world: World) -> None:
    await put_both(world, "alice", ListStatus.COMPLETED)
    text = get_text(await slash(world, world.member("bob"), "list show", member=world.member("alice")))
    assert f"**{CONCEALED}**" in text
    assert NIGHT.title not in text
    assert f"**{MORNING.title}**" in text


async def test_episodes_of_adult_titles_are_counted_only_where_these_may_be_named(world: World) -> None:
    alice = world.member("alice")
    await put_both(world, "alice", ListStatus.WATCHING)
    page = await slash(world, alice, "list show", sort="title")
    assert get_labels(page)[:2] == ["+1", "+1"]
    second = [item for item in page.components[0]["components"] if item["type"] == 9][1]
    refusal = await alice.click(page, custom_id=second["accessory"]["custom_id"])
    assert REFUSAL in get_text(refusal)
    assert NIGHT.title not in get_text(see_again(world, page))


async def test_adult_titles_are_picked_only_where_they_may_be_named(world: World) -> None:
    alice = world.member("alice")
    await put_both(world, "alice", ListStatus.PLAN_TO_WATCH)
    drawn = await slash(world, alice, "list random")
    assert MORNING.title in get_text(drawn)
    assert "Picked from 1 title." in get_text(drawn)
    assert "(Another one)" in get_labels(drawn)

    await alice.click(await slash(world, alice, "list remove", anime="mal/61"), label="Remove")
    assert REFUSAL in get_text(await slash(world, alice, "list random"))
    assert NIGHT.title in get_text(await call(alice.user, "list random"))


async def test_adult_titles_are_compared_without_their_names(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    for name in ("alice", "bob"):
        await put_both(world, name, ListStatus.COMPLETED)
    text = get_text(await slash(world, alice, "list compare", member=bob))
    assert f"you: 10, them: 10 · {CONCEALED}" in text
    assert f"you: 10, them: 10 · {MORNING.title}" in text
    assert NIGHT.title not in text

    restricted = world.guild.create_text_channel("after-dark")
    world.restrict(restricted)
    assert f"you: 10, them: 10 · {NIGHT.title}" in get_text(await alice.slash(restricted, "list compare", member=bob))
