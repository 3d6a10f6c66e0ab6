"""How lists and their entries look, and that Discord can show them whatever is in them."""

from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.lists import render
from cogs.lists.changes import MAX_TAG_LENGTH
from cogs.lists.modals import EntryForm
from cogs.ui.components import MAX_CONTENT_LENGTH, Layout
from db.models import MAX_EPISODES, MAX_NOTES_LENGTH, MAX_TAGS, Anime, Entry, ListStatus, PartialDate, Priority

MAX_COMPONENTS = 40
MAX_TITLE_LENGTH = 300
LONGEST_KEY = f"custom/{2**63}"


def make_entry(title: str = "A series", **fields: Any) -> Entry:
    fields = {"anime_key": "mal/1", "status": ListStatus.WATCHING} | fields
    return Entry(user_id=1, title=title, **fields)


def get_text(layout: Layout) -> str:
    return "\n".join(item.content for item in layout.walk_children() if isinstance(item, discord.ui.TextDisplay))


def describe(entry: Entry, episodes: int | None = 12) -> list[str]:
    layout = render.make_entry(entry, Anime(entry.anime_key, entry.title, episodes=episodes), "Updated")
    return get_text(layout).splitlines()


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
    assert (f"-# Priority: {priority.label}" in lines) is is_shown


@pytest.mark.parametrize(("seen", "total", "is_disabled"), [(11, 12, False), (12, 12, True), (12, None, False)])
def test_one_more_can_be_counted_while_one_is_left(seen: int, total: int | None, is_disabled: bool) -> None:
    layout = render.make_entry(make_entry(episodes=seen), Anime("mal/1", "A series", episodes=total), "Updated")
    buttons = [item for item in layout.walk_children() if isinstance(item, discord.ui.Button)]
    assert [button.disabled for button in buttons] == [is_disabled, False, False]


def test_plain_notes_and_tags_are_shown_whole() -> None:
    notes = "a" * MAX_NOTES_LENGTH
    tags = tuple(f"{number:0{MAX_TAG_LENGTH}}" for number in range(MAX_TAGS))
    text = "\n".join(describe(make_entry(notes=notes, tags=tags)))
    assert notes in text
    assert ", ".join(tags) in text


def test_notes_full_of_formatting_are_cut() -> None:
    assert describe(make_entry(notes="*" * MAX_NOTES_LENGTH))[-1] == "-# Notes: " + "\\*" * 749 + "…"


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_ten_titles_make_a_page(total: int, pages: int) -> None:
    assert render.count_pages({ListStatus.WATCHING: total, ListStatus.DROPPED: 99}, ListStatus.WATCHING) == pages


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
    rewatches=st.integers(0, 1000),
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
    rewatches=1000,
    priority=Priority.MEDIUM,
    notes="*" * 500 + "a" * 500,
    tags=tuple(f"{number:02}" + "*" * 23 + "a" * 25 for number in range(MAX_TAGS)),
    is_private=True,
)
WILDEST = replace(FULLEST, notes="*" * MAX_NOTES_LENGTH, tags=("*" * MAX_TAG_LENGTH,) * MAX_TAGS)


def check(layout: Layout) -> None:
    """Fails if Discord would refuse the message."""
    assert 0 < layout.content_length() <= MAX_CONTENT_LENGTH
    items = list(layout.walk_children())
    assert len(items) <= MAX_COMPONENTS
    custom_ids = [item.custom_id for item in items if isinstance(item, discord.ui.Button | discord.ui.Select)]
    assert all(custom_id and len(custom_id) <= 100 for custom_id in custom_ids)
    assert len(custom_ids) == len(set(custom_ids))
    for item in items:
        if isinstance(item, discord.ui.TextDisplay):
            assert item.content.strip()
        if isinstance(item, discord.ui.Select):
            assert 1 <= len(item.options) <= 25
            for option in item.options:
                assert 1 <= len(option.label) <= 100
                assert option.label.strip()
                assert len(option.value) <= 100


@given(entries, totals)
@example(FULLEST, MAX_EPISODES)
@example(WILDEST, MAX_EPISODES)
def test_any_entry_can_be_shown(entry: Entry, total: int | None) -> None:
    check(render.make_entry(entry, Anime(entry.anime_key, entry.title, episodes=total), "Added to your list"))


@given(entries)
@example(FULLEST)
def test_any_entry_can_be_edited(entry: Entry) -> None:
    form = EntryForm(entry)
    assert 1 <= len(form.title) <= 45
    assert len(form.custom_id) <= 95
    fields = [item for item in form.walk_children() if isinstance(item, discord.ui.TextInput)]
    assert all(len(field.default or "") <= (field.max_length or 0) for field in fields)


@given(st.lists(entries, max_size=render.PAGE_SIZE), totals, st.none() | st.sampled_from(ListStatus), st.integers(1, 9))
@example([FULLEST] * render.PAGE_SIZE, MAX_EPISODES, ListStatus.PLAN_TO_WATCH, 9999)
def test_any_page_can_be_shown_and_shared(
    entries: list[Entry], total: int | None, status: ListStatus | None, page: int
) -> None:
    counts = dict.fromkeys(ListStatus, 99_999)
    titles = {entry.anime_key: Anime(entry.anime_key, entry.title, episodes=total) for entry in entries}
    check(render.make_list(entries, counts, titles, status=status, page=page, can_share=True))
    check(render.make_shared_list(entries, counts, titles, user_id=2**63, status=status))
