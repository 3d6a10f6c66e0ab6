"""Stories of impossible changes: people read why, and nothing is changed."""

from typing import Any

import pytest
import simcord

from tests.support.lists import FRIEREN, call, fill_form, get_lines, open_entry
from tests.support.world import World, get_text

BAD_DATES = ["31 Feb 2024", "2024-13", "2024-02-30", "0000", "soon", "3 Apr", "12"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "What do you want to change? Fill in at least one option besides `anime`."),
        (
            {"episodes": 29, "score": 1},
            "has 28 episodes, so you can't have seen 29. Nothing was changed. Type a smaller number.",
        ),
        (
            {"started": "2024-05", "finished": "2024-04"},
            "can't have finished it on 2024-04 if you started it on 2024-05",
        ),
        (
            {"tags": ",".join(map(str, range(21)))},
            ("You can have up to 20 tags of up to 50 characters, separated by commas."),
        ),
        ({"tags": "x" * 51}, "You can have up to 20 tags of up to 50 characters, separated by commas."),
        *[({"started": text, "score": 1}, f"“{text}” isn't a date that I can read") for text in BAD_DATES],
        ({"finished": "**soon**"}, "“\\*\\*soon\\*\\*” isn't a date that I can read"),
    ],
)
async def test_an_impossible_update_changes_nothing(world: World, options: dict[str, Any], sentence: str) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3, score=8)
    before = get_lines(await open_entry(alice))

    result = await call(alice, "list update", anime=FRIEREN, **options)

    assert sentence in get_text(result)
    assert get_lines(await open_entry(alice)) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        *[
            ({"episodes": text}, f"“{text}” isn't a number of episodes, so nothing was changed.")
            for text in ["abc", "²", "9" * 11]
        ],
        ({"episodes": "-1"}, "“\\-1” isn't a number of episodes, so nothing was changed."),
        ({"episodes": "29"}, "has 28 episodes, so you can't have seen 29."),
        ({"finished": "soon", "rewatches": "1"}, "“soon” isn't a date that I can read"),
        ({"started": "today", "finished": "yesterday"}, "can't have finished it on 2025-12-31"),
        ({"finished": "2026-01-03"}, "“2026-01-03” is in the future"),
        ({"rewatches": "often"}, "“often” isn't a number of times, so nothing was changed."),
        ({"rewatches": "1001"}, "I can't count more rewatches than 1,000"),
    ],
)
async def test_an_impossible_form_changes_nothing(world: World, typed: dict[str, Any], sentence: str) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN, episodes=3, score=8)
    before = get_lines(await open_entry(alice))

    assert sentence in get_text(await fill_form(alice, **typed))

    assert get_lines(await open_entry(alice)) == before


@pytest.mark.parametrize("command", ["add", "watched"])
async def test_too_many_episodes_add_nothing_to_the_list(world: World, command: str) -> None:
    alice = world.person("alice")
    result = await call(alice, f"list {command}", anime=FRIEREN, episodes=29)
    assert "has 28 episodes" in get_text(result)
    assert "0 titles" in get_text(await call(alice, "list show"))


async def test_discord_refuses_values_that_it_can_check_itself(world: World) -> None:
    alice = world.person("alice")
    await call(alice, "list add", anime=FRIEREN)
    too_much: list[dict[str, Any]] = [
        {"score": 11},
        {"score": -1},
        {"episodes": -1},
        {"episodes": 10_001},
        {"rewatches": 1001},
        {"started": "2" * 41},
        {"notes": "x" * 1001},
        {"status": "ASLEEP"},
    ]
    for options in too_much:
        with pytest.raises(simcord.OptionError):
            await call(alice, "list update", anime=FRIEREN, **options)
