"""The search: which titles a text means, best first.

It asks the indexes of the catalogue file and never looks at all names. It blocks, so it belongs in a thread.
"""

import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nlargest
from string import ascii_lowercase

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from db.engine.queries import load_blocking_queries
from db.titles.catalogue.text import FIRST_CJK, fold, list_forms, list_grams, squash

_CROWD = 2500
"""From how many names or words that begin alike a search looks at titles in their order instead of at all of these."""

_SCANNED = 100
"""How many titles it then takes: of more than a person is shown, those whose name begins so are to come first."""

_ENOUGH = 5
"""Where no name begins like a short text and fewer have a word that does, the text may have a slip in it."""

_MAX_PLACES = 10_000
"""How many places of grams are looked at; the rare grams of a text tell more than the frequent ones."""

_MAX_CANDIDATES = 250
"""How many forms that have grams in common with a text are looked at."""

_MAX_COMPARED = 50
"""How many of them, those most like it, are compared with it letter by letter."""

_MAX_SCANNED = 8000
"""How many titles are looked through where many begin alike."""

_MAX_VARIANT_LENGTH = 8
"""In a longer text a slip leaves enough pieces whole."""

_LEAST_RATIO = 45.0
"""How alike a text and a name must be, of 100, for the name to be offered as near."""

# How well a form matches, best first.
_WHOLE, _START, _WORD, _PARTS = range(4)

SLIP = 4
"""How much worse a match is for each slip."""

_queries = load_blocking_queries("titles/catalogue")


def search(
    connection: sqlite3.Connection, text: str, *, anime_end: int, limit: int, favoured: Sequence[str] = ()
) -> list[int]:
    """The ids below `anime_end` of the titles that a text means.

    First come those that a name, or a word in one, begins like; then those that have only pieces of the text, or have
    it with one slip or two. Of both, those with a key in `favoured` come first, then the better matches: the whole
    name, its beginning, that of a word in it. Of equal ones the lower id is first.
    """
    favoured_ids = {anime_id for (anime_id,) in _queries.list_ids(connection, keys=json.dumps(favoured))}
    matches: dict[int, int] = {}
    forms = list_forms(text)
    for form in forms:
        _note(matches, _find_starts(connection, form, anime_end, favoured_ids))
    is_known = bool(matches)
    # Slips are looked for in the form with the season as a number, on which all names agree.
    numbered = forms[-1:]
    if len(matches) < _ENOUGH and min(matches.values(), default=_PARTS) > _START:
        for form in numbered:
            _note(matches, _find_variants(connection, form, anime_end))
    if not is_known:
        for form in numbered:
            _note(matches, _find_similar(connection, form, anime_end))

    def get_rank(anime_id: int) -> tuple[bool, bool, int, int]:
        quality = matches[anime_id]
        return quality >= _PARTS, anime_id not in favoured_ids, quality, anime_id

    return sorted(matches, key=get_rank)[:limit]


def list_nearest(connection: sqlite3.Connection, text: str, *, anime_end: int, limit: int) -> list[int]:
    """The ids of the titles with a name most like a text that none has, as far as they share a piece of it."""
    ratios: dict[int, float] = {}
    for form in list_forms(text):
        squashed = squash(form)
        for anime_id, folded in _list_candidates(connection, squashed):
            ratio = fuzz.partial_ratio(squashed, squash(folded)) * 0.9 + fuzz.ratio(squashed, squash(folded)) * 0.1
            if anime_id < anime_end and ratio >= _LEAST_RATIO:
                ratios[anime_id] = max(ratio, ratios.get(anime_id, 0))
    return sorted(ratios, key=lambda anime_id: (-ratios[anime_id], anime_id))[:limit]


def list_named(connection: sqlite3.Connection, text: str, *, anime_end: int) -> list[int]:
    """The ids of the titles that have the text as a name."""
    rows = _queries.list_equal(connection, squashed=squash(fold(text)), anime_end=anime_end)
    return sorted(anime_id for (anime_id,) in rows)


def match_names(text: str, names: Sequence[str]) -> dict[int, int]:
    """How well a text means each of the names, by their places in the list; those that it doesn't are left out.

    The lower, the better; from `SLIP` on, the text has a slip in it. Unlike names of the catalogue these can be without
    letters, all emoji; then they are found by their beginning.
    """
    qualities: dict[int, int] = {}
    for place, name in enumerate(names):
        _note(qualities, ((place, quality) for quality in _match_name(text, name)))
    return qualities


def _match_name(text: str, name: str) -> Iterable[int]:
    for form in list_forms(text):
        words = form.split()
        squashed = "".join(words)
        for other in list_forms(name):
            quality = _compare(squashed, words, other.split(), _count_slips_forgiven(squashed))
            if quality is not None:
                yield quality
    if " ".join(name.split()).casefold().startswith(" ".join(text.split()).casefold()):
        yield _START


def _note(matches: dict[int, int], found: Iterable[tuple[int, int]]) -> None:
    for anime_id, quality in found:
        matches[anime_id] = min(quality, matches.get(anime_id, quality))


def _find_starts(
    connection: sqlite3.Connection, form: str, anime_end: int, favoured_ids: set[int]
) -> Iterable[tuple[int, int]]:
    """The titles with a name, or a word in one, that begins like a form."""
    low = squash(form)
    rows = list(_queries.list_starts(connection, low=low, high=f"{low}\U0010ffff", limit=_CROWD))
    if len(rows) == _CROWD:
        place = {"start": f"\n{form}", "word": f" {form}"}
        scanned = list(_queries.scan(connection, **place, anime_end=min(anime_end, _MAX_SCANNED), limit=_SCANNED))
        if len(scanned) == _SCANNED:
            # These are better known than the first of the alphabet, of which only whole names still count.
            rows = [row for row in rows if row[2]]
        rows += [*scanned, *_queries.scan_among(connection, **place, ids=json.dumps(list(favoured_ids)))]
    for anime_id, is_inside, is_equal in rows:
        if anime_id < anime_end:
            yield anime_id, _WORD if is_inside else _WHOLE if is_equal else _START


