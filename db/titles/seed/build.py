"""Makes `titles.jsonl`, the bundled titles, from the data of the bangumi-data project and two files beside this one:
`episodes.csv`, how many episodes titles have, and `customary.csv`, how well-known names are commonly romanised.

    pip install -r db/titles/seed/requirements.txt
    python -m db.titles.seed.build path/to/bangumi-data/dist/data.json

The project's `package.json`, which names the version, must be one folder above `data.json`.

The first line of the output is an object about the whole: `source`, `version`, `licence`, `generated_from`.
Every other line is one title, in order of year and key:

    k   its keys, the canonical one first
    n   its native names: those in the original language, then others in Japanese
    r   its romanised names that can be shown, where there are any: the customary one, readings of names in kana
    rs  its romanised names to find it by, where there are any: readings of names with kanji, about one in six of them
        wrong, and names in which borrowed words are spelled as in their own language
    en  its English names, where there are any
    zh  its Chinese names, where there are any
    t   its kind: TV, Movie, OVA or ONA
    y   the year in which it began, in Japan
    s   the season with which it began, in Japan: WINTER (January to March), SPRING, SUMMER or FALL
    e   how many episodes it has, where known
    p   its prominence, from 0 to about 100: how widely known it is, as far as the data tells (`measure_prominence`)

`db/titles/seed/romanise.py` says how names are romanised.
"""

import csv
import hashlib
import json
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from html import unescape
from math import log2, sqrt
from pathlib import Path
from statistics import mean
from typing import Any

from db.titles.catalogue.records import SEASONS, SITES, get_key_order
from db.titles.seed.romanise import Romanised, load_romaniser, romanise

FOLDER = Path(__file__).parent
KINDS = {"tv": "TV", "movie": "Movie", "ova": "OVA", "web": "ONA"}
Item = dict[str, Any]

_JAPAN = timezone(timedelta(hours=9))
_EARLY_DAYS = 10


def read_episodes(path: Path = FOLDER / "episodes.csv") -> dict[str, int]:
    """How many episodes a title has, by its key."""
    with path.open(encoding="utf-8", newline="") as file:
        return {f"mal/{row['mal_id']}": int(row["episodes"]) for row in csv.DictReader(file)}


def read_customary(path: Path = FOLDER / "customary.csv") -> dict[str, str]:
    """How names are commonly romanised, by the native name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["native"]: row["romanised"] for row in csv.DictReader(file)}


def list_keys(item: Item) -> list[str]:
    """The keys of an item, the canonical one first; empty if the data has no ids for it."""
    # The data spells it `aniList`, and has no ids of Kitsu.
    sites = [site for site in item["sites"] if site["site"].lower() in SITES]
    return sorted({f"{site['site'].lower()}/{site['id']}" for site in sites}, key=get_key_order)


def group(items: list[Item]) -> dict[str, list[Item]]:
    """The items by canonical key, earliest first; items without one are left out."""
    groups: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: item["begin"]):
        for canonical in list_keys(item)[:1]:
            groups.setdefault(canonical, []).append(item)
    return groups


def merge(items: list[Item], episodes: dict[str, int], romanised: Romanised, prominence: int) -> dict[str, Any]:
    """One title from the items with the same canonical key: all their keys and names, the first one's kind and time."""
    keys = sorted({key for item in items for key in list_keys(item)}, key=get_key_order)
    kind = KINDS[items[0]["type"]]
    began = datetime.fromisoformat(items[0]["begin"]).astimezone(_JAPAN)
    # Movies that share a key are parts of a series, and more may follow.
    default = 1 if kind == "Movie" and len(items) == 1 else None
    title = {
        "k": keys,
        "n": _unique([item["title"] for item in items] + _translations(items, "ja")),
        "r": romanised.shown,
        "rs": romanised.searched,
        "en": _unique(_translations(items, "en")),
        "zh": _unique(_translations(items, "zh-Hans") + _translations(items, "zh-Hant")),
        "t": kind,
        "y": began.year,
        "s": _get_season(began, kind),
        "e": episodes.get(keys[0], default),
        "p": prominence,
    }
    return {field: value for field, value in title.items() if value or field == "p"}


