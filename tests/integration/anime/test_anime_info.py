"""Stories of people who look up a title: its facts, their server's reviews, and their own list."""

from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.components import walk_components
from simcord.results import InteractionResult, ResponseMessage

from db.titles.catalogue.records import TitleRecord
from tests.support.world import World, get_fields, get_labels, get_text, see_again, write_catalogue

HARBOUR = "mal/10"
FOG = "bangumi/20"

RECORDS = (
    TitleRecord(
        keys=(HARBOUR, "anilist/110", "kitsu/310", "anidb/410", "bangumi/210"),
        title="Star Harbour",
        english=("Star Harbour", "Harbour of Stars"),
        native=("星の港",),
        chinese=("星港",),
        synonyms=("Hoshi no Minato",),
        kind="TV",
        year=2024,
        season="SPRING",
        episodes=3,
        picture="https://pictures.example.com/10.jpg",
    ),
    TitleRecord(keys=(FOG,), title="Fog"),
    TitleRecord(keys=("mal/30",), title="Many Names", synonyms=tuple(f"Name {number}" for number in range(1, 10))),
)


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    """A catalogue of a few titles, only for these stories."""
    path = tmp_path / "catalogue.db"
    write_catalogue(path, *RECORDS)
    return path


async def look_up(world: World, anime: str = HARBOUR, name: str = "alice", channel: Any = None) -> ResponseMessage:
    """Looks up a title as a member."""
    result = await world.member(name).slash(channel or world.channel, "anime info", anime=anime)
    assert result.response is not None
    return result.response


def get_lines(shown: ResponseMessage | InteractionResult) -> list[str]:
    return [line for line in get_text(shown).splitlines() if line]


def get_pictures(shown: ResponseMessage) -> list[str]:
    return [part["media"]["url"] for part in walk_components(shown.components) if part["type"] == 11]


async def make_custom(world: World, title: str, name: str = "alice") -> None:
    """A member adds a custom title to their list."""
    question = (await world.member(name).slash(world.channel, "list add", anime=title)).response
    assert question is not None
    await world.member(name).click(question, label=f"Use “{title}” as it is")


# The facts


async def test_everything_known_about_a_title_is_shown_only_to_the_caller(world: World) -> None:
    panel = await look_up(world)

    assert panel.ephemeral
    assert get_lines(panel) == [
        "### [Star Harbour](https://myanimelist.net/anime/10)",
        "TV · Spring 2024 · 3 episodes",
        "-# Harbour of Stars · 星の港 · 星港 · Hoshi no Minato",
        "-# [MyAnimeList](https://myanimelist.net/anime/10) · [AniList](https://anilist.co/anime/110) · "
        "[Kitsu](https://kitsu.app/anime/310) · [AniDB](https://anidb.net/anime/410) · "
        "[Bangumi](https://bangumi.tv/subject/210)",
        "**In this server** there are no reviews that you can see yet. Write one with `/review write`.",
        "**You** don't have it on your list.",
        "Add to my list",
    ]
    assert get_pictures(panel) == ["https://pictures.example.com/10.jpg"]


async def test_unknown_facts_are_left_out(world: World) -> None:
    panel = await look_up(world, FOG)

    assert get_lines(panel)[:3] == [
        "### [Fog](https://bangumi.tv/subject/20)",
        "-# [Bangumi](https://bangumi.tv/subject/20)",
        "**In this server** there are no reviews that you can see yet. Write one with `/review write`.",
    ]
    assert get_pictures(panel) == []


async def test_only_the_first_of_many_names_are_shown(world: World) -> None:
    names = "Name 1 · Name 2 · Name 3 · Name 4 · Name 5 · Name 6"
    assert f"-# {names} · 3 more" in get_lines(await look_up(world, "mal/30"))


@pytest.mark.parametrize("text", ["star harbour", "星の港", "星港", "hoshi no minato", "anilist/110", "bangumi/210"])
async def test_a_title_can_be_looked_up_by_any_of_its_names_and_keys(world: World, text: str) -> None:
    assert "### [Star Harbour](https://myanimelist.net/anime/10)" in get_lines(await look_up(world, text))


