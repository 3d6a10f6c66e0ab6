"""Long texts in Discord's Markdown, in parts: pages for a reader, an excerpt for a card.

A part never cuts through formatting: what is open at its end is closed there and opened again in the next one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cogs.ui.hidden import find_hidden, list_hidden
from cogs.ui.spans import Scan, Span, ends_of, is_joined

HIDDEN = "▒▒▒"
"""Replaces the text of a spoiler in an excerpt."""

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"\n\s*")
_SENTENCE_END = re.compile(r"[.!?…][*_~|)\"'’”]{0,8}\s+|[。！？]\s*")
_SPACE = re.compile(r"\s+")

_HEADING = re.compile(r"^#{1,3} [^\n]*$\s*\Z", re.MULTILINE)
"""A heading at the end of a text. A cut after it would separate it from its section."""

_QUOTE_START = re.compile(r" *>{1,3} ")
_MARKUP = re.compile(r"([\\|*_~\[<:])")
"""Characters that a client may read as formatting, other than at the beginning of a line."""
_TICK = "ˋ"
"""Stands for a backtick where it must not begin code."""
_MASKED_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}\)")
_DISGUISED_LINK = re.compile(r"(\[[^\[\]\n]*://[^\[\]\n]*\])\((?=[ \t]*<?https?://)", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*```[A-Za-z0-9_+\-.#]{0,20}[ \t]*$\n?|```", re.MULTILINE)
_BLOCK_MARKER = re.compile(r"^[ \t]*(?:>>> |> )?(?:#{1,3} |-# )?(?P<bullet>[-*+] (?=\S))?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a text."""

    body: str
    """The part as it was written; the bodies of all pages one after the other are the whole text."""
    text: str
    """The body with markers that open and close the formatting cut at its edges."""


@lru_cache(maxsize=64)
def paginate(text: str, limit: int = 3500) -> tuple[Page, ...]:
    """Cuts a text into pages of at most `limit` characters, which must be at least 100. Cuts at paragraphs if possible.

    Whatever some client hides in the whole text, every client hides on the pages. A page for which that doesn't hold
    is shown without formatting, with each line's spoilers on their own.
    """
    hidden = find_hidden(text)
    scan = Scan(text)
    pages = []
    start = 0
    opened: list[Span] = []
    while True:
        opener = "".join(span.opener for span in opened)
        end = len(text)
        if len(opener) + end - start > limit:
            end = _find_cut(scan, text, start, start + limit - len(opener))
        closed = scan.list_open(end) if end < len(text) else []
        shown, places = _close(text[start:end], closed)
        shown = opener + shown
        places = [None] * len(opener) + [place if place is None else place + start for place in places]
        if not _hides(shown, places, text, hidden):
            quote = "".join(span.opener for span in opened if span.opener.startswith(">"))
            shown, end = _write_plainly(text, hidden, start, end, limit, quote)
            closed = scan.list_open(end) if end < len(text) else []
        pages.append(Page(text[start:end], shown))
        if end == len(text):
            return tuple(pages)
        start, opened = end, closed


# A card is redrawn whenever its counts change, but its text hardly ever changes.
@lru_cache(maxsize=256)
def excerpt(text: str, limit: int = 350) -> str:
    """The beginning of a text in at most `limit` characters, without block formatting, link targets and spoilers.

    Ends in `…` if something is left out. If clients may disagree about what is hidden, the excerpt ends before the
    first `||`.
    """
    if not _is_plain(text):
        text = f"{text.partition('||')[0]}{HIDDEN}…"
    # Text far beyond the limit can't be shown. It only matters for closing a spoiler that began earlier.
    shown = _mask(text)[: limit * 10].replace("||", "|")
    flat = _FENCE.sub("", shown)
    flat = _MASKED_LINK.sub(r"\1", flat)
    flat = _BLOCK_MARKER.sub(lambda match: "• " if match["bullet"] else "", flat)
    flat = re.sub(r"\s*\n\s*", "\n", flat).strip()
    if len(flat) <= limit:
        return flat
    shown = paginate(flat, limit - 2)[0].text.rstrip()
    return f"{shown} …" if shown.endswith((".", "!", "?", "…", "。")) else f"{shown}…"


def show_addresses(text: str) -> str:
    """Shows the real address of each link whose label looks like another address. The length stays the same."""
    return _DISGUISED_LINK.sub(r"\1 ", text)


