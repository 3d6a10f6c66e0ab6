"""Splits a line of text into a title and what is written next to it."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from cogs.lists.formats.text.details import (
    EPISODES,
    NUMBER,
    SCORE,
    VALUE,
    add_notes,
    read_apart,
    read_at,
    read_close,
    read_status_phrase,
)
from cogs.lists.formats.values import is_name
from db.lists.models import ListStatus

MAX_LINE_LENGTH = 300
"""The longest line, in characters, that can be a title."""

_MAX_READINGS = 4
_MAX_STEPS = 12

Details = dict[str, Any]


class LineReading(NamedTuple):
    """One way to read a line: a title, and the details next to it that were taken off."""

    title: str
    details: Details
    """What was taken off: `status`, `score` (a `Score`), `episodes`, `total`, `rewatches`, `date`, `begun`, `notes`.

    Also `tags`, with spaces between them; `rewatching`, True if it is being watched again; `length`, a number of
    episodes that can be the watched ones or all; `year`, which can belong to the title; `bare`, True if the score can
    be a number of the title; `several`, True if the line is about several seasons.
    """


# Matched against reversed text, so that the time grows only in proportion to its length.
_LOOSE_END = re.compile(r"\s*(?:[-–—~=@>]+\s+|[:：,;|]\s*)*")
_BRACKETS = ("()", "[]", "{}", "（）", "【】")
COMMENT = re.compile(r"(.*?\S)\s+(?://|#)\s+(\S.*)")
"""The title with what belongs to it, and the notes after it."""
_TAG = re.compile(r"(.*\S)\s+#([^\W\d_][\w-]*)")
_IN_BRACKETS = re.compile(r"(.*\S)\s*[(\[{（【]([^()\[\]{}（）【】]{1,60})[)\]}）】]")
# A number after the word `score` belongs to that word.
_BEHIND_SEPARATOR = re.compile(
    r"(.*\S)(?<![-–—:,|] score)(?<![-–—:,|] rating)"
    r"(\s+[-–—~|=]+>?\s*|\s*[:：|=]\s*|\s*,\s+|\s*\t\s*|\s+@\s*)([^\s:：,|@=].*)",
    re.IGNORECASE,
)
_SEASON_AND_EPISODE = re.compile(r"(.*\bS\d{1,2}) ?E(?:p\.? ?)?(\d{1,4})", re.IGNORECASE | re.ASCII)
_WORD_BEFORE = re.compile(r"([^\W\d_][\w '-]{0,29}?)(?:\s*[:：]\s*|\s+[-–—]+\s+)(.+)")
_LETTER_BEFORE = re.compile(r"(W|CW|C|D|P|H|OH)\s*:\s+(.+)")
_LETTERS = {
    "W": ListStatus.WATCHING,
    "CW": ListStatus.WATCHING,
    "C": ListStatus.COMPLETED,
    "D": ListStatus.DROPPED,
    "P": ListStatus.PLAN_TO_WATCH,
    "H": ListStatus.ON_HOLD,
    "OH": ListStatus.ON_HOLD,
}
_BRACKETS_BEFORE = re.compile(r"[(\[{（【]([^()\[\]{}（）【】]{1,60})[)\]}）】]\s*[-–—:]*\s*(.+)")
_SCORE_BEFORE = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})? ?/ ?10)(?:\s*[-–—:|]\s*|\s+)(.+)", re.ASCII)

# These are clearly not part of a title, even in the middle of a line, unless the line begins with them.
_VALUE_WITHIN = re.compile(rf"(?<=[\s,:;|~=(\[{{–—-])(?:{VALUE})(?![\w/%])", re.IGNORECASE | re.ASCII)
_DASH = re.compile(r"\s[-–—|]+(?=\s)")
_NUMBER_AND_NOTES = re.compile(rf"\s({NUMBER})(?:\s[-–—|]+\s|[,;]\s|\s(?=\())(.+)", re.ASCII)
# The rest of a text such as `Monster on ep 5` when the episode is taken off.
_ON = re.compile(r"(.*\S)\s(?:on|at)", re.IGNORECASE)
_STATUS_BEHIND = re.compile(
    r"(.+?\S)\s((?:dropped|gave up|on[ -]hold|paused|completed|finished|(?:currently )?(?:re)?watching|plan to watch"
    r"|ptw)\b.*)",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:because|bc|cuz|cause)\b", re.IGNORECASE)
_GRADE = re.compile(r"(.*\S)(?:\s[-–—|]+|\s?:)?\s[(\[]?([A-FS][+-]{1,2}|[A-FS][- ]tier)[)\]]?", re.IGNORECASE)
_FIRST_SEASON = re.compile(
    r"[\s:,–—-][(\[]?(?:S0?1|season (?:0?1|one)|(?:1st|first) season)[)\]]?$", re.IGNORECASE | re.ASCII
)
_KIND = re.compile(r"(.*\S)\s*[(\[](?:TV|TV series|anime|series|show)[)\]]", re.IGNORECASE)
_LANGUAGE = re.compile(r"(.*\S)\s*[(\[]((?:english |eng |german |ger )?(?:dub|sub)(?:bed)?)[)\]]", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"10|[1-9](?:[.,]\d)?", re.ASCII)
# After such a word, a number is not a score.
_NUMBERED = (
    "season", "part", "cour", "movie", "film", "vol", "vol.", "volume", "no.", "ova", "episode", "chapter", "staffel",
    "saison", "temporada", "stagione", "сезон", "arc", "book", "stage", "act",
)  # fmt: skip

_PART = r"\b(?:S|R|season |part |cour |movie )\d{1,2}"
_VALUE_OF_PART = re.compile(rf"{_PART}\s?[:=–-]?\s?\(?\d{{1,5}}(?:[.,]\d)?(?:/\d{{1,5}})?(?![\w.,]\w)", re.I | re.A)
_ANY_SCORE = re.compile(rf"(?P<episodes>(?:{EPISODES}|watched|seen) ?#?)?(?<![\w/.,]){SCORE}(?![\w/])", re.I | re.A)


def list_readings(line: str, lowest_bare_score: int = 5) -> list[LineReading]:
    """Lists up to four readings of a line. The first takes the whole line as the title, and later ones less and less.

    What comes before the title goes first, so that one reading of *dropped: Ranma 1/2* has the whole title. Nothing is
    taken off twice: a second score is part of the title, or it is progress. All that is said about several seasons
    becomes notes. A bare number after the title is a score if it is from `lowest_bare_score` to 10.
    """
    readings = [LineReading(line, {})]
    start = _find_several(line)
    if start is not None:
        return [*readings, LineReading(_cut_loose_end(line[:start]), {"notes": line[start:].strip(), "several": True})]
    while len(readings) < _MAX_STEPS and (shorter := _take_off(*readings[-1], lowest_bare_score)):
        readings.append(shorter)
    return readings[:1] + readings[1:][1 - _MAX_READINGS :]


def ends_in_bare_score(line: str) -> bool:
    """Whether a line ends in a bare number from 5 to 10, or in one with a decimal point."""
    details = _read_bare_score(line, {})
    return details is not None and bool(details["score"].value >= 5 or details["score"].value % 1)


def _find_several(line: str) -> int | None:
    """Where a line begins to speak of several seasons, as in `Vinland Saga S1: 9, S2: 10`; None if it doesn't."""
    comment = COMMENT.fullmatch(line)
    text = comment[1] if comment else line
    values = list(_VALUE_OF_PART.finditer(text))
    if len(values) < 2:
        scores = [match for match in _ANY_SCORE.finditer(text) if not match["episodes"]]
        between = [text[first.end() : second.start()] for first, second in pairwise(scores)]
        values = scores if any(is_name(gap) or any(sign in gap for sign in ",;+&/") for gap in between) else []
    return values[0].start() if values and is_name(text[: values[0].start()]) else None


