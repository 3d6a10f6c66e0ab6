"""How pages of lists look: pure functions from domain objects to components."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import discord

from cogs.core.language import _, ngettext, pgettext, write_number
from cogs.core.router import Address
from cogs.lists.addresses import CHOOSE_ENTRY, COUNT_ONE, OPEN_ENTRY
from cogs.lists.pages.choosing import WEIGHTS
from cogs.lists.pages.state import ALL, PageState
from cogs.ui.components import Form, Layout, button
from cogs.ui.entries import STATUS_EMOJI, describe_numbers, describe_rewatch, describe_state
from cogs.ui.labels import name_list_sort, name_status
from cogs.ui.links import link
from cogs.ui.text import count_titles, escape, name_page, shorten
from db.lists.models import Entry, ListSort, ListStatus, Priority, Visibility

PAGE = Address("list:page:{state}", state=PageState)
TAB = Address("list:tab:{state}", state=PageState)
SORT = Address("list:sort:{state}", state=PageState)
ONE = Address("list:one:{state}:{anime_key:key}", state=PageState)
ASK = Address("list:ask:{state}", state=PageState)
GO = Address("list:go:{state}", state=PageState)
SHARE = Address("list:share:{state}", state=PageState)
ANOTHER = Address("list:random:{status}:{anime_key:key}", status=ListStatus)

PAGE_SIZE = 8
"""How many titles fit into a message with a button for each."""

_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 80
_NOTES_LENGTH = 1000
_MAX_DIGITS = 6
_REWATCHING_EMOJI = "🔁"


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list, as its reader may see it."""

    state: PageState
    entries: Sequence[Entry]
    counts: Mapping[ListStatus, int]
    """How many titles the whole list has in each status; empty ones may be left out."""
    totals: Mapping[str, int | None]
    """How many episodes each title of the page has, by key; None if unknown."""

    @property
    def size(self) -> int:
        """How many titles there are on all pages."""
        return count_entries(self.counts, self.state.status)

    @property
    def last(self) -> int:
        return count_pages(self.counts, self.state.status)


def count_entries(counts: Mapping[ListStatus, int], status: ListStatus | None) -> int:
    """How many titles a list has, or its part in one status."""
    return counts.get(status, 0) if status else sum(counts.values())


