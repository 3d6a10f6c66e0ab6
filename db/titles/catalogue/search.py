"""The search: which titles a text may mean, best first.

It uses the indexes of the catalogue file and never goes through all names. It blocks, so run it in a thread.

A slip is a typing mistake in one letter. A form is a folded name, and a gram is a piece of one (`text.py`).
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
"""If this many names or words begin with a text, a search scans titles in their order instead of reading them all."""

_SCANNED = 100
"""How many titles a scan finds: more than are shown, so that those whose name begins with the text can come first."""

_ENOUGH = 5
"""If no name begins with a short text, and fewer names than this have a word that does, it may have a slip."""

_MAX_OCCURRENCES = 10_000
"""How many occurrences of grams a search looks at; a text's rare grams tell more than its frequent ones."""

_MAX_CANDIDATES = 250
"""How many forms that share grams with a text are considered."""

_MAX_COMPARED = 50
"""How many of these, the most similar ones, are compared with the text letter by letter."""

_MAX_SCANNED = 8000
"""How many titles a scan looks at."""

_MAX_VARIANT_LENGTH = 8
"""The longest text, in characters, that is looked up with every possible slip. A longer one has enough intact grams."""

_LEAST_RATIO = 45.0
"""How similar to a text a name must be, from 0 to 100, to be offered."""

# How well a form matches. Lower is better.
_WHOLE, _START, _WORD, _PARTS = range(4)

SLIP = 4
"""How much each slip worsens a match."""

_queries = load_blocking_queries("titles/catalogue")


def search(
    connection: sqlite3.Connection, text: str, *, anime_end: int, limit: int, favoured: Sequence[str] = ()
) -> list[int]:
    """The ids, below `anime_end`, of the titles that a text may mean.

    First come titles with a name, or a word in one, that begins with the text; then those that only have pieces of it,
    or match with a slip or two. Within both groups, titles with a key in `favoured` come first, then better matches:
    the whole name, its beginning, the beginning of a word. Equal matches are in order of their ids.
    """
    favoured_ids = {anime_id for (anime_id,) in _queries.list_ids(connection, keys=json.dumps(favoured))}
    matches: dict[int, int] = {}
    forms = list_forms(text)
    for form in forms:
        _note(matches, _find_starts(connection, form, anime_end, favoured_ids))
    is_known = bool(matches)
    # Slips are only looked for in the form with seasons as numbers, which all names have in common.
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
    """The ids of the titles with the names most like a text, of those that share a piece of it."""
    ratios: dict[int, float] = {}
    for form in list_forms(text):
        squashed = squash(form)
        for anime_id, folded in _list_candidates(connection, squashed):
            ratio = fuzz.partial_ratio(squashed, squash(folded)) * 0.9 + fuzz.ratio(squashed, squash(folded)) * 0.1
            if anime_id < anime_end and ratio >= _LEAST_RATIO:
                ratios[anime_id] = max(ratio, ratios.get(anime_id, 0))
    return sorted(ratios, key=lambda anime_id: (-ratios[anime_id], anime_id))[:limit]


def list_named(connection: sqlite3.Connection, text: str, *, anime_end: int) -> list[int]:
    """The ids of the titles with this name."""
    rows = _queries.list_equal(connection, squashed=squash(fold(text)), anime_end=anime_end)
    return sorted(anime_id for (anime_id,) in rows)


def match_names(text: str, names: Sequence[str]) -> dict[int, int]:
    """How well a text matches each of the names, by their index; names that it doesn't match are left out.

    Lower is better; from `SLIP` on, the text has a slip. Unlike the catalogue's, these names may have no letters, just
    emoji; such names are found by their beginning.
    """
    qualities: dict[int, int] = {}
    for index, name in enumerate(names):
        _note(qualities, ((index, quality) for quality in _match_name(text, name)))
    return qualities


def _match_name(text: str, name: str) -> Iterable[int]:
    for form in list_forms(text):
        words = form.split()
        squashed = "".join(words)
        for other in list_forms(name):
            quality = _compare(squashed, words, other.split(), _count_forgiven_slips(squashed))
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
    """The titles with a name, or a word in one, that begins with a form."""
    low = squash(form)
    rows = list(_queries.list_starts(connection, low=low, high=f"{low}\U0010ffff", limit=_CROWD))
    if len(rows) == _CROWD:
        patterns = {"start": f"\n{form}", "word": f" {form}"}
        scanned = list(_queries.scan(connection, **patterns, anime_end=min(anime_end, _MAX_SCANNED), limit=_SCANNED))
        if len(scanned) == _SCANNED:
            # `rows` are only the first in the alphabet. The scanned titles are better known, so only exact names stay.
            rows = [row for row in rows if row[2]]
        rows += [*scanned, *_queries.scan_among(connection, **patterns, ids=json.dumps(list(favoured_ids)))]
    for anime_id, is_inside, is_equal in rows:
        if anime_id < anime_end:
            yield anime_id, _WORD if is_inside else _WHOLE if is_equal else _START