def _take_off(text: str, known: Details, lowest_bare_score: int) -> LineReading | None:
    """The reading with the next thing taken off; None if there is none."""
    plain = _cut_noise(text)
    for shown in dict.fromkeys((text, plain)):
        for title, details in _list_splits(shown, known, lowest_bare_score):
            left = _cut_loose_end(title)
            if (
                details is not None
                and _fits(details, known)
                and is_name(left)
                and left != text
                and not _opens_bracket(left, text)
            ):
                return LineReading(left, _join(details, known))
    return LineReading(plain, known) if plain != text and is_name(plain) else None


def _opens_bracket(title: str, text: str) -> bool:
    """Whether a title has an open bracket that the text closed before it was cut."""
    return any(title.count(one) - title.count(other) > text.count(one) - text.count(other) for one, other in _BRACKETS)


def _fits(details: Details, known: Details) -> bool:
    """Whether the two have nothing in common, apart from notes and tags."""
    return (known.keys() - {"notes", "tags"}).isdisjoint(details)


def _join(details: Details, known: Details) -> Details:
    """Joins the details. Notes and tags keep their order in the line."""
    joined = known | details
    for key in known.keys() & details.keys():
        joined[key] = f"{details[key]} {known[key]}"
    return joined


def _cut_loose_end(title: str) -> str:
    """The title without the signs at its end that separated it from what was taken off."""
    return _LOOSE_END.sub("", title[::-1], count=1)[::-1]


