"""Stories of the `anime` option: picked from the list, typed by hand, unknown, or made up."""

import discord
import pytest
from simcord.results import InteractionResult, ResponseMessage

from tests.support.world import World, get_labels, get_text

FRIEREN = "mal/52991"
FULL_NAME = "Frieren: Beyond the Journey's End"


async def start_review(world: World, anime: str, name: str = "alice") -> InteractionResult:
    """Begins a review of an anime as a member."""
    return await world.member(name).slash(world.channel, "review write", anime=anime, rating=9)


async def ask(world: World, anime: str, name: str = "alice") -> ResponseMessage:
    """The question that a member gets on beginning a review of an unknown anime."""
    result = await start_review(world, anime, name)
    assert result.modal is None
    assert result.response is not None
    assert result.response.ephemeral
    return result.response


async def write(world: World, form: InteractionResult) -> discord.Message:
    """Alice writes a review in a form. Returns its card."""
    await world.member("alice").submit_modal(form, {"body": "A quiet masterpiece. I cried."})
    (card,) = world.channel.history(viewer=world.member("somebody"))
    return card


def get_title(form: InteractionResult) -> str:
    assert form.modal is not None, get_text(form)
    return form.modal["title"]


# Known titles


async def test_titles_are_suggested_while_a_person_types(world: World) -> None:
    choices = await world.member("alice").autocomplete(world.channel, "review write", "anime", "friere")

    assert choices[0] == {"name": f"{FULL_NAME} (TV, 2023)", "value": FRIEREN}


@pytest.mark.parametrize("text", ["a", "monster", "進撃", "the", "a" * 300])
async def test_suggestions_are_as_many_and_as_long_as_discord_allows(world: World, text: str) -> None:
    choices = await world.member("alice").autocomplete(world.channel, "review write", "anime", text)

    assert 1 <= len(choices) <= 25
    assert all(len(choice["name"]) <= 100 for choice in choices)
    assert len({choice["name"] for choice in choices}) == len(choices)


@pytest.mark.parametrize("text", ["", "  ", "%", "_", "😀" * 100, "'; DROP TABLE anime; --", "z" * 300])
async def test_nonsense_gets_no_suggestions(world: World, text: str) -> None:
    assert await world.member("alice").autocomplete(world.channel, "review write", "anime", text) == []


@pytest.mark.parametrize(
    "text", [FRIEREN, "anilist/154587", "frieren beyond the JOURNEY'S end", "葬送のフリーレン", f"  {FULL_NAME}\n"]
)
async def test_a_key_or_the_whole_name_typed_by_hand_is_enough(world: World, text: str) -> None:
    form = await start_review(world, text)

    assert get_title(form) == f"9/10 · {FULL_NAME}"
    assert f"[{FULL_NAME}](https://myanimelist.net/anime/52991)" in get_text(await write(world, form))


async def test_titles_with_the_same_name_are_all_suggested(world: World) -> None:
    choices = await world.member("alice").autocomplete(world.channel, "review write", "anime", "spy family")

    assert choices[:2] == [
        {"name": "SPY FAMILY (TV, 2022)", "value": "mal/50265"},
        {"name": "SPY FAMILY (TV, 2022) · Fall", "value": "mal/50602"},
    ]


# Unknown titles


async def test_a_misspelt_title_is_answered_with_the_nearest_and_the_command_continues(world: World) -> None:
    question = await ask(world, "Frierem")
    assert "I don't know any anime called “Frierem”. Did you mean one of these?" in get_text(question)
    labels = get_labels(question)
    assert len(labels) == 6
    assert labels[0] == f"{FULL_NAME} (TV, 2023)"
    assert labels[-1] == "Use “Frierem” as it is"

    await world.restart()
    form = await world.member("alice").click(question, label=f"{FULL_NAME} (TV, 2023)")

    assert get_title(form) == f"9/10 · {FULL_NAME}"
    assert "9/10 · Recommended" in get_text(await write(world, form))


async def test_a_name_of_several_titles_leads_to_a_question(world: World) -> None:
    question = await ask(world, "yo-kai watch")

    assert "More than one anime could be “yo-kai watch”. Did you mean one of these?" in get_text(question)
    assert get_labels(question)[:2] == ["YO-KAI WATCH (TV, 2014)", "YO-KAI WATCH! (TV, 2019)"]


async def test_titles_with_the_same_name_can_be_told_apart_in_the_question(world: World) -> None:
    question = await ask(world, "SPY FAMILY")

    assert get_labels(question)[:2] == ["SPY FAMILY (TV, 2022)", "SPY FAMILY (TV, 2022) · Fall"]
    card = await write(world, await world.member("alice").click(question, label=get_labels(question)[1]))
    assert "https://myanimelist.net/anime/50602" in get_text(card)


async def test_an_import_continues_with_the_title_that_was_picked(world: World) -> None:
    alice = world.member("alice")
    file = ("review.md", b"Saved elsewhere.")
    question = await alice.slash(world.channel, "review import", anime="Frierem", file=file, rating=8)
    assert question.response is not None

    await alice.click(question.response, label=f"{FULL_NAME} (TV, 2023)")

    (card,) = world.channel.history(viewer=world.member("somebody"))
    assert FULL_NAME in get_text(card)
    assert "8/10 · Recommended" in get_text(card)
    assert "Saved elsewhere." in get_text(card)


async def test_only_a_new_review_can_have_a_custom_title(world: World) -> None:
    question = await world.member("alice").slash(world.channel, "review read", anime="Zzyzx")

    assert "pick one of the suggestions that appear while you type" in get_text(question)
    assert get_labels(question.response) == []


