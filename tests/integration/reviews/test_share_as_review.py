"""Stories of messages that are shared as reviews."""

from typing import Any

import discord
import pytest
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.support.titles import get_response
from tests.support.world import World, get_fields, get_labels, get_text

FULL_NAME = "Frieren: Beyond the Journey's End"
QUESTION = "Which anime is that message about?"


async def share(
    world: World, message: discord.Message | ResponseMessage, channel: ChannelHandle | None = None
) -> InteractionResult:
    """Chooses *Share as review* on a message as Alice, and returns the answer."""
    return await world.member("alice").context_menu(channel or world.channel, "Share as review", message)


async def say_and_share(world: World, text: str) -> InteractionResult:
    """Sends a message as Alice, and shares it as a review."""
    return await share(world, await world.member("alice").send(world.channel, text))


async def ask(world: World, text: str) -> ResponseMessage:
    """Sends a message as Alice and shares it. Returns the question that she is asked."""
    question = get_response(await say_and_share(world, text))
    assert question.ephemeral
    assert QUESTION in get_text(question)
    return question


async def type_title(world: World, question: ResponseMessage, title: str) -> ResponseMessage:
    """Types another title as Alice. Returns the question that she is asked then."""
    form = await world.member("alice").click(question, label="Another title")
    return get_response(await world.member("alice").submit_modal(form, {"title": title}))


async def send(world: World, form: InteractionResult, rating: int, body: str, **fields: Any) -> InteractionResult:
    """Sends the form as Alice."""
    return await world.member("alice").submit_modal(form, {"rating": [str(rating)], "body": body, **fields})


def get_title(form: InteractionResult) -> str:
    assert form.modal is not None, get_text(form)
    return form.modal["title"]


def get_rating(form: InteractionResult) -> str | None:
    """The rating that is already chosen in a form."""
    options = get_fields(form)["Rating"]["options"]
    return next((option["value"] for option in options if option.get("default")), None)


def get_card_text(world: World, channel: ChannelHandle | None = None) -> str:
    """The only card in a channel."""
    messages = (channel or world.channel).history(viewer=world.member("somebody"))
    (card,) = [message for message in messages if message.author.bot]
    return get_text(card)


# Messages with a clear title


async def test_a_message_becomes_a_review(world: World) -> None:
    text = f"# {FULL_NAME} – 9/10\nA quiet **masterpiece**."

    form = await say_and_share(world, text)

    assert get_title(form).startswith("Review · Frieren: Beyond the Journey")
    assert list(get_fields(form)) == ["Rating", "Verdict", "Spoilers", "Review", "More text"]
    assert get_fields(form)["Review"]["value"] == text
    await world.restart()
    await send(world, form, 9, "A quiet **masterpiece**.")

    card = get_card_text(world)
    assert f"[{FULL_NAME}](https://myanimelist.net/anime/52991)" in card
    assert "9/10 · Recommended" in card
    assert f"by <@{world.member('alice').id}>" in card
    assert "A quiet **masterpiece**." in card


async def test_the_text_in_the_form_is_what_is_sent(world: World) -> None:
    form = await say_and_share(world, "Monster 9/10")

    fields = {"verdict": "MIXED_FEELINGS", "spoilers": True, "more": "All of it."}
    card = get_response(await send(world, form, 2, "Johan did it.", **fields))

    assert "2/10 · Mixed feelings" in get_card_text(world)
    assert "Johan" not in get_card_text(world)
    wall = get_response(await world.member("ben").click(card, label="Read"))
    assert "Johan did it.\n\nAll of it." in get_text(await world.member("ben").click(wall, label="Show spoilers"))


