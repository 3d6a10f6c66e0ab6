"""How a comparison of two lists looks: a pure function to components."""

from collections.abc import Container

import discord

from cogs.anime.adult import name_concealed
from cogs.core.language import _, ngettext, write_number
from cogs.lists.comparing.compare import MIN_SHARED, Comparison, ScoredPair
from cogs.ui.components import Layout
from cogs.ui.text import escape, shorten

_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 80
_FORMULA = "Σ(a − ā)(b − b̄) ÷ √(Σ(a − ā)² · Σ(b − b̄)²)"


def make_comparison(comparison: Comparison, *, member_id: int, concealed: Container[str]) -> Layout:
    """Compares the reader's list with another member's.

    Titles with keys in `concealed` may not be named here.
    """
    heading = _("Your list and {member}'s", member=f"<@{member_id}>")
    completed = ngettext("{number} completed by both", "{number} completed by both", comparison.completed)
    scored = ngettext("{number} scored by both", "{number} scored by both", comparison.scored)
    shared = ngettext("**{number} title** on both lists", "**{number} titles** on both lists", comparison.shared)
    lines = [f"### {heading}", f"{shared} · {completed} · {scored}", _describe_similarity(comparison)]
    items: list[discord.ui.Item] = [discord.ui.TextDisplay("\n".join(lines))]
    for heading, pairs in [
        (_("What you both love"), comparison.favourites),
        (_("Where you differ most"), comparison.disagreements),
    ]:
        if pairs:
            items.append(discord.ui.Separator())
            described = [_describe_pair(pair, pair.anime_key in concealed) for pair in pairs]
            items.append(discord.ui.TextDisplay("\n".join([f"**{heading}**", *described])))
    if comparison.similarity is not None:
        items.append(discord.ui.TextDisplay(f"-# {_explain_similarity()}"))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def _describe_similarity(comparison: Comparison) -> str:
    if comparison.similarity is not None:
        percent = write_number(round(comparison.similarity * 100)).replace("-", "−")
        return _("Similarity: **{percent}%**", percent=percent)
    missing = MIN_SHARED - comparison.scored
    if missing > 0:
        return ngettext(
            "I can compare your tastes once you have both scored {needed} of the same titles. {number} more to go!",
            "I can compare your tastes once you have both scored {needed} of the same titles. {number} more to go!",
            missing,
            needed=MIN_SHARED,
        )
    return _("I can't compare your tastes, because one of you gave all of these titles the same score.")


def _explain_similarity() -> str:
    return _(
        "Similarity is {formula}, where a is your scores and b is theirs (Pearson's correlation). It counts all "
        "titles that you have both scored, if there are at least {needed}. 100%: the same taste. 0%: nothing in "
        "common. −100%: the opposite. None of this is stored.",
        formula=_FORMULA,
        needed=MIN_SHARED,
    )


def _describe_pair(pair: ScoredPair, is_concealed: bool) -> str:
    title = name_concealed() if is_concealed else escape(shorten(pair.title, _TITLE_LENGTH))
    # Translators: two people's scores for an anime, from 1 to 10
    scores = _("you: {mine}, them: {theirs}", mine=pair.mine, theirs=pair.theirs)
    return f"{scores} · {title}"
