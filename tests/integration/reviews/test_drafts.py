"""Stories of texts that can't become reviews at once. None is lost, and each can be found again."""

import pytest

from cogs.reviews.writing.fields import FORM_LENGTH
from db.reviews.models import MAX_BODY_LENGTH
from tests.support.reviews import (
    FILM,
    FRIEREN,
    fill,
    get_last,
    list_drafts,
    open_draft,
    open_form,
    read_back,
    send,
    show_to_all,
)
from tests.support.titles import BROKEN_FILE, call, get_response, read_file
from tests.support.world import World, get_fields, get_labels, get_text

GONE = "That draft is gone: you posted or deleted it."


async def leave_behind(world: World, body: str, *, rating: int = 9, **typed: object) -> None:
    """Sends a form with a broken file, so that what Alice typed stays a draft."""
    form = await world.member("alice").slash(world.channel, "review write", anime=FRIEREN, rating=rating)
    await world.member("alice").submit_modal(form, {"body": body, "file": BROKEN_FILE, **typed})


async def leave_two(world: World) -> None:
    """Makes two drafts of Alice's: she sends the form from two devices on which it was open at the same time."""
    forms = [await open_form(world, "write", rating=rating) for rating in (9, 4)]
    for form, body in zip(forms, ("From the phone.", "From the desktop."), strict=True):
        await send(world, form, body=body, file=BROKEN_FILE)


def get_cards(world: World) -> list[str]:
    return [get_text(card) for card in world.channel.history(viewer=world.member("somebody"))]


# The next form


async def test_text_that_was_sent_with_a_bad_file_is_in_the_next_form(world: World) -> None:
    await leave_behind(world, "Half a thought.", more="And the rest.", verdict="MIXED_FEELINGS", spoilers=True)

    await world.restart()
    form = await open_form(world, "write", rating=5)
    assert fill(form) == {
        "verdict": "MIXED_FEELINGS",
        "spoilers": True,
        "body": "Half a thought.\n\nAnd the rest.",
        "more": "",
    }

    await world.restart()
    await send(world, form, spoilers=False)
    (card,) = get_cards(world)
    assert "5/10 · Mixed feelings" in card
    assert "Half a thought.\nAnd the rest." in card
    assert await list_drafts(world) == []


async def test_a_draft_for_one_title_is_not_offered_for_another(world: World) -> None:
    await leave_behind(world, "About elves.")

    form = await open_form(world, "write", anime=FILM, rating=5)

    assert fill(form)["body"] == ""


async def test_a_draft_is_kept_when_discord_fails_and_the_bot_restarts(world: World) -> None:
    form = await open_form(world, "write", rating=9)
    world.env.inject_error("POST", "/interactions/*/callback", status=500, times=None)
    await send(world, form, body="Not lost.", file=("rest.md", b"The rest."))
    world.env.backend.faults.clear()

    await world.restart()
    assert fill(await open_form(world, "write", rating=9))["body"] == "Not lost."


async def test_blank_fields_make_no_draft_and_hide_none(world: World) -> None:
    blank = await open_form(world, "write", rating=4)
    await leave_behind(world, "Half a thought.")
    await send(world, blank, body=" \n ", more="\n")

    assert await list_drafts(world) == ["9/10 · Half a thought."]
    assert fill(await open_form(world, "write", rating=9))["body"] == "Half a thought."


async def test_a_second_device_s_form_with_the_same_draft_makes_a_draft_of_its_own(world: World) -> None:
    await leave_behind(world, "Begun.")
    phone, desktop = await open_form(world, "write", rating=9), await open_form(world, "write", rating=4)
    await send(world, phone, body="Begun on the train.", file=BROKEN_FILE)
    await world.restart()
    await send(world, desktop, body="Begun at home.", file=BROKEN_FILE)

    assert await list_drafts(world) == ["4/10 · Begun at home.", "9/10 · Begun on the train."]


