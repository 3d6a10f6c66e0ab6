"""A picture of a list in a message, with the same numbers in words: pure functions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import discord

from cogs.core.router import Address
from cogs.lists.pictures.statistics import ASSUMED_FILM_MINUTES, ASSUMED_MINUTES, Finished, Statistics
from cogs.ui.components import Layout, button
from cogs.ui.text import count, shorten

SHARE = Address("list:share-picture")

FILE_NAME = "anime-list.png"
"""As what the picture is attached to the message that shows it."""

MAX_DESCRIPTION_LENGTH = 1024
"""The longest description of a picture that Discord takes, in characters."""

_COLOUR = discord.Colour(0x5865F2)


def make_picture(statistics: Statistics, *, heading: str, private: int = 0, can_share: bool = False) -> Layout:
    """The picture, described in full for those who cannot see it, and its most important numbers.

    `private` is how many titles are counted that nobody else may see.
    """
    gallery = discord.ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{FILE_NAME}", description=describe_picture(statistics))
    )
    lines = _describe_numbers(statistics)
    if private:
        lines.append(f"-# 🔒 {count(private, 'private title')} counted here, and in no picture that others see")
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(heading),
        gallery,
        discord.ui.TextDisplay("\n".join(lines)),
    ]
    if can_share:
        items.append(discord.ui.ActionRow(button(SHARE(), "Share here")))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def describe_picture(statistics: Statistics) -> str:
    """The numbers of a picture in plain text, cut to what Discord takes: the earliest years are last."""
    lines = ["An anime list in charts", *_describe_numbers(statistics), *_describe_periods(statistics)]
    return shorten(". ".join(lines), MAX_DESCRIPTION_LENGTH)


def _describe_numbers(statistics: Statistics) -> list[str]:
    statuses = [f"{status.label} {number:,}" for status, number in statistics.by_status.items() if number]
    scores = ", ".join(f"{number:,}" for number in statistics.scores.values())
    mean = statistics.mean_score
    again = f", {statistics.rewatched:,} of them watched again" if statistics.rewatched else ""
    hours = count(statistics.hours, "hour")
    return [
        ": ".join(filter(None, [count(statistics.titles, "title"), ", ".join(statuses)])),
        "No scores yet" if mean is None else f"Mean score {mean:.1f}; titles scored 1 to 10: {scores}",
        f"{count(statistics.episodes, 'episode')}{again}",
        hours if statistics.is_exact else f"About {hours}: {describe_lengths(statistics)}",
    ]


def describe_lengths(statistics: Statistics) -> str:
    """What the hours take for granted."""
    assumed = f"{ASSUMED_MINUTES} minutes an episode, {ASSUMED_FILM_MINUTES} a film"
    if not statistics.measured_titles:
        return f"counted as {assumed}"
    known = f"{statistics.measured_titles:,} of {count(statistics.watched_titles, 'title')}"
    return f"length known of {known}, others counted as {assumed}"


def _describe_periods(statistics: Statistics) -> list[str]:
    """What was finished when, where anything is known of that."""
    months = {f"{date(*month, 1):%b %Y}": finished for month, finished in statistics.shown_months.items()}
    years = {str(year): finished for year, finished in reversed(statistics.shown_years.items())}
    missing = {"unknown": statistics.undated, "known only to the year": statistics.dated_by_year}
    dates = ", ".join(f"{number:,} {what}" for what, number in missing.items() if number)
    lines = {
        "Finish dates": dates,
        "Finished by month, titles (episodes)": _describe_finished(months),
        "Finished by year, titles (episodes)": _describe_finished(years),
    }
    return [f"{what}: {line}" for what, line in lines.items() if line]


def _describe_finished(periods: Mapping[str, Finished]) -> str:
    parts: Iterable[str] = (
        f"{name} {finished.titles:,} ({finished.episodes:,})" for name, finished in periods.items() if finished.titles
    )
    return ", ".join(parts)
