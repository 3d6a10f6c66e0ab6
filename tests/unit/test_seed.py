import csv
import json
from typing import Any

import pytest

from db.models import MAX_EPISODES
from db.seed import build

METADATA, *TITLES = [
    json.loads(line) for line in (build.FOLDER / "titles.jsonl").read_text(encoding="utf-8").splitlines()
]
SITES = list(build.SITES.values())
NAMES = {title["k"][0]: title["n"] + title.get("en", []) + title.get("zh", []) for title in TITLES}


def item(title: str = "題", begin: str = "2004-04-06T15:00:00.000Z", kind: str = "tv", **more: Any) -> dict[str, Any]:
    """An item as bangumi-data has it; `sites` as a mapping."""
    sites = [{"site": site, "id": id} for site, id in more.get("sites", {"mal": "19"}).items()]
    return {"title": title, "begin": begin, "type": kind, "sites": sites, "titleTranslate": more.get("names", {})}


def test_the_titles_say_where_they_come_from():
    attribution = (build.FOLDER / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert METADATA["source"] == "bangumi-data"
    assert METADATA["licence"] in attribution
    assert f"version {METADATA['version']}," in attribution


def test_the_titles_are_in_order_of_year_and_key():
    order = [(title["y"], title["k"][0]) for title in TITLES]
    assert len(order) > 8000
    assert order == sorted(order)


def test_no_two_titles_have_the_same_key():
    keys = [key for title in TITLES for key in title["k"]]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("site", SITES)
def test_the_keys_of_every_site_are_there(site: str):
    numbers = [key.split("/")[1] for title in TITLES for key in title["k"] if key.startswith(f"{site}/")]
    assert len(numbers) > 7000
    assert all(number.isascii() and number.isdigit() for number in numbers)


def test_the_canonical_key_is_of_the_first_site():
    for title in TITLES:
        sites = [SITES.index(key.split("/")[0]) for key in title["k"]]
        assert sites == sorted(sites)
        assert SITES[sites[0]] != "anidb"


def test_every_title_has_a_native_name_a_kind_and_a_year():
    for title in TITLES:
        assert title["n"]
        assert title["t"] in ("TV", "Movie", "OVA", "Web")
        assert 1900 < title["y"] < 2100


def test_names_hold_no_surplus_space():
    assert [name for names in NAMES.values() for name in names if not name or name != " ".join(name.split())] == []


def test_every_row_of_episodes_is_of_the_title_that_it_names():
    with (build.FOLDER / "episodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row for row in rows if row["title"] not in NAMES.get(f"mal/{row['mal_id']}", [])] == []
    ids = [int(row["mal_id"]) for row in rows]
    assert ids == sorted(set(ids))


def test_the_episodes_are_in_the_titles():
    known = {title["k"][0]: title["e"] for title in TITLES if "e" in title}
    episodes = build.read_episodes()
    assert episodes.items() <= known.items()
    assert all(1 <= count <= MAX_EPISODES for count in known.values())
    assert known["mal/19"] == 74


def test_the_keys_of_an_item_begin_with_the_canonical_one():
    ids = {"anidb": "4", "bangumi": "3", "dmhy": "word", "aniList": "2", "mal": "1"}
    assert build.list_keys(item(sites=ids)) == ["mal/1", "anilist/2", "bangumi/3", "anidb/4"]
    del ids["mal"]
    assert build.list_keys(item(sites=ids))[0] == "anilist/2"


def test_an_item_with_no_more_than_an_anidb_id_is_left_out():
    assert build.group([item(sites={"anidb": "4"}), item(sites={})]) == {}


def test_items_of_one_key_make_one_title_with_all_their_names():
    later = item(
        "後編",
        begin="2005-01-01T00:00:00Z",
        kind="movie",
        sites={"mal": "19", "bangumi": "9"},
        names={"en": ["Monster", "Part Two"], "zh-Hant": ["怪獸"]},
    )
    first = item(
        "前編",
        sites={"mal": "19", "bangumi": "10", "aniList": "5"},
        names={"en": ["Monster"], "zh-Hans": ["怪兽"], "ja": ["モンスター"]},
    )
    groups = build.group([later, first])
    assert build.merge(groups["mal/19"], {"mal/19": 74}) == {
        "k": ["mal/19", "anilist/5", "bangumi/9", "bangumi/10"],
        "n": ["前編", "後編", "モンスター"],
        "en": ["Monster", "Part Two"],
        "zh": ["怪兽", "怪獸"],
        "t": "TV",
        "y": 2004,
        "e": 74,
    }


def test_the_year_is_that_in_japan():
    assert build.merge([item(begin="1999-12-31T15:00:00.000Z")], {})["y"] == 2000
    assert build.merge([item(begin="1999-12-31T14:59:59.000Z")], {})["y"] == 1999


def test_a_movie_is_one_episode_unless_it_is_known_to_be_more():
    movie = item(kind="movie")
    assert build.merge([movie], {})["e"] == 1
    assert build.merge([movie], {"mal/19": 3})["e"] == 3
    assert "e" not in build.merge([item(kind="tv")], {})


def test_how_many_movies_a_series_has_is_not_guessed():
    assert "e" not in build.merge([item("第一章", kind="movie"), item("第二章", kind="movie")], {})


def test_invisible_characters_are_taken_out_of_names():
    assert build.merge([item(" Hayate\ufeff \t Butler\u200b ")], {})["n"] == ["Hayate Butler"]
