"""Reads a stranger's file as a list, whatever format it is in: `docs/list-formats.md`."""

import codecs
import re
import zlib
from typing import Any

import orjson

from cogs.core.errors import Refusal
from cogs.core.files import find_wide_encoding, name_format, show_name
from cogs.lists.formats import list_formats
from cogs.lists.formats.format import Content
from cogs.lists.formats.rows import ReadList
from cogs.lists.formats.values import MAX_ROWS, check_rows

MAX_FILE_SIZE = 10_000_000
"""The largest file worth downloading, in bytes."""

MAX_EXPANDED_SIZE = 32_000_000
"""How many bytes a gzip file can hold: more than `MAX_ROWS` titles with the notes that people write."""

_MAX_JSON_VALUES = 1_000_000
"""More would take hundreds of megabytes once they are decoded."""

_MAX_LINES = 10 * MAX_ROWS
_MAX_LINE_LENGTH = 100_000
# What a line of text can begin with too, such as `<3`, `<Watching>` or `{2024}`, is none of these.
_XML = re.compile(rb"<[?!]|<myanimelist\b")
_TAG = re.compile(rb"<[A-Za-z_]")
_JSON = re.compile(rb"(?:\[\s*)?\{\s*[\"}]")
_GZIP_MARK = b"\x1f\x8b"


def read_list(data: bytes, filename: str) -> ReadList:
    """Returns what a file says, which has 1 to `MAX_ROWS` titles. Its format follows from its content alone.

    Raises Refusal, and nothing else, for whatever can't be read as a whole; `filename` serves only to name the
    file in that sentence. Takes up to seconds and a few hundred megabytes, so call it in a thread.
    """
    name = show_name(filename)
    if len(data) > MAX_FILE_SIZE:
        raise Refusal(
            "{name} is too large ({size} / {most} bytes); part it into several.",
            name=name,
            size=len(data),
            most=MAX_FILE_SIZE,
        )
    if data.startswith(_GZIP_MARK):
        data = _expand(data, name)
    encoding = find_wide_encoding(data)
    if encoding:
        try:
            data = data.decode(encoding).encode()
        except UnicodeDecodeError:
            raise Refusal(
                "{name} is saved as UTF-16 or UTF-32, but it is damaged or ends in the middle, so nothing of it was "
                "imported; save it as UTF-8 and send it again.",
                name=name,
            ) from None
    if other_format := name_format(data):
        raise Refusal(
            "{name} is {format}, whatever its name says. {formats}.",
            name=name,
            format=other_format,
            formats=_name_samples(),
        )
    is_utf8 = encoding is not None or data.startswith(codecs.BOM_UTF8)
    content = data.removeprefix(codecs.BOM_UTF8).lstrip()
    if not content:
        raise Refusal("{name} is empty. {formats}.", name=name, formats=_name_samples())
    if _XML.match(content) or (_TAG.match(content) and b"</" in content):
        decoded = Content(xml=content, encoding="utf-8" if is_utf8 else None)
    elif _JSON.match(content):
        decoded = Content(json=_decode_json(content, name))
    else:
        decoded = Content(text=_decode_text(data, name))
    format = next((format for format in list_formats() if format.recognises(decoded)), None)
    if format is None:
        if decoded.json is not None and decoded.json.get("format") == "kanso-reviews":
            raise Refusal("{name} holds reviews, not a list; `/review import` takes it.", name=name)
        raise Refusal("{name} is JSON, but no list that I know. {formats}.", name=name, formats=_name_samples())
    read = format.read(decoded)
    if not read.rows:
        raise Refusal(
            "{name} has no titles in it, so there is nothing to import. {formats}.", name=name, formats=_name_samples()
        )
    check_rows(len(read.rows))
    return read


def _expand(data: bytes, name: str) -> bytes:
    """What a gzip file holds, of which never more is unpacked than is allowed."""
    decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = decompressor.decompress(data, MAX_EXPANDED_SIZE + 1)
    except zlib.error:
        raise Refusal(
            "{name} is a damaged gzip file; download or export it again and send it as it is.", name=name
        ) from None
    if len(content) > MAX_EXPANDED_SIZE:
        raise Refusal(
            "{name} holds more than {most} bytes once it is unpacked; no list does.", name=name, most=MAX_EXPANDED_SIZE
        )
    if not decompressor.eof:
        raise Refusal(
            "{name} is a gzip file that ends in the middle, so nothing of it was imported; download it again and send "
            "the whole file.",
            name=name,
        )
    if decompressor.unused_data.startswith(_GZIP_MARK):
        raise Refusal("{name} is made of several gzip files; unpack it and send what is in it.", name=name)
    return content


def _name_samples() -> str:
    """The end of a sentence about a file that is none of what can be read."""
    samples = [format.sample for format in list_formats() if format.sample]
    return f"I read {', '.join(samples[:-1])}, and {samples[-1]}"


def _decode_json(content: bytes, name: str) -> dict[str, Any] | None:
    if sum(content.count(mark) for mark in (b",", b"[", b"{")) > _MAX_JSON_VALUES:
        raise Refusal(
            "{name} holds more than a list can, so nothing of it was read. {formats}.",
            name=name,
            formats=_name_samples(),
        )
    try:
        archive = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Refusal(
            "{name} is JSON, but it is damaged or ends in the middle, so nothing of it was imported; export it again "
            "and send it as it is.",
            name=name,
        ) from None
    return archive if isinstance(archive, dict) else None


def _decode_text(data: bytes, name: str) -> str:
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(
            "{name} is no text, or not saved as UTF-8; if it is a list, open it in an editor, save it with the "
            "encoding UTF-8 and send it again.",
            name=name,
        ) from None
    if "\0" in content:
        raise Refusal("{name} is not a text file. {formats}.", name=name, formats=_name_samples())
    if max(content.count("\n"), content.count("\r")) > _MAX_LINES:
        raise Refusal("{name} has more than {most} lines; part it into several.", name=name, most=_MAX_LINES)
    if any(len(line) > _MAX_LINE_LENGTH for line in content.splitlines()):
        raise Refusal(
            "{name} has a line of more than {most} characters; put each title into a line of its own.",
            name=name,
            most=_MAX_LINE_LENGTH,
        )
    return content
