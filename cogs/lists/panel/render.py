"""How a list entry looks, with its buttons and forms: pure functions from domain objects to components."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from cogs.core.addresses import EDIT_ENTRY, REVIEW_FROM_LIST
from cogs.core.language import _, ngettext, pgettext
from cogs.core.router import Address
from cogs.lists.addresses import COUNT_ONE
from cogs.ui.components import Buttons, Form, Layout, button
from cogs.ui.dates import MAX_DATE_LENGTH
from cogs.ui.entries import STATUS_EMOJI, describe_rewatch, describe_state, is_over
from cogs.ui.labels import name_priority, name_status
from cogs.ui.links import link
from cogs.ui.text import escape, shorten
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

# The address of a form holds what the form shows, or a checksum of it, so that its submit can tell what was changed.
ENTRY_FORM = Address("list:edit:{anime_key:key}:{episodes}:{started}:{finished}:{rewatches}:{rewatched_episodes}")
NOTES_FORM = Address("list:notes:{anime_key:key}:{notes}:{tags}:{priority}:{is_private}")

_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 150
_DETAIL_LENGTH = 1400
"""The most characters that the notes, or the tags, can take up once they are escaped."""


def make_entry(entry: Entry, anime: Anime, headline: str, *, can_share: bool) -> Layout:
    """An entry's panel: what its owner's list says about a title, with buttons for all changes."""
    lines = [f"-# {headline}", *_describe(entry, anime), *_describe_notes(entry)]
    again = [
        button(STOP(anime_key=entry.anime_key), _("Stop rewatching"))
        if entry.rewatched_episodes is not None
        else button(AGAIN(anime_key=entry.anime_key), _("Rewatch"))
    ]
    buttons = [
        button(
            COUNT_ONE(anime_key=entry.anime_key),
            "+1",
            style=discord.ButtonStyle.success,
            disabled=is_over(entry, anime.episodes),
        ),
        button(EDIT_ENTRY(anime_key=entry.anime_key), _("Edit"), style=discord.ButtonStyle.primary),
        button(NOTES(anime_key=entry.anime_key), _("Notes")),
        *([] if entry.is_private else [button(REVIEW_FROM_LIST(anime_key=entry.anime_key), _("Write a review"))]),
    ]
    more = [
        *(again if entry.status is ListStatus.COMPLETED else []),
        button(REMOVE(anime_key=entry.anime_key), _("Remove")),
        *([button(SHARE(anime_key=entry.anime_key), _("Share here"))] if can_share else []),
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
    """An entry as everyone may see it: without its owner's notes and tags."""
    origin = _("From {member}'s list", member=f"<@{entry.user_id}>")
    lines = [f"-# {origin}", *_describe(entry, anime)]
    return Layout(discord.ui.Container(discord.ui.TextDisplay("\n".join(lines)), accent_colour=_COLOUR))


def congratulate(entry: Entry, anime: Anime) -> str:
    """Says that episodes were counted. After the last one, asks how the title was."""
    if not is_over(entry, anime.episodes):
        return _("Progress saved")
    sentence = _("That was the last episode: completed! 🎉")
    if entry.rewatches:
        sentence = ngettext(
            "That was the last episode. You've rewatched it {number} time now! 🎉",
            "That was the last episode. You've rewatched it {number} times now! 🎉",
            entry.rewatches,
        )
    return f"{sentence} {_ask_for_opinion(entry)}".rstrip()


def describe_status_change(entry: Entry, status: ListStatus) -> str:
    """Says that somebody chose a status. If they have completed the title, asks how it was."""
    if status is not ListStatus.COMPLETED:
        return _("Updated")
    completed = _("Completed! 🎉")
    return f"{completed} {_ask_for_opinion(entry)}".rstrip()


def describe_score_change(entry: Entry) -> str:
    """Says that somebody chose a score, or took it away."""
    if not entry.score or entry.status is not ListStatus.COMPLETED:
        return _("Updated")
    saved = _("Saved.")
    return f"{saved} {_ask_for_opinion(entry)}".rstrip()


