"""Stories of reviews that are exported as files, and imported."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from simcord.actors import MemberActor
from simcord.builders import UserHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.support.cards import get_card
from tests.support.pseudo import read_pseudo, speak_pseudo
from tests.support.reviews import FRIEREN, list_drafts, open_draft, open_form, read_back, send
from tests.support.titles import call, get_response
from tests.support.world import World, get_text

MONSTER = "mal/19"
NOTHING = "Imported **0 new reviews**"
SECRET_SHOW = "My Own Show"


def get_answer(result: InteractionResult) -> str:
    """The answer, which only the caller can see."""
    assert result.response is not None
    assert result.response.ephemeral
    return get_text(result)


async def open_mine(person: MemberActor | UserHandle, world: World) -> ResponseMessage:
    if isinstance(person, UserHandle):
        return get_response(await person.slash("review mine"))
    return get_response(await person.slash(world.channel, "review mine"))


async def press_export(world: World, person: MemberActor | UserHandle) -> list[ResponseMessage]:
    """Presses *Export* in `/review mine`. Returns the messages with the files."""
    result = await person.click(await open_mine(person, world), label="Export")
    return [get_response(result), *result.followups]


async def read_files(messages: list[ResponseMessage]) -> dict[str, bytes]:
    return {file.filename: await file.read() for message in messages for file in message.attachments}


async def export(world: World, name: str = "alice") -> bytes:
    """A member's reviews as one JSON file."""
    return (await read_files(await press_export(world, world.member(name))))["kanso-reviews.json"]


async def import_file(world: World, data: bytes, name: str = "alice") -> str:
    """Sends a file to `/review import`. Returns the answer."""
    file = ("kanso-reviews.json", data)
    return get_answer(await world.member(name).slash(world.channel, "review import", file=file))


def list_exported(data: bytes) -> list[dict[str, Any]]:
    return json.loads(data)["reviews"]


def change(data: bytes, number: int = 0, **changes: Any) -> bytes:
    """The file with one review changed by hand."""
    archive = json.loads(data)
    archive["reviews"][number] |= changes
    return json.dumps(archive, indent=2).encode()


async def write_two(world: World) -> None:
    """Alice reviews Monster and Frieren, and edits the second review."""
    await world.write_review("alice", MONSTER, rating=4, body="Too slow for me.", spoilers=True)
    await world.write_review("alice", FRIEREN, rating=8, body="It begins well.")
    await send(world, await open_form(world, "edit"), body="It ends well.")


async def delete(world: World, anime: str, name: str = "alice") -> None:
    question = await call(world, "review delete", name, anime=anime)
    await world.member(name).click(question, label="Delete")


# Export


async def test_only_the_author_gets_all_their_reviews_as_json_and_as_markdown_in_their_language(world: World) -> None:
    await write_two(world)
    await world.write_review("ben", body="Mine.")

    messages = await press_export(world, world.member("alice"))

    assert len(messages) == 1
    assert messages[0].ephemeral
    assert "Here you go: 2 reviews" in messages[0].content
    files = await read_files(messages)
    assert list(files) == ["kanso-reviews.json", "kanso-reviews.zip"]
    monster, frieren = list_exported(files["kanso-reviews.json"])
    assert (monster["anime"]["key"], monster["text"], monster["rating"]) == (MONSTER, "Too slow for me.", 4)
    assert monster["spoilers"] is True
    assert (frieren["anime"]["key"], frieren["text"]) == (FRIEREN, "It ends well.")
    assert [version["text"] for version in frieren["versions"]] == ["It begins well."]
    with zipfile.ZipFile(io.BytesIO(files["kanso-reviews.zip"])) as archive:
        written = {name: archive.read(name).decode() for name in archive.namelist()}
    assert speak_pseudo("Not recommended") in written["Monster (mal-19).md"]
    texts = {read_pseudo(name): read_pseudo(text) for name, text in written.items()}
    assert len(texts) == 3
    assert "Too slow for me." in texts["Monster (mal-19).md"]
    (version,) = [text for name, text in texts.items() if name.endswith("(mal-52991)/version 1.md")]
    assert "It begins well." in version


async def test_an_export_works_in_private_messages_and_after_a_restart(world: World) -> None:
    await write_two(world)
    alice = world.member("alice").user
    mine = await open_mine(alice, world)
    await world.restart()

    result = await alice.click(mine, label="Export")

    files = await read_files([get_response(result)])
    assert len(list_exported(files["kanso-reviews.json"])) == 2


async def test_two_exports_of_the_same_reviews_differ_only_in_their_time(world: World) -> None:
    await write_two(world)
    first = await export(world)
    await world.env.advance_time(60)
    second = await export(world)
    assert first != second
    assert list_exported(first) == list_exported(second)


async def test_without_reviews_there_is_nothing_to_export(world: World) -> None:
    await world.write_review("alice")
    mine = await open_mine(world.member("alice"), world)
    await delete(world, FRIEREN)

    answer = get_answer(await world.member("alice").click(mine, label="Export"))

    assert "There is nothing to export, because you have no reviews yet." in answer


