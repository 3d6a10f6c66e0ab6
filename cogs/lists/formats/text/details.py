"""Reads what people write next to a title in a line: scores, progress, statuses, dates, comments."""

import re
from decimal import Decimal
from typing import Any

from cogs.lists.formats.text.words import Score, is_rewatching, read_score, read_status
from cogs.lists.formats.values import is_name, read_date
from db.lists.models import MAX_REWATCHES, ListStatus, PartialDate
from db.titles.models import MAX_EPISODES

NUMBER = r"\d{1,2}(?:[.,]\d{1,2})?"
_RANGE = r"(?:10|\d(?:[.,]\d)?)[-–~]"
SCORE = rf"(?:{_RANGE})?{NUMBER} ?/ ?10"
EPISODES = r"(?:ep|eps|episode|episodes|épisode|épisodes|folge|folgen|episodio|episodios|capítulo|серия|серии|серий)\.?"
_STARS_BEHIND = r"(?:[ \ufe0f]*[★⭐🌟☆✩⚝])+\ufe0f*"
VALUE = (
    rf"{SCORE}(?:{_STARS_BEHIND})?|eps?\.? ?#?\d{{1,5}}(?: ?(?:/|of) ?(?:\d{{1,5}}|\?+))?"
    r"|[★⭐🌟](?=[★⭐🌟½⯨⯪☆✩⚝])[★⭐🌟]*[½⯨⯪]?[☆✩⚝]*"
)
"""Matches details that are clear anywhere in a line. That excludes *Episode 3*, because titles contain that."""

