"""How a list entry changes while its title is watched again."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.core.errors import explain
from db.lists.changes import NoEpisodesLeft, change, watch, watch_again
from db.lists.models import MAX_REWATCHES, Entry, ListStatus, PartialDate
from db.titles.models import MAX_EPISODES, Anime
from tests.support.refusing import refuses

SERIES = Anime("mal/1", "A series", "TV", 2004, 12)
UNKNOWN = Anime("custom/3", "A series without end")
TODAY = date(2024, 4, 3)


def make_entry(**fields: Any) -> Entry:
    seen = {
        "status": ListStatus.COMPLETED,
        "episodes": 12,
        "started": PartialDate(2020, 1),
        "finished": PartialDate(2020, 2, 3),
    }
    return Entry(user_id=1, anime_key="mal/1", title="A series", **(seen | fields))


def test_watching_again_begins_with_no_episode_and_changes_nothing_else() -> None:
    entry = make_entry(rewatches=1)
    assert watch_again(entry, SERIES) == replace(entry, rewatched_episodes=0)


def test_beginning_twice_keeps_the_progress() -> None:
    entry = make_entry(rewatched_episodes=7)
    assert watch_again(entry, SERIES) == entry


@pytest.mark.parametrize("status", [status for status in ListStatus if status is not ListStatus.COMPLETED])
def test_only_completed_titles_are_watched_again(status: ListStatus) -> None:
    with refuses("You haven't completed A series yet, so it's no rewatch"):
        watch_again(make_entry(status=status), SERIES)


def test_rewatches_have_a_limit() -> None:
    with refuses("I can't count more rewatches than 1,000"):
        watch_again(make_entry(rewatches=MAX_REWATCHES), SERIES)
    with refuses("I can't count more rewatches than 1,000"):
        change(make_entry(), SERIES, {"rewatches": MAX_REWATCHES + 1})


def test_episodes_count_for_the_rewatch() -> None:
    entry = make_entry(rewatched_episodes=3)
    assert watch(entry, SERIES, 2, today=TODAY) == replace(entry, rewatched_episodes=5)


def test_the_last_episode_adds_a_rewatch_and_leaves_the_first_time_alone() -> None:
    entry = make_entry(rewatched_episodes=3, rewatches=1)
    assert watch(entry, SERIES, 9, today=TODAY) == replace(entry, rewatched_episodes=None, rewatches=2)


def test_no_more_episodes_can_be_watched_again_than_are_left() -> None:
    with refuses("has 12 episodes and you have seen 10 again, so you can only count 2 more"):
        watch(make_entry(rewatched_episodes=10), SERIES, 3, today=TODAY)


def test_a_person_past_a_shortened_end_finishes_with_the_next_episode() -> None:
    after = watch(make_entry(rewatched_episodes=20), SERIES, 1, today=TODAY)
    assert (after.rewatched_episodes, after.rewatches) == (None, 1)


def test_a_rewatch_of_unknown_length_is_as_long_as_the_first_time() -> None:
    entry = make_entry(episodes=7, rewatched_episodes=6)
    assert watch(entry, UNKNOWN, 1, today=TODAY) == replace(entry, rewatched_episodes=None, rewatches=1)


def test_a_rewatch_without_any_count_never_ends_by_counting() -> None:
    entry = make_entry(episodes=0, rewatched_episodes=6)
    assert watch(entry, UNKNOWN, 1, today=TODAY).rewatched_episodes == 7
    assert watch(entry, UNKNOWN, MAX_EPISODES - 6, today=TODAY).rewatched_episodes == MAX_EPISODES
    with refuses("I can't count past 10,000"):
        watch(entry, UNKNOWN, MAX_EPISODES, today=TODAY)


async def test_a_completed_title_without_episodes_left_can_be_watched_again() -> None:
    with pytest.raises(NoEpisodesLeft) as caught:
        watch(make_entry(), SERIES, 1, today=TODAY)
    refusal = explain(caught.value)
    assert refusal is not None
    assert refusal.view is not None
    assert "so none are left" in str(refusal)
    with pytest.raises(NoEpisodesLeft) as caught:
        watch(make_entry(status=ListStatus.ON_HOLD), SERIES, 1, today=TODAY)
    refusal = explain(caught.value)
    assert refusal is not None
    assert refusal.view is None
    assert "so none are left" in str(refusal)


@pytest.mark.parametrize("status", list(ListStatus))
def test_a_title_that_is_no_longer_completed_is_not_watched_again(status: ListStatus) -> None:
    after = change(make_entry(rewatched_episodes=3, rewatches=1), SERIES, {"status": status})
    assert after.rewatched_episodes == (3 if status is ListStatus.COMPLETED else None)
    assert after.rewatches == 1


@pytest.mark.parametrize(("number", "is_right"), [(0, True), (11, True), (12, False), (13, False)])
def test_the_last_episode_of_a_rewatch_must_be_counted(number: int, is_right: bool) -> None:
    entry = make_entry(rewatched_episodes=3)
    if is_right:
        after = change(entry, SERIES, {"rewatched_episodes": number})
        assert after == replace(entry, rewatched_episodes=number)
    else:
        with refuses(r"A series has 12 episodes, so press \*\+1\* for the last one"):
            change(entry, SERIES, {"rewatched_episodes": number})


@given(st.integers(1, 30), st.integers(0, 5), st.data())
def test_a_title_watched_to_its_end_again_and_again_counts_each_time(
    total: int, times: int, data: st.DataObject
) -> None:
    anime = replace(SERIES, episodes=total)
    first = make_entry(episodes=total)
    entry = first
    for _ in range(times):
        entry = watch_again(entry, anime)
        while entry.rewatched_episodes is not None:
            number = data.draw(st.integers(1, total - entry.rewatched_episodes))
            entry = watch(entry, anime, number, today=TODAY)
    assert entry == replace(first, rewatches=times)