def count_pages(counts: Mapping[ListStatus, int], status: ListStatus | None) -> int:
    """How many pages a list fills, or its part in one status; an empty list has one."""
    return max(1, -(-count_entries(counts, status) // PAGE_SIZE))


def make_callers_list(page: ListPage, *, can_share: bool, news: str = "") -> Layout:
    """A page of the reader's own list. `news` is a line that says what has just changed."""
    heading = _describe_heading(page)
    if news:
        heading += f"\n-# {news}"
    if not page.counts:
        hint = _("Nothing here yet. Add a title with `/list add`, or import a whole list with `/list import`.")
        heading += f"\n{hint}"
    items: list[discord.ui.Item] = [discord.ui.TextDisplay(heading), *_make_lines(page), *_make_menus(page)]
    if page.entries:
        items.append(discord.ui.ActionRow(_make_entry_menu(page.entries)))
    buttons = _make_turns(page)
    if can_share and page.entries:
        buttons.append(button(SHARE(state=page.state), _("Share here")))
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_others_list(page: ListPage) -> Layout:
    """A page of somebody else's list, without their private titles."""
    owner = _("{member}'s list", member=f"<@{page.state.owner_id}>")
    text = f"-# {owner}\n{_describe_page(page)}"
    items: list[discord.ui.Item] = [discord.ui.TextDisplay(text), *_make_menus(page)]
    if buttons := _make_turns(page):
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_shared_list(page: ListPage, *, user_id: int) -> Layout:
    """A page of a person's list for everyone, without their private titles."""
    owner = _("{member} shares their list", member=f"<@{user_id}>")
    text = f"-# {owner}\n{_describe_page(page)}"
    if page.last > 1:
        text += f"\n-# {name_page(page.state.page, page.last)}"
    return Layout(discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=_COLOUR))


def make_pick(entry: Entry, total: int | None, *, number: int) -> Layout:
    """The title that was picked from `number` titles in its status."""
    purpose = _("What to watch next")
    lines = [
        f"-# {purpose}",
        f"### {link(entry.anime_key, shorten(entry.title, 150))}",
        f"{describe_state(entry, total)} · {_describe_priority(entry.priority)}",
    ]
    if entry.notes:
        notes = shorten(escape(shorten(entry.notes, _NOTES_LENGTH // 2)), _NOTES_LENGTH)
        notes = _("Notes: {notes}", notes=notes)
        lines.append(f"-# {notes}")
    chances = ngettext(
        "Picked from {number} title. High priority is {high} times as likely to come up as low, and medium {medium} "
        "times.",
        "Picked from {number} titles. High priority is {high} times as likely to come up as low, and medium {medium} "
        "times.",
        number,
        high=WEIGHTS[Priority.HIGH],
        medium=WEIGHTS[Priority.MEDIUM],
    )
    lines.append(f"-# {chances}")
    buttons = [
        button(COUNT_ONE(anime_key=entry.anime_key), "+1", style=discord.ButtonStyle.success),
        # Translators: a button that opens a title on the list
        button(OPEN_ENTRY(anime_key=entry.anime_key), _("Open"), style=discord.ButtonStyle.primary),
        # Translators: a button that picks another title
        button(ANOTHER(status=entry.status, anime_key=entry.anime_key), _("Another one"), disabled=number == 1),
    ]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay("\n".join(lines)), discord.ui.ActionRow(*buttons), accent_colour=_COLOUR
        )
    )


def make_page_form(state: PageState) -> Form:
    """Asks for the number of a page."""
    number = discord.ui.TextInput(custom_id="number", placeholder=f"{state.page}", max_length=_MAX_DIGITS)
    # Translators: a field of a form
    field = discord.ui.Label(text=_("Page number"), component=number)
    return Form(GO(state=state), title=_("Go to page"), fields=[field])


def explain_visibility(visibility: Visibility) -> str:
    """Explains what a person's choice of who may look at their list means."""
    if visibility is Visibility.PRIVATE:
        return _("Your list is private: only you can see it. Others only see what you share yourself.")
    return _(
        "Your list is public: people can see it in the servers that you share with them. Only you can see your "
        "private titles and your notes. You can make it private again with `/list privacy`."
    )


def describe_counted(entry: Entry, total: int | None) -> str:
    """The line that a page shows after an episode was counted."""
    return f"{escape(shorten(entry.title, _TITLE_LENGTH))}: {_describe_details(entry, total)}"


def _describe_heading(page: ListPage) -> str:
    parts = [_("Anime list"), _name_tab(page.state.status), count_titles(page.size)]
    return f"### {' · '.join(parts)}"


def _name_tab(status: ListStatus | None) -> str:
    return name_status(status) if status else pgettext("titles of every status", "All")


def _describe_page(page: ListPage) -> str:
    lines = [_describe_line(entry, page.totals.get(entry.anime_key), page.state.sort) for entry in page.entries]
    return "\n".join([_describe_heading(page), *(lines or [_("Nothing here.")])])


def _make_lines(page: ListPage) -> list[discord.ui.Item]:
    """The titles of one's own list. Those being watched have a button that counts an episode."""
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
        items.append(discord.ui.TextDisplay(_("Nothing here.")))
    return items


def _can_count(entry: Entry, total: int | None) -> bool:
    if entry.rewatched_episodes is not None:
        return total is None or entry.rewatched_episodes < total
    return entry.status is ListStatus.WATCHING and (total is None or entry.episodes < total)


def _describe_line(entry: Entry, total: int | None, sort: ListSort) -> str:
    emoji = STATUS_EMOJI[entry.status] if entry.rewatched_episodes is None else _REWATCHING_EMOJI
    lock = " 🔒" if entry.is_private else ""
    title = escape(shorten(entry.title, _TITLE_LENGTH))
    details = _describe_details(entry, total)
    if sort is ListSort.STARTED and entry.started:
        started = _("started {date}", date=entry.started)
        details += f" · {started}"
    return f"{emoji} **{title}**{lock}\n-# {details}"


def _describe_details(entry: Entry, total: int | None) -> str:
    details = [describe_numbers(entry, total)]
    if entry.rewatched_episodes is not None:
        details.append(describe_rewatch(entry, total))
    if entry.status is ListStatus.PLAN_TO_WATCH and entry.priority is not Priority.LOW:
        details.append(_describe_priority(entry.priority))
    return " · ".join(details)


def _describe_priority(priority: Priority) -> str:
    return {
        Priority.LOW: pgettext("how much somebody wants to watch an anime", "low priority"),
        Priority.MEDIUM: pgettext("how much somebody wants to watch an anime", "medium priority"),
        Priority.HIGH: pgettext("how much somebody wants to watch an anime", "high priority"),
    }[priority]


def _make_menus(page: ListPage) -> list[discord.ui.Item]:
    """The menu of statuses, and the menu of orders if there is anything to sort."""
    options = [
        discord.SelectOption(
            label=f"{_name_tab(status)} ({write_number(count_entries(page.counts, status))})",
            value=status.value if status else ALL,
            emoji=STATUS_EMOJI[status] if status else None,
            default=status is page.state.status,
        )
        for status in (None, *ListStatus)
    ]
    menus: list[discord.ui.Item] = [
        discord.ui.ActionRow(discord.ui.Select(custom_id=TAB(state=page.state), options=options))
    ]
    if page.size > 1:
        sorts = [
            discord.SelectOption(label=name_list_sort(sort), value=sort.value, default=sort is page.state.sort)
            for sort in ListSort
        ]
        menus.append(discord.ui.ActionRow(discord.ui.Select(custom_id=SORT(state=page.state), options=sorts)))
    return menus


def _make_entry_menu(entries: Sequence[Entry]) -> discord.ui.Select:
    options = [
        discord.SelectOption(label=shorten(entry.title, 100), value=entry.anime_key, emoji=STATUS_EMOJI[entry.status])
        for entry in entries
    ]
    return discord.ui.Select(custom_id=CHOOSE_ENTRY(), placeholder=_("Open a title"), options=options)


def _make_turns(page: ListPage) -> list[discord.ui.Button]:
    """The buttons that turn the page. The one in the middle asks for a page number."""
    if page.last == 1:
        return []
    number = page.state.page
    previous, following = replace(page.state, page=number - 1), replace(page.state, page=number + 1)
    return [
        button(PAGE(state=previous), _("Previous"), disabled=number == 1),
        button(ASK(state=page.state), name_page(page.state.page, page.last)),
        button(PAGE(state=following), _("Next"), disabled=number == page.last),
    ]
