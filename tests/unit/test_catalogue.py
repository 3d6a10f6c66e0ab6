import json
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.catalogue import SEED, Catalogue, build_catalogue, fold, is_current
from db.errors import DatabaseError
from db.models import Anime

BUNDLED = [json.loads(line) for line in SEED.read_text(encoding="utf-8").splitlines()[1:]]
BUNDLED_NAMES = [(name, title["k"][0]) for title in BUNDLED for name in title["n"] + title.get("en", [])]

MONSTER = {"k": ["mal/19", "anilist/19", "anidb/1"], "n": ["MONSTER"], "en": ["Monster"], "t": "TV", "y": 2004, "e": 74}

Open = Callable[..., Awaitable[Catalogue]]


@pytest.fixture(scope="module")
def bundled_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundled") / "catalogue.db"
    build_catalogue(path)
    return path


@pytest_asyncio.fixture
async def open_catalogue() -> AsyncIterator[Open]:
    """`Catalogue.open`, closed again however the test ends."""
    async with AsyncExitStack() as stack:

        async def open_catalogue(path: Path) -> Catalogue:
            catalogue = await Catalogue.open(path)
            stack.push_async_callback(catalogue.close)
            return catalogue

        yield open_catalogue


@pytest.fixture
def open_with(tmp_path: Path, open_catalogue: Open) -> Open:
    """Opens a catalogue of titles given as the lines of a seed."""

    async def open_with(*titles: dict[str, Any]) -> Catalogue:
        path = tmp_path / "catalogue.db"
        build_catalogue(path, write_seed(tmp_path, *titles))
        return await open_catalogue(path)

    return open_with


@pytest_asyncio.fixture
async def bundled(bundled_path: Path, open_catalogue: Open) -> Catalogue:
    return await open_catalogue(bundled_path)


def write_seed(folder: Path, *titles: dict[str, Any], source: str = "an operator") -> Path:
    path = folder / "seed.jsonl"
    lines = [{"source": source, "version": "1"}, *titles]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def named(*names: str, number: int, year: int = 2000) -> dict[str, Any]:
    return {"k": [f"mal/{number}"], "n": list(names), "t": "TV", "y": year}


def titles(found: list[Anime]) -> list[str]:
    return [anime.title for anime in found]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Pokémon", "pokemon"),
        ("Poke\u0301mon", "pokemon"),
        ("  Re:ZERO -Starting Life-  ", "re zero starting life"),
        ("ＳＰＹ×ＦＡＭＩＬＹ", "spy family"),
        ("100%_\"*'", "100"),
        ("Straße", "strasse"),
        ("ラブ★コン", "ラブ コン"),
        ("ｶﾞﾝﾀﾞﾑ", "ガンダム"),
        ("カ\u3099", "ガ"),
        ("スーパー・ロボット", "スーパー ロボット"),
        ("葬送のフリーレン", "葬送のフリーレン"),
        ("葛\U000e0100飾", "葛飾"),
        ("♥️", ""),
        ("\ud800", ""),
    ],
)
def test_names_are_folded(text: str, folded: str):
    assert fold(text) == folded


def test_voiced_kana_stay_apart_from_plain_ones():
    assert fold("カ") != fold("ガ")
    assert fold("は") != fold("ぱ")


@given(st.text(max_size=40))
def test_folding_again_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_folded_text_is_words_parted_by_one_space(text: str):
    assert " ".join(fold(text).split()) == fold(text)


@given(st.text(st.characters(categories=["Lu", "Ll", "Lt", "Lo", "Nd", "Zs"]), max_size=40))
def test_capitals_make_no_difference(text: str):
    assert fold(text.casefold()) == fold(text)


def test_only_the_first_300_characters_are_folded():
    assert fold("a" * 20_000) == "a" * 300


def test_a_catalogue_of_the_bundled_titles_is_current(bundled_path: Path):
    assert is_current(bundled_path)


def test_a_catalogue_of_earlier_bundled_titles_is_not_current(tmp_path: Path):
    build_catalogue(tmp_path / "catalogue.db", write_seed(tmp_path, MONSTER, source="bangumi-data"))
    assert not is_current(tmp_path / "catalogue.db")


def test_a_catalogue_from_another_source_is_current(tmp_path: Path):
    build_catalogue(tmp_path / "catalogue.db", write_seed(tmp_path, MONSTER))
    assert is_current(tmp_path / "catalogue.db")


def test_a_catalogue_of_another_schema_is_not_current(tmp_path: Path):
    path = tmp_path / "catalogue.db"
    build_catalogue(path, write_seed(tmp_path, MONSTER))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE metadata SET value = '0' WHERE name = 'schema_version'")
    assert not is_current(path)


