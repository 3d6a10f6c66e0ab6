"""Stories of texts of every shape: they are kept, read and brought back to the last character."""

import re

import pytest
from simcord.actors import MemberActor

from cogs.reviews.reading.render import PAGE_LENGTH
from cogs.reviews.writing.fields import FORM_LENGTH
from cogs.ui.components import FIELD_LENGTH
from cogs.ui.markdown import paginate
from db.reviews.models import MAX_BODY_LENGTH
from tests.support.reviews import FRIEREN, fill, get_last, open_form, read_back, send
from tests.support.titles import call, get_response, read_file
from tests.support.world import World, get_labels, get_text

LENGTHS = (1, 3999, 4000, 4001, 8000, 20_000)


def repeat(piece: str, length: int) -> str:
    """A text of exactly this many characters, which doesn't end with a space."""
    return (piece * (length // len(piece) + 1))[: length - 1] + "."


SHAPES = {
    "sentences": "A quiet masterpiece, and then some. ",
    "paragraphs": "It begins where others end.\n\nThen it goes on.\n",
    "one word": "a",
    "emoji": "👩‍👩‍👧👍🏽❤️😂",
    "right to left": "مراجعة جميلة جدا. ביקורת יפה מאוד. ",
    "Japanese": "静かな傑作である。涙が出た。",
    "Markdown": "**bold *both*** __under__ ~~gone~~ `code` [link](https://example.com)\n> quote\n- item\n# heading\n",
    "mentions": "@everyone <@1> <@&2> <#3> https://discord.gg/abcdef [free](https://example.com/nitro) ",
}

OPEN_AT_A_CUT = {
    "bold": ("**", "**"),
    "a code block": ("```py\n", "\n```"),
    "a spoiler": ("||", "||"),
    "a bold spoiler": ("**||", "||**"),
    "a spoiler with emphasis": ("||**_", "_**||"),
    "a quote": ("> ", ""),
    "a heading": ("# ", ""),
    "a masked link": ("[", "](https://example.com)"),
}


async def write_any(world: World, body: str, name: str = "alice") -> None:
    """Writes a review through the form: in its fields if the text fits, or else as a file."""
    form = await open_form(world, "write", name, rating=9)
    if len(body) <= FORM_LENGTH:
        await send(world, form, name, body=body[:FIELD_LENGTH], more=body[FIELD_LENGTH:])
    else:
        await send(world, form, name, file=("review.md", body.encode()))


async def read_pages(world: World, reader: MemberActor) -> list[str]:
    """All pages of Alice's review, turned with *Next*, with a restart before each."""
    page = get_response(await reader.slash(world.channel, "review read", anime=FRIEREN))
    texts = [page.components[0]["components"][2]["content"]]
    while "Next" in get_labels(page):
        assert len(texts) < 50
        await world.restart()
        page = get_response(await reader.click(page, label="Next"))
        texts.append(page.components[0]["components"][2]["content"])
    return texts


# To the last character


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_text_of_any_length_comes_back_as_it_was_sent(world: World, shape: str) -> None:
    lengths = LENGTHS if shape == "sentences" else LENGTHS[-1:]
    bodies = {f"author of {length}": repeat(SHAPES[shape], length) for length in lengths}
    for name, body in bodies.items():
        await write_any(world, body, name)

    await world.restart()
    assert {name: await read_back(world, name) for name in bodies} == bodies


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_form_that_nobody_changes_changes_nothing(world: World, shape: str) -> None:
    body = repeat(SHAPES[shape], FORM_LENGTH)
    await write_any(world, body)

    await send(world, await open_form(world, "edit"))

    assert await read_back(world) == body


@pytest.mark.parametrize("shape", ["one word", "emoji", "right to left", "paragraphs"])
async def test_a_text_is_read_whole_page_by_page_and_as_a_file(world: World, shape: str) -> None:
    body = repeat(SHAPES[shape], 9000)
    await write_any(world, body)
    ben = world.member("ben")

    assert "".join(await read_pages(world, ben)) == body
    page = get_response(await ben.slash(world.channel, "review read", anime=FRIEREN))
    assert await read_file(get_response(await ben.click(page, label="As a file"))) == body


# Formatting across pages


@pytest.mark.parametrize("name", OPEN_AT_A_CUT)
async def test_formatting_that_is_open_at_the_end_of_a_page_continues_on_the_next(world: World, name: str) -> None:
    before, after = OPEN_AT_A_CUT[name]
    body = f"{before}{repeat('He was the villain all along, ', PAGE_LENGTH + 500)}{after}\n\nThe end."
    await write_any(world, body)

    pages = await read_pages(world, world.member("ben"))

    assert pages == [page.text for page in paginate(body, PAGE_LENGTH)]
    assert len(pages) > 1
    assert await read_back(world) == body
    if "||" in before:
        for page in pages:
            assert "villain" not in re.sub(r"\|\|.*?\|\|", "", page, flags=re.DOTALL)
        assert "villain" not in get_text(world.channel.history(viewer=world.member("somebody"))[0])


# Editing


async def test_a_review_that_fills_the_form_is_edited_in_it(world: World) -> None:
    body = repeat("word ", FORM_LENGTH)
    await write_any(world, body)

    form = await open_form(world, "edit")
    await world.restart()
    await send(world, form, body="W" + fill(form)["body"][1:])

    assert await read_back(world) == "W" + body[1:]


@pytest.mark.parametrize("length", [FORM_LENGTH + 1, MAX_BODY_LENGTH])
async def test_a_longer_review_is_edited_as_a_file_and_never_cut(world: World, length: int) -> None:
    body = repeat("word ", length)
    await write_any(world, body)

    brought = await call(world, "review edit", anime=FRIEREN)
    assert "Your review is longer than a form can hold, so here it is as a file." in get_text(brought)
    assert await read_file(brought) == body
    await world.restart()
    form = await world.member("alice").click(brought, label="Send the changed file")
    await world.restart()
    saved = await send(world, form, file=("review.md", ("W" + body[1:]).encode()))

    assert "Saved." in get_text(get_last(saved))
    assert await read_back(world) == "W" + body[1:]


async def test_the_rating_of_a_long_review_can_be_changed_without_the_file(world: World) -> None:
    body = repeat("word ", MAX_BODY_LENGTH)
    await write_any(world, body)

    form = await world.member("alice").click(
        await call(world, "review edit", anime=FRIEREN), label="Send the changed file"
    )
    await send(world, form, rating=["2"])

    assert "2/10" in get_text(world.channel.history(viewer=world.member("somebody"))[0])
    assert await read_back(world) == body


async def test_text_is_added_at_the_end_of_a_review(world: World) -> None:
    bodies = {f"author of {length}": repeat("word ", length) for length in LENGTHS if length < MAX_BODY_LENGTH}
    for name, body in bodies.items():
        await write_any(world, body, name)
        await send(world, await open_form(world, "continue", name), name, body="One more thing.")

    for name, body in bodies.items():
        # A text that fills its fields was cut off there, so no blank line follows.
        joint = "" if len(body) % FIELD_LENGTH == 0 else "\n\n"
        assert await read_back(world, name) == f"{body}{joint}One more thing."
