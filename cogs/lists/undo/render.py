"""Changes of a list in words: pure functions."""

from collections.abc import Mapping
from typing import Any

import discord

from cogs.core.language import _, ngettext, write_list
from cogs.core.router import Address
from cogs.ui.components import Layout, button
from cogs.ui.entries import describe_differences
from cogs.ui.labels import name_status
from cogs.ui.text import escape, fit, moment, shorten
from db.lists.history import ListChange, ListChangeKind
from db.lists.lists import UndoneChange
from db.lists.models import Entry

UNDO = Address("list:undo:{change_id:int}")

_COLOUR = discord.Colour(0x5865F2)
_MAX_LABEL_LENGTH = 80
_TITLE_LENGTH = 80
_LABEL_TITLE_LENGTH = 30


def make_undone(undone: UndoneChange, names: Mapping[str, str]) -> Layout:
    """Says what was taken back, with a button for the change before it. `names` are the titles to show, by key."""
    change, earlier = undone
    heading = _("Undone")
    # Translators: {time} is a day and a time of day
    time = _("You made this change on {time}", time=moment(change.changed_at))
    lines = [f"### {heading}", *_describe_undone(change, names), f"-# {time}"]
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
    if earlier is None:
        end = _("There are no earlier changes to undo.")
        items.append(discord.ui.TextDisplay(f"-# {end}"))
    else:
        # Translators: {name} is a change, such as "Frieren removed"
        label = fit(_("Undo: {name}"), _MAX_LABEL_LENGTH, name=_summarise_change(earlier, names))
        items.append(discord.ui.ActionRow(button(UNDO(change_id=earlier.id), label)))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def _describe_undone(change: ListChange, names: Mapping[str, str]) -> list[str]:
    """Says what happened to the list, in lines of Markdown. For an import, only the first few titles are named."""
    steps = [_describe_way_back(*step, names) for step in change.steps]
    if change.kind is ListChangeKind.ENTRY:
        return steps
    more = [_describe_more(change.size - len(steps))] if change.size > len(steps) else []
    return [f"**{_name_import(change)}**", *(f"- {step}" for step in steps), *more]


def _describe_more(number: int) -> str:
    return ngettext("… and {number} more", "… and {number} more", number)


def _describe_way_back(before: Entry | None, after: Entry | None, names: Mapping[str, str]) -> str:
    """Describes how taking back a change turned `after` into `before`, the entry before the change."""
    title = escape(shorten(names[_get_key(before, after)], _TITLE_LENGTH))
    if before is None:
        return _("**{title}** is no longer on your list", title=title)
    if after is None:
        return _("**{title}** is back on your list, as {status}", title=title, status=name_status(before.status))
    # Translators: {differences} is such as "score 8 → 9 and notes"
    return _("**{title}** changed back: {differences}", title=title, differences=_list_differences(after, before))


def _summarise_change(change: ListChange, names: Mapping[str, str]) -> str:
    """Says what was done, in one line without Markdown."""
    if change.kind is not ListChangeKind.ENTRY:
        return _name_import(change)
    ((before, after),) = change.steps
    title = shorten(names[_get_key(before, after)], _LABEL_TITLE_LENGTH)
    if after is None:
        return _("{title} removed", title=title)
    if before is None:
        return _("{title} added as {status}", title=title, status=name_status(after.status))
    return f"{title}: {_list_differences(before, after)}"


def _list_differences(before: Entry, after: Entry) -> str:
    return write_list(describe_differences(before, after))


def _name_import(change: ListChange) -> str:
    if change.kind is ListChangeKind.REPLACEMENT:
        return ngettext(
            "Your list replaced by a file ({number} title)",
            "Your list replaced by a file ({number} titles)",
            change.size,
        )
    return ngettext("Import of {number} title", "Import of {number} titles", change.size)


def _get_key(before: Entry | None, after: Entry | None) -> str:
    entry = after or before
    assert entry is not None
    return entry.anime_key
