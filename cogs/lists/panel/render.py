"""How an entry of a list looks, with what can be done to it: pure functions from domain objects to components."""

from collections.abc import Sequence

import discord

from cogs.ui.components import Buttons, Layout, button
from cogs.ui.entries import STATUS_EMOJI, describe_rewatch, describe_state, is_over
from cogs.ui.links import link
from cogs.ui.text import count, escape, shorten
from db.lists.models import Entry, ListStatus, Priority
from db.titles.models import Anime

STATUS = "list:status:"
"""How the `custom_id` of a menu begins that only panels have."""

_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 150
_DETAIL_LENGTH = 1400
"""The most characters that the notes take up, and the tags, once escaped."""


def make_entry(entry: Entry, anime: Anime, headline: str, *, can_share: bool) -> Layout:
    """An entry's panel: what one's own list says of a title, and all that can be done to it."""
    lines = [f"-# {headline}", *_describe(entry, anime), *_describe_own(entry)]
    again = [
        button(f"list:stop:{entry.anime_key}", "Stop watching again")
        if entry.rewatched_episodes is not None
        else button(f"list:again:{entry.anime_key}", "Watch again")
    ]
    buttons = [
        button(
            f"list:watched:{entry.anime_key}",
            "+1",
            style=discord.ButtonStyle.success,
            disabled=is_over(entry, anime.episodes),
        ),
        button(f"list:edit:{entry.anime_key}", "Edit", style=discord.ButtonStyle.primary),
        button(f"list:notes:{entry.anime_key}", "Notes"),
        *([] if entry.is_private else [button(f"list:review:{entry.anime_key}", "Write a review")]),
    ]
    more = [
        *(again if entry.status is ListStatus.COMPLETED else []),
        button(f"list:remove:{entry.anime_key}", "Remove"),
        *([button(f"list:share-entry:{entry.anime_key}", "Share here")] if can_share else []),
    ]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay("\n".join(lines)),
            discord.ui.ActionRow(_make_statuses(entry)),
            discord.ui.ActionRow(_make_scores(f"list:score:{entry.anime_key}", entry.score)),
            discord.ui.ActionRow(*buttons),
            discord.ui.ActionRow(*more),
            accent_colour=_COLOUR,
        )
    )


def make_shared_entry(entry: Entry, anime: Anime) -> Layout:
    """An entry as everyone may see it: without what its owner noted for themselves."""
    lines = [f"-# From <@{entry.user_id}>'s list", *_describe(entry, anime)]
    return Layout(discord.ui.Container(discord.ui.TextDisplay("\n".join(lines)), accent_colour=_COLOUR))


def congratulate(entry: Entry, anime: Anime) -> str:
    """What to say once episodes were counted; after the last one it asks how it was."""
    if not is_over(entry, anime.episodes):
        return "Counted"
    sentence = "That was the last episode: completed! 🎉"
    if entry.rewatches:
        sentence = f"That was the last episode. You have watched it again {count(entry.rewatches, 'time')} now! 🎉"
    return f"{sentence} {ask_for_opinion(entry)}".rstrip()


def ask_for_opinion(entry: Entry) -> str:
    """Asks for what is still missing once a title has been seen; of a private one nothing that others would see."""
    if entry.is_private:
        return "" if entry.score else "How was it? Choose a score."
    if entry.score:
        return "Others would like to know how it was: *Write a review*."
    return "How was it? Choose a score, and *Write a review* if you like."


def make_entry_menu(entry: Entry) -> Buttons:
    """The way to an entry that is on the list already."""
    return Buttons(button(f"list:edit:{entry.anime_key}", "Edit", style=discord.ButtonStyle.primary))


def make_again_menu(anime_key: str) -> Buttons:
    """What can be done with a title of which no episode is left."""
    return Buttons(button(f"list:again:{anime_key}", "Watch again"))


def make_rating_menu(anime_key: str) -> Buttons:
    """The scores, for somebody who wants to write a review and has given none."""
    return Buttons(_make_scores(f"list:rate:{anime_key}", 0))


def make_remove_question(entry: Entry) -> Buttons:
    return Buttons(
        button(f"list:delete:{entry.anime_key}", "Remove", style=discord.ButtonStyle.danger),
        button("list:keep", "Keep"),
    )


def _describe(entry: Entry, anime: Anime) -> list[str]:
    """What a person may show of an entry."""
    dates = [
        f"started {entry.started}" if entry.started else "",
        f"finished {entry.finished}" if entry.finished else "",
    ]
    details = [
        " · ".join(filter(None, dates)).capitalize(),
        f"Rewatched {count(entry.rewatches, 'time')}" if entry.rewatches else "",
        describe_rewatch(entry, anime.episodes),
        f"Priority: {entry.priority.label}" if _has_priority(entry) else "",
    ]
    return [
        f"### {link(entry.anime_key, shorten(entry.title, _TITLE_LENGTH))}",
        describe_state(entry, anime.episodes),
        *[f"-# {detail}" for detail in details if detail],
    ]


def _describe_own(entry: Entry) -> list[str]:
    """What they noted for themselves."""
    details = [
        f"Tags: {_describe_detail(', '.join(entry.tags))}" if entry.tags else "",
        f"Notes: {_describe_detail(entry.notes)}" if entry.notes else "",
        "🔒 Private" if entry.is_private else "",
    ]
    return [f"-# {detail}" for detail in details if detail]


def _has_priority(entry: Entry) -> bool:
    return entry.status is ListStatus.PLAN_TO_WATCH or entry.priority is not Priority.LOW


def _describe_detail(text: str) -> str:
    """Notes or tags, escaped; only their beginning if they are so full of formatting that they would not fit."""
    escaped = escape(text)
    return escaped if len(escaped) <= _DETAIL_LENGTH else escape(shorten(text, _DETAIL_LENGTH // 2))


def _make_statuses(entry: Entry) -> discord.ui.Select:
    options = [
        discord.SelectOption(
            label=status.label, value=status.value, emoji=STATUS_EMOJI[status], default=status is entry.status
        )
        for status in ListStatus
    ]
    return _make_menu(f"{STATUS}{entry.anime_key}", "Status", options)


def _make_scores(custom_id: str, score: int) -> discord.ui.Select:
    """The scores from the best on, and none at all for those who have given one."""
    scores = [*range(10, 0, -1), *([0] if score else [])]
    options = [
        discord.SelectOption(label=f"{each}/10" if each else "No score", value=str(each), default=each == score)
        for each in scores
    ]
    return _make_menu(custom_id, "Choose a score", options)


def _make_menu(custom_id: str, placeholder: str, options: Sequence[discord.SelectOption]) -> discord.ui.Select:
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=list(options))
