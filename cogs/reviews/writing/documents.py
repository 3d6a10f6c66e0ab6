"""Turns a stranger's file into the text of a review: plain text, Markdown or the text of a MyAnimeList review page."""

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cogs.core.errors import Refusal
from cogs.core.files import CONTROL, find_wide_encoding, name_format, show_name, with_plain_newlines
from db.reviews.models import MAX_BODY_LENGTH, Verdict

MAX_FILE_SIZE = 100_000
"""The largest file worth downloading, in bytes: the longest review in four-byte characters, and a page around it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A review's text and what a review page says of it. A file that is no such page has only the text."""

    body: str
    """1 to `MAX_BODY_LENGTH` characters without blank lines around them. Lines end with `\\n`."""
    rating: int | None = None
    """1–10."""
    written_on: date | None = None
    verdict: Verdict | None = None
    has_spoilers: bool = False
    is_preliminary: bool = False
    episodes_seen: int | None = None
    episodes_total: int | None = None
    """None also where the page says `?`."""
    tags: tuple[str, ...] = ()
    """The other tags, each once, in the page's order: `("Well-written", "Funny")`."""


# Bytes to text

_SEND_TEXT = "save the review as plain text in UTF-8 and send that"
_SEND_UTF8 = "open it in an editor, save it with the encoding UTF-8 and send it again"


