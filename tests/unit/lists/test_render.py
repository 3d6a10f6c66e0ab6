"""How pages of lists look, and that Discord can show any of them."""

from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.lists.pages import render
from cogs.lists.pages.render import PAGE_SIZE, ListPage, count_pages
from cogs.lists.pages.state import PageState
from cogs.ui.components import Layout
from db.lists.models import MAX_NOTES_LENGTH, Entry, ListSort, ListStatus, PartialDate, Priority
from db.titles.models import MAX_EPISODES
from tests.support.layouts import check

MAX_TITLE_LENGTH = 300
LONGEST_KEY = f"custom/{2**63}"


def make_page(*entries: Entry, total: int | None = 12, **state: Any) -> ListPage:
    counts = dict.fromkeys((entry.status for entry in entries), len(entries))
    return ListPage(PageState(**state), entries, counts, {entry.anime_key: total for entry in entries})


def make_entry(status: ListStatus = ListStatus.WATCHING, **fields: Any) -> Entry:
    return Entry(user_id=1, anime_key="mal/1", title="A series", status=status, **fields)


def get_texts(layout: Layout) -> list[str]:
    return [item.content for item in layout.walk_children() if isinstance(item, discord.ui.TextDisplay)]


def get_labels(layout: Layout) -> list[str | None]:
    return [item.label for item in layout.walk_children() if isinstance(item, discord.ui.Button)]


# What is shown


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (make_entry(episodes=3), "▶️ **A series**\n-# 3/12 episodes"),
        (make_entry(episodes=1200, score=7), "▶️ **A series**\n-# 1,200/12 episodes · score 7/10"),
        (make_entry(is_private=True), "▶️ **A series** 🔒\n-# 0/12 episodes"),
        (
            make_entry(ListStatus.PLAN_TO_WATCH, priority=Priority.MEDIUM),
            "📌 **A series**\n-# 0/12 episodes · medium priority",
        ),
        (make_entry(ListStatus.DROPPED, priority=Priority.HIGH), "🗑️ **A series**\n-# 0/12 episodes"),
        (
            make_entry(ListStatus.COMPLETED, episodes=12, rewatched_episodes=0),
            "🔁 **A series**\n-# 12/12 episodes · Rewatching: 0/12",
        ),
        (make_entry(tags=("sad",), notes="Mine"), "▶️ **A series**\n-# 0/12 episodes"),
    ],
)
def test_a_line_says_what_matters(entry: Entry, line: str) -> None:
    assert line in get_texts(render.make_callers_list(make_page(entry), can_share=False))
    assert get_texts(render.make_shared_list(make_page(entry), user_id=1))[0].endswith(line)


def test_titles_sorted_by_their_start_show_that_date() -> None:
    entry = make_entry(started=PartialDate(2024, 4))
    line = "▶️ **A series**\n-# 0/12 episodes"
    assert line in get_texts(render.make_callers_list(make_page(entry), can_share=False))
    by_start = render.make_callers_list(make_page(entry, sort=ListSort.STARTED), can_share=False)
    assert f"{line} · started 2024-04" in get_texts(by_start)


def test_a_shared_page_says_that_there_are_more() -> None:
    page = replace(make_page(make_entry(), page=2), counts={ListStatus.WATCHING: 3 * PAGE_SIZE})
    assert get_texts(render.make_shared_list(page, user_id=1))[0].endswith("\n-# Page 2 of 3")


@pytest.mark.parametrize(
    ("entry", "total", "can_count"),
    [
        (make_entry(episodes=11), 12, True),
        (make_entry(episodes=12), 12, False),
        (make_entry(episodes=12), None, True),
        (make_entry(ListStatus.ON_HOLD, episodes=3), 12, False),
        (make_entry(ListStatus.COMPLETED, episodes=12), None, False),
        (make_entry(ListStatus.COMPLETED, episodes=12, rewatched_episodes=11), 12, True),
        (make_entry(ListStatus.COMPLETED, episodes=12, rewatched_episodes=12), 12, False),
    ],
)
def test_an_episode_can_be_counted_while_one_is_left(entry: Entry, total: int | None, can_count: bool) -> None:
    layout = render.make_callers_list(make_page(entry, total=total), can_share=False)
    assert ("+1" in get_labels(layout)) is can_count
    others = render.make_others_list(make_page(entry, total=total, owner_id=5))
    assert get_labels(others) == []


