"""Stories of people who read while nothing can be saved because the disk is full."""

from typing import Any

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult, ResponseMessage

from cogs.ui.components import Buttons, button
from tests.support.list_pages import open_list
from tests.support.pressing import press
from tests.support.world import World, get_text

FRIEREN = "mal/52991"
FAILURES = ("I can't save or read anything", "Something went wrong")


async def write_something(world: World) -> ResponseMessage:
    """Fills the server with what can be read. Returns a card."""
    alice, ben = world.member("alice"), world.member("ben")
    card = (await world.write_review("alice", body="A quiet masterpiece. " * 190)).response
    await world.write_review("ben", "mal/19", body="Slow, and then it isn't. I stayed.")
    form = await ben.slash(world.channel, "review edit", anime="mal/19")
    await ben.submit_modal(form, {"body": "Slow. I stayed.", "rating": ["8"]})
    for person in (alice, ben):
        await person.slash(world.channel, "list add", anime=FRIEREN, episodes=3)
        await person.slash(world.channel, "list add", anime="mal/19", status="PLAN_TO_WATCH")
        await open_list(world, person)
    assert card is not None
    return card


async def fill_disk(world: World) -> None:
    async with world.bot.store.reviews._database.transaction() as connection:
        await connection.execute_fetchall("PRAGMA query_only = ON")
    await world.bot.store.reviews._database.write(lambda connection: connection.execute("PRAGMA query_only = ON"))


def check(result: InteractionResult) -> str:
    text = get_text(result)
    assert text
    assert not any(failure in text for failure in FAILURES), text
    return text


READING = [
    ("about", {}),
    ("anime info", {"anime": FRIEREN}),
    ("anime info", {"anime": "freiren"}),
    ("review browse", {}),
    ("review browse", {"sort": "most-reacted"}),
    ("review browse", {"sort": "random"}),
    ("review browse", {"anime": FRIEREN}),
    ("review read", {"anime": FRIEREN}),
    ("review mine", {}),
    ("list show", {}),
    ("list show", {"member": "alice"}),
    ("list random", {}),
    ("list stats", {}),
    ("list compare", {"member": "alice"}),
    ("list export", {}),
]


@pytest.mark.parametrize(("command", "options"), READING, ids=lambda value: str(value))
async def test_every_command_that_only_reads_works_on_a_full_disk(
    world: World, command: str, options: dict[str, Any]
) -> None:
    await write_something(world)
    await fill_disk(world)
    if "member" in options:
        options = options | {"member": world.member("alice")}
    check(await world.member("ben").slash(world.channel, command, **options))


async def click_all(person: MemberActor, message: ResponseMessage, *labels: str) -> None:
    for label in labels:
        check(await person.click(message, label=label))


async def test_every_press_that_only_reads_works_on_a_full_disk(world: World) -> None:
    card = await write_something(world)
    await fill_disk(world)
    ben = world.member("ben")

    reader = await ben.click(card, label="Read")
    assert "A quiet masterpiece." in check(reader)
    assert reader.response is not None
    await click_all(ben, reader.response, "Next", "As a file")
    await click_all(ben, card, "Show all")
    page = await ben.slash(world.channel, "review browse")
    assert page.response is not None
    (review,) = await world.bot.store.reviews.list_by_author(author_id=world.member("alice").id, limit=1, offset=0)
    assert "A quiet" in check(await ben.select(page.response, [str(review.id)], custom_id="review:choose"))
    mine = await ben.slash(world.channel, "review mine")
    assert mine.response is not None
    (own,) = await world.bot.store.reviews.list_by_author(author_id=ben.id, limit=1, offset=0)
    panel = await ben.select(mine.response, [str(own.id)], custom_id="review:own")
    check(panel)
    assert panel.response is not None
    await click_all(ben, panel.response, "Earlier versions")
    entries = await ben.slash(world.channel, "list show")
    assert entries.response is not None
    check(await ben.select(entries.response, [FRIEREN], custom_id="list:open"))
    check(await ben.click(entries.response, label="Share here"))


@pytest.mark.parametrize(
    "custom_id",
    [
        "review:export",
        "review:versions:{}",
        "review:version:{}:1:1",
        "review:version-file:{}:1",
        "review:page:{}:1",
        "review:file:{}",
        "review:menu:{}",
        "reaction:all:{}",
        "review:browse:n>-0-::::",
        "list:page::ALL:updated:1",
        "list:random:PLAN_TO_WATCH:mal/1",
        "list:share::ALL:updated:1",
        "list:share-picture",
        "list:share-entry:mal/52991",
    ],
)
async def test_every_button_that_only_reads_works_on_a_full_disk(world: World, custom_id: str) -> None:
    await write_something(world)
    await fill_disk(world)
    ben = world.member("ben")
    (own,) = await world.bot.store.reviews.list_by_author(author_id=ben.id, limit=1, offset=0)
    await world.bot.get_partial_messageable(world.channel.id).send(view=Buttons(button("list:keep", "Keep")))
    check(await press(world, ben, custom_id.format(own.id)))


async def test_a_card_that_is_gone_is_refused_though_that_cannot_be_noted(world: World) -> None:
    card = await write_something(world)
    page = (await world.member("ben").slash(world.channel, "review browse")).response
    assert page is not None
    (review,) = await world.bot.store.reviews.list_by_author(author_id=world.member("alice").id, limit=1, offset=0)
    await fill_disk(world)
    world.env.backend.delete_message(card.channel_id, card.id)

    text = check(await world.member("ben").select(page, [str(review.id)], custom_id="review:choose"))
    assert "This review is gone, or you can't see it from here." in text
