"""How the bot speaks of itself: pure functions from what is known of it to components."""

from collections.abc import Mapping
from dataclasses import dataclass

import discord

from cogs.core.reconciliation import ReconciliationProgress
from cogs.ui.components import Layout
from cogs.ui.text import count, escape, moment
from db.reviews.posts import Doubt

VERSION = "0.1.0"

_COLOUR = discord.Colour(0x5865F2)
_BUNDLED = (
    "[bangumi-data](https://github.com/bangumi-data/bangumi-data), changed, "
    "under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the bot tells of itself."""

    began_at: int
    """In Unix seconds."""
    guilds: int
    progress: ReconciliationProgress
    catalogue: Mapping[str, str]
    """What the catalogue says of itself: of a `source`, its `version` and its `licence`, the bundled titles' last."""


def make_about(facts: Facts) -> Layout:
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(
                "### Kanso\n"
                "Anime reviews, written, read and reacted to inside Discord, and an anime list of your own.\n"
                f"-# Version {VERSION} · running since {moment(facts.began_at)} · in {count(facts.guilds, 'server')}"
            ),
            discord.ui.Separator(),
            discord.ui.TextDisplay(f"**Reactions**\n{describe_progress(facts.progress)}"),
            discord.ui.Separator(),
            discord.ui.TextDisplay(f"**Titles**\n{describe_sources(facts.catalogue)}"),
            accent_colour=_COLOUR,
        )
    )


def describe_progress(progress: ReconciliationProgress) -> str:
    """How far the cards are in step with Discord, in sentences."""
    if not progress.cards:
        return "There are no cards yet."
    unreadable = progress.doubts.get(Doubt.UNREADABLE, 0)
    if not unreadable:
        return _describe_readable(progress, progress.cards, "Every card is in step with Discord.")
    sentence = _describe_readable(
        progress, progress.cards - unreadable, "Every card that I can read is in step with Discord."
    )
    return (
        f"{sentence}\nI can't read {count(unreadable, 'card')}: "
        f"in {'its channel' if unreadable == 1 else 'their channels'} I need *View Channel* and *Read Message History*."
    )


def _describe_readable(progress: ReconciliationProgress, readable: int, in_step: str) -> str:
    to_compare, to_ask = progress.doubts.get(Doubt.ALL, 0), progress.doubts.get(Doubt.PEOPLE, 0)
    compared = readable - to_compare
    asked = compared - to_ask
    if to_compare:
        return (
            "I may have missed reactions, so I am comparing counts with Discord's, the newest first: "
            f"{compared:,} of {count(readable, 'card')} done."
        )
    if to_ask:
        return (
            "The counts agree with Discord's. Whether the same people reacted is compared more slowly: "
            f"{asked:,} of {count(readable, 'card')} done."
        )
    return "Reactions are being counted." if progress.is_busy else in_step


def describe_sources(catalogue: Mapping[str, str]) -> str:
    """Where the titles come from and under which licences, in a sentence."""
    # The bundled titles are part of every catalogue.
    source, version, licence = (
        catalogue.get(name, "").rpartition(", ")[0] for name in ("source", "version", "licence")
    )
    updated = f"[anime-offline-database]({source}) of {version}, under {escape(licence)}, and from " if source else ""
    return f"They come from {updated}{_BUNDLED}."
