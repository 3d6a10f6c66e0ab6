"""Makes the texts for measuring the search, each from a name of the catalogue, and says what it should find.

Names are drawn at random from all, the same ones for the same seed. A text means the title it was made from. If several
titles have the same name, apart from case, accents and the like, it means any of them. `CLASSES` says how the texts are
made. Slips are made only in names without Chinese or Japanese characters, because those are not typed letter by letter.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple

from rapidfuzz.distance import OSA

from db.titles.catalogue.text import FIRST_CJK, fold, list_forms, squash

_CROWD = 5
"""No search can put more titles into the first five places."""

_LEAST_LETTERS = 6
"""Names with fewer letters get no slips: too little of them would be left."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_SEASON = re.compile(
    r"(?P<base>.*?\w)\W*"
    r"(?:(?<!\w)season (?P<season>[2-9])|(?<!\w)(?P<ordinal>[2-9])(?:st|nd|rd|th) season|(?<= )(?P<roman>ii|iii|iv)"
    r"|(?<= )(?P<bare>[2-9])|第 ?(?P<han>[2-9二三四五六七八九]) ?[期季])",
    re.IGNORECASE,
)
_NUMBERS = {"ii": 2, "iii": 3, "iv": 4} | {digit: number for number, digit in enumerate("二三四五六七八九", 2)}
_ORDINALS = {2: "2nd", 3: "3rd"}
_ROMAN = {2: "ii", 3: "iii", 4: "iv"}
_LATIN_SEASONS: tuple[str, ...] = (
    "{base} s{number}",
    "{base} season {number}",
    "{base} {ordinal} season",
    "{base} {number}",
)
_CJK_SEASONS: tuple[str, ...] = (
    "{base} {number}",
    "{base}{number}",
    "{base} s{number}",
    "{base} 第{number}期",
    "{base}第{han}季",
)


class Query(NamedTuple):
    """A typed text, and the keys of the titles that are right answers; any one counts."""

    text: str
    meant: list[str]


class Names:
    """The names of a catalogue without titles for adults: pairs of a canonical key and a name."""

    def __init__(self, names: list[tuple[str, str]]) -> None:
        self.all = names
        self.cjk = [(key, name) for key, name in names if name[0] >= FIRST_CJK]
        self.latin = [(key, name) for key, name in names if max(name) < FIRST_CJK]
        self.with_words = [(key, name) for key, name in self.latin if " " in name]
        self.with_season = [(key, name) for key, name in names if _SEASON.fullmatch(name)]
        self._keys_of: defaultdict[str, dict[str, None]] = defaultdict(dict)
        starts: set[tuple[str, str]] = set()
        words: set[tuple[str, str]] = set()
        for key, name in names:
            self._keys_of[squash(fold(name))][key] = None
            for form in list_forms(name):
                starts.add((squash(form), key))
                parts = form.split()
                words.update(("".join(parts[at:]), key) for at in range(len(parts)))
        self._starts = sorted(starts)
        self._words = sorted(words)

    def list_same(self, key: str, name: str) -> list[str]:
        """The titles with this name, including the given one."""
        return list({key: None} | self._keys_of[squash(fold(name))])

    def list_beginning(self, text: str) -> list[str]:
        """The titles with a name that begins with the text."""
        return list(dict.fromkeys(_list_from(self._starts, text)))

    def is_crowded(self, text: str, *, inside: bool) -> bool:
        """Whether more than five titles have a name that begins with the text or, with `inside`, a word in one that
        does."""
        found: set[str] = set()
        for key in _list_from(self._words if inside else self._starts, text):
            found.add(key)
            if len(found) > _CROWD:
                return True
        return False


def _list_from(pairs: list[tuple[str, str]], text: str) -> Iterable[str]:
    folded = squash(fold(text))
    for at in range(bisect_left(pairs, (folded, "")), len(pairs)):
        form, key = pairs[at]
        if not form.startswith(folded):
            return
        yield key


def type_beginning(names: Names, rng: Random) -> Query:
    key, name = rng.choice(names.latin)
    return Query(_shorten(names, name, least=3), names.list_same(key, name))


def type_inner_word(names: Names, rng: Random) -> Query:
    while True:
        key, name = rng.choice(names.with_words)
        words = name.split()
        rest = " ".join(words[rng.randrange(1, len(words)) :])
        text = _shorten(names, rest, least=3, inside=True)
        if not names.is_crowded(text, inside=True):
            return Query(text, names.list_same(key, name))


def type_cjk(names: Names, rng: Random) -> Query:
    key, name = rng.choice(names.cjk)
    return Query(_shorten(names, name, least=1), names.list_same(key, name))


