"""Stories of people who want to know how similar their tastes are."""

from collections.abc import Mapping

import pytest
from simcord.actors import MemberActor

from db.lists.models import Entry, ListStatus
from tests.support.list_pages import fill_list, open_list, slash
from tests.support.lists import call, get_lines
from tests.support.world import World, get_text

SCORES = dict(enumerate([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 1))


async def score(world: World, member: MemberActor, scores: Mapping[int, int], **fields: object) -> None:
    """Puts scored titles on a member's list, by their numbers, and makes it public."""
    await open_list(world, member)
    entries = [
        Entry(member.id, f"mal/{9_000_000 + number}", f"Title {number}", ListStatus.COMPLETED, given, **fields)  # pyright: ignore[reportArgumentType]
        for number, given in scores.items()
    ]
    await fill_list(world, member, entries)


async def compare(world: World, name: str = "alice", other: str = "bob") -> str:
    return get_text(await slash(world, world.member(name), "list compare", member=world.member(other)))


async def test_two_members_see_what_they_share_and_where_they_differ(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await score(world, alice, SCORES | {20: 5})
    await score(world, bob, SCORES | {4: 1, 9: 10, 30: 7})

    comparison = await slash(world, alice, "list compare", member=bob)

    assert get_lines(comparison)[:9] == [
        f"### Your list and <@{bob.id}>'s",
        "**10 titles** on both lists · 10 completed by both · 10 scored by both",
        "Similarity: **48%**",
        "**What you both love**",
        "you: 10, them: 10 · Title 1",
        "you: 9, them: 9 · Title 2",
        "**Where you differ most**",
        "you: 2, them: 10 · Title 9",
        "you: 7, them: 1 · Title 4",
    ]
    assert "Pearson's correlation" in get_text(comparison)
    assert "None of this is stored." in get_text(comparison)
    assert world.channel.last_message is None
    assert "Similarity: **48%**" in await compare(world, "bob", "alice")


@pytest.mark.parametrize(("scores", "percent"), [(SCORES, "100"), ({n: 11 - s for n, s in SCORES.items()}, "−100")])
async def test_similarity_ranges_from_the_same_taste_to_the_opposite(
    world: World, scores: dict[int, int], percent: str
) -> None:
    await score(world, world.member("alice"), SCORES)
    await score(world, world.member("bob"), scores)
    assert f"Similarity: **{percent}%**" in await compare(world)


async def test_with_too_few_titles_they_see_how_many_are_missing(world: World) -> None:
    await score(world, world.member("alice"), SCORES)
    await score(world, world.member("bob"), dict.fromkeys(range(1, 8), 5) | {8: 0})
    text = await compare(world)
    assert "**8 titles** on both lists · 8 completed by both · 7 scored by both" in text
    assert "once you have both scored 10 of the same titles. 3 more to go!" in text
    assert "Pearson" not in text


async def test_somebody_who_gives_every_title_the_same_score_cannot_be_compared(world: World) -> None:
    await score(world, world.member("alice"), SCORES)
    await score(world, world.member("bob"), dict.fromkeys(SCORES, 7))
    assert "I can't compare your tastes, because one of you gave all of these titles the same score" in await compare(
        world
    )


async def test_private_titles_are_not_compared(world: World) -> None:
    await score(world, world.member("alice"), SCORES)
    await score(world, world.member("bob"), SCORES, is_private=True)
    text = await compare(world)
    assert "**0 titles** on both lists" in text
    assert "Title" not in text


async def test_both_lists_must_be_public(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    assert await compare(world) == "bob's list is private. They can make it public with `/list privacy`."
    await open_list(world, bob)
    assert await compare(world) == (
        "Your own list is private, and only public lists can be compared. "
        "You can make it public, and private again, with `/list privacy`."
    )
    await open_list(world, alice)
    assert "**0 titles** on both lists" in await compare(world)


async def test_only_members_of_a_server_are_compared(world: World) -> None:
    alice, bob = world.member("alice"), world.member("bob")
    await open_list(world, alice)
    await open_list(world, bob)
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    assert await compare(world, "alice", "alice") == ("That's you. Choose another member.")
    assert get_text(await slash(world, alice, "list compare", member=robot)) == (
        "robot is a bot, and bots have no list."
    )
    assert "in a server that you are both in" in get_text(await call(alice.user, "list compare", member=bob.user))
    world.guild.remove_member(bob)
    assert "bob is not in this server" in get_text(await slash(world, alice, "list compare", member=bob.user))