async def test_a_form_that_comes_back_empty_keeps_the_draft_in_it(world: World) -> None:
    await leave_behind(world, "Hours of work.")
    form = await open_form(world, "write", rating=9)

    await send(world, form, body="", file=BROKEN_FILE)

    assert await list_drafts(world) == ["9/10 · Hours of work."]
    assert fill(await open_form(world, "write", rating=9))["body"] == "Hours of work."


# All of them


async def test_all_drafts_of_a_title_are_kept_and_can_be_continued(world: World) -> None:
    await leave_two(world)
    assert await list_drafts(world) == ["4/10 · From the desktop.", "9/10 · From the phone."]

    draft = await open_draft(world, "From the phone.")
    assert "### Draft · [Frieren: Beyond the Journey's End](https://myanimelist.net/anime/52991)" in get_text(draft)
    assert "**9/10** · 15 characters\nFrom the phone." in get_text(draft)
    assert get_labels(draft) == ["Keep writing", "Post it", "As a file", "Delete the draft"]
    await world.restart()
    form = await world.member("alice").click(draft, label="Keep writing")
    assert fill(form)["body"] == "From the phone."
    await world.restart()
    await send(world, form, body="From the phone, and done.")

    assert "9/10" in get_cards(world)[0]
    assert "From the phone, and done." in get_cards(world)[0]
    assert await list_drafts(world) == ["4/10 · From the desktop."]


async def test_a_review_deletes_drafts_that_say_nothing_more(world: World) -> None:
    await leave_two(world)
    form = await open_form(world, "write", rating=9)

    await send(world, form, body="From the desktop. From the phone. From both.")

    assert await list_drafts(world) == []


async def test_a_draft_is_posted_as_it_is(world: World) -> None:
    await leave_behind(world, "Fine as it is. Really.", verdict="NOT_RECOMMENDED")
    draft = await open_draft(world, "Fine as it is.")

    await world.restart()
    posted = await world.member("alice").click(draft, label="Post it")
    assert "Fine as it is. Really." in get_cards(world)[0]
    assert "9/10 · Not recommended" in get_cards(world)[0]
    assert "Add to my list" in get_labels(get_last(posted))

    await world.restart()
    for label in ("Keep writing", "Post it", "As a file", "Delete the draft"):
        assert GONE in get_text(await world.member("alice").click(draft, label=label))
    assert len(get_cards(world)) == 1


async def test_a_draft_replaces_the_review_and_the_old_text_is_kept(world: World) -> None:
    await world.write_review("alice", body="The old text.")
    await leave_behind_beside_review(world, "The new text.")

    draft = await open_draft(world, "The new text.")
    assert get_labels(draft) == ["Keep writing", "Replace my review", "As a file", "Delete the draft"]
    await world.restart()
    saved = await world.member("alice").click(draft, label="Replace my review")

    assert "Saved." in get_text(saved)
    assert "Earlier versions" in get_labels(get_last(saved))
    assert await read_back(world) == "The new text."
    assert await list_drafts(world) == []


async def leave_behind_beside_review(world: World, body: str) -> None:
    """Edits on two devices at once, so that the second one's text stays a draft."""
    first, second = await open_form(world, "edit"), await open_form(world, "edit")
    await send(world, first, verdict="RECOMMENDED")
    await send(world, second, body=body)


async def test_a_draft_beside_a_review_is_continued_in_the_edit_form(world: World) -> None:
    await world.write_review("alice", body="The old text.")
    await leave_behind_beside_review(world, "The new text.")
    draft = await open_draft(world, "The new text.")

    await world.restart()
    form = await world.member("alice").click(draft, label="Keep writing")
    assert next(iter(get_fields(form))) == "Rating"
    assert fill(form)["body"] == "The new text."
    await send(world, form, body="The new text, and done.")

    assert await read_back(world) == "The new text, and done."
    assert await list_drafts(world) == []


