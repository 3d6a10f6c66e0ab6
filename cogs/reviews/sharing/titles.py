"""Guesses from the text of a message which anime it reviews, and the rating."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAX_GUESS_LENGTH = 300
"""The longest text that can be a title, as long as the longest one in the catalogue."""

_MAX_LINKS = 3
_MAX_READINGS = 5
_MAX_MENTIONS = 4

_PAGES = {
    "mal": r"myanimelist\.net/anime(?:/|\.php\?id=)",
    "anilist": r"anilist\.co/anime/",
    "kitsu": r"kitsu\.(?:app|io)/anime/",
    "anidb": r"anidb\.net/(?:anime/|a)",
    "bangumi": r"(?:bangumi\.tv|bgm\.tv)/subject/",
}
_LINK = re.compile("|".join(rf"\b{page}(?P<{site}>\d{{1,9}})\b" for site, page in _PAGES.items()))

_RATING = re.compile(
    r"(?:\b(?:rating|score)[:：]? ?)?[(\[]?(?<![\d/.,])(\d{1,2}(?:[.,]\d+)?) ?/ ?10(?![\d/]|[.,]\d)[)\]]?",
    re.IGNORECASE,
)

_MASKED_LINK = re.compile(r"\[([^\[\]\n]+)\]\([^()\s]*\)")
_ADDRESS = re.compile(r"<?(?:https?://|discord\.gg/)\S+|<[@#:/ait][^<>\s]*>|@everyone|@here")
_BLOCK_MARKER = re.compile(r"^\s*(?:(?:>+|#{1,3}|-#|[-*+]|\d{1,2}[.)])\s+)+")
_SPAN_MARKER = re.compile(r"\*+|`+|~~|\|\||(?<!\w)_{1,3}|_{1,3}(?!\w)|\\(?=[^\w\s])")
_EDGES = " -–—:：|·"

_BEFORE_TITLE = re.compile(
    r"^(?:(?:my|a|quick|short|anime) )*(?:review|thoughts|impressions?|anime|title|感想|レビュー)"
    r"(?: (?:of|on|about) | ?[:：–—-] )"
    r"|^(?:(?:i|i've|just|finally) )*(?:finished|watched|completed) (?:watching )?",
    re.IGNORECASE,
)
_AFTER_TITLE = re.compile(r"(?:\b(?:anime )?(?:review|thoughts|impressions?)|の?(?:感想|レビュー))\W*$", re.IGNORECASE)
_BRACKETS = re.compile(r" ?(?:\([^()]*\)|\[[^\[\]]*\]|（[^（）]*）|【[^【】]*】)")
_SEPARATOR = re.compile(r" [-|·] | ?[–—] ?|[:：] |：")
_SENTENCE_END = re.compile(r"[.!?…]+ |[。！？]")

_SET_OFF = re.compile(
    r"“([^“”\n]+)”|\"([^\"\n]+)\"|[「『《]([^「」『』《》\n]+)[」』》]"
    r"|\*{1,3}(?!\s)([^*\n]+)\*{1,3}|(?<!\w)_{1,3}(?!\s)([^_\n]+)_{1,3}(?!\w)"
)


class TitleGuesses(NamedTuple):
    """Guesses at the title that a message is about: at most a dozen, each with text in one line."""

    links: list[str]
    """The keys of the titles whose pages it links to."""
    readings: list[str]
    """Its first line, read as a title: first without the words around the title, then ever shorter parts of it."""
    mentions: list[str]
    """Quoted or emphasised parts. Each may be a title, or just a word."""


def list_title_guesses(text: str) -> TitleGuesses:
    """The guesses for a text, the best ones first."""
    line = _get_first_line(text)
    readings = _choose(_read(line))[:_MAX_READINGS]
    links = [f"{match.lastgroup}/{int(match[match.lastgroup or 0])}" for match in _LINK.finditer(text)]
    mentions = _choose([*_list_set_off(text), _SENTENCE_END.split(line)[0]])
    return TitleGuesses(
        links=list(dict.fromkeys(links))[:_MAX_LINKS],
        readings=readings,
        mentions=[mention for mention in mentions if mention not in readings][:_MAX_MENTIONS],
    )


def find_rating(text: str) -> int | None:
    """The rating in a text, such as `9/10`: the one in its first line, or else the only one."""
    for part in (next(filter(_clean, text.splitlines()), ""), text):
        ratings = set(_RATING.findall(part))
        if len(ratings) == 1 and (rating := ratings.pop()) in map(str, range(1, 11)):
            return int(rating)
    return None


def _get_first_line(text: str) -> str:
    """The first line with more in it than links, emoji and ratings. Empty if there is none."""
    return next(filter(_is_name, map(_clean, text.splitlines())), "")


def _clean(text: str) -> str:
    """A line without Markdown, addresses, mentions and ratings."""
    text = _SPAN_MARKER.sub("", _BLOCK_MARKER.sub("", _remove_links(text)))
    return " ".join(_RATING.sub("", text).split()).strip(_EDGES)


def _remove_links(text: str) -> str:
    return _ADDRESS.sub("", _MASKED_LINK.sub(r"\1", text))


def _read(line: str) -> list[str]:
    title = _AFTER_TITLE.sub("", _BEFORE_TITLE.sub("", line)) or line
    beginnings = [title[: match.start()] for match in _SEPARATOR.finditer(title)]
    return [title, _BRACKETS.sub("", title), *reversed(beginnings)]


def _list_set_off(text: str) -> Iterator[str]:
    """Quoted or emphasised parts, except headings, which end in a colon, and those that begin with a small letter."""
    for match in _SET_OFF.finditer(_remove_links(text)):
        part = match[match.lastindex or 0]
        following = match.string[match.end() : match.end() + 1]
        if not part[0].islower() and not {":", "："} & {part[-1], following}:
            yield _clean(part)


def _choose(guesses: Iterable[str]) -> list[str]:
    """The guesses that can be the name of a title, without duplicates."""
    stripped = (guess.strip(_EDGES) for guess in guesses)
    return list(dict.fromkeys(guess for guess in stripped if _is_name(guess) and len(guess) <= MAX_GUESS_LENGTH))


def _is_name(text: str) -> bool:
    return any(char.isalnum() for char in text)
