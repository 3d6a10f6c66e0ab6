"""How lines of the anime-offline-database are read."""

import json
import re
import unicodedata
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.titles.catalogue.manami import MAX_LINE_BYTES, MAX_NAMES, DroppedLine
from db.titles.catalogue.records import KINDS, MAX_NAME_LENGTH, SEASONS, SITES, SourceError, TitleRecord, get_key_order
from tests.support.manami import compress, entry, read, to_file, to_line


def read_record(**fields: Any) -> TitleRecord:
    (record,) = read(to_file(entry(**fields)))
    assert isinstance(record, TitleRecord)
    return record


def read_dropped(line: Any) -> DroppedLine:
    """The result for a line between good ones."""
    _, dropped, _ = read(to_file(entry(), line, entry()))
    assert isinstance(dropped, DroppedLine)
    return dropped


def check_invariants(record: TitleRecord) -> None:
    names = [record.title, *record.native, *record.synonyms]
    assert (record.english, record.chinese) == ((), ())
    assert len(names) == len(set(names)) <= MAX_NAMES
    for name in names:
        assert 0 < len(name) <= MAX_NAME_LENGTH
        assert name == " ".join(name.split())
        assert not {unicodedata.category(char) for char in name} & {"Cf", "Cc", "Cs", "Zl", "Zp"}
    assert record.keys
    assert list(record.keys) == sorted(set(record.keys), key=get_key_order)
    for key in record.keys:
        assert re.fullmatch(rf"({'|'.join(SITES)})/[1-9][0-9]{{0,9}}", key)
    assert record.kind in (None, *KINDS)
    assert record.season in (None, *SEASONS)
    assert record.year is None or (type(record.year) is int and 1900 <= record.year <= 2100)
    assert record.episodes is None or (type(record.episodes) is int and 1 <= record.episodes <= 10_000)
    assert record.duration is None or (type(record.duration) is int and 1 <= record.duration <= 12 * 3600)
    assert record.picture is None or (record.picture.startswith("https://") and len(record.picture) <= 500)
    assert type(record.is_adult) is bool
    assert 0 <= record.prominence <= 1000


# A line


@pytest.mark.parametrize(
    ("line", "reason", "title"),
    [
        (b"Death Note\n", "is not JSON", None),
        (b'{"title": "\xff"}\n', "is not JSON", None),
        (b'{"title": "\\ud800"}\n', "is not JSON", None),
        (b"[" * 5000 + b"\n", "is not JSON", None),
        (b"[]\n", "is not a JSON object", None),
        (b'{"title": "' + b"x" * MAX_LINE_BYTES + b'"}\n', "is longer than 1 MB", None),
        (b"x" * (3 * MAX_LINE_BYTES) + b"\n", "is longer than 1 MB", None),
        (entry(title=None), "has no usable title", None),
        (entry(title=["Death Note"]), "has no usable title", None),
        (entry(title=" \n\u200b"), "has an empty title", None),
        (entry(sources=None), "has no usable sources", "Death Note"),
        (entry(sources=[1535]), "has no usable sources", "Death Note"),
        (entry(synonyms="DN"), "has no usable synonyms", "Death Note"),
        (entry(synonyms=[None]), "has no usable synonyms", "Death Note"),
        (entry(episodes=True), "has no usable episodes", "Death Note"),
        (entry(animeSeason="FALL"), "has no usable animeSeason", "Death Note"),
        (entry(tags={}), "has no usable tags", "Death Note"),
        (entry(sources=[]), "has no id at MyAnimeList, AniList, Kitsu or AniDB", "Death Note"),
        (
            entry(sources=["https://anisearch.com/anime/3633"], title=" Death\tNote "),
            "has no id at MyAnimeList, AniList, Kitsu or AniDB",
            "Death Note",
        ),
    ],
)
def test_a_line_that_makes_no_title_is_dropped_with_a_reason(line: Any, reason: str, title: str | None):
    assert read_dropped(line) == DroppedLine(3, reason, title)