def _find_cut(scan: Scan, text: str, start: int, end: int) -> int:
    """The best place for a cut after `start` and no later than `end`."""

    def has_room(position: int) -> bool:
        return position + sum(len(span.closer) for span in scan.list_open(position)) <= end

    def is_safe(position: int) -> bool:
        return scan.stays_in_line(position) and scan.can_cut(position)

    earliest = start + (end - start) * 2 // 3
    for can_cut in (is_safe, scan.can_cut):
        for pattern in (_BLANK_LINE, _LINE_END):
            for position in ends_of(pattern, text, earliest, end):
                if scan.get_depth(position) == 0 and can_cut(position) and not _HEADING.search(text[start:position]):
                    return position
        for pattern in (_BLANK_LINE, _LINE_END, _SENTENCE_END, _SPACE):
            for position in ends_of(pattern, text, earliest, end):
                if can_cut(position) and has_room(position):
                    return position
        for position in range(end, start, -1):
            if can_cut(position) and has_room(position):
                return position
    for position in range(end, start, -1):
        if scan.keeps_spoilers(position) and has_room(position):
            return position
    raise AssertionError("a page has room for more than a spoiler's markers")


def _close(body: str, spans: list[Span]) -> tuple[str, list[int | None]]:
    """A page's body with its open spans closed, and where each character of it is in the body.

    Discord reads a marker after a space as plain text, so closing markers go before the space. Only a spoiler's marker
    goes after it, because the space is part of the spoiler.
    """
    core = body.rstrip()
    closers = [span.closer for span in reversed(spans)]
    inner = closers.index("||") if "||" in closers else len(closers)
    if not core or not any(closers):
        core, inner = body, 0
    before, after = "".join(closers[:inner]), "".join(closers[inner:])
    shown = core + before + body[len(core) :] + after
    places = list(range(len(body)))
    return shown, [*places[: len(core)], *[None] * len(before), *places[len(core) :], *[None] * len(after)]


def _hides(shown: str, places: list[int | None], text: str, hidden: bytes) -> bool:
    """Whether every client hides on a page what some client hides in the whole text.

    `places` says where each character of the page is in the text.
    """
    if not any(hidden):
        return True
    secret = [
        index for index, place in enumerate(places) if place is not None and hidden[place] and _is_content(text[place])
    ]
    return not secret or all(
        reading[index] for page in {shown, show_addresses(shown)} for reading in list_hidden(page) for index in secret
    )


def _write_plainly(text: str, hidden: bytes, start: int, end: int, limit: int, quote: str) -> tuple[str, int]:
    """A page that all clients read alike, and where it ends, which is at `end` or before.

    `quote` is the quote in which the page begins, if it is in the middle of a quoted line.
    """
    while True:
        shown = _escape_lines(text, hidden, start, end, quote)
        if len(shown) <= limit:
            return shown, end
        end = start + max(1, (end - start) * limit // len(shown) - 1)
        spaces = ends_of(_SPACE, text, start + (end - start) * 2 // 3, end)
        end = next(iter(spaces), end)
        while end > start + 1 and is_joined(text, end):
            end -= 1


def _escape_lines(text: str, hidden: bytes, start: int, end: int, quote: str) -> str:
    shown = ""
    for line in text[start:end].splitlines(keepends=True):
        mark = _QUOTE_START.match(line) if start == 0 or text[start - 1] == "\n" else None
        shown += mark[0] if mark else quote
        for part, is_hidden in _split(text, hidden, start + (mark.end() if mark else 0), start + len(line)):
            plain = _MARKUP.sub(r"\\\1", part).replace("`", _TICK)
            core = plain.strip() if is_hidden else ""
            shown += plain.replace(core, f"||{core}||", 1) if core else plain
        start += len(line)
        quote = ""
    return shown


def _mask(text: str) -> str:
    """A text in which `HIDDEN` stands for everything that some client hides."""
    parts = _split(text, find_hidden(text), 0, len(text))
    return "".join(HIDDEN if is_hidden else part for part, is_hidden in parts)


def _is_plain(text: str) -> bool:
    """Whether all clients hide the same, and every `||` belongs to a spoiler."""
    if "||" not in text:
        return True
    is_agreed = len(set(list_hidden(text))) == 1
    return is_agreed and (not any(find_hidden(text)) or "||" not in _mask(text))


def _split(text: str, hidden: bytes, start: int, end: int) -> Iterator[tuple[str, bool]]:
    """The hidden and the visible parts between two positions, without the bars around spoilers."""
    while start < end:
        stop = hidden.find(0 if hidden[start] else 1, start, end)
        stop = end if stop < 0 else stop
        part = text[start:stop]
        if not hidden[start]:
            part = part.removeprefix("||") if start and hidden[start - 1] else part
            part = part.removesuffix("||") if stop < len(text) and hidden[stop] else part
        yield part, bool(hidden[start])
        start = stop


def _is_content(character: str) -> bool:
    """Whether a character gives something away. Spaces and signs of formatting don't."""
    return character.isalnum() or (ord(character) > 127 and not character.isspace())
