"""The command that updates the catalogue, in its own process."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from db.titles.catalogue.reader import Catalogue
from db.titles.models import Anime
from tests.support.catalogues import build, make_record, read_content, read_order
from tests.support.file_server import FileServer
from tests.support.manami import compress, entry, to_file
from tests.support.seeds import SIZE as BUNDLED

PROJECT = Path(__file__).parents[3]
PROGRAM = """
import os, signal, sys
from pathlib import Path
from db.titles.catalogue import seed
# A process that is started in the background inherits that Ctrl-C is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
seed.SEED = Path(os.environ["SMALL_SEED"])
from db.titles.catalogue.command import main
sys.exit(main())
"""
"""The command, with a hundred bundled titles."""
CONTENT = to_file(entry(sources=["https://myanimelist.net/anime/9999901"], title="Quiet Harbour"))


@pytest.fixture(autouse=True)
def _small_seed(small_seed_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALL_SEED", str(small_seed_path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.db"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "brought.jsonl"
    path.write_bytes(CONTENT)
    return path


def write_source(path: Path, content: bytes) -> None:
    path.write_bytes(content)


async def get(path: Path, key: str) -> Anime | None:
    """The title with this key in a catalogue."""
    catalogue = await Catalogue.open(path)
    try:
        return await catalogue.get(key)
    finally:
        await catalogue.close()


class Finished(NamedTuple):
    exit_code: int | None
    output: str
    errors: str


async def start(
    folder: Path, *arguments: object, program: Sequence[str] = ("-c", PROGRAM), **environment: str
) -> asyncio.subprocess.Process:
    """Starts the command in a folder."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        *map(str, arguments),
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT), **{name: os.environ[name] for name in ("PATH", "SMALL_SEED")}, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def run(
    folder: Path, *arguments: object, program: Sequence[str] = ("-c", PROGRAM), **environment: str
) -> Finished:
    """Runs the command in a folder to its end."""
    process = await start(folder, *arguments, program=program, **environment)
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    return Finished(process.returncode, output.decode(), errors.decode())


def list_files(folder: Path) -> list[str]:
    """The names of the files in a folder, except locks."""
    return sorted(name for name in os.listdir(folder) if not name.endswith(".lock"))


async def test_the_command_makes_a_catalogue_next_to_the_database(tmp_path: Path, source: Path, path: Path) -> None:
    finished = await run(tmp_path, "update", "--file", source)

    assert finished.exit_code == 0, finished.errors
    lines = finished.output.splitlines()
    assert lines[0] == "catalogue.db"
    assert lines[1].startswith(f"The catalogue has {BUNDLED + 1:,} titles")
    assert "Reading" in finished.errors
    assert "Indexing" in finished.errors
    assert list_files(tmp_path) == ["brought.jsonl", "catalogue.db"]
    assert await get(path, "mal/9999901") is not None


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"DATABASE_URL": "sqlite:///{folder}/b/kanso.db"}, "b/catalogue.db"),
        ({"CATALOGUE_PATH": "{folder}/a/titles.db", "DATABASE_URL": "sqlite:///{folder}/b/kanso.db"}, "a/titles.db"),
    ],
)
@pytest.mark.parametrize("is_in_file", [False, True])
async def test_the_command_follows_the_settings(
    tmp_path: Path, source: Path, settings: dict[str, str], place: str, is_in_file: bool
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    settings = {name: value.format(folder=tmp_path) for name, value in settings.items()}
    if is_in_file:
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        (tmp_path / ".env").write_text(lines, encoding="utf-8-sig")

    finished = await run(tmp_path, "update", "--file", source, **({} if is_in_file else settings))

    assert finished.exit_code == 0, finished.errors
    assert finished.output.splitlines()[0] == str(tmp_path / place)
    assert (tmp_path / place).is_file()
    assert not (tmp_path / "catalogue.db").exists()


async def test_a_missing_folder_is_not_created(tmp_path: Path, source: Path) -> None:
    finished = await run(tmp_path, "update", "--file", source, CATALOGUE_PATH=str(tmp_path / "typo" / "titles.db"))

    assert finished.exit_code == 1
    assert f"there is no folder {tmp_path / 'typo'}" in finished.errors
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "is empty"), (None, "is not there"), (CONTENT[:50], "is not the JSONL")],
)
async def test_the_command_says_what_is_wrong_with_a_file(
    tmp_path: Path, path: Path, content: bytes | None, message: str
) -> None:
    build(path, make_record("Earlier"))
    before = read_content(path)
    source = tmp_path / "bad.jsonl"
    if content is not None:
        write_source(source, content)

    finished = await run(tmp_path, "update", "--file", source)

    assert (finished.exit_code, finished.output) == (1, "")
    assert message in finished.errors
    assert "earlier catalogue, if there is one," in finished.errors
    assert "Traceback" not in finished.errors
    assert read_content(path) == before


