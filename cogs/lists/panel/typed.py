"""What people type about an entry."""

import asyncio
from collections.abc import Mapping
from typing import Any

from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction
from cogs.core.language import _
from cogs.ui.dates import FutureDate, UnreadableDate, describe_date_forms, parse_date
from cogs.ui.text import escape
from db.lists.changes import parse_tags
from db.lists.models import PartialDate
from db.titles.models import MAX_EPISODES

_DATES = ("started", "finished")
_NUMBERS = {
    "episodes": "a number of episodes",
    "rewatches": "a number of times",
    "rewatched_episodes": "a number of episodes",
}
"""The fields that hold numbers, and what they count."""


async def read_typed(interaction: Interaction, typed: Mapping[str, str]) -> dict[str, Any]:
    """Texts, by the fields of an entry that they are for, as values. Raises Refusal or RuleError for what is none."""
    given: dict[str, Any] = {}
    for name, text in typed.items():
        if name in _DATES:
            given[name] = await _read_date(interaction, text)
        elif name in _NUMBERS:
            given[name] = _read_number(text, _NUMBERS[name])
        elif name == "tags":
            given[name] = parse_tags(text)
        else:
            given[name] = "" if text.strip().lower() == "none" else text.strip()
    return given


def _read_number(text: str, what: str) -> int:
    """Nothing at all is 0."""
    if not (text.isdecimal() and int(text) <= MAX_EPISODES) and text:
        raise Refusal("“{typed}” is not {what}. Nothing was changed.", typed=escape(text), what=what)
    return int(text or 0)


async def _read_date(interaction: Interaction, text: str) -> PartialDate | None:
    # The words of a language are loaded when they are needed first, which takes a while.
    try:
        return await asyncio.to_thread(parse_date, text, today=interaction.created_at.date(), locale=interaction.locale)
    except FutureDate:
        raise Refusal(
            _("“{typed}” lies in the future: give the day on which it happened. Nothing was changed."),
            typed=escape(text),
        ) from None
    except UnreadableDate:
        raise Refusal(
            _("“{typed}” is not a date that I can read. Write it like {forms}. Nothing was changed."),
            typed=escape(text),
            forms=describe_date_forms(interaction.locale),
        ) from None
