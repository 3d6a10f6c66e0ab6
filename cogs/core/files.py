"""Files that people send."""

import codecs
import re

import aiohttp
import discord

from cogs.core.errors import Refusal
from cogs.core.language import _

_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before that of UTF-16, with which it begins
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""A control character that no text has."""


async def download(attachment: discord.Attachment, *, limit: int, advice: str) -> bytes:
    """The bytes of a file. Raises Refusal if Discord does not hand it over, and for more than `limit` bytes.

    Of those none is asked for; `advice` is the sentence that says what to do then.
    """
    if attachment.size > limit:
        raise Refusal(
            _("That file is too large ({size} of at most {limit} bytes). {advice}"),
            size=attachment.size,
            limit=limit,
            advice=advice,
        )
    try:
        return await attachment.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise Refusal(_("Discord didn't hand over the file. Please send it again.")) from None


def name_format(data: bytes) -> str | None:
    """What a file is that begins like one of another format: `a PNG picture`; None for what may be text."""
    # Translators: these kinds of files end the sentence "“list.png” is …"
    formats = {
        rb"\x89PNG": _("a PNG picture"),
        rb"\xff\xd8\xff": _("a JPEG picture"),
        rb"GIF8[79]a": _("a GIF picture"),
        rb"RIFF....WEBP": _("a WebP picture"),
        rb"%PDF-": _("a PDF document"),
        rb"PK(\x03\x04|\x05\x06)": _("a ZIP or DOCX file"),
        rb"\x1f\x8b": _("a gzip file"),
        rb"\{\\rtf": _("an RTF document"),
        rb"(\xef\xbb\xbf)?\s*<(!doctype html|html)\b": _("the HTML of a web page"),
    }
    return next((name for start, name in formats.items() if re.match(start, data, re.DOTALL | re.IGNORECASE)), None)


def find_wide_encoding(data: bytes) -> str | None:
    """The encoding of a file in UTF-16 or UTF-32, by its byte order mark or as far as it is evident; None for others.

    With a mark it is one that takes the mark away. What comes after the mark may still not be text.
    """
    for mark, encoding in _WIDE_MARKS.items():
        if data.startswith(mark):
            return encoding
    evident = [encoding for encoding in _WIDE_ENCODINGS if _looks_like(encoding, data)]
    # Read in the wrong order of bytes, letters become such as take more room.
    return min(evident, key=lambda encoding: len(data.decode(encoding).encode()), default=None)


def show_name(filename: str) -> str:
    """The name in quotes, without what Discord would take for Markdown, a mention or a link."""
    plain = re.sub(r"[^\w .-]", "", filename)[:60].strip().replace("_", r"\_")
    return _("“{name}”", name=plain) if plain else _("The file")


def _looks_like(encoding: str, data: bytes) -> bool:
    """Whether data is text in a wide encoding though no mark says so: full of NULs, none of them left once decoded."""
    if data.count(0) * 4 < max(len(data), 1):
        return False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not CONTROL.search(with_plain_newlines(text))


def with_plain_newlines(text: str) -> str:
    """The text with lines that end with `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
