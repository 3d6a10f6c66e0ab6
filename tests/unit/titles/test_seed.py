import csv
import json
import re
import unicodedata
from typing import Any

import pytest

from db.titles.catalogue.records import KINDS, MAX_NAME_LENGTH, SEASONS, SITES, get_key_order
from db.titles.models import MAX_EPISODES
from db.titles.seed import build
from db.titles.seed.romanise import Romanised, Romaniser, Token, join_tokens, romanise

METADATA, *TITLES = [
    json.loads(line) for line in (build.FOLDER / "titles.jsonl").read_text(encoding="utf-8").splitlines()
]
NAMES = {
    title["k"][0]: [name for field in ("n", "r", "rs", "en", "zh") for name in title.get(field, [])] for title in TITLES
}
BY_KEY = {key: title for title in TITLES for key in title["k"]}

NO = Token("の", "の", "particle")
WA = Token("は", "わ", "particle")
DICTIONARY = {
    "ぼくのライオン": [Token("ぼく", "ぼく"), NO, Token("ライオン", "らいおん", foreign="lion")],
    "蟲師": [Token("蟲師", "むしし")],
    "謎の蟲": [Token("謎", ""), NO, Token("蟲", "むし")],
    "まほう": [Token("まほう", "まほう")],
    "はなまる": [WA, Token("なまる", "なまる")],
}
SYLLABLES = ["i", "u", "o", "ku", "shi", "na", "no", "ha", "bo", "ho", "ma", "mu", "ra", "ru", "wa", "n"]
LATIN = dict(zip("いうおくしなのはぼほまむらるわん", SYLLABLES, strict=True))
ROMANISER = Romaniser(lambda text: DICTIONARY[text], lambda kana: "".join(LATIN[char] for char in kana))


def item(title: str = "題", begin: str = "2004-04-06T15:00:00.000Z", kind: str = "tv", **more: Any) -> dict[str, Any]:
    """An item as bangumi-data has it; `sites` as a mapping."""
    sites = [{"site": site, "id": id} for site, id in more.get("sites", {"mal": "19"}).items()]
    names = more.get("names", {})
    return {"title": title, "begin": begin, "type": kind, "lang": "ja", "sites": sites, "titleTranslate": names}


def merge(*items: dict[str, Any], episodes: dict[str, int] | None = None) -> dict[str, Any]:
    return build.merge(list(items), episodes or {}, Romanised([], []), 0)


def join(*tokens: Token, **more: bool) -> list[str]:
    """The words that tokens make, as they are read."""
    return ["".join(token.reading for token in word) for word in join_tokens(list(tokens), **more)]


def percentile(key: str) -> float:
    """The share of all titles that are less prominent than this one."""
    return sum(title["p"] < BY_KEY[key]["p"] for title in TITLES) / len(TITLES)


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


@pytest.mark.parametrize("site", [site for site in SITES if site != "kitsu"])
def test_the_keys_of_every_site_are_there(site: str):
    numbers = [key.split("/")[1] for title in TITLES for key in title["k"] if key.startswith(f"{site}/")]
    assert len(numbers) > 7000
    assert all(number.isascii() and number.isdigit() for number in numbers)


def test_the_canonical_key_is_the_first():
    assert [title for title in TITLES if title["k"] != sorted(title["k"], key=get_key_order)] == []


def test_a_title_that_only_anidb_knows_is_kept():
    assert any(key.startswith("anidb/") for key in (title["k"][0] for title in TITLES))


def test_every_title_has_a_native_name_a_kind_a_time_and_a_prominence():
    for title in TITLES:
        assert title["n"]
        assert title["t"] in KINDS
        assert 1900 < title["y"] < 2100
        assert title["s"] in SEASONS
        assert 0 <= title["p"] <= 100


def test_names_hold_no_surplus_space_and_are_not_too_long():
    names = [name for names in NAMES.values() for name in names]
    assert [name for name in names if not name or name != " ".join(name.split()) or len(name) > MAX_NAME_LENGTH] == []


def test_names_are_stored_in_composed_characters():
    names = [name for names in NAMES.values() for name in names]
    assert [name for name in names if not unicodedata.is_normalized("NFC", name)] == []


def test_romanised_names_are_in_latin_letters():
    names = [name for title in TITLES for name in title.get("r", []) + title.get("rs", [])]
    odd = [char for name in names for char in name if not char.isascii() and "LATIN" not in unicodedata.name(char)]
    assert odd == []
    assert all(any(char.isalnum() for char in name) for name in names)


def test_no_name_is_romanised_twice():
    for title in TITLES:
        names = [name.casefold() for name in title["n"] + title.get("r", []) + title.get("rs", [])]
        romanised = [name.casefold() for name in title.get("r", []) + title.get("rs", [])]
        assert all(names.count(name) == 1 for name in romanised)


