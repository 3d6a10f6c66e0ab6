"""Files that people send."""

import asyncio
import codecs
import contextlib
import re
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import discord

from cogs.core.errors import Refusal
from cogs.core.language import _, pgettext

_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # comes first, because it begins with the mark of UTF-16
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""A control character that doesn't belong in a text."""


DOWNLOAD_SECONDS = 30.0
"""How long Discord may take to deliver a file."""

MAX_WAITING = 3
"""How many files of one person can wait or be read."""

_DOWNLOADS = 8
"""How many files are downloaded, or are downloaded and wait to be read. Each can have ten megabytes."""


class FileReader:
    """Reads people's files one at a time, because each can take a few hundred megabytes and a whole core.

    People take turns: whoever sends several files gets the next turn only after everybody else who waits.
    """

    def __init__(self) -> None:
        self._people: dict[int, asyncio.Lock] = {}
        self._waiting: Counter[int] = Counter()
        self._downloads = asyncio.Semaphore(_DOWNLOADS)
        self._turn = asyncio.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read, so that a further one has to wait."""
        return self._turn.locked()

    @contextlib.asynccontextmanager
    async def open(
        self, user_id: int, attachment: discord.Attachment, *, limit: int, advice: str
    ) -> AsyncIterator[bytes]:
        """Downloads a person's file, and waits for their turn to read it. Read and store it inside.

        Raises Refusal if the person has too many files waiting, and what `download` raises.
        """
        if self._waiting[user_id] >= MAX_WAITING:
            raise Refusal(_("Your other files are still being read. Send this one again when they're done."))
        self._waiting[user_id] += 1
        try:
            # Everybody waits with one file at most, so those who wait longest are first.
            async with self._people.setdefault(user_id, asyncio.Lock()), self._downloads:
                data = await download(attachment, limit=limit, advice=advice)
                async with self._turn:
                    yield data
        finally:
            self._waiting[user_id] -= 1
            if not self._waiting[user_id]:
                del self._waiting[user_id], self._people[user_id]


async def download(attachment: discord.Attachment, *, limit: int, advice: str) -> bytes:
    """Downloads a file. Raises Refusal if Discord doesn't deliver it in time, or if it has more than `limit` bytes.

    A file that is too large is not downloaded. `advice` is the sentence that says what to do about it.
    """
    if attachment.size > limit:
        raise Refusal(
            _("That file is too large ({size} bytes, and the limit is {limit}). {advice}"),
            size=attachment.size,
            limit=limit,
            advice=advice,
        )
    try:
        async with asyncio.timeout(DOWNLOAD_SECONDS):
            return await attachment.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise Refusal(_("I couldn't get the file from Discord. Please send it again.")) from None


def name_format(data: bytes) -> str | None:
    """Names the format of a file that isn't text, such as `a PNG picture`. None for a file that may be text."""
    formats = {
        rb"\x89PNG": pgettext("ends “list.png is …”", "a PNG picture"),
        rb"\xff\xd8\xff": pgettext("ends “list.png is …”", "a JPEG picture"),
        rb"GIF8[79]a": pgettext("ends “list.png is …”", "a GIF picture"),
        rb"RIFF....WEBP": pgettext("ends “list.png is …”", "a WebP picture"),
        rb"%PDF-": pgettext("ends “list.png is …”", "a PDF document"),
        rb"PK(\x03\x04|\x05\x06)": pgettext("ends “list.png is …”", "a ZIP or DOCX file"),
        rb"\x1f\x8b": pgettext("ends “list.png is …”", "a gzip file"),
        rb"\{\\rtf": pgettext("ends “list.png is …”", "an RTF document"),
        rb"(\xef\xbb\xbf)?\s*<(!doctype html|html)\b": pgettext("ends “list.png is …”", "the HTML of a web page"),
    }
    return next((name for start, name in formats.items() if re.match(start, data, re.DOTALL | re.IGNORECASE)), None)


def find_wide_encoding(data: bytes) -> str | None:
    """The encoding of a file in UTF-16 or UTF-32, found by its byte order mark or its content; None for other files.

    If there is a mark, decoding with that encoding removes it. The content may still not be text.
    """
    for mark, encoding in _WIDE_MARKS.items():
        if data.startswith(mark):
            return encoding
    # NULs that are only at the beginning say nothing about the rest.
    data = without_first_nuls(data)
    evident = [encoding for encoding in _WIDE_ENCODINGS if _looks_like(encoding, data)]
    # In the wrong byte order, letters turn into characters that take more bytes in UTF-8.
    return min(evident, key=lambda encoding: len(data.decode(encoding).encode()), default=None)


def show_name(filename: str) -> str:
    """The name of a file in quotes, without anything that Discord would read as Markdown, a mention or a link."""
    plain = re.sub(r"[^\w .-]", "", filename)[:60].strip().replace("_", r"\_")
    # Translators: the name of a file, in the quotation marks of your language
    return _("“{name}”", name=plain) if plain else _("The file")


def without_first_nuls(data: bytes) -> bytes:
    """The file without NULs at its beginning, if it has no others. A file with others isn't text."""
    stripped = data.lstrip(b"\0")
    return data if b"\0" in stripped else stripped


def _looks_like(encoding: str, data: bytes) -> bool:
    """Whether data without a mark is text in a wide encoding: it is full of NULs, and none is left after decoding."""
    if data.count(0) * 4 < max(len(data), 1):
        return False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not CONTROL.search(with_plain_newlines(text))


def with_plain_newlines(text: str) -> str:
    """The text with `\\n` at the end of its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
