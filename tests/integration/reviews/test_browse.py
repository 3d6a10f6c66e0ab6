"""Stories of people who browse their server's reviews."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.results import InteractionResult, ResponseMessage

from db.reviews.models import Draft, Post, ReviewText, Verdict
from db.titles.catalogue.records import TitleRecord
from tests.support.cards import get_card, react
from tests.support.titles import get_response
from tests.support.world import World, get_custom_id, get_labels, get_text, see_again, write_catalogue

FRIEREN, MONSTER, NIGHT = "mal/52991", "mal/19", "mal/60"
BEGINNING = 1_700_000_000


@pytest.fixture
def catalogue_path(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.db"
    write_catalogue(
        path,
        TitleRecord(keys=(FRIEREN,), title="Frieren", kind="TV", year=2023, episodes=28),
        TitleRecord(keys=(MONSTER,), title="Monster", kind="TV", year=2004, episodes=74),
        TitleRecord(keys=(NIGHT,), title="Velvet Night", is_adult=True),
    )
    return path


async def put(world: World, number: int, *channels: Any, author: str = "alice", **fields: Any) -> int:
    """Adds a review of `Title <number>`, written `number` minutes after the start, and posts it in the channels."""
    draft = Draft(
        id=number,
        author_id=world.member(author).id,
        anime_key=fields.pop("anime_key", f"mal/{1000 + number}"),
        title=fields.pop("title", f"Title {number}"),
        text=ReviewText(**{"rating": 8, "body": "Fine."} | fields),
        written_at=BEGINNING + number * 60,
    )
    review_id = 10_000 + number
    assert await world.bot.store.reviews.add(draft, review_id=review_id, now=BEGINNING)
    for place, channel in enumerate(channels or [world.channel]):
        post = Post(number * 100 + place, review_id, world.guild.id, channel.id, has_counts=False, shown=0)
        await world.bot.store.posts.add(post)
    return review_id


async def browse(world: World, name: str = "ben", **options: Any) -> ResponseMessage:
    """The page that a member gets from `/review browse` in the channel."""
    page = get_response(await world.member(name).slash(world.channel, "review browse", **options))
    assert page.ephemeral
    return page


async def turn(world: World, page: ResponseMessage, label: str, name: str = "ben") -> ResponseMessage:
    """Clicks a button, and returns the page that it shows."""
    await world.member(name).click(page, label=label)
    return see_again(world, page)


async def sort_by(world: World, page: ResponseMessage, sort: str, name: str = "ben") -> ResponseMessage:
    await world.member(name).select(page, [sort], custom_id=get_custom_id(page, "review:sort"))
    return see_again(world, page)


async def open_review(world: World, page: ResponseMessage, number: int, name: str = "ben") -> InteractionResult:
    """Opens the review with that number on the page."""
    menu = next(row for row in page.components[0]["components"] if row["type"] == 1)["components"][0]
    assert menu["custom_id"] == "review:choose"
    return await world.member(name).select(page, [menu["options"][number - 1]["value"]], custom_id="review:choose")


def get_titles(page: ResponseMessage) -> list[str]:
    """The titles on a page, in order."""
    lines = [line for line in get_text(page).splitlines() if line.startswith("**") and ".** " in line]
    return [line.partition(".** ")[2].removeprefix("[").partition("]")[0] for line in lines]


def name_titles(numbers: Sequence[int]) -> list[str]:
    return [f"Title {number}" for number in numbers]


async def test_without_reviews_people_are_told_how_to_write_one(world: World) -> None:
    page = await browse(world)

    sentence = "There are no reviews here yet that you can see. Write the first with `/review write`."
    assert sentence in get_text(page)
    assert get_labels(page) == []


async def test_a_review_is_found_and_opened(world: World) -> None:
    form = await world.member("alice").slash(world.channel, "review write", anime=FRIEREN, rating=9, episodes=3)
    await world.member("alice").submit_modal(form, {"body": "# Slow\nand quiet. ||Himmel is gone.||"})

    page = await browse(world)
    text = get_text(page)
    assert "### Reviews · Newest" in text
    assert "**1.** [Frieren](https://myanimelist.net/anime/52991)" in text
    assert f"<@{world.member('alice').id}> · **9/10** · Recommended · <t:" in text
    assert "Preliminary (3/28)" in text
    assert "Slow and quiet. ▒▒▒" in text
    assert "Himmel" not in text
    assert "1. Frieren · 9/10" in text.splitlines()
    await world.restart()
    assert "Himmel is gone." in get_text(await open_review(world, page, 1))


async def test_spoilers_are_not_on_the_page_and_open_behind_the_wall(world: World) -> None:
    await put(world, 1, body="The butler did it.", has_spoilers=True)

    page = await browse(world)

    assert "⚠️ spoilers" in get_text(page)
    assert "butler" not in get_text(page)
    wall = await open_review(world, page, 1)
    assert "butler" not in get_text(wall)
    assert "Show spoilers" in get_text(wall)


async def test_pages_can_be_turned_after_a_restart(world: World) -> None:
    for number in range(1, 21):
        await put(world, number)

    page = await browse(world)
    assert get_titles(page) == name_titles(range(20, 12, -1))
    assert get_labels(page) == ["(Previous)", "Next"]
    page = await turn(world, page, "Next")
    assert get_titles(page) == name_titles(range(12, 4, -1))
    await world.restart()
    page = await turn(world, page, "Next")
    assert get_titles(page) == name_titles(range(4, 0, -1))
    assert get_labels(page) == ["Previous", "(Next)"]
    page = await turn(world, page, "Previous")
    assert get_titles(page) == name_titles(range(12, 4, -1))
    page = await turn(world, page, "Previous")
    assert get_titles(page) == name_titles(range(20, 12, -1))
    assert get_labels(page) == ["(Previous)", "Next"]


async def test_a_new_review_does_not_shift_the_next_page(world: World) -> None:
    for number in range(1, 11):
        await put(world, number)
    page = await browse(world)
    await put(world, 11)

    page = await turn(world, page, "Next")
    assert get_titles(page) == name_titles([2, 1])
    page = await turn(world, page, "Previous")
    assert get_titles(page) == name_titles(range(10, 2, -1))
    page = await turn(world, page, "Previous")
    assert get_titles(page) == name_titles(range(11, 3, -1))


async def test_reactions_change_the_order_at_once(world: World) -> None:
    await world.write_review("alice", anime=FRIEREN)
    card = get_card(world)
    await world.write_review("alice", anime=MONSTER)
    await put(world, 1)
    await react(world, card, "ben +👍", "ben +😂", "chika +👍", "alice +👍")

    page = await browse(world, sort="most-reacted")

    assert get_titles(page)[0] == "Frieren"
    assert "3 reactions" in get_text(page)
    await react(world, card, "ben -👍", "ben -😂", "chika -👍")
    await react(world, get_card(world), "ben +❤️")
    page = await browse(world, sort="most-reacted")
    assert get_titles(page)[0] == "Monster"
    assert " · 1 reaction\n" in get_text(page)
    assert "2 reactions" not in get_text(page)


async def test_fresh_puts_a_favourite_of_few_before_one_that_many_have_seen(world: World) -> None:
    await world.write_review("alice", anime=FRIEREN)
    await react(world, get_card(world), "ben +👍", "chika +👍")
    for reader in ("ben", "chika", "dan", "eve"):
        await world.member(reader).slash(world.channel, "review read", anime=FRIEREN)
    await world.write_review("alice", anime=MONSTER)
    await react(world, get_card(world), "ben +👍")
    await put(world, 1)

    assert get_titles(await browse(world, sort="most-reacted")) == ["Frieren", "Monster", "Title 1"]
    assert get_titles(await browse(world, sort="fresh")) == ["Monster", "Frieren", "Title 1"]


async def test_the_order_can_be_changed_on_the_page_and_the_filter_stays(world: World) -> None:
    for number in range(1, 21):
        await put(world, number, rating=1 + number % 2)
    await world.write_review("chika", anime=FRIEREN, rating=2)
    await react(world, get_card(world), "ben +👍")
    page = await turn(world, await browse(world, minimum=2), "Next")

    await world.restart()
    page = await sort_by(world, page, "most-reacted")

    assert get_titles(page) == ["Frieren", *name_titles(range(19, 5, -2))]
    assert "### Reviews · Most reactions\n-# 2/10 or better" in get_text(page)
    assert get_labels(page) == ["(Previous)", "Next"]


async def test_a_random_selection_is_followed_by_another(world: World) -> None:
    for number in range(1, 31):
        await put(world, number)

    page = await browse(world, sort="random")
    assert get_labels(page) == ["Other reviews"]
    chosen = get_titles(page)
    assert len(set(chosen)) == 8
    await world.restart()
    others = get_titles(await turn(world, page, "Other reviews"))
    assert len(set(others)) == 8
    assert others != chosen


@pytest.mark.parametrize(
    ("options", "titles", "words"),
    [
        ({"anime": FRIEREN}, ["Frieren", "Frieren"], "of Frieren"),
        ({"verdict": "NOT_RECOMMENDED"}, ["Monster"], "Not recommended"),
        ({"minimum": 8}, ["Title 1", "Frieren"], "8/10 or better"),
        ({"without_spoilers": True}, ["Monster", "Frieren"], "without spoilers"),
        ({"anime": FRIEREN, "without_spoilers": True, "minimum": 7}, ["Frieren"], "of Frieren · 7/10 or better"),
    ],
)
async def test_reviews_are_filtered(world: World, options: dict[str, Any], titles: list[str], words: str) -> None:
    fields = {"anime_key": FRIEREN, "title": "Frieren"}
    await put(world, 4, author="alice", rating=7, has_spoilers=True, **fields)
    await put(world, 5, author="ben", rating=8, **fields)
    await put(
        world, 6, author="ben", rating=6, chosen_verdict=Verdict.NOT_RECOMMENDED, anime_key=MONSTER, title="Monster"
    )
    await put(world, 7, author="ben", rating=10, has_spoilers=True, title="Title 1")

    for sort in ("newest", "most-reacted", "fresh", "random"):
        page = await browse(world, sort=sort, **options)
        assert sorted(get_titles(page)) == sorted(titles)
        assert words in get_text(page)


async def test_a_members_reviews_are_browsed_by_command_and_by_context_menu(world: World) -> None:
    await put(world, 1, author="alice")
    await put(world, 2, author="ben")
    alice = world.member("alice")

    assert get_titles(await browse(world, member=alice)) == ["Title 1"]
    page = get_response(await world.member("ben").context_menu(world.channel, "Reviews", alice))
    assert page.ephemeral
    assert get_titles(page) == ["Title 1"]
    assert f"by {alice.mention}" in get_text(page)


async def test_filters_that_leave_nothing_are_named(world: World) -> None:
    await put(world, 1)

    page = await browse(world, verdict="NOT_RECOMMENDED", minimum=9)

    assert "No reviews match that. Use `/review browse` without `verdict` / `minimum`." in get_text(page)


async def test_a_review_is_listed_for_those_who_can_see_its_channel(world: World) -> None:
    staff = world.guild.create_role("Staff")
    shown, hidden = discord.PermissionOverwrite(view_channel=True), discord.PermissionOverwrite(view_channel=False)
    assert world.guild.me is not None
    back_room = world.guild.create_text_channel(
        "back-room", overwrites={world.guild.default_role: hidden, staff: shown, world.guild.me: shown}
    )
    chika = world.guild.add_member(world.env.create_user("chika"), roles=[staff])
    await put(world, 1, back_room)
    await put(world, 2, back_room, world.channel)
    await put(world, 3)

    assert get_titles(await browse(world)) == name_titles([3, 2])
    page = get_response(await chika.slash(world.channel, "review browse"))
    assert get_titles(page) == name_titles([3, 2, 1])


async def test_a_review_that_is_posted_twice_is_listed_once(world: World) -> None:
    other = world.guild.create_text_channel("more-reviews")
    await put(world, 1, world.channel, other, world.channel)

    assert get_titles(await browse(world)) == ["Title 1"]


async def test_an_archived_thread_is_visible_only_in_a_forum(world: World) -> None:
    forum = world.guild.create_forum_channel("reviews-forum")
    for number, parent in ((1, forum), (2, world.channel)):
        review_id = await put(world, number)
        await world.bot.store.posts.delete(message_id=number * 100)
        # A thread that the bot does not know.
        post = Post(number * 100, review_id, world.guild.id, 77 + number, False, 0, parent_id=parent.id)
        await world.bot.store.posts.add(post)

    assert get_titles(await browse(world)) == ["Title 1"]


async def test_another_server_shows_no_reviews_of_this_one(world: World) -> None:
    await world.write_review("alice", anime=FRIEREN)
    elsewhere = world.env.create_guild("Book club")
    channel = elsewhere.create_text_channel("reviews")
    alice = elsewhere.add_member(world.member("alice").user)

    for sort in ("newest", "random"):
        page = get_response(await alice.slash(channel, "review browse", sort=sort))
        assert get_titles(page) == []
        assert "There are no reviews here yet" in get_text(page)
    assert "No reviews match that." in get_text(await alice.slash(channel, "review browse", member=alice))


async def test_titles_for_adults_are_only_listed_in_age_restricted_channels(world: World) -> None:
    restricted = world.guild.create_text_channel("after-dark")
    world.restrict(restricted)
    await put(world, 1, restricted, anime_key=NIGHT, title="Velvet Night")
    await put(world, 2)

    page = await browse(world)
    assert get_titles(page) == ["Title 2"]
    assert "Velvet" not in str(page.components)
    among_adults = get_response(await world.member("ben").slash(restricted, "review browse"))
    assert get_titles(among_adults) == ["Title 2", "Velvet Night"]


async def test_reviews_stay_when_their_author_leaves(world: World) -> None:
    await world.write_review("alice", anime=FRIEREN)
    world.guild.remove_member(world.member("alice"))

    assert get_titles(await browse(world)) == ["Frieren"]


async def test_a_deleted_review_is_neither_listed_nor_opened(world: World) -> None:
    await world.write_review("alice", anime=FRIEREN)
    await world.write_review("alice", anime=MONSTER)
    page = await browse(world)
    question = get_response(await world.member("alice").slash(world.channel, "review delete", anime=FRIEREN))
    await world.member("alice").click(question, label="Delete")

    assert "This review is gone" in get_text(await open_review(world, page, 2))
    assert get_titles(await browse(world)) == ["Monster"]


async def test_in_private_messages_people_are_told_to_call_it_in_a_server(world: World) -> None:
    refusal = await world.member("alice").user.slash("review browse")

    assert "I can only show the reviews of a server that I'm a member of. Use the command there." in get_text(refusal)


async def test_the_search_for_a_rare_verdict_goes_on_with_the_next_page(world: World) -> None:
    await put(world, 1, rating=1)
    for number in range(2, 2200):
        await put(world, number, author=f"author {number % 3}")

    page = await browse(world, verdict="NOT_RECOMMENDED")
    assert get_titles(page) == []
    assert "posts for this page. Press *Next* to look further." in get_text(page)
    page = await turn(world, page, "Next")
    assert get_titles(page) == ["Title 1"]
    page = await turn(world, page, "Previous")
    assert "posts for this page. Press *Previous* to look further." in get_text(page)
