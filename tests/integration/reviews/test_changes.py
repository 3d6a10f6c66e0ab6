"""Stories of reviews that are changed, continued, deleted and brought back."""

import sqlite3
from contextlib import closing

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.support.world import World, get_fields, get_labels, get_text

FRIEREN = "mal/52991"


def get_cards(world: World, channel: ChannelHandle | None = None) -> list[discord.Message]:
    """The messages in a channel that everybody sees."""
    return (channel or world.channel).history(viewer=world.member("somebody"))


def get_response(result: InteractionResult) -> ResponseMessage:
    assert result.response is not None
    return result.response


# Editing


async def test_an_edit_changes_every_card_and_says_so(world: World) -> None:
    alice = world.member("alice")
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice")
    posted = await alice.slash(world.channel, "review post", anime=FRIEREN, channel=lounge)
    assert "Posted: https://discord.com/channels/" in get_text(posted)
    assert "edited" not in get_text(get_cards(world, lounge)[0])

    form = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    fields = get_fields(form)
    assert list(fields) == ["Rating", "Verdict", "Spoilers", "Review", "More text"]
    assert fields["Review"]["value"] == "A quiet masterpiece. I cried."
    assert [option["label"] for option in fields["Rating"]["options"] if option.get("default")] == ["9/10"]
    changes = {"rating": ["6"], "verdict": "MIXED_FEELINGS", "body": "On second thought, loud."}
    saved = await alice.submit_modal(form, changes)

    assert "Saved" in get_text(saved)
    for card in (get_cards(world)[0], get_cards(world, lounge)[0]):
        assert "6/10 · Mixed feelings" in get_text(card)
        assert "On second thought, loud." in get_text(card)
        assert "A quiet masterpiece." not in get_text(card)
        assert " · edited <t:" in get_text(card)


async def test_a_deleted_card_does_not_prevent_an_edit(world: World) -> None:
    alice = world.member("alice")
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice")
    await alice.slash(world.channel, "review post", anime=FRIEREN, channel=lounge)
    world.env.backend.delete_message(world.channel.id, get_cards(world)[0].id)

    form = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    await alice.submit_modal(form, {"rating": ["9"], "body": "Still good."})

    assert "Still good." in get_text(get_cards(world, lounge)[0])