def _cut_noise(text: str) -> str:
    """The text without emoji, `!!!` and `...` at its end. Fewer signs belong to a title, unless it ends in a number."""
    end = len(text)
    while end and (text[end - 1] in "!?.… \ufe0f\u200d" or unicodedata.category(text[end - 1]) in ("So", "Sk")):
        end -= 1
    marks = re.match(r"[!?.]*", text[end:])
    is_value = end > 0 and (text[end - 1].isdigit() or text[end - 1] in "%)]")
    return text[:end] if is_value or marks is None or marks.end() > 2 else text[: end + marks.end()]


def _list_splits(text: str, known: Details, lowest_bare_score: int) -> Iterator[tuple[str, Details | None]]:
    """Each way to split a text into a title and details, which are None if the rest says nothing."""
    if match := COMMENT.fullmatch(text):
        yield match[1], {"notes": match[2].strip()}
    yield from _list_splits_before(text, known)
    if match := _TAG.fullmatch(text):
        yield match[1], {"tags": match[2]}
    if match := _IN_BRACKETS.fullmatch(text):
        yield match[1], read_apart(match[2], known)
    if match := _BEHIND_SEPARATOR.fullmatch(text):
        yield match[1], read_at(match[3]) if "@" in match[2] else read_apart(match[3], known)
    if match := _SEASON_AND_EPISODE.fullmatch(text):
        yield match[1], {"episodes": int(match[2])}
    words = text.split()
    for number in range(min(4, len(words) - 1), 0, -1):
        # In `24 eps 9/10`, *eps* belongs to the number before it.
        if words[-number - 1].isdigit() and words[-number].lower() in ("eps", "episodes"):
            continue
        yield " ".join(words[:-number]), read_close(" ".join(words[-number:]), known)
    if "episodes" in known and (match := _ON.fullmatch(text)):
        yield match[1], {}
    if match := _STATUS_BEHIND.fullmatch(text):
        details = read_apart(match[2], known) or {}
        # But not in `9/10 until it dropped the ball`.
        yield match[1], None if "notes" in details and not _REASON.search(match[2]) else details or None
    if match := _GRADE.fullmatch(text):
        yield match[1], {"notes": match[2]}
    if match := _LANGUAGE.fullmatch(text):
        yield match[1], {"notes": match[2]}
    if match := _FIRST_SEASON.search(text):
        yield text[: match.start()], {}
    if match := _KIND.fullmatch(text):
        yield match[1], {}
    yield from _list_splits_with_notes(text, known)
    score = _read_bare_score(text, known)
    if score and (score["score"].value >= lowest_bare_score or ends_in_bare_score(text)):
        yield text.rpartition(" ")[0], score


def _read_bare_score(text: str, known: Details) -> Details | None:
    """Reads a bare number at the end: `Monster 9`."""
    title, _space, number = text.rpartition(" ")
    last = title.split()[-1].lower() if title else ""
    if last in _NUMBERED and number.isdigit():
        return None
    details = read_apart(number, known) if _BARE_NUMBER.fullmatch(number) else None
    return details and details | {"bare": True}


def _list_splits_before(text: str, known: Details) -> Iterator[tuple[str, Details | None]]:
    if (match := _WORD_BEFORE.fullmatch(text)) and (said := read_status_phrase(match[1])):
        yield match[2], said
    if match := _LETTER_BEFORE.fullmatch(text):
        yield match[2], {"status": _LETTERS[match[1]]}
    if match := _BRACKETS_BEFORE.fullmatch(text):
        yield match[2], read_apart(match[1], known)
    if match := _SCORE_BEFORE.fullmatch(text):
        yield match[2], read_close(match[1], known)


def _list_splits_with_notes(text: str, known: Details) -> Iterator[tuple[str, Details | None]]:
    """The ways to find something in the middle of a text, so that the rest is notes."""
    for dash in [*_DASH.finditer(text)][::-1]:
        if match := _NUMBER_AND_NOTES.fullmatch(text, dash.end()):
            yield text[: dash.start()], add_notes(read_apart(match[1], known), match[2])
    for match in [*_VALUE_WITHIN.finditer(text)][-1:]:
        notes = text[match.end() :]
        if text[match.start() - 1] in "([{":
            notes = re.sub(r"[)\]}]", "", notes, count=1)
        yield text[: match.start()].rstrip(" ([{"), add_notes(read_close(match[0], known), notes)
