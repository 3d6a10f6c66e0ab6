"""Text as people read it: escaped names, shortened texts, dates and counts."""

import re
import unicodedata

from cogs.core.language import _, fill, ngettext

# The first group matters only at the beginning of a line: headings, quotes and list items.
_MARKDOWN = re.compile(r"(^[#>+-]|[\\*_~`|<\[\]])")


_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of what follows, until another one of them ends that."""


def escape(text: str) -> str:
    """Makes a title or name safe to show: nothing in it becomes formatting, a mention, a link or a line break.

    Nor does it change the direction of what follows.
    """
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(keep_direction(text).split()))
    # A backslash does not help against mentions and addresses, so they get a zero-width space.
    return escaped.replace("@", "@\u200b").replace("://", ":\u200b//")


def keep_direction(text: str) -> str:
    """The text without the characters that would turn around what follows it. Letters keep their own direction."""
    return _DIRECTION.sub("", text)


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` characters; if it is longer, its beginning and `…`."""
    text = keep_direction(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def fit(message: str, limit: int, *, name: str) -> str:
    """Puts a name in the place of `{name}`, cut so that the whole message has at most `limit` characters."""
    return shorten(fill(message, name=shorten(name, max(1, limit - len(fill(message, name=""))))), limit)


def count_episodes(number: int) -> str:
    return ngettext("{number} episode", "{number} episodes", number)


def count_titles(number: int) -> str:
    return ngettext("{number} title", "{number} titles", number)


def count_characters(number: int) -> str:
    return ngettext("{number} character", "{number} characters", number)


def count_more(number: int) -> str:
    # Translators: ends a list, such as "Monster, Mushishi, and 5 more"
    return ngettext("{number} more", "{number} more", number)


def name_page(number: int, total: int) -> str:
    return _("Page {number} of {total}", number=number, total=total)


def date(seconds: int) -> str:
    """A day, which Discord shows in the reader's language and time zone."""
    return f"<t:{seconds}:D>"


def moment(seconds: int) -> str:
    """A day and a time, which Discord shows in the reader's language and time zone."""
    return f"<t:{seconds}:f>"


def is_blank(text: str) -> bool:
    """Whether a text has nothing to see: only spaces and invisible characters."""
    return all(unicodedata.category(char) in _UNSEEN or char in _BLANK_LETTERS for char in text)


_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters, according to Unicode, that fonts show as spaces."""