def make_archive(numbers: range, body: str) -> bytes:
    """A file of reviews of unknown titles, all with the same text."""
    reviews = [
        {
            "anime": {"key": f"mal/{10**8 + number}", "title": f"Lost Reel {number}"},
            "rating": 7,
            "verdict": "RECOMMENDED",
            "spoilers": False,
            "episodes": None,
            "text": body,
            "tags": [],
            "written_at": "2024-04-03T12:00:00Z",
            "edited_at": None,
            "versions": [],
        }
        for number in numbers
    ]
    return json.dumps({"format": "kanso-reviews", "version": 1, "reviews": reviews}, ensure_ascii=False).encode()


async def test_a_large_export_comes_in_several_files_that_can_each_be_imported(world: World) -> None:
    for start in (0, 50):
        await import_file(world, make_archive(range(start, start + 50), "感想" * 10_000))

    messages = await press_export(world, world.member("alice"))

    assert "Here you go: 100 reviews" in messages[0].content
    assert all(message.ephemeral for message in messages)
    files = await read_files(messages)
    assert list(files) == [f"kanso-reviews-{number}.{ending}" for ending in ("json", "zip") for number in (1, 2)]
    for number in (1, 2):
        await import_file(world, files[f"kanso-reviews-{number}.json"], "ben")
    theirs = await read_files(await press_export(world, world.member("ben")))
    for number in (1, 2):
        name = f"kanso-reviews-{number}.json"
        assert list_exported(theirs[name]) == list_exported(files[name])


async def test_people_are_told_where_to_get_the_files_that_discord_does_not_allow_here(world: World) -> None:
    for start in range(0, 1400, 200):
        await import_file(world, make_archive(range(start, start + 200), "a" * 20_000))

    in_private = await press_export(world, world.member("alice").user)

    assert len(in_private) == 5
    assert "Discord lets me send only 10 of 12 files here." in in_private[0].content
    assert len(await read_files(await press_export(world, world.member("alice")))) == 12


# Import


async def test_an_import_brings_deleted_reviews_back_as_they_were(world: World) -> None:
    await write_two(world)
    data = await export(world)
    await delete(world, MONSTER)
    await delete(world, FRIEREN)
    await world.restart()

    said = await import_file(world, data)

    assert "Imported **2 new reviews**. Nothing is posted yet. Post a review with `/review post`." in said
    assert await read_back(world) == "It ends well."
    assert list_exported(await export(world)) == list_exported(data)

    posted = await world.member("alice").slash(world.channel, "review post", anime=MONSTER)
    assert "4/10 · Not recommended" in get_text(get_card(world))
    assert posted.acknowledged


async def test_an_import_works_in_private_messages_and_for_another_person(world: World) -> None:
    await write_two(world)
    data = await export(world)
    ben = world.member("ben")

    result = await ben.user.slash("review import", file=("kanso-reviews.json", data))

    assert "Imported **2 new reviews**" in get_text(result)
    assert list_exported(await export(world, "ben")) == list_exported(data)


async def test_importing_a_file_twice_changes_nothing(world: World) -> None:
    await write_two(world)
    data = await export(world)

    for _ in range(2):
        said = await import_file(world, data)
        assert f"{NOTHING}. You already have 2 reviews from the file." in said
        assert "draft" not in said
        await world.restart()

    assert await list_drafts(world) == []
    assert list_exported(await export(world)) == list_exported(data)


async def test_a_text_that_differs_becomes_one_draft_and_can_replace_the_review(world: World) -> None:
    await world.write_review("alice", rating=8, body="It begins well.")
    other = change(await export(world), text="It ends well.", rating=10)

    said = await import_file(world, other)
    assert f"{NOTHING}. **1** differs" in said
    assert f"{NOTHING}. You already have 1 review from the file." in await import_file(world, other)
    assert await read_back(world) == "It begins well."
    await world.restart()

    (line,) = await list_drafts(world)
    assert line == "10/10 · It ends well."
    await world.member("alice").click(await open_draft(world, "It ends well."), label="Replace my review")
    assert await read_back(world) == "It ends well."
    assert await list_drafts(world) == []


async def test_nothing_is_imported_from_a_file_with_one_mistake(world: World) -> None:
    await write_two(world)
    data = await export(world)
    await delete(world, MONSTER)
    await delete(world, FRIEREN)

    said = await import_file(world, change(data, 1, rating=11))

    assert "Nothing was imported, because there is a problem with review 2, **" in said
    assert "`rating` must be a whole number from 1 to 10. Fix that and send the file again." in said
    assert "You have no reviews yet" in get_text(await call(world, "review mine"))
    assert await list_drafts(world) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b'{"format": "kanso-reviews", "version": 1, "reviews": [', "can't be read as JSON"),
        (b'{"format": "kanso-reviews", "version": 7, "reviews": []}', "from a newer Kanso"),
        (b'{"format": "kanso-reviews", "version": NaN, "reviews": []}', "can't be read as JSON"),
        (b'{"format": "kanso-reviews", "version": 1, "reviews": ' + b"[" * 100_000, "can't be read as JSON"),
        (b'{"format": "kanso-reviews", "version": 1, "reviews": [null]}', "review 1: `anime` is missing"),
        (b'{"x": "kanso-reviews"}', "isn't a file of exported reviews"),
    ],
    ids=["broken off", "newer", "NaN", "deep", "null", "other"],
)
async def test_a_file_that_is_not_an_export_is_refused(world: World, data: bytes, sentence: str) -> None:
    assert sentence in await import_file(world, data)