def _find_similar(connection: sqlite3.Connection, form: str, anime_end: int) -> Iterable[tuple[int, int]]:
    """The titles with a name that contains the pieces of a form, or nearly does."""
    words = form.split()
    squashed = "".join(words)
    slips = _count_forgiven_slips(squashed)
    candidates = [row for row in _list_candidates(connection, squashed) if row[0] < anime_end]
    names = [squash(folded) for _, folded in candidates]
    for _, _, place in process.extract(squashed, names, scorer=fuzz.partial_ratio, limit=_MAX_COMPARED):
        anime_id, folded = candidates[place]
        quality = _compare(squashed, words, folded.split(), slips)
        if quality is not None:
            yield anime_id, quality


def _find_variants(connection: sqlite3.Connection, form: str, anime_end: int) -> Iterable[tuple[int, int]]:
    """The titles with a name, or a word in one, that begins with a short form, except for one slip.

    In a short form a single slip can affect every gram, which leaves none to find names by.
    """
    squashed = squash(form)
    if not squashed.isascii() or not _count_forgiven_slips(squashed) or len(squashed) > _MAX_VARIANT_LENGTH:
        return
    variants = json.dumps(sorted(_list_variants(squashed)))
    for anime_id, is_inside, is_equal in _queries.list_variants(connection, variants=variants, limit=_CROWD):
        if anime_id < anime_end:
            yield anime_id, SLIP + (_WORD if is_inside else _WHOLE if is_equal else _START)


def _list_variants(text: str) -> set[str]:
    """All texts that are one slip away: a letter dropped, added or changed, or two neighbours swapped."""
    parts = [(text[:at], text[at:]) for at in range(len(text) + 1)]
    left_out = {start + end[1:] for start, end in parts if end}
    swapped = {start + end[1] + end[0] + end[2:] for start, end in parts if len(end) > 1}
    changed = {start + letter + end[1:] for start, end in parts if end for letter in ascii_lowercase}
    put_in = {start + letter + end for start, end in parts for letter in ascii_lowercase}
    return left_out | swapped | changed | put_in


def _count_forgiven_slips(squashed: str) -> int:
    # A Chinese or Japanese character carries as much as two or three letters.
    weight = len(squashed) if squashed.isascii() else 2 * len(squashed)
    return 0 if weight < 4 else 1 if weight < 7 else 2


def _list_candidates(connection: sqlite3.Connection, squashed: str) -> list[tuple[int, str]]:
    """The forms that share the most of a text's rarest grams, each with its title's id."""
    grams = json.dumps(list(set(list_grams(squashed))))
    chosen: list[str] = []
    occurrences = 0
    for gram, size in sorted(_queries.list_gram_sizes(connection, grams=grams), key=lambda row: row[1]):
        occurrences += size
        if chosen and occurrences > _MAX_OCCURRENCES:
            break
        chosen.append(gram)
    shared: Counter[int] = Counter()
    for (form_ids,) in _queries.list_grams(connection, grams=json.dumps(chosen)):
        shared.update(array("I", form_ids))
    least = max(shared.values(), default=0) / 2
    # Among forms that share equally many, better known titles have lower ids.
    likely = ((count, -form_id) for form_id, count in shared.items() if count >= least)
    best = [-negative for _, negative in nlargest(_MAX_CANDIDATES, likely)]
    return list(_queries.list_forms(connection, ids=json.dumps(best)))


def _compare(squashed: str, words: list[str], name: list[str], slips: int) -> int | None:
    """How well a name matches a text, both as words; None if they differ by more than `slips` slips."""
    whole = "".join(name)
    qualities: list[int] = []
    at = 0
    for part in name:
        distance = _count_slips(squashed, whole[at:], slips)
        if distance is not None:
            kind = _WORD if at else _WHOLE if OSA.distance(squashed, whole) == distance else _START
            qualities.append(SLIP * distance + kind)
        at += len(part)
    if _has_parts(squashed, words, name, whole):
        qualities.append(_PARTS)
    if not qualities and len(words) > 1:
        return _compare_words(words, name, slips)
    return min(qualities, default=None)


def _has_parts(squashed: str, words: list[str], name: list[str], whole: str) -> bool:
    """Whether a name contains a text, or each word of the text begins a word of the name."""
    if squashed in whole and (len(squashed) > 3 or squashed[0] >= FIRST_CJK):
        return True
    return all(any(part.startswith(word) for part in name) for word in words)


def _count_slips(text: str, name: str, most: int) -> int | None:
    """How many slips separate the text from the beginning of a name; None for more than `most`."""
    length = len(text)
    # If the text lacks letters, a piece of the name that is as long has just as many extra ones at its end.
    if OSA.distance(text, name[:length], score_cutoff=2 * most) > 2 * most:
        return None
    distances = (OSA.distance(text, name[:end]) for end in range(length - most, length + most + 1))
    distance = min(distances)
    return distance if distance <= most else None


def _compare_words(words: list[str], name: list[str], slips: int) -> int | None:
    """Like `_compare`, for the words of a text in any order."""
    total = 0
    for word in words:
        most = min(slips, _count_forgiven_slips(word))
        distances = [distance for part in name if (distance := _count_slips(word, part, most)) is not None]
        total += min(distances, default=slips + 1)
        if total > slips:
            return None
    return SLIP * total + _PARTS
