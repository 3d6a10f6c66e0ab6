"""Freshness: how a review that few have seen compares with one that many have."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from db.reviews.ranking import get_freshness

TINY = 1e-9
"""The largest possible rounding error."""

counts = st.integers(0, 10**6)


@given(counts, counts)
def test_it_is_above_the_known_share_and_approaches_it(likes: int, unmoved: int) -> None:
    assume(likes)
    seen = likes + unmoved
    beyond = get_freshness(likes, seen) - likes / seen
    assert beyond > 0
    # At a confidence of three in four, it is off by the square root of ln 4 / 2n.
    assert beyond**2 * seen == pytest.approx(0.693147, abs=1e-5)


@given(counts, counts, st.integers(1, 1000))
def test_another_like_among_its_readers_never_lowers_it(likes: int, unmoved: int, more: int) -> None:
    seen = likes + unmoved + more
    assert get_freshness(likes + more, seen) >= get_freshness(likes, seen) - TINY


@given(counts, counts, st.integers(1, 1000))
def test_another_reader_who_does_not_like_it_never_raises_it(likes: int, unmoved: int, more: int) -> None:
    seen = likes + unmoved
    assert get_freshness(likes, seen + more) <= get_freshness(likes, seen) + TINY


@given(counts)
def test_a_review_that_nobody_likes_has_none(seen: int) -> None:
    assert get_freshness(0, seen) == 0


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_among_reviews_that_everybody_likes_the_less_seen_comes_first(likes: int, more: int) -> None:
    assert get_freshness(likes, likes) > get_freshness(likes + more, likes + more)


def test_reviews_come_in_this_order() -> None:
    order = [(1, 1), (3, 3), (12, 12), (3, 4), (1, 2), (500, 500), (900, 1000), (1, 5), (1, 20), (1, 1000), (0, 3)]
    for better, worse in pairwise(order):
        assert get_freshness(*better) > get_freshness(*worse), (better, worse)