async def test_the_command_does_not_overwrite_a_file_that_is_not_a_catalogue(
    tmp_path: Path, path: Path, source: Path
) -> None:
    write_source(path, b"years of work")
    finished = await run(tmp_path, "update", "--file", source)
    assert finished.exit_code == 1
    assert "is not a catalogue" in finished.errors
    assert read_content(path) == b"years of work"


@pytest.mark.parametrize("arguments", [[], ["update"], ["update", "--file", "a", "--url", "b"], ["upgrade"]])
async def test_the_command_says_how_it_is_used(tmp_path: Path, arguments: list[str]) -> None:
    finished = await run(tmp_path, *arguments, program=("-m", "db.catalogue"))
    assert finished.exit_code == 2
    assert finished.errors.startswith("usage: python -m db.catalogue")
    assert os.listdir(tmp_path) == []


async def test_the_command_says_that_the_database_url_is_malformed(tmp_path: Path, source: Path) -> None:
    finished = await run(tmp_path, "update", "--file", source, DATABASE_URL="kanso")
    assert finished.exit_code == 1
    assert "DATABASE_URL" in finished.errors
    assert "Traceback" not in finished.errors


# Fetching


@pytest.fixture
async def server() -> AsyncIterator[FileServer]:
    server = FileServer(compress(CONTENT))
    await server.start()
    yield server
    await server.stop()


async def test_the_command_fetches_the_file(tmp_path: Path, path: Path, server: FileServer) -> None:
    finished = await run(tmp_path, "update", "--url", server.url)

    assert finished.exit_code == 0, finished.errors
    assert "Fetching" in finished.errors
    assert list_files(tmp_path) == ["catalogue.db"]
    assert await get(path, "mal/9999901") is not None


async def test_the_command_resumes_a_download_where_it_stopped(tmp_path: Path, path: Path, server: FileServer) -> None:
    build(path, make_record("X earlier"))
    server.cut_at = 100
    finished = await run(tmp_path, "update", "--url", server.url)
    assert finished.exit_code == 1
    assert "Run the same command again to continue." in finished.errors
    assert await read_order(path) == ["X earlier"]

    server.cut_at = None
    finished = await run(tmp_path, "update", "--url", server.url)

    assert finished.exit_code == 0, finished.errors
    assert server.ranges == [None, "bytes=100-"]
    assert list_files(tmp_path) == ["catalogue.db"]
    assert await get(path, "mal/9999901") is not None


async def test_a_damaged_download_is_not_kept(tmp_path: Path, path: Path, server: FileServer) -> None:
    server.content = server.content[:-10]
    finished = await run(tmp_path, "update", "--url", server.url)
    assert finished.exit_code == 1
    assert "cut off" in finished.errors
    assert list_files(tmp_path) == []

    server.content = compress(CONTENT)
    assert (await run(tmp_path, "update", "--url", server.url)).exit_code == 0
    assert server.ranges == [None, None]


@pytest.mark.parametrize("address", ["titles.jsonl", "http://127.0.0.1:{port}/titles.jsonl"])
async def test_the_command_says_what_is_wrong_with_an_address(tmp_path: Path, address: str) -> None:
    url = address.format(port=unused_port())
    finished = await run(tmp_path, "update", "--url", url)
    assert finished.exit_code == 1
    assert url in finished.errors
    assert "Traceback" not in finished.errors
    assert list_files(tmp_path) == []


async def test_the_command_finds_no_file_under_an_address(tmp_path: Path, server: FileServer) -> None:
    finished = await run(tmp_path, "update", "--url", f"{server.url}.gone")
    assert finished.exit_code == 1
    assert "404" in finished.errors
    assert list_files(tmp_path) == []


async def test_a_stopped_command_leaves_the_earlier_catalogue(tmp_path: Path, path: Path) -> None:
    build(path, make_record("X earlier"))
    is_asked = asyncio.Event()

    async def stay_silent(request: web.Request) -> web.Response:
        is_asked.set()
        await asyncio.Event().wait()
        return web.Response()

    app = web.Application()
    app.router.add_get("/", stay_silent)
    async with TestServer(app) as server:
        process = await start(tmp_path, "update", "--url", server.make_url("/"))
        async with asyncio.timeout(60):
            await is_asked.wait()
            process.send_signal(signal.SIGINT)
            _, errors = await process.communicate()

    assert process.returncode == 130
    assert b"Stopped." in errors
    assert b"Traceback" not in errors
    assert await read_order(path) == ["X earlier"]
