"""Picking a title for somebody who does not know what to watch."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from cogs.lists.pages.choosing import WEIGHTS, draw
from db.lists.models import Entry, ListStatus, Priority


def make_entries(*priorities: Priority) -> list[Entry]:
    return [
        Entry(1, f"mal/{place}", f"Title {place}", ListStatus.PLAN_TO_WATCH, priority=priority)
        for place, priority in enumerate(priorities)
    ]


def test_titles_are_picked_as_often_as_their_priority_says() -> None:
    entries = make_entries(Priority.LOW, Priority.HIGH, Priority.MEDIUM, Priority.LOW)
    random = Random(6)
    drawn = Counter(draw(entries, random=random).anime_key for _ in range(14_000))
    for entry in entries:
        assert abs(drawn[entry.anime_key] - WEIGHTS[entry.priority] * 1000) < 150


def test_after_one_with_high_priority_the_likeliest_of_the_rest_follows() -> None:
    entries = make_entries(Priority.LOW, Priority.HIGH, Priority.MEDIUM)
    random = Random(6)
    following = Counter(draw(entries, random=random, last_key="mal/1").anime_key for _ in range(4000))
    assert following["mal/1"] == 0
    assert abs(following["mal/2"] - 3000) < 150


priorities = st.lists(st.sampled_from(Priority), min_size=1, max_size=30)


@given(priorities, st.integers(), st.integers(0, 40))
def test_the_last_one_is_not_picked_again_if_there_are_others(priorities: list[Priority], seed: int, last: int) -> None:
    entries = make_entries(*priorities)
    drawn = draw(entries, random=Random(seed), last_key=f"mal/{last}")
    assert drawn in entries
    assert drawn.anime_key != f"mal/{last}" or len(entries) == 1
