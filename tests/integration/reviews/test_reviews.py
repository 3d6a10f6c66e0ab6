"""Stories of people who write reviews, and of the cards that show them."""

from typing import Any

import discord
import pytest
import simcord

from tests.support.world import World, get_fields, get_labels, get_text

FRIEREN = "mal/52991"


def get_card(world: World) -> discord.Message:
    """The only message in the channel that everybody sees."""
    (card,) = world.channel.history(viewer=world.member("somebody"))
    return card


async def test_a_review_written_in_the_form_appears_as_a_card(world: World) -> None:
    alice = world.member("alice")

    form = await alice.slash(world.channel, "review write", anime="mal/52991", rating=9)
    assert list(get_fields(form)) == ["Verdict", "Spoilers", "Review", "More text", "File"]
    result = await alice.submit_modal(form, {"verdict": "RECOMMENDED", "body": "A quiet **masterpiece**. I cried."})

    assert result.response is not None
    assert not result.response.ephemeral
    card = get_card(world)
    text = get_text(card)
    assert "Frieren" in text
    assert "9/10 · Recommended" in text
    assert f"by <@{alice.id}>" in text
    assert "A quiet **masterpiece**." in text
    assert "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0" in text
    assert get_labels(card) == ["Read", "Show all", "⋯"]
    assert [str(reaction.emoji) for reaction in card.reactions] == ["👍", "❤️", "😂"]


# The card


async def test_a_card_shows_title_rating_author_and_text_in_this_order(world: World) -> None:
    await world.write_review("alice")

    title, about, rating, author, *others = get_text(get_card(world)).strip().splitlines()
    assert title == "### [Frieren: Beyond the Journey's End](https://myanimelist.net/anime/52991)"
    assert about == "-# TV · 2023"
    assert rating == "**9/10 · Recommended**"
    assert author.startswith(f"-# by <@{world.member('alice').id}> · <t:")
    assert others == [
        "A quiet masterpiece. I cried.",
        "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0",
        "Read",
        "Show all",
        "⋯",
    ]


@pytest.mark.parametrize(
    ("verdict", "colour"), [("RECOMMENDED", 0x2E9E5B), ("MIXED_FEELINGS", 0xD9A21B), ("NOT_RECOMMENDED", 0xC8453B)]
)
async def test_a_card_has_the_colour_of_its_verdict(world: World, verdict: str, colour: int) -> None:
    await world.write_review("alice", verdict=verdict)

    container = get_card(world).components[0]
    assert isinstance(container, discord.Container)
    assert container.accent_colour == discord.Colour(colour)


@pytest.mark.parametrize(
    ("rating", "verdict"),
    [
        (10, "Recommended"),
        (7, "Recommended"),
        (6, "Mixed feelings"),
        (5, "Mixed feelings"),
        (4, "Not recommended"),
        (1, "Not recommended"),
    ],
)
async def test_without_a_verdict_the_rating_decides(world: World, rating: int, verdict: str) -> None:
    await world.write_review("alice", rating=rating)

    assert f"**{rating}/10 · {verdict}**" in get_text(get_card(world))


async def test_a_chosen_verdict_wins_over_the_rating(world: World) -> None:
    await world.write_review("alice", rating=10, verdict="NOT_RECOMMENDED")

    assert "**10/10 · Not recommended**" in get_text(get_card(world))


@pytest.mark.parametrize(("seen", "shown"), [(12, True), (28, False)])
async def test_a_review_of_some_episodes_is_preliminary(world: World, seen: int, shown: bool) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9, episodes=seen)
    await alice.submit_modal(form, {"body": "So far, so good."})

    assert ("Preliminary (12/28)" in get_text(get_card(world))) is shown
    assert ("Preliminary" in get_text(get_card(world))) is shown


async def test_nobody_can_have_seen_more_episodes_than_there_are(world: World) -> None:
    alice = world.member("alice")
    refusal = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9, episodes=29)

    assert "has 28 episodes, so you can't have seen 29" in get_text(refusal)
    assert refusal.modal is None


async def test_ratings_end_at_ten(world: World) -> None:
    alice = world.member("alice")
    for rating in (0, 11):
        with pytest.raises(simcord.OptionError, match="rating"):
            await alice.slash(world.channel, "review write", anime=FRIEREN, rating=rating)


async def test_spoilers_are_not_on_the_card(world: World) -> None:
    await world.write_review("alice", body="It ends ||with a *wedding*|| and ||`a funeral`||.")

    text = get_text(get_card(world))
    assert "It ends ▒▒▒ and ▒▒▒." in text
    assert "wedding" not in text
    assert "funeral" not in text


