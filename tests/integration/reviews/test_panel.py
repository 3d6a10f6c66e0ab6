"""Stories of the panel that authors get after they write or change a review."""

import pytest

from db.lists.models import Entry, ListStatus, PartialDate, Priority
from tests.support.reviews import (
    FRIEREN,
    fill,
    get_last,
    hand_over,
    open_form,
    open_panel,
    read_back,
    send,
    show_to_all,
)
from tests.support.titles import call, get_response
from tests.support.world import World, get_labels, get_text

BUTTONS = ["Edit", "Add more", "Post elsewhere", "Delete", "Read", "Add to my list"]
BODY = "A quiet masterpiece. I cried."
LONG = "word " * 3000


def get_card(world: World) -> str:
    (card,) = world.channel.history(viewer=world.member("somebody"))
    return get_text(card)


# The content of the panel


async def test_the_panel_follows_the_card_of_a_new_review(world: World) -> None:
    posted = await world.write_review("alice", body=BODY)

    panel = get_last(posted)
    assert panel.ephemeral
    assert "is posted" in get_text(panel)
    assert BODY not in get_text(panel)
    assert get_labels(panel) == BUTTONS


@pytest.mark.parametrize("command", ["edit", "continue"])
async def test_the_panel_after_a_change_shows_the_card(world: World, command: str) -> None:
    await world.write_review("alice", body=BODY)

    form = await open_form(world, command)
    await world.restart()
    panel = get_last(await send(world, form, body="And I laughed."))

    assert panel.ephemeral
    text = get_text(panel)
    assert "Saved. Its cards update in a moment." in text
    for line in get_card(world).splitlines():
        assert line in text or line in ("Show all", "⋯")
    assert (
        f"Posted in [\\#reviews (Anime club)](https://discord.com/channels/{world.guild.id}/{world.channel.id}/" in text
    )
    assert get_labels(panel) == [*BUTTONS, "Earlier versions"]


async def test_every_button_of_the_panel_survives_a_restart(world: World) -> None:
    alice = world.member("alice")
    panel = get_last(await world.write_review("alice", body=BODY))

    await world.restart()
    assert fill(await alice.click(panel, label="Edit"))["body"] == BODY
    assert fill(await alice.click(panel, label="Add more")) == {"body": "", "more": ""}
    assert "Where in this server?" in get_text(await alice.click(panel, label="Post elsewhere"))
    assert "everywhere it is posted?" in get_text(await alice.click(panel, label="Delete"))
    assert BODY in get_text(await alice.click(panel, label="Read"))
    assert "On your list" in get_text(await alice.click(panel, label="Add to my list"))


@pytest.mark.parametrize("label", [*BUTTONS, "Earlier versions"])
async def test_nobody_else_can_use_the_panel(world: World, label: str) -> None:
    await world.write_review("alice", body=BODY)
    panel = show_to_all(world, get_last(await send(world, await open_form(world, "edit"), body=f"{BODY} Twice.")))

    shown = await world.member("ben").click(panel, label=label)

    if label == "Read":
        assert "Twice." in get_text(shown)
    else:
        assert f"This is <@{world.member('alice').id}>'s review, so only they can change it." in get_text(shown)
    assert await world.bot.store.lists.get(user_id=world.member("ben").id, anime_key=FRIEREN) is None


@pytest.mark.parametrize("command", ["edit", "continue"])
async def test_nobody_else_can_send_the_form_and_what_they_typed_is_kept(world: World, command: str) -> None:
    await world.write_review("alice", body=BODY)
    form = hand_over(await open_form(world, command), world.member("ben"))

    refusal = get_response(await send(world, form, "ben", body="I hated it."))

    assert "This review is gone" in get_text(refusal)
    assert refusal.ephemeral
    assert await read_back(world) == BODY
    assert BODY in get_card(world)
    kept = await world.member("ben").click(refusal, label="Back to the form")
    assert fill(kept)["body"] == "I hated it."


async def test_nobody_else_can_replace_a_review_with_its_author_s_draft(world: World) -> None:
    await world.write_review("alice", body=BODY)
    desktop = await open_form(world, "edit")
    await send(world, await open_form(world, "edit"), body="From the phone.")
    told = show_to_all(world, get_response(await send(world, desktop, body="From the desktop.")))

    await world.member("ben").click(told, label="Replace my review")

    assert await read_back(world) == "From the phone."


@pytest.mark.parametrize("command", ["edit", "continue"])
async def test_a_change_is_saved_even_if_the_answer_fails(world: World, command: str) -> None:
    await world.write_review("alice", body=BODY)
    form = await open_form(world, command)

    world.env.inject_error("POST", "/interactions/*/callback", status=500)
    refusal = await send(world, form, body="Not lost.")
    assert "Something went wrong on my side." in get_text(refusal)

    await world.restart()
    assert (await read_back(world)).endswith("Not lost.")
    assert "Not lost." in get_card(world)


# Elsewhere


async def test_a_review_is_posted_in_a_channel_chosen_from_the_menu(world: World) -> None:
    alice = world.member("alice")
    lounge = world.guild.create_text_channel("lounge")
    panel = get_last(await world.write_review("alice", body=BODY))

    menu = get_response(await alice.click(panel, label="Post elsewhere"))
    await world.restart()
    posted = await alice.select(menu, [lounge])

    assert BODY in get_text(lounge.history(viewer=world.member("somebody"))[0])
    assert f"/{lounge.id}/" in get_text(posted)
    assert get_labels(get_last(posted)) == BUTTONS