async def test_a_draft_is_offered_to_replace_the_review(world: World) -> None:
    await world.write_review("alice", body="The old text.")
    await leave_behind_beside_review(world, "The new text.")

    await world.restart()
    offer = await call(world, "review write", anime=FRIEREN, rating=9)
    assert "You also have a draft (9/10, 13 characters), which can replace the old one." in get_text(offer)
    draft = await world.member("alice").click(offer, label="Open the draft")
    assert "The new text." in get_text(draft)
    await world.member("alice").click(offer, label="Replace my review")

    assert await read_back(world) == "The new text."


async def test_a_draft_that_is_thrown_away_is_handed_back_as_a_file(world: World) -> None:
    await leave_two(world)
    draft = await open_draft(world, "From the phone.")
    assert await read_file(get_response(await world.member("alice").click(draft, label="As a file"))) == (
        "From the phone."
    )

    await world.restart()
    gone = get_response(await world.member("alice").click(draft, label="Delete the draft"))

    assert await read_file(gone) == "From the phone."
    assert await list_drafts(world) == ["4/10 · From the desktop."]


@pytest.mark.parametrize("label", ["Keep writing", "Post it", "As a file", "Delete the draft"])
async def test_nobody_can_get_at_somebody_else_s_draft(world: World, label: str) -> None:
    await leave_behind(world, "Mine alone.")
    draft = show_to_all(world, await open_draft(world, "Mine alone."))

    refusal = await world.member("ben").click(draft, label=label)

    assert GONE in get_text(refusal)
    assert await list_drafts(world) == ["9/10 · Mine alone."]
    assert await list_drafts(world, "ben") == []


# Longer than a form


async def test_a_draft_longer_than_a_form_is_kept_whole(world: World) -> None:
    alice = world.member("alice")
    typed, file = "a" * FORM_LENGTH, "b" * (MAX_BODY_LENGTH - FORM_LENGTH + 1)
    form = await open_form(world, "write", rating=9)
    halves = {"body": typed[:4000], "more": typed[4000:]}
    refusal = get_response(await send(world, form, **halves, file=("rest.md", file.encode())))
    assert "The review has 20,001 characters. It can have at most 20,000, so shorten it by 1." in get_text(refusal)

    await world.restart()
    draft = get_response(await alice.click(refusal, label="Open the draft"))
    assert "20,001 characters" in get_text(draft)
    assert get_labels(draft) == ["Send the changed file", "Post it", "As a file", "Delete the draft"]
    assert await read_file(get_response(await alice.click(draft, label="As a file"))) == typed + file
    assert "shorten it by 1" in get_text(await alice.click(draft, label="Post it"))
    assert get_cards(world) == []

    shorter = ("review.md", (typed + file)[1:].encode())
    sent = await alice.submit_modal(await alice.click(draft, label="Send the changed file"), {"file": shorter})
    assert "is posted" in get_text(sent)
    assert await read_back(world) == (typed + file)[1:]


async def test_text_typed_into_the_empty_form_of_a_long_draft_does_not_replace_it(world: World) -> None:
    form = await open_form(world, "write", rating=9)
    await send(world, form, body="Short. " * 500, file=("rest.md", b"a" * 19_000))
    draft = await open_draft(world, "Short.")

    empty = await world.member("alice").click(draft, label="Send the changed file")
    await send(world, empty, body="And this.")

    assert await read_back(world) == "And this."
    (left,) = await list_drafts(world)
    assert left.startswith("9/10 · Short.")


# A review that is gone


@pytest.mark.parametrize("command", ["edit", "continue"])
async def test_text_for_a_review_that_was_deleted_meanwhile_is_a_draft(world: World, command: str) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    form = await open_form(world, command)
    question = await call(world, "review delete", anime=FRIEREN)
    await alice.click(question, label="Delete")

    await world.restart()
    refusal = await send(world, form, body="Too good to lose.")
    assert "This review is gone: you deleted it. Your text is saved as a draft." in get_text(refusal)

    await world.restart()
    assert fill(await open_form(world, "write", rating=9))["body"] == "Too good to lose."
