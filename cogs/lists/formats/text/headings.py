"""Finds the headings in a plain text file, and the status that each names."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from cogs.lists.formats.text.lines import MAX_LINE_LENGTH, list_readings
from cogs.lists.formats.text.words import PAGE, is_rewatching, read_status
from cogs.lists.formats.values import is_name
from db.lists.models import ListStatus

BULLET = re.compile(r"(?:[-*+>–—]\s+|[•◦▪‣·・●○■◆►▸]\s*|#?\d{1,5}[.)]\s+|-(?=\w))+")
BOX = re.compile(r"(?:\[([ xX✓✔~]?)\]|([☐☑✔✓✅❌✖]))\ufe0f?\s*(?=\S)")
_DIVIDERS = frozenset("-=_*~#. ")
_UNDERLINE = re.compile(r"-{3,}|={3,}")
_MARKED = re.compile(r"#{2,6}\s*\w.*|(==|---|\*{3}|~{3})\W*\w.*\1")
_BOLD = re.compile(r"(\*\*|__).+\1:?")
# A count or a year in a heading. Any other number can be a title: `86 (dropped)`.
_COUNT = re.compile(
    r"[(\[]\d+[)\]]\W*$|\d+ (?:titles|anime|shows|series|entries)\b|(?<=[a-z] )(?:19|20)\d\d\b"
    r"|^(?:19|20)\d\d (?=[a-z])",
    re.A | re.I,
)
_COUNT_BEHIND = re.compile(r"[:–-]\s*\d+$", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# The words around a status in a heading: `Anime I've dropped`, `My plan to watch list (12)`.
_FILLERS = frozenset(
    (
        "all", "already", "am", "are", "at", "atm", "been", "ever", "far", "have", "i", "i'm", "i've", "im", "in",
        "ive", "just", "me", "moment", "my", "now", "of", "our", "right", "rn", "so", "some", "still", "that", "the",
        "these", "this", "those", "today", "week", "what", "which", "year", "yet", "lol", "lmao", "tho", "btw",
        "alle", "die", "hab", "habe", "ich", "meine", "diese", "gerade", "noch", "schon", "von",
        "déjà", "j'ai", "je", "les", "ma", "mes", "que", "he", "los", "las", "mi", "mis", "ya", "estoy", "ahora",
        "já", "os", "meus", "minha", "eu", "estou", "che", "già", "ho", "i", "miei", "mia", "la", "я", "мой", "мои",
        "уже", "что", "сейчас",
    )
)  # fmt: skip
# Names for a list or a part of it. Next to the name of a status, they add nothing.
_SECTIONS = frozenset(
    (
        "anime", "animes", "animations", "cartoons", "collection", "entries", "list", "lists", "section", "series",
        "show", "shows", "stuff", "things", "title", "titles", "tv", "movie", "movies", "film", "films", "ova", "ovas",
        "ona", "onas", "special", "specials", "shorts", "seasonal", "seasonals", "season", "other", "others", "misc",
        "miscellaneous", "random", "rest", "favorite", "favorites", "favourite", "favourites", "favs", "faves", "fav",
        "best", "top", "worst", "tier", "classics", "recommended", "recommendations", "recs", "undecided", "unsorted",
        "airing",
        "romance", "comedy", "action", "horror", "isekai", "shounen", "shonen", "seinen", "shoujo", "shojo", "josei",
        "mecha", "sports", "winter", "spring", "summer", "fall", "autumn", "january", "february", "march", "april",
        "may", "june", "july", "august", "september", "october", "november", "december",
        "filme", "serien", "liste", "lieblinge", "lieblingsanime", "favoriten", "sonstige", "sonstiges", "andere",
        "série", "séries", "favoris", "préférés", "autres", "lista", "películas", "peliculas", "favoritos", "favoritas",
        "otros", "séries", "outros", "serie", "preferiti", "altri", "список", "аниме", "фильмы", "сериалы",
        "избранное", "любимые", "映画", "お気に入り", "その他", "电影", "電影", "剧场版", "其他", "收藏", "영화",
        "기타",
    )
)  # fmt: skip
# These can be anywhere in a word, because Japanese and Chinese have no spaces.
_INSIDE_WORDS = re.compile("今|アニメ|リスト|作品|一覧|番剧|番劇|动画|動畫|动漫|動漫|列表|애니메이션|애니|목록|리스트")
_PERIOD = re.compile(
    r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d){1,2})?|'\d\d\b|'?\d0'?s|top \d+|(?<=tier )[a-f\ds]\b"
    r"|\b[a-fs][+-]?(?=[- ]tier)",
    re.IGNORECASE,
)
# `A`, `[B]`, `## C` or `0-9`. A line of signs such as `#` is a divider anyway.
_LETTER = re.compile(r"(?:#+ |[\[(*_=-]+ ?)?(?:[^\W\d_]|#|0 ?[-–] ?9)(?: ?[\])*_=:.-]+)?")
_MAX_LENGTH = 60
_MAX_UNKNOWN_LENGTH = 40


class Heading(NamedTuple):
    status: ListStatus | None
    """The status that the line names; None if it names no known one."""
    is_title: bool = False
    """Whether the line can also be a title."""
    is_rewatching: bool = False
    """Whether the titles below it are being watched again."""


class Headings(NamedTuple):
    """The headings among the lines of a file, by their indexes, which start at 0."""

    found: dict[int, Heading]
    passed_over: tuple[int, ...]
    """Lines that could be headings but are more likely titles."""
    letters: frozenset[int]
    """Lines such as `A`, which only sort the titles below a heading by their first letters."""


class _Opening(NamedTuple):
    """The first line of a paragraph, or a line alone above one. Empty lines and dividers separate paragraphs."""

    at: int
    line: str
    is_alone: bool
    next: int
    """The index of the first line below it."""
    below: Sequence[str]
    """The other lines of that paragraph, or all of the next one, with their margins."""


def find_headings(lines: Sequence[str]) -> Headings:
    """Finds the headings of a file.

    These lines are always headings: those that name a status, marked ones such as `## A`, and those made of words for
    parts of a list. Any other short line that opens a paragraph of titles can be a title itself. It counts as a heading
    if it stands out from the lines below it, or if no more paragraphs open with such a line than with a known heading.
    """
    plain = [line.strip() for line in lines]
    openings = _list_openings(lines)
    apart = _list_apart(lines)
    letters = _list_letters(plain, openings)
    below_letters = {openings[at].next for at in letters if at in openings}
    has_hashes = any(line.startswith("# ") and read_heading(line) for line in plain)
    found: dict[int, Heading] = {}
    doubtful: list[_Opening] = []
    status: ListStatus | None = None
    for index, (before, line, after) in enumerate(zip(["", *plain], plain, [*plain[1:], ""], strict=False)):
        if is_gap(line) or is_comment(line) or len(line) > MAX_LINE_LENGTH or index in letters:
            continue
        opening = openings.get(index)
        can_begin = opening is not None or index in apart
        if named := read_heading(line, before) or (_read_beginning(line) if can_begin else None):
            found[index] = Heading(named, is_rewatching=_says_rewatching(line))
        elif (
            _names_several(line)
            or _is_marked(line, before, after)
            or (opening and _is_title_of_part(opening, has_hashes=has_hashes))
        ):
            found[index] = Heading(None)
        elif status and index in apart:
            found[index] = Heading(None, is_title=True)
        elif opening and status and before != "#" and index not in below_letters and _can_be_one(opening):
            doubtful.append(opening)
        status = found[index].status if index in found else status
    doubtful = [opening for opening in doubtful if opening.next not in found]
    known = Counter(opening.is_alone for index, opening in openings.items() if index in found)
    unknown = Counter(opening.is_alone for opening in doubtful)
    passed_over: list[int] = []
    for opening in doubtful:
        if unknown[opening.is_alone] <= known[opening.is_alone] or _stands_out(opening):
            found[opening.at] = Heading(None, is_title=True)
        else:
            passed_over.append(opening.at)
    return Headings(found, tuple(passed_over), letters)


def read_heading(line: str, before: str = "") -> ListStatus | None:
    """The status that a line names, if the line can only be a heading: `## On-Hold (12)`, `Anime I've dropped:`.

    `Completed: 120` is a heading after an empty line. Elsewhere the number can be a title: `Dropped: 86`.
    """
    statuses = _read_statuses(line, before)
    return statuses.pop() if len(statuses) == 1 else None


def _names_several(line: str) -> bool:
    """Whether a line only names different statuses: `On hold / dropped`."""
    statuses = _read_statuses(line, "")
    return len(statuses) > 1 and None not in statuses


def _read_statuses(line: str, before: str) -> set[ListStatus | None]:
    """The statuses that the parts of a line name, None for a part that names none; empty if it can be a title."""
    if not line or len(line) > _MAX_LENGTH:
        return set()
    plain = _COUNT.sub(" ", BULLET.sub("", line, count=1) if BULLET.match(line) else line)
    plain = plain if before else _COUNT_BEHIND.sub(" ", plain)
    if any(char.isdigit() for char in plain) or ((box := BOX.match(plain)) and box[1] is not None):
        return set()
    # As in `Dropped: That Show` or `I Am (dropped)`.
    if sum(any(char.isalpha() for char in part) for part in re.split(r"[:(]", plain)) > 1:
        return set()
    return {_read_status(part) for part in re.split(r"[/&,+]|\band\b|\bor\b", plain)}


def _read_beginning(line: str) -> ListStatus | None:
    """The status that the first words of a heading name: `Currently watching (as of May)`, `Want to watch someday`.

    A single word can also begin a title, such as *Finished with You*, so a word must follow that titles don't have.
    """
    words = [*_WORD.finditer(line)]
    if len(line) > _MAX_LENGTH or not words or BOX.match(line) or _has_details(line):
        return None
    for number in range(min(4, len(words) - 1), 0, -1):
        status = read_status(line[words[0].start() : words[number - 1].end()])
        following = words[number][0].lower() in _FILLERS | _SECTIONS or line[words[number].start() - 1] in "(["
        if status and (number > 1 or following) and not _names_several(line):
            return status
    return None


def _says_rewatching(line: str) -> bool:
    words = _list_words(line)
    return any(map(is_rewatching, [*words, *map(" ".join, pairwise(words))]))


def _has_details(line: str) -> bool:
    return any(reading.details for reading in list_readings(line))


def _list_words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(_INSIDE_WORDS.sub(" ", text.lower()))]


def _read_status(text: str) -> ListStatus | None:
    # In a heading, it is a status. Next to a title, it says how often.
    words = ["watched" if word == "rewatched" else word for word in _list_words(text)]
    known = [word for word in words if word not in _FILLERS]
    shorter = [word for word in known if word not in _SECTIONS]
    return next((status for part in (words, known, shorter) if (status := read_status(" ".join(part)))), None)


def _names_section(line: str) -> bool:
    """Whether a line only names a part of a list: `Movies`, `2023`, `S tier`, `My anime list`."""
    text = _COUNT.sub(" ", line)
    rest = _PERIOD.sub(" ", text)
    words = set(_list_words(rest))
    names_one = rest != text or not words.isdisjoint(_SECTIONS) or _INSIDE_WORDS.search(text)
    is_only_that = words <= _FILLERS | _SECTIONS and not any(char.isdigit() for char in rest)
    return bool(names_one) and is_only_that and len(line) <= _MAX_LENGTH


def _is_marked(line: str, before: str, after: str) -> bool:
    """Whether a line is marked as a heading by its signs, or by the line under it."""
    if _MARKED.fullmatch(line) and not PAGE.search(line):
        return True
    is_underlined = _UNDERLINE.fullmatch(after) is not None
    # A line of hyphens can also divide titles. Then it has nothing to do with the line above.
    return is_underlined and (after[0] == "=" or (not before and abs(len(after) - len(line)) <= 2))


def _is_title_of_part(opening: _Opening, *, has_hashes: bool) -> bool:
    """Whether a line that opens a paragraph is certainly a heading."""
    line = opening.line
    if _names_section(line):
        return True
    if line.startswith("# "):
        return has_hashes and len(list_readings(line)) == 1
    # Some titles end like this, such as *Nisekoi:*.
    has_colon = line.endswith((":", "：")) and not BULLET.match(line)
    return has_colon and (not opening.is_alone or len(opening.below) > 1)


def _can_be_one(opening: _Opening) -> bool:
    """Whether a line that opens a paragraph of titles can be a heading instead of a title."""
    line, below = opening.line, [other.strip() for other in opening.below]
    if len(line) > _MAX_UNKNOWN_LENGTH or len(below) < 2 or not is_name(line):
        return False
    if BULLET.match(line) or BOX.match(line) or line[0] == "#" or PAGE.search(line):
        return False
    # *Naruto* above *Naruto Shippuden* is a title.
    is_first_of_series = any(other.lower().startswith(line.lower()) for other in below)
    return not is_first_of_series and not _has_details(line)


def _stands_out(opening: _Opening) -> bool:
    """Whether all lines below have a bullet, a box or a margin, or only this line is bold."""
    texts = [other.strip() for other in opening.below]
    are_items = all(other[0].isspace() or BULLET.match(other) or BOX.match(other) for other in opening.below)
    return are_items or (bool(_BOLD.fullmatch(opening.line)) and not any(_BOLD.fullmatch(text) for text in texts))


def is_comment(line: str) -> bool:
    """Whether a line is a comment anywhere in a file."""
    return line.startswith(("//", ";"))


def is_gap(line: str) -> bool:
    """Whether a line is empty or only divides others."""
    return set(line.strip()) <= _DIVIDERS


def _list_letters(lines: Sequence[str], openings: Collection[int]) -> frozenset[int]:
    """The single letters that divide a list. There must be three, because of titles such as *K*."""
    letters = [
        index
        for index, (line, after) in enumerate(zip(lines, [*lines[1:], ""], strict=False))
        if _LETTER.fullmatch(line)
        and (index in openings or line.startswith("##") or line.endswith(":") or BULLET.match(after))
    ]
    return frozenset(letters if len({lines[at] for at in letters}) >= 3 else ())


def _list_apart(lines: Sequence[str]) -> frozenset[int]:
    """Lines that differ from those around them: they end with a colon, or are between lines with bullets."""
    filled = [index for index, line in enumerate(lines) if not is_gap(line) and not is_comment(line.strip())]
    apart: list[int] = []
    for before, at, after in zip([None, *filled], filled, filled[1:], strict=False):
        line, below = lines[at], lines[after].strip()
        is_between = before is not None and BULLET.match(lines[before].strip()) and BULLET.match(below)
        can_be_one = (is_between or line.endswith((":", "："))) and not line[0].isspace() and is_name(line)
        has_more = BULLET.match(line) or BOX.match(line) or PAGE.search(line)
        if can_be_one and not has_more and len(line) <= _MAX_LENGTH and not read_heading(below):
            apart += [] if _has_details(line) else [at]
    return frozenset(apart)


def _list_openings(lines: Sequence[str]) -> dict[int, _Opening]:
    """The first lines of paragraphs, and lines alone above one."""
    paragraphs: list[list[int]] = []
    is_open = False
    for index, line in enumerate(lines):
        if is_gap(line):
            is_open = False
            continue
        if not is_open:
            paragraphs.append([])
        paragraphs[-1].append(index)
        is_open = True
    openings: dict[int, _Opening] = {}
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], []], strict=False):
        start = paragraph[0]
        is_alone = len(paragraph) == 1
        below = following if is_alone else paragraph[1:]
        if below:
            openings[start] = _Opening(start, lines[start].strip(), is_alone, below[0], [lines[at] for at in below])
    return openings
