"""An open catalogue: created when needed, and replaced while it is being read."""

import asyncio
import logging
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from db.engine.errors import StorageError
from db.titles.catalogue.reader import Catalogue, check_replaceable, is_current
from db.titles.catalogue.seed import build_catalogue, read_records
from db.titles.models import Anime
from tests.support.catalogues import build, get_titles, make_record, read_content

Open = Callable[[Path], Awaitable[Catalogue]]

pytestmark = pytest.mark.usefixtures("small_seed")


@pytest.fixture
def catalogue_path(tmp_path_factory: pytest.TempPathFactory, small_seed: Path) -> Path:
    path = tmp_path_factory.mktemp("bundled") / "catalogue.db"
    build_catalogue(path)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


@pytest.fixture
async def open_catalogue() -> AsyncIterator[Open]:
    """Opens catalogues, and closes them however the test ends."""
    async with AsyncExitStack() as stack:

        async def open_catalogue(path: Path) -> Catalogue:
            catalogue = await Catalogue.open(path)
            stack.push_async_callback(catalogue.close)
            return catalogue

        yield open_catalogue


def write_first_version(path: Path, source: str = "bangumi-data", size: int = 500) -> None:
    """Makes a file with the tables of the first version."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE metadata (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)")
        rows = [("schema_version", "1"), ("source", source), ("digest", "0")]
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", rows)
        connection.execute("CREATE TABLE anime (id INTEGER PRIMARY KEY, key TEXT, title TEXT)")
        connection.executemany("INSERT INTO anime (title) VALUES (?)", [("Monster" * 20,)] * size)


def set_metadata(path: Path, name: str, value: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE metadata SET value = ? WHERE name = ?", (value, name))


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def write_garbage(path: Path) -> None:
    path.write_bytes(b"garbage " * 1000)


def write_another_schema(path: Path) -> None:
    build(path, make_record("From the future"))
    set_metadata(path, "schema_version", "999")


def write_another_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE reviews (id BIGINT)")


UNUSABLE = [write_garbage, write_another_schema, write_another_database, write_first_version, Path.touch]


def put_in_place(path: Path, write: Callable[[Path], object]) -> None:
    """Replaces a file in one step by what `write` makes."""
    later = path.with_name("later.db")
    later.unlink(missing_ok=True)
    write(later)
    os.replace(later, path)


# What is current


def test_a_catalogue_of_the_bundled_titles_is_current(catalogue_path: Path) -> None:
    assert is_current(catalogue_path)


def test_a_catalogue_of_other_titles_is_current(path: Path) -> None:
    build(path, make_record("Monster"))
    assert is_current(path)


def test_a_catalogue_of_earlier_bundled_titles_is_not_current(tmp_path: Path, catalogue_path: Path) -> None:
    path = Path(shutil.copy(catalogue_path, tmp_path))
    set_metadata(path, "digest", "0" * 64)
    assert not is_current(path)


@pytest.mark.parametrize(
    "write", [write_garbage, write_another_schema, write_another_database, write_first_version, Path.touch]
)
def test_anything_else_is_not_current(path: Path, write: Callable[[Path], None]) -> None:
    write(path)
    assert not is_current(path)


def test_half_a_catalogue_is_not_current(tmp_path: Path, catalogue_path: Path) -> None:
    path = Path(shutil.copy(catalogue_path, tmp_path))
    cut_in_half(path)
    assert not is_current(path)


def test_looking_for_a_file_does_not_create_it(tmp_path: Path, path: Path) -> None:
    assert not is_current(path)
    assert not is_current(tmp_path)
    assert check_replaceable(path) == {}
    assert os.listdir(tmp_path) == []


# Opening


@pytest.mark.parametrize("write", [lambda path: None, Path.touch, write_first_version])
async def test_the_bundled_titles_are_used_if_there_is_no_current_catalogue(
    path: Path, open_catalogue: Open, write: Callable[[Path], None]
) -> None:
    write(path)
    catalogue = await open_catalogue(path)

    frieren = await catalogue.get("mal/52991")
    assert frieren is not None
    assert (frieren.kind, frieren.year, frieren.episodes, frieren.duration) == ("TV", 2023, 28, None)
    assert is_current(path)


@pytest.mark.parametrize("write", [write_first_version, lambda path: build(path, make_record("Monster"))])
async def test_half_a_catalogue_is_left_to_the_operator(
    path: Path, open_catalogue: Open, write: Callable[[Path], None]
) -> None:
    write(path)
    cut_in_half(path)
    content = read_content(path)
    with pytest.raises(StorageError, match="Move it away"):
        await open_catalogue(path)
    assert read_content(path) == content


async def test_an_operator_is_told_that_their_catalogue_is_from_another_version(
    path: Path, open_catalogue: Open, caplog: pytest.LogCaptureFixture
) -> None:
    write_first_version(path, source="an operator, bangumi-data")
    await open_catalogue(path)
    assert "run the update again" in caplog.text


async def test_earlier_bundled_titles_are_replaced_silently(
    path: Path, open_catalogue: Open, caplog: pytest.LogCaptureFixture
) -> None:
    write_first_version(path)
    await open_catalogue(path)
    assert caplog.messages == []


async def test_the_catalogue_of_an_operator_is_kept(path: Path, open_catalogue: Open) -> None:
    build(path, make_record("Only here"))
    content = read_content(path)
    catalogue = await open_catalogue(path)
    assert get_titles(await catalogue.search("only")) == ["Only here"]
    assert read_content(path) == content


@pytest.mark.parametrize("write", [write_garbage, write_another_database])
async def test_a_file_that_is_not_a_catalogue_is_left_alone(
    path: Path, open_catalogue: Open, write: Callable[[Path], None]
) -> None:
    write(path)
    content = read_content(path)
    with pytest.raises(StorageError, match=r"is not a catalogue.*CATALOGUE_PATH"):
        await open_catalogue(path)
    assert read_content(path) == content


@pytest.mark.parametrize("name", ["a file/catalogue.db", "."])
async def test_a_path_that_cannot_be_written_is_an_error_for_the_operator(
    tmp_path: Path, open_catalogue: Open, name: str
) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(StorageError, match="cannot be opened"):
        await open_catalogue(tmp_path / name)


async def test_a_catalogue_may_be_closed_again(path: Path) -> None:
    build(path, make_record("Monster"))
    catalogue = await Catalogue.open(path)
    await catalogue.close()
    await catalogue.close()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "mal",
        "mal/",
        "mal/999999999",
        "MAL/52991",
        "mal/52991 ",
        "mal/%",
        "custom/19",
        "モ",
        "\ud800",
        "\0",
        "k" * 20_000,
    ],
)
async def test_an_unknown_key_leads_nowhere(catalogue_path: Path, open_catalogue: Open, key: str) -> None:
    catalogue = await open_catalogue(catalogue_path)
    assert await catalogue.get(key) is None
    assert list(await catalogue.get_all([key, "mal/52991"])) == ["mal/52991"]


@pytest.mark.parametrize("key", ["", "mal/999999999", "モ", "\ud800", "\0"])
async def test_an_unknown_key_has_no_names_and_no_keys(catalogue_path: Path, open_catalogue: Open, key: str) -> None:
    catalogue = await open_catalogue(catalogue_path)
    assert await catalogue.list_names(key) == await catalogue.list_keys(key) == []


async def test_many_keys_are_asked_for_at_once(catalogue_path: Path, open_catalogue: Open) -> None:
    catalogue = await open_catalogue(catalogue_path)
    keys = [f"mal/{number}" for number in range(60_000)]
    found = await catalogue.get_all(keys)
    assert found["mal/52991"].key == "mal/52991"
    assert found.keys() == {key for record in read_records() for key in record.keys} & {*keys}


# Another file in its place


async def test_a_replaced_file_is_used_after_the_next_refresh(path: Path, open_catalogue: Open) -> None:
    build(path, make_record("Title one", keys=("mal/1",)))
    catalogue = await open_catalogue(path)
    assert not await catalogue.refresh()

    build(path, make_record("Title two", keys=("mal/2",)), make_record("Title adult", is_adult=True))
    assert get_titles(await catalogue.search("title")) == ["Title one"]
    assert await catalogue.refresh()

    assert get_titles(await catalogue.search("title")) == ["Title two"]
    assert await catalogue.get("mal/1") is None
    assert await catalogue.get("mal/2") == Anime("mal/2", "Title two")
    assert not await catalogue.refresh()


@pytest.mark.parametrize(
    "write", [write_garbage, write_another_schema, write_another_database, write_first_version, Path.touch]
)
async def test_a_file_that_cannot_be_used_is_reported_once_and_the_open_one_stays(
    path: Path, open_catalogue: Open, caplog: pytest.LogCaptureFixture, write: Callable[[Path], None]
) -> None:
    build(path, make_record("Title one"))
    catalogue = await open_catalogue(path)

    put_in_place(path, write)
    for _ in range(3):
        assert not await catalogue.refresh()

    assert get_titles(await catalogue.search("title")) == ["Title one"]
    reports = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(reports) == 1
    assert str(path) in reports[0].getMessage()

    build(path, make_record("Title two"))
    assert await catalogue.refresh()
    assert get_titles(await catalogue.search("title")) == ["Title two"]


async def test_a_file_that_only_begins_like_a_catalogue_is_reported_and_the_open_one_stays(
    path: Path, open_catalogue: Open, caplog: pytest.LogCaptureFixture
) -> None:
    build(path, make_record("Title one"))
    catalogue = await open_catalogue(path)

    def write(later: Path) -> None:
        build(later, make_record("Title two"))
        with closing(sqlite3.connect(later)) as connection, connection:
            connection.execute("DROP TABLE anime")

    put_in_place(path, write)
    for _ in range(2):
        assert not await catalogue.refresh()
    assert get_titles(await catalogue.search("title")) == ["Title one"]
    assert len(caplog.messages) == 1


async def test_half_a_catalogue_in_its_place_is_not_used(
    path: Path, catalogue_path: Path, open_catalogue: Open, caplog: pytest.LogCaptureFixture
) -> None:
    build(path, make_record("Title one"))
    catalogue = await open_catalogue(path)

    def write(later: Path) -> None:
        shutil.copy(catalogue_path, later)
        cut_in_half(later)

    put_in_place(path, write)
    assert not await catalogue.refresh()
    assert get_titles(await catalogue.search("title")) == ["Title one"]
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("is_folder", [False, True])
async def test_a_file_that_is_deleted_stays_open(path: Path, open_catalogue: Open, is_folder: bool) -> None:
    build(path, make_record("Title one"))
    catalogue = await open_catalogue(path)
    os.remove(path)
    if is_folder:
        os.mkdir(path)
    assert not await catalogue.refresh()
    assert get_titles(await catalogue.search("title")) == ["Title one"]


async def test_a_deleted_file_may_come_back(path: Path, open_catalogue: Open) -> None:
    build(path, make_record("Title one"))
    catalogue = await open_catalogue(path)
    os.remove(path)
    assert not await catalogue.refresh()
    build(path, make_record("Title two"))
    assert await catalogue.refresh()
    assert get_titles(await catalogue.search("title")) == ["Title two"]


async def test_searches_are_answered_while_files_are_replaced_again_and_again(
    path: Path, tmp_path: Path, open_catalogue: Open
) -> None:
    editions = [tmp_path / f"edition{number}.db" for number in range(3)]
    for number, edition in enumerate(editions):
        fillers = [make_record(f"Filler {filler}") for filler in range(50 * number)]
        build(edition, *fillers, make_record(f"Title {number}", keys=("mal/1",)))
    put_in_place(path, lambda later: shutil.copy(editions[0], later))
    catalogue = await open_catalogue(path)
    exchanged = asyncio.Event()
    answers: list[list[str]] = []

    async def ask() -> None:
        while not exchanged.is_set():
            answers.append(get_titles(await catalogue.search("title")))
            anime = await catalogue.get("mal/1")
            assert anime is not None
            answers.append([anime.title])

    async def exchange() -> None:
        try:
            for turn in range(60):
                put_in_place(path, lambda later, edition=editions[turn % 3]: shutil.copy(edition, later))
                assert any(await asyncio.gather(*(catalogue.refresh() for _ in range(3))))
        finally:
            exchanged.set()

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        tasks.create_task(exchange())
        for _ in range(20):
            tasks.create_task(ask())

    assert {tuple(answer) for answer in answers} == {("Title 0",), ("Title 1",), ("Title 2",)}
    assert get_titles(await catalogue.search("title")) == ["Title 2"]