@pytest.mark.parametrize("content", [b"", b"garbage " * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_garbage_is_not_current(tmp_path: Path, content: bytes):
    path = tmp_path / "catalogue.db"
    path.write_bytes(content)
    assert not is_current(path)


def test_half_a_catalogue_is_not_current(tmp_path: Path, bundled_path: Path):
    content = bundled_path.read_bytes()
    path = tmp_path / "catalogue.db"
    path.write_bytes(content[: len(content) // 2])
    assert not is_current(path)


def test_neither_a_folder_nor_a_missing_file_nor_another_database_is_current(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection, connection:
        connection.execute("CREATE TABLE reviews (id BIGINT)")
    assert not is_current(tmp_path)
    assert not is_current(tmp_path / "missing.db")
    assert not is_current(tmp_path / "other.db")
    assert not (tmp_path / "missing.db").exists()


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"k": ["mal/1"], "t": "TV", "y": 2000}'])
def test_a_failed_build_leaves_the_earlier_catalogue(tmp_path: Path, line: str):
    path = tmp_path / "catalogue.db"
    seed = write_seed(tmp_path, MONSTER)
    build_catalogue(path, seed)
    content, files = path.read_bytes(), os.listdir(tmp_path)
    with seed.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}")
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        build_catalogue(path, seed)
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == files


async def test_a_file_that_is_no_catalogue_is_left_alone(tmp_path: Path, open_catalogue: Open):
    path = tmp_path / "thesis.odt"
    path.write_bytes(b"years of work")
    with pytest.raises(DatabaseError, match="is not a catalogue"):
        await open_catalogue(path)
    assert path.read_bytes() == b"years of work"


async def test_a_catalogue_of_another_version_is_replaced(tmp_path: Path, open_catalogue: Open):
    path = tmp_path / "catalogue.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute("INSERT INTO metadata VALUES ('schema_version', '0')")
        connection.commit()
    catalogue = await open_catalogue(path)
    assert await catalogue.get("mal/19") == Anime("mal/19", "Monster", "TV", 2004, 74)
    assert os.listdir(tmp_path) == ["catalogue.db"]


async def test_the_catalogue_of_an_operator_is_kept(open_with: Open):
    catalogue = await open_with(named("Only here", number=1))
    assert titles(await catalogue.search("only")) == ["Only here"]


async def test_any_path_will_do(tmp_path: Path, open_catalogue: Open):
    path = tmp_path / "アニメ ?mode=rwc#1 100%25 é&.db"
    build_catalogue(path, write_seed(tmp_path, MONSTER))
    catalogue = await open_catalogue(path)
    assert await catalogue.get("mal/19") is not None
    assert sorted(os.listdir(tmp_path)) == ["seed.jsonl", path.name]


@pytest.mark.parametrize("name", ["missing/catalogue.db", "."])
async def test_a_path_that_cannot_be_written_is_an_error_for_the_operator(
    tmp_path: Path, open_catalogue: Open, name: str
):
    with pytest.raises(DatabaseError, match="cannot be opened"):
        await open_catalogue(tmp_path / name)


async def test_a_catalogue_may_be_closed_again(bundled: Catalogue):
    await bundled.close()
    await bundled.close()


async def test_an_open_catalogue_outlives_its_replacement(tmp_path: Path, open_with: Open):
    catalogue = await open_with(named("Old", number=1))
    newer = await open_with(named("New", number=1))
    assert titles(await catalogue.search("old") + await newer.search("new")) == ["Old", "New"]


async def test_every_key_leads_to_the_title_with_its_canonical_key(open_with: Open):
    catalogue = await open_with(MONSTER, named("Other", number=2))
    for key in MONSTER["k"]:
        assert await catalogue.get(key) == Anime("mal/19", "Monster", "TV", 2004, 74)


@pytest.mark.parametrize(
    "key", ["", "mal", "mal/", "mal/20", "MAL/19", "mal/19 ", "mal/%", "custom/19", "モンスター", "\ud800"]
)
async def test_an_unknown_key_leads_nowhere(open_with: Open, key: str):
    catalogue = await open_with(MONSTER)
    assert await catalogue.get(key) is None


async def test_a_key_that_two_titles_claim_is_that_of_one(open_with: Open):
    other = {"k": ["mal/20", "anidb/1"], "n": ["Other"], "t": "TV", "y": 2001}
    catalogue = await open_with(MONSTER, other)
    assert await catalogue.get("anidb/1") == await catalogue.get("mal/19")


async def test_a_title_is_shown_by_its_first_english_name(open_with: Open):
    catalogue = await open_with({**named("告白", number=1), "en": ["First", "Second"]}, named("無題", number=2))
    assert titles(await catalogue.search("告白") + await catalogue.search("無題")) == ["First", "無題"]


async def test_whole_names_come_before_beginnings_and_these_before_inner_words(open_with: Open):
    catalogue = await open_with(
        named("My Monster", number=1),
        named("Monster Eater", number=2),
        named("Monsters", number=3),
        named("Monster", number=4),
        named("Commonster", number=5),
    )
    assert titles(await catalogue.search("monster")) == ["Monster", "Monsters", "Monster Eater", "My Monster"]


async def test_the_more_recent_of_equal_titles_comes_first(open_with: Open):
    catalogue = await open_with(*(named("Berserk", number=year, year=year) for year in (1997, 2016, 2012)))
    assert [anime.year for anime in await catalogue.search("bers")] == [2016, 2012, 1997]
    assert [anime.year for anime in await catalogue.named("BERSERK!")] == [2016, 2012, 1997]


async def test_a_title_with_many_fitting_names_is_found_once(open_with: Open):
    catalogue = await open_with(
        named("Love", "Love Live", "Love Live Love", "LOVE!", number=1), named("Lover", number=2)
    )
    assert titles(await catalogue.search("love")) == ["Love", "Lover"]
    assert titles(await catalogue.search("love", 1)) == ["Love"]
    assert titles(await catalogue.named("love")) == ["Love"]


async def test_a_search_goes_on_through_several_inner_words(open_with: Open):
    catalogue = await open_with(named("Attack on Titan", number=1))
    assert titles(await catalogue.search("on tit")) == ["Attack on Titan"]
    assert await catalogue.search("attack titan") == []


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "*", '"', "'; DROP TABLE anime; --", "???"])
async def test_signs_find_nothing(bundled: Catalogue, text: str):
    assert await bundled.search(text) == []
    assert await bundled.named(text) == []
    assert await bundled.nearest("%_*") == []


async def test_a_wildcard_is_an_ordinary_sign(open_with: Open):
    catalogue = await open_with(named("100% Love", number=1), named("1000 Loves", number=2))
    assert titles(await catalogue.search("100%")) == ["100% Love", "1000 Loves"]
    assert titles(await catalogue.search("100%l")) == ["100% Love"]


async def test_only_a_whole_name_names_a_title(open_with: Open):
    catalogue = await open_with(MONSTER, named("My Monster", number=1))
    assert titles(await catalogue.named("MÖNSTER!")) == ["Monster"]
    assert await catalogue.named("monste") == []


async def test_a_mistyped_ending_is_near(bundled: Catalogue):
    assert "attack on titan" in titles(await bundled.nearest("Attack on Titen"))


async def test_a_mistyped_first_word_is_near_by_the_others(bundled: Catalogue):
    assert "attack on titan" in titles(await bundled.nearest("Atack on Titan"))


async def test_nothing_is_near_what_begins_like_no_title(bundled: Catalogue):
    assert await bundled.nearest("zzzzqq xqxq") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(BUNDLED_NAMES), st.data())