async def test_a_review_with_spoilers_shows_no_text_and_asks_before_it_is_read(world: World) -> None:
    await world.write_review("alice", body="They marry.", spoilers=True)
    assert "This review contains spoilers." in get_text(get_card(world))
    assert "They marry." not in get_text(get_card(world))

    await world.restart()
    ben = world.member("ben")
    wall = await ben.click(get_card(world), label="Read")
    assert wall.response is not None
    assert wall.response.ephemeral
    assert "They marry." not in get_text(wall)
    assert get_labels(wall.response) == ["Show spoilers"]

    await world.restart()
    page = await ben.click(wall.response, label="Show spoilers")
    assert "They marry." in get_text(page)


async def test_an_author_reads_their_own_spoilers_at_once(world: World) -> None:
    await world.write_review("alice", body="They marry.", spoilers=True)

    assert "They marry." in get_text(await world.member("alice").click(get_card(world), label="Read"))


async def test_a_text_without_anything_to_excerpt_still_gets_a_card(world: World) -> None:
    await world.write_review("alice", body="```")

    assert "…" in get_text(get_card(world))


# Restarts


async def test_a_form_that_was_open_during_a_restart_is_saved_and_posted(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)

    await world.restart()
    await alice.submit_modal(form, {"body": "Worth the wait."})

    assert "Worth the wait." in get_text(get_card(world))


async def test_the_buttons_of_a_card_survive_a_restart(world: World) -> None:
    await world.write_review("alice", body="A quiet masterpiece. I cried.")
    alice, ben = world.member("alice"), world.member("ben")

    await world.restart()
    card = get_card(world)

    assert "A quiet masterpiece." in get_text(await ben.click(card, label="Read"))
    assert "Informative" in get_text(await ben.click(card, label="Show all"))
    menu = (await alice.click(card, label="⋯")).response
    assert get_labels(menu) == [
        "Edit",
        "Add more",
        "Post elsewhere",
        "Delete",
        "Read",
        "Add to my list",
        "Discuss",
    ]
    assert menu is not None
    await world.restart()
    assert get_fields(await alice.click(menu, label="Edit"))["Review"]["value"] == "A quiet masterpiece. I cried."
    assert list(get_fields(await alice.click(menu, label="Add more"))) == ["Review", "More text"]
    assert "Delete your review" in get_text(await alice.click(menu, label="Delete"))


# One review per author and title


async def test_a_second_review_of_the_same_anime_is_an_edit(world: World) -> None:
    await world.write_review("alice")
    alice = world.member("alice")

    refusal = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=3)

    assert "You already reviewed Frieren: Beyond the Journey's End" in get_text(refusal)
    assert refusal.response is not None
    assert get_labels(refusal.response) == ["Edit", "Read"]
    assert get_fields(await alice.click(refusal.response, label="Edit"))["Review"]["value"] == (
        "A quiet masterpiece. I cried."
    )
    assert "A quiet masterpiece." in get_text(await alice.click(refusal.response, label="Read"))


async def test_a_form_sent_from_a_second_device_can_replace_the_first_one(world: World) -> None:
    alice = world.member("alice")
    phone = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)
    desktop = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=4)
    await alice.submit_modal(phone, {"body": "From the phone."})

    second = await alice.submit_modal(desktop, {"body": "From the desktop."})
    assert "Your new text is saved as a draft, which can replace the old one." in get_text(second)
    assert "From the phone." in get_text(get_card(world))
    assert second.response is not None
    assert get_labels(second.response) == ["Replace my review", "Open the draft", "Edit", "Read"]

    await world.restart()
    assert "Saved" in get_text(await alice.click(second.response, label="Replace my review"))
    card = get_text(get_card(world))
    assert "From the desktop." in card
    assert "4/10 · Not recommended" in card
    again = await alice.click(second.response, label="Replace my review")
    assert "Your review already has the new text" in get_text(again)


# Private messages


async def test_a_review_written_in_private_messages_is_posted_from_a_server(world: World) -> None:
    alice = world.member("alice")
    form = await alice.user.slash("review write", anime=FRIEREN, rating=9)
    saved = await alice.user.submit_modal(form, {"body": "Written on the train."})
    assert "is saved. To post it in a server, use `/review post` there." in get_text(saved)
    assert get_labels(saved.response) == ["Edit", "Add more", "Post elsewhere", "Delete", "Read", "Add to my list"]
    assert "Written on the train." in get_text(await alice.user.click(saved.response, label="Read"))

    await alice.slash(world.channel, "review post", anime=FRIEREN)
    assert "Written on the train." in get_text(get_card(world))