async def test_a_japanese_reader_sees_the_japanese_name_first(world: World) -> None:
    world.set_details(world.member("alice"), locale="ja")

    lines = get_lines(await look_up(world))

    assert lines[0] == "### [星の港](https://myanimelist.net/anime/10)"
    assert lines[2] == "-# Star Harbour · Harbour of Stars · 星港 · Hoshi no Minato"


async def test_an_unknown_title_is_answered_with_the_nearest(world: World) -> None:
    question = await look_up(world, "Star Harbor Deluxe")
    assert "I don't know any anime called “Star Harbor Deluxe”. Did you mean one of these?" in get_text(question)
    assert get_labels(question) == ["Star Harbour (TV, 2024)"]

    panel = await world.member("alice").click(question, label="Star Harbour (TV, 2024)")

    assert "TV · Spring 2024 · 3 episodes" in get_lines(panel)
    nothing = await look_up(world, "Zzyzx")
    assert "I don't know any anime called “Zzyzx”. Check the spelling" in get_text(nothing)
    assert get_labels(nothing) == []


# The server's reviews


async def test_reviews_are_counted_and_listed(world: World) -> None:
    for name, rating in [("ben", 9), ("carol", 9), ("dave", 4)]:
        await world.write_review(name, HARBOUR, rating=rating)
        await world.env.advance_time(1)

    lines = get_lines(await look_up(world))

    start = lines.index("**In this server** 7.3 on average, from 3 reviews")
    assert lines[start + 1 : start + 5] == ["```", " 9 ████████████ 2", " 4 ██████ 1", "```"]
    reviews = [line.partition(" · <t:")[0] for line in lines[start + 5 : start + 8]]
    assert reviews == [
        f"<@{world.member('dave').id}> · **4/10** · Not recommended",
        f"<@{world.member('carol').id}> · **9/10** · Recommended",
        f"<@{world.member('ben').id}> · **9/10** · Recommended",
    ]


async def test_a_review_is_counted_once_however_often_it_is_posted(world: World) -> None:
    await world.write_review("ben", HARBOUR)
    lounge = world.guild.create_text_channel("lounge")
    await world.member("ben").slash(lounge, "review post", anime=HARBOUR)

    assert "**In this server** 9.0 on average, from 1 review" in get_lines(await look_up(world))


async def test_a_review_is_read_from_the_menu(world: World) -> None:
    await world.write_review("ben", HARBOUR, body="Salt and light.")
    await world.write_review("carol", HARBOUR, body="The end!", spoilers=True)
    panel = await look_up(world)
    (menu,) = [part for part in walk_components(panel.components) if part["type"] == 3]
    alice = world.member("alice")
    await world.restart()

    newest, oldest = [option["value"] for option in menu["options"]]

    assert "Salt and light." in get_text(await alice.select(panel, [oldest], custom_id="review:choose"))
    wall = get_text(await alice.select(panel, [newest], custom_id="review:choose"))
    assert "Spoilers" in wall
    assert "The end!" not in wall


async def test_reviews_in_channels_that_the_caller_cannot_see_are_left_out(world: World) -> None:
    assert world.guild.me is not None
    staff = world.guild.create_role("staff")
    shown, hidden = discord.PermissionOverwrite(view_channel=True), discord.PermissionOverwrite(view_channel=False)
    back_room = world.guild.create_text_channel(
        "back-room", overwrites={world.guild.default_role: hidden, staff: shown, world.guild.me: shown}
    )
    ben = world.guild.add_member(world.env.create_user("ben"), roles=[staff])
    form = await ben.slash(back_room, "review write", anime=HARBOUR, rating=2)
    await ben.submit_modal(form, {"body": "Among ourselves."})

    assert "there are no reviews that you can see yet" in get_text(await look_up(world))
    panel = await ben.slash(world.channel, "anime info", anime=HARBOUR)
    assert "**In this server** 2.0 on average, from 1 review" in get_lines(panel)


async def test_another_servers_reviews_are_not_shown(world: World) -> None:
    await world.write_review("ben", HARBOUR)
    other = world.env.create_guild("Another club")
    lounge = other.create_text_channel("lounge")

    panel = await other.add_member(world.member("alice").user).slash(lounge, "anime info", anime=HARBOUR)

    assert "there are no reviews that you can see yet" in get_text(panel)
    assert f"<@{world.member('ben').id}>" not in get_text(panel)


