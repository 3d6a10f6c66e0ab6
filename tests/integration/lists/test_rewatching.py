"""Stories of people who watch a title again and keep the record of the first time."""

from typing import Any

import pytest
from simcord.builders import UserHandle
from simcord.results import InteractionResult, ResponseMessage

from tests.support.list_pages import slash
from tests.support.lists import FILM, FRIEREN, call, fill_form, get_lines, open_entry
from tests.support.world import World, get_fields, get_labels, get_text


async def complete(person: UserHandle, anime: str = FRIEREN, **options: Any) -> None:
    await call(person, "list add", anime=anime, status="COMPLETED", **options)
    await call(person, "list update", anime=anime, started="2020-01", finished="2020-02-03")


async def begin(person: UserHandle, anime: str = FRIEREN) -> InteractionResult:
    return await person.click(await open_entry(person, anime), label="Rewatch")


def get_response(result: InteractionResult) -> ResponseMessage:
    assert result.response is not None
    return result.response


async def test_a_title_is_watched_again_from_the_first_to_the_last_episode(world: World) -> None:
    alice = world.person("alice")
    await complete(alice, score=9)

    refusal = await call(alice, "list watched", anime=FRIEREN)
    assert "so none are left. Well done!" in get_text(refusal)
    assert get_labels(refusal) == ["Rewatch"]

    panel = get_response(await alice.click(refusal, label="Rewatch"))
    assert "Rewatching!" in get_text(panel)
    assert "-# Rewatching: 0/28" in get_lines(panel)
    assert get_labels(panel) == ["+1", "Edit", "Notes", "Write a review", "Stop rewatching", "Remove"]

    one = get_response(await alice.click(panel, label="+1"))
    assert {"-# Progress saved", "-# Rewatching: 1/28"} <= set(get_lines(one))
    await call(alice, "list watched", anime=FRIEREN, episodes=26)

    await world.restart()

    assert "-# Rewatching: 27/28" in get_lines(await open_entry(alice))
    last = get_response(await alice.click(one, label="+1"))
    assert "That was the last episode. You've rewatched it 1 time now! 🎉" in get_text(last)
    assert {
        "✅ **Completed** · 28/28 episodes · score 9/10",
        "-# Started 2020-01 · finished 2020-02-03",
        "-# Rewatched 1 time",
    } <= set(get_lines(last))
    assert "Rewatching" not in get_text(last)
    assert "Rewatch" in get_labels(last)


async def test_a_rewatch_that_is_stopped_counts_for_nothing(world: World) -> None:
    alice = world.person("alice")
    await complete(alice)
    before = get_lines(await open_entry(alice))
    panel = get_response(await begin(alice))
    await alice.click(panel, label="+1")

    stopped = await alice.click(panel, label="Stop rewatching")

    assert "Stopped rewatching: this time doesn't count" in get_text(stopped)
    assert get_lines(await open_entry(alice)) == before


async def test_the_button_of_an_old_message_does_not_start_over(world: World) -> None:
    alice = world.person("alice")
    await complete(alice)
    old = await open_entry(alice)
    await begin(alice)
    await call(alice, "list watched", anime=FRIEREN, episodes=3)

    assert "-# Rewatching: 3/28" in get_lines(await alice.click(old, label="Rewatch"))


async def test_the_button_of_a_refusal_says_if_the_title_is_no_longer_completed(world: World) -> None:
    alice = world.person("alice")
    await complete(alice)
    refusal = await call(alice, "list watched", anime=FRIEREN)
    await call(alice, "list update", anime=FRIEREN, status="DROPPED")

    answer = await alice.click(refusal, label="Rewatch")

    assert get_text(answer).startswith(
        "You haven't completed Frieren: Beyond the Journey's End yet, so it's no rewatch"
    )


@pytest.mark.parametrize("status", ["WATCHING", "DROPPED"])
async def test_another_status_ends_a_rewatch(world: World, status: str) -> None:
    alice = world.person("alice")
    await complete(alice)
    panel = get_response(await begin(alice))
    changed = await alice.select(panel, [status], custom_id=f"list:status:{FRIEREN}")
    assert "Rewatching" not in get_text(changed)

    await call(alice, "list update", anime=FRIEREN, status="COMPLETED")
    assert "Rewatching" not in get_text(await open_entry(alice))


async def test_the_form_corrects_the_episodes_and_the_number_of_rewatches(world: World) -> None:
    alice = world.person("alice")
    await complete(alice)
    panel = get_response(await begin(alice))
    form = await alice.click(panel, label="Edit")
    assert "Episodes rewatched this time" in get_fields(form)

    corrected = await fill_form(alice, rewatched_episodes="12", rewatches="4")
    assert {"-# Rewatched 4 times", "-# Rewatching: 12/28"} <= set(get_lines(corrected))

    refused = await fill_form(alice, rewatched_episodes="28")
    assert "has 28 episodes, so press *+1* for the last one" in get_text(refused)


async def test_earlier_rewatches_can_be_entered(world: World) -> None:
    alice = world.person("alice")
    await complete(alice)
    updated = await call(alice, "list update", anime=FRIEREN, rewatches=3)
    assert "-# Rewatched 3 times" in get_lines(updated)


async def test_a_rewatch_counts_no_more_episodes_than_are_left(world: World) -> None:
    alice = world.person("alice")
    await complete(alice)
    await begin(alice)

    refused = await call(alice, "list watched", anime=FRIEREN, episodes=29)

    assert "has 28 episodes and you have seen 0 again, so you can only count 28 more." in get_text(refused)
    assert "-# Rewatching: 0/28" in get_lines(await open_entry(alice))


async def test_the_last_episode_of_a_rewatch_can_be_counted_in_anime_info_too(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FILM)
    details = await call(alice, "anime info", anime=FILM)
    await call(alice, "list update", anime=FILM, status="COMPLETED")
    await begin(alice, FILM)

    result = await alice.click(details, label="+1")

    (panel,) = result.followups
    assert "You've rewatched it 1 time now! 🎉 How was it? Choose a score" in get_text(panel)


async def test_in_a_server_only_the_caller_sees_a_rewatch(world: World) -> None:
    ben = world.member("ben")
    await slash(world, ben, "list add", anime=FILM, status="COMPLETED")
    refusal = await slash(world, ben, "list watched", anime=FILM)

    panel = get_response(await ben.click(refusal, label="Rewatch"))

    assert panel.ephemeral
    assert "-# Rewatching: 0/1" in get_lines(panel)
