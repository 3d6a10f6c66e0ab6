"""Generates a file of titles as large as the full one, for when the real one is not at hand.

It has the form of the anime-offline-database's JSONL and 40,000 titles with 7 names each. First come the bundled titles
with an id at one of the file's sites, with their own ids and names. The others are made from these: a name is the
beginning of one bundled name and the end of another, cut between words or, in Chinese and Japanese, between characters.
One made-up title in five is a later season of another one.

So lengths, letters and words are those of real names. But beginnings and ends repeat more often than in reality, where
new titles have new words. And the only languages are those of the bundled names.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from db.titles.catalogue.records import KINDS, SEASONS, TitleRecord
from db.titles.catalogue.seed import read_records
from db.titles.catalogue.text import FIRST_CJK, fold, number_seasons

TITLES = 40_000
NAMES = 7
"""How many names each title has."""

_LATEST_YEAR = 2026
_LATER_SEASON = 0.2
_FIRST_ID = 1_000_000
"""The ids of made-up titles begin here, above all real ones."""

_PLACES = {
    "mal": "https://myanimelist.net/anime",
    "anilist": "https://anilist.co/anime",
    "kitsu": "https://kitsu.app/anime",
    "anidb": "https://anidb.net/anime",
}
_OTHER_PLACES = [f"https://titles-{number}.example/anime" for number in range(6)]
_ABOUT = {
    "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
    "repository": "generated from the bundled titles",
    "lastUpdate": "2026-01-01",
}

_LATIN_SEASONS = ("{name} Season {number}", "{name} {ordinal} Season", "{name} {roman}", "{name} {number}")
_NATIVE_SEASONS = ("{name} 第{number}期", "{name} {roman}", "{name}{number}")
_CHINESE_SEASONS = ("{name} 第{han}季", "{name} 第{number}季")
_ORDINALS = ("", "1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th")
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_HAN = "〇一二三四五六七八九"
_LAST_SEASON = len(_HAN) - 1

# A made-up title has names in these languages, in this order.
_LANGUAGES = ("latin", "native", "latin", "latin", "chinese", "chinese", "latin")
_SEASON_FORMS = {"latin": _LATIN_SEASONS, "native": _NATIVE_SEASONS, "chinese": _CHINESE_SEASONS}


def write_titles(path: Path, rng: Random, *, count: int = TITLES) -> None:
    """Writes a file of `count` titles, always the same for the same state of `rng`."""
    with path.open("w", encoding="utf-8") as file:
        for entry in (_ABOUT, *generate_titles(rng, count=count)):
            file.write(f"{json.dumps(entry, ensure_ascii=False)}\n")


def generate_titles(rng: Random, *, count: int = TITLES) -> Iterator[dict[str, Any]]:
    """Yields the lines of the file after the first."""
    bundled = [record for record in read_records() if _list_addresses(record)]
    pools = {
        "latin": _list_pieces([name for record in bundled for name in (*record.english, *record.synonyms)]),
        "native": _list_pieces([name for record in bundled for name in record.native]),
        "chinese": _list_pieces([name for record in bundled for name in record.chinese]),
    }
    for record in bundled[:count]:
        yield _to_entry(record, pools, rng)
    originals: list[list[str]] = []
    seasons: Counter[int] = Counter()
    for number in range(len(bundled), count):
        original = rng.randrange(len(originals)) if originals and rng.random() < _LATER_SEASON else None
        if original is None or seasons[original] == _LAST_SEASON:
            names = [_splice(pools[language], rng) for language in _LANGUAGES]
            seasons[len(originals)] = 1
            originals.append(names)
        else:
            seasons[original] += 1
            names = _add_season(originals[original], seasons[original], rng)
        sites = rng.sample(sorted(_PLACES), rng.randint(1, len(_PLACES)))
        yield _describe(
            names,
            [f"{_PLACES[site]}/{_FIRST_ID + number}" for site in sites],
            kind=rng.choice(KINDS),
            year=rng.randint(1960, _LATEST_YEAR),
            season=rng.choice(SEASONS),
            rng=rng,
        )


def _list_addresses(record: TitleRecord) -> list[str]:
    keys = (key.split("/") for key in record.keys)
    return [f"{_PLACES[site]}/{number}" for site, number in keys if site in _PLACES]


def _list_pieces(names: list[str]) -> list[list[str]]:
    """Names split where they may be cut. Names with a season are left out, because some get one later."""
    plain = [name for name in names if number_seasons(fold(name)) == fold(name)]
    return [list(name) if max(name) >= FIRST_CJK else [f"{word} " for word in name.split()] for name in plain]


def _splice(pool: list[list[str]], rng: Random) -> str:
    first, second = rng.choice(pool), rng.choice(pool)
    # Each part has at least one piece.
    pieces = [*first[: rng.randrange(len(first)) + 1], *second[rng.randrange(len(second)) :]]
    return "".join(pieces).strip()


def _add_season(names: list[str], number: int, rng: Random) -> list[str]:
    numerals = {"number": number, "ordinal": _ORDINALS[number], "roman": _ROMAN[number], "han": _HAN[number]}
    return [
        rng.choice(_SEASON_FORMS[language]).format(name=name, **numerals)
        for language, name in zip(_LANGUAGES, names, strict=True)
    ]


def _to_entry(record: TitleRecord, pools: dict[str, list[list[str]]], rng: Random) -> dict[str, Any]:
    names = list(dict.fromkeys((record.title, *record.english, *record.native, *record.chinese, *record.synonyms)))
    names += [_splice(pools[language], rng) for language in _LANGUAGES[len(names) :]]
    return _describe(
        names[:NAMES],
        _list_addresses(record),
        kind=record.kind or KINDS[0],
        year=record.year,
        season=record.season,
        rng=rng,
    )


def _describe(
    names: list[str], addresses: list[str], *, kind: str, year: int | None, season: str | None, rng: Random
) -> dict[str, Any]:
    others = rng.sample(_OTHER_PLACES, rng.randint(0, len(_OTHER_PLACES)))
    number = addresses[0].rpartition("/")[2]
    return {
        "sources": [*addresses, *(f"{place}/{number}" for place in others)],
        "title": names[0],
        "type": kind.upper(),
        "episodes": 1 if kind == "Movie" else rng.choice((12, 13, 24, 26)),
        "status": "FINISHED",
        "animeSeason": {"season": season or "UNDEFINED", "year": year},
        "picture": f"https://pictures.example/{number}.jpg",
        "thumbnail": f"https://pictures.example/{number}-small.jpg",
        "duration": {"value": 1440, "unit": "SECONDS"},
        "synonyms": names[1:],
        "studios": [f"studio {rng.randrange(500)}"],
        "producers": [f"producer {rng.randrange(500)}" for _ in range(3)],
        "relatedAnime": [f"{rng.choice(_OTHER_PLACES)}/{rng.randrange(_FIRST_ID)}" for _ in range(rng.randint(0, 12))],
        "tags": [f"tag {rng.randrange(1000)}" for _ in range(rng.randint(0, 40))],
    }
