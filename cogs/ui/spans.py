"""Finds the formatting in Discord's Markdown: which characters are markers, and what lies between them.

The rules follow Discord's clients (https://support.discord.com/hc/en-us/articles/210298617). Every `||…||` counts as a
spoiler here, from left to right. `hidden.py` knows the other ways in which clients read the bars.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)

_BLOCK_START = re.compile(r" {0,20}(?:>|>>>|#{1,3}|-#|[-*+]|[0-9]{1,9}\.) ")

_QUOTE = re.compile(r"^(> (?=.)|>>> )(.*)$", re.MULTILINE)

# A token can't be cut. Where several could begin at the same place, the first in this list wins.
_TOKEN = re.compile(
    r"""
    (?P<escape> \\[^\w\s] )
    | (?P<fence> ```(?P<language>[A-Za-z0-9_+\-.#]{1,20}\n)?(?P<code>.+?)``` )
    | (?P<code_span> (?P<ticks>`{1,2})(?!`)[^`\n]+(?P=ticks)(?!`) )
    | (?P<link> \[[^\[\]\n]{1,300}\]\([^()\s]{1,500}\) | https?://[^\s<>|*]{1,500} | <[^<>\s]{1,100}> )
    | (?P<marker> \*{1,3}(?!\*) | _{1,2}(?!_) | ~~(?!~) )
    | (?P<run> \*{4,} | _{3,} | ~{3,} | `+ )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Formatted text, from the end of its opening marker (`start`) to the beginning of its closing marker (`end`)."""

    start: int
    end: int
    opener: str
    closer: str
    is_block: bool = False
    """Whether the opening marker must be at the beginning of a line."""


class Scan:
    """The formatting of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._blocked = bytearray(len(text) + 1)
        self._in_spoiler = bytearray(len(text) + 1)
        self.spans: list[Span] = []
        spoilers = [match.span() for match in SPOILER.finditer(text)]
        for start, end in spoilers:
            self._add(Span(start + 2, end - 2, "||", "||"), opener=start, closer=end)
            self._in_spoiler[start + 2 : end - 1] = b"\1" * (end - start - 3)
        self._scan_quotes()
        self._scan_tokens(spoilers)
        changes = [0] * (len(text) + 2)
        for span in self.spans:
            changes[span.start] += 1
            changes[span.end + 1] -= 1
        self._depths = list(accumulate(changes))

    def get_depth(self, position: int) -> int:
        """How many spans are open at a position between two characters."""
        return self._depths[position]

    def list_open(self, position: int) -> list[Span]:
        """The spans that are open at a position between two characters, outermost first."""
        spans = [span for span in self.spans if span.start <= position <= span.end]
        return sorted(spans, key=lambda span: (not span.is_block, span.start, -span.end))

    def keeps_spoilers(self, position: int) -> bool:
        """Whether a spoiler that is closed here and opened again on the next page still hides the same characters."""
        if not self._in_spoiler[position]:
            return not (self._blocked[position] and self._text[position - 1 : position + 1] == "||")
        return self._text[position - 1] != "|" and not self._text.startswith("||", position)

    def stays_in_line(self, position: int) -> bool:
        """Whether what follows a cut here isn't read as the beginning of a quote, a heading or a list item."""
        return self._text[position - 1] == "\n" or not _BLOCK_START.match(self._text, position)

    def can_cut(self, position: int) -> bool:
        """Whether a cut here keeps together what belongs together: markers, links, emoji, letters and their accents."""
        return not self._blocked[position] and self.keeps_spoilers(position) and not is_joined(self._text, position)

    def _add(self, span: Span, *, opener: int, closer: int) -> None:
        """Adds a span. Its markers, from `opener` to `start` and from `end` to `closer`, can't be cut."""
        self.spans.append(span)
        self._block(opener + 1, span.start + 1)
        self._block(span.end, closer)

    def _block(self, start: int, end: int) -> None:
        self._blocked[start:end] = b"\1" * max(0, end - start)

    def _scan_quotes(self) -> None:
        for match in _QUOTE.finditer(self._text):
            if self._in_spoiler[match.start()]:
                continue
            is_rest = match[1] == ">>> "
            end = len(self._text) if is_rest else match.end()
            self.spans.append(Span(match.start(2), end, match[1], "", is_block=True))
            self._block(match.start() + 1, match.start(2) + 1)
            if is_rest:
                return

    def _scan_tokens(self, spoilers: list[tuple[int, int]]) -> None:
        edges = [edge for start, end in spoilers for edge in (start, start + 2, end - 2, end)]
        outside = _Emphasis(self)
        inside = _Emphasis(self)
        region = -1
        for match in _TOKEN.finditer(self._text):
            first, last = bisect_right(edges, match.start()), bisect_right(edges, match.end() - 1)
            if first != last or first % 4 in (1, 3):
                continue  # it crosses a spoiler's edge, where clients disagree about what it is
            if first % 4 == 2 and first != region:
                region, inside = first, _Emphasis(self)
            self._take(match, inside if first % 4 == 2 else outside)

    def _take(self, match: re.Match[str], emphasis: "_Emphasis") -> None:
        if match["marker"]:
            emphasis.take(match[0], match.start(), self._text)
            self._block(match.start() + 1, match.end())
        elif match["fence"]:
            start, end = match.span("code")
            language = match["language"] or ""
            self._add(
                Span(start, end, f"```{language or chr(10)}", "\n```", True), opener=match.start(), closer=match.end()
            )
        elif match["code_span"]:
            ticks = match["ticks"]
            start, end = match.start() + len(ticks), match.end() - len(ticks)
            self._add(Span(start, end, ticks, ticks), opener=match.start(), closer=match.end())
        else:
            self._block(match.start() + 1, match.end())


class _Emphasis:
    """Pairs the markers of bold, italics, underline and strikethrough. A marker without a partner is plain text."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._open: list[tuple[str, int]] = []

    def take(self, marker: str, position: int, text: str) -> None:
        parts = ["**", "*"] if marker == "***" else [marker]
        open_parts = [part for part, _ in reversed(self._open) if part in parts]
        before, after = text[position - 1 : position], text[position + len(marker) : position + len(marker) + 1]
        # Single characters are common in plain text, so Discord looks at what is around them.
        is_single = marker in "*_"
        if open_parts and not (is_single and not before.strip()) and not (marker == "_" and after.isalnum()):
            for part in open_parts:
                self._close(part, position, position + len(marker))
        elif not (is_single and not after.strip()) and not (marker == "_" and before.isalnum()):
            for part in parts:
                if part not in open_parts:
                    self._open.append((part, position + len(marker)))

    def _close(self, marker: str, position: int, end: int) -> None:
        while self._open:
            opened, start = self._open.pop()
            if opened == marker:
                if start < position:
                    self._scan._add(Span(start, position, marker, marker), opener=start - len(marker), closer=end)
                return


def is_joined(text: str, position: int) -> bool:
    """Whether the characters before and after a position form one visible character, such as a flag."""
    before, after = text[position - 1], text[position]
    return (
        before == "\u200d"
        or after in "\u200d\ufe0e\ufe0f\u20e3"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or unicodedata.combining(after) > 0
        or (_is_flag_letter(after) and _count_flag_letters(text, position) % 2 == 1)
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _count_flag_letters(text: str, position: int) -> int:
    start = position
    while start > 0 and _is_flag_letter(text[start - 1]):
        start -= 1
    return position - start


def ends_of(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterable[int]:
    """The ends of a pattern's matches between two positions, last first."""
    return reversed([match.end() for match in pattern.finditer(text, start, end)])
