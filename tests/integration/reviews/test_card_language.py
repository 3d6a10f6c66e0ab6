"""Stories of a German server with an English-speaking member. German is the pseudo-language here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cogs.core import language
from tests.conftest import make_once
from tests.support.cards import get_card, get_line, react
from tests.support.forums import create_forum, edit, get_tags, get_thread, post_in
from tests.support.pseudo import speak_pseudo, write_pseudo
from tests.support.reading import Reader
from tests.support.titles import call, get_response
from tests.support.world import World


@pytest.fixture(scope="session")
def german_folder(shared_folder: Path) -> Path:
    """Translations into German alone."""
    return make_once(shared_folder / "german", lambda path: write_pseudo(path, "de"))


@pytest.fixture(autouse=True)
def german(world: World, reader: Reader, german_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Makes the server German. Alice and everybody else have English clients."""
    monkeypatch.setattr(language, "FOLDER", german_folder)
    world.env.backend.edit_guild(world.guild.id, {"preferred_locale": "de"})
    world.set_details(world.member("alice"), guild_locale="de")
    yield
    reader.sent.clear()  # What the members read in private is English, as it should be.


LONG = "A quiet masterpiece. I cried.\n\n" * 200


def take_sent(reader: Reader) -> str:
    """All that the bot has sent since the last call of this function."""
    text = "\n".join(reader.sent)
    reader.sent.clear()
    return text


async def test_a_card_is_in_the_language_of_the_server_and_the_rest_in_that_of_the_member(
    world: World, reader: Reader
) -> None:
    await world.write_review("alice")

    sent = take_sent(reader)
    assert speak_pseudo("Show all") in sent
    assert speak_pseudo("Recommended") in sent
    assert "Your review of **Frieren: Beyond the Journey's End** is posted." in sent


async def test_a_card_keeps_its_language_when_it_is_redrawn(world: World, reader: Reader) -> None:
    await world.write_review("alice")
    take_sent(reader)

    await react(world, get_card(world), "ben +👍")

    assert get_line(get_card(world)) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    sent = take_sent(reader)
    assert f"👍 {speak_pseudo('Nice')} 1" in sent
    assert "Nice" not in sent


async def test_a_card_keeps_its_language_when_it_comes_back(world: World, reader: Reader) -> None:
    await world.write_review("alice")
    alice = world.member("alice")
    question = await call(world, "review delete", anime="mal/52991")
    deleted = await alice.click(question, label="Delete")
    take_sent(reader)

    await alice.click(get_response(deleted), label="Undo")

    assert speak_pseudo("Show all") in take_sent(reader)


async def test_a_card_in_another_channel_is_in_the_language_of_the_server(world: World, reader: Reader) -> None:
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice")
    take_sent(reader)

    await post_in(world, lounge)

    sent = take_sent(reader)
    assert speak_pseudo("Show all") in sent
    assert "Posted: https://discord.com/channels/" in sent


async def test_a_forum_post_is_in_the_language_of_the_server_on_all_its_pages(world: World, reader: Reader) -> None:
    forum = create_forum(world)
    await world.write_review("alice", body=LONG[:4000], more=LONG[4000:6000])
    take_sent(reader)

    await post_in(world, forum)

    sent = take_sent(reader)
    for page in (1, 2, 3):
        assert speak_pseudo("Page {number} of {total}").format(number=page, total=3) in sent
    assert "Page" not in sent


@pytest.mark.parametrize("write", [str, speak_pseudo])
async def test_the_tags_of_a_forum_are_in_english_or_in_the_language_of_the_server(
    world: World, write: Callable[[str], str]
) -> None:
    forum = create_forum(world, write("Not recommended"), write("Recommended"))
    await world.write_review("alice")

    await post_in(world, forum)
    assert get_tags(world, get_thread(forum)) == [write("Recommended")]

    await edit(world, body="On second thought.", verdict="NOT_RECOMMENDED")
    assert get_tags(world, get_thread(forum)) == [write("Not recommended")]
