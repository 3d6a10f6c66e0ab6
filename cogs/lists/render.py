"""How lists look: pure functions from domain objects to components."""

from collections.abc import Mapping, Sequence

import discord

from cogs.anime.render import link
from cogs.ui.components import Buttons, Layout, button
from cogs.ui.text import count, escape, shorten
from db.models import Anime, Entry, ListStatus

PAGE_SIZE = 10
ALL = "ALL"
_TITLE_LENGTH = 80

_EMOJI = {
    ListStatus.WATCHING: "▶️",
    ListStatus.COMPLETED: "✅",
    ListStatus.ON_HOLD: "⏸️",
    ListStatus.DROPPED: "🗑️",
    ListStatus.PLAN_TO_WATCH: "📌",
}


def make_list(
    entries: Sequence[Entry],
    counts: Mapping[ListStatus, int],
    totals: Mapping[str, int | None],
    *,
    status: ListStatus | None,
    page: int,
) -> Layout:
    """A page of one's own list, 1-based; `totals` holds how many episodes each title on it has."""
    total = counts.get(status, 0) if status else sum(counts.values())
    pages = count_pages(total)
    address = f"{status or ALL}"
    items: list[discord.ui.Item] = [discord.ui.TextDisplay(_describe_page(entries, counts, totals, status, page))]
    items.append(discord.ui.ActionRow(_make_tabs(counts, status)))
    if entries:
        options = [
            discord.SelectOption(label=shorten(entry.title, 100), value=entry.anime_key, emoji=_EMOJI[entry.status])
            for entry in entries
        ]
        menu = discord.ui.Select(custom_id="list:open", placeholder="Open a title", options=options)
        items.append(discord.ui.ActionRow(menu))
        buttons = [button(f"list:share:{address}:{page}", "Share here")]
        if pages > 1:
            buttons = [
                button(f"list:page:{address}:{page - 1}", "Previous", disabled=page == 1),
                button(f"list:page:{address}:{page + 1}", "Next", disabled=page == pages),
                *buttons,
            ]
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=discord.Colour(0x5865F2)))


def make_shared_list(
    entries: Sequence[Entry],
    counts: Mapping[ListStatus, int],
    totals: Mapping[str, int | None],
    *,
    user_id: int,
    status: ListStatus | None,
    page: int,
) -> Layout:
    """A page of a person's list as everyone may see it: private entries are neither in `entries` nor in `counts`."""
    text = f"-# <@{user_id}> shares their list\n" + _describe_page(entries, counts, totals, status, page)
    return Layout(discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=discord.Colour(0x5865F2)))


def make_entry(entry: Entry, anime: Anime, headline: str) -> Layout:
    """One entry of one's own list with what can be done to it."""
    lines = [
        f"-# {headline}",
        f"### {link(entry.anime_key, shorten(entry.title, 150))}",
        _describe_state(entry, anime.episodes),
    ]
    dates = [
        f"started {entry.started}" if entry.started else "",
        f"finished {entry.finished}" if entry.finished else "",
    ]
    details = [
        " · ".join(filter(None, dates)).capitalize(),
        f"Rewatched {count(entry.rewatches, 'time')}" if entry.rewatches else "",
        f"Priority: {entry.priority.label}" if entry.status is ListStatus.PLAN_TO_WATCH else "",
        f"Tags: {escape(', '.join(entry.tags))}" if entry.tags else "",
        f"Notes: {escape(entry.notes)}" if entry.notes else "",
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
            accent_colour=discord.Colour(0x5865F2),
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


def count_pages(total: int) -> int:
    return max(1, -(-total // PAGE_SIZE))


def _describe_page(
    entries: Sequence[Entry],
    counts: Mapping[ListStatus, int],
    totals: Mapping[str, int | None],
    status: ListStatus | None,
    page: int,
) -> str:
    total = counts.get(status, 0) if status else sum(counts.values())
    heading = f"### Anime list · {status.label if status else 'All'} · {count(total, 'title')}"
    if not counts:
        return f"{heading}\nNothing here yet. `/list add` puts the first title on it."
    if not entries:
        return f"{heading}\nNothing here."
    lines = [_describe_line(entry, totals.get(entry.anime_key)) for entry in entries]
    pages = count_pages(total)
    footer = [f"-# Page {page} of {pages}"] if pages > 1 else []
    return "\n".join([heading, *lines, *footer])


def _describe_line(entry: Entry, total: int | None) -> str:
    lock = " 🔒" if entry.is_private else ""
    title = escape(shorten(entry.title, _TITLE_LENGTH))
    return f"{_EMOJI[entry.status]} **{title}**{lock}\n-# {_describe_numbers(entry, total)}"


def _describe_state(entry: Entry, total: int | None) -> str:
    return f"{_EMOJI[entry.status]} **{entry.status.label}** · {_describe_numbers(entry, total)}"


def _describe_numbers(entry: Entry, total: int | None) -> str:
    progress = f"{entry.episodes}/{total}" if total else f"{entry.episodes}"
    score = f" · score {entry.score}/10" if entry.score else ""
    return f"{progress} episodes{score}"


def _make_tabs(counts: Mapping[ListStatus, int], status: ListStatus | None) -> discord.ui.Select:
    options = [discord.SelectOption(label=f"All ({sum(counts.values())})", value=ALL, default=status is None)]
    options += [
        discord.SelectOption(
            label=f"{tab.label} ({counts.get(tab, 0)})", value=tab.value, emoji=_EMOJI[tab], default=tab is status
        )
        for tab in ListStatus
    ]
    return discord.ui.Select(custom_id="list:tab", options=options)