def test_a_line_of_the_largest_size_is_read():
    line = to_line(entry(picture="", thumbnail=""))
    padded = line[:-1] + b" " * (MAX_LINE_BYTES - len(line)) + b"\n"
    (record,) = read(to_file(padded))
    assert isinstance(record, TitleRecord)


def test_a_line_becomes_a_record():
    sources = ["https://anidb.net/anime/4563", "https://anilist.co/anime/1535", "https://myanimelist.net/anime/1535"]
    synonyms = ["DEATH NOTE", "Тетрадь смерти", "デスノート", "死亡笔记"]
    record = read_record(sources=sources, synonyms=synonyms, tags=["detective", "psychological"])
    assert replace(record, prominence=0) == TitleRecord(
        keys=("mal/1535", "anilist/1535", "anidb/4563"),
        title="Death Note",
        native=("デスノート",),
        synonyms=("DEATH NOTE", "Тетрадь смерти", "死亡笔记"),
        kind="TV",
        year=2006,
        season="FALL",
        episodes=37,
        duration=1380,
        picture="https://cdn.example.org/images/9453.jpg",
    )


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("https://anilist.co/anime/7", ("anilist/7",)),
        ("https://kitsu.app/anime/7", ("kitsu/7",)),
        ("https://kitsu.io/anime/7", ("kitsu/7",)),
        ("https://anidb.net/anime/9999999999", ("anidb/9999999999",)),
        ("https://anidb.net/anime/10000000000", ()),
        ("https://anidb.net/anime/0", ()),
        ("https://anidb.net/anime/07", ()),
        ("https://anidb.net/anime/-7", ()),
        ("https://anidb.net/anime/٧", ()),
        ("https://anidb.net/anime/7\n", ()),
        ("https://anidb.net/anime/", ()),
        ("https://anidb.net/manga/7", ()),
        ("https://notify.moe/anime/7", ()),
        ("https://livechart.me/anime/7", ()),
    ],
)
def test_keys_are_ids_of_known_sites(address: str, keys: tuple[str, ...]):
    assert read_record(sources=["https://myanimelist.net/anime/1", address]).keys == ("mal/1", *keys)


def test_a_site_may_have_several_ids_for_a_title_and_keys_are_in_order():
    sources = [f"https://myanimelist.net/anime/{number}" for number in (10, 9)]
    sources += ["https://kitsu.io/anime/3", "https://kitsu.app/anime/3"]
    assert read_record(sources=sources).keys == ("mal/9", "mal/10", "kitsu/3")


def test_names_are_trimmed_and_distinct():
    record = read_record(
        title="\u200eDeath  Note\n", synonyms=["Death\u3000Note", "D\u00adN", "", " \u200b", "DN", "D\tN"]
    )
    assert (record.title, record.synonyms) == ("Death Note", ("DN", "D N"))


def test_long_names_are_cut():
    record = read_record(title="Ta" * 200, synonyms=["x" * 299 + " yz", "x" * 299, "x" * 300])
    assert record.title == "Ta" * 150
    assert record.synonyms == ("x" * 299, "x" * 300)


def test_names_beyond_the_limit_are_left_out():
    record = read_record(synonyms=[f"Name {number}" for number in range(MAX_NAMES + 50)])
    assert record.synonyms == tuple(f"Name {number}" for number in range(MAX_NAMES - 1))


@pytest.mark.parametrize("name", ["デスノート", "ですのーと", "ﾃﾞｽﾉｰﾄ", "進撃の巨人", "Fate ゼロ"])
def test_a_name_with_kana_is_native(name: str):
    assert read_record(synonyms=[name]).native == (name,)


@pytest.mark.parametrize("name", ["死亡笔记", "東京喰種", "다・가", "A・B", "Aー", "ｰ･", "Тетрадь"])
def test_a_name_without_kana_is_a_synonym(name: str):
    assert read_record(synonyms=[name]).synonyms == (name,)


