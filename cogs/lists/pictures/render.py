"""The message with a picture of a list, and the same numbers in words: pure functions."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import discord

from cogs.core.language import _, ngettext, write_month, write_number
from cogs.core.router import Address
from cogs.lists.pictures.statistics import ASSUMED_FILM_MINUTES, ASSUMED_MINUTES, Finished, Statistics
from cogs.ui.components import Layout, button
from cogs.ui.labels import name_status
from cogs.ui.text import count_episodes, count_titles, shorten

SHARE = Address("list:share-picture")

FILE_NAME = "anime-list.png"
"""The name of the attached picture."""

MAX_DESCRIPTION_LENGTH = 1024
"""The longest description of a picture that Discord allows, in characters."""

_COLOUR = discord.Colour(0x5865F2)


def make_picture(statistics: Statistics, *, heading: str, private: int = 0, can_share: bool = False) -> Layout:
    """The picture, with a full description for people who can't see it, and its most important numbers.

    `private` is how many of the counted titles nobody else may see.
    """
    gallery = discord.ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{FILE_NAME}", description=describe_picture(statistics))
    )
    lines = _describe_numbers(statistics)
    if private:
        hint = ngettext(
            "🔒 Includes {number} private title, which nobody else sees",
            "🔒 Includes {number} private titles, which nobody else sees",
            private,
        )
        lines.append(f"-# {hint}")
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(heading),
        gallery,
        discord.ui.TextDisplay("\n".join(lines)),
    ]
    if can_share:
        items.append(discord.ui.ActionRow(button(SHARE(), _("Share here"))))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def describe_picture(statistics: Statistics) -> str:
    """The numbers of a picture in plain text. The earliest years come last, so they are cut first if it is too long."""
    lines = [_("An anime list in charts"), *_describe_numbers(statistics), *_describe_periods(statistics)]
    return shorten(". ".join(lines), MAX_DESCRIPTION_LENGTH)


def describe_sharing(user_id: int) -> str:
    """The heading of a picture that a person shares."""
    owner = _("{member} shares their list", member=f"<@{user_id}>")
    heading = _("Anime list")
    return f"-# {owner}\n### {heading}"


def _describe_numbers(statistics: Statistics) -> list[str]:
    return [
        _describe_statuses(statistics),
        _describe_scores(statistics),
        _describe_episodes(statistics),
        _describe_hours(statistics),
    ]


def _describe_statuses(statistics: Statistics) -> str:
    statuses = [
        f"{name_status(status)} {write_number(number)}" for status, number in statistics.by_status.items() if number
    ]
    return ": ".join(filter(None, [count_titles(statistics.titles), ", ".join(statuses)]))


def _describe_scores(statistics: Statistics) -> str:
    if statistics.mean_score is None:
        return _("No scores yet")
    return _(
        "Mean score {mean}; titles scored 1 to 10: {numbers}",
        mean=write_number(statistics.mean_score, 1),
        numbers=", ".join(map(write_number, statistics.scores.values())),
    )


def _describe_episodes(statistics: Statistics) -> str:
    if not statistics.rewatched:
        return count_episodes(statistics.episodes)
    return ngettext(
        "{number} episode, {again} of them rewatched",
        "{number} episodes, {again} of them rewatched",
        statistics.episodes,
        again=statistics.rewatched,
    )


def _describe_hours(statistics: Statistics) -> str:
    if statistics.is_exact:
        return ngettext("{number} hour", "{number} hours", statistics.hours)
    reason = describe_lengths(statistics)
    # Translators: {reason} is how the hours were counted
    return ngettext("About {number} hour: {reason}", "About {number} hours: {reason}", statistics.hours, reason=reason)


def describe_lengths(statistics: Statistics) -> str:
    """Explains which lengths are known, and which are assumed."""
    assumed = {"minutes": ASSUMED_MINUTES, "film_minutes": ASSUMED_FILM_MINUTES}
    if not statistics.measured_titles:
        return _("counted as {minutes} minutes an episode, {film_minutes} a film", **assumed)
    return ngettext(
        "length known for {known} of {number} title, others counted as {minutes} minutes an episode, {film_minutes} a "
        "film",
        "length known for {known} of {number} titles, others counted as {minutes} minutes an episode, {film_minutes} a "
        "film",
        statistics.watched_titles,
        known=statistics.measured_titles,
        **assumed,
    )


def describe_gaps(statistics: Statistics, write: Callable[[int], str] = write_number) -> str:
    """Says how many finish dates are missing; empty if none are. `write` writes the numbers."""
    gaps = []
    if statistics.undated:
        gaps.append(_("{number} unknown", number=write(statistics.undated)))
    if statistics.dated_by_year:
        gaps.append(_("{number} with only a year", number=write(statistics.dated_by_year)))
    return _("Finish dates: {gaps}", gaps=", ".join(gaps)) if gaps else ""


def _describe_periods(statistics: Statistics) -> list[str]:
    """Says what was finished in which year and month, as far as that is known."""
    months = {write_month(date(*month, 1)): finished for month, finished in statistics.shown_months.items()}
    years = {str(year): finished for year, finished in reversed(statistics.shown_years.items())}
    lines = [describe_gaps(statistics)]
    if by_month := _describe_finished(months):
        lines.append(_("Finished by month, titles (episodes): {numbers}", numbers=by_month))
    if by_year := _describe_finished(years):
        lines.append(_("Finished by year, titles (episodes): {numbers}", numbers=by_year))
    return [line for line in lines if line]


def _describe_finished(periods: Mapping[str, Finished]) -> str:
    return ", ".join(
        f"{name} {write_number(finished.titles)} ({write_number(finished.episodes)})"
        for name, finished in periods.items()
        if finished.titles
    )
