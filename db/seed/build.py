"""Makes `titles.jsonl`, the bundled titles, from the data of the bangumi-data project and from `episodes.csv`.

    python -m db.seed.build path/to/bangumi-data/dist/data.json

The project's `package.json`, which names the version, must stand one folder above `data.json`.

The first line of the output is an object about the whole: `source`, `version`, `licence`, `generated_from`.
Every other line is one title, in order of year and key:

    k   its keys, the canonical one first
    n   its native names: those in the original language, then others in Japanese
    en  its English names, where there are any
    zh  its Chinese names, where there are any
    t   its kind: TV, Movie, OVA or Web
    y   the year in which it began, in Japan
    e   how many episodes it has, where known
"""

import csv
import hashlib
import json
import sys
import unicodedata
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
KINDS = {"tv": "TV", "movie": "Movie", "ova": "OVA", "web": "Web"}
SITES = {"mal": "mal", "aniList": "anilist", "bangumi": "bangumi", "anidb": "anidb"}
"""The sites whose ids are keys, as the data and as a key names them. A canonical key is of the first there is."""

_JAPAN = timezone(timedelta(hours=9))


def read_episodes(path: Path = FOLDER / "episodes.csv") -> dict[str, int]:
    """How many episodes a title has, by its key."""
    with path.open(encoding="utf-8", newline="") as file:
        return {f"mal/{row['mal_id']}": int(row["episodes"]) for row in csv.DictReader(file)}


def list_keys(item: dict[str, Any]) -> list[str]:
    """The keys of an item, the canonical one first; none where an AniDB id is all it has."""
    ids = {site["site"]: site["id"] for site in item["sites"] if site["site"] in SITES}
    keys = [f"{name}/{ids[site]}" for site, name in SITES.items() if site in ids]
    return [] if all(key.startswith("anidb/") for key in keys) else keys


def group(items: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The items by their canonical key, earliest first; items without one are left out."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in sorted(items, key=lambda item: item["begin"]):
        for canonical in list_keys(item)[:1]:
            groups.setdefault(canonical, []).append(item)
    return groups


def merge(items: list[dict[str, Any]], episodes: dict[str, int]) -> dict[str, Any]:
    """The title that items of one canonical key are: all their keys and names, the first one's kind and year."""
    canonical = list_keys(items[0])[0]
    kind = KINDS[items[0]["type"]]
    # Movies of one key are the parts of a series, and more may follow.
    default = 1 if kind == "Movie" and len(items) == 1 else None
    title = {
        "k": sorted({key for item in items for key in list_keys(item)}, key=_key_order),
        "n": _unique([item["title"] for item in items] + _translations(items, "ja")),
        "en": _unique(_translations(items, "en")),
        "zh": _unique(_translations(items, "zh-Hans") + _translations(items, "zh-Hant")),
        "t": kind,
        "y": datetime.fromisoformat(items[0]["begin"]).astimezone(_JAPAN).year,
        "e": episodes.get(canonical, default),
    }
    return {field: value for field, value in title.items() if value}


def _key_order(key: str) -> tuple[int, int]:
    site, number = key.split("/")
    return list(SITES.values()).index(site), int(number)


def _translations(items: list[dict[str, Any]], language: str) -> list[str]:
    return [name for item in items for name in item["titleTranslate"].get(language, [])]


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(_clean(name) for name in names))


def _clean(name: str) -> str:
    """The name without invisible characters and surplus spaces."""
    return " ".join("".join(char for char in name if unicodedata.category(char) != "Cf").split())


def main(source: Path) -> None:
    """Writes `titles.jsonl` and prints what became of the items."""
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
    titles = [merge(parts, episodes) for parts in groups.values()]
    titles.sort(key=lambda title: (title["y"], title["k"][0]))
    lines = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in (metadata, *titles)]
    (FOLDER / "titles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")

    print(f"{len(items)} items make {len(titles)} titles, {sum('e' in title for title in titles)} with episodes known.")
    print(f"{len(items) - sum(map(len, groups.values()))} items are left out, for want of a key.")
    print(f"{len(episodes.keys() - groups.keys())} rows of episodes.csv belong to no title.")
    print("Merged, because they have the same key:")
    for canonical, parts in groups.items():
        if len(parts) > 1:
            print(f"  {canonical}: {' + '.join(part['title'] for part in parts)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m db.seed.build path/to/bangumi-data/dist/data.json")
    main(Path(sys.argv[1]))