def _get_season(began: datetime, kind: str) -> str:
    """The season of a series. One that begins in the last days of a season counts for the next, within the year."""
    belongs = began + timedelta(days=_EARLY_DAYS if kind == "TV" else 0)
    return SEASONS[((belongs if belongs.year == began.year else began).month - 1) // 3]


def list_japanese(items: list[Item]) -> list[str]:
    """The Japanese names among a title's native ones."""
    return _unique([item["title"] for item in items if item["lang"] == "ja"] + _translations(items, "ja"))


def _translations(items: list[Item], language: str) -> list[str]:
    return [name for item in items for name in item["titleTranslate"].get(language, [])]


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(_clean(name) for name in names))


def _clean(name: str) -> str:
    """The name in composed characters, without invisible ones, surplus spaces and HTML entities."""
    name = unicodedata.normalize("NFC", unescape(name))
    return " ".join("".join(char for char in name if unicodedata.category(char) != "Cf").split())


def measure_prominence(groups: dict[str, list[Item]]) -> dict[str, int]:
    """How widely known each title seems to be, by canonical key.

    It counts how many services show a title, above all services with few titles; how many names in other languages it
    has; and how many titles have names that begin with its own. Because few services show old titles and movies, the
    first two are compared within the same five years, movies with movies. Being among the first few thousand at
    MyAnimeList, which its first members added, marks the classics.
    """
    frequency = Counter(site for items in groups.values() for site in _list_sites(items))
    coverage = {
        key: sum(log2(len(groups) / frequency[site]) for site in _list_sites(items)) + _count_translations(items)
        for key, items in groups.items()
    }
    peers: dict[tuple[int, bool], list[float]] = defaultdict(list)
    for key, items in groups.items():
        peers[_name_peers(items)].append(coverage[key])
    names = sorted(_fold(items[0]["title"]) for items in groups.values())

    def measure(key: str, items: list[Item]) -> int:
        name = _fold(items[0]["title"])
        # A title that merely has the same name is no sequel.
        parts = bisect_left(names, name + chr(sys.maxunicode)) - bisect_right(names, name) if len(name) > 1 else 0
        usual = mean(peers[_name_peers(items)])
        return round(4 * coverage[key] / sqrt(1 + usual) + 3 * log2(1 + parts) + 2 * _measure_seniority(key))

    return {key: measure(key, items) for key, items in groups.items()}


def _measure_seniority(key: str) -> float:
    """From 8 for the first titles at MyAnimeList to 0."""
    site, number = key.split("/")
    return max(0, log2(4096 / max(16, int(number)))) if site == "mal" else 0


def _list_sites(items: list[Item]) -> list[str]:
    return sorted({site["site"] for item in items for site in item["sites"]})


def _count_translations(items: list[Item]) -> int:
    return len({name for item in items for names in item["titleTranslate"].values() for name in names})


def _name_peers(items: list[Item]) -> tuple[int, bool]:
    return int(items[0]["begin"][:4]) // 5, items[0]["type"] == "movie"


def _fold(name: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", name).casefold() if char.isalnum())


def main(source: Path) -> None:
    """Writes `titles.jsonl` and prints what happened to the items."""
    data = source.read_bytes()
    metadata = {
        "source": "bangumi-data",
        "version": json.loads((source.parent.parent / "package.json").read_bytes())["version"],
        "licence": "CC BY 4.0",
        "generated_from": f"dist/data.json, sha256:{hashlib.sha256(data).hexdigest()}",
    }
    items = json.loads(data)["items"]
    groups = group(items)
    episodes = read_episodes()
    romaniser, customary = load_romaniser(), read_customary()
    prominence = measure_prominence(groups)
    titles = [
        merge(parts, episodes, romanise(list_japanese(parts), romaniser, customary), prominence[canonical])
        for canonical, parts in groups.items()
    ]
    titles.sort(key=lambda title: (title["y"], title["k"][0]))
    lines = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in (metadata, *titles)]
    (FOLDER / "titles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")

    print(f"{len(items)} items make {len(titles)} titles, {sum('e' in title for title in titles)} with episodes known.")
    print(f"{sum('r' in title for title in titles)} titles have romanised names to show, ", end="")
    print(f"{sum('rs' in title for title in titles)} have some to find them by.")
    print(f"{len(items) - sum(map(len, groups.values()))} items are left out because they have no key.")
    print(f"{len(episodes.keys() - groups.keys())} rows of episodes.csv belong to no title.")
    print("Merged, because they have the same key:")
    for canonical, parts in groups.items():
        if len(parts) > 1:
            print(f"  {canonical}: {' + '.join(part['title'] for part in parts)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m db.titles.seed.build path/to/bangumi-data/dist/data.json")
    main(Path(sys.argv[1]))
