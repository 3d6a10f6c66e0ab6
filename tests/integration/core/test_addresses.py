"""A story of somebody who presses every button there is, for data of other people and data that doesn't exist."""

import re
import sqlite3
from contextlib import closing
from typing import Any

import discord
import pytest
from simcord.results import InteractionResult, ResponseMessage

from cogs.core.router import Address
from cogs.ui.components import Buttons, button
from db.reactions.models import Tally
from tests.support.pressing import fill_in, press
from tests.support.world import World, get_text

SECRET = "nobody else may read this"
NOBODYS = str(2**63 - 1)
KEEP = "list:keep"

MENUS = {
    "list:open": "mal/19",
    "list:rate:{anime_key:key}": "7",
    "list:score:{anime_key:key}": "7",
    "list:sort:{state}": "title",
    "list:status:{anime_key:key}": "COMPLETED",
    "list:tab:{state}": "COMPLETED",
    "list:import:title:{import_id:int}:{row:int}:{page:int}": "mal/19",
    "review:choose": "{review_id}",
    "review:choose-version:{review_id:int}": "1",
    "review:drafts": "{draft_id}",
    "review:own": "{review_id}",
    "review:post-in:{review_id:int}": "{channel_id}",
    "review:sort:{state}": "fresh",
    "review:tag:{review_id:int}:{channel_id:int}": "1",
}
"""The value to choose in each menu, by its address."""

FORMS = {
    "anime:another:{question_id:int}",
    "list:edit:{anime_key:key}:{episodes}:{started}:{finished}:{rewatches}:{rewatched_episodes}",
    "list:go:{state}",
    "list:notes:{anime_key:key}:{notes}:{tags}:{priority}:{is_private}",
    "review:continue:{review_id:int}:{revision:int}:{anime_key:key}:{rating:int}",
    "review:edit:{review_id:int}:{revision:int}:{anime_key:key}:{draft_id:int?}:{joint}",
    "review:replace-file:{review_id:int}:{revision:int}:{anime_key:key}",
    "review:share:{anime_key:key}:{episodes:int?}",
    "review:write:{anime_key:key}:{rating:int}:{episodes:int?}:{draft_id:int?}:{joint}",
}

FIELDS: list[dict[str, Any]] = [
    *({"type": 4, "custom_id": name, "value": ""} for name in ("body", "more", "notes", "tags", "title")),
    *({"type": 4, "custom_id": name, "value": "5"} for name in ("episodes", "rewatches", "number")),
    {"type": 3, "custom_id": "rating", "values": ["7"]},
    {"type": 3, "custom_id": "priority", "values": ["LOW"]},
    {"type": 23, "custom_id": "is_private", "value": False},
]
"""The fields of all forms, without any text that could become a review."""


