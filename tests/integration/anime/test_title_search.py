"""Stories of people who look for a title: what is suggested while they type, and in which language."""

import pytest
from simcord.actors import MemberActor

from tests.support.world import World, get_labels, get_text

FRIEREN = "mal/52991"
SECOND_SEASON = "mal/59978"
TITAN = "mal/16498"
TITAN_SECOND_SEASON = "mal/25777"
FILM = "mal/2472"

NAMES = {
    "en-GB": "Frieren: Beyond the Journey's End (TV, 2023)",
    "de": "Frieren: Beyond the Journey's End (TV, 2023)",
    "ja": "葬送のフリーレン (TV, 2023)",
    "zh-CN": "葬送的芙莉莲 (TV, 2023)",
    "zh-TW": "葬送的芙莉莲 (TV, 2023)",
}


async def suggest(world: World, text: str, person: MemberActor | None = None) -> list[dict[str, str]]:
    """The names suggested to a member who types the title of a review."""
    person = person or world.member("alice")
    return await person.autocomplete(world.channel, "review write", "anime", text)


async def suggest_keys(world: World, text: str, person: MemberActor | None = None) -> list[str]:
    return [choice["value"] for choice in await suggest(world, text, person)]


# Matching a text


async def test_a_title_is_suggested_first_however_it_is_typed(world: World) -> None:
    keys = {
        "frieren": FRIEREN,
        "FRIEREN: beyond": FRIEREN,
        "journey's end": FRIEREN,
        "sousou no furi": FRIEREN,
        "葬送": FRIEREN,
        "フリーレン": FRIEREN,
        "ﾌﾘｰﾚﾝ": FRIEREN,
        "ふりーれん": FRIEREN,
        "葬送的芙莉莲": FRIEREN,
        "frieran": FRIEREN,
        "firieren": FRIEREN,
        "sosou no furiiren": FRIEREN,
        "attackontitan": TITAN,
        "進撃の巨人": TITAN,
        "attak on titan": TITAN,
        "attack on titan s2": TITAN_SECOND_SEASON,
        "attackontitan s2": TITAN_SECOND_SEASON,
        "attack on titan 2nd season": TITAN_SECOND_SEASON,
        "進撃の巨人 第2期": TITAN_SECOND_SEASON,
        "frieren s2": SECOND_SEASON,
    }
    assert {text: (await suggest_keys(world, text))[0] for text in keys} == keys


@pytest.mark.parametrize("locale", list(NAMES))
async def test_discord_can_show_the_choices_for_any_text(world: World, locale: str) -> None:
    alice = world.member("alice")
    world.set_details(alice, locale=locale)

    for text in ("a", "の", "gundam", "monster", "love live", "s2", "第2期"):
        choices = await suggest(world, text, alice)

        assert 1 <= len(choices) <= 25, text
        assert all(1 <= len(choice["name"]) <= 100 for choice in choices), text
        assert len({choice["name"] for choice in choices}) == len(choices), text
        assert len({choice["value"] for choice in choices}) == len(choices), text


async def test_a_choice_sends_the_titles_key(world: World) -> None:
    alice = world.member("alice")
    choice = (await suggest(world, "ふりーれん"))[0]

    form = await alice.slash(world.channel, "review write", anime=choice["value"], rating=9)

    assert form.modal is not None
    assert form.modal["title"].startswith("9/10 · Frieren")


# The language of names


@pytest.mark.parametrize(("locale", "name"), NAMES.items())
async def test_names_are_in_the_language_of_the_persons_client(world: World, locale: str, name: str) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    world.set_details(alice, locale=locale)

    assert (await suggest(world, "frieren", alice))[0] == {"name": name, "value": FRIEREN}
    assert (await suggest(world, "frieren", ben))[0]["name"] == NAMES["en-GB"]
    question = (await alice.slash(world.channel, "review read", anime="frierem")).response
    assert get_labels(question)[0] == name
    shown = get_text(await alice.slash(world.channel, "anime info", anime=FRIEREN))
    assert f"[{name.removesuffix(' (TV, 2023)')}]" in shown


