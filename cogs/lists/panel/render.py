"""How an entry of a list looks, with what can be done to it: pure functions from domain objects to components."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from cogs.core.addresses import EDIT_ENTRY, REVIEW_FROM_LIST
from cogs.core.router import Address
from cogs.lists.addresses import COUNT_ONE
from cogs.ui.components import Buttons, Form, Layout, button
from cogs.ui.dates import MAX_DATE_LENGTH
from cogs.ui.entries import STATUS_EMOJI, describe_rewatch, describe_state, is_over
from cogs.ui.links import link
from cogs.ui.text import count, escape, shorten
from db.lists.models import MAX_NOTES_LENGTH, MAX_TAG_LENGTH, MAX_TAGS, Entry, ListStatus, Priority
from db.titles.models import Anime

STATUS = Address("list:status:{anime_key:key}")
"""A menu that only panels have."""
SCORE = Address("list:score:{anime_key:key}")
NOTES = Address("list:notes:{anime_key:key}")
AGAIN = Address("list:again:{anime_key:key}")
STOP = Address("list:stop:{anime_key:key}")
SHARE = Address("list:share-entry:{anime_key:key}")
REMOVE = Address("list:remove:{anime_key:key}")
DELETE = Address("list:delete:{anime_key:key}")
KEEP = Address("list:keep")

# All that a form shows stands in its address, or a checksum of it, so that its submit can tell what was changed.
ENTRY_FORM = Address("list:edit:{anime_key:key}:{episodes}:{started}:{finished}:{rewatches}:{rewatched_episodes}")
NOTES_FORM = Address("list:notes:{anime_key:key}:{notes}:{tags}:{priority}:{is_private}")

_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 150
_DETAIL_LENGTH = 1400
"""The most characters that the notes take up, and the tags, once escaped."""
_DATE = "2024-04-03, 2024-04, 2024, yesterday …"


def make_entry(entry: Entry, anime: Anime, headline: str, *, can_share: bool) -> Layout:
    """An entry's panel: what one's own list says of a title, and all that can be done to it."""
    lines = [f"-# {headline}", *_describe(entry, anime), *_describe_notes(entry)]
    again = [
        button(STOP(anime_key=entry.anime_key), "Stop watching again")
        if entry.rewatched_episodes is not None
        else button(AGAIN(anime_key=entry.anime_key), "Watch again")
    ]
    buttons = [
        button(
            COUNT_ONE(anime_key=entry.anime_key),
            "+1",
            style=discord.ButtonStyle.success,
            disabled=is_over(entry, anime.episodes),
        ),
        button(EDIT_ENTRY(anime_key=entry.anime_key), "Edit", style=discord.ButtonStyle.primary),
        button(NOTES(anime_key=entry.anime_key), "Notes"),
        *([] if entry.is_private else [button(REVIEW_FROM_LIST(anime_key=entry.anime_key), "Write a review")]),
    ]
    more = [
        *(again if entry.status is ListStatus.COMPLETED else []),
        button(REMOVE(anime_key=entry.anime_key), "Remove"),
        *([button(SHARE(anime_key=entry.anime_key), "Share here")] if can_share else []),
    ]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay("\n".join(lines)),
            discord.ui.ActionRow(_make_statuses(entry)),
            discord.ui.ActionRow(_make_scores(entry)),
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
    return Buttons(button(EDIT_ENTRY(anime_key=entry.anime_key), "Edit", style=discord.ButtonStyle.primary))


def make_again_menu(anime_key: str) -> Buttons:
    """What can be done with a title of which no episode is left."""
    return Buttons(button(AGAIN(anime_key=anime_key), "Watch again"))


def make_remove_question(entry: Entry) -> Buttons:
    return Buttons(
        button(DELETE(anime_key=entry.anime_key), "Remove", style=discord.ButtonStyle.danger),
        button(KEEP(), "Keep"),
    )


def make_entry_form(entry: Entry) -> Form:
    """How far somebody is, and when."""
    shown = {
        "episodes": str(entry.episodes),
        "started": str(entry.started or ""),
        "finished": str(entry.finished or ""),
        "rewatches": str(entry.rewatches),
        "rewatched_episodes": "" if entry.rewatched_episodes is None else str(entry.rewatched_episodes),
    }
    fields = [
        _make_line("Episodes watched", "episodes", shown, "A number"),
        _make_line("Started", "started", shown, _DATE),
        _make_line("Finished", "finished", shown, _DATE),
        _make_line("Times watched again", "rewatches", shown, "A number"),
    ]
    if entry.rewatched_episodes is not None:
        fields.append(_make_line("Episodes watched again this time", "rewatched_episodes", shown, "A number"))
    return Form(ENTRY_FORM(anime_key=entry.anime_key, **shown), title=entry.title, fields=fields)


def make_notes_form(entry: Entry) -> Form:
    """What somebody keeps with a title for themselves."""
    tags = ", ".join(entry.tags)
    address = NOTES_FORM(
        anime_key=entry.anime_key,
        notes=checksum(entry.notes),
        tags=checksum(tags),
        priority=entry.priority.value,
        is_private=f"{entry.is_private:d}",
    )
    priorities = [
        discord.SelectOption(label=priority.label, value=priority.value, default=priority is entry.priority)
        for priority in Priority
    ]
    return Form(
        address,
        title=entry.title,
        fields=[
            discord.ui.Label(
                text="Notes",
                component=discord.ui.TextInput(
                    custom_id="notes",
                    style=discord.TextStyle.paragraph,
                    default=entry.notes or None,
                    required=False,
                    max_length=MAX_NOTES_LENGTH,
                ),
            ),
            discord.ui.Label(
                text="Tags",
                description="Words of your own, separated by commas",
                component=discord.ui.TextInput(
                    custom_id="tags",
                    default=tags or None,
                    required=False,
                    max_length=MAX_TAGS * (MAX_TAG_LENGTH + len(", ")),
                ),
            ),
            discord.ui.Label(
                text="Priority",
                description="How much you want to watch it",
                component=discord.ui.Select(custom_id="priority", options=priorities),
            ),
            discord.ui.Label(
                text="Private",
                description="Nobody else ever sees it, not even as a number",
                component=discord.ui.Checkbox(custom_id="is_private", default=entry.is_private),
            ),
        ],
    )


def checksum(text: str) -> str:
    """A short number that is another one for almost any other text."""
    return str(zlib.crc32(text.encode()))


def _make_line(label: str, name: str, shown: Mapping[str, str], placeholder: str) -> discord.ui.Label[Any]:
    text_input = discord.ui.TextInput(
        custom_id=name, default=shown[name] or None, placeholder=placeholder, required=False, max_length=MAX_DATE_LENGTH
    )
    return discord.ui.Label(text=label, component=text_input)


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


def _describe_notes(entry: Entry) -> list[str]:
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
    return _make_menu(STATUS(anime_key=entry.anime_key), "Status", options)


def _make_scores(entry: Entry) -> discord.ui.Select:
    """The scores from the best on, and none at all for those who have given one."""
    scores = [*range(10, 0, -1), *([0] if entry.score else [])]
    options = [
        discord.SelectOption(label=f"{each}/10" if each else "No score", value=str(each), default=each == entry.score)
        for each in scores
    ]
    return _make_menu(SCORE(anime_key=entry.anime_key), "Choose a score", options)


def _make_menu(custom_id: str, placeholder: str, options: Sequence[discord.SelectOption]) -> discord.ui.Select:
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=list(options))