def test_a_page_shows_what_has_just_changed() -> None:
    entry = make_entry(episodes=4)
    layout = render.make_callers_list(make_page(entry), can_share=False, news=render.describe_counted(entry, 12))
    assert get_texts(layout)[0].splitlines()[1] == "-# A series: 4/12 episodes"


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (8, 1), (9, 2), (16, 2), (17, 3), (10_000, 1250)])
def test_eight_titles_make_a_page(total: int, pages: int) -> None:
    assert count_pages({ListStatus.WATCHING: total, ListStatus.DROPPED: 99}, ListStatus.WATCHING) == pages


# What Discord can show


def long_text(limit: int) -> st.SearchStrategy[str]:
    """Texts up to a length; long ones are as likely as short ones."""
    units = st.text(min_size=1, max_size=6) | st.text("*_~|`[]()<>@:/\\# -a", min_size=1, max_size=6)
    return st.builds(lambda unit, length: (unit * length)[:length], units, st.integers(0, limit))


titles = long_text(MAX_TITLE_LENGTH).map(lambda text: " ".join(text.split())).filter(bool)
entries = st.builds(
    Entry,
    user_id=st.integers(1, 2**63),
    anime_key=st.sampled_from([*(f"mal/{number}" for number in range(20)), "anilist/154587", LONGEST_KEY]),
    title=titles,
    status=st.sampled_from(ListStatus),
    score=st.integers(0, 10),
    episodes=st.integers(0, MAX_EPISODES * 2),
    rewatched_episodes=st.none() | st.integers(0, MAX_EPISODES),
    priority=st.sampled_from(Priority),
    notes=long_text(MAX_NOTES_LENGTH),
    is_private=st.booleans(),
)
pages_of_entries = st.lists(entries, max_size=PAGE_SIZE, unique_by=lambda entry: entry.anime_key)
states = st.builds(
    PageState,
    owner_id=st.none() | st.integers(1, 2**63),
    status=st.none() | st.sampled_from(ListStatus),
    sort=st.sampled_from(ListSort),
    page=st.integers(1, 999_999),
)
totals = st.none() | st.integers(1, MAX_EPISODES)

FULLEST = Entry(
    user_id=2**63,
    anime_key=LONGEST_KEY,
    title="@" * MAX_TITLE_LENGTH,
    status=ListStatus.WATCHING,
    score=10,
    episodes=MAX_EPISODES,
    rewatched_episodes=1,
    notes="*" * MAX_NOTES_LENGTH,
    is_private=True,
)
FULL_PAGE = [replace(FULLEST, anime_key=f"custom/{2**63 + place}") for place in range(PAGE_SIZE)]
LONGEST_STATE = PageState(2**63, ListStatus.PLAN_TO_WATCH, ListSort.PROGRESS, 999_999)


@given(pages_of_entries, totals, states)
@example(FULL_PAGE, None, LONGEST_STATE)
@example(FULL_PAGE, MAX_EPISODES, LONGEST_STATE)
def test_any_page_can_be_shown_and_shared(entries: list[Entry], total: int | None, state: PageState) -> None:
    counts = dict.fromkeys(ListStatus, 9_999_999)
    page = ListPage(state, entries, counts, {entry.anime_key: total for entry in entries})
    news = render.describe_counted(FULLEST, total)
    check(render.make_callers_list(page, can_share=True, news=news))
    check(render.make_others_list(page))
    check(render.make_shared_list(page, user_id=2**63))


@given(entries, totals)
@example(FULLEST, MAX_EPISODES)
def test_any_title_can_be_picked(entry: Entry, total: int | None) -> None:
    check(render.make_pick(entry, total, number=10_000))


@given(states)
@example(LONGEST_STATE)
def test_the_state_of_a_page_fits_into_its_buttons(state: PageState) -> None:
    assert PageState.decode(state.encode()) == state
    assert len(state.encode()) <= 50
    assert len(render.make_page_form(state).custom_id) <= 100
