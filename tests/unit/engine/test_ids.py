"""Ids contain the time they were made, and an interaction can give away ids that nothing else has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.engine.ids import get_first_id, get_last_id, get_oldest_id

FIRST_OF_2026 = 1_767_225_600
JANUARY_2015, YEAR_2084 = 1_420_070_400, 3_600_000_000
"""Before 2015 Discord has no ids, and after 2084 they do not fit into a BIGINT."""
seconds = st.integers(FIRST_OF_2026, YEAR_2084)


@pytest.mark.parametrize(
    ("seconds", "oldest"),
    [(JANUARY_2015, 0), (JANUARY_2015 + 1, 1000 << 22), (FIRST_OF_2026, 1_456_074_443_980_800_000)],
)
def test_the_oldest_id_of_a_second(seconds: int, oldest: int) -> None:
    assert get_oldest_id(seconds) == oldest


@given(seconds, st.integers(0, 999), st.integers(0, 2**22 - 1))
def test_all_ids_of_a_second_are_between_the_oldest_of_it_and_of_the_next(
    second: int, millisecond: int, number: int
) -> None:
    made = get_oldest_id(second) + (millisecond << 22) + number
    assert get_oldest_id(second) <= made < get_oldest_id(second + 1)


@given(seconds, st.integers(0, 2**22 - 1))
def test_an_interaction_gives_ids_that_no_interaction_has(second: int, number: int) -> None:
    interaction_id = get_oldest_id(second) + number
    first, last = get_first_id(interaction_id), get_last_id(interaction_id)
    assert 0 < first < last < get_oldest_id(FIRST_OF_2026)
    assert last < get_first_id(interaction_id + 2**22), "the next millisecond has others"