def test_a_title_in_kana_is_only_the_title():
    record = read_record(title="デスノート", synonyms=["デスノート", "ですのーと", "DN"])
    assert (record.title, record.native, record.synonyms) == ("デスノート", ("ですのーと",), ("DN",))


@pytest.mark.parametrize(
    ("given", "kind"),
    [("TV", "TV"), ("MOVIE", "Movie"), ("OVA", "OVA"), ("ONA", "ONA"), ("SPECIAL", "Special"), ("UNKNOWN", None),
     ("MUSIC", None)],
)  # fmt: skip
def test_the_kind_has_its_name_in_records(given: str, kind: str | None):
    assert read_record(type=given).kind == kind


@pytest.mark.parametrize(
    ("given", "season", "year"),
    [
        ({"season": "SPRING", "year": 1900}, "SPRING", 1900),
        ({"season": "UNDEFINED", "year": 2100}, None, 2100),
        ({"season": "WINTER", "year": 2001.0}, "WINTER", 2001),
        ({"season": "SUMMER"}, "SUMMER", None),
        ({"season": "FALL", "year": None}, "FALL", None),
        ({"season": "FALL", "year": 1899}, "FALL", None),
        ({"season": "FALL", "year": 2101}, "FALL", None),
        ({"season": "FALL", "year": 2001.5}, "FALL", None),
        ({"season": "FALL", "year": "2001"}, "FALL", None),
        ({"season": ["FALL"]}, None, None),
        ({}, None, None),
    ],
)
def test_season_and_year_are_known_or_not(given: dict[str, Any], season: str | None, year: int | None):
    record = read_record(animeSeason=given)
    assert (record.season, record.year) == (season, year)


@pytest.mark.parametrize(
    ("given", "episodes"), [(0, None), (1, 1), (12.0, 12), (12.5, None), (-3, None), (10_000, 10_000), (10_001, None)]
)
def test_episodes_are_known_or_not(given: float, episodes: int | None):
    assert read_record(episodes=given).episodes == episodes


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({"value": 1380, "unit": "SECONDS"}, 1380),
        ({"value": 23, "unit": "MINUTES"}, 1380),
        ({"value": 2, "unit": "HOURS"}, 7200),
        ({"value": 1.5, "unit": "HOURS"}, 5400),
        ({"value": 12, "unit": "HOURS"}, 43_200),
        ({"value": 13, "unit": "HOURS"}, None),
        ({"value": 0, "unit": "SECONDS"}, None),
        ({"value": -5, "unit": "SECONDS"}, None),
        ({"value": 1, "unit": "DAYS"}, None),
        ({"value": 1, "unit": "seconds"}, None),
        ({"value": 1, "unit": ["SECONDS"]}, None),
        ({"value": "24", "unit": "MINUTES"}, None),
        ({"value": None, "unit": "MINUTES"}, None),
        ({"unit": "MINUTES"}, None),
        ({}, None),
        (1380, None),
        (None, None),
    ],
)
def test_the_length_of_an_episode_is_known_or_not(given: Any, seconds: int | None):
    assert read_record(duration=given).duration == seconds


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://cdn.example.org/1.jpg",
        "https://raw.example.org/anime-offline-database/master/pics/no_pic.png",
        "https://cdn.example.org/a picture.jpg",
        "https://cdn.example.org/1.jpg\n",
        "https://",
        "https://cdn.example.org/" + "x" * 480,
        "javascript:alert(1)",
    ],
)
def test_a_placeholder_or_a_strange_address_is_no_picture(address: str):
    assert read_record(picture=address).picture is None


@pytest.mark.parametrize(
    ("tags", "is_adult"),
    [
        (["comedy", "hentai"], True),
        (["Hentai"], True),
        (["18 restricted"], True),
        (["ecchi", "nudity", "sex", "erotica", "adult cast", "primarily adult cast"], False),
        ([], False),
    ],
)
def test_a_title_is_for_adults_where_its_tags_leave_no_doubt(tags: list[str], is_adult: bool):
    assert read_record(tags=tags).is_adult is is_adult


