"""How `/about` looks: pure functions from facts about the bot to components."""

from collections.abc import Mapping
from dataclasses import dataclass

import discord

from cogs.core.language import _, ngettext
from cogs.core.reconciliation import ReconciliationProgress
from cogs.ui.components import Layout
from cogs.ui.text import escape, moment
from db.reviews.posts import Doubt

VERSION = "0.1.0"

_COLOUR = discord.Colour(0x5865F2)
_BUNDLED = "[bangumi-data](https://github.com/bangumi-data/bangumi-data)"
_BUNDLED_LICENCE = "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts that `/about` shows."""

    began_at: int
    """Unix seconds."""
    guilds: int
    progress: ReconciliationProgress
    catalogue: Mapping[str, str]
    """The catalogue's metadata: `source`, `version` and `licence`. Each is a list that ends with the bundled titles."""


def make_about(facts: Facts) -> Layout:
    purpose = _("Write, read and react to anime reviews inside Discord, and keep your own anime list.")
    details = [
        _("Version {version}", version=VERSION),
        # Translators: {moment} is a date with its time
        _("running since {moment}", moment=moment(facts.began_at)),
        ngettext("in {number} server", "in {number} servers", facts.guilds),
    ]
    # Translators: two headings
    reactions, titles = _("Reactions"), _("Titles")
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(f"### Kanso\n{purpose}\n-# {' · '.join(details)}"),
            discord.ui.Separator(),
            discord.ui.TextDisplay(f"**{reactions}**\n{describe_progress(facts.progress)}"),
            discord.ui.Separator(),
            discord.ui.TextDisplay(f"**{titles}**\n{describe_sources(facts.catalogue)}"),
            accent_colour=_COLOUR,
        )
    )


def describe_progress(progress: ReconciliationProgress) -> str:
    """Describes in sentences how far the cards are in step with Discord."""
    if not progress.cards:
        return _("There are no cards yet.")
    unreadable = progress.doubts.get(Doubt.UNREADABLE, 0)
    if not unreadable:
        return _describe_readable(progress, progress.cards, _("The counts on every card match Discord's."))
    sentence = _describe_readable(
        progress, progress.cards - unreadable, _("The counts on every card that I can read match Discord's.")
    )
    # Translators: *View Channel* and *Read Message History* are permissions, as Discord's settings call them
    advice = ngettext(
        "I can't read {number} card: in its channel I need *View Channel* and *Read Message History*.",
        "I can't read {number} cards: in their channels I need *View Channel* and *Read Message History*.",
        unreadable,
    )
    return f"{sentence}\n{advice}"


def _describe_readable(progress: ReconciliationProgress, readable: int, in_step: str) -> str:
    to_compare, to_ask = progress.doubts.get(Doubt.ALL, 0), progress.doubts.get(Doubt.PEOPLE, 0)
    compared = readable - to_compare
    asked = compared - to_ask
    if to_compare:
        return ngettext(
            "I may have missed some reactions, so I'm comparing my counts with Discord's, newest cards first: {done} "
            "of {number} card done.",
            "I may have missed some reactions, so I'm comparing my counts with Discord's, newest cards first: {done} "
            "of {number} cards done.",
            readable,
            done=compared,
        )
    if to_ask:
        return ngettext(
            "My counts match Discord's. I'm now checking, more slowly, that the same people reacted: {done} of "
            "{number} card done.",
            "My counts match Discord's. I'm now checking, more slowly, that the same people reacted: {done} of "
            "{number} cards done.",
            readable,
            done=asked,
        )
    return _("Reactions are being counted.") if progress.is_busy else in_step


def describe_sources(catalogue: Mapping[str, str]) -> str:
    """Says in a sentence where the titles come from, and under which licences."""
    # The bundled titles are part of every catalogue, and come last.
    source, version, licence = (
        catalogue.get(name, "").rpartition(", ")[0] for name in ("source", "version", "licence")
    )
    if not source:
        # Translators: CC BY 4.0 requires the word “changed”
        return _(
            "They come from {bundled}, changed, under {bundled_licence}.",
            bundled=_BUNDLED,
            bundled_licence=_BUNDLED_LICENCE,
        )
    # Translators: {source} and {bundled} are databases; CC BY 4.0 requires the word “changed” for {bundled}
    return _(
        "They come from {source} of {version}, under {licence}, and from {bundled}, changed, under {bundled_licence}.",
        source=f"[anime-offline-database]({source})",
        version=version,
        licence=escape(licence),
        bundled=_BUNDLED,
        bundled_licence=_BUNDLED_LICENCE,
    )