async def test_forms_that_change_a_review_survive_a_restart(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    edit = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    await world.restart()
    await alice.submit_modal(edit, {"rating": ["9"], "body": "Changed."})
    more = await alice.slash(world.channel, "review continue", anime=FRIEREN)
    await world.restart()
    await alice.submit_modal(more, {"body": "Continued."})

    assert "Changed.\nContinued." in get_text(get_cards(world)[0])


async def test_an_edit_from_a_second_device_does_not_silently_overwrite_the_first(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    phone = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    desktop = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    await alice.submit_modal(phone, {"rating": ["9"], "body": "From the phone."})

    second = await alice.submit_modal(desktop, {"rating": ["9"], "body": "From the desktop."})
    assert "Your new text is saved as a draft. Which one do you want to keep?" in get_text(second)
    assert "From the phone." in get_text(get_cards(world)[0])
    await alice.click(get_response(second), label="Replace my review")
    assert "From the desktop." in get_text(get_cards(world)[0])


async def test_a_review_sent_back_empty_stays_as_it_was(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    form = await alice.slash(world.channel, "review edit", anime=FRIEREN)

    refusal = await alice.submit_modal(form, {"rating": ["9"], "body": ""})

    assert "The review is empty" in get_text(refusal)
    assert "A quiet masterpiece." in get_text(get_cards(world)[0])
    again = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)
    assert get_labels(again.response) == ["Edit", "Read"]


async def test_a_review_too_long_for_a_form_is_edited_as_a_file_and_stays_hidden(world: World) -> None:
    alice = world.member("alice")
    long = "They marry. " * 1000
    await world.write_review("alice", body="", spoilers=True, verdict="MIXED_FEELINGS", file=("long.md", long.encode()))

    answer = get_response(await alice.slash(world.channel, "review edit", anime=FRIEREN))
    assert "longer than a form can hold" in get_text(answer)
    assert get_labels(answer) == ["Send the changed file", "Add more", "Delete"]
    (file,) = answer.attachments
    assert (await file.read()).decode() == long.strip()

    changed = ("review.md", (await file.read()).replace(b"marry", b"part"))
    form = await alice.click(answer, label="Send the changed file")
    await world.restart()
    values = {"rating": ["9"], "verdict": "MIXED_FEELINGS", "spoilers": True, "file": changed}
    assert "Saved" in get_text(await alice.submit_modal(form, values))
    text = get_text(get_cards(world)[0])
    assert "9/10 · Mixed feelings" in text
    assert "This review contains spoilers." in text
    assert "They part." in get_text(await alice.slash(world.channel, "review read", anime=FRIEREN))


async def test_an_addition_that_makes_a_review_too_long_is_handed_back(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="", file=("long.md", b"a" * 19_990))
    form = await alice.slash(world.channel, "review continue", anime=FRIEREN)

    refusal = get_response(await alice.submit_modal(form, {"body": "One more thing."}))

    assert "The review has 20,007 characters. It can have at most 20,000, so shorten it by 7." in get_text(refusal)
    draft = get_response(await alice.click(refusal, label="Open the draft"))
    kept = get_response(await alice.click(draft, label="As a file"))
    assert await kept.attachments[0].read() == b"a" * 19_990 + b"\n\nOne more thing."


async def test_adding_nothing_is_refused(world: World) -> None:
    await world.write_review("alice")
    form = await world.member("alice").slash(world.channel, "review continue", anime=FRIEREN)

    assert "Nothing was added" in get_text(await world.member("alice").submit_modal(form, {"body": " "}))


@pytest.mark.parametrize("command", ["edit", "continue", "delete", "post"])
async def test_nobody_can_change_a_review_by_somebody_else(world: World, command: str) -> None:
    await world.write_review("alice")

    refusal = await world.member("ben").slash(world.channel, f"review {command}", anime=FRIEREN)

    assert "You haven't reviewed Frieren: Beyond the Journey's End (TV, 2023) yet." in get_text(refusal)


async def test_the_menu_of_a_card_lets_only_its_author_change_it(world: World) -> None:
    await world.write_review("alice")

    menu = await world.member("ben").click(get_cards(world)[0], label="⋯")

    assert get_labels(menu.response) == ["Discuss", "Flag a spoiler"]


async def test_somebody_else_s_button_is_refused(world: World) -> None:
    await world.write_review("alice")
    menu = get_response(await world.member("alice").click(get_cards(world)[0], label="⋯"))
    world.env.backend.get_message(menu.channel_id, menu.id).flags &= ~discord.MessageFlags(ephemeral=True).value

    refusal = await world.member("ben").click(menu, label="Edit")

    assert f"This is <@{world.member('alice').id}>'s review, so only they can change it." in get_text(refusal)


# Deleting


async def ask_to_delete(world: World) -> ResponseMessage:
    return get_response(await world.member("alice").slash(world.channel, "review delete", anime=FRIEREN))


async def test_deleting_asks_first(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")

    question = await ask_to_delete(world)
    assert "Delete your review of **Frieren: Beyond the Journey's End** everywhere it is posted?" in get_text(question)
    assert get_labels(question) == ["Delete", "Keep"]
    kept = await alice.click(question, label="Keep")

    assert get_text(kept) == "Your review stays."
    assert len(get_cards(world)) == 1


async def test_a_deleted_review_is_gone_from_every_channel_and_can_be_brought_back(world: World) -> None:
    alice = world.member("alice")
    lounge = world.guild.create_text_channel("lounge")
    await world.write_review("alice")
    await alice.slash(world.channel, "review post", anime=FRIEREN, channel=lounge)

    question = await ask_to_delete(world)
    await world.restart()
    deleted = get_response(await alice.click(question, label="Delete"))
    assert "is deleted. You can undo this for 15 minutes." in get_text(deleted)
    assert get_labels(deleted) == ["Undo"]
    assert get_cards(world) == get_cards(world, lounge) == []
    assert "No one has posted" in get_text(await alice.slash(world.channel, "review read", anime=FRIEREN))

    await world.restart()
    assert "is back" in get_text(await alice.click(deleted, label="Undo"))
    assert "A quiet masterpiece." in get_text(await alice.slash(world.channel, "review read", anime=FRIEREN))
    await alice.slash(world.channel, "review post", anime=FRIEREN)
    assert "A quiet masterpiece." in get_text(get_cards(world)[0])


@pytest.mark.parametrize(("seconds", "sentence"), [(890, "is back"), (901, "It's too late to undo that")])
async def test_a_deletion_can_be_undone_for_15_minutes(world: World, seconds: int, sentence: str) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    deleted = get_response(await alice.click(await ask_to_delete(world), label="Delete"))

    await world.env.advance_time(seconds)

    assert sentence in get_text(await alice.click(deleted, label="Undo"))


async def test_a_deletion_cannot_be_undone_once_there_is_a_new_review(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    deleted = get_response(await alice.click(await ask_to_delete(world), label="Delete"))
    await world.write_review("alice", body="Another try.")

    assert "It's too late to undo that" in get_text(await alice.click(deleted, label="Undo"))
    assert "Another try." in get_text(get_cards(world)[0])


async def test_a_card_that_outlives_its_review_says_that_it_is_gone(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    await world.write_review("alice")
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=403, code=50013)
    await alice.click(await ask_to_delete(world), label="Delete")

    (card,) = get_cards(world)
    for label in ("Read", "Show all", "⋯"):
        assert "This review is gone: its author deleted it." in get_text(await ben.click(card, label=label))


async def test_cards_are_taken_down_even_if_discord_fails_to_say_so(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    question = await ask_to_delete(world)

    world.env.inject_error("POST", "/interactions/*/callback", status=500)
    await alice.click(question, label="Delete")

    assert get_cards(world) == []


async def test_text_for_a_review_that_is_gone_is_handed_back(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    form = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    await alice.click(await ask_to_delete(world), label="Delete")

    refusal = get_response(await alice.submit_modal(form, {"rating": ["9"], "body": "A better text."}))

    assert "This review is gone" in get_text(refusal)
    assert "Your text is saved as a draft." in get_text(refusal)
    form = await alice.click(refusal, label="Back to the form")
    await alice.submit_modal(form, {"body": get_fields(form)["Review"]["value"]})
    assert "A better text." in get_text(get_cards(world)[0])


async def test_a_draft_survives_another_edit(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="First.")
    slow = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    quick = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    await alice.submit_modal(quick, {"rating": ["9"], "body": "Second."})
    refusal = get_response(await alice.submit_modal(slow, {"rating": ["9"], "body": "Kept."}))

    third = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    await alice.submit_modal(third, {"rating": ["9"], "body": "Third."})
    await alice.click(refusal, label="Replace my review")

    assert "Kept." in get_text(await alice.slash(world.channel, "review read", anime=FRIEREN))


async def test_a_card_that_could_not_be_deleted_at_first_is_deleted_in_the_end(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    question = await ask_to_delete(world)
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=503, times=2)

    await alice.click(question, label="Delete")
    await world.env.settle()

    assert not any("A quiet masterpiece." in get_text(message) for message in world.channel.history())


async def test_a_deleted_review_is_gone_for_good_when_it_is_too_late_to_undo_that(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="To be forgotten.")
    await alice.click(await ask_to_delete(world), label="Delete")

    await world.env.advance_time(2 * 60 * 60)

    with closing(sqlite3.connect(world.settings.database_path)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM reviews").fetchone() == (0,)


async def test_a_button_of_a_deleted_review_offers_its_author_an_undo(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")
    panel = get_response(await alice.click(get_cards(world)[0], label="⋯"))
    await alice.click(await ask_to_delete(world), label="Delete")
    await world.restart()

    refusal = get_response(await alice.click(panel, label="Add more"))

    assert get_text(refusal).startswith("You deleted this review.")
    await alice.click(refusal, label="Undo")
    assert "A quiet masterpiece." in get_text(get_cards(world)[0])