def test_a_title_with_more_sites_names_or_tags_is_more_prominent():
    few = read_record()
    sites = ["https://myanimelist.net/anime/1535", "https://simkl.com/anime/1"]
    assert few.prominence < read_record(sources=sites).prominence
    assert few.prominence < read_record(synonyms=["DN", "デスノート"]).prominence
    assert few.prominence < read_record(tags=["detective", "police"]).prominence


def test_prominence_has_a_maximum():
    sources = [f"https://myanimelist.net/anime/{number}" for number in range(1, 50)]
    many = [f"name {number}" for number in range(500)]
    assert read_record(sources=sources, synonyms=many, tags=many).prominence == 1000


# Any values

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=5), values, max_size=4),
    max_leaves=8,
)
addresses = st.builds(
    "{}{}".format,
    st.sampled_from(["https://myanimelist.net/anime/", "https://kitsu.app/anime/", "https://kitsu.io/anime/", "x"]),
    st.integers(-1, 10**11).map(str) | st.text(max_size=3),
)
entries = st.fixed_dictionaries(
    {},
    optional={
        "sources": st.lists(addresses, max_size=4) | json_values,
        "title": st.text(st.characters(), max_size=400) | json_values,
        "type": st.sampled_from(["TV", "MOVIE", "UNKNOWN"]) | json_values,
        "episodes": st.integers(-1, 20_000) | json_values,
        "animeSeason": st.fixed_dictionaries({"season": st.sampled_from([*SEASONS, "UNDEFINED"]), "year": json_values})
        | json_values,
        "duration": st.fixed_dictionaries(
            {"value": json_values, "unit": st.sampled_from(["SECONDS", "MINUTES", "HOURS", "DAYS"])}
        )
        | json_values,
        "picture": st.just("https://x/") | json_values,
        "synonyms": st.lists(st.text(st.characters(), max_size=20)) | json_values,
        "tags": st.lists(st.sampled_from(["hentai", "comedy"])) | json_values,
    },
).map(lambda given: entry() | given)


@given(value=entries | json_values)
def test_any_json_value_makes_a_good_record_or_is_dropped(value: Any):
    # Escaped, because lone surrogates can be written no other way.
    line = json.dumps(value).encode() + b"\n"
    first, result, last = read(to_file(entry(), line, entry()))
    assert first == last
    if isinstance(result, TitleRecord):
        check_invariants(result)
    else:
        assert (result.line, result.reason != "") == (3, True)


@given(title=st.text(), synonyms=st.lists(st.text()))
def test_any_names_make_a_good_record(title: str, synonyms: list[str]):
    for result in read(to_file(entry(), entry(title=title, synonyms=synonyms))):
        if isinstance(result, TitleRecord):
            check_invariants(result)
        else:
            assert result.reason == "has an empty title"


@given(content=st.binary(max_size=300), compressed=st.booleans(), begins_well=st.booleans())
@example(content=b"", compressed=False, begins_well=True)
@example(content=b"\x28\xb5\x2f\xfd", compressed=False, begins_well=False)
def test_any_bytes_are_refused_or_make_good_records(content: bytes, compressed: bool, begins_well: bool):
    content = to_file(entry(), content) if begins_well else content
    with suppress(SourceError):
        for result in read(compress(content) if compressed else content):
            if isinstance(result, TitleRecord):
                check_invariants(result)


@given(data=st.data())
def test_any_change_to_a_compressed_file_is_noticed_or_harmless(data: st.DataObject):
    lines = [entry(title=f"Title {number}") for number in range(20)]
    content = bytearray(compress(to_file(*lines)))
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] ^= data.draw(st.integers(1, 255))
    with suppress(SourceError):
        assert read(bytes(content)) == read(to_file(*lines))
