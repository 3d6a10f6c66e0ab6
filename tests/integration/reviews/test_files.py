"""Stories of long reviews, typed in parts or sent as files, and of files that can't be reviews."""

import re
from pathlib import Path

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult

from cogs.reviews.reading.render import PAGE_LENGTH
from cogs.ui.markdown import paginate
from tests.support.world import World, get_fields, get_labels, get_text

FRIEREN = "mal/52991"
SAMPLE = Path(__file__).parents[3] / "docs" / "samples" / "frieren.md"
BODY = SAMPLE.read_text(encoding="utf-8").split("\n\n", 1)[1].strip()
PAGE = f"""\
Frieren: Beyond Journey's End
Apr 3, 2024
Well-writtenWell-written
Mixed FeelingsMixed Feelings
PreliminaryPreliminary
(5/28 eps)

{BODY}

Reviewer’s Rating: 6
What did you think of this review?
Nice Nice0
Love it Love it0
Funny Funny0
Show all
More titles that people like
Terms of use
"""
NOON_OF_3_APRIL_2024 = 1_712_145_600

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
REFUSED_FILES = [
    pytest.param(b"a" * 20_001, "too long (20,001 characters, and the limit is 20,000)", id="too long"),
    pytest.param(b"a" * 100_001, "That file is too large", id="too large"),
    pytest.param(PNG, "“review.txt” is a PNG picture, not text", id="picture"),
    pytest.param("A fine show.".encode("utf-16"), "is saved as UTF-16 or UTF-32, not as UTF-8", id="UTF-16"),
    pytest.param(b"", "“review.txt” is empty", id="empty"),
    pytest.param(PAGE.replace("Rating: 6", "Rating: 11").encode(), "has the rating 11", id="rating 11"),
]


async def read_pages(person: MemberActor, shown: InteractionResult) -> list[str]:
    """The text of each page of a reader, turned with *Next*."""
    pages: list[str] = []
    while True:
        assert len(pages) < 10
        assert shown.response is not None
        assert shown.response.ephemeral
        pages.append(shown.response.components[0]["components"][2]["content"])
        if "Next" not in get_labels(shown.response):
            return pages
        shown = await person.click(shown.response, label="Next")


async def check_whole(world: World) -> None:
    """Fails unless Ben can read the whole text of the only review of Frieren, every word in its place."""
    ben = world.member("ben")
    pages = await read_pages(ben, await ben.slash(world.channel, "review read", anime=FRIEREN))
    assert pages == [page.text for page in paginate(BODY, PAGE_LENGTH)]
    # No page of this text ends inside formatting, so no page adds markers.
    assert "".join(pages) == BODY


def get_card_text(world: World) -> str:
    card = world.channel.last_message
    assert card is not None
    return get_text(card)


def check_hides_spoilers(card_text: str) -> None:
    for spoiler in re.findall(r"\|\|(.+?)\|\|", BODY, re.DOTALL):
        assert spoiler[:15] not in card_text


# Long reviews


async def test_a_long_review_is_typed_into_the_form_and_continued(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body=BODY[:4000], more=BODY[4000:8000])
    check_hides_spoilers(get_card_text(world))

    form = await alice.slash(world.channel, "review continue", anime=FRIEREN)
    assert list(get_fields(form)) == ["Review", "More text"]
    saved = await alice.submit_modal(form, {"body": BODY[8000:]})

    assert "Saved" in get_text(saved)
    await check_whole(world)


async def test_a_long_review_is_sent_as_a_file_in_the_form(world: World) -> None:
    result = await world.write_review("alice", body="", file=("frieren.md", BODY.encode()))

    assert result.response is not None
    assert result.response.ephemeral
    assert "is saved" in result.response.content
    assert "Most adventures end when the demon king falls." in get_card_text(world)
    check_hides_spoilers(get_card_text(world))
    await check_whole(world)


async def test_a_long_review_is_imported_from_a_markdown_file(world: World) -> None:
    file = ("frieren.md", b"\xef\xbb\xbf" + BODY.replace("\n", "\r\n").encode())
    await world.member("alice").slash(world.channel, "review import", anime=FRIEREN, file=file, rating=4)

    assert "4/10 · Not recommended" in get_card_text(world)
    check_hides_spoilers(get_card_text(world))
    await check_whole(world)


def check_card_of_page(card_text: str, rating: int) -> None:
    assert f"**{rating}/10 · Mixed feelings** · Preliminary (5/28)" in card_text
    assert f"<t:{NOON_OF_3_APRIL_2024}:D>" in card_text
    assert "Tagged elsewhere: Well-written" in card_text
    for furniture in ("Apr 3", "Well-writtenWell-written", "eps)", "Reviewer", "What did you", "Nice Nice", "Terms"):
        assert furniture not in card_text
    check_hides_spoilers(card_text)


async def test_the_text_of_a_review_page_is_imported_with_all_its_details(world: World) -> None:
    await world.member("alice").slash(world.channel, "review import", anime=FRIEREN, file=("page.txt", PAGE.encode()))

    check_card_of_page(get_card_text(world), rating=6)
    await check_whole(world)


