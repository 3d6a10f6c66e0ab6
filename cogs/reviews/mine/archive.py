"""Exports a person's reviews as files, and reads them back.

People get Markdown in zips, in their language. What can be imported is JSON; `docs/reviews-json.md` describes it.
"""

import codecs
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

import orjson

from cogs.core.archives import FieldError, get_field, get_parts, name_part
from cogs.core.errors import Refusal
from cogs.core.language import _, ngettext
from cogs.ui.labels import name_verdict
from cogs.ui.links import ANIME_KEY
from db.reviews.archive import ArchivedReview
from db.reviews.models import MAX_BODY_LENGTH, ReviewText, ReviewVersion, Verdict
from db.titles.custom import CUSTOM, MAX_TITLE_LENGTH
from db.titles.models import MAX_EPISODES

FORMAT = "kanso-reviews"
VERSION = 1

MAX_ARCHIVE_SIZE = 5_000_000
"""The largest file that is written or read, in bytes. Two fit in one message. Decoded, one takes about 130 MB."""

MAX_REVIEWS = 5_000
"""The most reviews in one file: while they are saved, nobody else can save anything."""

MAX_CUSTOM_TITLES = 500
"""The most titles in one file that the catalogue doesn't have: each of them must be found or made."""

_MAX_KEY_LENGTH = 26
_MAX_TITLE_LENGTH = 500
_MAX_TAGS = 20
_MAX_TAG_LENGTH = 100
_MAX_FILE_NAME_LENGTH = 50
_ENTRY_OVERHEAD = 1_000
"""An upper bound for what a zip adds to the data of one file, and for what a JSON file adds to its reviews."""

Piece = TypeVar("Piece")


class ExportedFiles(NamedTuple):
    """All of a person's reviews as files."""

    files: list[tuple[str, bytes]]
    """Names and contents, JSON first, then zips. No file is larger than the limit."""
    shortened: int
    """How many reviews have too many earlier versions for a JSON file. Only the zips have these versions."""


# Export


def make_export(reviews: Sequence[ArchivedReview], *, now: int, limit: int = MAX_ARCHIVE_SIZE) -> ExportedFiles:
    """Makes the files for reviews, in order. Starts another file before one gets larger than `limit` bytes."""
    lines: list[bytes] = []
    shortened = 0
    for review in reviews:
        line = _encode(review)
        if len(line) > limit - _ENTRY_OVERHEAD:
            line = _encode(review, with_versions=False)
            shortened += 1
        lines.append(line)
    entries = [entry for review in reviews for entry in _list_entries(review)]
    least = MAX_ARCHIVE_SIZE // MAX_REVIEWS  # keeps a file from having more than MAX_REVIEWS
    json_files = [_join_json(part, now) for part in _split(lines, lambda line: max(len(line), least), limit)]
    zips = [_zip(part) for part in _split(entries, lambda entry: len(entry[1]) + _ENTRY_OVERHEAD, limit)]
    return ExportedFiles(_name_files(json_files, "json") + _name_files(zips, "zip"), shortened)


def _split(pieces: Iterable[Piece], measure: Callable[[Piece], int], limit: int) -> list[list[Piece]]:
    """Splits the pieces, in order, into as few parts as possible."""
    parts: list[list[Piece]] = []
    room = 0
    for piece in pieces:
        size = measure(piece) + 2  # the separator
        if size > room:
            parts.append([])
            room = limit - _ENTRY_OVERHEAD
        parts[-1].append(piece)
        room -= size
    return parts


def _name_files(files: Sequence[bytes], ending: str) -> list[tuple[str, bytes]]:
    if len(files) == 1:
        return [(f"kanso-reviews.{ending}", files[0])]
    return [(f"kanso-reviews-{number}.{ending}", file) for number, file in enumerate(files, 1)]


def _join_json(lines: Sequence[bytes], now: int) -> bytes:
    head = {"format": FORMAT, "version": VERSION, "exported_at": _format_time(now), "reviews": []}
    return orjson.dumps(head)[: -len("]}")] + b"\n" + b",\n".join(lines) + b"\n]}\n"


def _encode(review: ArchivedReview, *, with_versions: bool = True) -> bytes:
    versions = review.versions if with_versions else ()
    return orjson.dumps(
        {
            "anime": {"key": review.anime_key, "title": review.title},
            **_encode_text(review.text),
            "tags": review.text.tags,
            "written_at": _format_time(review.written_at),
            "edited_at": _format_time(review.edited_at) if review.edited_at is not None else None,
            "versions": [
                {**_encode_text(version.text), "written_at": _format_time(version.written_at)} for version in versions
            ],
        }
    )


