"""Tells people about their file: what kind it is, and what was changed or left out when it was read.

Readers note facts, which can wait in the database. They become sentences when somebody looks at them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cogs.core.language import _, fill, ngettext, pgettext, write_list
from cogs.ui.text import count_more, escape, shorten
from db.lists.models import MAX_NOTES_LENGTH, MAX_TAG_LENGTH, MAX_TAGS

MAX_NAMED = 5
"""How many lines or titles a remark names."""

_NAME_LENGTH = 80


class Source(StrEnum):
    """The kinds of files."""

    MAL = "MAL"
    ANILIST = "ANILIST"
    KANSO_JSON = "KANSO_JSON"
    KANSO_CSV = "KANSO_CSV"
    CSV = "CSV"
    TEXT = "TEXT"


class RemarkKind(StrEnum):
    """The kinds of remarks; the sentences are in `describe_remark`."""

    UNUSABLE = "UNUSABLE"
    TOO_MANY_TAGS = "TOO_MANY_TAGS"
    LONG_NOTES = "LONG_NOTES"
    NAMELESS_TITLE = "NAMELESS_TITLE"
    NAMELESS_LINE = "NAMELESS_LINE"
    LONG_LINE = "LONG_LINE"
    LINE_OF_SIGNS = "LINE_OF_SIGNS"
    MANGA = "MANGA"
    DOUBTFUL_STATUSES = "DOUBTFUL_STATUSES"
    SCORES_OUT_OF_100 = "SCORES_OUT_OF_100"
    ROUNDED_SCORES = "ROUNDED_SCORES"
    HEADINGS_WITHOUT_STATUS = "HEADINGS_WITHOUT_STATUS"
    TITLES_OR_HEADINGS = "TITLES_OR_HEADINGS"
    PARAGRAPHS_OF_TITLES = "PARAGRAPHS_OF_TITLES"
    COMMENTS = "COMMENTS"
    YEARS = "YEARS"
    BARE_NUMBERS = "BARE_NUMBERS"
    SEVERAL_SEASONS = "SEVERAL_SEASONS"
    GUESSED_TITLES = "GUESSED_TITLES"
    UNKNOWN_TITLES = "UNKNOWN_TITLES"
    MORE = "MORE"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that people are told about their file."""

    kind: RemarkKind
    facts: Mapping[str, Any]
    """What the sentence names: values that JSON can hold, as they are in the file."""


def name_source(source: Source) -> str:
    return {
        Source.MAL: pgettext("kind of file that somebody imports", "MyAnimeList export"),
        Source.ANILIST: pgettext("kind of file that somebody imports", "AniList export"),
        Source.KANSO_JSON: pgettext("kind of file that somebody imports", "Kanso export (JSON)"),
        Source.KANSO_CSV: pgettext("kind of file that somebody imports", "Kanso export (CSV)"),
        Source.CSV: pgettext("kind of file that somebody imports", "CSV file"),
        Source.TEXT: pgettext("kind of file that somebody imports", "Text file"),
    }[source]


def name_first(names: Sequence[str], more: int) -> str:
    """`a, b, and c`, or `a, b, and 5 more`."""
    return write_list([*names, count_more(more)] if more else names)


