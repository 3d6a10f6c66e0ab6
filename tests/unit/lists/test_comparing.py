"""What two lists have in common, and how that looks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cogs.lists.comparing.compare import MIN_SHARED, Comparison, ScoredPair, compare
from cogs.lists.comparing.render import make_comparison
from cogs.ui.components import MAX_CONTENT_LENGTH
from db.lists.models import Entry, ListStatus


def make_entry(number: int, score: int = 0, status: ListStatus = ListStatus.COMPLETED, **fields: Any) -> Entry:
    return Entry(user_id=1, anime_key=f"mal/{number}", title=f"Title {number:02}", status=status, score=score, **fields)


def make_list(scores: Mapping[int, int]) -> list[Entry]:
    return [make_entry(number, score) for number, score in scores.items()]


def list_scores(pairs: tuple[ScoredPair, ...]) -> list[tuple[str, int, int]]:
    return [(pair.anime_key, pair.mine, pair.theirs) for pair in pairs]


def test_titles_are_shared_completed_and_scored_by_both() -> None:
    mine = [make_entry(1, 8), make_entry(2, 7, ListStatus.DROPPED), make_entry(3), make_entry(4, 9)]
    theirs = [make_entry(1, 8), make_entry(2, 7), make_entry(3, 5), make_entry(5, 9)]
    comparison = compare(mine, theirs)
    assert (comparison.shared, comparison.completed, comparison.scored) == (3, 2, 2)


def test_the_largest_disagreements_come_first_and_equal_ones_by_name() -> None:
    mine = make_list({6: 1, 1: 5, 2: 5, 3: 5, 4: 5, 5: 5, 7: 9})
    theirs = make_list({1: 7, 2: 3, 3: 7, 4: 7, 5: 7, 6: 10, 7: 9})
    assert list_scores(compare(mine, theirs).disagreements) == [
        ("mal/6", 1, 10),
        ("mal/1", 5, 7),
        ("mal/2", 5, 3),
        ("mal/3", 5, 7),
        ("mal/4", 5, 7),
    ]


def test_shared_favourites_have_at_least_a_nine_from_both() -> None:
    mine = make_list({1: 9, 2: 10, 3: 10, 4: 8, 5: 9})
    theirs = make_list({1: 9, 2: 9, 3: 10, 4: 10, 5: 9})
    assert list_scores(compare(mine, theirs).favourites) == [("mal/3", 10, 10), ("mal/2", 10, 9), ("mal/1", 9, 9)]


def test_a_title_with_two_names_has_the_same_name_for_both() -> None:
    mine, theirs = make_entry(1, 10), replace(make_entry(1, 10), title="Another name")
    assert compare([mine], [theirs]).favourites == compare([theirs], [mine]).favourites


@pytest.mark.parametrize(("number", "is_told"), [(MIN_SHARED - 1, False), (MIN_SHARED, True)])
def test_similarity_needs_enough_titles(number: int, is_told: bool) -> None:
    entries = make_list({place: place % 10 + 1 for place in range(number)})
    assert (compare(entries, entries).similarity is not None) is is_told


def test_similarity_needs_scores_that_differ() -> None:
    various = make_list({place: place % 10 + 1 for place in range(20)})
    same = make_list(dict.fromkeys(range(20), 8))
    assert compare(various, same).similarity is None
    assert compare(same, various).similarity is None


def test_similarity_is_the_correlation_of_the_scores() -> None:
    mine = make_list(dict(enumerate([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])))
    theirs = make_list(dict(enumerate([10, 9, 8, 1, 6, 5, 4, 3, 10, 1])))
    # The sum of the products is 45.5, and the sums of the squares are 82.5 and 108.1.
    assert compare(mine, theirs).similarity == pytest.approx(45.5 / (82.5 * 108.1) ** 0.5)


entries = st.builds(
    make_entry,
    number=st.integers(1, 25),
    score=st.integers(0, 10),
    status=st.sampled_from(ListStatus),
    is_private=st.sampled_from([False, False, False, True]),
)
lists = st.lists(entries, max_size=40, unique_by=lambda entry: entry.anime_key)
scores = st.lists(st.integers(1, 10), min_size=MIN_SHARED, max_size=40)


@given(lists, lists)
def test_a_comparison_is_symmetric(mine: list[Entry], theirs: list[Entry]) -> None:
    there, back = compare(mine, theirs), compare(theirs, mine)

    def turn(pairs: tuple[ScoredPair, ...]) -> tuple[ScoredPair, ...]:
        return tuple(replace(pair, mine=pair.theirs, theirs=pair.mine) for pair in pairs)

    assert back == replace(there, favourites=turn(there.favourites), disagreements=turn(there.disagreements))


@given(lists, lists)
def test_private_titles_never_matter(mine: list[Entry], theirs: list[Entry]) -> None:
    public = [entry for entry in theirs if not entry.is_private]
    assert compare(mine, theirs) == compare(mine, public)
    assert compare(theirs, mine) == compare(public, mine)


@given(scores, scores)
def test_similarity_is_bounded(mine: list[int], theirs: list[int]) -> None:
    similarity = compare(make_list(dict(enumerate(mine))), make_list(dict(enumerate(theirs)))).similarity
    assert similarity is None or -1 <= similarity <= 1


@given(scores)
@example([9] * 9 + [10])
def test_equal_lists_with_different_scores_are_fully_similar(given_scores: list[int]) -> None:
    assume(len(set(given_scores)) > 1)
    mine = make_list(dict(enumerate(given_scores)))
    opposite = make_list({place: 11 - score for place, score in enumerate(given_scores)})
    assert compare(mine, mine).similarity == pytest.approx(1)
    assert compare(mine, opposite).similarity == pytest.approx(-1)
    assert not compare(mine, mine).disagreements


# How it looks


def get_text(comparison: Comparison, concealed: frozenset[str] = frozenset()) -> str:
    layout = make_comparison(comparison, member_id=5, concealed=concealed)
    assert layout.content_length() <= MAX_CONTENT_LENGTH
    return "\n".join(item.content for item in layout.walk_children() if isinstance(item, discord.ui.TextDisplay))


@pytest.mark.parametrize(
    ("similarity", "percent"), [(1.0, "100%"), (-1.0, "−100%"), (0.123, "12%"), (-0.001, "0%"), (0.0, "0%")]
)
def test_similarity_is_shown_in_percent(similarity: float, percent: str) -> None:
    text = get_text(Comparison(20, 15, 12, (), (), similarity))
    assert f"Similarity: **{percent}**" in text
    assert "Pearson's correlation" in text


@pytest.mark.parametrize(
    ("scored", "sentence"),
    [(0, "10 more to go!"), (9, "1 more to go!"), (10, "one of you gave all of these titles the same score")],
)
def test_an_unknown_similarity_is_explained(scored: int, sentence: str) -> None:
    text = get_text(Comparison(20, 15, scored, (), (), None))
    assert sentence in text
    assert "Pearson" not in text


def test_the_longest_names_fit() -> None:
    pair = ScoredPair("mal/1", "*" * 300, 10, 1)
    text = get_text(Comparison(99_999, 99_999, 99_999, (pair,) * 3, (pair,) * 5, -0.5))
    assert text.count("you: 10, them: 1") == 8
    assert "\\*\\*" in text
    assert "\\*" not in get_text(Comparison(1, 1, 1, (pair,), (), None), frozenset({"mal/1"}))
