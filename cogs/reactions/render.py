"""How reactions look: pure functions from domain objects to components."""

from collections.abc import Collection

import discord

from cogs.core.language import _, write_number
from cogs.core.router import Address
from cogs.ui.components import Layout, button
from cogs.ui.labels import name_reaction
from cogs.ui.text import escape, shorten
from db.reactions.models import ReactionKind, Tally
from db.reviews.models import Review

PRESS = Address("reaction:press:{review_id:int}:{kind}", kind=ReactionKind)
"""Gives a kind to a review, or takes it back."""

_BUTTONS_A_ROW = 4


def make_panel(review: Review, tally: Tally, given: Collection[ReactionKind]) -> Layout:
    """All kinds with their counts, and a button for each. Those that the person gave look pressed."""
    heading = _("Reactions to this review of {title}", title=escape(shorten(review.title, 150)))
    counts = "\n".join(f"{kind.emoji} {name_reaction(kind)} **{write_number(tally[kind])}**" for kind in ReactionKind)
    advice = _("Press a reaction to add it. Press it again to remove it.")
    buttons = [
        button(
            PRESS(review_id=review.id, kind=kind),
            name_reaction(kind),
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
            discord.ui.TextDisplay(f"### {heading}\n{counts}"),
            discord.ui.Separator(),
            *rows,
            discord.ui.TextDisplay(f"-# {advice}"),
        )
    )