async def test_the_text_of_a_review_page_can_be_sent_in_the_form(world: World) -> None:
    await world.write_review("alice", rating=8, body="", file=("page.txt", PAGE.encode()))

    check_card_of_page(get_card_text(world), rating=8)
    await check_whole(world)


async def test_the_text_of_a_file_follows_what_was_typed(world: World) -> None:
    await world.write_review("alice", body=BODY[:4000], file=("rest.md", BODY[4000:].encode()))

    await check_whole(world)


async def test_a_spoiler_across_several_pages_is_hidden_on_all_of_them(world: World) -> None:
    alice = world.member("alice")
    secret = "The hero was the villain. " * 300
    file = ("review.md", f"Look away now. ||{secret}||".encode())
    await alice.slash(world.channel, "review import", anime=FRIEREN, file=file, rating=7)
    assert "villain" not in get_card_text(world)

    ben = world.member("ben")
    first, *others = await read_pages(ben, await ben.slash(world.channel, "review read", anime=FRIEREN))

    assert len(others) == 2
    assert first.startswith("Look away now. ||The hero")
    assert first.endswith("||")
    for page in others:
        assert re.fullmatch(r"\|\|[^|]+\|\|", page)
    assert (first + "".join(others)).count("The hero was the villain.") == 300


async def test_the_reader_goes_back_and_forth_and_survives_a_restart(world: World) -> None:
    await world.write_review("alice", body="", file=("frieren.md", BODY.encode()))
    ben = world.member("ben")
    first = (await ben.slash(world.channel, "review read", anime=FRIEREN)).response
    assert first is not None
    assert get_labels(first) == ["(Previous)", "Next", "As a file", "Flag a spoiler"]
    assert "Page 1 of 3" in get_text(first)

    await world.restart()
    second = (await ben.click(first, label="Next")).response
    assert second is not None
    assert get_labels(second) == ["Previous", "Next", "As a file", "Flag a spoiler"]
    assert "Page 2 of 3" in get_text(second)
    back = await ben.click(second, label="Previous")
    assert "Page 1 of 3" in get_text(back)


# Files that can't be reviews


@pytest.mark.parametrize(("data", "sentence"), REFUSED_FILES)
async def test_a_bad_file_in_the_form_is_explained_and_what_was_typed_is_offered_back(
    world: World, data: bytes, sentence: str
) -> None:
    alice = world.member("alice")
    refusal = await world.write_review("alice", body="So far", more="so good.", file=("review.txt", data))

    assert sentence in get_text(refusal)
    assert "Your text is saved as a draft." in get_text(refusal)
    assert refusal.response is not None
    assert refusal.response.ephemeral
    form = await alice.click(refusal.response, label="Back to the form")
    assert get_fields(form)["Review"]["value"] == "So far\n\nso good."
    await alice.submit_modal(form, {"body": "So far\n\nso good."})
    assert "So far\nso good." in get_card_text(world)


@pytest.mark.parametrize(("data", "sentence"), REFUSED_FILES)
async def test_a_bad_file_is_not_imported(world: World, data: bytes, sentence: str) -> None:
    alice = world.member("alice")
    file = ("review.txt", data)
    refusal = await alice.slash(world.channel, "review import", anime=FRIEREN, file=file, rating=9)

    assert sentence in get_text(refusal)
    assert [message for message in world.channel.history() if "Frieren" in get_text(message)] == []


async def test_a_file_that_is_too_long_only_with_the_typed_text_is_refused(world: World) -> None:
    refusal = await world.write_review("alice", body="Short.", file=("review.md", b"a" * 19_995))

    assert "The review has 20,003 characters. It can have at most 20,000, so shorten it by 3." in get_text(refusal)
    assert refusal.response is not None
    draft = (await world.member("alice").click(refusal.response, label="Open the draft")).response
    assert draft is not None
    text = (await world.member("alice").click(draft, label="As a file")).response
    assert text is not None
    (attachment,) = text.attachments
    assert (await attachment.read()).decode() == "Short.\n\n" + "a" * 19_995


async def test_the_longest_review_is_imported_and_read(world: World) -> None:
    alice = world.member("alice")
    body = ("All of it counts. " * 1112)[:20_000]
    assert len(body.strip()) == 20_000
    await alice.slash(world.channel, "review import", anime=FRIEREN, file=("review.md", body.encode()), rating=9)

    pages = await read_pages(alice, await alice.slash(world.channel, "review read", anime=FRIEREN))
    assert "".join(pages) == body


async def test_a_file_that_does_not_say_the_rating_needs_one(world: World) -> None:
    alice = world.member("alice")
    file = ("review.md", b"A quiet masterpiece.")
    refusal = await alice.slash(world.channel, "review import", anime=FRIEREN, file=file)
    assert "Use the command again with `rating`, from 1 to 10" in get_text(refusal)

    await alice.slash(world.channel, "review import", anime=FRIEREN, file=file, rating=5)
    assert "5/10 · Mixed feelings" in get_card_text(world)