async def test_in_private_messages_the_panel_says_how_to_post_in_a_server(world: World) -> None:
    alice = world.member("alice")
    form = await alice.user.slash("review write", anime=FRIEREN, rating=9)
    panel = get_last(await alice.user.submit_modal(form, {"body": BODY}))

    assert "Not posted anywhere yet" in get_text(panel)
    assert "Use `/review post` in the server and channel" in get_text(
        await alice.user.click(panel, label="Post elsewhere")
    )


# Adding more


async def test_text_can_be_added_to_a_review_again_and_again(world: World) -> None:
    alice = world.member("alice")
    panel = get_last(await world.write_review("alice", body="First."))
    for text in ("Second.", "Third."):
        form = await alice.click(panel, label="Add more")
        await world.restart()
        panel = get_last(await alice.submit_modal(form, {"body": text, "more": f"After {text}"}))

    assert await read_back(world) == "First.\n\nSecond.\n\nAfter Second.\n\nThird.\n\nAfter Third."
    assert get_labels(panel) == [*BUTTONS, "Earlier versions"]


# Two devices


@pytest.mark.parametrize(("first", "second"), [("edit", "edit"), ("edit", "continue"), ("continue", "edit")])
async def test_the_later_of_two_devices_is_told_and_both_texts_are_kept(world: World, first: str, second: str) -> None:
    await world.write_review("alice", body="The beginning.")
    phone, desktop = await open_form(world, first), await open_form(world, second)
    await send(world, phone, body="From the phone.")
    kept = await read_back(world)

    await world.restart()
    told = get_response(await send(world, desktop, body="From the desktop."))
    assert "Your review was changed elsewhere while you were writing. Your new text is saved as a draft" in get_text(
        told
    )
    assert get_labels(told) == ["Replace my review", "Open the draft", "Edit", "Read"]
    assert await read_back(world) == kept

    await world.restart()
    panel = get_last(await world.member("alice").click(told, label="Replace my review"))
    assert "From the desktop." in await read_back(world)
    versions = get_response(await world.member("alice").click(panel, label="Earlier versions"))
    assert "From the phone." in get_text(versions)


async def test_a_draft_that_replaced_the_review_is_not_overwritten_by_an_older_form(world: World) -> None:
    await world.write_review("alice", body="The beginning.")
    phone, desktop, tablet = [await open_form(world, "edit") for _ in range(3)]
    await send(world, phone, body="From the phone.")
    told = get_response(await send(world, desktop, body="From the desktop."))
    await world.member("alice").click(told, label="Replace my review")

    late = await send(world, tablet, body="From the tablet.")

    assert "Your new text is saved as a draft" in get_text(late)
    assert await read_back(world) == "From the desktop."


async def test_a_file_based_on_an_older_text_does_not_overwrite_the_newer_one(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="", file=("long.md", LONG.encode()))
    brought = await call(world, "review edit", anime=FRIEREN)
    await send(world, await open_form(world, "continue"), body="From the desktop.")

    await world.restart()
    form = await alice.click(brought, label="Send the changed file")
    told = get_response(await send(world, form, file=("review.md", f"{LONG}From the phone.".encode())))

    assert "Your new text is saved as a draft" in get_text(told)
    assert (await read_back(world)).endswith("From the desktop.")
    await alice.click(told, label="Replace my review")
    assert (await read_back(world)).endswith("From the phone.")


async def test_a_new_rating_that_came_too_late_can_still_be_used(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="", file=("long.md", LONG.encode()))
    form = await alice.click(await call(world, "review edit", anime=FRIEREN), label="Send the changed file")
    await send(world, await open_form(world, "continue"), body="From the desktop.")

    told = get_response(await send(world, form, rating=["2"]))
    assert "Your new text is saved as a draft" in get_text(told)
    await alice.click(told, label="Replace my review")

    assert "2/10" in get_card(world)
    assert (await read_back(world)).endswith("From the desktop.")


# Putting it on the list


async def put_on_list(world: World) -> str:
    panel = await open_panel(world)
    await world.restart()
    return get_text(await world.member("alice").click(panel, label="Add to my list"))


async def test_a_finished_title_is_listed_as_completed_with_its_score(world: World) -> None:
    await world.write_review("alice", rating=8)

    assert "✅ **Completed** · 28/28 episodes · score 8/10" in await put_on_list(world)


async def test_a_preliminary_review_puts_its_episodes_on_the_list(world: World) -> None:
    form = await open_form(world, "write", rating=8, episodes=5)
    await send(world, form, body="So far, so good.")

    text = await put_on_list(world)

    assert "Watching" in text
    assert "5/28" in text


async def test_a_list_that_is_further_along_keeps_its_progress_and_gets_the_score(world: World) -> None:
    await send(world, await open_form(world, "write", rating=8, episodes=5), body="So far, so good.")
    await call(world, "list add", anime=FRIEREN, episodes=7, score=3, status="ON_HOLD")

    text = await put_on_list(world)

    assert "On hold" in text
    assert "7/28" in text
    assert "8" in text


async def test_all_other_fields_of_the_entry_stay_the_same(world: World) -> None:
    await world.write_review("alice", rating=8)
    alice_id = world.member("alice").id
    entry = Entry(
        user_id=alice_id,
        anime_key=FRIEREN,
        title="Frieren",
        status=ListStatus.WATCHING,
        episodes=3,
        started=PartialDate(2024, 4),
        rewatches=2,
        priority=Priority.HIGH,
        notes="Between us.",
        tags=("elves",),
        is_private=True,
    )
    await world.bot.store.lists.change(lambda _: entry, user_id=alice_id, anime_key=FRIEREN, change_id=1, now=1)

    text = await put_on_list(world)

    assert "Completed" in text
    assert "28/28" in text
    for detail in ("Started 2024-04", "Rewatched 2 times", "Priority: High", "Between us.", "elves", "🔒 Private"):
        assert detail in text
