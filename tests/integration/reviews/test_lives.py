"""Long stories: the whole life of a review, the life of an author, and people who write at the same time."""

import json
import sqlite3
from contextlib import closing
from typing import Any

from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import ResponseMessage

from tests.support.cards import get_card, get_line, react
from tests.support.forums import create_forum, get_thread, get_whole_text, post_in
from tests.support.reviews import (
    FILM,
    FRIEREN,
    list_drafts,
    open_draft,
    open_form,
    open_panel,
    read_back,
    send,
)
from tests.support.titles import BROKEN_FILE, call, get_response, read_file
from tests.support.world import World, get_labels, get_text

MONSTER = "mal/19"
SENTENCES = 320
PARTS = [f"Part {number}. " + "It is slow, and that is its strength. " * (SENTENCES // 4) for number in range(1, 5)]
WHOLE = "\n\n".join(part.strip() for part in PARTS)
"""Too long for a form, and for one page."""


def get_cards(channel: ChannelHandle) -> list[str]:
    """What everybody sees in a channel."""
    return [get_text(message) for message in channel.history() if not message.flags.ephemeral]


def count_rows(world: World) -> dict[str, int]:
    """How many rows the database has about reviews."""
    tables = ("reviews", "review_versions", "drafts", "posts", "post_pages", "votes", "spoiler_flags")
    with closing(sqlite3.connect(world.settings.database_path)) as connection:
        return {name: connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables}


async def count_places(world: World) -> str:
    """The line of `/review mine` with the posts and the votes of Alice's only review."""
    return next(line for line in get_text(await call(world, "review mine")).splitlines() if line.startswith("-# in "))


async def count_versions(world: World) -> int:
    """The number of earlier versions of Alice's newest review."""
    menu = await world.member("alice").click(await open_panel(world), label="Earlier versions")
    return get_text(menu).count(" characters")


async def read_pages(world: World, reader: MemberActor, page: ResponseMessage) -> str:
    """All pages of the reader, with a restart before each turn."""
    text = get_text(page)
    while "Next" in get_labels(page):
        await world.restart()
        page = get_response(await reader.click(page, label="Next"))
        text += get_text(page)
    return text


async def change_file(world: World, old: str, new: str, **fields: Any) -> None:
    """Edits Alice's long review as a file, with a restart before it is sent back."""
    brought = await call(world, "review edit", anime=FRIEREN)
    text = await read_file(brought)
    form = await world.member("alice").click(brought, label="Send the changed file")
    await world.restart()
    file = ("review.md", text.replace(old, new).encode())
    assert "Saved." in get_text(await send(world, form, file=file, **fields))


async def flag(world: World, *names: str) -> None:
    for name in names:
        page = await call(world, "review read", name, anime=FRIEREN, member=world.member("alice"))
        assert "Thank you." in get_text(await world.member(name).click(page, label="Flag a spoiler"))


async def delete(world: World, anime: str = FRIEREN) -> ResponseMessage:
    question = await call(world, "review delete", anime=anime)
    return get_response(await world.member("alice").click(question, label="Delete"))


async def test_the_whole_life_of_a_long_review(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    elsewhere = world.env.create_guild("Book club")
    their_channel = elsewhere.create_text_channel("talk")
    alice_there = elsewhere.add_member(alice.user)
    dan = elsewhere.add_member(world.env.create_user("dan"))
    lounge, attic, hall = map(world.guild.create_text_channel, ("lounge", "attic", "hall"))
    forum = create_forum(world, "Recommended", "Mixed feelings")
    world.env.backend.create_thread(hall.id, "Frieren", ben.id)
    (thread,) = hall.threads

    # It is written on a phone in parts, and the first try goes wrong.
    form = await open_form(world, "write", rating=9)
    await world.restart()
    refusal = await send(world, form, body=PARTS[0].strip(), file=BROKEN_FILE)
    assert "Your text is saved as a draft." in get_text(refusal)
    await world.restart()
    await send(world, await open_form(world, "write", rating=9), file=("rest.md", PARTS[1].encode()))
    for part in PARTS[2:]:
        more = await open_form(world, "continue")
        await world.restart()
        await send(world, more, body=part)
    assert await read_back(world) == WHOLE
    assert await list_drafts(world) == []

    # It is posted in other places, and each server shows its own posts.
    for channel in (lounge, attic, forum, thread):
        await world.restart()
        assert "Posted: " in get_text(await post_in(world, channel))
    assert "There are no reviews here yet" in get_text(await dan.slash(their_channel, "review browse"))
    assert "No one has posted a review" in get_text(await dan.slash(their_channel, "review read", anime=FRIEREN))
    await alice_there.slash(their_channel, "review post", anime=FRIEREN)
    assert "Frieren" in get_text(await dan.slash(their_channel, "review browse", member=alice.user))
    assert await count_places(world) == "-# in 6 places"

    # It is read and liked.
    for reader, channel in ((ben, lounge), (dan, their_channel)):
        page = get_response(await reader.click(get_card(world, channel), label="Read"))
        assert (await read_pages(world, reader, page)).count("its strength") == SENTENCES
        assert await read_file(get_response(await reader.click(page, label="As a file"))) == WHOLE
    assert get_whole_text(world, get_thread(forum)).count("its strength") == SENTENCES
    elsewhere.add_member(world.member("carol").user)
    await react(world, get_card(world, lounge), "ben +👍", "carol +👍")
    await react(world, get_card(world, their_channel), "carol +👍", "carol +❤️")
    for channel in (lounge, attic, thread, their_channel):
        assert get_line(get_card(world, channel)) == "👍 Nice 2 · ❤️ Love it 1 · 😂 Funny 0"

    # Readers find a spoiler in it. Its author changes the passage, which removes the wall.
    await flag(world, "ben", "carol")
    await world.restart()
    await flag(world, "erin")
    for channel in (world.channel, lounge, attic, thread, their_channel, get_thread(forum)):
        (card,) = get_cards(channel)
        assert "This review contains spoilers." in card
        assert "Part 1." not in card
    assert "so it now has a spoiler warning" in get_text(await alice.slash(world.channel, "review mine"))
    await change_file(world, "Part 1.", "Part one.", spoilers=False)
    for channel in (world.channel, lounge, attic, thread, their_channel, get_thread(forum)):
        assert "Part one." in get_cards(channel)[0]
    assert get_whole_text(world, get_thread(forum)).count("its strength") == SENTENCES

    # A card, a thread, a channel and a server are deleted, and nothing else with them.
    world.env.backend.delete_message(world.channel.id, get_card(world).id)
    await change_file(world, "Part one.", "Part I.")
    assert (await count_places(world)).startswith("-# in 5 places")
    for number, channel in ((4, thread), (3, attic)):
        world.env.backend.delete_channel(channel.id)
        await world.env.settle()
        assert (await count_places(world)).startswith(f"-# in {number} places")
    world.env.backend.remove_guild(elsewhere.id)
    await world.env.settle()
    assert await count_places(world) == "-# in 2 places · 👍 2 · ❤️ 1"
    await change_file(world, "Part I.", "The first part.")
    assert get_cards(world.channel) == []
    for channel in (lounge, get_thread(forum)):
        assert "The first part." in get_cards(channel)[0]
    assert await read_back(world) == WHOLE.replace("Part 1.", "The first part.")

    # It is deleted, brought back, and in the end deleted for good.
    deleted = await delete(world)
    assert get_cards(lounge) == forum.threads == []
    assert "There are no reviews here yet" in get_text(await call(world, "review browse", "ben"))
    await world.env.advance_time(14 * 60)
    await world.restart()
    await alice.click(deleted, label="Undo")
    await world.restart()
    assert len(get_cards(lounge)) == 1
    assert get_line(get_card(world, lounge)) == "👍 Nice 2 · ❤️ Love it 1 · 😂 Funny 0"
    assert get_whole_text(world, get_thread(forum)).count("its strength") == SENTENCES
    assert await count_versions(world) == 5
    await flag(world, "ben")
    assert 0 not in [rows for table, rows in count_rows(world).items() if table != "drafts"]
    deleted = await delete(world)
    await world.restart()
    await world.env.advance_time(2 * 60 * 60)
    assert "It's too late" in get_text(await alice.click(deleted, label="Undo"))
    assert get_cards(lounge) == forum.threads == []
    assert set(count_rows(world).values()) == {0}


async def test_the_life_of_an_author(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", FILM, rating=6, body="A film for one evening.")
    await world.write_review("alice", MONSTER, rating=3, body="Johan did it.", spoilers=True)
    await world.write_review("alice", FRIEREN, rating=8, body="It begins well.")
    await world.write_review("ben", FRIEREN, rating=10, body="The best there is.")
    await send(world, await open_form(world, "edit"), body="It ends well.", rating=["9"])

    # A second text for the same anime is a draft until she lets it replace the first one.
    await world.restart()
    file = ("again.md", b"I have seen it again.")
    second = get_response(await alice.slash(world.channel, "review import", file=file, anime=FRIEREN, rating=10))
    assert "You already reviewed" in get_text(second)
    assert await list_drafts(world) == ["10/10 · I have seen it again."]
    await world.restart()
    await alice.click(await open_draft(world, "I have seen it again."), label="Replace my review")
    assert await read_back(world) == "I have seen it again."
    assert await list_drafts(world) == []

    # The earlier versions are kept, and the first of them comes back.
    versions = get_response(await alice.click(await open_panel(world), label="Earlier versions"))
    await world.restart()
    version = get_response(await alice.select(versions, ["1"]))
    assert "It begins well." in get_text(version)
    await alice.click(version, label="Restore this version")
    assert await read_back(world) == "It begins well."

    # Everything is exported and deleted, and stays deleted.
    exported = get_response(await alice.click(await call(world, "review mine"), label="Export"))
    files = {file.filename: await file.read() for file in exported.attachments}
    assert "kanso-reviews.zip" in files
    (frieren,) = [each for each in json.loads(files["kanso-reviews.json"])["reviews"] if each["rating"] == 8]
    texts = ["It begins well.", "It ends well.", "I have seen it again."]
    assert [each["text"] for each in frieren["versions"]] == texts
    for anime in (FILM, MONSTER, FRIEREN):
        await delete(world, anime)
    await world.restart()
    await world.env.advance_time(2 * 60 * 60)
    assert "You have no reviews yet" in get_text(await call(world, "review mine"))
    assert count_rows(world)["review_versions"] == 0
    assert "It begins well." not in get_text(await call(world, "review browse", "ben"))

    # It is imported again, and shown where she posts it.
    file = ("kanso-reviews.json", files["kanso-reviews.json"])
    assert "Imported **3 new reviews**" in get_text(await alice.slash(world.channel, "review import", file=file))
    await world.restart()
    assert "No reviews match that." in get_text(await call(world, "review browse", "ben", member=alice))
    for anime in (FILM, MONSTER, FRIEREN):
        await alice.slash(world.channel, "review post", anime=anime)
    await react(world, get_card(world), "ben +👍", "carol +👍")
    assert await count_versions(world) == 3

    # She leaves. Her reviews stay, and others find and read them.
    world.guild.remove_member(alice)
    await world.restart()
    page = await call(world, "review browse", "carol", member=alice.user, sort="most-reacted")
    assert "**1.** [Frieren" in get_text(page)
    assert "2 reactions" in get_text(page)
    assert "Johan" not in get_text(page)
    liked = get_text(await call(world, "review browse", "carol", minimum=8))
    assert "It begins well." in liked
    assert "A film for one evening." not in liked
    assert "Monster" not in get_text(await call(world, "review browse", "carol", without_spoilers=True))
    assert "Frieren" not in get_text(await call(world, "review browse", "carol", verdict="NOT_RECOMMENDED"))
    wall = await call(world, "review read", "carol", anime=MONSTER, member=alice.user)
    assert "Johan did it." in get_text(await world.member("carol").click(wall, label="Show spoilers"))


async def test_two_people_on_two_devices_each_lose_nothing(world: World) -> None:
    people = ("alice", "ben")
    devices = [(name, device) for device in ("phone", "desktop") for name in people]

    # All four devices have the form open when the first one sends.
    forms = {(name, device): await open_form(world, "write", name, rating=9) for name, device in devices}
    await world.restart()
    for (name, device), form in forms.items():
        answer = await send(world, form, name, body=f"{name} on {device}.")
        if device == "desktop":
            assert "Your new text is saved as a draft, which can replace the old one." in get_text(answer)
    assert len(get_cards(world.channel)) == 2
    for name in people:
        assert await read_back(world, name) == f"{name} on phone."
        assert await list_drafts(world, name) == [f"9/10 · {name} on desktop."]
        draft = await open_draft(world, f"{name} on desktop.", name)
        await world.member(name).click(draft, label="Delete the draft")

    # All four edit what they saw. The second of each two is told.
    forms = {(name, device): await open_form(world, "edit", name) for name, device in reversed(devices)}
    await world.restart()
    answers = {key: await send(world, form, key[0], body=f"{key[0]} edits on {key[1]}.") for key, form in forms.items()}
    for name in people:
        assert "Saved." in get_text(answers[name, "desktop"])
        assert "Your new text is saved as a draft. Which one do you want to keep?" in get_text(answers[name, "phone"])
        assert await read_back(world, name) == f"{name} edits on desktop."
    await world.restart()
    await world.member("alice").click(get_response(answers["alice", "phone"]), label="Replace my review")
    assert await read_back(world, "alice") == "alice edits on phone."
    assert await list_drafts(world, "alice") == []
    assert await read_back(world, "ben") == "ben edits on desktop."
    assert await list_drafts(world, "ben") == ["9/10 · ben edits on phone."]

    # One device deletes while the other one adds to the review.
    more = await open_form(world, "continue", "alice")
    deleted = await delete(world)
    kept = await send(world, more, body="One more thing.")
    assert "This review is gone: you deleted it. Your text is saved as a draft." in get_text(kept)
    await world.restart()
    await world.member("alice").click(deleted, label="Undo")
    assert await list_drafts(world, "alice") == ["9/10 · One more thing."]
    bens, alices = get_cards(world.channel)
    assert "ben edits on desktop." in bens
    assert "alice edits on phone." in alices
    assert "One more thing." not in alices
