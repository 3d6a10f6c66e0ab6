"""Finds what spoilers hide in Discord's Markdown, in every way in which a client may read the text.

Clients agree that `||…||` hides, but not about bars in code, after a backslash, in quotes, or across other formatting.
So a text is read in several ways. What any of them hides must stay hidden.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple


class Reading(NamedTuple):
    """A way to read a text. What comes first in a text wins, as long as it has an end."""

    escapes: bool
    """Whether a backslash makes the next sign plain text."""
    code: bool
    """Whether there are no spoilers in code."""
    headings: bool
    """Whether headings end with their line."""
    items: bool
    """Whether list items and small text end with their line."""
    quotes: bool
    """Whether a quote over several lines is read as one text, without its `>`."""
    quoted_lines: bool
    """Whether each line of a quote is read on its own."""
    styles: bool
    """Whether emphasis and links are read before the spoilers inside them."""


_READINGS = [
    Reading(*flags)
    for flags in product((False, True), repeat=7)
    # Whoever knows more than bars knows code and escapes, and whoever knows headings, items and styles knows quotes.
    if (all(flags[:2]) or not any(flags[2:]))
    and flags[3] <= flags[2] <= (flags[4] or flags[5])
    and flags[6] <= (flags[4] or flags[5])
    and not (flags[4] and flags[5])
]

_RELEVANT = (
    re.compile(r"\\"),
    re.compile("`"),
    re.compile(r"^[ >]*#{1,3} ", re.MULTILINE),
    re.compile(r"^[ >]*(?:-#|[-*+]|[0-9]{1,9}\.) ", re.MULTILINE),
    re.compile(r"^ *>", re.MULTILINE),
    re.compile(r"^ *>", re.MULTILINE),
    re.compile(r"[*_~\[<:]"),
)
"""What must be in a text for each flag to make a difference."""

_SIGN = re.compile(r"[\\`|*_~\[<:\n]")
_QUOTE = re.compile(r" *>>> (?s:.*)|(?: *> [^\n]*(?:\n|\Z))+")
_WHOLE_LINE = re.compile(r"[^\n]+")
_QUOTE_MARK = re.compile(r"^ *>{1,3} ?", re.MULTILINE)
# A line can have any number of markers, so all of them are read at once.
_HEADING = re.compile(r"[ >]*(?:#{1,3} [ >]*)+([^\n]*)")
_HEADING_OR_ITEM = re.compile(r"[ >]*(?:(?:#{1,3}|-#|[-*+]|[0-9]{1,9}\.) [ >]*)+([^\n]*)")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}\)")
_BRACKETS = re.compile(r"<[^<>\s]{1,500}>")
_ADDRESS = re.compile(r"://[^\s<]+")
_TICKS = re.compile("`+")
_MOST_TICKS = 8
_STYLES = {
    "***": re.compile(r"\*\*\*"),
    "**": re.compile(r"\*\*"),
    "__": re.compile(r"__"),
    "~~": re.compile(r"~~"),
    "*": re.compile(r"(?<=\S)\*(?!\*)"),
    "_": re.compile(r"(?<=\S)_(?![\w_])"),
}


@lru_cache(maxsize=64)
def find_hidden(text: str) -> bytes:
    """For each character of a text, 1 if any client may hide it, else 0."""
    if "||" not in text:
        return bytes(len(text))
    return bytes(map(any, zip(*set(list_hidden(text)), strict=True)))


def list_hidden(text: str) -> list[bytes]:
    """What each reading hides: for each character, 1 if it is hidden, else 0."""
    relevant = [bool(pattern.search(text)) for pattern in _RELEVANT]
    readings = {
        Reading(*(flag and is_relevant for flag, is_relevant in zip(reading, relevant, strict=True)))
        for reading in _READINGS
    }
    return [_Reader(text, reading).hidden() for reading in readings]


class _Reader:
    def __init__(self, text: str, reading: Reading) -> None:
        self._text = text
        self._reading = reading
        self._hidden = bytearray(len(text))

    def hidden(self) -> bytes:
        self._read(self._text, range(len(self._text)), is_quoted=False)
        return bytes(self._hidden)

    def _read(self, text: str, positions: Sequence[int], *, is_quoted: bool) -> None:
        """Marks what is hidden in a part of the text. `positions` says where its characters are in the whole."""
        finder = _Finder(text)
        at = self._read_line_start(text, positions, 0, is_quoted)
        while match := _SIGN.search(text, at):
            at = self._take(match[0], text, positions, match.start(), finder, is_quoted)

    def _take(self, sign: str, text: str, positions: Sequence[int], at: int, finder: "_Finder", is_quoted: bool) -> int:
        """Reads what begins with a sign. Returns where to go on."""
        reading = self._reading
        if sign == "\n":
            return self._read_line_start(text, positions, at + 1, is_quoted)
        if sign == "|":
            end = finder.find("||", at + 3) if text.startswith("||", at) else -1
            if end < 0:
                return at + 1
            for position in positions[at + 2 : end]:
                self._hidden[position] = 1
            return end + 2
        if sign == "\\" and reading.escapes:
            follower = text[at + 1 : at + 2]
            return at + 2 if follower and not follower.isalnum() and not follower.isspace() else at + 1
        if sign == "`" and reading.code:
            return _skip_code(text, at, finder)
        if not reading.styles:
            return at + 1
        if sign == "[" and (link := _LINK.match(text, at)):
            self._read(link[1], positions[link.start(1) : link.end(1)], is_quoted=True)
            return link.end()
        if sign == "<" and (brackets := _BRACKETS.match(text, at)):
            return brackets.end()
        if sign == ":" and text[max(0, at - 5) : at].lower().endswith(("http", "https")):
            address = _ADDRESS.match(text, at)
            return address.end() if address else at + 1
        return self._read_style(text, positions, at, finder) if sign in "*_~" else at + 1

    def _read_style(self, text: str, positions: Sequence[int], at: int, finder: "_Finder") -> int:
        for marker, closer in _STYLES.items():
            if not text.startswith(marker, at):
                continue
            start = at + len(marker)
            if len(marker) == 1 and (
                not text[start : start + 1].strip() or (marker == "_" and text[at - 1 : at].isalnum())
            ):
                break
            end = finder.search(closer, start + 1)
            if end >= 0:
                self._read(text[start:end], positions[start:end], is_quoted=True)
                return end + len(marker)
        return at + 1

    def _read_line_start(self, text: str, positions: Sequence[int], at: int, is_quoted: bool) -> int:
        """Reads a quote, a heading or a list item at the beginning of a line. Returns where to go on."""
        reading = self._reading
        if (reading.quotes or reading.quoted_lines) and not is_quoted and (quote := _QUOTE.match(text, at)):
            if reading.quoted_lines and not quote[0].lstrip().startswith(">>>"):
                parts = [line.span() for line in _WHOLE_LINE.finditer(text, *quote.span())]
            else:
                parts = [quote.span()]
            for start, end in parts:
                self._read_quote(text[start:end], positions[start:end])
            at = quote.end()
        pattern = _HEADING_OR_ITEM if reading.items else _HEADING
        if (reading.headings or reading.items) and (line := pattern.match(text, at)):
            # What is left is one line, so no further line begins in it.
            self._read(line[1], positions[line.start(1) : line.end(1)], is_quoted=True)
            return line.end()
        return at

    def _read_quote(self, text: str, positions: Sequence[int]) -> None:
        marks = [mark.span() for mark in _QUOTE_MARK.finditer(text)]
        kept: list[int] = []
        at = 0
        for start, end in [*marks, (len(text), len(text))]:
            kept += range(at, start)
            at = end
        self._read("".join(text[index] for index in kept), [positions[index] for index in kept], is_quoted=True)


class _Finder:
    """Finds the ends of what begins in a text. What has no end once has none further on, so it isn't sought again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._absent: set[object] = set()

    def find(self, end: str, at: int) -> int:
        return self._remember(end, lambda: self._text.find(end, at))

    def search(self, end: re.Pattern[str], at: int) -> int:
        def search() -> int:
            match = end.search(self._text, at)
            return match.start() if match else -1

        return self._remember(end, search)

    def _remember(self, end: object, find: Callable[[], int]) -> int:
        if end in self._absent:
            return -1
        found = find()
        if found < 0:
            self._absent.add(end)
        return found


def _skip_code(text: str, at: int, finder: _Finder) -> int:
    if text.startswith("```", at):
        end = finder.find("```", at + 4)
        if end >= 0:
            return end + 3
    ticks = _TICKS.match(text, at)
    assert ticks is not None
    # Some of the opening ticks may belong to the code itself.
    for number in range(min(len(ticks[0]), _MOST_TICKS), 0, -1):
        end = finder.search(_exactly(number), ticks.end())
        if end >= 0:
            return end + number
    return ticks.end()


@lru_cache
def _exactly(number: int) -> re.Pattern[str]:
    return re.compile(rf"(?<!`)`{{{number}}}(?!`)")
