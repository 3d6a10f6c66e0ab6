"""The panel of all reactions."""

from collections.abc import Iterator
from typing import Any

import discord
import pytest

from cogs.reactions.render import PRESS, make_panel
from cogs.ui.labels import name_reaction
from db.reactions.models import BADGE_KINDS, SEEDED_KINDS, ReactionKind, Tally
from db.reviews.models import Review, ReviewText

REVIEW = Review(
    id=7,
    author_id=1,
    anime_key="mal/1",
    title="*Frieren*",
    text=ReviewText(9, "Quiet."),
    written_at=0,
    edited_at=None,
    revision=1,
    changes=0,
)
MOST_COMPONENTS, MOST_BUTTONS_A_ROW, MOST_REACTIONS = 40, 5, 20


def make(tally: Tally | None = None, *given: ReactionKind) -> discord.ui.LayoutView:
    return make_panel(REVIEW, tally or Tally(), given)


def list_buttons(panel: discord.ui.LayoutView) -> Iterator[discord.ui.Button[Any]]:
    return (item for item in panel.walk_children() if isinstance(item, discord.ui.Button))


def get_text(panel: discord.ui.LayoutView) -> str:
    return "\n".join(item.content for item in panel.walk_children() if isinstance(item, discord.ui.TextDisplay))


def test_each_kind_has_a_button_that_gives_it() -> None:
    shown = [(button.label, str(button.emoji), button.custom_id) for button in list_buttons(make())]
    assert shown == [(name_reaction(kind), kind.emoji, PRESS(review_id=7, kind=kind)) for kind in ReactionKind]


@pytest.mark.parametrize("kind", ReactionKind)
def test_the_address_of_a_button_leads_to_its_kind(kind: ReactionKind) -> None:
    assert PRESS.read(f"reaction:press:7:{kind.name}") == {"review_id": 7, "kind": kind}


@pytest.mark.parametrize("kind", ReactionKind)
def test_a_kind_that_the_person_gave_looks_pressed(kind: ReactionKind) -> None:
    pressed = [button.label for button in list_buttons(make(None, kind)) if button.style is discord.ButtonStyle.success]
    assert pressed == [name_reaction(kind)]


@pytest.mark.parametrize("kind", ReactionKind)
def test_each_kind_is_shown_with_its_count(kind: ReactionKind) -> None:
    lines = get_text(make(Tally({kind: 12}))).splitlines()
    assert lines[0] == r"### Reactions to this review of \*Frieren\*"
    assert lines[1:-1] == [
        f"{each.emoji} {name_reaction(each)} **{12 if each is kind else 0}**" for each in ReactionKind
    ]


def test_the_panel_keeps_to_discords_limits() -> None:
    items = list(make().walk_children())
    assert len(items) <= MOST_COMPONENTS
    assert all(len(row.children) <= MOST_BUTTONS_A_ROW for row in items if isinstance(row, discord.ui.ActionRow))
    assert len(ReactionKind) <= MOST_REACTIONS, "more than a message can hold"


def test_no_two_kinds_look_alike() -> None:
    assert len({kind.emoji for kind in ReactionKind}) == len(ReactionKind)
    assert len({name_reaction(kind) for kind in ReactionKind}) == len(ReactionKind)
    assert {*SEEDED_KINDS, *BADGE_KINDS} <= set(ReactionKind)