async def test_in_private_messages_a_review_cannot_be_posted(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice")

    assert "This only works in a server" in get_text(await alice.user.slash("review post", anime=FRIEREN))


# What goes wrong


async def test_an_empty_form_is_refused_and_opened_again(world: World) -> None:
    alice = world.member("alice")
    refusal = await world.write_review("alice", body="", more=" \n ", verdict="MIXED_FEELINGS", spoilers=True)

    assert "The review is empty" in get_text(refusal)
    assert refusal.response is not None
    await world.restart()
    form = await alice.click(refusal.response, label="Back to the form")
    assert get_fields(form)["Spoilers"]["default"] is True
    chosen = [option["value"] for option in get_fields(form)["Verdict"]["options"] if option.get("default")]
    assert chosen == ["MIXED_FEELINGS"]
    await alice.submit_modal(form, {"body": "Now with words.", "spoilers": False})
    assert "Now with words." in get_text(get_card(world))


async def test_a_draft_is_in_the_form_that_the_next_command_opens(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body="Half a thought", file=("notes.txt", b""))

    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)

    assert get_fields(form)["Review"]["value"] == "Half a thought"


async def test_a_review_is_saved_even_if_discord_fails_to_show_it(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)

    world.env.inject_error("POST", "/interactions/*/callback", status=500)
    refusal = await alice.submit_modal(form, {"body": "Not lost."})

    assert "is saved, but Discord didn't let me post it here. Use `/review post` again" in get_text(refusal)
    assert "Not lost." in get_text(await alice.slash(world.channel, "review read", anime=FRIEREN))
    await alice.slash(world.channel, "review post", anime=FRIEREN)
    assert "Not lost." in get_text(get_card(world))


async def test_a_review_from_a_file_is_saved_even_if_discord_fails_to_show_it(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)

    world.env.inject_error("POST", "/webhooks/*", status=500)
    refusal = await alice.submit_modal(form, {"file": ("review.md", b"Not lost.")})

    assert "is saved, but Discord didn't let me post it here. Use `/review post` again" in get_text(refusal)
    assert "Not lost." in get_text(await alice.slash(world.channel, "review read", anime=FRIEREN))


async def test_typed_text_is_kept_if_discord_fails_before_the_file_is_read(world: World) -> None:
    alice = world.member("alice")
    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)

    world.env.inject_error("POST", "/interactions/*/callback", status=500)
    await alice.submit_modal(form, {"body": "Not lost.", "file": ("review.md", b"The rest.")})

    form = await alice.slash(world.channel, "review write", anime=FRIEREN, rating=9)
    assert get_fields(form)["Review"]["value"] == "Not lost."


MENTIONS = "@everyone <@&1> <@1> [free](https://example.com/nitro) https://discord.gg/abcdef"


async def test_nobody_is_pinged_by_anything_in_a_review(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("alice", body=MENTIONS)
    await alice.slash(world.channel, "review read", anime=FRIEREN)
    edit = await alice.slash(world.channel, "review edit", anime=FRIEREN)
    await alice.submit_modal(edit, {"rating": ["2"], "body": f"Again: {MENTIONS}"})
    await alice.slash(world.channel, "review post", anime=FRIEREN)

    assert (
        sum("Again:" in str(message) for message in get_messages_sent(world)) == 3
    )  # one card redrawn, one new, one shown to her
    for message in get_messages_sent(world):
        assert message.get("allowed_mentions") == {"parse": []}, message


async def test_a_link_labelled_with_another_address_shows_where_it_leads(world: World) -> None:
    await world.write_review("alice", body="Watch it here. [https://good.example](https://bad.example)")

    page = await world.member("ben").click(get_card(world), label="Read")

    assert "[https://good.example] https://bad.example)" in get_text(page)
    assert "bad.example" not in get_text(get_card(world))


def get_messages_sent(world: World) -> list[dict[str, Any]]:
    """All messages that the bot has sent or edited, as Discord got them."""
    bodies = [request.json for request in world.env.http_requests if request.method in ("POST", "PATCH")]
    messages = [body.get("data") or body for body in bodies if isinstance(body, dict)]
    return [message for message in messages if "content" in message or message.get("flags")]