def test_every_name_in_kana_has_a_romanised_form_to_show():
    # Letters such as Φ and Δ are read in too many ways.
    kana = re.compile(r"[\u3041-\u30ff\W\da-zA-Z]*[\u3041-\u3096\u30a1-\u30fa][\u3041-\u30ff\W\da-zA-Z]*")
    in_kana = [title for title in TITLES if kana.fullmatch(unicodedata.normalize("NFKC", title["n"][0]))]
    assert len(in_kana) > 2000
    assert [title["n"][0] for title in in_kana if "r" not in title] == []


@pytest.mark.parametrize(
    ("key", "field", "name"),
    [
        ("mal/52991", "rs", "Sousou no Furiiren"),
        ("mal/16498", "rs", "Shingeki no Kyojin"),
        ("mal/457", "r", "Mushishi"),
        ("mal/38000", "rs", "Kimetsu no Yaiba"),
        ("mal/47917", "r", "Bocchi Za Rokku!"),
        ("mal/232", "rs", "Card Captor Sakura"),
        ("mal/50265", "r", "SPY x FAMILY"),
    ],
)
def test_well_known_titles_have_the_names_that_people_type(key: str, field: str, name: str):
    assert name in BY_KEY[key][field]


@pytest.mark.parametrize(
    "key",
    ["mal/52991", "mal/16498", "mal/1535", "mal/38000", "mal/21", "mal/30", "mal/50265", "mal/1", "mal/80", "mal/813"],
)
def test_well_known_titles_are_among_the_most_prominent(key: str):
    assert percentile(key) > 0.9


def test_the_season_is_the_one_that_a_series_begins_with():
    # The first episodes were shown on 29 September and on 7 April.
    assert (BY_KEY["mal/52991"]["s"], BY_KEY["mal/16498"]["s"]) == ("FALL", "SPRING")


