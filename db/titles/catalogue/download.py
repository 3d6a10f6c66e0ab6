"""Fetches a large file, and resumes where an earlier attempt stopped."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import aiohttp

from db.titles.catalogue.records import SourceError

MAX_BYTES = 500 << 20
"""Larger files are refused."""

_CONNECT_SECONDS = 30
_CHUNK_BYTES = 1 << 18
# A 206 says where its content begins, a 416 has `*` there. Both end with the size of the whole file.
_CONTENT_RANGE = re.compile(r"bytes (?:([0-9]{1,15})-[0-9]{1,15}|\*)/([0-9]{1,15})")
_GO_ON = "Run the same command again to continue."
_TOO_LARGE = f"The file is larger than {MAX_BYTES >> 20} MB, so it can't be the right one. Check the address."


class _PartialDownload(NamedTuple):
    """What an earlier attempt left behind."""

    size: int
    version: str
    """How the server identifies this version of the file: by its ETag, or else by the date of its last change."""


async def download(
    url: str, path: Path, *, advance: Callable[[int, int | None], None], idle_seconds: float = 30
) -> None:
    """Fetches the whole file at an http or https address to `path`.

    If an earlier call for the same address was interrupted, fetches only the rest, unless the file has changed since.
    For that it keeps a file `<path>.origin` until `forget`. Calls `advance` with the number of bytes fetched and, if
    the server says so, the total. There is no time limit while data arrives; it gives up after `idle_seconds` without a
    byte.

    Writing blocks the event loop briefly. Raises SourceError, with a sentence for the operator.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise SourceError(f"{url} is not an address that begins with http:// or https://.")
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS, sock_read=idle_seconds)
    # Lengths and ranges count the bytes as sent, so the file must be sent unencoded.
    headers = {"Accept-Encoding": "identity"}
    try:
        async with aiohttp.ClientSession(timeout=timeout, headers=headers, auto_decompress=False) as session:
            await _fetch(session, url, path, advance)
    except aiohttp.ClientConnectorDNSError as error:
        raise SourceError(f"There is no server called {error.host}, or this machine is not online.") from error
    except aiohttp.ClientConnectorCertificateError as error:
        raise SourceError(f"The certificate of {error.host} is not valid, so this may be another server.") from error
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise SourceError(f"The server of {url} cannot be reached. Try again later.") from error
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlRedirectClientError, aiohttp.TooManyRedirects) as error:
        raise SourceError(f"{url} leads nowhere. Check the address.") from error
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        raise SourceError(f"The download stopped in the middle. {_GO_ON}") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be written: {error.strerror}. Fix that. {_GO_ON}") from error


async def _fetch(
    session: aiohttp.ClientSession, url: str, path: Path, advance: Callable[[int, int | None], None]
) -> None:
    begun = _read_partial_download(path, url)
    headers = {"Range": f"bytes={begun.size}-", "If-Range": begun.version} if begun else {}
    async with session.get(url, headers=headers) as response:
        if begun and response.status in (206, 416):
            position = begun.size
            start, size = _read_range(response)
            # Servers that don't know If-Range send the rest of the current file, even if it has changed.
            if start != position or _read_version(response) not in (begun.version, None):
                forget(path)
                return await _fetch(session, url, path, advance)
        elif response.status == 200:
            position, size = 0, _read_size(response)
        else:
            raise SourceError(f"The server answers {url} with {_explain(response.status)}")
        if (size or 0) > MAX_BYTES:
            raise SourceError(_TOO_LARGE)
        if response.status == 200:
            _begin(path, url, _read_version(response))
        advance(position, size)
        if response.status != 416:
            await _store(response, path, position, size, advance)
    return None


async def _store(
    response: aiohttp.ClientResponse,
    path: Path,
    position: int,
    size: int | None,
    advance: Callable[[int, int | None], None],
) -> None:
    """Appends what arrives to the file. Raises SourceError if that does not complete it."""
    with path.open("ab") as file:
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            position += len(chunk)
            if position > MAX_BYTES:
                break
            file.write(chunk)
            advance(position, size)
    if position > MAX_BYTES:
        forget(path)
        raise SourceError(_TOO_LARGE)
    if size not in (position, None):
        raise SourceError(f"The download stopped in the middle. {_GO_ON}")


def _read_partial_download(path: Path, url: str) -> _PartialDownload | None:
    try:
        begun_url, _, version = _origin_of(path).read_bytes().decode(errors="surrogateescape").rpartition("\n")
        size = path.stat().st_size
    except (OSError, ValueError):
        return None
    return _PartialDownload(size, version) if begun_url == url and version and size else None


def _begin(path: Path, url: str, version: str | None) -> None:
    # In this order, so that an origin never describes the bytes of an earlier download.
    path.write_bytes(b"")
    _origin_of(path).write_bytes(f"{url}\n{version or ''}".encode(errors="surrogateescape"))


def forget(path: Path) -> None:
    """Removes a fetched file, complete or not, and its `.origin` file."""
    path.unlink(missing_ok=True)
    _origin_of(path).unlink(missing_ok=True)


def _origin_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.origin")


def _read_range(response: aiohttp.ClientResponse) -> tuple[int | None, int | None]:
    """Where the content begins, and the size of the whole file. If there is no content, it begins at the end."""
    match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return (int(match[1] or match[2]), int(match[2])) if match else (None, None)


def _read_size(response: aiohttp.ClientResponse) -> int | None:
    """The size of the file; None if the response comes in chunks. Raises SourceError if its end can't be known."""
    if response.content_length is None and response.headers.get("Transfer-Encoding", "").lower() != "chunked":
        raise SourceError(
            "The server does not say how large the file is, so a broken download would go unnoticed. "
            "Download it another way, and name it with --file."
        )
    return response.content_length


def _read_version(response: aiohttp.ClientResponse) -> str | None:
    """Identifies this version of the file, byte for byte; None if the server can't."""
    tag = response.headers.get("ETag", "")
    version = response.headers.get("Last-Modified", "") if tag.startswith("W/") or not tag else tag
    return version if version and version.isascii() else None


def _explain(status: int) -> str:
    if status in (404, 410):
        return f"{status}: there is no such file. Check the address."
    return f"{status}, not with a file. Check the address, or try again later."
