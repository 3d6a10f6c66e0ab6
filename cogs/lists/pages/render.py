"""How pages of lists look: pure functions from domain objects to components."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import discord

from cogs.core.router import Address
from cogs.lists.addresses import CHOOSE_ENTRY, COUNT_ONE, OPEN_ENTRY
from cogs.lists.pages.choosing import WEIGHTS
from cogs.lists.pages.state import ALL, PageState
from cogs.ui.components import Form, Layout, button
from cogs.ui.entries import STATUS_EMOJI, describe_numbers, describe_rewatch, describe_state
from cogs.ui.links import link
from cogs.ui.text import count, escape, shorten
from db.lists.models import Entry, ListSort, ListStatus, Priority

PAGE = Address("list:page:{state}", state=PageState)
TAB = Address("list:tab:{state}", state=PageState)
SORT = Address("list:sort:{state}", state=PageState)
ONE = Address("list:one:{state}:{anime_key:key}", state=PageState)
ASK = Address("list:ask:{state}", state=PageState)
GO = Address("list:go:{state}", state=PageState)
SHARE = Address("list:share:{state}", state=PageState)
ANOTHER = Address("list:random:{status}:{anime_key:key}", status=ListStatus)

PAGE_SIZE = 8
"""As many titles as fit into a message with a button for each."""

_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 80
_NOTES_LENGTH = 1000
_MAX_DIGITS = 6
_REWATCHING_EMOJI = "🔁"


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list, as whoever is shown it may see it."""

    state: PageState
    entries: Sequence[Entry]
    counts: Mapping[ListStatus, int]
    """How many titles all of the list has in each status; one without any may be left out."""
    totals: Mapping[str, int | None]
    """How many episodes the page's titles have, by key, as far as that is known."""

    @property
    def size(self) -> int:
        """How many titles there are on all pages."""
        return count_titles(self.counts, self.state.status)

    @property
    def last(self) -> int:
        return count_pages(self.counts, self.state.status)


def count_titles(counts: Mapping[ListStatus, int], status: ListStatus | None) -> int:
    """How many titles a list has, or its part in one status."""
    return counts.get(status, 0) if status else sum(counts.values())


def count_pages(counts: Mapping[ListStatus, int], status: ListStatus | None) -> int:
    """How many pages those fill; an empty list has one."""
    return max(1, -(-count_titles(counts, status) // PAGE_SIZE))


def make_callers_list(page: ListPage, *, can_share: bool, news: str = "") -> Layout:
    """A page of the list of whoever looks at it; `news` says in a line what has just changed."""
    heading = _describe_heading(page)
    if news:
        heading += f"\n-# {news}"
    if not page.counts:
        heading += "\nNothing here yet. `/list add` puts the first title on it, `/list import` brings a whole list."
    items: list[discord.ui.Item] = [discord.ui.TextDisplay(heading), *_make_lines(page), *_make_menus(page)]
    if page.entries:
        items.append(discord.ui.ActionRow(_make_entry_menu(page.entries)))
    buttons = _make_turns(page)
    if can_share and page.entries:
        buttons.append(button(SHARE(state=page.state), "Share here"))
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_others_list(page: ListPage) -> Layout:
    """A page of somebody else's list, to be looked at; without any of their private titles."""
    text = f"-# The list of <@{page.state.owner_id}>\n{_describe_page(page)}"
    items: list[discord.ui.Item] = [discord.ui.TextDisplay(text), *_make_menus(page)]
    if buttons := _make_turns(page):
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_shared_list(page: ListPage, *, user_id: int) -> Layout:
    """A page of a person's list for everyone; without any of their private titles."""
    text = f"-# <@{user_id}> shares their list\n{_describe_page(page)}"
    if page.last > 1:
        text += f"\n-# Page {page.state.page:,} of {page.last:,}"
    return Layout(discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=_COLOUR))


def make_pick(entry: Entry, total: int | None, *, number: int) -> Layout:
    """The title that was drawn from so many in its status."""
    lines = [
        "-# What to watch next",
        f"### {link(entry.anime_key, shorten(entry.title, 150))}",
        f"{describe_state(entry, total)} · {entry.priority.label} priority",
    ]
    if entry.notes:
        lines.append(f"-# Notes: {shorten(escape(shorten(entry.notes, _NOTES_LENGTH // 2)), _NOTES_LENGTH)}")
    lines.append(
        f"-# One of {count(number, 'title')}. High priority is drawn {WEIGHTS[Priority.HIGH]} times as often as low, "
        f"medium {WEIGHTS[Priority.MEDIUM]} times."
    )
    buttons = [
        button(COUNT_ONE(anime_key=entry.anime_key), "+1", style=discord.ButtonStyle.success),
        button(OPEN_ENTRY(anime_key=entry.anime_key), "Open", style=discord.ButtonStyle.primary),
        button(ANOTHER(status=entry.status, anime_key=entry.anime_key), "Another one", disabled=number == 1),
    ]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay("\n".join(lines)), discord.ui.ActionRow(*buttons), accent_colour=_COLOUR
        )
    )


