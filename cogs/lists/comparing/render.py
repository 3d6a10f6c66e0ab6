"""How two lists look next to each other: a pure function from a comparison to components."""

from collections.abc import Container

import discord

from cogs.anime.adult import CONCEALED
from cogs.lists.comparing.compare import MIN_SHARED, Comparison, ScoredPair
from cogs.ui.components import Layout
from cogs.ui.text import count, escape, shorten

_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 80
_FORMULA = (
    f"-# Similarity: Σ(a − ā)(b − b̄) ÷ √(Σ(a − ā)² · Σ(b − b̄)²) of the scores a and b that you both gave, "
    f"from {MIN_SHARED} titles on (Pearson's correlation). 100 %: the same taste; 0 %: nothing in common; "
    "−100 %: the opposite. Nothing of this is kept."
)


def make_comparison(comparison: Comparison, *, member_id: int, concealed: Container[str]) -> Layout:
    """The list of whoever looks at it next to another member's.

    Titles whose keys are in `concealed` may not be named where it is shown.
    """
    lines = [
        f"### Your list and <@{member_id}>'s",
        f"**{count(comparison.shared, 'title')}** on both · {comparison.completed:,} completed by both · "
        f"{comparison.scored:,} scored by both",
        _describe_similarity(comparison),
    ]
    items: list[discord.ui.Item] = [discord.ui.TextDisplay("\n".join(lines))]
    for heading, pairs in [
        ("What you both love", comparison.favourites),
        ("Where you differ most", comparison.disagreements),
    ]:
        if pairs:
            items.append(discord.ui.Separator())
            described = [_describe_pair(pair, pair.anime_key in concealed) for pair in pairs]
            items.append(discord.ui.TextDisplay("\n".join([f"**{heading}**", *described])))
    if comparison.similarity is not None:
        items.append(discord.ui.TextDisplay(_FORMULA))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def _describe_similarity(comparison: Comparison) -> str:
    if comparison.similarity is not None:
        return f"Similarity: **{round(comparison.similarity * 100)} %**".replace("-", "−")
    missing = MIN_SHARED - comparison.scored
    if missing > 0:
        return (
            f"How alike your taste is can be told from {MIN_SHARED} titles that you have both scored. "
            f"{missing} more to go!"
        )
    return "How alike your taste is can't be told: one of you gave all of these titles the same score."


def _describe_pair(pair: ScoredPair, is_concealed: bool) -> str:
    title = CONCEALED if is_concealed else escape(shorten(pair.title, _TITLE_LENGTH))
    return f"you {pair.mine}, they {pair.theirs} · {title}"