@pytest.mark.parametrize(
    "text",
    [
        "https://myanimelist.net/anime/52991/Sousou_no_Frieren\nA quiet masterpiece.",
        "A quiet masterpiece.\n<https://anilist.co/anime/154587>",
        f"Review: **{FULL_NAME}** (9/10)",
        f"<@&1> {FULL_NAME} https://discord.gg/x @everyone",
        f"[{FULL_NAME}](https://example.com/free)",
        f"```\n{FULL_NAME}\n```",
        "葬送のフリーレン 感想",
        f"{FULL_NAME} - a masterpiece\nLike *Monster*.",
    ],
)
async def test_a_title_is_found_by_a_link_or_in_the_first_line(world: World, text: str) -> None:
    form = await say_and_share(world, text)

    assert get_title(form).startswith("Review · Frieren: Beyond")
    assert get_fields(form)["Review"]["value"] == text


@pytest.mark.parametrize(("text", "rating"), [("Monster 8/10", "8"), ("Monster 8.5/10", None), ("Monster", None)])
async def test_a_rating_is_taken_from_the_text(world: World, text: str, rating: str | None) -> None:
    assert get_rating(await say_and_share(world, text)) == rating


async def test_the_longest_message_fits_in_the_form(world: World) -> None:
    text = "Monster\n" + "word " * 798 + "ab"
    assert len(text) == 4000
    message = await world.member("alice").send(world.channel, "Monster")
    # Only subscribers can send messages this long.
    world.env.backend.get_message(world.channel.id, message.id).content = text

    form = await share(world, message)
    assert get_fields(form)["Review"]["value"] == text
    await send(world, form, 9, text, more=" And more.")

    page = await world.member("ben").slash(world.channel, "review read", anime="Monster")
    last = await world.member("ben").click(get_response(page), label="Next")
    assert "word ab And more." in get_text(last)


async def test_episodes_seen_follow_the_list(world: World) -> None:
    await world.member("alice").slash(world.channel, "list watched", anime="mal/52991", episodes=5)

    form = await say_and_share(world, f"{FULL_NAME}\nSo far so good.")
    await send(world, form, 9, "So far so good.")

    assert "Preliminary (5" in get_card_text(world)


async def test_a_message_in_a_thread_is_shared_there(world: World) -> None:
    world.env.backend.create_thread(world.channel.id, "Monster", world.member("ben").id)
    (thread,) = world.channel.threads
    message = await world.member("alice").send(thread, "Monster")

    form = await share(world, message, thread)
    await send(world, form, 9, "Monster")

    assert "Monster" in get_card_text(world, thread)


async def test_a_second_review_of_a_title_is_not_lost(world: World) -> None:
    await world.write_review("alice", body="The first text.")

    form = await say_and_share(world, FULL_NAME)
    refusal = await send(world, form, 7, "The second text.")

    assert "You already reviewed Frieren" in get_text(refusal)
    assert "The first text." in get_card_text(world)
    assert "Your new text is saved as a draft" in get_text(refusal)


# Messages without a clear title


async def test_a_message_about_an_unknown_title_leads_to_a_question(world: World) -> None:
    text = "Frierem - 9/10\nA quiet masterpiece."
    question = await ask(world, text)
    assert get_labels(question)[0] == f"{FULL_NAME} (TV, 2023)"
    assert get_labels(question)[-2:] == ["Use “Frierem” as it is", "Another title"]

    await world.restart()
    form = await world.member("alice").click(question, label=f"{FULL_NAME} (TV, 2023)")
    assert get_title(form).startswith("Review · Frieren: Beyond")
    assert get_rating(form) == "9"
    assert get_fields(form)["Review"]["value"] == text

    await world.restart()
    await send(world, form, 9, text)
    assert f"[{FULL_NAME}](https://myanimelist.net/anime/52991)" in get_card_text(world)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("yo-kai watch\nFun.", ["YO-KAI WATCH (TV, 2014)", "YO-KAI WATCH! (TV, 2019)"]),
        ("Monster\nSee https://myanimelist.net/anime/52991", [f"{FULL_NAME} (TV, 2023)", "Monster (TV, 2004)"]),
        ("I could not stop.\nWhat a story **Toradora!** tells.", ["Toradora! (TV, 2008)"]),
        ("Attack on Titan: The Final Season Part 9", ["Attack on Titan The Final Season Part 3 (1st Half)"]),
    ],
)
async def test_possible_titles_of_a_message_are_offered(world: World, text: str, titles: list[str]) -> None:
    labels = get_labels(await ask(world, text))

    assert all(any(label.startswith(title) for label in labels) for title in titles), labels
    assert len(labels) <= 7


