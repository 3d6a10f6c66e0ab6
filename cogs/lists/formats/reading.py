"""Reads a list from a file that somebody sent, in any format: `docs/list-formats.md`."""

import codecs
import re
import zlib
from typing import Any

import orjson

from cogs.core.errors import Refusal
from cogs.core.files import find_wide_encoding, name_format, show_name, without_first_nuls
from cogs.core.language import _
from cogs.lists.formats import list_formats
from cogs.lists.formats.format import Content
from cogs.lists.formats.rows import ReadList
from cogs.lists.formats.values import MAX_ROWS, check_rows

MAX_FILE_SIZE = 10_000_000
"""The largest file that is downloaded, in bytes."""

MAX_EXPANDED_SIZE = 32_000_000
"""The most bytes that a gzip file can hold: more than `MAX_ROWS` titles with the notes that people write."""

_MAX_JSON_VALUES = 1_000_000
"""The most values in a JSON file. To decode more would take hundreds of megabytes."""

_MAX_LINES = 10 * MAX_ROWS
_MAX_LINE_LENGTH = 100_000
# These don't match how a line of text can begin: `<3`, `<Watching>` or `{2024}`.
_XML = re.compile(rb"<[?!]|<myanimelist\b")
_TAG = re.compile(rb"<[A-Za-z_]")
_JSON = re.compile(rb"(?:\[\s*)?\{\s*[\"}]")
_GZIP_MARK = b"\x1f\x8b"


def read_list(data: bytes, filename: str) -> ReadList:
    """Returns what a file says, with 1 to `MAX_ROWS` titles. Its content alone decides its format.

    Raises Refusal, and nothing else, for a file that can't be read as a whole; `filename` only names the file in that
    sentence. It can take seconds and a few hundred megabytes, so call it in a thread.
    """
    name = show_name(filename)
    if len(data) > MAX_FILE_SIZE:
        raise Refusal(
            _("{name} is too large ({size} bytes, and the limit is {most}). Split it into several files."),
            name=name,
            size=len(data),
            most=MAX_FILE_SIZE,
        )
    if data.startswith(_GZIP_MARK):
        data = _expand(data, name)
    encoding = find_wide_encoding(data)
    data = without_first_nuls(data)
    if encoding:
        try:
            data = data.decode(encoding).encode()
        except UnicodeDecodeError:
            raise Refusal(
                _(
                    "{name} is saved as UTF-16 or UTF-32, but it is damaged or cut off, so nothing was imported. Save "
                    "it as UTF-8 and send it again."
                ),
                name=name,
            ) from None
    if other_format := name_format(data):
        raise Refusal(
            # Translators: {format} is such as "a ZIP or DOCX file"; {formats} is the sentence "I can read …"
            _("{name} is {format}, even if its name says otherwise. {formats}"),
            name=name,
            format=other_format,
            formats=_describe_formats(),
        )
    is_utf8 = encoding is not None or data.startswith(codecs.BOM_UTF8)
    content = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if not content:
        raise Refusal(_("{name} is empty. {formats}"), name=name, formats=_describe_formats())
    if _XML.match(content) or (_TAG.match(content) and b"</" in content):
        decoded = Content(xml=content, encoding="utf-8" if is_utf8 else None)
    elif _JSON.match(content):
        decoded = Content(json=_decode_json(content, name))
    else:
        decoded = Content(text=_decode_text(data, name))
    format = next((format for format in list_formats() if format.recognises(decoded)), None)
    if format is None:
        if decoded.json is not None and decoded.json.get("format") == "kanso-reviews":
            raise Refusal(_("{name} contains reviews, not a list. Send it to `/review import`."), name=name)
        raise Refusal(
            _("{name} is JSON, but not a kind of list that I know. {formats}"), name=name, formats=_describe_formats()
        )
    read = format.read(decoded)
    if not read.rows:
        raise Refusal(
            _("{name} has no titles in it, so there is nothing to import. {formats}"),
            name=name,
            formats=_describe_formats(),
        )
    check_rows(len(read.rows))
    return read


def _expand(data: bytes, name: str) -> bytes:
    """Unpacks a gzip file, and stops where it would hold more than is allowed."""
    decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = decompressor.decompress(data, MAX_EXPANDED_SIZE + 1)
    except zlib.error:
        raise Refusal(
            _("{name} is a damaged gzip file. Download or export it again and send it as it is."), name=name
        ) from None
    if len(content) > MAX_EXPANDED_SIZE:
        raise Refusal(
            _("{name} is larger than {most} bytes once it is unpacked. No list is that large."),
            name=name,
            most=MAX_EXPANDED_SIZE,
        )
    if not decompressor.eof:
        raise Refusal(
            _(
                "{name} is a gzip file that is cut off, so nothing was imported. Download it again and send the whole "
                "file."
            ),
            name=name,
        )
    if decompressor.unused_data.startswith(_GZIP_MARK):
        raise Refusal(_("{name} is several gzip files in one. Unpack it and send what is in it."), name=name)
    return content


def _describe_formats() -> str:
    """Says what to send instead of a file that can't be read."""
    return _(
        "I can read MyAnimeList's XML, AniList's `gdpr_data.json`, files from `/list export`, and text with one title "
        "per line."
    )


def _decode_json(content: bytes, name: str) -> dict[str, Any] | None:
    if sum(content.count(mark) for mark in (b",", b"[", b"{")) > _MAX_JSON_VALUES:
        raise Refusal(
            _("{name} contains more than any list does, so nothing was read. {formats}"),
            name=name,
            formats=_describe_formats(),
        )
    try:
        archive = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Refusal(
            _(
                "{name} is JSON, but it is damaged or cut off, so nothing was imported. Export it again and send it "
                "as it is."
            ),
            name=name,
        ) from None
    return archive if isinstance(archive, dict) else None


def _decode_text(data: bytes, name: str) -> str:
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(
            _(
                "{name} is not text, or not saved as UTF-8. If it is a list, open it in an editor, save it with the "
                "encoding UTF-8 and send it again."
            ),
            name=name,
        ) from None
    if "\0" in content:
        raise Refusal(_("{name} is not a text file. {formats}"), name=name, formats=_describe_formats())
    if max(content.count("\n"), content.count("\r")) > _MAX_LINES:
        raise Refusal(_("{name} has more than {most} lines. Split it into several files."), name=name, most=_MAX_LINES)
    if any(len(line) > _MAX_LINE_LENGTH for line in content.splitlines()):
        raise Refusal(
            _("{name} has a line of more than {most} characters. Put each title on a line of its own."),
            name=name,
            most=_MAX_LINE_LENGTH,
        )
    return content