async def test_a_command_without_a_title_asks_for_one(world: World) -> None:
    assert "Which anime?" in get_text(await start_review(world, " \n "))


async def test_a_question_expires_after_a_day(world: World) -> None:
    question = await ask(world, "Frierem")
    await world.env.advance_time(24 * 60 * 60 + 1)
    await ask(world, "Another one")

    late = await world.member("alice").click(question, label="Use “Frierem” as it is")

    assert "That question was for somebody else, or is more than a day old. Please use the command again." in get_text(
        late
    )


# Custom titles


async def test_an_unknown_title_can_be_used_as_it_is(world: World) -> None:
    question = await ask(world, "Our club's film")
    await world.restart()

    form = await world.member("alice").click(question, label="Use “Our club's film” as it is")

    assert get_title(form) == "9/10 · Our club's film"
    card = get_text(await write(world, form))
    assert "### Our club's film" in card
    assert "A quiet masterpiece." in card


async def test_a_custom_title_is_known_only_in_its_server(world: World) -> None:
    question = await ask(world, "Our club's film")
    await write(world, await world.member("alice").click(question, label="Use “Our club's film” as it is"))
    ben = world.member("ben")
    other = world.env.create_guild("Another club")
    lounge = other.create_text_channel("lounge")

    choices = await ben.autocomplete(world.channel, "review read", "anime", "our cl")
    assert choices[0]["name"] == "Our club's film · added here"
    assert "A quiet masterpiece." in get_text(await ben.slash(world.channel, "review read", anime="our club's FILM"))
    elsewhere = other.add_member(ben.user)
    choices = await elsewhere.autocomplete(lounge, "review read", "anime", "our club's film")
    assert [choice for choice in choices if choice["value"].startswith("custom/")] == []
    assert ("I don't know any anime called") in get_text(
        await elsewhere.slash(lounge, "review read", anime="Our club's film")
    )


async def test_custom_titles_leave_room_for_other_suggestions(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    known = await ben.autocomplete(world.channel, "review write", "anime", "frieren")
    for text in [f"{FULL_NAME} (TV, 2023)", *(f"Frieren the {number}th" for number in range(6))]:
        question = await ask(world, text)
        await alice.click(question, label=get_labels(question)[-1])

    choices = await alice.autocomplete(world.channel, "review write", "anime", "frieren")

    custom = [choice["name"] for choice in choices if choice["value"].startswith("custom/")]
    assert len(custom) == 5
    assert all(name.endswith(" · added here") for name in custom)
    assert [choice for choice in choices if not choice["value"].startswith("custom/")] == known[:20]
    assert await ben.autocomplete(world.channel, "review write", "anime", "frieren") == known


@pytest.mark.parametrize("text", ["Our club's film", "🎉🎉"])
async def test_two_people_with_the_same_custom_title_share_it(world: World, text: str) -> None:
    questions = {name: await ask(world, text, name) for name in ("alice", "ben")}
    for name, question in questions.items():
        form = await world.member(name).click(question, label=f"Use “{text}” as it is")
        await world.member(name).submit_modal(form, {"body": "A quiet masterpiece."})

    (choice,) = await world.member("ben").autocomplete(world.channel, "review read", "anime", text.upper())
    assert choice["name"] == f"{text} · added here"
    shown = get_text(await world.member("alice").slash(world.channel, "review read", anime=text.lower()))
    assert all(f"<@{world.member(name).id}> · **9/10**" in shown for name in questions)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("%_\"*'; DROP TABLE reviews", r"""### %\_"\*'; DROP TABLE reviews"""),
        ("😀" * 100, "### " + "😀" * 100),
        ("||secret|| `code` **bold**", r"### \|\|secret\|\| \`code\` \*\*bold\*\*"),
        ("@everyone <@&1> <#2>", "### @\u200beveryone \\<@\u200b&1> \\<#2>"),
        ("a" * 100, "### " + "a" * 100),
    ],
)
async def test_a_title_with_markup_is_shown_just_as_it_was_typed(world: World, text: str, shown: str) -> None:
    question = await ask(world, text)
    custom = get_labels(question)[-1]
    assert custom.startswith(f"Use “{text[:20]}")
    assert len(custom) <= 80

    card = await write(world, await world.member("alice").click(question, label=custom))

    assert get_text(card).strip().splitlines()[0] == shown
    assert "A quiet masterpiece." in get_text(await world.member("ben").click(card, label="Read"))


async def test_a_title_cannot_link_anywhere(world: World) -> None:
    text = "[free](https://example.com/x) https://discord.gg/x"
    question = await ask(world, text)

    card = await write(world, await world.member("alice").click(question, label=get_labels(question)[-1]))

    assert "free" in get_text(card)
    assert "[free](" not in get_text(card)
    assert "://" not in get_text(card)


async def test_nobody_is_pinged_by_a_title(world: World) -> None:
    question = await ask(world, "@everyone <@&1>")
    await write(world, await world.member("alice").click(question, label=get_labels(question)[-1]))
    await start_review(world, "@everyone <@&2>", name="ben")

    bodies = [request.json for request in world.env.http_requests if request.path.endswith("/callback")]
    messages = [body["data"] for body in bodies if body and "everyone" in str(body) and "title" not in body["data"]]
    assert len(messages) == 3  # two questions and a card
    for message in messages:
        assert message["allowed_mentions"] == {"parse": []}


async def test_a_title_of_300_characters_is_refused(world: World) -> None:
    question = await ask(world, "Zzyzxyzz " * 33)

    assert "I don't know any anime called “Zzyzxyzz Zzyzxyzz" in get_text(question)
    assert len(get_text(question)) < 250
    assert get_labels(question) == []
