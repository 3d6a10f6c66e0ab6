"""How an entry's panel looks, and that Discord can show it whatever is in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.lists.panel import render
from cogs.ui.components import Form, Layout
from cogs.ui.labels import name_priority
from db.lists.models import (
    MAX_NOTES_LENGTH,
    MAX_REWATCHES,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    Entry,
    ListStatus,
    PartialDate,
    Priority,
)
from db.titles.models import MAX_EPISODES, Anime
from tests.support.layouts import check

MAX_TITLE_LENGTH = 300
LONGEST_KEY = f"custom/{2**63}"


def make_entry(title: str = "A series", **fields: Any) -> Entry:
    fields = {"anime_key": "mal/1", "status": ListStatus.WATCHING} | fields
    return Entry(user_id=1, title=title, **fields)


def get_text(layout: Layout) -> str:
    return "\n".join(item.content for item in layout.walk_children() if isinstance(item, discord.ui.TextDisplay))


def describe(entry: Entry, episodes: int | None = 12) -> list[str]:
    return get_text(make_panel(entry, episodes)).splitlines()


def make_panel(entry: Entry, episodes: int | None = 12, *, can_share: bool = True) -> Layout:
    anime = Anime(entry.anime_key, entry.title, episodes=episodes)
    return render.make_entry(entry, anime, "Updated", can_share=can_share)


def get_buttons(layout: Layout) -> dict[str | None, discord.ui.Button]:
    return {item.label: item for item in layout.walk_children() if isinstance(item, discord.ui.Button)}


def get_menus(layout: Layout) -> list[list[str]]:
    """What is chosen in each menu."""
    menus = [item for item in layout.walk_children() if isinstance(item, discord.ui.Select)]
    return [[option.label for option in menu.options if option.default] for menu in menus]


# What is shown


def test_an_entry_shows_what_is_known_of_it() -> None:
    entry = make_entry(
        score=9,
        episodes=3,
        started=PartialDate(2024, 4, 3),
        finished=PartialDate(2024),
        rewatches=1,
        notes="With Bob",
        tags=("slow", "sad"),
        is_private=True,
    )
    assert describe(entry) == [
        "-# Updated",
        "### [A series](https://myanimelist.net/anime/1)",
        "▶️ **Watching** · 3/12 episodes · score 9/10",
        "-# Started 2024-04-03 · finished 2024",
        "-# Rewatched 1 time",
        "-# Tags: slow, sad",
        "-# Notes: With Bob",
        "-# 🔒 Private",
    ]


@pytest.mark.parametrize(
    ("seen", "total", "numbers"),
    [(0, 12, "0/12 episodes"), (0, 1, "0/1 episode"), (1, None, "1 episode"), (1200, 1500, "1,200/1,500 episodes")],
)
def test_episodes_are_counted_in_words(seen: int, total: int | None, numbers: str) -> None:
    assert describe(make_entry(episodes=seen), total)[-1] == f"▶️ **Watching** · {numbers}"


@pytest.mark.parametrize(
    ("status", "priority", "is_shown"),
    [
        (ListStatus.PLAN_TO_WATCH, Priority.LOW, True),
        (ListStatus.WATCHING, Priority.LOW, False),
        (ListStatus.WATCHING, Priority.HIGH, True),
    ],
)
def test_a_priority_is_shown_where_it_means_something(status: ListStatus, priority: Priority, is_shown: bool) -> None:
    lines = describe(make_entry(status=status, priority=priority))
    assert (f"-# Priority: {name_priority(priority)}" in lines) is is_shown


@pytest.mark.parametrize(
    ("seen", "total", "again", "is_disabled"),
    [(11, 12, None, False), (12, 12, None, True), (12, None, None, False), (12, 12, 0, False)],
)
def test_one_more_can_be_counted_while_one_is_left(
    seen: int, total: int | None, again: int | None, is_disabled: bool
) -> None:
    entry = make_entry(status=ListStatus.COMPLETED, episodes=seen, rewatched_episodes=again)
    assert get_buttons(make_panel(entry, total))["+1"].disabled is is_disabled


@pytest.mark.parametrize(
    ("fields", "can_share", "labels"),
    [
        ({}, False, ["Remove"]),
        ({}, True, ["Remove", "Share here"]),
        ({"status": ListStatus.COMPLETED}, False, ["Rewatch", "Remove"]),
        ({"status": ListStatus.COMPLETED, "rewatched_episodes": 0}, False, ["Stop rewatching", "Remove"]),
    ],
)
def test_the_buttons_are_those_that_can_be_of_use(fields: dict[str, Any], can_share: bool, labels: list[str]) -> None:
    buttons = get_buttons(make_panel(make_entry(**fields), can_share=can_share))
    assert list(buttons) == ["+1", "Edit", "Notes", "Write a review", *labels]


@pytest.mark.parametrize(("score", "chosen"), [(0, []), (9, ["9/10"])])
def test_the_menus_say_where_a_title_stands(score: int, chosen: list[str]) -> None:
    assert get_menus(make_panel(make_entry(score=score, status=ListStatus.ON_HOLD))) == [["On hold"], chosen]


@pytest.mark.parametrize(("total", "progress"), [(12, "3/12"), (None, "3/7")])
def test_a_title_watched_again_shows_how_far(total: int | None, progress: str) -> None:
    entry = make_entry(status=ListStatus.COMPLETED, episodes=7, rewatches=1, rewatched_episodes=3)
    assert describe(entry, total)[-2:] == ["-# Rewatched 1 time", f"-# Rewatching: {progress}"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"episodes": 3}, "Progress saved"),
        ({"episodes": 12, "rewatched_episodes": 3}, "Progress saved"),
        (
            {"episodes": 12},
            "That was the last episode: completed! 🎉 How was it? Choose a score, and press "
            "*Write a review* if you like.",
        ),
        (
            {"episodes": 12, "score": 8, "rewatches": 1},
            "That was the last episode. You've rewatched it 1 time now! 🎉 "
            "Tell others how it was: press *Write a review*.",
        ),
    ],
)
def test_after_the_last_episode_it_is_asked_how_it_was(fields: dict[str, Any], sentence: str) -> None:
    assert render.congratulate(make_entry(**fields), Anime("mal/1", "A series", episodes=12)) == sentence


def test_what_is_noted_for_oneself_is_not_shared() -> None:
    entry = make_entry(notes="With Bob", tags=("slow",), score=9, finished=PartialDate(2024), rewatched_episodes=2)
    assert get_text(render.make_shared_entry(entry, Anime("mal/1", "A series", episodes=12))).splitlines() == [
        "-# From <@1>'s list",
        "### [A series](https://myanimelist.net/anime/1)",
        "▶️ **Watching** · 0/12 episodes · score 9/10",
        "-# Finished 2024",
        "-# Rewatching: 2/12",
    ]


def test_plain_notes_and_tags_are_shown_whole() -> None:
    notes = "a" * MAX_NOTES_LENGTH
    tags = tuple(f"{number:0{MAX_TAG_LENGTH}}" for number in range(MAX_TAGS))
    text = "\n".join(describe(make_entry(notes=notes, tags=tags)))
    assert notes in text
    assert ", ".join(tags) in text


def test_notes_full_of_formatting_are_cut() -> None:
    assert describe(make_entry(notes="*" * MAX_NOTES_LENGTH))[-1] == "-# Notes: " + "\\*" * 699 + "…"


# What Discord can show


def long_text(limit: int) -> st.SearchStrategy[str]:
    """Texts up to a length, long ones as likely as short ones."""
    units = st.text(min_size=1, max_size=6) | st.text("*_~|`[]()<>@:/\\# -a", min_size=1, max_size=6)
    return st.builds(lambda unit, length: (unit * length)[:length], units, st.integers(0, limit))


titles = long_text(MAX_TITLE_LENGTH).map(lambda text: " ".join(text.split())).filter(bool)
partial_dates = st.none() | st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28))
entries = st.builds(
    Entry,
    user_id=st.integers(1, 2**63),
    anime_key=st.sampled_from(["mal/1", "anilist/154587", "bangumi/400602", LONGEST_KEY]),
    title=titles,
    status=st.sampled_from(ListStatus),
    score=st.integers(0, 10),
    episodes=st.integers(0, MAX_EPISODES * 2),
    started=partial_dates,
    finished=partial_dates,
    rewatches=st.integers(0, MAX_REWATCHES),
    rewatched_episodes=st.none() | st.integers(0, MAX_EPISODES),
    priority=st.sampled_from(Priority),
    notes=long_text(MAX_NOTES_LENGTH),
    tags=st.lists(long_text(MAX_TAG_LENGTH), max_size=MAX_TAGS).map(tuple),
    is_private=st.booleans(),
)
totals = st.none() | st.integers(1, MAX_EPISODES)
FULLEST = Entry(
    user_id=2**63,
    anime_key=LONGEST_KEY,
    title="@" * MAX_TITLE_LENGTH,
    status=ListStatus.PLAN_TO_WATCH,
    score=10,
    episodes=MAX_EPISODES,
    started=PartialDate(2024, 4, 3),
    finished=PartialDate(2024, 4, 3),
    rewatches=MAX_REWATCHES,
    rewatched_episodes=MAX_EPISODES,
    priority=Priority.MEDIUM,
    notes="*" * 500 + "a" * 500,
    tags=tuple(f"{number:02}" + "*" * 23 + "a" * 25 for number in range(MAX_TAGS)),
    is_private=True,
)
WILDEST = replace(FULLEST, notes="*" * MAX_NOTES_LENGTH, tags=("*" * MAX_TAG_LENGTH,) * MAX_TAGS)


@given(entries, totals)
@example(FULLEST, MAX_EPISODES)
@example(WILDEST, MAX_EPISODES)
@example(replace(WILDEST, status=ListStatus.COMPLETED, rewatched_episodes=None, score=0), 1)
def test_any_entry_can_be_shown_and_shared(entry: Entry, total: int | None) -> None:
    anime = Anime(entry.anime_key, entry.title, episodes=total)
    check(render.make_entry(entry, anime, render.congratulate(entry, anime), can_share=True))
    check(render.make_shared_entry(entry, anime))


@pytest.mark.parametrize("make_form", [render.make_entry_form, render.make_notes_form])
@given(entry=entries)
@example(entry=FULLEST)
def test_any_entry_can_be_edited(make_form: Callable[[Entry], Form], entry: Entry) -> None:
    form = make_form(entry)
    assert 1 <= len(form.title) <= 45
    assert len(form.custom_id) <= 100
    assert len([item for item in form.walk_children() if isinstance(item, discord.ui.Label)]) <= 5
    fields = [item for item in form.walk_children() if isinstance(item, discord.ui.TextInput)]
    assert all(len(field.default or "") <= (field.max_length or 0) for field in fields)