def _ask_for_opinion(entry: Entry) -> str:
    """Asks for a score or a review, whichever is missing, but for no review of a private title."""
    if entry.is_private:
        return "" if entry.score else _("How was it? Choose a score.")
    if entry.score:
        return _("Tell others how it was: press *Write a review*.")
    return _("How was it? Choose a score, and press *Write a review* if you like.")


def make_entry_menu(entry: Entry) -> Buttons:
    """A button to edit an entry."""
    return Buttons(button(EDIT_ENTRY(anime_key=entry.anime_key), _("Edit"), style=discord.ButtonStyle.primary))


def make_again_menu(anime_key: str) -> Buttons:
    """A button to watch a title again."""
    return Buttons(button(AGAIN(anime_key=anime_key), _("Rewatch")))


def make_remove_question(entry: Entry) -> Buttons:
    return Buttons(
        button(DELETE(anime_key=entry.anime_key), _("Remove"), style=discord.ButtonStyle.danger),
        button(KEEP(), _("Keep")),
    )


def make_entry_form(entry: Entry) -> Form:
    """The form for episodes, dates and rewatches."""
    shown = {
        "episodes": str(entry.episodes),
        "started": str(entry.started or ""),
        "finished": str(entry.finished or ""),
        "rewatches": str(entry.rewatches),
        "rewatched_episodes": "" if entry.rewatched_episodes is None else str(entry.rewatched_episodes),
    }
    labels = _name_fields()
    if entry.rewatched_episodes is None:
        del labels["rewatched_episodes"]
    # Translators: examples of dates that people may type; write the word in your language
    dates = _("2024-04-03, 2024-04, 2024, yesterday …")
    number = _("A number")
    fields = [
        _make_line(label, name, shown, dates if name in ("started", "finished") else number)
        for name, label in labels.items()
    ]
    return Form(ENTRY_FORM(anime_key=entry.anime_key, **shown), title=entry.title, fields=fields)


def describe_typed(typed: Mapping[str, str]) -> str:
    """Lists what a person typed into the entry form, for them to see when it can't be saved."""
    labels = _name_fields()
    # Translators: stands for a field that was left empty
    nothing = _("nothing")
    fields = "; ".join(f"{labels[name]}: {escape(text) or nothing}" for name, text in typed.items())
    return _("You typed: {fields}", fields=fields)


def _name_fields() -> dict[str, str]:
    return {
        "episodes": pgettext("form field (at most 45 characters)", "Episodes watched"),
        "started": pgettext("form field (at most 45 characters): date of the first episode", "Started"),
        "finished": pgettext("form field (at most 45 characters): date of the last episode", "Finished"),
        "rewatches": pgettext("form field (at most 45 characters)", "Times rewatched"),
        "rewatched_episodes": pgettext("form field (at most 45 characters)", "Episodes rewatched this time"),
    }


def make_notes_form(entry: Entry) -> Form:
    """The form for notes, tags, priority and privacy."""
    tags = ", ".join(entry.tags)
    address = NOTES_FORM(
        anime_key=entry.anime_key,
        notes=checksum(entry.notes),
        tags=checksum(tags),
        priority=entry.priority.value,
        is_private=f"{entry.is_private:d}",
    )
    priorities = [
        discord.SelectOption(label=name_priority(priority), value=priority.value, default=priority is entry.priority)
        for priority in Priority
    ]
    return Form(
        address,
        title=entry.title,
        fields=[
            discord.ui.Label(
                text=_("Notes"),
                component=discord.ui.TextInput(
                    custom_id="notes",
                    style=discord.TextStyle.paragraph,
                    default=entry.notes or None,
                    required=False,
                    max_length=MAX_NOTES_LENGTH,
                ),
            ),
            discord.ui.Label(
                text=_("Tags"),
                description=_("Any words you like, separated by commas"),
                component=discord.ui.TextInput(
                    custom_id="tags",
                    default=tags or None,
                    required=False,
                    max_length=MAX_TAGS * (MAX_TAG_LENGTH + len(", ")),
                ),
            ),
            discord.ui.Label(
                text=_("Priority"),
                description=_("How much you want to watch it"),
                component=discord.ui.Select(custom_id="priority", options=priorities),
            ),
            discord.ui.Label(
                text=pgettext("a title that only its owner can see", "Private"),
                description=_("Nobody else ever sees it, not even in the totals"),
                component=discord.ui.Checkbox(custom_id="is_private", default=entry.is_private),
            ),
        ],
    )


