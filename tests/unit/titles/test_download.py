import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import unused_port

from db.titles.catalogue import download as module
from db.titles.catalogue.download import download
from db.titles.catalogue.records import SourceError
from tests.support.file_server import FileServer

CONTENT = os.urandom(1_000_000)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[FileServer]:
    server = FileServer(CONTENT)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "brought.part"


async def fetch(url: str, path: Path) -> list[tuple[int, int | None]]:
    """Downloads, and returns the reported progress."""
    reports: list[tuple[int, int | None]] = []
    await download(url, path, advance=lambda position, size: reports.append((position, size)), idle_seconds=5)
    return reports


async def stop_at(position: int, server: FileServer, path: Path, url: str | None = None) -> None:
    """Downloads until the server hangs up."""
    server.cut_at = position
    with pytest.raises(SourceError, match=r"stopped in the middle\. Run the same command again to continue\."):
        await fetch(url or server.url, path)
    server.cut_at = None
    check_part(path, CONTENT[:position])


def write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def check_part(path: Path, content: bytes) -> None:
    assert path.read_bytes() == content


def check_nothing_is_left(path: Path) -> None:
    assert list(path.parent.iterdir()) == []


def check_whole(path: Path, content: bytes = CONTENT) -> None:
    assert path.read_bytes() == content


async def test_a_file_is_fetched_and_its_progress_is_reported(server: FileServer, path: Path):
    reports = await fetch(server.url, path)
    check_whole(path)
    assert reports[0] == (0, len(CONTENT))
    assert reports[-1] == (len(CONTENT), len(CONTENT))
    assert reports == sorted(reports)


async def test_a_file_may_come_without_its_size(server: FileServer, path: Path):
    server.is_chunked = True
    reports = await fetch(server.url, path)
    check_whole(path)
    assert reports[-1] == (len(CONTENT), None)


@pytest.mark.parametrize("version", [{"ETag": '"first"'}, {"Last-Modified": "Sat, 05 Sep 2026 10:00:00 GMT"}])
@pytest.mark.parametrize("is_chunked", [False, True])
async def test_it_resumes_where_it_stopped(server: FileServer, path: Path, version: dict[str, str], is_chunked: bool):
    server.headers = version
    server.is_chunked = is_chunked
    await stop_at(300_000, server, path)
    reports = await fetch(server.url, path)
    check_whole(path)
    assert reports[0] == (300_000, len(CONTENT))
    assert server.ranges == [None, "bytes=300000-"]


async def test_it_may_stop_many_times(server: FileServer, path: Path):
    await stop_at(300_000, server, path)
    server.cut_at = 1
    for _ in range(3):
        with pytest.raises(SourceError, match="stopped in the middle"):
            await fetch(server.url, path)
    server.cut_at = None
    await fetch(server.url, path)
    check_whole(path)
    assert server.ranges[-1] == "bytes=300003-"


async def test_an_incomplete_range_is_not_the_file(server: FileServer, path: Path):
    await stop_at(300_000, server, path)
    server.most_of_a_range = 1000
    with pytest.raises(SourceError, match="stopped in the middle"):
        await fetch(server.url, path)
    server.most_of_a_range = None
    await fetch(server.url, path)
    check_whole(path)
    assert server.ranges[-1] == "bytes=301000-"


@pytest.mark.parametrize("knows_if_range", [False, True])
async def test_a_file_that_changed_in_between_is_fetched_again(server: FileServer, path: Path, knows_if_range: bool):
    server.knows_if_range = knows_if_range
    await stop_at(300_000, server, path)
    server.content = os.urandom(900_000)
    server.headers = {"ETag": '"second"'}
    await fetch(server.url, path)
    check_whole(path, server.content)


async def test_a_file_that_became_shorter_is_fetched_again(server: FileServer, path: Path):
    server.knows_if_range = False
    await stop_at(300_000, server, path)
    server.content = os.urandom(200_000)
    await fetch(server.url, path)
    check_whole(path, server.content)


async def test_a_server_that_knows_no_ranges_starts_over(server: FileServer, path: Path):
    server.knows_ranges = False
    await stop_at(300_000, server, path)
    await fetch(server.url, path)
    check_whole(path)


async def test_it_starts_over_if_the_server_does_not_identify_the_version(server: FileServer, path: Path):
    server.headers = {"ETag": 'W/"first"'}
    await stop_at(300_000, server, path)
    await fetch(server.url, path)
    check_whole(path)
    assert server.ranges == [None, None]


