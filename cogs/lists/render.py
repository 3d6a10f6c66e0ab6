"""How lists look: pure functions from domain objects to components."""

from collections.abc import Mapping, Sequence

import discord

from cogs.ui.components import Buttons, Layout, button
from cogs.ui.entries import STATUS_EMOJI, describe_numbers, describe_state
from cogs.ui.links import link
from cogs.ui.text import count, escape, shorten
from db.models import Anime, Entry, ListStatus, Priority

PAGE_SIZE = 10
ALL = "ALL"
_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 80
_DETAIL_LENGTH = 1500
"""The most characters that the notes take up, and the tags, once escaped."""


def make_list(
    entries: Sequence[Entry],
    counts: Mapping[ListStatus, int],
    titles: Mapping[str, Anime],
    *,
    status: ListStatus | None,
    page: int,
    can_share: bool,
) -> Layout:
    """A page of one's own list, 1-based; `titles` are those of the entries, by key, as far as they are known."""
    pages = count_pages(counts, status)
    address = f"{status or ALL}"
    text = _describe_page(entries, counts, titles, status)
    if pages > 1:
        text += f"\n-# Page {page} of {pages}"
    items: list[discord.ui.Item] = [
        discord.ui.TextDisplay(text),
        discord.ui.ActionRow(_make_tabs(counts, status)),
    ]
    if entries:
        options = [
            discord.SelectOption(
                label=shorten(entry.title, 100), value=entry.anime_key, emoji=STATUS_EMOJI[entry.status]
            )
            for entry in entries
        ]
        menu = discord.ui.Select(custom_id="list:open", placeholder="Open a title", options=options)
        items.append(discord.ui.ActionRow(menu))
        buttons = []
        if pages > 1:
            buttons += [
                button(f"list:page:{address}:{page - 1}", "Previous", disabled=page == 1),
                button(f"list:page:{address}:{page + 1}", "Next", disabled=page == pages),
            ]
        if can_share:
            buttons.append(button(f"list:share:{address}:{page}", "Share here"))
        if buttons:
            items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_shared_list(
    entries: Sequence[Entry],
    counts: Mapping[ListStatus, int],
    titles: Mapping[str, Anime],
    *,
    user_id: int,
    status: ListStatus | None,
) -> Layout:
    """A page of a person's list as everyone may see it: private entries are neither in `entries` nor in `counts`."""
    text = f"-# <@{user_id}> shares their list\n" + _describe_page(entries, counts, titles, status)
    return Layout(discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=_COLOUR))


def make_entry(entry: Entry, anime: Anime, headline: str) -> Layout:
    """One entry of one's own list with what can be done to it."""
    lines = [
        f"-# {headline}",
        f"### {link(entry.anime_key, shorten(entry.title, 150))}",
        describe_state(entry, anime.episodes),
    ]
    dates = [
        f"started {entry.started}" if entry.started else "",
        f"finished {entry.finished}" if entry.finished else "",
    ]
    details = [
        " · ".join(filter(None, dates)).capitalize(),
        f"Rewatched {count(entry.rewatches, 'time')}" if entry.rewatches else "",
        f"Priority: {entry.priority.label}" if _has_priority(entry) else "",
        f"Tags: {_describe_detail(', '.join(entry.tags))}" if entry.tags else "",
        f"Notes: {_describe_detail(entry.notes)}" if entry.notes else "",
        "🔒 Private" if entry.is_private else "",
    ]
    lines += [f"-# {detail}" for detail in details if detail]
    is_finished = anime.episodes is not None and entry.episodes >= anime.episodes
    buttons = [
        button(f"list:watched:{entry.anime_key}", "+1", style=discord.ButtonStyle.success, disabled=is_finished),
        button(f"list:edit:{entry.anime_key}", "Edit", style=discord.ButtonStyle.primary),
        button(f"list:remove:{entry.anime_key}", "Remove"),
    ]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay("\n".join(lines)),
            discord.ui.ActionRow(*buttons),
            accent_colour=_COLOUR,
        )
    )


def make_entry_menu(entry: Entry) -> Buttons:
    """The way to an entry that is on the list already."""
    return Buttons(button(f"list:edit:{entry.anime_key}", "Edit", style=discord.ButtonStyle.primary))


def make_remove_question(entry: Entry) -> Buttons:
    return Buttons(
        button(f"list:delete:{entry.anime_key}", "Remove", style=discord.ButtonStyle.danger),
        button("list:keep", "Keep"),
    )


def count_pages(counts: Mapping[ListStatus, int], status: ListStatus | None) -> int:
    """How many pages a list has, or its part in one status; an empty one has one."""
    return max(1, -(-_count_titles(counts, status) // PAGE_SIZE))


def _count_titles(counts: Mapping[ListStatus, int], status: ListStatus | None) -> int:
    return counts.get(status, 0) if status else sum(counts.values())


def _describe_page(
    entries: Sequence[Entry],
    counts: Mapping[ListStatus, int],
    titles: Mapping[str, Anime],
    status: ListStatus | None,
) -> str:
    number = count(_count_titles(counts, status), "title")
    heading = f"### Anime list · {status.label if status else 'All'} · {number}"
    if not counts:
        return f"{heading}\nNothing here yet. `/list add` puts the first title on it."
    if not entries:
        return f"{heading}\nNothing here."
    lines = [_describe_line(entry, titles.get(entry.anime_key)) for entry in entries]
    return "\n".join([heading, *lines])


def _describe_line(entry: Entry, anime: Anime | None) -> str:
    lock = " 🔒" if entry.is_private else ""
    title = escape(shorten(entry.title, _TITLE_LENGTH))
    numbers = describe_numbers(entry, anime.episodes if anime else None)
    return f"{STATUS_EMOJI[entry.status]} **{title}**{lock}\n-# {numbers}"


def _has_priority(entry: Entry) -> bool:
    return entry.status is ListStatus.PLAN_TO_WATCH or entry.priority is not Priority.LOW


def _describe_detail(text: str) -> str:
    """Notes or tags, escaped; only their beginning if they are so full of formatting that they would not fit."""
    escaped = escape(text)
    return escaped if len(escaped) <= _DETAIL_LENGTH else escape(shorten(text, _DETAIL_LENGTH // 2))


def _make_tabs(counts: Mapping[ListStatus, int], status: ListStatus | None) -> discord.ui.Select:
    options = [discord.SelectOption(label=f"All ({sum(counts.values())})", value=ALL, default=status is None)]
    options += [
        discord.SelectOption(
            label=f"{tab.label} ({counts.get(tab, 0)})", value=tab.value, emoji=STATUS_EMOJI[tab], default=tab is status
        )
        for tab in ListStatus
    ]
    return discord.ui.Select(custom_id="list:tab", options=options)
