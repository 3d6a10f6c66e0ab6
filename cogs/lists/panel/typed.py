"""Reads what people type about an entry."""

import asyncio
from collections.abc import Mapping
from typing import Any

from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction
from cogs.core.language import _
from cogs.ui.date_words import NOTHING
from cogs.ui.dates import FutureDate, UnreadableDate, describe_date_forms, parse_date
from cogs.ui.text import escape
from db.lists.changes import parse_tags
from db.lists.models import PartialDate
from db.titles.models import MAX_EPISODES

_DATES = ("started", "finished")
_NUMBERS = ("episodes", "rewatches", "rewatched_episodes")


async def read_typed(interaction: Interaction, typed: Mapping[str, str]) -> dict[str, Any]:
    """Turns typed texts into values, by the names of an entry's fields. Raises Refusal or RuleError if that fails."""
    given: dict[str, Any] = {}
    for name, text in typed.items():
        if name in _DATES:
            given[name] = await _read_date(interaction, text)
        elif name in _NUMBERS:
            given[name] = _read_number(name, text)
        elif name == "tags":
            given[name] = parse_tags(_read_text(text))
        else:
            given[name] = _read_text(text)
    return given


def _read_text(text: str) -> str:
    """The text; empty if it is the word for nothing in some language."""
    return "" if text.strip().lower() in NOTHING else text.strip()


def _read_number(name: str, text: str) -> int:
    """Reads a whole number; an empty text is 0."""
    if text and not (text.isdecimal() and int(text) <= MAX_EPISODES):
        message = _("“{typed}” isn't a number of episodes, so nothing was changed. Type a whole number.")
        if name == "rewatches":
            message = _("“{typed}” isn't a number of times, so nothing was changed. Type a whole number.")
        raise Refusal(message, typed=escape(text))
    return int(text or 0)


async def _read_date(interaction: Interaction, text: str) -> PartialDate | None:
    # The first date in a language takes a while: its words are loaded then.
    try:
        return await asyncio.to_thread(parse_date, text, today=interaction.created_at.date(), locale=interaction.locale)
    except FutureDate:
        raise Refusal(
            _("“{typed}” is in the future, so nothing was changed. Type the day when it happened."),
            typed=escape(text),
        ) from None
    except UnreadableDate:
        raise Refusal(
            _("“{typed}” isn't a date that I can read, so nothing was changed. Type it like {forms}."),
            typed=escape(text),
            forms=describe_date_forms(interaction.locale),
        ) from None
