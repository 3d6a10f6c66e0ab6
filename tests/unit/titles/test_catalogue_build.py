"""What a catalogue is made of: titles merged, and put in order."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.titles.catalogue.build import CatalogueBuilder, CatalogueChanges
from db.titles.catalogue.reader import Catalogue
from db.titles.catalogue.records import SITES, TitleRecord, get_key_order
from db.titles.models import Anime
from tests.support.catalogues import METADATA, build, get_titles, make_record, read_order

PROJECT = Path(__file__).parents[3]
KEYS = ("mal/19", "anilist/19", "bangumi/7", "kitsu/10", "anidb/1")

MONSTER = TitleRecord(
    keys=KEYS,
    title="Monster",
    english=("Monster",),
    native=("モンスター",),
    chinese=("怪物",),
    synonyms=("Naoki Urasawa's Monster",),
    kind="TV",
    year=2004,
    season="SPRING",
    episodes=74,
    duration=1440,
    picture="https://cdn.example.org/19.jpg",
)

Read = Callable[..., Awaitable[Catalogue]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


@pytest.fixture
async def read(path: Path) -> AsyncIterator[Read]:
    """Builds a catalogue of titles and opens it."""
    async with AsyncExitStack() as stack:

        async def read(*records: TitleRecord) -> Catalogue:
            build(path, *records)
            catalogue = await Catalogue.open(path)
            stack.push_async_callback(catalogue.close)
            return catalogue

        yield read


# One title


async def test_a_title_is_as_its_source_has_it(read: Read) -> None:
    catalogue = await read(MONSTER)

    assert await catalogue.get("mal/19") == Anime(
        "mal/19",
        "Monster",
        "TV",
        2004,
        74,
        season="SPRING",
        english="Monster",
        native="モンスター",
        chinese="怪物",
        picture="https://cdn.example.org/19.jpg",
        duration=1440,
    )
    assert await catalogue.list_names("mal/19") == ["Monster", "モンスター", "怪物", "Naoki Urasawa's Monster"]


async def test_a_reading_is_found_but_not_shown(read: Read) -> None:
    catalogue = await read(
        make_record("Monster", keys=("mal/19",), readings=("Monsutaa", "Kaibutsu")),
        make_record("Monster", keys=("mal/19",), synonyms=("Kaibutsu",), readings=("Monster",)),
    )
    assert sorted(await catalogue.list_names("mal/19")) == ["Kaibutsu", "Monster"]
    assert get_titles(await catalogue.search("monsut")) == ["Monster"]
    assert get_titles(await catalogue.find_named("monsuta")) == ["Monster"]


async def test_unknown_fields_may_be_left_out(read: Read) -> None:
    catalogue = await read(TitleRecord(keys=("kitsu/1",), title="♥"))
    assert await catalogue.get("kitsu/1") == Anime("kitsu/1", "♥")


async def test_a_catalogue_may_be_without_titles(read: Read) -> None:
    catalogue = await read()
    assert await catalogue.search("monster") == await catalogue.nearest("monster") == []
    assert await catalogue.search("monster", with_adult=True) == []


@pytest.mark.parametrize("site", SITES)
async def test_every_key_leads_to_the_title_with_its_canonical_key(read: Read, site: str) -> None:
    at = SITES.index(site)
    catalogue = await read(make_record("Other"), TitleRecord(keys=KEYS[at:][::-1], title="Monster"))
    for key in KEYS[at:]:
        assert await catalogue.get(key) == Anime(KEYS[at], "Monster")
    assert sorted(await catalogue.list_keys(KEYS[-1]), key=get_key_order) == list(KEYS[at:])


async def test_the_lowest_of_several_keys_of_one_site_is_canonical(read: Read) -> None:
    catalogue = await read(make_record("Monster", keys=("anilist/1", "mal/100", "mal/19", "mal/9")))
    assert await catalogue.get("mal/100") == Anime("mal/9", "Monster")


# Two records of one title


async def test_the_earlier_of_two_records_counts_and_the_later_fills_the_gaps(read: Read) -> None:
    first = TitleRecord(keys=("mal/19",), title="Monster", kind="TV", native=("モンスター",), synonyms=("MONSTER",))
    later = TitleRecord(
        keys=("anidb/1", "mal/19"),
        title="The Monster",
        english=("Monster in English",),
        native=("怪物くん",),
        chinese=("怪物",),
        synonyms=("Monster",),
        kind="OVA",
        year=2004,
        season="SPRING",
        episodes=74,
        duration=1440,
        picture="https://cdn.example.org/19.jpg",
    )
    catalogue = await read(first, later)

    assert await catalogue.get("anidb/1") == Anime(
        "mal/19",
        "Monster",
        "TV",
        2004,
        74,
        season="SPRING",
        english="Monster in English",
        native="モンスター",
        chinese="怪物",
        picture="https://cdn.example.org/19.jpg",
        duration=1440,
    )
    names = ["Monster", "モンスター", "MONSTER", "The Monster", "Monster in English", "怪物くん", "怪物"]
    assert await catalogue.list_names("mal/19") == names
    assert get_titles(await catalogue.search("the monst")) == ["Monster"]
    assert get_titles(await catalogue.search("怪物く")) == ["Monster"]


@pytest.mark.parametrize(
    ("first", "later", "expected"),
    [
        ((2004, "SPRING"), (2005, "FALL"), (2004, "SPRING")),
        ((2004, None), (2004, "FALL"), (2004, "FALL")),
        ((2004, None), (2005, "FALL"), (2004, None)),
        ((2004, None), (None, "FALL"), (2004, None)),
        ((None, None), (2005, "FALL"), (2005, "FALL")),
        ((None, "SPRING"), (2005, None), (2005, "SPRING")),
        ((2004, "SPRING"), (None, None), (2004, "SPRING")),
    ],
)
async def test_a_season_is_only_taken_with_its_year(read: Read, first: Any, later: Any, expected: Any) -> None:
    records = [make_record("Monster", keys=("mal/19",), year=year, season=season) for year, season in (first, later)]
    catalogue = await read(*records)
    anime = await catalogue.get("mal/19")
    assert anime is not None
    assert (anime.year, anime.season) == expected


async def test_the_duration_of_the_earlier_record_stays(read: Read) -> None:
    catalogue = await read(*(make_record("Monster", keys=("mal/19",), duration=duration) for duration in (1440, 1380)))
    assert await catalogue.get("mal/19") == Anime("mal/19", "Monster", duration=1440)


async def test_a_title_that_one_source_calls_adult_is_adult(read: Read) -> None:
    catalogue = await read(
        make_record("Monster", keys=("mal/19",)), make_record("Monster", keys=("mal/19",), is_adult=True)
    )
    assert await catalogue.search("monster") == []


async def test_a_canonical_key_that_comes_later_is_the_key_of_the_title(read: Read) -> None:
    catalogue = await read(
        make_record("Monster", keys=("anidb/1",)), make_record("Monster", keys=("mal/19", "anidb/1"))
    )
    assert get_titles(await catalogue.search("monster")) == ["Monster"]
    assert await catalogue.get("anidb/1") == Anime("mal/19", "Monster")


async def test_a_record_with_keys_of_two_titles_goes_to_the_one_with_most(path: Path, read: Read) -> None:
    first, second = (
        make_record("First", keys=("mal/1", "anidb/1")),
        make_record("Second", keys=("mal/2", "anidb/2", "kitsu/2")),
    )
    torn = make_record("Torn", keys=("mal/1", "anidb/2", "kitsu/2", "anilist/9"))
    catalogue = await read(first, second, torn)

    assert await catalogue.get("anilist/9") == await catalogue.get("mal/2") == Anime("mal/2", "Second")
    assert await catalogue.get("mal/1") == await catalogue.get("anidb/1") == Anime("mal/1", "First")
    assert get_titles(await catalogue.search("torn")) == ["Second"]
    with CatalogueBuilder(path) as builder:
        for record in (first, second, torn, first):
            builder.add(record)
        assert (builder.count, builder.merges.count, builder.merges.disputed) == (2, 2, ["Torn"])


async def test_two_titles_of_one_name_and_year_stay_two(read: Read) -> None:
    catalogue = await read(make_record("Monster", year=2004), make_record("Monster", year=2004))
    assert get_titles(await catalogue.find_named("monster")) == ["Monster", "Monster"]


# Their order


async def test_main_titles_come_first_then_well_known_ones_then_new_ones(path: Path) -> None:
    build(
        path,
        make_record("X adult", is_adult=True, prominence=999),
        make_record("X special", kind="Special", prominence=900),
        make_record("X OVA", kind="OVA", prominence=901),
        make_record("X 2nd Season", prominence=902),
        make_record("X The Final Season", prominence=903),
        make_record("X unknown", prominence=1, year=2026),
        make_record("X old", prominence=50, year=1990),
        make_record("X new", prominence=50, year=2020),
        make_record("X undated", prominence=50),
        make_record("X film", prominence=100, kind="Movie"),
    )
    main = ["X film", "X new", "X old", "X undated", "X unknown"]
    side = ["X The Final Season", "X 2nd Season", "X OVA", "X special"]
    assert await read_order(path) == [*main, *side, "X adult"]


async def test_otherwise_equal_titles_are_in_order_of_their_keys(path: Path) -> None:
    build(path, *(make_record(f"X {key}", keys=(key,)) for key in ("anidb/1", "mal/100", "anilist/5", "mal/9")))
    assert await read_order(path) == ["X mal/9", "X mal/100", "X anilist/5", "X anidb/1"]


@pytest.mark.parametrize(
    "name", ["X II", "X S2", "X Season 2", "X Second Season", "X Fourth Season", "X 第2期", "X 2ndシーズン"]
)
@pytest.mark.parametrize("field", ["title", "english", "native"])
async def test_a_later_season_comes_after_less_known_titles(path: Path, name: str, field: str) -> None:
    names: dict[str, Any] = {"title": name} if field == "title" else {"title": "X later", field: (name,)}
    build(path, make_record(**names, prominence=500), make_record("X first", prominence=1))
    assert (await read_order(path))[0] == "X first"


async def test_prominence_adds_up_over_the_sources(path: Path) -> None:
    twice = [make_record("X twice", keys=("mal/1",), prominence=30) for _ in range(2)]
    build(path, *twice, make_record("X once", prominence=50))
    assert await read_order(path) == ["X twice", "X once"]


# Against an earlier catalogue


def test_a_title_that_was_split_hides_no_merge(path: Path) -> None:
    build(
        path,
        make_record("Both", keys=("mal/1", "anilist/1")),
        make_record("Left", keys=("mal/2",)),
        make_record("Right", keys=("anilist/2",)),
    )
    with CatalogueBuilder(path) as builder:
        for keys in (("mal/1",), ("anilist/1",), ("mal/2", "anilist/2")):
            builder.add(make_record("Title", keys=keys))
        builder.finish(METADATA)
        assert builder.compare(path) == CatalogueChanges(new=0, gone=0, merged=1)


def test_a_catalogue_is_compared_with_the_earlier_one(path: Path) -> None:
    earlier = [
        make_record(name, keys=(f"mal/{at}",)) for at, name in enumerate(["Gone", "One", "Half", "Other half"], 1)
    ]
    build(path, *earlier)
    with CatalogueBuilder(path) as builder:
        builder.add(make_record("One", keys=("mal/2", "anidb/2")))
        builder.add(make_record("Whole", keys=("mal/3", "mal/4")))
        builder.add(make_record("New", keys=("mal/9",)))
        builder.finish(METADATA)
        assert builder.compare(path) == CatalogueChanges(new=1, gone=1, merged=1)


def test_progress_is_reported_and_ends_with_all_titles(path: Path) -> None:
    reports: list[tuple[int, int]] = []
    with CatalogueBuilder(path) as builder:
        for number in range(6000):
            builder.add(make_record(f"Title {number}"))
        builder.finish(METADATA, advance=lambda done, total: reports.append((done, total)))
    assert reports == sorted(reports)
    assert len(reports) > 1
    assert reports[-1] == (6000, 6000)


# Any titles

keys = st.lists(
    st.builds("{}/{}".format, st.sampled_from(SITES), st.integers(1, 6)), min_size=1, max_size=4, unique=True
).map(lambda keys: tuple(sorted(keys, key=get_key_order)))
records = st.builds(
    TitleRecord,
    keys=keys,
    title=st.sampled_from(["X a", "X b", "X c"]),
    synonyms=st.just(("X",)),
    is_adult=st.booleans(),
)


@settings(max_examples=60)
@given(records=st.lists(records, max_size=12))
async def test_every_key_of_any_titles_leads_to_one_title(
    tmp_path_factory: pytest.TempPathFactory, records: list[TitleRecord]
) -> None:
    path = tmp_path_factory.mktemp("any") / "catalogue.db"
    build(path, *records)
    catalogue = await Catalogue.open(path)
    try:
        given_keys = {key for record in records for key in record.keys}
        found = await catalogue.get_all(sorted(given_keys))
        assert set(found) == given_keys
        for key, anime in found.items():
            others = await catalogue.list_keys(key)
            assert anime.key == min(others, key=get_key_order)
            assert {found[other] for other in others} == {anime}
        offered = await catalogue.search("x", limit=100, with_adult=True)
        assert {anime.key for anime in offered} == {anime.key for anime in found.values()}
        assert [anime.is_adult for anime in offered] == sorted(anime.is_adult for anime in offered)
        assert [anime for anime in offered if not anime.is_adult] == await catalogue.search("x", limit=100)
    finally:
        await catalogue.close()
