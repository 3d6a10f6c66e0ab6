"""The forms in which names are compared with what people type: pure functions of text."""

import re
import unicodedata

from db.titles.catalogue.records import MAX_NAME_LENGTH

# Signs inside a word; the last one lengthens the kana before it.
_INSIDE_WORDS = re.compile("['’‘ʼ`´ー]")
_LATIN_SEPARATORS = re.compile("[^a-z0-9]+")

# Accents and variation selectors, but not the voicing marks of kana.
_DROPPED = re.compile("[\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# Japanese and Chinese have no spaces, so a change of script begins a word.
_SCRIPT_CHANGE = re.compile(
    "(?<=[ぁ-ゖ])(?=[ァ-ヺ㐀-鿿a-z0-9à-ɏ])|(?<=[ァ-ヺ])(?=[ぁ-ゖ㐀-鿿a-z0-9à-ɏ])|(?<=[㐀-鿿々])(?=[ぁ-ゖァ-ヺa-z0-9à-ɏ])"
    "|(?<=[a-z0-9à-ɏ])(?=[ぁ-ゖァ-ヺ㐀-鿿])"
)
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}
_MAX_REMEMBERED = 20_000


class _Characters(dict[int, str]):
    """Maps each character of composed text to what folding leaves of it, computed when it first occurs."""

    def __missing__(self, code: int) -> str:
        parts = _DROPPED.sub("", unicodedata.normalize("NFKD", chr(code)))
        kept = unicodedata.normalize("NFC", parts).translate(_HIRAGANA)
        left = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in kept)
        if len(self) < _MAX_REMEMBERED:
            self[code] = left
        return left


_CHARACTERS = _Characters()

# An `oh` is a long vowel unless another vowel follows: *Ohno*, but *Ohayou*. Not every `ii` is one: *III*, *VII*.
_LONG_VOWEL = re.compile("(?<=o)h(?![aeiouyh])|(?<=[a-hj-uwyz]i)i+")
_DOUBLES = (("oo", "o"), ("ou", "o"), ("uu", "u"), ("aa", "a"), ("ee", "e"))

# In folded form: *fourth* has a long vowel.
_ORDINALS = {"first": 1, "second": 2, "third": 3, "forth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_HAN = {digit: number for number, digit in enumerate("一二三四五六七八九十", 1)}
_NUMBERS = {name: str(number) for names in (_ORDINALS, _ROMAN, _HAN) for name, number in names.items()}

_SEASON = re.compile(
    rf"(?:第 ?(?P<han>\d+|[{''.join(_HAN)}])|(?<![^ ])(?P<digits>\d+)) ?[期季]"
    # While a person is typing, the last letters may be missing.
    rf"|\b(?P<ordinal>\d+(?=st|nd|rd|th)|{'|'.join(_ORDINALS)})(?:st|nd|rd|th)? "
    r"(?:season\b|しずん|s(?:e(?:a(?:so?)?)?)?$)"
    rf"|(?:\bseason|しずん) ?(?P<season>\d+|{'|'.join(_ORDINALS)})\b"
    r"|\bs(?P<short>\d{1,2})\b"
    r"|\b(?P<bare>\d+)(?:st|nd|rd|th)\b"
    rf"|(?<= )(?P<roman>{'|'.join(_ROMAN)})\b"
)

_SEASON_WORDS = frozenset({"season", "しずん", *_ORDINALS, *_ROMAN})

FIRST_CJK = "\u2e80"


def fold(text: str) -> str:
    """Text without anything that people write differently: capitals, accents, width, punctuation, kana, the spelling of
    long vowels.

    What remains is words separated by single spaces: letters, digits and marks of every script. Katakana become
    hiragana (ガ stays distinct from カ), and a change of Japanese script begins a word. Only the first 300 characters
    count.
    """
    text = text[:MAX_NAME_LENGTH].casefold()
    if text.isascii():
        text = _LATIN_SEPARATORS.sub(" ", _INSIDE_WORDS.sub("", text).replace("&", " and "))
    else:
        text = _fold_unicode(text)
    return _shorten_vowels(" ".join(text.split()))


def _fold_unicode(text: str) -> str:
    text = _INSIDE_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold()).replace("&", " and ")
    # Without a sign between them, a kana and a voicing mark become one character.
    text = unicodedata.normalize("NFKC", text)
    return unicodedata.normalize("NFKC", _SCRIPT_CHANGE.sub(" ", text).translate(_CHARACTERS))


def _shorten_vowels(text: str) -> str:
    shortened = _LONG_VOWEL.sub("", text) if "oh" in text or "ii" in text else text
    for double, single in _DOUBLES:
        shortened = shortened.replace(double, single)
    # Dropping characters can bring two vowels together.
    return text if shortened == text else _shorten_vowels(shortened)


def number_seasons(folded: str) -> str:
    """Folded text in which every way to name a season is its number: `s2`, `2nd season`, `ii` and `第2期` become `2`.

    Season 1 is dropped, as most names do.
    """
    if (
        squash(folded).isalpha()
        and _SEASON_WORDS.isdisjoint(folded.split())
        and "季" not in folded
        and "期" not in folded
    ):
        return folded  # true of nearly all names, and quicker than the expression
    return " ".join(_SEASON.sub(_number_season, folded).split())


def _number_season(match: re.Match[str]) -> str:
    word = match[match.lastgroup or 0]
    number = _NUMBERS.get(word) or word.lstrip("0") or "0"
    return " " if number == "1" and match.lastgroup != "bare" else f" {number} "


def list_forms(text: str) -> list[str]:
    """The folded forms by which a name is found: as it is, and with its seasons as numbers if that differs.

    Text without letters and digits has none.
    """
    folded = fold(text)
    if not folded:
        return []
    numbered = number_seasons(folded)
    return [folded] if numbered in (folded, "") else [folded, numbered]


def squash(folded: str) -> str:
    """Folded text without its spaces, because people leave them out or put them elsewhere."""
    return folded.replace(" ", "")


def list_grams(squashed: str) -> list[str]:
    """The pieces of squashed text, in order: three characters each, or two if the first is Chinese, Japanese or Korean.

    Texts that share a piece may be alike.
    """
    if squashed.isascii():
        return [squashed[at : at + 3] for at in range(len(squashed) - 2)]
    pieces = [squashed[at : at + (2 if char >= FIRST_CJK else 3)] for at, char in enumerate(squashed)]
    return [piece for piece in pieces if len(piece) == 3 or (len(piece) == 2 and piece[0] >= FIRST_CJK)]