@pytest.mark.parametrize("text", ["🎉🎉🎉", "https://example.com/x", "<@1> <#2> @everyone", "9/10", "||**__~~"])
async def test_a_message_without_a_title_leads_to_a_question(world: World, text: str) -> None:
    question = await ask(world, text)
    assert get_labels(question) == ["Another title"]

    await world.restart()
    question = await type_title(world, question, "monster")
    assert "Is it this one?" in get_text(question)
    assert get_labels(question) == ["Monster (TV, 2004)", "Another title"]

    await world.restart()
    form = await world.member("alice").click(question, label="Monster (TV, 2004)")
    assert get_title(form) == "Review · Monster"
    assert get_fields(form)["Review"]["value"] == text


async def test_another_title_can_be_typed_until_it_is_found(world: World) -> None:
    question = await ask(world, "Frierem\nA quiet masterpiece.")

    question = await type_title(world, question, "Mushishy")
    assert "I don't know any anime called “Mushishy”. Did you mean one of these?" in get_text(question)
    assert get_labels(question)[-2:] == ["Use “Mushishy” as it is", "Another title"]
    question = await type_title(world, question, "  ")
    assert "type a few letters of its name" in get_text(question)


async def test_a_message_can_be_about_a_custom_title(world: World) -> None:
    question = await ask(world, "Our club's film - 10/10\nWe made it.")
    await world.restart()

    form = await world.member("alice").click(question, label="Use “Our club's film” as it is")
    assert get_title(form) == "Review · Our club's film"
    await send(world, form, 10, "We made it.")

    assert "### Our club's film" in get_card_text(world)
    assert get_title(await say_and_share(world, "Our club's film")) == "Review · Our club's film"


async def test_a_message_is_shared_as_it_was_even_if_it_is_changed_or_deleted_later(world: World) -> None:
    alice = world.member("alice")
    for change in (lambda message: alice.edit(message, "Something else"), alice.delete):
        message = await alice.send(world.channel, "Frierem\nA quiet masterpiece.")
        question = get_response(await share(world, message))
        await change(message)
        await world.restart()

        form = await alice.click(question, label=f"{FULL_NAME} (TV, 2023)")

        assert get_fields(form)["Review"]["value"] == "Frierem\nA quiet masterpiece."


# Messages that can't be shared


async def test_somebody_else_s_message_is_not_shared(world: World) -> None:
    refusal = await share(world, await world.member("ben").send(world.channel, f"{FULL_NAME} 9/10"))

    assert "You can only share your own messages as reviews." in get_text(refusal)
    assert get_response(refusal).ephemeral


async def test_a_card_is_not_shared(world: World) -> None:
    card = get_response(await world.write_review("alice"))
    assert not card.ephemeral

    assert "You can only share your own messages" in get_text(await share(world, card))


async def test_a_message_without_text_is_not_shared(world: World) -> None:
    picture = await world.member("alice").send(world.channel, attachments=[("frieren.png", b"picture")])
    quoted = await world.member("ben").send(world.channel, FULL_NAME)
    forwarded = await world.member("alice").forward(quoted, world.channel)

    for message in (picture, forwarded):
        assert "That message has no text" in get_text(await share(world, message))


async def test_the_menu_is_offered_only_in_servers(world: World) -> None:
    menus = world.bot.tree.get_commands(type=discord.AppCommandType.message)

    (menu,) = [menu for menu in menus if menu.name == "Share as review"]
    assert menu.to_dict(world.bot.tree)["contexts"] == [0]