async def test_an_export_without_reviews_can_be_imported(world: World) -> None:
    empty = b'{"format": "kanso-reviews", "version": 1, "reviews": []}'
    assert await import_file(world, empty) == f"{NOTHING}."


# Titles


async def test_a_key_of_another_site_leads_to_the_same_title(world: World) -> None:
    await world.write_review("alice")
    data = await export(world)
    (key,) = [key for key in await world.bot.store.titles.list_keys(FRIEREN) if key.startswith("bangumi/")]
    title = list_exported(data)[0]["anime"]["title"]
    foreign = change(data, anime={"key": key, "title": title})

    assert f"{NOTHING}. You already have 1 review from the file." in await import_file(world, foreign)
    await import_file(world, foreign, "ben")
    assert list_exported(await export(world, "ben"))[0]["anime"]["key"] == FRIEREN


async def test_an_unknown_title_keeps_its_key_and_name(world: World) -> None:
    await world.write_review("alice")
    unknown = change(await export(world), anime={"key": "mal/99999999", "title": "Lost Reel"})

    await import_file(world, unknown, "ben")

    assert list_exported(await export(world, "ben")) == list_exported(unknown)
    shown = await world.member("ben").slash(world.channel, "review read", anime="mal/99999999")
    assert "Lost Reel" in get_text(shown)


async def review_own_title(world: World) -> bytes:
    """In private messages Alice adds a title and reviews it. Returns her export."""
    alice = world.member("alice").user
    question = get_response(await alice.slash("review write", anime=SECRET_SHOW, rating=7))
    form = await alice.click(question, label=f"Use “{SECRET_SHOW}” as it is")
    await alice.submit_modal(form, {"body": "I drew it."})
    return await export(world)


async def test_a_title_that_the_importer_added_is_found_again(world: World) -> None:
    data = await review_own_title(world)
    key = list_exported(data)[0]["anime"]["key"]
    assert f"{NOTHING}. You already have 1 review from the file." in await import_file(world, data)
    await delete(world, key)
    assert "Imported **1 new review**." in await import_file(world, data)
    assert list_exported(await export(world)) == list_exported(data)


async def test_a_title_that_somebody_else_added_is_added_again_once(world: World) -> None:
    data = await review_own_title(world)
    (theirs,) = list_exported(data)

    assert "Imported **1 new review**." in await import_file(world, data, "ben")
    assert f"{NOTHING}. You already have 1 review from the file." in await import_file(world, data, "ben")

    (own,) = list_exported(await export(world, "ben"))
    assert own["anime"]["title"] == SECRET_SHOW
    assert own["anime"]["key"] != theirs["anime"]["key"]
    choices = await world.member("ben").autocomplete(world.channel, "review read", "anime", SECRET_SHOW)
    assert [choice["value"] for choice in choices] == [own["anime"]["key"]]


async def test_two_people_can_import_their_own_titles_at_once(world: World) -> None:
    data = await review_own_title(world)
    (review,) = list_exported(data)
    for name in ("ben", "carol"):
        other = change(data, anime={"key": review["anime"]["key"], "title": f"The show of {name}"})
        person = world.member(name).user
        await person.slash("review import", file=("kanso-reviews.json", other))
    for name in ("ben", "carol"):
        assert list_exported(await export(world, name))[0]["anime"]["title"] == f"The show of {name}"


# Other files


async def test_a_review_that_mentions_exports_is_still_a_review(world: World) -> None:
    file = ("review.md", b'{This} is my review of the format "kanso-reviews".')
    await world.member("alice").slash(world.channel, "review import", anime=FRIEREN, rating=7, file=file)
    assert await read_back(world) == '{This} is my review of the format "kanso-reviews".'


SAMPLES = {"mal/52991": "frieren", "mal/1": "bebop", "mal/457": "mushishi", "mal/19": "monster"}


async def test_real_reviews_are_the_same_after_export_and_import(world: World) -> None:
    folder = Path(__file__).parents[3] / "docs" / "samples"
    for key, name in SAMPLES.items():
        body = (folder / f"{name}.md").read_text(encoding="utf-8").split("\n\n", 1)[1]
        file = ("review.md", body.encode())
        await world.member("alice").slash(world.channel, "review import", anime=key, rating=8, file=file)
    data = await export(world)
    assert len(list_exported(data)) == 4
    assert "Imported **4 new reviews**" in await import_file(world, data, "ben")
    assert list_exported(await export(world, "ben")) == list_exported(data)