async def test_a_stranger_always_gets_an_answer_and_neither_sees_nor_changes_others_data(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    owned = await let_alice_write(world)
    before = read_rows_of(world, world.member("alice").id)
    for address in world.bot.router.addresses:
        for ids in (owned, dict.fromkeys(owned, NOBODYS)):
            pressed = await world.bot.get_partial_messageable(world.channel.id).send(view=Buttons(button(KEEP, "Keep")))
            result = await press_as_stranger(world, address, ids)
            answers = [one for one in (result.response, *result.followups) if one is not None and one.id != pressed.id]
            text = await read_all(result, answers)
            assert result.acknowledged, address
            assert "Something went wrong" not in text, (address, caplog.text)
            assert SECRET not in text, address
            assert all(answer.ephemeral for answer in answers), address
            assert read_rows_of(world, world.member("alice").id) == before, address


async def test_a_stranger_learns_nothing_of_what_is_posted_in_a_channel_that_they_cannot_see(world: World) -> None:
    alice, stranger = world.member("alice"), world.member("mallory")
    hidden = discord.PermissionOverwrite(view_channel=False)
    staff = world.guild.create_text_channel("staff", overwrites={stranger: hidden})
    await world.write_review("alice", body="An earlier text.", channel=staff)
    form = await alice.slash(staff, "review edit", anime="mal/52991")
    await alice.submit_modal(form, {"body": SECRET, "rating": ["9"]})
    (review,) = await world.bot.store.reviews.list_by_author(author_id=alice.id, limit=9, offset=0)
    ids = dict.fromkeys(("draft_id", "import_id", "question_id", "change_id", "owner_id", "message_id"), NOBODYS)
    ids |= {"review_id": str(review.id), "channel_id": str(world.channel.id)}
    (post,) = await world.bot.store.posts.list_for_review(review_id=review.id)
    for address in world.bot.router.addresses:
        # The card's own id is no secret either.
        for message_id in (NOBODYS, str(post.message_id)):
            page = await world.bot.get_partial_messageable(world.channel.id).send(view=Buttons(button(KEEP, "Keep")))
            result = await press_as_stranger(world, address, ids | {"message_id": message_id})
            answers = [one for one in (result.response, *result.followups) if one is not None and one.id != page.id]
            text = await read_all(result, answers)
            assert not re.search(rf"{SECRET}|earlier text|Frieren|{alice.id}", text), address
    assert await world.bot.store.reactions.get_tally(review_id=review.id) == Tally()
    assert await world.bot.store.reviews.get(review_id=review.id) == review


async def test_a_stranger_learns_nothing_of_a_title_that_somebody_added_elsewhere(world: World) -> None:
    alice = world.person("alice")
    question = await alice.slash("list add", anime=SECRET)
    assert question.response is not None
    await alice.click(question.response, label=f"Use “{SECRET}” as it is")
    ids = dict.fromkeys(("review_id", "draft_id", "import_id", "question_id", "change_id", "message_id"), NOBODYS)
    ids |= {"owner_id": str(alice.id), "channel_id": str(world.channel.id)}
    ids |= {"anime_key": f"custom/{read_id(world, 'custom_titles')}", "title_id": read_id(world, "custom_titles")}
    # The second round finds drafts from the first.
    for address in world.bot.router.addresses * 2:
        page = await world.bot.get_partial_messageable(world.channel.id).send(view=Buttons(button(KEEP, "Keep")))
        result = await press_as_stranger(world, address, ids)
        answers = [one for one in (result.response, *result.followups) if one is not None and one.id != page.id]
        assert SECRET not in await read_all(result, answers), address
        assert "Something went wrong" not in get_text(result), address


async def let_alice_write(world: World) -> dict[str, str]:
    """Creates data of each kind as Alice. Returns its ids, by the names of the address fields."""
    alice = world.member("alice")
    await world.write_review("alice", body=SECRET)
    form = await alice.slash(world.channel, "review edit", anime="mal/52991")
    await alice.submit_modal(form, {"body": "A quiet masterpiece.", "rating": ["9"]})
    form = await alice.slash(world.channel, "review write", anime="mal/19", rating=5)
    await alice.submit_modal(form, {"body": SECRET, "file": ("picture.png", b"\x89PNG")})
    await alice.slash(world.channel, "list add", anime="mal/19", episodes=3)
    await alice.slash(world.channel, "list update", anime="mal/19", notes=SECRET, private=True)
    await alice.slash(world.channel, "list import", file=("list.txt", f"{SECRET} - 9\nMonster - 8".encode()))
    question = await alice.slash(world.channel, "list add", anime=SECRET)
    assert question.response is not None
    await alice.click(question.response, label=f"Use “{SECRET}” as it is")
    await alice.slash(world.channel, "review write", anime=f"A film, and {SECRET}", rating=4)
    store = world.bot.store
    (review,) = await store.reviews.list_by_author(author_id=alice.id, limit=9, offset=0)
    (draft,) = await store.drafts.list_by_author(author_id=alice.id, limit=9, offset=0)
    return {
        "review_id": str(review.id),
        "draft_id": str(draft.id),
        "import_id": read_id(world, "list_imports"),
        "question_id": read_id(world, "title_questions"),
        "change_id": read_id(world, "list_changes"),
        "owner_id": str(alice.id),
        "channel_id": str(world.channel.id),
        "message_id": NOBODYS,
    }


async def press_as_stranger(world: World, address: Address, ids: dict[str, str]) -> InteractionResult:
    values = {
        "anime_key": "mal/19",
        **ids,
        "kind": "NICE",
        "status": "COMPLETED",
        "joint": "blank",
        "rating": "7",
        "state": f"{ids['owner_id']}:ALL:updated:1"
        if address.template.startswith("list:")
        else f"n>-0-:{ids.get('anime_key', '')}:::",
        "started": "",
        "finished": "",
        "is_private": "1",
        "priority": "HIGH",
    }
    custom_id = re.sub(r"\{(\w+)(:[\w?]+)?\}", lambda field: values.get(field[1], "1"), address.template)
    assert address.read(custom_id) is not None, custom_id
    stranger = world.member("mallory")
    if address.template in FORMS:
        return await fill_in(world, stranger, custom_id, FIELDS)
    if address.template in MENUS:
        return await press(world, stranger, custom_id, MENUS[address.template].format(**ids))
    return await press(world, stranger, custom_id)


async def read_all(result: InteractionResult, answers: list[ResponseMessage]) -> str:
    """Everything that is shown, including forms and files."""
    files = [(await file.read()).decode() for answer in answers for file in answer.attachments]
    return "\n".join([get_text(result), str(result.modal), *files])


def read_rows_of(world: World, user_id: int) -> dict[str, list[Any]]:
    """All rows about what a person has written and listed."""
    with closing(sqlite3.connect(world.settings.database_path)) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} WHERE {owner} = ?", (user_id,)).fetchall()
            for table, owner in (
                ("reviews", "author_id"),
                ("drafts", "author_id"),
                ("entries", "user_id"),
                ("list_changes", "user_id"),
                ("list_imports", "user_id"),
                ("custom_titles", "created_by"),
            )
        }


def read_id(world: World, table: str) -> str:
    with closing(sqlite3.connect(world.settings.database_path)) as connection:
        return str(connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0])
