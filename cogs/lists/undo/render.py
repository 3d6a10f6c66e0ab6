"""Changes of a list in words: pure functions."""

from collections.abc import Mapping
from typing import Any

import discord

from cogs.core.router import Address
from cogs.ui.components import Layout, button
from cogs.ui.entries import describe_differences
from cogs.ui.text import count, escape, moment, shorten
from db.lists.history import ListChange, ListChangeKind
from db.lists.lists import UndoneChange
from db.lists.models import Entry

UNDO = Address("list:undo:{change_id:int}")

_COLOUR = discord.Colour(0x5865F2)
_MAX_LABEL_LENGTH = 80
_TITLE_LENGTH = 80
_LABEL_TITLE_LENGTH = 30


def make_undone(undone: UndoneChange, names: Mapping[str, str]) -> Layout:
    """What was taken back, and a button for the change before it; `names` are those to show, by the titles' keys."""
    change, earlier = undone
    lines = ["### Taken back", *_describe_undone(change, names), f"-# What was done {moment(change.changed_at)}"]
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
    if earlier is None:
        items.append(discord.ui.TextDisplay("-# There is nothing further back that I remember."))
    else:
        label = f"Undo: {_summarise_change(earlier, names)}"
        items.append(
            discord.ui.ActionRow(button(UNDO(change_id=earlier.id), shorten(label, _MAX_LABEL_LENGTH))),
        )
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def _describe_undone(change: ListChange, names: Mapping[str, str]) -> list[str]:
    """What became of the list, as lines of Markdown; of an import, of its first few titles."""
    steps = [_describe_way_back(*step, names) for step in change.steps]
    if change.kind is ListChangeKind.ENTRY:
        return steps
    more = [f"… and {change.size - len(steps):,} more"] if change.size > len(steps) else []
    return [f"**{_name_import(change)}**", *(f"- {step}" for step in steps), *more]


def _describe_way_back(before: Entry | None, after: Entry | None, names: Mapping[str, str]) -> str:
    """`before` and `after` are those of the change that was taken back."""
    title = f"**{escape(shorten(names[_get_key(before, after)], _TITLE_LENGTH))}**"
    if before is None or after is None:
        return f"{title} is {f'on your list again, as {before.status.label}' if before else 'off your list again'}"
    return f"{title} goes back: {', '.join(describe_differences(after, before))}"


def _summarise_change(change: ListChange, names: Mapping[str, str]) -> str:
    """What was done, in one line without Markdown."""
    if change.kind is not ListChangeKind.ENTRY:
        return _name_import(change)
    ((before, after),) = change.steps
    title = shorten(names[_get_key(before, after)], _LABEL_TITLE_LENGTH)
    if before is None or after is None:
        return f"{title} {f'added as {after.status.label}' if after else 'removed'}"
    return f"{title}: {', '.join(describe_differences(before, after))}"


def _name_import(change: ListChange) -> str:
    if change.kind is ListChangeKind.REPLACEMENT:
        return f"Your list replaced by a file ({count(change.size, 'title')})"
    return f"Import of {count(change.size, 'title')}"


def _get_key(before: Entry | None, after: Entry | None) -> str:
    entry = after or before
    assert entry is not None
    return entry.anime_key
