"""The totals of a list."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.lists.pictures.statistics import MAX_YEARS, Finished, Statistics, count_statistics
from db.lists.models import Entry, ListStatus, PartialDate
from db.titles.models import Anime


def make_entry(number: int = 1, status: ListStatus = ListStatus.COMPLETED, **fields: Any) -> Entry:
    return Entry(user_id=1, anime_key=f"mal/{number}", title="A series", status=status, **fields)


def add_up(*entries: Entry, **details: Any) -> Statistics:
    """The statistics of entries whose titles have these details."""
    titles = {entry.anime_key: Anime(entry.anime_key, "A series", **details) for entry in entries}
    return count_statistics(entries, titles)


def finish(*dates: str, episodes: int = 12) -> Statistics:
    """The statistics of titles that were finished on these dates."""
    return add_up(*(make_entry(finished=PartialDate.parse(date), episodes=episodes) for date in dates))


# Titles and scores


def test_an_empty_list_has_nothing() -> None:
    statistics = add_up()
    assert statistics == Statistics(
        titles=0,
        by_status=dict.fromkeys(ListStatus, 0),
        scores=dict.fromkeys(range(1, 11), 0),
        mean_score=None,
        episodes=0,
        rewatched=0,
        seconds=0,
        watched_titles=0,
        measured_titles=0,
        years={},
        months={},
        undated=0,
        dated_by_year=0,
    )
    assert (statistics.shown_years, statistics.shown_months, statistics.is_exact) == ({}, {}, True)


def test_titles_are_counted_by_status_in_its_order() -> None:
    statuses = [ListStatus.DROPPED, ListStatus.COMPLETED, ListStatus.COMPLETED]
    statistics = add_up(*(make_entry(number, status) for number, status in enumerate(statuses)))
    assert statistics.titles == 3
    assert list(statistics.by_status.items()) == [
        (ListStatus.WATCHING, 0),
        (ListStatus.COMPLETED, 2),
        (ListStatus.ON_HOLD, 0),
        (ListStatus.DROPPED, 1),
        (ListStatus.PLAN_TO_WATCH, 0),
    ]


def test_a_title_without_a_score_does_not_lower_the_mean() -> None:
    statistics = add_up(*(make_entry(score=score) for score in (10, 7, 7, 0)))
    assert statistics.mean_score == 8
    assert statistics.scores == dict.fromkeys(range(1, 11), 0) | {7: 2, 10: 1}
    assert add_up(make_entry(score=0)).mean_score is None


# Episodes and time


@pytest.mark.parametrize(
    ("fields", "episodes", "rewatched"),
    [
        ({}, 12, 0),
        ({"rewatches": 2}, 36, 24),
        ({"rewatched_episodes": 0}, 12, 0),
        ({"rewatches": 1, "rewatched_episodes": 5}, 29, 17),
    ],
)
def test_episodes_watched_again_count_each_time(fields: dict[str, Any], episodes: int, rewatched: int) -> None:
    statistics = add_up(make_entry(episodes=12, **fields))
    assert (statistics.episodes, statistics.rewatched) == (episodes, rewatched)


@pytest.mark.parametrize("status", ListStatus)
def test_episodes_count_whatever_the_status(status: ListStatus) -> None:
    assert add_up(make_entry(status=status, episodes=3)).episodes == 3


@pytest.mark.parametrize(
    ("details", "seconds", "measured"),
    [
        ({"duration": 1380, "kind": "Movie"}, 1380, 1),
        ({"kind": "Movie"}, 6000, 0),
        ({"kind": "TV"}, 1440, 0),
        ({"kind": "Special"}, 1440, 0),
        ({}, 1440, 0),
    ],
)
def test_the_time_follows_from_known_or_assumed_lengths(details: dict[str, Any], seconds: int, measured: int) -> None:
    statistics = add_up(make_entry(episodes=2, rewatches=1), **details)
    assert (statistics.seconds, statistics.watched_titles, statistics.measured_titles) == (4 * seconds, 1, measured)
    assert statistics.is_exact == (measured == 1)


def test_an_unknown_title_counts_as_a_series() -> None:
    statistics = count_statistics([make_entry(episodes=10)], {})
    assert (statistics.seconds, statistics.hours) == (14_400, 4)


def test_a_title_without_watched_episodes_leaves_the_time_exact() -> None:
    assert add_up(make_entry(status=ListStatus.PLAN_TO_WATCH)).is_exact


# Finish dates


def test_titles_and_episodes_count_for_the_year_and_month_of_their_finish() -> None:
    statistics = finish("2024-04-03", "2024-04", "2024-05-01", "2022-12-31")
    assert statistics.years == {2022: Finished(1, 12), 2024: Finished(3, 36)}
    assert statistics.months == {
        (2022, 12): Finished(1, 12),
        (2024, 4): Finished(2, 24),
        (2024, 5): Finished(1, 12),
    }
    assert (statistics.undated, statistics.dated_by_year) == (0, 0)


def test_a_title_finished_in_a_year_counts_for_no_month() -> None:
    statistics = finish("2024", "2024-04")
    assert statistics.years == {2024: Finished(2, 24)}
    assert statistics.months == {(2024, 4): Finished(1, 12)}
    assert statistics.dated_by_year == 1


def test_a_title_without_a_finish_date_counts_for_no_year() -> None:
    statistics = add_up(make_entry(episodes=12))
    assert (statistics.years, statistics.months, statistics.undated) == ({}, {}, 1)


@pytest.mark.parametrize("status", [status for status in ListStatus if status is not ListStatus.COMPLETED])
def test_only_completed_titles_are_finished(status: ListStatus) -> None:
    statistics = add_up(make_entry(status=status, episodes=5, finished=PartialDate(2024, 4)))
    assert (statistics.years, statistics.months, statistics.undated) == ({}, {}, 0)


def test_rewatches_do_not_count_for_the_finish_of_the_first_time() -> None:
    statistics = add_up(make_entry(episodes=12, rewatches=3, finished=PartialDate(2024)))
    assert statistics.years == {2024: Finished(1, 12)}


def test_every_year_from_the_first_to_the_last_is_shown() -> None:
    assert finish("2022", "2025").shown_years == {
        2022: Finished(1, 12),
        2023: Finished(0, 0),
        2024: Finished(0, 0),
        2025: Finished(1, 12),
    }


def test_years_far_apart_are_shown_without_the_years_between() -> None:
    assert list(finish("0001", "2025", "9999").shown_years) == [1, 2025, 9999]
    assert len(finish("1966", "2025").shown_years) == MAX_YEARS
    assert list(finish("1965", "2025").shown_years) == [1965, 2025]
    many = finish(*(str(year) for year in range(1900, 2026, 2))).shown_years
    assert list(many) == list(range(1906, 2026, 2))


def test_the_twelve_months_up_to_the_last_one_are_shown() -> None:
    shown = finish("2024-04", "2023-05", "2023-04", "2020-01").shown_months
    assert list(shown) == [(2023, month) for month in range(5, 13)] + [(2024, month) for month in range(1, 5)]
    assert shown[2023, 5] == shown[2024, 4] == Finished(1, 12)
    assert sum(month.titles for month in shown.values()) == 2


def test_the_twelve_months_can_all_be_in_one_year() -> None:
    assert list(finish("2024-12-31").shown_months) == [(2024, month) for month in range(1, 13)]


@pytest.mark.parametrize(("date", "shown"), [("0001-05-01", 5), ("0002-01", 12), ("9999-12", 12)])
def test_months_are_shown_only_within_the_calendar(date: str, shown: int) -> None:
    months = finish(date).shown_months
    assert len(months) == shown
    assert [PartialDate(*month) for month in months][-1] == PartialDate.parse(date[:7])


# Any list

partial_dates = st.dates().flatmap(
    lambda day: st.sampled_from(
        [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
    )
)
entries = st.builds(
    make_entry,
    number=st.integers(1, 5),
    status=st.sampled_from(ListStatus),
    score=st.integers(0, 10),
    episodes=st.integers(0, 10_000),
    finished=st.none() | partial_dates,
    rewatches=st.integers(0, 1000),
    rewatched_episodes=st.none() | st.integers(0, 10_000),
)
titles = st.dictionaries(
    st.integers(1, 5).map("mal/{}".format),
    st.builds(
        Anime,
        key=st.just("mal/1"),
        title=st.just("A series"),
        kind=st.sampled_from([None, "TV", "Movie"]),
        duration=st.none() | st.integers(1, 40_000),
    ),
)


@given(entries=st.lists(entries), titles=titles)
def test_the_sums_agree(entries: list[Entry], titles: Mapping[str, Anime]) -> None:
    statistics = count_statistics(entries, titles)

    assert sum(statistics.by_status.values()) == statistics.titles == len(entries)
    assert sum(statistics.scores.values()) == sum(entry.score > 0 for entry in entries)
    assert statistics.mean_score is None or 1 <= statistics.mean_score <= 10
    assert statistics.episodes - statistics.rewatched == sum(entry.episodes for entry in entries)
    assert statistics.measured_titles <= statistics.watched_titles <= statistics.titles
    assert (statistics.seconds == 0) == (statistics.episodes == 0) == (statistics.watched_titles == 0)
    in_years = sum(year.titles for year in statistics.years.values())
    assert in_years + statistics.undated == statistics.by_status[ListStatus.COMPLETED]
    assert in_years - sum(month.titles for month in statistics.months.values()) == statistics.dated_by_year
    assert sum(year.episodes for year in statistics.years.values()) <= statistics.episodes
    assert list(statistics.years) == sorted(statistics.years)
    assert list(statistics.months) == sorted(statistics.months)
    assert len(statistics.shown_years) <= MAX_YEARS
    assert len(statistics.shown_months) <= 12
    assert [PartialDate(*month) for month in statistics.shown_months][-1:] == [
        PartialDate(*month) for month in list(statistics.months)[-1:]
    ]


@given(first=st.lists(entries), second=st.lists(entries), titles=titles)
def test_two_lists_together_are_their_sum(first: list[Entry], second: list[Entry], titles: Mapping[str, Anime]) -> None:
    one, other, both = (count_statistics(part, titles) for part in (first, second, [*second, *first]))
    for name in ("titles", "episodes", "rewatched", "seconds", "watched_titles", "measured_titles", "undated"):
        assert getattr(one, name) + getattr(other, name) == getattr(both, name)