def _encode_text(text: ReviewText) -> dict[str, Any]:
    return {
        "rating": text.rating,
        "verdict": text.verdict,
        "spoilers": text.has_spoilers,
        "episodes": text.episodes,
        "text": text.body,
    }


def _format_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _zip(entries: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            # A ZipInfo has a fixed date. The default is the time of the export, and would make each export different.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _list_entries(review: ArchivedReview) -> list[tuple[str, bytes]]:
    """The Markdown files of one review: its text, and a folder with its earlier versions."""
    name = make_file_name(review)
    details = []
    if review.edited_at is not None:
        details.append(_("Edited on {day}", day=_format_day(review.edited_at)))
    if review.text.tags:
        details.append(_("Tagged elsewhere: {tags}", tags=", ".join(review.text.tags)))
    entries = [(f"{name}.md", _describe(review, review.title, details))]
    for version in review.versions:
        title = _("{title} (version {number})", title=review.title, number=version.revision)
        # Translators: the name of a file
        version_name = _keep_safe(_("version {number}", number=str(version.revision)))
        entries.append((f"{name}/{version_name}.md", _describe(version, title)))
    return entries


def _describe(review: ArchivedReview | ReviewVersion, title: str, details: Sequence[str] = ()) -> bytes:
    text = review.text
    # Translators: a detail of a review in an exported file
    lines = [_("Written on {day}", day=_format_day(review.written_at)), *details]
    if text.episodes is not None:
        lines.append(
            ngettext("Preliminary, after {number} episode", "Preliminary, after {number} episodes", text.episodes)
        )
    if text.has_spoilers:
        lines.append(_("Contains spoilers"))
    listed = "\n".join(f"- {line}" for line in lines)
    return (
        f"# {' '.join(title.split())}\n\n"
        f"**{text.rating}/10 · {name_verdict(text.verdict)}**\n\n"
        f"{listed}\n\n"
        f"---\n\n{text.body}\n"
    ).encode()


def _format_day(seconds: int) -> str:
    return _format_time(seconds).partition("T")[0]


def make_file_name(review: ArchivedReview) -> str:
    """A file name that every system allows, without an extension, from the title's letters and the key.

    No two reviews of one person get the same name, even where upper and lower case are the same.
    """
    # Translators: the name of a file, for a title without any letters
    title = _keep_safe(review.title) or _keep_safe(_("Untitled"))
    return f"{title} ({review.anime_key.replace('/', '-')})"


def _keep_safe(name: str) -> str:
    """The letters, digits and harmless punctuation of a name."""
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" or char in "-_'!,+&" else " " for char in name)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:_MAX_FILE_NAME_LENGTH].strip(" -")


# Import


def is_archive(data: bytes) -> bool:
    """Whether a file looks like exported JSON. `read_archive` checks that it is valid."""
    return re.match(rb'(\xef\xbb\xbf)?\s*\{\s*"', data) is not None and f'"{FORMAT}"'.encode() in data


def read_archive(data: bytes, *, now: int) -> list[ArchivedReview]:
    """The reviews in a file, each with a key of its own, and without times after `now`.

    Raises Refusal for any other file, and for the first review that is not valid.
    """
    if len(data) > MAX_ARCHIVE_SIZE:
        raise Refusal(
            _(
                "The file is too large ({size} bytes, and the limit is {limit}). Exported files are never that large. "
                "Send them one by one."
            ),
            size=len(data),
            limit=MAX_ARCHIVE_SIZE,
        )
    try:
        archive = orjson.loads(data.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise Refusal(
            _(
                "The file can't be read as JSON: something is missing or wrong in line {line}, column {column}. "
                "Fix that, or send the file as it was exported."
            ),
            line=str(error.lineno),
            column=str(error.colno),
        ) from None
    reviews = _open(archive)
    read: list[ArchivedReview] = []
    keys: set[str] = set()
    custom_titles = 0
    for number, fields in enumerate(reviews, 1):
        try:
            review = _read_review(fields, now)
            if review.anime_key in keys:
                # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
                raise FieldError(_("the file has an earlier review of the same anime; remove one of them"))
            custom_titles += review.anime_key.startswith(CUSTOM)
            if custom_titles > MAX_CUSTOM_TITLES:
                raise FieldError(
                    # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
                    _(
                        "a file can have at most {limit} titles that aren't in the catalogue; split it into several",
                        limit=MAX_CUSTOM_TITLES,
                    )
                )
        except FieldError as problem:
            raise Refusal(
                # Translators: {review} is such as “review 2, **Monster**”, {problem} such as “`rating` is missing”
                _(
                    "Nothing was imported, because there is a problem with {review}: {problem}. Fix that and send the "
                    "file again."
                ),
                # Translators: stands in “Nothing was imported, because there is a problem with review 2: …”
                review=name_part(fields, _("review {number}", number=number)),
                problem=problem,
            ) from None
        keys.add(review.anime_key)
        read.append(review)
    return read


def _open(archive: object) -> list[Any]:
    """The reviews of an archive, not read yet. Raises Refusal if it is not an archive."""
    reviews = get_parts(
        archive,
        "reviews",
        format=FORMAT,
        version=VERSION,
        otherwise=_("That isn't a file of exported reviews. You can get one with *Export* in `/review mine`."),
    )
    if len(reviews) > MAX_REVIEWS:
        raise Refusal(
            _(
                "The file has too many reviews ({number}, and the limit is {limit}). Split it into several files and "
                "send them one by one."
            ),
            number=len(reviews),
            limit=MAX_REVIEWS,
        )
    return reviews


def _read_review(fields: object, now: int) -> ArchivedReview:
    anime = get_field(fields, "anime")
    key = get_field(anime, "key")
    is_key = isinstance(key, str) and re.fullmatch(ANIME_KEY, key, re.ASCII) and len(key) <= _MAX_KEY_LENGTH
    if not is_key:
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("the `key` of its anime must look like `mal/52991`"))
    title_length = MAX_TITLE_LENGTH if key.startswith(CUSTOM) else _MAX_TITLE_LENGTH
    tags = get_field(fields, "tags")
    if not isinstance(tags, list) or len(tags) > _MAX_TAGS or not all(_is_tag(tag) for tag in tags):
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(
            _("`tags` must be a list of at most {limit} tags, each short and on one line", limit=_MAX_TAGS)
        )
    versions = get_field(fields, "versions")
    if not isinstance(versions, list):
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("`versions` must be a list; an empty one is fine"))
    return ArchivedReview(
        anime_key=key,
        title=_get_text(anime, "title", title_length),
        text=replace(_read_text(fields), tags=tuple(tags)),
        written_at=_get_time(fields, "written_at", now),
        edited_at=None if get_field(fields, "edited_at") is None else _get_time(fields, "edited_at", now),
        versions=tuple(_read_version(version, number, now) for number, version in enumerate(versions, 1)),
    )