def make_page_form(state: PageState) -> Form:
    """Asks for the number of a page."""
    number = discord.ui.TextInput(custom_id="number", placeholder=f"{state.page}", max_length=_MAX_DIGITS)
    return Form(GO(state=state), title="Go to page", fields=[discord.ui.Label(text="Number", component=number)])


def describe_counted(entry: Entry, total: int | None) -> str:
    """What a page says after an episode was counted."""
    return f"{escape(shorten(entry.title, _TITLE_LENGTH))}: {_describe_details(entry, total)}"


def _describe_heading(page: ListPage) -> str:
    status = page.state.status
    return f"### Anime list · {status.label if status else 'All'} · {count(page.size, 'title')}"


def _describe_page(page: ListPage) -> str:
    lines = [_describe_line(entry, page.totals.get(entry.anime_key), page.state.sort) for entry in page.entries]
    return "\n".join([_describe_heading(page), *(lines or ["Nothing here."])])


def _make_lines(page: ListPage) -> list[discord.ui.Item]:
    """The titles of one's own list: those that are being watched with a button each that counts an episode."""
    items: list[discord.ui.Item] = []
    for can_count, entries in groupby(page.entries, lambda entry: _can_count(entry, page.totals.get(entry.anime_key))):
        lines = {
            entry.anime_key: _describe_line(entry, page.totals.get(entry.anime_key), page.state.sort)
            for entry in entries
        }
        if can_count:
            items += [
                discord.ui.Section(line, accessory=button(ONE(state=page.state, anime_key=key), "+1"))
                for key, line in lines.items()
            ]
        else:
            items.append(discord.ui.TextDisplay("\n".join(lines.values())))
    if page.counts and not items:
        items.append(discord.ui.TextDisplay("Nothing here."))
    return items


def _can_count(entry: Entry, total: int | None) -> bool:
    if entry.rewatched_episodes is not None:
        return total is None or entry.rewatched_episodes < total
    return entry.status is ListStatus.WATCHING and (total is None or entry.episodes < total)


def _describe_line(entry: Entry, total: int | None, sort: ListSort) -> str:
    emoji = STATUS_EMOJI[entry.status] if entry.rewatched_episodes is None else _REWATCHING_EMOJI
    lock = " 🔒" if entry.is_private else ""
    title = escape(shorten(entry.title, _TITLE_LENGTH))
    started = f" · started {entry.started}" if sort is ListSort.STARTED and entry.started else ""
    return f"{emoji} **{title}**{lock}\n-# {_describe_details(entry, total)}{started}"


def _describe_details(entry: Entry, total: int | None) -> str:
    details = [describe_numbers(entry, total)]
    if entry.rewatched_episodes is not None:
        details.append(describe_rewatch(entry, total).lower())
    if entry.status is ListStatus.PLAN_TO_WATCH and entry.priority is not Priority.LOW:
        details.append(f"{entry.priority.label.lower()} priority")
    return " · ".join(details)


def _make_menus(page: ListPage) -> list[discord.ui.Item]:
    """The tabs, and the orders where there is anything to sort."""
    tabs = [(None, ALL, "All"), *((status, status.value, status.label) for status in ListStatus)]
    options = [
        discord.SelectOption(
            label=f"{label} ({count_titles(page.counts, status):,})",
            value=value,
            emoji=STATUS_EMOJI[status] if status else None,
            default=status is page.state.status,
        )
        for status, value, label in tabs
    ]
    menus: list[discord.ui.Item] = [
        discord.ui.ActionRow(discord.ui.Select(custom_id=TAB(state=page.state), options=options))
    ]
    if page.size > 1:
        sorts = [
            discord.SelectOption(label=sort.label, value=sort.value, default=sort is page.state.sort)
            for sort in ListSort
        ]
        menus.append(discord.ui.ActionRow(discord.ui.Select(custom_id=SORT(state=page.state), options=sorts)))
    return menus


def _make_entry_menu(entries: Sequence[Entry]) -> discord.ui.Select:
    options = [
        discord.SelectOption(label=shorten(entry.title, 100), value=entry.anime_key, emoji=STATUS_EMOJI[entry.status])
        for entry in entries
    ]
    return discord.ui.Select(custom_id=CHOOSE_ENTRY(), placeholder="Open a title", options=options)


def _make_turns(page: ListPage) -> list[discord.ui.Button]:
    """The buttons to other pages; the one in the middle asks for a number."""
    if page.last == 1:
        return []
    number = page.state.page
    previous, following = replace(page.state, page=number - 1), replace(page.state, page=number + 1)
    return [
        button(PAGE(state=previous), "Previous", disabled=number == 1),
        button(ASK(state=page.state), f"Page {number:,} of {page.last:,}"),
        button(PAGE(state=following), "Next", disabled=number == page.last),
    ]