def test_every_row_of_episodes_is_of_the_title_that_it_names():
    with (build.FOLDER / "episodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row for row in rows if row["title"] not in NAMES.get(f"mal/{row['mal_id']}", [])] == []
    ids = [int(row["mal_id"]) for row in rows]
    assert ids == sorted(set(ids))


def test_every_customary_name_is_of_a_title_that_shows_it():
    customary = build.read_customary()
    shown = {native: title["r"] for title in TITLES if "r" in title for native in title["n"]}
    assert len(customary) > 200
    assert [native for native, name in customary.items() if name not in shown.get(native, [])] == []


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


def test_an_item_without_an_id_is_left_out():
    known = item(sites={"anidb": "4"})
    assert build.group([known, item(sites={}), item(sites={"tmdb": "tv/7"})]) == {"anidb/4": [known]}


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
    assert build.merge(groups["mal/19"], {"mal/19": 74}, Romanised(["Monsutaa"], ["Monsuta"]), 33) == {
        "k": ["mal/19", "anilist/5", "bangumi/9", "bangumi/10"],
        "n": ["前編", "後編", "モンスター"],
        "r": ["Monsutaa"],
        "rs": ["Monsuta"],
        "en": ["Monster", "Part Two"],
        "zh": ["怪兽", "怪獸"],
        "t": "TV",
        "y": 2004,
        "s": "SPRING",
        "e": 74,
        "p": 33,
    }


def test_the_year_and_the_season_are_those_in_japan():
    old, new = merge(item(begin="1999-12-31T14:59:59.000Z")), merge(item(begin="1999-12-31T15:00:00.000Z"))
    assert (old["y"], old["s"]) == (1999, "FALL")
    assert (new["y"], new["s"]) == (2000, "WINTER")


@pytest.mark.parametrize("month", range(1, 13))
def test_every_season_has_three_months(month: int):
    season = ["WINTER"] * 3 + ["SPRING"] * 3 + ["SUMMER"] * 3 + ["FALL"] * 3
    assert merge(item(begin=f"2020-{month:02}-15T00:00:00.000Z"))["s"] == season[month - 1]


def test_what_begins_on_the_web_is_an_ona():
    assert merge(item(kind="web"))["t"] == "ONA"


def test_a_movie_is_one_episode_unless_it_is_known_to_be_more():
    movie = item(kind="movie")
    assert merge(movie)["e"] == 1
    assert merge(movie, episodes={"mal/19": 3})["e"] == 3
    assert "e" not in merge(item(kind="tv"))


def test_the_number_of_movies_in_a_series_is_not_guessed():
    assert "e" not in merge(item("第一章", kind="movie"), item("第二章", kind="movie"))


def test_invisible_characters_and_entities_are_removed_from_names():
    assert merge(item(" Hayate\ufeff \t &amp; Butler\u200b "))["n"] == ["Hayate & Butler"]


def test_names_are_composed():
    assert merge(item("クラナト\u3099"))["n"] == ["クラナド"]


def test_only_japanese_names_are_listed_to_be_romanised():
    chinese = item("一人之下", names={"ja": ["ひとりのした"], "en": ["The Outcast"]}) | {"lang": "zh-Hans"}
    assert build.list_japanese([chinese, item("蟲師")]) == ["蟲師", "ひとりのした"]


def test_a_name_in_kana_is_shown_and_one_with_kanji_is_for_finding():
    assert romanise(["まほう", "蟲師"], ROMANISER, {}) == Romanised(["Mahou"], ["Mushishi"])


def test_borrowed_words_are_also_spelled_as_in_their_own_language():
    assert romanise(["ぼくのライオン"], ROMANISER, {}) == Romanised(["Boku no Raion"], ["Boku no Lion"])


def test_a_customary_name_is_shown_and_the_reading_is_for_finding():
    customary = {"まほう": "Magic", "蟲師": "Mushi-Shi"}
    assert romanise(["まほう", "蟲師"], ROMANISER, customary) == Romanised(
        ["Magic", "Mushi-Shi"], ["Mahou", "Mushishi"]
    )


def test_a_series_of_the_last_days_of_a_season_belongs_to_the_next():
    late = {"begin": "2023-09-29T14:00:00.000Z"}
    assert merge(item(**late))["s"] == "FALL"
    assert merge(item(**late, kind="movie"))["s"] == "SUMMER"
    assert merge(item(begin="2023-12-30T14:00:00.000Z"))["s"] == "FALL"


def test_what_is_in_latin_letters_stays_as_it_is():
    assert romanise(["ＴＶまほう!蟲師(2)～Ａ～"], ROMANISER, {}).searched == ["TV Mahou! Mushishi (2) A"]
    assert romanise(["Monster", "MUSHISHI", "蟲師"], ROMANISER, {}) == Romanised([], [])


def test_a_name_with_a_times_sign_gets_one_with_an_x():
    assert romanise(["SPY×FAMILY"], ROMANISER, {}).shown == ["SPY x FAMILY"]


def test_a_name_that_cannot_be_read_is_not_romanised():
    assert romanise(["謎の蟲", "Ψ まほう"], ROMANISER, {}) == Romanised([], [])


def test_no_particle_begins_a_name():
    assert romanise(["はなまる"], ROMANISER, {}).shown == ["Hanamaru"]


def test_endings_and_prefixes_are_written_with_their_words():
    assert join(Token("お", "お", "prefix"), Token("花", "はな"), Token("見", "み", "ending")) == ["おはなみ"]
    assert join(Token("きみ", "きみ"), WA, Token("花", "はな")) == ["きみ", "わ", "はな"]
    assert join(Token("第", "だい", "prefix"), Token("2", "2")) == ["だい", "2"]


def test_no_topic_particle_ends_a_name():
    name = Token("なの", "なの"), WA
    assert join(*name) == ["なのは"]
    assert join(*name, ends=False) == ["なの", "わ"]


def test_katakana_are_split_only_into_longer_words():
    assert join(Token("フリー", "ふりー"), Token("レン", "れん")) == ["ふりーれん"]
    assert join(Token("シャーマン", "しゃーまん"), Token("キング", "きんぐ")) == ["しゃーまん", "きんぐ"]
    assert join(Token("ヤマ", "やま"), Token("ノ", "の", "particle"), Token("ススメ", "すすめ")) == [
        "やま",
        "の",
        "すすめ",
    ]


def test_more_services_names_and_parts_and_an_early_number_make_a_title_more_prominent():
    def measure(other_name: str = "別題", names: dict[str, list[str]] | None = None, **sites: str) -> int:
        others = [item(f"{other_name}{number}", sites={"bangumi": str(number)}) for number in range(9)]
        main = item("主題", sites={"mal": "5000"} | sites, names=names or {})
        return build.measure_prominence(build.group([*others, main]))[build.list_keys(main)[0]]

    plain = measure()
    assert measure(netflix="1") > plain
    assert measure(names={"en": ["Theme"], "zh-Hans": ["主题"]}) > plain
    assert measure(other_name="主題") > plain
    assert measure(mal="19") > plain


def test_an_old_title_is_compared_with_old_ones():
    recent = [item(f"今{number}", sites={"bangumi": str(number), "netflix": "1", "prime": "1"}) for number in range(9)]
    old = [item(f"昔{number}", "1979-04-07T00:00:00Z", sites={"bangumi": f"1{number}"}) for number in range(9)]
    alike = {"netflix": "1", "prime": "1"}
    now = item("現代", sites={"bangumi": "98"} | alike)
    then = item("古典", "1979-04-07T00:00:00Z", sites={"bangumi": "99"} | alike)
    prominence = build.measure_prominence(build.group([*recent, *old, now, then]))
    assert prominence["bangumi/99"] > prominence["bangumi/98"]