def decode(data: bytes, filename: str) -> str:
    """Returns the text of a UTF-8 file without its byte order mark, with lines that end with `\\n`.

    Raises Refusal when the file is too large, empty, no text, or text in another encoding. `filename` serves
    only to name the file in that sentence.
    """
    name = show_name(filename)
    if len(data) > MAX_FILE_SIZE:
        raise Refusal(
            "{name} is too large ({size} / {most} bytes); send a shorter text.",
            name=name,
            size=len(data),
            most=MAX_FILE_SIZE,
        )
    if other_format := name_format(data):
        raise Refusal(
            f"{{name}} is {{format}}, not text, whatever its name says; {_SEND_TEXT}.", name=name, format=other_format
        )
    if find_wide_encoding(data):
        raise Refusal(f"{{name}} is saved as UTF-16 or UTF-32, not as UTF-8; {_SEND_UTF8}.", name=name)
    if b"\0" in data:
        raise Refusal(f"{{name}} is not a text file; {_SEND_TEXT}.", name=name)
    try:
        text = with_plain_newlines(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refusal(
            f"{{name}} is not saved as UTF-8 but perhaps as Windows-1252 or Shift-JIS; {_SEND_UTF8}.", name=name
        ) from None
    if CONTROL.search(text):
        raise Refusal(f"{{name}} is not a text file, for it has control characters; {_SEND_TEXT}.", name=name)
    if not text.strip():
        raise Refusal("{name} is empty; write the review into it and send it again.", name=name)
    return text


# Text to review

_VERDICTS = {
    "Recommended": Verdict.RECOMMENDED,
    "Mixed Feelings": Verdict.MIXED_FEELINGS,
    "Not Recommended": Verdict.NOT_RECOMMENDED,
}
_OTHER_TAGS = ("Love it", "Funny", "Confusing", "Informative", "Well-written", "Creative")
_TAG = "|".join(("Preliminary", "Spoiler", *_VERDICTS, *_OTHER_TAGS))
_EPISODES = r"\( ?([0-9]{1,4}) ?/ ?([0-9]{1,4}|\?) ?eps? ?\)"
_TAG_LINE = re.compile(rf"(?:(?:{_TAG}|{_EPISODES})[ ,·|]*)+")
_DOUBLED_TAG = re.compile(rf"({_TAG})\1")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME = r"[0-9]{1,2}:[0-9]{2} ?[AP]M"
_DATE = re.compile(rf"({'|'.join(_MONTHS)})[a-z]* ([0-9]{{1,2}}), (20[0-9]{{2}})(?:,? {_TIME})?")
_BYLINE = re.compile(r"[\w-]{2,16}|[0-9,]+ reviews?", re.IGNORECASE)
"""A member's name or number of reviews, which may stand between the date and the tags."""

_RATING = re.compile(r"Reviewer['’‘ʼ`´]s Rating ?: ?([0-9]{1,9})(?: ?/ ?10)?")
_LINKS = re.compile(r"(?:(?:Read more|Show all|Show less|Reply|Permalink|Report)[ ·|]*)+", re.IGNORECASE)
_REACTION = "|".join(("Nice", *_OTHER_TAGS))
_AFTER_RATING = re.compile(
    rf"What did you think of this review\?|({_REACTION}) ?\1 ?[0-9][0-9,]*|{_LINKS.pattern}", re.IGNORECASE
)

_NAVIGATION_LINES = 100
"""Before a page's date and tags there are at most so many lines that are not blank."""
_TITLE_LINES = 8
"""The same where only the beginning can show that this is a page."""
_HEADER_LINES = 30
"""From the date to the last tag."""
_TITLE_LENGTH = 200
"""Characters of the longest title. Longer lines belong to the body."""


class _TextLine(NamedTuple):
    """A line that is not blank."""

    number: int
    text: str
    """With single spaces, and none around it."""


class _Header(NamedTuple):
    """What a page says before the body, which begins with the line at the index `end`."""

    end: int
    written_on: date | None
    tags: str

    @property
    def is_certain(self) -> bool:
        """Whether hardly anybody's own text begins like this."""
        return bool(self.written_on and self.tags) or _DOUBLED_TAG.search(self.tags) is not None


class _Page(NamedTuple):
    header: _Header
    body: list[_TextLine]
    rating: int


def read_document(text: str) -> Document:
    """Returns the review that a text is, or the one in it when it is the text of a MyAnimeList review page.

    Such a page has a line `Reviewer's Rating: 7`, and the page's question or reactions right after it or the page's
    date and tags at the beginning. All that follows the rating is the page's.

    Raises Refusal for a body that is empty or too long, a rating outside 1–10 and a page of several reviews.
    """
    raw_lines = with_plain_newlines(text).split("\n")
    lines = [_TextLine(number, " ".join(line.split())) for number, line in enumerate(raw_lines) if line.strip()]
    page = _find_page(lines)
    body_lines = page.body if page else lines
    if not body_lines:
        raise Refusal("The file has no review in it; write one into it and send it again.")
    body = "\n".join(raw_lines[body_lines[0].number : body_lines[-1].number + 1])
    if len(body) > MAX_BODY_LENGTH:
        raise Refusal(
            "The review is too long ({length} / {most} characters); shorten it and send it again.",
            length=len(body),
            most=MAX_BODY_LENGTH,
        )
    return _document(body, page) if page else Document(body)


def _document(body: str, page: _Page) -> Document:
    tags = tuple(dict.fromkeys(re.findall(_TAG, page.header.tags)))
    episodes = re.search(_EPISODES, page.header.tags)
    return Document(
        body=body,
        rating=page.rating,
        written_on=page.header.written_on,
        verdict=next((_VERDICTS[tag] for tag in tags if tag in _VERDICTS), None),
        has_spoilers="Spoiler" in tags,
        is_preliminary="Preliminary" in tags or episodes is not None,
        episodes_seen=int(episodes[1]) if episodes else None,
        episodes_total=int(episodes[2]) if episodes and episodes[2] != "?" else None,
        tags=tuple(tag for tag in tags if tag in _OTHER_TAGS),
    )


def _find_page(lines: list[_TextLine]) -> _Page | None:
    """The page that the lines are; None for any other text."""
    ratings = {index: int(match[1]) for index, line in enumerate(lines) if (match := _RATING.fullmatch(line.text))}
    if not ratings:
        return None
    closed = [index for index in ratings if index + 1 < len(lines) and _AFTER_RATING.fullmatch(lines[index + 1].text)]
    if len(closed) > 1:
        raise Refusal(
            "The page has {number} reviews; open one by itself and send the text of its page.", number=str(len(closed))
        )

    end = closed[0] if closed else max(ratings)
    rating = ratings[end]
    header = _find_header(lines[:end], _NAVIGATION_LINES if closed else _TITLE_LINES)
    if not closed and not header.is_certain:
        return None
    if not 1 <= rating <= 10:
        raise Refusal(
            "The page has the rating {rating}, but it must be 1 to 10; correct it and send it again.",
            rating=str(rating),
        )
    while end > header.end and _LINKS.fullmatch(lines[end - 1].text):
        end -= 1
    return _Page(header, lines[header.end : end], rating)


def _find_header(lines: list[_TextLine], lines_before: int) -> _Header:
    """The first certain header; without one, the date or tags that the lines begin with, if they do."""
    for index, line in enumerate(lines[:lines_before]):
        if len(line.text) > _TITLE_LENGTH:
            break
        header = _header_at(index, lines)
        if header.is_certain:
            return header
        if header.written_on:
            break  # The page's date is the first; one that nothing of a page follows is in the body.
    return _header_at(0, lines)


def _header_at(start: int, lines: list[_TextLine]) -> _Header:
    header = _Header(0, None, "")
    for index, (_, text) in enumerate(lines[start : start + _HEADER_LINES], start):
        day = _parse_date(text)
        if day and not header.written_on:
            header = _Header(index + 1, day, header.tags)
        elif _TAG_LINE.fullmatch(text):
            header = _Header(index + 1, header.written_on, f"{header.tags} {text}")
        elif index == start or header.tags or not _BYLINE.fullmatch(text):
            break
    return header


def _parse_date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[3]), _MONTHS.index(match[1]) + 1, int(match[2]))
    except ValueError:
        return None