async def test_kana_are_romanised_for_people_who_do_not_read_them(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    world.set_details(ben, locale="ja")

    choices = await suggest(world, "エレメントハンター", alice)
    native = await suggest(world, "エレメントハンター", ben)

    assert choices[0]["name"].isascii()
    assert native[0] == {"name": "エレメントハンター (TV, 2009)", "value": choices[0]["value"]}


# The order of suggestions


async def test_titles_on_the_persons_list_or_reviewed_in_their_server_come_first(world: World) -> None:
    alice, ben, carol = world.member("alice"), world.member("ben"), world.member("carol")
    unknown = await suggest_keys(world, "gundam", alice)
    reviewed, listed = unknown[4], unknown[8]
    await world.write_review("ben", reviewed)
    await alice.slash(world.channel, "list add", anime=listed)

    assert set((await suggest_keys(world, "gundam", alice))[:2]) == {listed, reviewed}
    assert (await suggest_keys(world, "gundam", ben))[0] == reviewed
    assert (await suggest_keys(world, "gundam", carol))[0] == reviewed
    private = await carol.user.autocomplete("list add", "anime", "gundam")
    assert [choice["value"] for choice in private] == unknown


async def test_another_servers_reviews_change_nothing(world: World) -> None:
    unknown = await suggest_keys(world, "gundam")
    await world.write_review("ben", unknown[4])
    other = world.env.create_guild("Another club")
    lounge = other.create_text_channel("lounge")

    choices = await other.add_member(world.member("ben").user).autocomplete(lounge, "review write", "anime", "gundam")

    assert [choice["value"] for choice in choices] == unknown


async def test_before_anything_is_typed_unfinished_titles_are_suggested(world: World) -> None:
    alice, ben = world.member("alice"), world.member("ben")
    for anime, status in [
        ("mal/1", "PLAN_TO_WATCH"),
        (TITAN, "WATCHING"),
        (FILM, "COMPLETED"),
        ("mal/5114", "ON_HOLD"),
        ("mal/121", "DROPPED"),
        (FRIEREN, "WATCHING"),
    ]:
        await alice.slash(world.channel, "list add", anime=anime, status=status)
        await world.env.advance_time(1)

    assert await suggest_keys(world, "", alice) == [FRIEREN, TITAN, "mal/5114", "mal/1"]
    private = await alice.user.autocomplete("list watched", "anime", " ")
    assert [choice["value"] for choice in private] == [FRIEREN, TITAN, "mal/5114", "mal/1"]
    world.set_details(alice, locale="ja")
    assert (await suggest(world, "", alice))[0]["name"] == NAMES["ja"]
    assert await suggest(world, "", ben) == []


# When nothing is found

MAY_BE_NEW = {
    "review write": {"rating": 8},
    "review import": {"file": ("review.md", b"Fine."), "rating": 8},
    "list add": {},
    "list watched": {},
}
MUST_BE_KNOWN = ["review read", "review edit", "review delete", "review post", "review continue", "anime info"]


@pytest.mark.parametrize("command", MAY_BE_NEW)
async def test_an_unknown_title_can_be_used_by_commands_that_start_something(world: World, command: str) -> None:
    alice = world.member("alice")

    question = await alice.slash(world.channel, command, anime="Frieren in space", **MAY_BE_NEW[command])

    assert question.response is not None
    assert question.response.ephemeral
    assert "I don't know any anime called “Frieren in space”. Did you mean one of these?" in get_text(question)
    labels = get_labels(question.response)
    assert len(labels) == 6
    assert any(label.startswith("Frieren: Beyond") for label in labels)
    assert labels[-1] == "Use “Frieren in space” as it is"


@pytest.mark.parametrize("command", MUST_BE_KNOWN)
async def test_an_unknown_title_cannot_be_used_by_commands_that_need_a_known_one(world: World, command: str) -> None:
    alice = world.member("alice")

    question = await alice.slash(world.channel, command, anime="Frieren in space")

    labels = get_labels(question.response)
    assert len(labels) == 5
    assert any(label.startswith("Frieren: Beyond") for label in labels)


async def test_a_command_continues_with_one_of_the_nearest_titles(world: World) -> None:
    alice = world.member("alice")
    question = (await alice.slash(world.channel, "list watched", anime="Frieren in space", episodes=3)).response
    assert question is not None
    label = next(label for label in get_labels(question) if label.startswith("Frieren: Beyond"))

    entry = await alice.click(question, label=label)

    assert "**Watching** · 3/28 episodes" in get_text(entry)
