"""Stories of people who react to reviews and change their minds."""

import pytest

from cogs.ui.labels import name_reaction
from db.reactions.models import ReactionKind
from tests.support.cards import (
    LABELS,
    count_edits,
    count_held,
    get_badge,
    get_card,
    get_counts,
    get_line,
    get_pressed,
    react,
    react_super,
    send_reaction,
    show_all,
)
from tests.support.world import World, get_labels, get_text

NONE = "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 0"


async def test_the_card_and_show_all_always_agree_with_discord(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    async def check() -> None:
        held = count_held(world, card, author="alice")
        assert get_line(card) == " · ".join(
            f"{emoji} {LABELS[emoji]} {held[LABELS[emoji]]}" for emoji in ["👍", "❤️", "😂"]
        )
        assert get_counts(await show_all(world, "bob", card)) == held

    await check()
    await react(world, card, "bob +👍", "carol +👍🏽", "dave +❤️")
    await check()
    await react(world, card, "erin +❤", "frank +😂", "carol -👍🏽", "carol +💡")
    await check()
    await react_super(world, card, "carol", "🎨")
    await check()
    await world.restart()
    await check()
    await react(world, card, "bob -👍", "bob +✍🏿", "bob +😂", "dave -❤️")
    await check()
    await react(world, card, "bob +👍🏽", "bob +👍", "bob -👍")
    await check()
    await react(world, card, "bob -👍🏽", "erin -❤", "frank -😂", "frank +😂", "carol +😕")
    await check()
    assert get_line(card) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 2"
    assert get_labels(card) == ["Read", "Show all", "⋯"]


async def test_a_reaction_can_be_given_with_a_click_under_the_card(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    await world.member("bob").react(card, "👍")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    await world.member("bob").unreact(card, "👍")
    assert get_line(card) == NONE


async def test_the_author_and_bots_never_count(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))

    await robot.react(card, "❤️")
    await react(world, card, "alice +👍", "alice +❤️", "alice +🎨", "bob +😂")

    assert get_line(card) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 1"
    assert sum(get_counts(await show_all(world, "bob", card)).values()) == 1
    assert get_badge(card) == "😂 Funny"


@pytest.mark.parametrize("emoji", ["🚱", "🧻", "❤️‍🔥", "🦶🏽", "1️⃣"])
async def test_other_emoji_are_left_alone(world: World, emoji: str) -> None:
    await world.write_review("alice")
    card = get_card(world)

    await react(world, card, f"bob +{emoji}")

    assert get_line(card) == NONE
    assert count_edits(world) == 0
    assert str(card.message.reactions[-1].emoji) == emoji


async def test_a_custom_emoji_never_counts(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    await send_reaction(world, card, world.member("bob").id, {"id": "123456789012345678", "name": "👍"})
    assert get_line(card) == NONE
    await send_reaction(world, card, world.member("bob").id, {"id": None, "name": "👍"})
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_the_same_event_twice_counts_once(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)

    for _ in range(2):
        await send_reaction(world, card, world.member("bob").id, {"id": None, "name": "👍"})

    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"


async def test_reactions_to_other_messages_cause_no_calls_and_change_nothing(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await world.member("alice").send(world.channel, "Who has seen it?")
    message = get_card(world)
    requests = len(world.env.http_requests)

    await react(world, message, "bob +👍", "carol +❤️", "bob -👍")
    world.env.backend.clear_reactions(message.channel_id, message.id)
    await world.env.advance_time(1)

    assert len(world.env.http_requests) == requests
    assert get_line(card) == NONE


# Show all


async def test_show_all_has_all_kinds_in_order(world: World) -> None:
    await world.write_review("alice", rating=7)
    card = get_card(world)
    await react(world, card, "bob +👍", "carol +👍", "carol +🎨")

    panel = await show_all(world, "bob", card)

    given = {ReactionKind.NICE: 2, ReactionKind.CREATIVE: 1}
    assert list(get_counts(panel).items()) == [(name_reaction(kind), given.get(kind, 0)) for kind in ReactionKind]
    assert get_labels(panel) == list(LABELS.values())
    assert "Frieren" in get_text(panel)


async def test_pressing_a_button_gives_a_vote_and_pressing_it_again_takes_it_back(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    bob = world.member("bob")
    panel = await show_all(world, "bob", card)

    await bob.click(panel, label="Funny")
    await bob.click(panel, label="Confusing")
    assert get_pressed(panel) == ["Funny", "Confusing"]
    assert get_counts(panel)["Funny"] == 1
    assert get_line(card) == "👍 Nice 0 · ❤️ Love it 0 · 😂 Funny 1"
    others = await show_all(world, "carol", card)
    assert get_pressed(others) == []
    assert get_counts(others) == get_counts(panel)

    await bob.click(panel, label="Funny")
    assert get_pressed(panel) == ["Confusing"]
    assert get_counts(panel)["Funny"] == 0
    assert get_line(card) == NONE


async def test_the_buttons_of_show_all_work_after_a_restart(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    panel = await show_all(world, "bob", card)
    await world.member("bob").click(panel, label="Creative")

    await world.restart()
    await world.member("bob").click(panel, label="Nice")

    assert get_pressed(panel) == ["Nice", "Creative"]
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    assert get_badge(card) == "🎨 Creative"


async def test_authors_are_told_that_they_cannot_react_to_their_own_review(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    panel = await show_all(world, "alice", card)

    result = await world.member("alice").click(panel, label="Nice")

    assert "your own review" in get_text(result)
    assert result.ephemeral
    assert sum(get_counts(await show_all(world, "alice", card)).values()) == 0


async def test_a_vote_by_reaction_is_taken_back_under_the_card(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    await react(world, card, "bob +❤️")
    panel = await show_all(world, "bob", card)
    assert get_pressed(panel) == ["Love it"]

    result = await world.member("bob").click(panel, label="Love it")
    assert "You added ❤️ under the card itself, so you can only remove it there." in get_text(result)
    assert get_line(card) == "👍 Nice 0 · ❤️ Love it 1 · 😂 Funny 0"

    await react(world, card, "bob -❤️")
    assert get_line(card) == NONE


async def test_a_reaction_and_a_button_of_the_same_kind_are_one_vote(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    panel = await show_all(world, "bob", card)

    await world.member("bob").click(panel, label="Nice")
    await react(world, card, "bob +👍")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"

    await react(world, card, "bob -👍")
    assert get_line(card) == "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 0"
    await world.member("bob").click(panel, label="Nice")
    assert get_line(card) == NONE


async def test_a_button_of_show_all_says_that_the_review_is_gone(world: World) -> None:
    await world.write_review("alice")
    card = get_card(world)
    panel = await show_all(world, "bob", card)

    question = (await world.member("alice").slash(world.channel, "review delete", anime="mal/52991")).response
    assert question is not None
    await world.member("alice").click(question, label="Delete")

    result = await world.member("bob").click(panel, label="Nice")
    assert "This review is gone" in get_text(result)
