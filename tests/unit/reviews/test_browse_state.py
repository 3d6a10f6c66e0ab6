"""The state that the buttons of a page of reviews carry."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cogs.reviews.browsing.render import BROWSE
from cogs.reviews.browsing.state import BrowseState
from db.reviews.models import ReviewFilter, Sort, Verdict

LARGEST = 2**63 - 1
ids = st.integers(0, LARGEST)
sites = st.sampled_from(["mal", "anilist", "kitsu", "anidb", "bangumi", "custom"])
filters = st.builds(
    ReviewFilter,
    anime_key=st.none() | st.builds("{}/{}".format, sites, ids),
    author_id=st.none() | ids,
    verdict=st.none() | st.sampled_from(Verdict),
    minimum_rating=st.none() | st.integers(1, 10),
    without_spoilers=st.booleans(),
)
states = st.builds(
    BrowseState, filters, st.sampled_from(Sort), cursor=st.none() | st.tuples(ids, ids), is_backward=st.booleans()
)


@given(states)
def test_a_decoded_state_equals_the_encoded_one(state: BrowseState) -> None:
    assert BrowseState.decode(state.encode()) == state


@given(states)
def test_an_encoded_state_matches_its_pattern(state: BrowseState) -> None:
    assert re.fullmatch(BrowseState.PATTERN, state.encode())


def test_the_longest_state_fits_in_a_custom_id() -> None:
    wanted = ReviewFilter(f"custom/{LARGEST}", LARGEST, Verdict.NOT_RECOMMENDED, 10, True)
    assert len(BROWSE(state=BrowseState(wanted, Sort.FRESH, (LARGEST, LARGEST), True))) <= 100