def checksum(text: str) -> str:
    """A short number that almost certainly differs for another text."""
    return str(zlib.crc32(text.encode()))


def _make_line(label: str, name: str, shown: Mapping[str, str], placeholder: str) -> discord.ui.Label[Any]:
    text_input = discord.ui.TextInput(
        custom_id=name, default=shown[name] or None, placeholder=placeholder, required=False, max_length=MAX_DATE_LENGTH
    )
    return discord.ui.Label(text=label, component=text_input)


def _describe(entry: Entry, anime: Anime) -> list[str]:
    """The part of an entry that its owner may share, as lines of Markdown."""
    details = [
        _describe_dates(entry),
        ngettext("Rewatched {number} time", "Rewatched {number} times", entry.rewatches) if entry.rewatches else "",
        describe_rewatch(entry, anime.episodes),
        _("Priority: {priority}", priority=name_priority(entry.priority)) if _has_priority(entry) else "",
    ]
    return [
        f"### {link(entry.anime_key, shorten(entry.title, _TITLE_LENGTH))}",
        describe_state(entry, anime.episodes),
        *[f"-# {detail}" for detail in details if detail],
    ]


def _describe_dates(entry: Entry) -> str:
    if entry.started and entry.finished:
        return _("Started {started} · finished {finished}", started=entry.started, finished=entry.finished)
    if entry.finished:
        return _("Finished {finished}", finished=entry.finished)
    return _("Started {started}", started=entry.started) if entry.started else ""


def _describe_notes(entry: Entry) -> list[str]:
    """The part of an entry that only its owner sees, as lines of Markdown."""
    details = [
        _("Tags: {tags}", tags=_describe_detail(", ".join(entry.tags))) if entry.tags else "",
        _("Notes: {notes}", notes=_describe_detail(entry.notes)) if entry.notes else "",
        _("🔒 Private") if entry.is_private else "",
    ]
    return [f"-# {detail}" for detail in details if detail]


def _has_priority(entry: Entry) -> bool:
    return entry.status is ListStatus.PLAN_TO_WATCH or entry.priority is not Priority.LOW


def _describe_detail(text: str) -> str:
    """Notes or tags, escaped. If they have too much formatting to fit, only their beginning."""
    escaped = escape(text)
    return escaped if len(escaped) <= _DETAIL_LENGTH else escape(shorten(text, _DETAIL_LENGTH // 2))


def _make_statuses(entry: Entry) -> discord.ui.Select:
    options = [
        discord.SelectOption(
            label=name_status(status), value=status.value, emoji=STATUS_EMOJI[status], default=status is entry.status
        )
        for status in ListStatus
    ]
    return _make_menu(STATUS(anime_key=entry.anime_key), _("Status"), options)


def _make_scores(entry: Entry) -> discord.ui.Select:
    """The scores from the best to the worst, and no score if there is one to take away."""
    scores = [*range(10, 0, -1), *([0] if entry.score else [])]
    no_score = _("No score")
    options = [
        discord.SelectOption(label=f"{each}/10" if each else no_score, value=str(each), default=each == entry.score)
        for each in scores
    ]
    return _make_menu(SCORE(anime_key=entry.anime_key), _("Choose a score"), options)


def _make_menu(custom_id: str, placeholder: str, options: Sequence[discord.SelectOption]) -> discord.ui.Select:
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=list(options))
