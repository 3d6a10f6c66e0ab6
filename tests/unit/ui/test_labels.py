"""What the members of enumerations, and titles, are called."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import pytest

from cogs.ui.labels import (
    name_anime,
    name_list_sort,
    name_priority,
    name_reaction,
    name_review_sort,
    name_status,
    name_verdict,
    name_visibility,
)
from db.lists.models import ListSort, ListStatus, Priority, Visibility
from db.reactions.models import ReactionKind
from db.reviews.models import Sort, Verdict
from db.titles.models import Anime


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (ListStatus, name_status),
        (ListSort, name_list_sort),
        (Visibility, name_visibility),
        (Priority, name_priority),
        (Verdict, name_verdict),
        (Sort, name_review_sort),
        (ReactionKind, name_reaction),
    ],
)
def test_every_member_has_a_name_of_its_own(words: type[StrEnum], name: Callable[[Any], str]) -> None:
    names = [name(word) for word in words]
    assert all(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("anime", "label"),
    [
        (Anime("mal/19", "Monster", "TV", 2004), "Monster (TV, 2004)"),
        (Anime("mal/19", "Monster", "TV"), "Monster (TV)"),
        (Anime("mal/19", "Monster", None, 2004), "Monster (2004)"),
        (Anime("mal/19", "Monster", "Stage play"), "Monster (Stage play)"),
        (Anime("custom/1", "Monster"), "Monster"),
    ],
)
def test_a_label_tells_titles_of_one_name_apart(anime: Anime, label: str) -> None:
    assert name_anime(anime) == label