async def test_a_deleted_review_is_not_counted(world: World) -> None:
    await world.write_review("ben", HARBOUR)
    question = (await world.member("ben").slash(world.channel, "review delete", anime=HARBOUR)).response
    assert question is not None
    await world.member("ben").click(question, label="Delete")

    assert "there are no reviews that you can see yet" in get_text(await look_up(world))


# The caller's list


async def test_a_title_is_added_and_watched_to_the_end_in_its_panel(world: World) -> None:
    alice = world.member("alice")
    await world.write_review("ben", HARBOUR)
    panel = await look_up(world)

    await alice.click(panel, label="Add to my list")
    panel = see_again(world, panel)
    assert "**You** 📌 **Plan to watch** · 0/3 episodes" in get_lines(panel)
    assert "**In this server** 9.0 on average, from 1 review" in get_lines(panel)
    assert get_labels(panel) == ["+1", "Edit"]
    await world.restart()
    for seen in (1, 2):
        await alice.click(panel, label="+1")
        panel = see_again(world, panel)
        assert f"**You** ▶️ **Watching** · {seen}/3 episodes" in get_lines(panel)
    await alice.click(panel, label="+1")
    panel = see_again(world, panel)

    assert "**You** ✅ **Completed** · 3/3 episodes" in get_lines(panel)
    assert get_labels(panel) == ["(+1)", "Edit"]
    assert get_pictures(panel) == ["https://pictures.example.com/10.jpg"]


async def test_an_entry_is_edited_from_the_panel_of_its_title(world: World) -> None:
    alice = world.member("alice")
    await alice.slash(world.channel, "list add", anime=HARBOUR, score=8, episodes=1)

    panel = await look_up(world)
    assert "**You** ▶️ **Watching** · 1/3 episodes · score 8/10" in get_lines(panel)
    form = await alice.click(panel, label="Edit")

    assert get_fields(form)["Episodes watched"]["value"] == "1"


async def test_an_old_panel_adds_nothing_twice_and_counts_no_extra_episode(world: World) -> None:
    alice = world.member("alice")
    first, second = await look_up(world), await look_up(world)
    await alice.slash(world.channel, "list add", anime=HARBOUR, episodes=2, score=7)

    await alice.click(first, label="Add to my list")
    assert "**You** ▶️ **Watching** · 2/3 episodes · score 7/10" in get_lines(see_again(world, first))
    await alice.click(second, label="Add to my list")
    await alice.click(first, label="+1")
    late = await alice.click(second, label="+1")

    assert "Star Harbour has 3 episodes and you have seen 3, so none are left. Well done!" in get_text(late)


async def test_no_episode_is_counted_for_a_title_that_was_removed_meanwhile(world: World) -> None:
    alice = world.member("alice")
    await alice.slash(world.channel, "list add", anime=HARBOUR)
    panel = await look_up(world)
    question = (await alice.slash(world.channel, "list remove", anime=HARBOUR)).response
    assert question is not None
    await alice.click(question, label="Remove")

    assert "Star Harbour isn't on your list." in get_text(await alice.click(panel, label="+1"))


async def test_in_private_messages_a_title_shows_nothing_about_a_server(world: World) -> None:
    await world.write_review("ben", HARBOUR)
    alice = world.person("alice")
    panel = (await alice.slash("anime info", anime=HARBOUR)).response
    assert panel is not None
    assert not panel.ephemeral
    assert "server" not in get_text(panel)

    await alice.click(panel, label="Add to my list")

    assert get_lines(see_again(world, panel))[-3:] == [
        "**You** 📌 **Plan to watch** · 0/3 episodes",
        "+1",
        "Edit",
    ]


# Custom titles


async def test_a_custom_title_is_marked_as_custom(world: World) -> None:
    await make_custom(world, "Our club's film")

    assert get_lines(await look_up(world, "our club's film"))[:3] == [
        "### Our club's film",
        "*Added by a member*",
        "**In this server** there are no reviews that you can see yet. Write one with `/review write`.",
    ]
    panel = await look_up(world, "our club's film")
    assert "**You** 📌 **Plan to watch** · 0 episodes" in get_lines(panel)
    await world.member("alice").click(panel, label="+1")
    assert "**You** ▶️ **Watching** · 1 episode" in get_lines(see_again(world, panel))
    assert get_labels(see_again(world, panel)) == ["+1", "Edit"]
