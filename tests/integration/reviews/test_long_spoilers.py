"""Stories of spoilers longer than a page: nobody sees them by accident."""

import re

import pytest

from tests.support.cards import get_card
from tests.support.forums import create_forum, get_messages, get_thread, post_in
from tests.support.titles import get_response
from tests.support.world import World, get_labels, get_text

SECRET = "everyone dies "
TEXTS = [
    f"> ||{SECRET * 220}\n> {SECRET * 80}||",
    f"Mark with `||`. Here: ||{SECRET * 400}||",
    f"A bar is \\||. Here: ||{SECRET * 400}||",
]
SPOILER = re.compile(r"\|\|.+?\|\|", re.DOTALL)


@pytest.mark.parametrize("text", TEXTS)
async def test_each_page_of_the_reader_hides_it(world: World, text: str) -> None:
    await world.write_review("alice", body=text[:4000], more=text[4000:])
    ben = world.member("ben")

    page = get_response(await ben.click(get_card(world), label="Read"))
    texts = [get_text(page)]
    while "Next" in get_labels(page) and len(texts) < 3:
        page = get_response(await ben.click(page, label="Next"))
        texts.append(get_text(page))

    assert len(texts) > 1
    for shown in texts:
        assert "everyone" not in SPOILER.sub("", shown)


@pytest.mark.parametrize("text", TEXTS)
async def test_each_message_in_a_forum_hides_it(world: World, text: str) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=text[:4000], more=text[4000:])

    await post_in(world, forum)

    messages = get_messages(world, get_thread(forum))
    assert len(messages) > 1
    for message in messages:
        assert "everyone" not in SPOILER.sub("", get_text(message))


async def test_the_file_warns_readers_in_its_name_and_first_line_but_not_its_author(world: World) -> None:
    await world.write_review("alice", body=TEXTS[0][:4000], more=TEXTS[0][4000:])
    for name, file_name, beginning in (
        ("ben", "SPOILER_spoilers.md", "⚠️"),
        ("alice", "review.md", "> ||everyone"),
    ):
        member = world.member(name)
        page = get_response(await member.click(get_card(world), label="Read"))
        (file,) = get_response(await member.click(page, label="As a file")).attachments
        assert file.filename == file_name
        assert (await file.read()).decode().startswith(beginning)
