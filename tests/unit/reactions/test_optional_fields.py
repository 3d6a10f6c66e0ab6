"""What Discord's documentation calls optional may be missing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.reactions.reconcile import _count_reactions as count_reactions
from db.reactions.votes import HeldReactions

REACTION = {
    "emoji": {"id": None, "name": "👍"},
    "count": 3,
    "me": True,
    "me_burst": False,
    "count_details": {"normal": 2, "burst": 1},
}


def test_the_bots_own_reaction_is_not_counted() -> None:
    assert count_reactions({"reactions": [REACTION]}) == {
        HeldReactions("👍", False): 1,
        HeldReactions("👍", True): 1,
    }


@pytest.mark.parametrize("message", [{}, {"reactions": None}, {"reactions": []}])
def test_a_message_may_have_no_reactions(message: dict[str, Any]) -> None:
    assert count_reactions(message) == {}


@given(st.sets(st.sampled_from(["count", "me", "me_burst", "count_details"])), st.booleans())
def test_a_count_that_is_missing_equals_no_number(missing: set[str], is_null: bool) -> None:
    reaction: dict[str, Any] = {name: value for name, value in REACTION.items() if name not in missing}
    if is_null:
        reaction |= dict.fromkeys(missing)

    counts = count_reactions({"reactions": [reaction]})

    if "count_details" in missing:
        assert all(count < 0 for count in counts.values())
        assert len(counts) == 2
    else:
        assert set(counts.values()) <= {1, 2}
