"""Stories of reactions that change while the bot is away, and how it finds out."""

from tests.support.cards import count_held, get_card, get_counts, get_line, get_pressed, react, show_all
from tests.support.forums import allow
from tests.support.world import World, come_back, get_text

NOBODY = "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0"


def count_looks(world: World, beginning: int) -> int:
    """How many times the bot has asked for messages, without its first `beginning` calls."""
    requests = world.env.http_requests[beginning:]
    return sum(request.method == "GET" and request.path.endswith("/messages") for request in requests)


async def test_reactions_that_changed_while_the_bot_was_away_are_on_the_card(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +❤️", "dave +😂")

    with world.unheard():
        await react(world, card, "bob -👍", "carol +👍", "erin +👍🏽", "frank +❤", "dave -😂", "alice +😂")
    await come_back(world)

    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 2 · 😂 Funny 0"
    assert get_counts(await show_all(world, "bob", card)) == count_held(world, card, author="alice")
    assert get_pressed(await show_all(world, "bob", card)) == []
    assert get_pressed(await show_all(world, "carol", card)) == ["Nice", "Love it"]


async def test_somebody_who_took_anothers_place_is_found_though_the_count_is_the_same(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +👍", "dave +😂")

    with world.unheard():
        await react(world, card, "bob -👍", "alice +👍", "dave -😂", "erin +😂")
    await come_back(world)

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 1"
    assert get_pressed(await show_all(world, "dave", card)) == []
    assert get_pressed(await show_all(world, "erin", card)) == ["Funny"]


async def test_reactions_that_moderators_cleared_are_gone_and_votes_by_button_stay(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +👍", "carol +😂")
    await world.member("dave").click(await show_all(world, "dave", card), label="Nice")

    with world.unheard():
        world.env.backend.clear_reactions(card.channel_id, card.id)
        await react(world, card, "erin +💡")
    await come_back(world)

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert get_counts(await show_all(world, "bob", card))["Informative"] == 1


async def test_bots_and_the_author_never_count_after_the_bot_was_away(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))

    with world.unheard():
        world.env.backend.set_reaction(card.channel_id, card.id, "👍", robot.id, True)
        await react(world, card, "alice +👍")
    await come_back(world)
    assert get_line(card) == NOBODY

    await react(world, card, "alice -👍", "bob +👍")
    world.env.backend.set_reaction(card.channel_id, card.id, "👍", robot.id, False)
    await world.env.advance_time(1)
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_reaction_on_one_of_two_cards_is_found_and_still_counts_once(world: World) -> None:
    await world.write_review("alice")
    first = get_card(world)
    elsewhere = world.guild.create_text_channel("elsewhere")
    await world.member("alice").slash(elsewhere, "review post", anime="mal/52991")
    second = get_card(world, elsewhere)
    await react(world, first, "bob +👍")

    with world.unheard():
        await react(world, second, "bob +👍", "carol +👍")
    await come_back(world)
    assert get_line(first) == get_line(second) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"

    with world.unheard():
        await react(world, first, "bob -👍")
        await react(world, second, "carol -👍")
    await come_back(world)
    assert get_line(first) == get_line(second) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_votes_outlive_a_deleted_card(world: World) -> None:
    await world.write_review("alice")
    first = get_card(world)
    elsewhere = world.guild.create_text_channel("elsewhere")
    await world.member("alice").slash(elsewhere, "review post", anime="mal/52991")
    second = get_card(world, elsewhere)
    await react(world, first, "bob +👍")

    with world.unheard():
        world.env.backend.delete_message(first.channel_id, first.id)
        await react(world, second, "carol +👍")
    await come_back(world)

    assert get_line(second) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"
    assert "in 1 place" in get_text(await world.member("alice").slash(world.channel, "review mine"))


async def test_votes_outlive_a_deleted_channel(world: World) -> None:
    elsewhere = world.guild.create_text_channel("elsewhere")
    await world.write_review("alice", channel=elsewhere)
    first = get_card(world, elsewhere)
    await react(world, first, "bob +👍")

    with world.unheard():
        world.env.backend.delete_channel(elsewhere.id)
    await come_back(world)
    await world.member("alice").slash(world.channel, "review post", anime="mal/52991")

    assert get_line(get_card(world)) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_hundred_messages_are_checked_with_one_call(world: World) -> None:
    cards = []
    for name in ("alice", "bob", "carol", "dave"):
        await world.write_review(name)
        cards.append(get_card(world))
    with world.unheard():
        await react(world, cards[1], "frank +😂")
    beginning = len(world.env.http_requests)
    await come_back(world)

    assert count_looks(world, beginning) == 1
    assert get_line(cards[1]) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 1"


async def test_a_card_older_than_a_hundred_messages_is_found(world: World) -> None:
    await world.write_review("alice")
    first = get_card(world)
    for number in range(120):
        await world.member("bob").send(world.channel, f"Message {number}.")
    await world.write_review("bob")
    second = get_card(world)

    with world.unheard():
        await react(world, first, "carol +👍")
        await react(world, second, "carol +😂")
    beginning = len(world.env.http_requests)
    await come_back(world)

    assert get_line(first) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert get_line(second) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 1"
    assert count_looks(world, beginning) == 2


async def test_hundreds_of_people_are_listed_page_by_page(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    with world.unheard():
        await react(world, card, *(f"reader{number} +👍" for number in range(250)))
    await come_back(world)

    assert get_line(card) == "👍 Nice 250 · ❤️ Love it 0 · 😂 Funny 0"


async def test_errors_of_discord_only_delay_reconciliation(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    with world.unheard():
        await react(world, card, "bob +👍")
    world.env.inject_error("GET", "/channels/*/messages", status=503, times=2)
    world.env.inject_error("GET", "/channels/*/messages/*/reactions/*", status=503, times=2)
    await come_back(world)
    await world.env.advance_time(60)

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_channel_with_errors_does_not_hold_up_others(world: World) -> None:
    elsewhere = world.guild.create_text_channel("elsewhere")
    await world.write_review("alice")
    card = get_card(world)
    await world.write_review("bob", channel=elsewhere)
    newest = get_card(world, elsewhere)

    with world.unheard():
        await react(world, card, "carol +👍")
        await react(world, newest, "carol +👍")
    path = f"/channels/{elsewhere.id}/messages"
    world.env.inject_error("GET", path, status=400, times=None)
    await come_back(world)

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert get_line(newest) == NOBODY


async def test_an_unclear_404_removes_no_card(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    with world.unheard():
        await react(world, card, "bob +👍")
    world.env.inject_error("GET", "/channels/*/messages", status=404, code=0)
    await come_back(world)
    await world.env.advance_time(3600)

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    await react(world, card, "carol +👍")
    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"


async def test_an_unreadable_channel_keeps_its_counts_until_it_can_be_read(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍")

    allow(world, world.channel, world.guild.me, view_channel=False)
    with world.unheard():
        await react(world, card, "carol +👍")
    await come_back(world)
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"

    allow(world, world.channel, world.guild.me, view_channel=True)
    await world.env.advance_time(60)
    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"


async def test_commands_are_answered_while_cards_are_reconciled(world: World) -> None:
    for name in ("alice", "bob", "carol"):
        await world.write_review(name)
    await world.restart()

    shown = await world.member("dave").slash(world.channel, "review read", anime="mal/52991")
    assert "A quiet masterpiece" in get_text(shown) or "Whose review?" in get_text(shown)
