"""How two entries for one title become one."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.lists.merging import MAX_NOTES_LENGTH, MAX_TAGS, merge_entries
from db.lists.models import Entry, ListStatus, PartialDate, Priority

FURTHER_ALONG = [
    ListStatus.PLAN_TO_WATCH,
    ListStatus.DROPPED,
    ListStatus.ON_HOLD,
    ListStatus.WATCHING,
    ListStatus.COMPLETED,
]


def make_entry(anime_key: str = "mal/1", **fields: Any) -> Entry:
    dates = {name: PartialDate.parse(fields.pop(name)) for name in ("started", "finished") if fields.get(name)}
    given: dict[str, Any] = {"title": "Frieren", "status": ListStatus.WATCHING} | fields | dates
    return Entry(user_id=1, anime_key=anime_key, **given)


def contradicts(entry: Entry) -> bool:
    """Whether an entry was finished before it was started, as far as both dates are known."""
    if entry.started is None or entry.finished is None:
        return False
    known = min(len(str(entry.started)), len(str(entry.finished)))
    return str(entry.finished)[:known] < str(entry.started)[:known]


dates = st.builds(
    lambda year, month, day: PartialDate(year, month, day if month else None),
    st.integers(2022, 2024),
    st.none() | st.integers(1, 3),
    st.none() | st.integers(1, 3),
)
# A short one often contains another; two long ones don't fit into one entry.
notes = st.text("ab", max_size=3) | st.text("ab\n", min_size=1, max_size=4).map(lambda text: (text * 400)[:950])
tags = st.lists(st.text("abcdefgh", min_size=1, max_size=2), unique=True, max_size=MAX_TAGS).map(tuple)
entries = st.builds(
    Entry,
    user_id=st.just(1),
    anime_key=st.sampled_from(["mal/1", "bangumi/2"]),
    title=st.sampled_from(["Frieren", "Sousou no Frieren"]),
    status=st.sampled_from(ListStatus),
    score=st.integers(0, 10),
    episodes=st.integers(0, 30),
    started=st.none() | dates,
    finished=st.none() | dates,
    rewatches=st.integers(0, 3),
    priority=st.sampled_from(Priority),
    notes=notes,
    tags=tags,
    is_private=st.booleans(),
    updated_at=st.integers(0, 3),
).filter(lambda entry: not contradicts(entry))


# Rules for all entries


@given(entries)
def test_an_entry_merged_with_itself_is_the_same(entry: Entry) -> None:
    assert merge_entries(entry, entry) == entry


@given(entries, entries)
def test_a_second_merge_of_the_same_entry_changes_nothing(kept: Entry, other: Entry) -> None:
    merged = merge_entries(kept, other)
    assert merge_entries(merged, other) == merged
    assert merge_entries(merged, kept) == merged


@given(entries, entries)
def test_only_names_notes_and_tags_depend_on_which_entry_is_kept(kept: Entry, other: Entry) -> None:
    one_way, other_way = merge_entries(kept, other), merge_entries(other, kept)
    names = {"anime_key": kept.anime_key, "title": kept.title, "notes": "", "tags": ()}
    assert replace(one_way, **names) == replace(other_way, **names)
    assert (one_way.anime_key, one_way.title) == (kept.anime_key, kept.title)


@given(entries, entries)
def test_nobody_loses_progress(kept: Entry, other: Entry) -> None:
    merged = merge_entries(kept, other)
    for entry in (kept, other):
        assert FURTHER_ALONG.index(merged.status) >= FURTHER_ALONG.index(entry.status)
        assert merged.episodes >= entry.episodes
        assert merged.rewatches >= entry.rewatches
        assert list(Priority).index(merged.priority) >= list(Priority).index(entry.priority)
        assert merged.is_private >= entry.is_private
        assert merged.updated_at >= entry.updated_at
        assert (merged.score > 0) >= (entry.score > 0)


@given(entries, entries)
def test_every_field_is_one_of_the_two(kept: Entry, other: Entry) -> None:
    merged = merge_entries(kept, other)
    for name in ("status", "episodes", "rewatches", "priority", "is_private", "updated_at", "score", "finished"):
        assert getattr(merged, name) in (getattr(kept, name), getattr(other, name))
    assert merged.started in (kept.started, other.started, None)


@given(entries, entries)
def test_a_merged_entry_is_never_finished_before_it_is_started(kept: Entry, other: Entry) -> None:
    assert not contradicts(merge_entries(kept, other))


@given(entries, entries)
def test_all_notes_and_tags_are_kept_if_they_fit(kept: Entry, other: Entry) -> None:
    merged = merge_entries(kept, other)
    assert len(merged.notes) <= MAX_NOTES_LENGTH
    assert len(merged.tags) <= MAX_TAGS
    assert len(set(merged.tags)) == len(merged.tags)
    if len(kept.notes) + 2 + len(other.notes) <= MAX_NOTES_LENGTH:
        assert kept.notes in merged.notes
        assert other.notes in merged.notes
    if len({*kept.tags, *other.tags}) <= MAX_TAGS:
        assert {*merged.tags} == {*kept.tags, *other.tags}


# Examples


@pytest.mark.parametrize(
    ("one", "other", "merged"),
    [
        (ListStatus.COMPLETED, ListStatus.WATCHING, ListStatus.COMPLETED),
        (ListStatus.WATCHING, ListStatus.ON_HOLD, ListStatus.WATCHING),
        (ListStatus.ON_HOLD, ListStatus.DROPPED, ListStatus.ON_HOLD),
        (ListStatus.DROPPED, ListStatus.PLAN_TO_WATCH, ListStatus.DROPPED),
    ],
)
def test_the_status_further_along_stays(one: ListStatus, other: ListStatus, merged: ListStatus) -> None:
    assert merge_entries(make_entry(status=one), make_entry(status=other)).status is merged


@pytest.mark.parametrize(
    ("one", "other", "earlier"),
    [
        ("2024-04-03", "2024-04-02", "2024-04-02"),
        ("2024-04-03", "2023", "2023"),
        ("2024-04-03", "2024-04", "2024-04-03"),
        ("2024", "2024-04", "2024-04"),
        ("2024-05", "2024-04-30", "2024-04-30"),
        (None, "2024", "2024"),
        (None, None, "None"),
    ],
)
def test_it_starts_with_the_earlier_start(one: str | None, other: str | None, earlier: str) -> None:
    assert str(merge_entries(make_entry(started=one), make_entry(started=other)).started) == earlier


@pytest.mark.parametrize(
    ("one", "other", "later"),
    [
        ("2024-04-03", "2024-04-02", "2024-04-03"),
        ("2023-04-03", "2024", "2024"),
        ("2024-04-03", "2024-04", "2024-04-03"),
        ("2024", "2024-04", "2024-04"),
        ("2024-05", "2024-04-30", "2024-05"),
        (None, "2024", "2024"),
        (None, None, "None"),
    ],
)
def test_it_ends_with_the_later_finish(one: str | None, other: str | None, later: str) -> None:
    assert str(merge_entries(make_entry(finished=one), make_entry(finished=other)).finished) == later


def test_a_start_after_the_last_finish_is_left_out() -> None:
    merged = merge_entries(make_entry(started="2024-05"), make_entry(finished="2023"))
    assert (merged.started, str(merged.finished)) == (None, "2023")


def test_a_vaguer_start_stays_when_the_more_precise_one_is_after_the_finish() -> None:
    merged = merge_entries(make_entry(started="2024-05"), make_entry(started="2024", finished="2024-03"))
    assert (str(merged.started), str(merged.finished)) == ("2024", "2024-03")


@pytest.mark.parametrize(
    ("earlier", "later", "merged"),
    [(9, 7, 7), (7, 9, 9), (9, 0, 9), (0, 9, 9), (0, 0, 0)],
)
def test_the_score_given_last_counts(earlier: int, later: int, merged: int) -> None:
    first, second = make_entry(score=earlier, updated_at=100), make_entry(score=later, updated_at=200)
    assert merge_entries(first, second).score == merge_entries(second, first).score == merged


@pytest.mark.parametrize(
    ("kept", "other", "merged"),
    [
        ("Calm.", "Sad.", "Calm.\n\nSad."),
        ("Calm.", "", "Calm."),
        ("", "Sad.", "Sad."),
        ("Calm.", "Calm.", "Calm."),
        ("Calm. Sad.", "Sad.", "Calm. Sad."),
        ("Sad.", "Calm. Sad.", "Calm. Sad."),
        ("a" * 999, "Sad.", "a" * 999 + "\n"),
        ("a" * 600, "b" * 600, "a" * 600 + "\n\n" + "b" * 398),
    ],
)
def test_notes_are_joined_unless_one_contains_the_other(kept: str, other: str, merged: str) -> None:
    assert merge_entries(make_entry(notes=kept), make_entry(notes=other)).notes == merged


def test_tags_are_joined_with_those_of_the_kept_entry_first() -> None:
    merged = merge_entries(make_entry(tags=("calm", "elves")), make_entry(tags=("sad", "calm")))
    assert merged.tags == ("calm", "elves", "sad")