def _shorten(names: Names, name: str, *, least: int, inside: bool = False) -> str:
    """The shortest beginning, of at least `least` characters, that at most five titles share; else the whole name."""
    beginnings = (name[:end] for end in range(least, len(name)))
    return next((text for text in beginnings if squash(fold(text)) and not names.is_crowded(text, inside=inside)), name)


def type_plainly(names: Names, rng: Random) -> Query:
    """A whole name with only its ASCII letters and digits."""
    while True:
        key, name = rng.choice(names.latin)
        decomposed = unicodedata.normalize("NFKD", name).casefold()
        plain = "".join(char for char in decomposed if char.isascii() and char.isalnum())
        if plain and plain != name.casefold():
            return Query(plain, names.list_same(key, name))


def type_season(names: Names, rng: Random) -> Query:
    """A whole name with its season written differently."""
    while True:
        key, name = rng.choice(names.with_season)
        match = _SEASON.fullmatch(name)
        assert match is not None
        base, written = match["base"], match[match.lastgroup or 0].lower()
        number = _NUMBERS.get(written) or int(written)
        ways = _CJK_SEASONS if name[0] >= FIRST_CJK else _LATIN_SEASONS
        ways += ("{base} {roman}",) if number in _ROMAN else ()
        text = rng.choice(ways).format(
            base=base,
            number=number,
            ordinal=_ORDINALS.get(number, f"{number}th"),
            roman=_ROMAN.get(number),
            han="二三四五六七八九"[number - 2],
        )
        if fold(text) != fold(name):
            return Query(text, names.list_same(key, name))


def type_with_slips(count: int) -> Callable[[Names, Random], Query]:
    """Whole names with `count` slips."""

    def make(names: Names, rng: Random) -> Query:
        while True:
            key, name = rng.choice(names.latin)
            if _count_letters(name) >= _LEAST_LETTERS:
                return Query(make_slips(name, count, rng), names.list_same(key, name))

    return make


def type_beginning_with_slip(names: Names, rng: Random) -> Query:
    """The first three fifths of a name, with a slip. It means every title with a name that begins like that without
    it."""
    while True:
        key, name = rng.choice(names.latin)
        beginning = name[: round(len(name) * 0.6)].rstrip()
        if _count_letters(beginning) >= _LEAST_LETTERS:
            meant = list({key: None} | dict.fromkeys(names.list_beginning(beginning)))
            return Query(make_slips(beginning, 1, rng), meant)


def _count_letters(text: str) -> int:
    return len(squash(fold(text)))


def make_slips(text: str, count: int, rng: Random) -> str:
    """The text with one or two letters dropped, added, replaced or swapped with the next.

    Every slip counts: without capitals, spaces and punctuation, the text still differs in as many places. The text must
    have six letters or more.
    """
    while True:
        slipped = text
        for _ in range(count):
            slipped = _make_slip(slipped, rng)
        if OSA.distance(_strip(text), _strip(slipped)) == count:
            return slipped


def _strip(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _make_slip(text: str, rng: Random) -> str:
    at = rng.choice([place for place, char in enumerate(text) if char.isalnum()])
    before, char, after = text[:at], text[at], text[at + 1 :]
    letter = rng.choice(_LETTERS)
    return rng.choice(
        (before + after, before + letter + char + after, before + letter + after, before + after[:1] + char + after[1:])
    )


class QueryClass(NamedTuple):
    """A kind of text, how to make one, and the aims."""

    name: str
    make: Callable[[Names, Random], Query]
    most_ms: float
    """The aim for p99, in milliseconds."""
    places: int
    """The title should be among the first `places`"""
    least_recall: float
    """for at least this share of the texts."""


CLASSES = (
    # The shortest beginning of a name, of three characters or more, that at most five titles share; if more share all
    # of it, the whole name.
    QueryClass("prefix", type_beginning, 5, 5, 0.97),
    # The same from a later word of a name on: at most five titles have a name, or a word in one, that begins like that.
    # Words that more titles share to the end, such as `Season 2`, are left out.
    QueryClass("inner word", type_inner_word, 5, 5, 0.97),
    # Like the first, for names that begin with a Chinese or Japanese character, from one character on.
    QueryClass("CJK", type_cjk, 5, 5, 0.97),
    QueryClass("no spaces or accents", type_plainly, 5, 5, 0.97),
    QueryClass("season forms", type_season, 5, 5, 0.97),
    QueryClass("one slip", type_with_slips(1), 5, 5, 0.92),
    QueryClass("one slip while typing", type_beginning_with_slip, 5, 5, 0.92),
    QueryClass("two slips", type_with_slips(2), 10, 25, 0.85),
)
