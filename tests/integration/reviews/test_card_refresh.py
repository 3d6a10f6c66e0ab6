"""Stories of cards that are redrawn at most once a minute. With a margin, that is every 66 seconds."""

from dataclasses import replace

import pytest

from bot import Settings
from tests.support.cards import count_edits, get_card, get_line, react
from tests.support.world import World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, card_refresh_seconds=60)


NOBODY = "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0"


async def test_many_reactions_in_a_row_cost_one_edit_at_once_and_one_a_minute_later(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    for number in range(5):
        await react(world, card, f"reader{number} +👍", f"fan{number} +❤️")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 1 · 😂 Funny 0"
    assert count_edits(world) == 1

    await world.env.advance_time(66)
    assert get_line(card) == "👍 Nice 5 · ❤️ Love it 5 · 😂 Funny 0"
    assert count_edits(world) == 2

    await world.env.advance_time(600)
    assert count_edits(world) == 2


async def test_a_card_is_redrawn_at_once_if_its_last_change_was_long_ago(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    await react(world, card, "bob +👍")
    await world.env.advance_time(66)
    await react(world, card, "carol +👍")

    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"


async def test_the_cards_of_other_reviews_do_not_wait(world: World) -> None:
    await world.write_review("alice", "mal/52991")
    first = get_card(world)
    await world.write_review("alice", "mal/1")
    second = get_card(world)

    await react(world, first, "bob +👍")
    await react(world, first, "carol +👍")
    await react(world, second, "bob +😂")

    assert get_line(first) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert get_line(second) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 1"


async def test_a_redraw_that_was_due_follows_a_restart(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +👍")
    await react(world, card, "carol +👍", "dave +😂")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"

    await world.restart()

    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 1"
    assert count_edits(world) == 2


async def test_reactions_that_wait_to_be_written_survive_a_restart(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    bob = world.member("bob")

    world.env.backend.set_reaction(card.channel_id, card.id, "👍", bob.id, True)
    await world.restart()

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_failed_edit_is_tried_again_less_and_less_often(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    world.env.inject_error("PATCH", "/channels/*/messages/*", status=503, times=3)
    await react(world, card, "bob +👍")
    assert count_edits(world) == 1
    await world.env.advance_time(2 * 66)
    assert count_edits(world) == 2
    await world.env.advance_time(4 * 66 - 10)
    await react(world, card, "carol +👍")
    assert count_edits(world) == 2
    await world.env.advance_time(10)
    assert count_edits(world) == 3
    await world.env.advance_time(8 * 66)

    assert count_edits(world) == 4
    assert get_line(card) == "👍 Nice 2 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_failed_edit_is_tried_again_after_a_restart(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    world.env.inject_error("PATCH", "/channels/*/messages/*", status=503)
    await react(world, card, "bob +👍")
    assert get_line(card) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0"
    await world.restart()

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_a_channel_gets_five_edits_in_five_seconds_and_the_most_watched_cards_go_first(world: World) -> None:
    cards = []
    for number in range(12):
        await world.write_review(f"author{number}")
        cards.append(get_card(world))
    await world.env.advance_time(66)
    # Five edits at once leave no room for others.
    await react(world, cards[0], *(f"reader{number} +👍" for number in range(2)))
    for card in cards[1:5]:
        await react(world, card, "bob +👍")
    assert count_edits(world) == 5

    for number, card in enumerate(cards[5:]):
        for reader in range(number + 1):
            world.env.backend.set_reaction(card.channel_id, card.id, "👍", world.member(f"reader{reader}").id, True)
    await world.env.advance_time(6)
    assert count_edits(world) == 10
    shown = [get_line(card) for card in cards[5:]]
    assert shown[6] == "👍 Nice 7 · ❤️ Love it 0 · 😂 Funny 0"
    # The card that has waited longest is among them.
    assert [line != NOBODY for line in shown] == [True, False, False, True, True, True, True]

    await world.env.advance_time(6)
    assert [get_line(card) for card in cards[5:]] == [
        f"👍 Nice {number + 1} · ❤️ Love it 0 · 😂 Funny 0" for number in range(7)
    ]


async def test_all_channels_together_get_25_edits_a_second(world: World) -> None:
    cards = []
    for number in range(27):
        channel = world.guild.create_text_channel(f"reviews-{number}")
        await world.write_review(f"author{number}", channel=channel)
        cards.append(get_card(world, channel))
    await world.env.advance_time(66)

    for card in cards:
        world.env.backend.set_reaction(card.channel_id, card.id, "👍", world.member("bob").id, True)
    # Votes wait to be written for 50 ms.
    await world.env.advance_time(1.03)
    assert count_edits(world) == 25
    await world.env.advance_time(1)
    assert count_edits(world) == 27