def describe_remark(remark: Remark) -> str:
    """A remark as a sentence."""
    facts: dict[str, Any] = {
        name: _show(fact) if isinstance(fact, str) else fact for name, fact in remark.facts.items()
    }
    match remark.kind:
        case RemarkKind.UNUSABLE:
            return _describe_unusable(remark.facts["field"], facts)
        case RemarkKind.TOO_MANY_TAGS:
            # Translators: {place} is such as "Line 12" or "Title 12, Monster"
            return _(
                "{place}: only {most} tags of up to {length} characters fit, so the others were left out.",
                place=_name_place(facts),
                most=MAX_TAGS,
                length=MAX_TAG_LENGTH,
            )
        case RemarkKind.LONG_NOTES:
            return _(
                "{place}: the notes are longer than {most} characters, so the end was left out.",
                place=_name_place(facts),
                most=MAX_NOTES_LENGTH,
            )
        case RemarkKind.NAMELESS_TITLE:
            return _("Title {number} has neither a name nor an id, so it was left out.", **facts)
        case RemarkKind.NAMELESS_LINE:
            return _("Line {line} has neither a title nor an id, so it was left out.", **facts)
        case RemarkKind.LONG_LINE:
            return _("Line {line} is too long to be a title, so it was left out: “{text}”.", **facts)
        case RemarkKind.LINE_OF_SIGNS:
            return _("Line {line} has no letters or digits, so it was left out: “{text}”.", **facts)
        case RemarkKind.MANGA:
            return ngettext(
                "{number} manga was left out, because this is a list of anime.",
                "{number} manga were left out, because this is a list of anime.",
                facts["number"],
            )
        case RemarkKind.DOUBTFUL_STATUSES:
            return ngettext(
                "AniList doesn't say what the numbers of its statuses mean. For {doubtful} of {number} title, the "
                "status that I read doesn't fit the dates and episodes. Check the statuses before you import them.",
                "AniList doesn't say what the numbers of its statuses mean. For {doubtful} of {number} titles, the "
                "status that I read doesn't fit the dates and episodes. Check the statuses before you import them.",
                facts["number"],
                doubtful=facts["doubtful"],
            )
        case RemarkKind.SCORES_OUT_OF_100 if "before" in facts:
            return _(
                "Most scores are over 10, so I read all of them as scores out of 100: {before} became {after}.", **facts
            )
        case RemarkKind.SCORES_OUT_OF_100:
            return _("Most scores are over 10, so I read all of them as scores out of 100.")
        case RemarkKind.ROUNDED_SCORES if "line" in facts:
            return _(
                "Scores here are whole numbers, so some were rounded: in line {line}, {before} became {after}.", **facts
            )
        case RemarkKind.ROUNDED_SCORES:
            return _("Scores here are whole numbers, so some were rounded: {before} became {after}.", **facts)
        case RemarkKind.HEADINGS_WITHOUT_STATUS:
            return _(
                "These headings don't name a status, so the titles below them get none from a heading: {lines}.",
                lines=_name_lines(facts),
            )
        case RemarkKind.TITLES_OR_HEADINGS:
            return _(
                "These could be titles or headings. I read them as titles, but the titles below them get no status "
                "from the heading above: {lines}.",
                lines=_name_lines(facts),
            )
        case RemarkKind.PARAGRAPHS_OF_TITLES:
            return _(
                "These begin a paragraph, but I read them as titles. They and the titles below them get the status of "
                "the heading above: {lines}.",
                lines=_name_lines(facts),
            )
        case RemarkKind.COMMENTS:
            return _("I read these as comments, not as titles: {lines}.", lines=_name_lines(facts))
        case RemarkKind.YEARS:
            return _(
                "A year after a title, as in line {line}, could be part of the title, so I didn't read it as a date.",
                **facts,
            )
        case RemarkKind.BARE_NUMBERS:
            return _(
                "I read a number after a title, as in line {line}, as a score unless I know a title that ends in it.",
                **facts,
            )
        case RemarkKind.SEVERAL_SEASONS:
            return _(
                "What the file says about several seasons at once, as in line {line}, became notes. Set the score and "
                "the episodes yourself.",
                **facts,
            )
        case RemarkKind.GUESSED_TITLES:
            # Translators: {names} are names in the file, such as "“Frieren” and “Monster”"
            return _(
                "I read these as the titles on your list that begin the same way: {names}.", names=_name_guessed(facts)
            )
        case RemarkKind.UNKNOWN_TITLES:
            return ngettext(
                "My catalogue doesn't have {number} title from the file. Until it does, the title shows as a number.",
                "My catalogue doesn't have {number} titles from the file. Until it does, they show as numbers.",
                facts["number"],
            )
        case RemarkKind.MORE:
            # Translators: ends a list of remarks about a file
            return ngettext("And {number} more like this.", "And {number} more like these.", facts["number"])


def _describe_unusable(field: str, facts: Mapping[str, Any]) -> str:
    messages = {
        # Translators: {place} is such as "Line 12" or "Title 12, Monster"
        "status": _("{place}: the status “{value}” can't be used, so it was left out."),
        "score": _("{place}: the score “{value}” can't be used, so it was left out."),
        "episodes": _("{place}: the number of episodes “{value}” can't be used, so it was left out."),
        "total": _("{place}: the total number of episodes “{value}” can't be used, so it was left out."),
        "started": _("{place}: the start date “{value}” can't be used, so it was left out."),
        "finished": _("{place}: the finish date “{value}” can't be used, so it was left out."),
        "rewatches": _("{place}: the number of rewatches “{value}” can't be used, so it was left out."),
        "rewatched_episodes": _(
            "{place}: the number of rewatched episodes “{value}” can't be used, so it was left out."
        ),
        "priority": _("{place}: the priority “{value}” can't be used, so it was left out."),
        "private": _("{place}: the value “{value}” for `private` can't be used, so it was left out."),
        "updated_at": _("{place}: the time of the last change “{value}” can't be used, so it was left out."),
    }
    return fill(messages[field], place=_name_place(facts), value=facts["value"])


def _name_place(facts: Mapping[str, Any]) -> str:
    """A line of a file, or a title in it."""
    if "title" not in facts:
        return _("Line {line}", line=facts["line"])
    if "number" not in facts:
        return facts["title"]
    return _("Title {number}, {title}", number=facts["number"], title=facts["title"])


def _name_lines(facts: Mapping[str, Any]) -> str:
    names = [_("“{text}” (line {line})", line=line, text=_show(text)) for line, text in facts["lines"]]
    return name_first(names, facts["more"])


def _name_guessed(facts: Mapping[str, Any]) -> str:
    return name_first([_("“{name}”", name=_show(name)) for name in facts["names"]], facts["more"])


def _show(text: str) -> str:
    return escape(shorten(text, _NAME_LENGTH))
