"""Long texts in Discord's Markdown, in parts: pages for a reader, an excerpt for a card.

A part never cuts through formatting: what is open at its end is closed there and opened again in the next one.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from cogs.ui.spans import SPOILER, Scan, Span, ends_of, has_plain_spoilers

HIDDEN = "▒▒▒"
"""Replaces the text of a spoiler in an excerpt."""

_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"\n\s*")
_SENTENCE_END = re.compile(r"[.!?…][*_~|)\"'’”]{0,8}\s+|[。！？]\s*")
_SPACE = re.compile(r"\s+")

_HEADING = re.compile(r"^#{1,3} [^\n]*$\s*\Z", re.MULTILINE)
"""A heading at the end of a text. A cut after it would separate it from its section."""

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


def paginate(text: str, limit: int = 3500) -> list[Page]:
    """Cuts a text into pages of at most `limit` characters, which must be at least 100. Cuts at paragraphs if possible.

    Every `||…||` counts as a spoiler, and each page hides exactly the characters that the whole text hides. Discord's
    clients read some `||` differently, for example in code. Such pieces stay whole unless a page has no other place for
    a cut.
    """
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
        body = text[start:end]
        pages.append(Page(body, opener + _close(body, closed)))
        if end == len(text):
            return pages
        start, opened = end, closed


# A card is redrawn whenever its counts change, but its text hardly ever changes.
@lru_cache(maxsize=256)
def excerpt(text: str, limit: int = 350) -> str:
    """The beginning of a text in at most `limit` characters, without block formatting, link targets and spoilers.

    Ends in `…` if something is left out. If clients may disagree about what is hidden, the excerpt ends before the
    first `||`.
    """
    if not has_plain_spoilers(text):
        text = f"{text.partition('||')[0]}{HIDDEN}…"
    # Text far beyond the limit can't be shown. It only matters for closing a spoiler that began earlier.
    shown = SPOILER.sub(HIDDEN, text)[: limit * 10].replace("||", "|")
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
        return scan.is_undisputed(position) and scan.can_cut(position)

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


def _close(body: str, spans: list[Span]) -> str:
    """A page's body with its open spans closed.

    Discord reads a marker after a space as plain text, so closing markers go before the space. Only a spoiler's marker
    goes after it, because the space is part of the spoiler.
    """
    core = body.rstrip()
    closers = [span.closer for span in reversed(spans)]
    if not core or not any(closers):
        return body + "".join(closers)
    space = body[len(core) :]
    inner = closers.index("||") if "||" in closers else len(closers)
    return core + "".join(closers[:inner]) + space + "".join(closers[inner:])