async def test_any_beginning_of_a_name_finds_its_title(bundled: Catalogue, case: tuple[str, str], data: st.DataObject):
    name, key = case
    text = name[: data.draw(st.integers(1, len(name)))]
    if fold(text):
        assert key in [anime.key for anime in await bundled.search(text, 10_000)]


@pytest.mark.parametrize("letter", ["s", "t", "a", "第"])
async def test_a_single_letter_finds_every_title_with_a_word_that_begins_with_it(bundled: Catalogue, letter: str):
    expected = {
        title["k"][0]
        for title in BUNDLED
        for name in title["n"] + title.get("en", []) + title.get("zh", [])
        if any(word.startswith(letter) for word in fold(name).split())
    }
    found = [anime.key for anime in await bundled.search(letter, 10_000)]
    assert len(found) == len(expected)
    assert set(found) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text(st.characters(categories=["Cs", "Cc", "Mn"])), st.integers(0, 30))
async def test_any_text_is_answered_within_the_limit(bundled: Catalogue, text: str, limit: int):
    assert len(await bundled.search(text, limit)) <= limit
    assert len(await bundled.nearest(text, limit)) <= limit
    assert await bundled.get(text) is None
    assert all(fold(text) for _ in await bundled.named(text))


@pytest.mark.parametrize("piece", ["a", "a ", "e\u0301\u0323", "ﷺ", "\ud800", "進撃"])
async def test_endless_text_is_answered(bundled: Catalogue, piece: str):
    text = piece * 20_000
    assert await bundled.search(text) == []
    assert await bundled.named(text) == []
    assert await bundled.get(text) is None
    assert len(await bundled.nearest(text)) <= 5