async def test_an_address_may_contain_invalid_text(server: FileServer, path: Path):
    url = f"{server.url}?\udcff"
    await stop_at(300_000, server, path, url)
    await fetch(url, path)
    check_whole(path)
    assert server.ranges == [None, "bytes=300000-"]


async def test_it_starts_over_for_another_address(server: FileServer, path: Path):
    await stop_at(300_000, server, path)
    await fetch(server.at("/file?other"), path)
    check_whole(path)
    assert server.ranges == [None, None]


async def test_it_starts_over_if_the_origin_of_the_part_is_unknown(server: FileServer, path: Path):
    write(path, b"something else")
    await fetch(server.url, path)
    check_whole(path)


async def test_all_bytes_without_the_end_marker_are_not_yet_the_file(server: FileServer, path: Path):
    server.is_chunked = True
    await stop_at(len(CONTENT), server, path)
    reports = await fetch(server.url, path)
    check_whole(path)
    assert server.ranges[-1] == f"bytes={len(CONTENT)}-"
    assert reports == [(len(CONTENT), len(CONTENT))]


async def test_redirects_are_followed_when_resuming_too(server: FileServer, path: Path):
    await stop_at(300_000, server, path, url=server.at("/moved"))
    await fetch(server.at("/moved"), path)
    check_whole(path)
    assert server.ranges == [None, "bytes=300000-"]
    assert [request.query["token"] for request in server.requests] == ["0", "1"]


async def test_a_file_whose_end_is_not_marked_is_refused(server: FileServer, path: Path):
    with pytest.raises(SourceError, match=r"does not say how large the file is, .* name it with --file\."):
        await fetch(server.at("/unmarked"), path)
    check_nothing_is_left(path)


@pytest.mark.parametrize("place", ["/huge", "/endless"])
async def test_a_file_that_is_too_large_is_refused(
    server: FileServer, path: Path, place: str, monkeypatch: pytest.MonkeyPatch
):
    if place == "/endless":
        monkeypatch.setattr(module, "MAX_BYTES", 3 << 20)
    with pytest.raises(SourceError, match=r"is larger than 500 MB, .* Check the address\."):
        await fetch(server.at(place), path)
    check_nothing_is_left(path)


async def test_a_silent_server_is_given_up(server: FileServer, path: Path):
    async with asyncio.timeout(60):
        with pytest.raises(SourceError, match="stopped in the middle"):
            await download(server.at("/silent"), path, advance=lambda *_: None, idle_seconds=1)
    check_part(path, b"x" * 500)


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("/missing", r"answers \S+/missing with 404: there is no such file\. Check the address\.$"),
        ("/broken", r"answers \S+/broken with 503, not with a file\. Check the address, or try again later\.$"),
        ("/loop", r"/loop leads nowhere\. Check the address\.$"),
        ("/away", r"/away leads nowhere\. Check the address\.$"),
    ],
)
async def test_a_failed_download_says_why(server: FileServer, path: Path, place: str, sentence: str):
    with pytest.raises(SourceError, match=sentence):
        await fetch(server.at(place), path)
    check_nothing_is_left(path)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://example.org/file", "is not an address that begins with http:// or https://"),
        ("file:///etc/passwd", "is not an address that begins with http:// or https://"),
        ("anime-offline-database.jsonl", "is not an address that begins with http:// or https://"),
        ("", "is not an address that begins with http:// or https://"),
        ("https://", "leads nowhere"),
        ("https://[", "leads nowhere"),
        ("https://example.org:99999/", "leads nowhere"),
        # No part of a host name may be that long, so no server is asked.
        (f"http://{'x' * 64}.invalid/file", r"There is no server called x+\.invalid"),
    ],
)
async def test_an_invalid_address_is_reported(path: Path, url: str, sentence: str):
    with pytest.raises(SourceError, match=sentence):
        await fetch(url, path)


async def test_an_unreachable_server_is_reported(path: Path):
    with pytest.raises(SourceError, match=r"cannot be reached\. Try again later\."):
        await fetch(f"http://127.0.0.1:{unused_port()}/file", path)


async def test_an_unwritable_path_is_reported(server: FileServer, tmp_path: Path):
    with pytest.raises(SourceError, match=r"cannot be written: No such file or directory\. .* to continue\."):
        await fetch(server.url, tmp_path / "missing" / "brought.part")
