"""Turns a file into a review: plain text, Markdown or the text of a MyAnimeList review page."""

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cogs.core.errors import Refusal
from cogs.core.files import CONTROL, find_wide_encoding, name_format, show_name, with_plain_newlines, without_first_nuls
from cogs.core.language import _, ngettext
from cogs.reviews.writing.page_words import (
    AFTER_RATING,
    BYLINE,
    DATE,
    DOUBLED_TAG,
    EPISODES,
    LINKS,
    MONTHS,
    OTHER_TAGS,
    PRELIMINARY,
    RATING,
    SPOILER,
    TAG,
    TAG_LINE,
    VERDICTS,
)
from db.reviews.models import MAX_BODY_LENGTH, Verdict

MAX_FILE_SIZE = 100_000
"""The largest file to download, in bytes: the longest review in four-byte characters, and a page around it."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a review, with what a review page says about it. Any other file has only the text."""

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
    """Also None where the page says `?`."""
    tags: tuple[str, ...] = ()
    """The other tags, in the page's order, without duplicates: `("Well-written", "Funny")`."""


# Bytes to text


def decode(data: bytes, filename: str) -> str:
    """Returns the text of a UTF-8 file without its byte order mark, with lines that end with `\\n`.

    Raises Refusal if the file is too large, is empty, isn't text, or has another encoding. The sentence names the file
    by `filename`.
    """
    send_text = _("Save the review as plain text in UTF-8 and send that.")
    send_utf8 = _("Open it in an editor, save it with the encoding UTF-8 and send it again.")
    name = show_name(filename)
    if len(data) > MAX_FILE_SIZE:
        raise Refusal(
            _("{name} is too large ({size} bytes, and the limit is {most}). Send a shorter text."),
            name=name,
            size=len(data),
            most=MAX_FILE_SIZE,
        )
    if other_format := name_format(data):
        raise Refusal(
            # Translators: {name} is a file, {format} is such as "a PNG picture", {advice} is a sentence
            _("{name} is {format}, not text, even if its name says otherwise. {advice}"),
            name=name,
            format=other_format,
            advice=send_text,
        )
    if find_wide_encoding(data):
        raise Refusal(_("{name} is saved as UTF-16 or UTF-32, not as UTF-8. {advice}"), name=name, advice=send_utf8)
    data = without_first_nuls(data)
    if b"\0" in data:
        raise Refusal(_("{name} is not a text file. {advice}"), name=name, advice=send_text)
    try:
        text = with_plain_newlines(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refusal(
            _("{name} is not saved as UTF-8, but perhaps as Windows-1252 or Shift-JIS. {advice}"),
            name=name,
            advice=send_utf8,
        ) from None
    if CONTROL.search(text):
        raise Refusal(
            _("{name} is not a text file, because it has control characters in it. {advice}"),
            name=name,
            advice=send_text,
        )
    if not text.strip():
        raise Refusal(_("{name} is empty. Write the review into it and send it again."), name=name)
    return text


# Text to review

_NAVIGATION_LINES = 100
"""The most lines, without blank ones, that come before a page's date and tags."""
_TITLE_LINES = 8
"""The same if nothing but the lines at the beginning shows that the text is a page."""
_HEADER_LINES = 30
"""The most lines from the date to the last tag."""
_TITLE_LENGTH = 200
"""The most characters in a title. Longer lines belong to the body."""


class _TextLine(NamedTuple):
    """A line that is not blank."""

    number: int
    text: str
    """With single spaces, and none at its ends."""


class _Header(NamedTuple):
    """What a page says before the body. The body begins at the line with the index `end`."""

    end: int
    written_on: date | None
    tags: str

    @property
    def is_certain(self) -> bool:
        """Whether this is surely a page: hardly any other text begins like this."""
        return bool(self.written_on and self.tags) or DOUBLED_TAG.search(self.tags) is not None


class _Page(NamedTuple):
    header: _Header
    body: list[_TextLine]
    rating: int


def read_document(text: str) -> Document:
    """Returns the review in the text of a MyAnimeList review page; any other text is the review itself.

    Such a page has a line `Reviewer's Rating: 7`. Either the page's question or reactions follow it, or the page's date
    and tags are at the beginning. Nothing after the rating belongs to the review.

    Raises Refusal for a body that is empty or too long, a rating outside 1–10, or a page with several reviews.
    """
    raw_lines = with_plain_newlines(text).split("\n")
    lines = [_TextLine(number, " ".join(line.split())) for number, line in enumerate(raw_lines) if line.strip()]
    page = _find_page(lines)
    body_lines = page.body if page else lines
    if not body_lines:
        raise Refusal(_("The file has no review in it. Write one into it and send it again."))
    body = "\n".join(raw_lines[body_lines[0].number : body_lines[-1].number + 1])
    if len(body) > MAX_BODY_LENGTH:
        raise Refusal(
            _("The review is too long ({length} characters, and the limit is {most}). Shorten it and send it again."),
            length=len(body),
            most=MAX_BODY_LENGTH,
        )
    return _document(body, page) if page else Document(body)


def _document(body: str, page: _Page) -> Document:
    tags = tuple(dict.fromkeys(re.findall(TAG, page.header.tags)))
    episodes = re.search(EPISODES, page.header.tags)
    return Document(
        body=body,
        rating=page.rating,
        written_on=page.header.written_on,
        verdict=next((VERDICTS[tag] for tag in tags if tag in VERDICTS), None),
        has_spoilers=SPOILER in tags,
        is_preliminary=PRELIMINARY in tags or episodes is not None,
        episodes_seen=int(episodes[1]) if episodes else None,
        episodes_total=int(episodes[2]) if episodes and episodes[2] != "?" else None,
        tags=tuple(tag for tag in tags if tag in OTHER_TAGS),
    )


def _find_page(lines: list[_TextLine]) -> _Page | None:
    """The page in the lines. None for any other text."""
    ratings = {index: int(match[1]) for index, line in enumerate(lines) if (match := RATING.fullmatch(line.text))}
    if not ratings:
        return None
    closed = [index for index in ratings if index + 1 < len(lines) and AFTER_RATING.fullmatch(lines[index + 1].text)]
    if len(closed) > 1:
        sentence = ngettext(
            "The page has {number} review. Open one by itself and send the text of its page.",
            "The page has {number} reviews. Open one by itself and send the text of its page.",
            len(closed),
        )
        raise Refusal(sentence)

    end = closed[0] if closed else max(ratings)
    rating = ratings[end]
    header = _find_header(lines[:end], _NAVIGATION_LINES if closed else _TITLE_LINES)
    if not closed and not header.is_certain:
        return None
    if not 1 <= rating <= 10:
        raise Refusal(
            _(
                "The page has the rating {rating}, but a rating must be from 1 to 10. Correct it and send the page "
                "again."
            ),
            rating=str(rating),
        )
    while end > header.end and LINKS.fullmatch(lines[end - 1].text):
        end -= 1
    return _Page(header, lines[header.end : end], rating)


def _find_header(lines: list[_TextLine], lines_before: int) -> _Header:
    """The first certain header. Without one, the date or tags at the beginning, if any."""
    for index, line in enumerate(lines[:lines_before]):
        if len(line.text) > _TITLE_LENGTH:
            break
        header = _header_at(index, lines)
        if header.is_certain:
            return header
        if header.written_on:
            break  # A page's own date is the first one, and more of a page follows it. This one is in the body.
    return _header_at(0, lines)


def _header_at(start: int, lines: list[_TextLine]) -> _Header:
    header = _Header(0, None, "")
    for index, (_number, text) in enumerate(lines[start : start + _HEADER_LINES], start):
        day = _parse_date(text)
        if day and not header.written_on:
            header = _Header(index + 1, day, header.tags)
        elif TAG_LINE.fullmatch(text):
            header = _Header(index + 1, header.written_on, f"{header.tags} {text}")
        elif index == start or header.tags or not BYLINE.fullmatch(text):
            break
    return header


def _parse_date(text: str) -> date | None:
    match = DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[3]), MONTHS.index(match[1]) + 1, int(match[2]))
    except ValueError:
        return None