def _find_similar(connection: sqlite3.Connection, form: str, anime_end: int) -> Iterable[tuple[int, int]]:
    """The titles with a name that has the pieces of a form, or nearly."""
    words = form.split()
    squashed = "".join(words)
    slips = _count_slips_forgiven(squashed)
    candidates = [row for row in _list_candidates(connection, squashed) if row[0] < anime_end]
    names = [squash(folded) for _, folded in candidates]
    for _, _, place in process.extract(squashed, names, scorer=fuzz.partial_ratio, limit=_MAX_COMPARED):
        anime_id, folded = candidates[place]
        quality = _compare(squashed, words, folded.split(), slips)
        if quality is not None:
            yield anime_id, quality


def _find_variants(connection: sqlite3.Connection, form: str, anime_end: int) -> Iterable[tuple[int, int]]:
    """The titles with a name, or a word in one, that begins like a short form with one slip mended.

    One slip can be in every piece of a short form, so that none is left by which names could be chosen.
    """
    squashed = squash(form)
    if not squashed.isascii() or not _count_slips_forgiven(squashed) or len(squashed) > _MAX_VARIANT_LENGTH:
        return
    variants = json.dumps(sorted(_list_variants(squashed)))
    for anime_id, is_inside, is_equal in _queries.list_variants(connection, variants=variants, limit=_CROWD):
        if anime_id < anime_end:
            yield anime_id, SLIP + (_WORD if is_inside else _WHOLE if is_equal else _START)


def _list_variants(text: str) -> set[str]:
    """All texts that one slip makes of a text: a letter left out, put in or changed, or two that changed places."""
    parts = [(text[:at], text[at:]) for at in range(len(text) + 1)]
    left_out = {start + end[1:] for start, end in parts if end}
    swapped = {start + end[1] + end[0] + end[2:] for start, end in parts if len(end) > 1}
    changed = {start + letter + end[1:] for start, end in parts if end for letter in ascii_lowercase}
    put_in = {start + letter + end for start, end in parts for letter in ascii_lowercase}
    return left_out | swapped | changed | put_in


def _count_slips_forgiven(squashed: str) -> int:
    # A Chinese or Japanese character says as much as two or three letters.
    weight = len(squashed) if squashed.isascii() else 2 * len(squashed)
    return 0 if weight < 4 else 1 if weight < 7 else 2


def _list_candidates(connection: sqlite3.Connection, squashed: str) -> list[tuple[int, str]]:
    """The forms that share the most of a text's rarest grams with it, each with its title's id."""
    grams = json.dumps(list(set(list_grams(squashed))))
    chosen: list[str] = []
    places = 0
    for gram, size in sorted(_queries.list_gram_sizes(connection, grams=grams), key=lambda row: row[1]):
        places += size
        if chosen and places > _MAX_PLACES:
            break
        chosen.append(gram)
    shared: Counter[int] = Counter()
    for (form_ids,) in _queries.list_grams(connection, grams=json.dumps(chosen)):
        shared.update(array("I", form_ids))
    least = max(shared.values(), default=0) / 2
    # Of forms that share equally much, those of better known titles have the lower ids.
    likely = ((count, -form_id) for form_id, count in shared.items() if count >= least)
    best = [-negative for _, negative in nlargest(_MAX_CANDIDATES, likely)]
    return list(_queries.list_forms(connection, ids=json.dumps(best)))


def _compare(squashed: str, words: list[str], name: list[str], slips: int) -> int | None:
    """How well a name matches a text, both as words; None if it takes more slips than are forgiven."""
    whole = "".join(name)
    qualities: list[int] = []
    at = 0
    for part in name:
        distance = _count_slips(squashed, whole[at:], slips)
        if distance is not None:
            place = _WORD if at else _WHOLE if OSA.distance(squashed, whole) == distance else _START
            qualities.append(SLIP * distance + place)
        at += len(part)
    if _has_parts(squashed, words, name, whole):
        qualities.append(_PARTS)
    if not qualities and len(words) > 1:
        return _compare_words(words, name, slips)
    return min(qualities, default=None)


def _has_parts(squashed: str, words: list[str], name: list[str], whole: str) -> bool:
    """Whether a text stands inside a name, or each word of it begins one of the name's."""
    if squashed in whole and (len(squashed) > 3 or squashed[0] >= FIRST_CJK):
        return True
    return all(any(part.startswith(word) for part in name) for word in words)


def _count_slips(text: str, name: str, most: int) -> int | None:
    """How many slips make the beginning of a name the text; None for more than `most`."""
    length = len(text)
    # Where letters are missing from the text, as many too many stand at the end of a piece of the same length.
    if OSA.distance(text, name[:length], score_cutoff=2 * most) > 2 * most:
        return None
    distances = (OSA.distance(text, name[:end]) for end in range(length - most, length + most + 1))
    distance = min(distances)
    return distance if distance <= most else None


def _compare_words(words: list[str], name: list[str], slips: int) -> int | None:
    """As `_compare`, for the words of a text in any order."""
    total = 0
    for word in words:
        most = min(slips, _count_slips_forgiven(word))
        distances = [distance for part in name if (distance := _count_slips(word, part, most)) is not None]
        total += min(distances, default=slips + 1)
        if total > slips:
            return None
    return SLIP * total + _PARTS
