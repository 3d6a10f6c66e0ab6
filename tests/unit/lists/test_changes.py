"""What happens to a list entry when it is changed."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine.errors import RuleError
from db.lists.changes import change, choose_status, parse_tags, record, start, watch, watch_again
from db.lists.models import MAX_TAG_LENGTH, MAX_TAGS, Entry, ListStatus, PartialDate, Priority
from db.titles.models import MAX_EPISODES, Anime
from tests.support.refusing import refuses

SERIES = Anime("mal/1", "A series", "TV", 2004, 12)
FILM = Anime("mal/2", "A film", "Movie", 2004, 1)
UNKNOWN = Anime("custom/3", "A series without end")
TODAY = date(2024, 4, 3)
THIS_DAY = PartialDate(2024, 4, 3)


def make_entry(anime: Anime = SERIES, status: ListStatus = ListStatus.WATCHING, **fields: Any) -> Entry:
    return Entry(user_id=1, anime_key=anime.key, title=anime.title, status=status, **fields)


# Adding and changing


@pytest.mark.parametrize(
    ("options", "status", "episodes"),
    [
        ({}, ListStatus.PLAN_TO_WATCH, 0),
        ({"episodes": 0}, ListStatus.PLAN_TO_WATCH, 0),
        ({"episodes": 3}, ListStatus.WATCHING, 3),
        ({"episodes": 12}, ListStatus.COMPLETED, 12),
        ({"status": ListStatus.COMPLETED}, ListStatus.COMPLETED, 12),
        ({"status": ListStatus.COMPLETED, "episodes": 3}, ListStatus.COMPLETED, 3),
        ({"status": ListStatus.WATCHING, "episodes": 12}, ListStatus.WATCHING, 12),
        ({"status": ListStatus.DROPPED, "episodes": 3}, ListStatus.DROPPED, 3),
    ],
)
def test_a_new_entry_derives_what_was_left_out(options: dict[str, Any], status: ListStatus, episodes: int) -> None:
    entry = start(SERIES, user_id=1, **options)
    assert (entry.status, entry.episodes) == (status, episodes)


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        ({"episodes": 3}, {"status": ListStatus.COMPLETED}, (ListStatus.COMPLETED, 12)),
        ({"episodes": 3}, {"status": ListStatus.DROPPED}, (ListStatus.DROPPED, 3)),
        ({"episodes": 3}, {"episodes": 12}, (ListStatus.COMPLETED, 12)),
        ({"episodes": 3}, {"episodes": 12, "status": ListStatus.ON_HOLD}, (ListStatus.ON_HOLD, 12)),
        ({"status": ListStatus.PLAN_TO_WATCH}, {"episodes": 1}, (ListStatus.WATCHING, 1)),
        ({"status": ListStatus.ON_HOLD}, {"episodes": 1}, (ListStatus.ON_HOLD, 1)),
        ({"status": ListStatus.DROPPED, "episodes": 3}, {"score": 4}, (ListStatus.DROPPED, 3)),
    ],
)
def test_status_and_episodes_follow_from_each_other(
    before: dict[str, Any], changes: dict[str, Any], after: tuple[ListStatus, int]
) -> None:
    changed = change(make_entry(**before), SERIES, changes)
    assert (changed.status, changed.episodes) == after


def test_completing_a_title_of_unknown_length_leaves_the_episodes_alone() -> None:
    changed = change(make_entry(UNKNOWN, episodes=7), UNKNOWN, {"status": ListStatus.COMPLETED})
    assert (changed.status, changed.episodes) == (ListStatus.COMPLETED, 7)


def test_too_many_episodes_are_refused() -> None:
    with refuses("A film has 1 episode, so you can't have seen 2"):
        change(make_entry(FILM), FILM, {"episodes": 2})


@pytest.mark.parametrize(
    ("started", "finished"), [("2024-04-03", "2024-04-02"), ("2024-04", "2023"), ("2024-04-03", "2024-03")]
)
def test_nothing_is_finished_before_it_is_started(started: str, finished: str) -> None:
    dates = {"started": PartialDate.parse(started), "finished": PartialDate.parse(finished)}
    with refuses(f"can't have finished it on {finished} if you started it on {started}"):
        change(make_entry(), SERIES, dates)


@pytest.mark.parametrize(
    ("started", "finished"),
    [("2024-04-03", "2024-04-03"), ("2024-04-03", "2024-04"), ("2024-04-03", "2024"), ("2024", "2024-01-01")],
)
def test_partial_dates_are_accepted_if_they_may_agree(started: str, finished: str) -> None:
    dates = {"started": PartialDate.parse(started), "finished": PartialDate.parse(finished)}
    changed = change(make_entry(), SERIES, dates)
    assert (str(changed.started), str(changed.finished)) == (started, finished)


# Watching


def test_the_first_episode_starts_a_title_and_the_last_one_completes_it() -> None:
    first = watch(make_entry(status=ListStatus.PLAN_TO_WATCH), SERIES, 1, today=date(2024, 1, 7))
    assert (first.status, first.episodes, str(first.started), first.finished) == (
        ListStatus.WATCHING,
        1,
        "2024-01-07",
        None,
    )
    last = watch(first, SERIES, 11, today=TODAY)
    assert (last.status, last.episodes, str(last.started), str(last.finished)) == (
        ListStatus.COMPLETED,
        12,
        "2024-01-07",
        "2024-04-03",
    )


def test_an_episode_resumes_a_title_on_hold() -> None:
    watched = watch(make_entry(status=ListStatus.ON_HOLD, episodes=3), SERIES, 1, today=TODAY)
    assert (watched.status, watched.episodes, watched.started) == (ListStatus.WATCHING, 4, None)


def test_a_title_of_unknown_length_is_never_completed_by_counting() -> None:
    watched = watch(make_entry(UNKNOWN, episodes=5000), UNKNOWN, MAX_EPISODES - 5000, today=TODAY)
    assert (watched.status, watched.finished) == (ListStatus.WATCHING, None)


def test_a_completed_title_of_unknown_length_stays_completed() -> None:
    watched = watch(make_entry(UNKNOWN, ListStatus.COMPLETED, episodes=7), UNKNOWN, 1, today=TODAY)
    assert (watched.status, watched.episodes) == (ListStatus.COMPLETED, 8)


def test_one_more_episode_resumes_a_title_that_was_completed_too_early() -> None:
    watched = watch(make_entry(status=ListStatus.COMPLETED, episodes=3), SERIES, 1, today=TODAY)
    assert (watched.status, watched.episodes) == (ListStatus.WATCHING, 4)


def test_episodes_of_a_title_of_unknown_length_are_counted_up_to_a_limit() -> None:
    entry = make_entry(UNKNOWN, episodes=MAX_EPISODES)
    with refuses("You have seen 10,000 episodes of A series without end"):
        watch(entry, UNKNOWN, 1, today=TODAY)


@pytest.mark.parametrize(
    ("seen", "number", "sentence"),
    [
        (10, 3, "A series has 12 episodes and you have seen 10, so you can only count 2 more"),
        (12, 1, "A series has 12 episodes and you have seen 12, so none are left. Well done!"),
        (13, 1, "A series has 12 episodes and you have seen 13, so none are left. Well done!"),
    ],
)
def test_no_more_episodes_can_be_watched_than_are_left(seen: int, number: int, sentence: str) -> None:
    with refuses(sentence):
        watch(make_entry(episodes=seen), SERIES, number, today=TODAY)


def test_dates_that_a_person_gave_are_kept() -> None:
    given_dates = make_entry(FILM, started=PartialDate(2024, 1), finished=PartialDate(2024, 2))
    watched = watch(given_dates, FILM, 1, today=TODAY)
    assert (str(watched.started), str(watched.finished)) == ("2024-01", "2024-02")


def test_a_title_started_tomorrow_in_another_time_zone_is_finished_on_that_day() -> None:
    watched = watch(make_entry(FILM, started=PartialDate(2024, 4, 4)), FILM, 1, today=TODAY)
    assert str(watched.finished) == "2024-04-04"


def test_a_title_with_only_a_finish_date_gets_no_start_date() -> None:
    watched = watch(make_entry(finished=PartialDate(2020)), SERIES, 1, today=TODAY)
    assert (watched.started, str(watched.finished)) == (None, "2020")


# Choosing a status


@pytest.mark.parametrize(
    ("before", "status", "finished"),
    [
        ({}, ListStatus.COMPLETED, "2024-04-03"),
        ({"started": PartialDate(2024, 4, 4)}, ListStatus.COMPLETED, "2024-04-04"),
        ({"finished": PartialDate(2020)}, ListStatus.COMPLETED, "2020"),
        ({"status": ListStatus.PLAN_TO_WATCH}, ListStatus.COMPLETED, "None"),
        ({"status": ListStatus.COMPLETED}, ListStatus.COMPLETED, "None"),
        ({}, ListStatus.DROPPED, "None"),
    ],
)
def test_completing_a_title_being_watched_finishes_it_today(
    before: dict[str, Any], status: ListStatus, finished: str
) -> None:
    chosen = choose_status(make_entry(**before), SERIES, status, today=TODAY)
    assert (chosen.status, str(chosen.finished)) == (status, finished)
    assert chosen.episodes == (12 if status is ListStatus.COMPLETED else 0)


# Reviewing

COMPLETED = ListStatus.COMPLETED


@pytest.mark.parametrize(
    ("before", "seen", "after"),
    [
        ({"status": ListStatus.PLAN_TO_WATCH}, None, (COMPLETED, 12)),
        ({"status": ListStatus.DROPPED, "episodes": 3}, None, (COMPLETED, 12)),
        ({"status": ListStatus.PLAN_TO_WATCH}, 5, (ListStatus.WATCHING, 5)),
        ({"episodes": 3}, 5, (ListStatus.WATCHING, 5)),
        ({"episodes": 7}, 5, (ListStatus.WATCHING, 7)),
        ({"status": ListStatus.ON_HOLD, "episodes": 3}, 5, (ListStatus.ON_HOLD, 5)),
        ({"status": ListStatus.DROPPED, "episodes": 5}, 5, (ListStatus.DROPPED, 5)),
        ({"episodes": 3}, 12, (COMPLETED, 12)),
        ({"status": COMPLETED, "episodes": 12}, 5, (COMPLETED, 12)),
        ({"status": COMPLETED, "episodes": 3}, 5, (COMPLETED, 3)),
    ],
)
def test_a_review_updates_the_list_unless_that_is_further_along(
    before: dict[str, Any], seen: int | None, after: tuple[ListStatus, int]
) -> None:
    entry = record(make_entry(score=1, **before), SERIES, score=8, episodes=seen)
    assert (entry.status, entry.episodes, entry.score) == (*after, 8)


def test_a_reviewed_title_of_unknown_length_is_completed_without_counting() -> None:
    entry = record(make_entry(UNKNOWN, episodes=7), UNKNOWN, score=8, episodes=None)
    assert (entry.status, entry.episodes) == (COMPLETED, 7)


def test_a_review_with_too_many_episodes_changes_no_list() -> None:
    with refuses("A film has 1 episode, so you can't have seen 2"):
        record(make_entry(FILM), FILM, score=8, episodes=2)


@given(st.sampled_from(ListStatus), st.integers(0, 12), st.none() | st.integers(1, 12))
def test_a_review_changes_nothing_else_and_lowers_nothing(status: ListStatus, had: int, seen: int | None) -> None:
    before = make_entry(
        status=status,
        episodes=had,
        started=THIS_DAY,
        finished=THIS_DAY,
        rewatches=2,
        priority=Priority.HIGH,
        notes="Between us.",
        tags=("elves",),
        is_private=True,
    )
    after = record(before, SERIES, score=8, episodes=seen)
    assert after == replace(before, status=after.status, episodes=after.episodes, score=8)
    assert after.episodes >= had
    assert record(after, SERIES, score=8, episodes=seen) == after


# Any sequence of changes


numbers = st.integers(0, 40)
days = st.dates(date(2023, 11, 1), date(2024, 3, 1))
partial_dates = st.none() | st.builds(lambda day, parts: PartialDate(*day.timetuple()[:parts]), days, st.integers(1, 3))
options = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(ListStatus),
        "score": st.integers(0, 10),
        "episodes": numbers,
        "started": partial_dates,
        "finished": partial_dates,
        "rewatches": numbers,
        "rewatched_episodes": st.none() | numbers,
        "priority": st.sampled_from(Priority),
        "is_private": st.booleans(),
    },
)
more = st.integers(1, 40) | st.just(MAX_EPISODES)
steps = st.lists(options | st.tuples(more, days) | st.tuples(st.sampled_from(ListStatus), days) | st.none(), max_size=8)
animes = st.builds(lambda total: replace(SERIES, episodes=total), st.none() | st.integers(1, 30))


def take(entry: Entry, anime: Anime, step: Any) -> Entry:
    if isinstance(step, dict):
        return change(entry, anime, step)
    if step is None:
        return watch_again(entry, anime)
    what, today = step
    if isinstance(what, ListStatus):
        return choose_status(entry, anime, what, today=today)
    return watch(entry, anime, what, today=today)


@given(animes, steps)
def test_no_sequence_leads_to_impossible_episodes_or_dates(anime: Anime, steps: list[Any]) -> None:
    entry = start(anime, user_id=1)
    for step in steps:
        with suppress(RuleError):
            entry = take(entry, anime, step)
        assert 0 <= entry.episodes <= (anime.episodes or MAX_EPISODES)
        if entry.started and entry.finished:
            # The latest day that the finish can mean is not before the earliest day that the start can mean.
            assert f"{entry.started}" <= f"{entry.finished}-99"
        if entry.rewatched_episodes is not None:
            assert entry.status is ListStatus.COMPLETED
            # The last of a known number is not counted but raises the number of times; what has no last one is counted
            # up to the bound.
            assert 0 <= entry.rewatched_episodes <= (anime.episodes - 1 if anime.episodes else MAX_EPISODES)


@given(animes, options, st.integers(1, 9), st.integers(1, 9))
def test_episodes_counted_at_once_are_the_same_as_one_by_one(
    anime: Anime, before: dict[str, Any], number: int, more: int
) -> None:
    entry = start(anime, user_id=1)
    with suppress(RuleError):
        entry = change(entry, anime, before)
    try:
        at_once = watch(entry, anime, number + more, today=TODAY)
    except RuleError:
        return
    assert watch(watch(entry, anime, number, today=TODAY), anime, more, today=TODAY) == at_once


@given(animes, options, options)
def test_a_change_changes_nothing_else(anime: Anime, before: dict[str, Any], changes: dict[str, Any]) -> None:
    entry = start(anime, user_id=1)
    with suppress(RuleError):
        entry = change(entry, anime, before)
        changed = change(entry, anime, changes)
        follows = {"status": changed.status, "episodes": changed.episodes}
        if changed.status is not ListStatus.COMPLETED:
            changes |= {"rewatched_episodes": None}
        assert changed == replace(entry, **(follows | changes))


# Tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("slow, sad", ("slow", "sad")),
        ("  slow   burn ,, slow burn,", ("slow burn",)),
        ("None", ()),
        (" , ", ()),
        ("none, slow", ("none", "slow")),
        ("😭,#1", ("😭", "#1")),
    ],
)
def test_tags_are_separated_by_commas_and_kept_once(text: str, tags: tuple[str, ...]) -> None:
    assert parse_tags(text) == tags


@pytest.mark.parametrize("text", [",".join(map(str, range(MAX_TAGS + 1))), "x" * (MAX_TAG_LENGTH + 1)])
def test_too_many_or_too_long_tags_are_refused(text: str) -> None:
    with refuses("You can have up to 20 tags of up to 50 characters"):
        parse_tags(text)


@given(st.text() | st.text(", ab\n\u2028"))
def test_tags_are_short_single_lines(text: str) -> None:
    with suppress(RuleError):
        tags = parse_tags(text)
        assert len(tags) == len(set(tags)) <= MAX_TAGS
        assert all(tag.splitlines() == [tag] and len(tag) <= MAX_TAG_LENGTH for tag in tags)
