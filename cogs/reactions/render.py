"""How reactions look: pure functions from domain objects to components."""

from collections.abc import Collection

import discord

from cogs.core.router import Address
from cogs.ui.components import Layout, button
from cogs.ui.text import escape, shorten
from db.reactions.models import ReactionKind, Tally
from db.reviews.models import Review

PRESS = Address("reaction:press:{review_id:int}:{kind}", kind=ReactionKind)
"""Gives a kind to a review, or takes it back."""

_BUTTONS_A_ROW = 4


def make_panel(review: Review, tally: Tally, given: Collection[ReactionKind]) -> Layout:
    """All kinds with their counts, and a button for each; those that the person gave look pressed."""
    counts = "\n".join(f"{kind.emoji} {kind.label} **{tally[kind]}**" for kind in ReactionKind)
    buttons = [
        button(
            PRESS(review_id=review.id, kind=kind),
            kind.label,
            emoji=kind.emoji,
            style=discord.ButtonStyle.success if kind in given else discord.ButtonStyle.secondary,
        )
        for kind in ReactionKind
    ]
    rows = [
        discord.ui.ActionRow(*buttons[start : start + _BUTTONS_A_ROW])
        for start in range(0, len(buttons), _BUTTONS_A_ROW)
    ]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(f"### Reactions to this review of {escape(shorten(review.title, 150))}\n{counts}"),
            discord.ui.Separator(),
            *rows,
            discord.ui.TextDisplay("-# Press a kind to give it, and again to take it back."),
        )
    )
