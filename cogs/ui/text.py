"""Text as people read it: names that cannot pretend to be formatting, dates, counted things."""

import re
import unicodedata

from cogs.core.language import fill, ngettext

# At the beginning of a line, some characters make it a heading, a quote or an item of a list.
_MARKDOWN = re.compile(r"(^[#>+-]|[\\*_~`|<\[\]])")


def escape(text: str) -> str:
    """Shows a title or name as it is: no formatting, mention, link or line break of its own takes effect."""
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
    # A zero-width space after @ and before the slashes of an address, for which Discord knows no backslash.
    return escaped.replace("@", "@\u200b").replace("://", ":\u200b//")


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning and `…`, in at most `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def fit(message: str, limit: int, *, name: str) -> str:
    """A message with a name in the place of `{name}`, which is cut so that the whole has at most `limit` characters."""
    return shorten(fill(message, name=shorten(name, max(1, limit - len(fill(message, name=""))))), limit)


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def count_episodes(number: int) -> str:
    return ngettext("{number} episode", "{number} episodes", number)


def count_titles(number: int) -> str:
    return ngettext("{number} title", "{number} titles", number)


def count_characters(number: int) -> str:
    return ngettext("{number} character", "{number} characters", number)


def count_times(number: int) -> str:
    return ngettext("{number} time", "{number} times", number)


def date(seconds: int) -> str:
    """A day, which Discord shows in the reader's own language and time zone."""
    return f"<t:{seconds}:D>"


def moment(seconds: int) -> str:
    """A day and the time of it, likewise."""
    return f"<t:{seconds}:f>"


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen: only spaces and characters that show nothing."""
    return all(unicodedata.category(char) in _UNSEEN or char in _BLANK_LETTERS for char in text)


_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters, as Unicode has it, that fonts show as spaces."""