def _read_version(fields: object, number: int, now: int) -> ReviewVersion:
    try:
        return ReviewVersion(number, _read_text(fields), written_at=_get_time(fields, "written_at", now))
    except FieldError as problem:
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("in its version {number}, {problem}", number=number, problem=problem)) from None


def _read_text(fields: object) -> ReviewText:
    """The text of a review or an earlier version, without tags."""
    verdict = get_field(fields, "verdict")
    if verdict not in list(Verdict):
        verdicts = ", ".join(f"`{verdict.value}`" for verdict in Verdict)
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("`verdict` must be one of {verdicts}", verdicts=verdicts))
    spoilers = get_field(fields, "spoilers")
    if not isinstance(spoilers, bool):
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("`spoilers` must be `true` or `false`"))
    has_seen_all = get_field(fields, "episodes") is None
    return ReviewText(
        rating=_get_number(fields, "rating", 10),
        body=_get_text(fields, "text", MAX_BODY_LENGTH),
        chosen_verdict=Verdict(verdict),
        has_spoilers=spoilers,
        episodes=None if has_seen_all else _get_number(fields, "episodes", MAX_EPISODES),
    )


def _get_number(fields: object, name: str, largest: int) -> int:
    number = get_field(fields, name)
    if type(number) is not int or not 1 <= number <= largest:
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("`{name}` must be a whole number from 1 to {largest}", name=name, largest=largest))
    return number


def _get_text(fields: object, name: str, longest: int) -> str:
    text = get_field(fields, name)
    # Databases end a text at the character NUL, or refuse it.
    if not isinstance(text, str) or not text.strip() or len(text) > longest or "\0" in text:
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("`{name}` must be text of 1 to {longest} characters", name=name, longest=longest))
    return text


def _get_time(fields: object, name: str, now: int) -> int:
    """A time in Unix seconds; later ones become `now`."""
    text = get_field(fields, name)
    try:
        moment = datetime.fromisoformat(text)
        seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (TypeError, ValueError, OverflowError):
        seconds = -1
    if seconds < 0:
        # Translators: ends the sentence “Nothing was imported, because there is a problem with review 2: …”
        raise FieldError(_("`{name}` must be a time like `2024-04-03T12:00:00Z`", name=name))
    return min(seconds, now)


def _is_tag(tag: object) -> bool:
    return isinstance(tag, str) and len(tag) <= _MAX_TAG_LENGTH and tag.splitlines() == [tag] and "\0" not in tag