_LABEL = re.compile(r"(?:my )?(?:score|rating|rated)\s*[:=]?\s*", re.IGNORECASE)
_SCORE_WITH_STARS = re.compile(rf"(.*[\d%]){_STARS_BEHIND}")
_SCORE_RANGE = re.compile(rf"{_RANGE}{NUMBER} ?/ ?10(?:{_STARS_BEHIND})?", re.ASCII)
_UP_TO = r"(?:(?:up to|until|till|til) )?"
_PROGRESS = re.compile(
    rf"(?:{_UP_TO}(?:{EPISODES}|watched|seen) ?#?)?(\d{{1,5}}) ?(?:/|of) ?(\d{{1,5}}|\?+)(?: ?{EPISODES})?", re.I | re.A
)
_EPISODE = re.compile(rf"{_UP_TO}{EPISODES} ?#?(?:\d{{1,5}} ?(?:[-–~]|to) ?)?(\d{{1,5}})", re.I | re.A)
_COUNTED = re.compile(r"第?(\d{1,5}) ?[話话集화]", re.ASCII)
_LENGTH = re.compile(rf"(\d{{1,5}}) ?{EPISODES}", re.I | re.A)
_LEADING = re.compile(rf"({VALUE})(?![\w/%])(.+)|({NUMBER})(?:\s*[,;:–—-]\s+)(.+)", re.I | re.A)
_STARS = re.compile(r"([★⭐🌟]*)([½⯨⯪]?)([☆✩⚝]*)")
_TIMES = {"": 1, "once": 1, "twice": 2, "thrice": 3}
_REWATCHED = re.compile(r"rewatched(?: (?:(once|twice|thrice)|x? ?(\d{1,4})(?: ?x| times)?))?", re.I | re.A)
_REWATCHES = re.compile(r"(\d{1,4}) rewatch(?:es)?", re.I | re.A)
_SEEN_TIMES = re.compile(r"x ?([2-9])|([2-9]) ?x", re.I | re.A)
_AT_EPISODE = re.compile(r"(?:at|on) (?=ep)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_PREPOSITION = re.compile(r"(?:at|after|on|in|since) ", re.IGNORECASE)
_DATES = re.compile(r"([\d./-]{4,10})(?:\s+[-–—~]\s+|\s*[–—~]\s*|\s+to\s+)([\d./-]{4,10})", re.ASCII)
_PARTS = re.compile(r"\s*[,;·|]\s*|\s+[-–—]\s+")
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


def read_apart(text: str, known: dict[str, Any]) -> dict[str, Any] | None:
    """Reads what a bracket, a dash or the like separates from the title: one thing, or several with commas."""
    text = text.strip()
    if _YEAR.fullmatch(text):
        return {"year": int(text)}
    details = _read_part(_AT_EPISODE.sub("", text, count=1), known)
    if details:
        return details
    if (match := _DATES.fullmatch(text)) and (begun := _read_date(match[1])) and (date := _read_date(match[2])):
        return {"begun": begun, "date": date}
    return _read_status_and_more(text, known) or _read_parts(_PARTS.split(text), known) or _read_leading(text, known)


def add_notes(details: dict[str, Any] | None, text: str) -> dict[str, Any] | None:
    """Adds the text after the details to them as notes, without its leading signs and the brackets around it."""
    notes = text.lstrip(" \t,.:;!?–—-)]}|★⭐🌟\ufe0f").rstrip(" \t|")
    notes = notes[1:-1] if notes[:1] == "(" and notes.find(")") == len(notes) - 1 else notes
    if not details or not is_name(notes):
        return details
    return details | {"notes": f"{details['notes']} {notes}" if "notes" in details else notes}


def read_status_phrase(text: str) -> dict[str, Any] | None:
    """Reads a status, with `rewatching` if it says that."""
    status = read_status(text)
    if status is None:
        return None
    return {"status": status, "rewatching": True} if is_rewatching(text) else {"status": status}


def _read_status_and_more(text: str, known: dict[str, Any]) -> dict[str, Any] | None:
    """Reads a status and one more thing, as in `dropped at ep 5`; for a title not watched to the end, also a reason."""
    for match in [*_WORD.finditer(text)][3::-1]:
        said = read_status_phrase(text[: match.end()])
        more = text[match.end() :].lstrip(" \t:,-–—")
        if said and more:
            details = _read_part(_PREPOSITION.sub("", more, count=1), known | said)
            if details is None and said["status"] in (ListStatus.DROPPED, ListStatus.ON_HOLD):
                details = _read_parts(_PARTS.split(more), known | said) or _read_leading(more, known) or {"notes": more}
            return None if details is None or "status" in details else said | details
    return None


def _read_parts(parts: list[str], known: dict[str, Any]) -> dict[str, Any] | None:
    """Joins what several parts say, if each says something different."""
    if not 2 <= len(parts) <= 4:
        return None
    together: dict[str, Any] = {}
    for part in parts:
        details = _read_part(part, known | together)
        if details is None or not together.keys().isdisjoint(details):
            return None
        together |= details
    return together


def _read_leading(text: str, known: dict[str, Any]) -> dict[str, Any] | None:
    """Reads one thing with a comment after it, as in `9/10 so far`."""
    match = _LEADING.fullmatch(text)
    return match and add_notes(_read_part(match[1] or match[3], known), match[2] or match[4])


def _read_part(text: str, known: dict[str, Any]) -> dict[str, Any] | None:
    details = read_status_phrase(text) or read_close(text, known) or _read_score(text, known) or _read_rewatches(text)
    if details:
        return details
    date = _read_date(text)
    return {"date": date} if date else None


def _read_date(text: str) -> PartialDate | None:
    date = read_date(text)
    # No list is that old, so `1024` is something else.
    return date if date and date.year >= 1950 else None


def read_at(text: str) -> dict[str, Any] | None:
    """Reads what follows an @: a date or an episode."""
    if text.isascii() and text.isdigit() and not _YEAR.fullmatch(text):
        return _count_episodes(text, None)
    return _read_part(text, {})


def read_close(text: str, known: dict[str, Any]) -> dict[str, Any] | None:
    """Reads a detail that is clear even if only a space separates it from the title."""
    if _SCORE_RANGE.fullmatch(text):
        return {"notes": text}
    number = _cut_stars(text)
    score = read_score(number)
    is_clear = score and (score.out_of == 10 or "%" in text or (score.out_of == 5 and number != text))
    # A score can't be 0, so 0/10 is progress. So is anything next to a score.
    if score and is_clear and score.value and "score" not in known:
        return {"score": score}
    if match := _PROGRESS.fullmatch(text):
        return _count_episodes(match[1], match[2])
    if match := _EPISODE.fullmatch(text) or _COUNTED.fullmatch(text):
        return _count_episodes(match[1], None)
    if match := _LENGTH.fullmatch(text):
        return {"length": int(match[1])} if 0 < int(match[1]) <= MAX_EPISODES else None
    return _read_stars(text.replace("\ufe0f", ""))


def _cut_stars(text: str) -> str:
    """Cuts the stars after a number, because they say the same."""
    match = _SCORE_WITH_STARS.fullmatch(text)
    return match[1] if match else text


def _count_episodes(watched: str, total: str | None) -> dict[str, Any] | None:
    episodes = int(watched)
    if total is None or total.startswith("?"):
        return {"episodes": episodes} if episodes <= MAX_EPISODES else None
    return {"episodes": episodes, "total": int(total)} if episodes <= int(total) <= MAX_EPISODES else None


def _read_stars(text: str) -> dict[str, Any] | None:
    match = _STARS.fullmatch(text)
    if match is None:
        return None
    stars = len(match[1]) + Decimal(len(match[2])) / 2
    shown = sum(map(len, match.groups()))
    # A single star only says that somebody likes it.
    return {"score": Score(stars, 5 if shown <= 5 else 10)} if stars and 2 <= shown <= 10 else None


def _read_score(text: str, known: dict[str, Any]) -> dict[str, Any] | None:
    """Reads a score that stands apart, where a bare number is out of ten."""
    number = _cut_stars(_LABEL.sub("", text, count=1))
    score = read_score(number)
    if score is None or not score.value or "score" in known:
        return None
    is_named = score.out_of == 10 or (score.out_of is not None and (number != text or "%" in text))
    is_bare = score.out_of is None and score.value <= 10
    return {"score": score} if is_named or is_bare else None


def _read_rewatches(text: str) -> dict[str, Any] | None:
    if match := _REWATCHED.fullmatch(text):
        rewatches = int(match[2]) if match[2] else _TIMES[(match[1] or "").lower()]
    elif match := _REWATCHES.fullmatch(text):
        rewatches = int(match[1])
    elif match := _SEEN_TIMES.fullmatch(text):
        rewatches = int(match[1] or match[2]) - 1  # the first time was not a rewatch
    else:
        return None
    return {"rewatches": rewatches} if rewatches <= MAX_REWATCHES else None
