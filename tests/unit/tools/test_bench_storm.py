from pathlib import Path
from random import Random

import pytest

from bench.figures import percentile
from bench.reconcile import count_windows
from bench.storm_run import make_storm
from bench.world import Vote, World
from db.reactions.models import ReactionKind
from tests.loopback import LoopbackDiscord


@pytest.fixture
async def world(tmp_path: Path, catalogue_path: Path) -> World:
    world = World(LoopbackDiscord(), tmp_path, catalogue_path, people=100)
    world.add_cards(4, channels=2)
    return world


def test_windows_begin_at_the_newest_card_that_is_not_covered_yet() -> None:
    messages = range(1000)
    assert count_windows(messages, []) == 0
    assert count_windows(messages, [999, 900]) == 1
    assert count_windows(messages, [999, 899]) == 2
    assert count_windows(messages, [950, 851, 850]) == 2
    assert count_windows(messages, [40, 0]) == 1
    assert count_windows(messages, messages) == 10


def test_a_storm_ends_with_the_reactions_that_its_events_leave(world: World) -> None:
    storm = make_storm(world, 300, Random(1))
    given, taken_away = (
        sum(event.startswith(f'{{"t":"MESSAGE_REACTION_{name}"'.encode()) for event in storm.events)
        for name in ("ADD", "REMOVE")
    )
    standing = sum(len(users) for reactions in storm.reactions.values() for users in reactions.values())
    assert given + taken_away == 300
    assert taken_away > 30
    assert standing == given - taken_away
    assert not any(card.message.reactions for card in world.cards)


def test_a_storm_can_be_on_other_messages(world: World) -> None:
    channel_id = world.discord.truth.add_channel()
    other = world.discord.truth.say(channel_id, world.people[0])
    storm = make_storm(world, 100, Random(1), others=[other], other_share=0.8)
    elsewhere = sum(f'"message_id":"{other.id}"'.encode() in event for event in storm.events)
    assert 60 < elsewhere < 100


def test_a_card_must_count_people_once_without_its_author_and_bots(world: World) -> None:
    card, truth = world.cards[0], world.discord.truth
    author, alice, bob, robot = card.author_id, world.people[50], world.people[51], world.people[-1]
    for user_id in (author, alice, robot):
        truth.react(card.message.id, user_id, "👍")
    truth.react(card.message.id, alice, "👍🏽", is_super=True)
    truth.react(card.message.id, alice, "🍕")

    assert card.count_votes(truth).counts == {ReactionKind.NICE: 1}

    pressed = [Vote(card.review_id, bob, ReactionKind.NICE), Vote(card.review_id, alice, ReactionKind.NICE)]
    assert card.count_votes(truth, pressed).counts == {ReactionKind.NICE: 2}


async def test_a_tally_that_differs_from_discord_is_found(world: World) -> None:
    right, wrong = world.cards[0], world.cards[1]
    for card in (right, wrong):
        world.discord.truth.react(card.message.id, world.people[50], "👍")
    await world.prepare_database()
    world.restore_database()
    assert world.list_wrong_tallies() == []

    world.discord.truth.react(wrong.message.id, world.people[51], "👍")

    assert world.list_wrong_tallies() == [wrong]
    assert world.list_wrong_cards() == [right, wrong]
    right.message.body = {"content": "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"}
    assert world.list_wrong_cards() == [wrong]


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.75, 3), (0.99, 4), (1, 4)])
def test_a_percentile_is_one_of_the_values(share: float, value: int) -> None:
    assert percentile([4, 1, 3, 2], share) == value
