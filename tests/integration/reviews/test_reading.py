"""Stories of people who find a review and read it."""

from typing import Any

import discord

from db.reviews.models import Draft, Post, ReviewText
from tests.support.world import World, get_text

FRIEREN = "mal/52991"


async def read(world: World, name: str, **options: Any) -> str:
    """Calls `/review read` in the channel as a member. Returns the text of the answer."""
    result = await world.member(name).slash(world.channel, "review read", anime=FRIEREN, **options)
    assert result.response is not None
    assert result.response.ephemeral
    return get_text(result)


async def test_there_is_nothing_to_read_before_somebody_writes(world: World) -> None:
    text = await read(world, "ben")

    assert "No one has posted a review of Frieren: Beyond the Journey's End (TV, 2023) here yet." in text


async def test_the_only_review_opens_at_once(world: World) -> None:
    await world.write_review("alice")

    text = await read(world, "ben")

    assert "A quiet masterpiece." in text
    assert f"by <@{world.member('alice').id}>" in text
    assert "9/10 · Recommended" in text


async def test_the_reader_chooses_from_several_reviews(world: World) -> None:
    await world.write_review("alice", body="Alice's text.", rating=9)
    await world.write_review("ben", body="Ben's text.", rating=3)
    chika = world.member("chika")

    menu = (await chika.slash(world.channel, "review read", anime=FRIEREN)).response
    assert menu is not None
    text = get_text(menu)
    assert f"1. <@{world.member('ben').id}> · **3/10** · Not recommended" in text
    assert f"2. <@{world.member('alice').id}> · **9/10** · Recommended" in text
    assert "Ben's text." not in text

    await world.restart()
    first, second = menu.components[1]["components"][0]["options"]
    assert "Ben's text." in get_text(await chika.select(menu, [first["value"]]))
    assert "Alice's text." in get_text(await chika.select(menu, [second["value"]]))


async def test_a_review_is_found_by_its_author(world: World) -> None:
    await world.write_review("alice", body="Alice's text.")
    await world.write_review("ben", body="Ben's text.")

    assert "Alice's text." in await read(world, "chika", member=world.member("alice"))
    assert "Ben's text." in await read(world, "ben", member=world.member("ben"))
    daniel = world.member("daniel")
    assert f"{daniel.mention} hasn't posted a review of" in await read(world, "chika", member=daniel)
    assert "You haven't reviewed" in await read(world, "daniel", member=daniel)


async def test_a_review_is_found_by_its_author_among_more_than_fit_in_a_menu(world: World) -> None:
    await world.write_review("alice", body="The oldest text.")
    for number in range(25):
        draft = Draft(id=1, author_id=number, anime_key=FRIEREN, title="Frieren", text=ReviewText(9, "A newer text."))
        review = await world.bot.store.reviews.add(draft, review_id=2**62 + number, now=1_790_000_000)
        assert review is not None
        await world.bot.store.posts.add(Post(review.id, review.id, world.guild.id, world.channel.id, True, 0))

    assert "The oldest text." in await read(world, "ben", member=world.member("alice"))
    alice = world.member("alice").mention
    assert alice not in await read(world, "ben")
    assert f"1. {alice}" in await read(world, "alice")


async def test_invisible_reviews_take_no_room_from_visible_ones(world: World) -> None:
    ben = world.member("ben")
    hidden = world.guild.create_text_channel("staff", overwrites={ben: discord.PermissionOverwrite(view_channel=False)})
    await world.write_review("alice", body="In sight of all.")
    await world.env.advance_time(60)
    for number in range(25):
        await world.write_review(f"member {number}", body="For the staff.", channel=hidden)

    assert "In sight of all." in await read(world, "ben")


async def test_in_private_messages_people_read_only_their_own_review(world: World) -> None:
    await world.write_review("alice")
    alice, ben = world.member("alice"), world.member("ben")

    own = await alice.user.slash("review read", anime=FRIEREN)
    assert "A quiet masterpiece." in get_text(own)
    others = await ben.user.slash("review read", anime=FRIEREN)
    assert "You haven't reviewed" in get_text(others)
    named = await ben.user.slash("review read", anime=FRIEREN, member=alice.user)
    assert f"{alice.mention} hasn't posted a review" in get_text(named)


async def test_a_review_is_read_only_in_servers_where_it_is_posted(world: World) -> None:
    await world.write_review("alice")
    other = world.env.create_guild("Another club")
    lounge = other.create_text_channel("lounge")
    alice, ben = other.add_member(world.member("alice").user), other.add_member(world.member("ben").user)

    for options in ({}, {"member": alice}):
        elsewhere = await ben.slash(lounge, "review read", anime=FRIEREN, **options)
        assert "A quiet masterpiece." not in get_text(elsewhere)
    assert "A quiet masterpiece." in get_text(await alice.slash(lounge, "review read", anime=FRIEREN))

    await alice.slash(lounge, "review post", anime=FRIEREN)
    assert "A quiet masterpiece." in get_text(await ben.slash(lounge, "review read", anime=FRIEREN))


async def test_a_review_in_a_hidden_channel_cannot_be_read_elsewhere(world: World) -> None:
    hidden = discord.PermissionOverwrite(view_channel=False)
    shown = discord.PermissionOverwrite(view_channel=True)
    staff = world.guild.create_role("staff")
    assert world.guild.me is not None
    private = world.guild.create_text_channel(
        "staff", overwrites={world.guild.default_role: hidden, staff: shown, world.guild.me: shown}
    )
    carol = world.guild.add_member(world.env.create_user("carol"), roles=[staff])
    form = await carol.slash(private, "review write", anime="mal/52991", rating=2)
    await carol.submit_modal(form, {"body": "Between us: dull."})

    outsider = await world.member("bob").slash(world.channel, "review read", anime="mal/52991")
    assert "No one has posted a review" in get_text(outsider)
    by_name = await world.member("bob").slash(world.channel, "review read", anime="mal/52991", member=carol)
    assert "hasn't posted a review" in get_text(by_name)
    insider = world.guild.add_member(world.env.create_user("dave"), roles=[staff])
    assert "Between us: dull." in get_text(await insider.slash(world.channel, "review read", anime="mal/52991"))
