"""Updates from an operator's file."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from random import Random

import pytest

from db.engine.errors import StorageError
from db.titles.catalogue.build import CatalogueChanges
from db.titles.catalogue.manami import Metadata
from db.titles.catalogue.reader import Catalogue
from db.titles.catalogue.records import SourceError
from db.titles.catalogue.update import describe, update
from db.titles.models import Anime
from tests.support.catalogues import build, get_titles, make_record, read_content
from tests.support.manami import ABOUT, compress, entry, to_file, to_line
from tests.support.seeds import SIZE as BUNDLED

PROJECT = Path(__file__).parents[3]

pytestmark = pytest.mark.usefixtures("small_seed")

MAL = "https://myanimelist.net/anime/"
ANIDB = "https://anidb.net/anime/"

NEW = entry(sources=[f"{MAL}9999901"], title="Quiet Harbour", synonyms=["静かな港"], tags=["drama"])
FRIEREN = entry(
    sources=[f"{MAL}52991", "https://kitsu.app/anime/46474", f"{ANIDB}17617"],
    title="Sousou no Frieren",
    animeSeason={"season": "FALL", "year": 2023},
    synonyms=["Frieren and the Long Road"],
)
CONTENT = to_file(NEW, FRIEREN)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "brought.jsonl"
    path.write_bytes(CONTENT)
    return path


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Catalogue]:
    catalogue = await Catalogue.open(path)
    try:
        yield catalogue
    finally:
        await catalogue.close()


def write_source(source: Path, content: bytes) -> None:
    source.write_bytes(content)


def ignore(name: str, done: int, total: int) -> None:
    pass


# What happens to the titles


@pytest.mark.parametrize("pack", [bytes, compress])
async def test_the_titles_of_a_file_are_found_together_with_the_bundled_ones(
    path: Path, source: Path, pack: Callable[[bytes], bytes]
) -> None:
    write_source(source, pack(CONTENT))
    update(source, path, advance=ignore)

    async with opened(path) as catalogue:
        assert get_titles(await catalogue.search("quiet har")) == ["Quiet Harbour"]
        assert await catalogue.get("mal/9999901") == Anime(
            "mal/9999901",
            "Quiet Harbour",
            "TV",
            2006,
            37,
            season="FALL",
            native="静かな港",
            picture="https://cdn.example.org/images/9453.jpg",
            duration=1380,
        )
        assert get_titles(await catalogue.search("attack on ti"))[0] == "attack on titan"


async def test_a_title_in_the_file_and_the_bundle_has_the_names_and_keys_of_both(path: Path, source: Path) -> None:
    update(source, path, advance=ignore)

    async with opened(path) as catalogue:
        frieren = await catalogue.get("kitsu/46474")
        assert frieren == await catalogue.get("mal/52991") == await catalogue.get("bangumi/400602")
        assert frieren is not None
        assert (frieren.title, frieren.episodes, frieren.duration) == ("Sousou no Frieren", 37, 1380)
        assert frieren.chinese == "葬送的芙莉莲"
        for text in ("frieren and the long", "beyond the journey", "葬送の"):
            assert frieren in await catalogue.search(text), text
        assert await catalogue.find_named("Sousou no Frieren") == [frieren]


async def test_titles_for_adults_are_found_where_they_may_be(path: Path, source: Path) -> None:
    write_source(source, to_file(entry(title="Quiet Night", tags=["hentai"])))
    update(source, path, advance=ignore)
    async with opened(path) as catalogue:
        assert await catalogue.search("quiet night") == []
        assert get_titles(await catalogue.search("quiet night", with_adult=True)) == ["Quiet Night"]


async def test_a_title_of_more_than_300_characters_is_found_cut(path: Path, source: Path) -> None:
    name = "Endless " * 100
    write_source(source, to_file(entry(title=name, sources=[f"{MAL}9999902"])))
    update(source, path, advance=ignore)
    async with opened(path) as catalogue:
        (found,) = await catalogue.find_named(name)
        assert found.key == "mal/9999902"
        assert len(found.title) <= 300
        assert name.startswith(found.title)


async def test_two_titles_of_one_name_and_year_stay_two(path: Path, source: Path) -> None:
    write_source(source, to_file(NEW, NEW | {"sources": [f"{MAL}9999905"]}))
    update(source, path, advance=ignore)
    async with opened(path) as catalogue:
        assert {anime.key for anime in await catalogue.find_named("quiet harbour")} == {"mal/9999901", "mal/9999905"}


# What the report says


def test_an_update_is_reported_in_numbers(path: Path, source: Path) -> None:
    build(path, make_record("Earlier", keys=("mal/9999901",)), make_record("Gone", keys=("mal/9999999",)))
    again = NEW | {"title": "Harbour, Quiet", "sources": [f"{MAL}9999901", f"{ANIDB}9999903"]}
    torn = NEW | {"title": "Torn", "sources": [f"{ANIDB}9999903", f"{MAL}52991"]}
    write_source(
        source, to_file(NEW, FRIEREN, again, torn, b"{\n", entry(sources=[]), entry(title="No id", sources=[]))
    )
    report = update(source, path, advance=ignore)

    assert report.source == Metadata(repository=ABOUT["repository"], licence="ODbL 1.0", last_update=date(2026, 9, 5))
    # Every bundled title is in it, Frieren merged with the file's, and one is new.
    assert report.total == BUNDLED + 1
    assert report.changes == CatalogueChanges(new=BUNDLED, gone=1, merged=0)
    assert report.merged_lines == 2
    assert report.merges.count == 3
    assert report.merges.disputed == ["Torn"]
    assert report.reasons == {"is not JSON": 1, "has no id at MyAnimeList, AniList, Kitsu or AniDB": 2}
    assert describe(report).splitlines() == [
        f"The catalogue has {BUNDLED + 1:,} titles, from https://example.org/anime-offline-database of 2026-09-05 "
        "(ODbL 1.0) and the bundled ones.",
        f"Compared with the earlier catalogue: {BUNDLED:,} added, 1 gone, 0 merged into others.",
        "Merged: 1 bundled titles with the file's, 2 of the file's with each other.",
        "1 had keys of several titles and joined the one with the most: Torn",
        "Dropped: 3 lines.",
        "  2 × has no id at MyAnimeList, AniList, Kitsu or AniDB: line 7, Death Note; line 8, No id",
        "  1 × is not JSON: line 6",
    ]


def test_the_first_update_has_nothing_to_compare_with(path: Path, source: Path) -> None:
    report = update(source, path, advance=ignore)
    assert report.changes is None
    assert "earlier" not in describe(report)
    assert describe(report).splitlines()[-1] == "Dropped: 0 lines."


def test_the_same_update_again_changes_nothing(path: Path, source: Path) -> None:
    update(source, path, advance=ignore)
    report = update(source, path, advance=ignore)
    assert report.changes == CatalogueChanges(new=0, gone=0, merged=0)


def test_progress_is_reported_to_its_end(path: Path, source: Path) -> None:
    reports: list[tuple[str, int, int]] = []
    update(source, path, advance=lambda name, done, total: reports.append((name, done, total)))
    assert list(dict.fromkeys(name for name, _, _ in reports)) == ["Reading", "Indexing"]
    assert reports[-1] == ("Indexing", BUNDLED + 1, BUNDLED + 1)
    assert all(0 <= done <= total for _, done, total in reports)


# What cannot be used

BAD = [
    pytest.param(compress(CONTENT)[:-4], "cut off", id="a cut compressed file"),
    pytest.param(compress(CONTENT * 50)[:60], "cut off", id="half a compressed file"),
    pytest.param(to_line([NEW]), "one large JSON document", id="a JSON array"),
    pytest.param(to_line({"data": [NEW]}), "one large JSON document", id="a JSON document"),
    pytest.param(to_line({"version": 3}) + to_line(NEW), "is not the JSONL", id="another schema"),
    pytest.param(to_file({"name": "x"}, {"name": "y"}), "cannot be used", id="other lines"),
    pytest.param(to_file(), "holds no titles", id="a first line alone"),
    pytest.param(b"", "is empty", id="an empty file"),
    pytest.param(Random(1).randbytes(1000), "is not the JSONL", id="noise"),
]


@pytest.mark.parametrize(("content", "reason"), BAD)
def test_a_file_that_cannot_be_used_leaves_the_earlier_catalogue(
    tmp_path: Path, path: Path, source: Path, content: bytes, reason: str
) -> None:
    build(path, make_record("Earlier"))
    source.write_bytes(content)
    before, files = read_content(path), sorted(os.listdir(tmp_path))

    with pytest.raises(SourceError, match=reason):
        update(source, path, advance=ignore)

    assert read_content(path) == before
    assert sorted(os.listdir(tmp_path)) == files


def test_a_file_that_is_not_a_catalogue_is_not_replaced(path: Path, source: Path) -> None:
    path.write_bytes(b"years of work")
    with pytest.raises(StorageError, match="is not a catalogue"):
        update(source, path, advance=ignore)
    assert read_content(path) == b"years of work"
