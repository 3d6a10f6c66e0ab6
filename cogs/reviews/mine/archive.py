"""A person's reviews as files to keep, and the way back: Markdown in zips, and the JSON of `docs/reviews-json.md`."""

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
from cogs.core.language import _
from cogs.ui.links import ANIME_KEY
from cogs.ui.text import count
from db.reviews.archive import ArchivedReview
from db.reviews.models import MAX_BODY_LENGTH, ReviewText, ReviewVersion, Verdict
from db.titles.custom import CUSTOM, MAX_TITLE_LENGTH
from db.titles.models import MAX_EPISODES

FORMAT = "kanso-reviews"
VERSION = 1

MAX_ARCHIVE_SIZE = 5_000_000
"""The largest file that is written or read, in bytes. Two go into one message; decoded, one takes about 130 MB."""

MAX_REVIEWS = 5_000
"""How many reviews are in one file at most: while they are saved, nobody else can save anything."""

MAX_CUSTOM_TITLES = 500
"""How many titles that no catalogue has can be in one file: each of them has to be found or made."""

_MAX_KEY_LENGTH = 26
_MAX_TITLE_LENGTH = 500
_MAX_TAGS = 20
_MAX_TAG_LENGTH = 100
_MAX_FILE_NAME_LENGTH = 50
_ENTRY_OVERHEAD = 1_000
"""More than a zip needs for one file besides its data, and more than a JSON file needs around its reviews."""

Piece = TypeVar("Piece")


class ExportedFiles(NamedTuple):
    """All of a person's reviews as files."""

    files: list[tuple[str, bytes]]
    """Names and contents, none larger than the limit: first JSON, then zips."""
    shortened: int
    """How many reviews have more earlier versions than a JSON file can hold, so that only the zips have them."""


# Out


def make_export(reviews: Sequence[ArchivedReview], *, now: int, limit: int = MAX_ARCHIVE_SIZE) -> ExportedFiles:
    """The files for reviews in their order. What is more than `limit` bytes is parted into several whole files."""
    lines: list[bytes] = []
    shortened = 0
    for review in reviews:
        line = _encode(review)
        if len(line) > limit - _ENTRY_OVERHEAD:
            line = _encode(review, with_versions=False)
            shortened += 1
        lines.append(line)
    entries = [entry for review in reviews for entry in _list_entries(review)]
    least = MAX_ARCHIVE_SIZE // MAX_REVIEWS  # so that a file never has more than it may
    json_files = [_join_json(part, now) for part in _part(lines, lambda line: max(len(line), least), limit)]
    zips = [_zip(part) for part in _part(entries, lambda entry: len(entry[1]) + _ENTRY_OVERHEAD, limit)]
    return ExportedFiles(_name(json_files, "json") + _name(zips, "zip"), shortened)


def _part(pieces: Iterable[Piece], measure: Callable[[Piece], int], limit: int) -> list[list[Piece]]:
    """The pieces in their order, in as few parts as they fill."""
    parts: list[list[Piece]] = []
    room = 0
    for piece in pieces:
        size = measure(piece) + 2  # what stands between two of them
        if size > room:
            parts.append([])
            room = limit - _ENTRY_OVERHEAD
        parts[-1].append(piece)
        room -= size
    return parts


def _name(files: Sequence[bytes], ending: str) -> list[tuple[str, bytes]]:
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
            # Without a date of its own, which would be that of the export.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _list_entries(review: ArchivedReview) -> list[tuple[str, bytes]]:
    """The files of one review: its text, and each earlier version in a folder."""
    name = make_file_name(review)
    last_change = f"\n- Edited on {_format_day(review.edited_at)}" if review.edited_at is not None else ""
    tags = f"\n- Tagged elsewhere: {', '.join(review.text.tags)}" if review.text.tags else ""
    entries = [(f"{name}.md", _describe(review, review.title, last_change + tags))]
    for version in review.versions:
        title = f"{review.title} (version {version.revision})"
        entries.append((f"{name}/version {version.revision}.md", _describe(version, title)))
    return entries


def _describe(review: ArchivedReview | ReviewVersion, title: str, more: str = "") -> bytes:
    text = review.text
    preliminary = f"\n- Preliminary, after {count(text.episodes, 'episode')}" if text.episodes is not None else ""
    spoilers = "\n- It gives away the story" if text.has_spoilers else ""
    return (
        f"# {' '.join(title.split())}\n\n"
        f"**{text.rating}/10 · {text.verdict.label}**\n\n"
        f"- Written on {_format_day(review.written_at)}{more}{preliminary}{spoilers}\n\n"
        f"---\n\n{text.body}\n"
    ).encode()


def _format_day(seconds: int) -> str:
    return _format_time(seconds).partition("T")[0]


def make_file_name(review: ArchivedReview) -> str:
    """A name that every system can have, without an ending: of the title what is letters, and the key.

    Of one person's reviews no two have the same name, whatever the case of its letters.
    """
    kept = "".join(
        char if unicodedata.category(char)[0] in "LMN" or char in "-_'!,+&" else " " for char in review.title
    )
    title = " ".join(unicodedata.normalize("NFC", kept).split())[:_MAX_FILE_NAME_LENGTH].strip(" -")
    return f"{title or 'Untitled'} ({review.anime_key.replace('/', '-')})"


# And in again


def is_archive(data: bytes) -> bool:
    """Whether a file is meant to be the JSON of an export; `read_archive` says whether it is one."""
    return re.match(rb'(\xef\xbb\xbf)?\s*\{\s*"', data) is not None and f'"{FORMAT}"'.encode() in data


def read_archive(data: bytes, *, now: int) -> list[ArchivedReview]:
    """Returns the reviews in a file, each of another key, and no time in them after `now`.

    Raises Refusal for whatever else the file is, and for the first review in it that cannot be one.
    """
    if len(data) > MAX_ARCHIVE_SIZE:
        raise Refusal(
            "The file is too large ({size} / {most} bytes). An export never is; send its files one by one.",
            size=len(data),
            most=MAX_ARCHIVE_SIZE,
        )
    try:
        archive = orjson.loads(data.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise Refusal(
            "The file can't be read as JSON: it is broken off or was changed in line {line}, column {column}. "
            "Mend that, or send the file as it was exported.",
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
                raise FieldError("there is another review of the same anime before it; take one of them out")
            custom_titles += review.anime_key.startswith(CUSTOM)
            if custom_titles > MAX_CUSTOM_TITLES:
                raise FieldError(
                    f"it is of one title too many that no catalogue knows; part the file, {MAX_CUSTOM_TITLES} in each"
                )
        except FieldError as fault:
            raise Refusal(
                "Nothing was imported, for something is wrong with {review}: {fault}. Mend that and send the file "
                "again.",
                review=name_part(fields, _("review {number}", number=number)),
                fault=fault,
            ) from None
        keys.add(review.anime_key)
        read.append(review)
    return read


def _open(archive: object) -> list[Any]:
    """The reviews of an archive, still as they came. Raises Refusal if it is no archive."""
    reviews = get_parts(
        archive,
        "reviews",
        format=FORMAT,
        version=VERSION,
        otherwise="That is not a file of exported reviews: `/review mine` makes one with *Export*.",
    )
    if len(reviews) > MAX_REVIEWS:
        raise Refusal(
            "The file has too many reviews ({number} / {most}): part it into several, and send them one by one.",
            number=len(reviews),
            most=MAX_REVIEWS,
        )
    return reviews


def _read_review(fields: object, now: int) -> ArchivedReview:
    anime = get_field(fields, "anime")
    key = get_field(anime, "key")
    is_key = isinstance(key, str) and re.fullmatch(ANIME_KEY, key, re.ASCII) and len(key) <= _MAX_KEY_LENGTH
    if not is_key:
        raise FieldError("the `key` of its anime must be like `mal/52991`")
    title_length = MAX_TITLE_LENGTH if key.startswith(CUSTOM) else _MAX_TITLE_LENGTH
    tags = get_field(fields, "tags")
    if not isinstance(tags, list) or len(tags) > _MAX_TAGS or not all(_is_tag(tag) for tag in tags):
        raise FieldError(f"`tags` must be a list of at most {_MAX_TAGS} short texts, each in one line")
    versions = get_field(fields, "versions")
    if not isinstance(versions, list):
        raise FieldError("`versions` must be a list, which can be empty")
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
    except FieldError as fault:
        raise FieldError(f"in version {number:,} of it, {fault}") from None


def _read_text(fields: object) -> ReviewText:
    """The text of a review or of an earlier version, without tags."""
    verdict = get_field(fields, "verdict")
    if verdict not in list(Verdict):
        raise FieldError(f"`verdict` must be {', '.join(f'`{verdict.value}`' for verdict in Verdict)}")
    spoilers = get_field(fields, "spoilers")
    if not isinstance(spoilers, bool):
        raise FieldError("`spoilers` must be `true` or `false`")
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
        raise FieldError(f"`{name}` must be a whole number from 1 to {largest:,}")
    return number


def _get_text(fields: object, name: str, longest: int) -> str:
    text = get_field(fields, name)
    # A database takes the character NUL for the end of a text, or not at all.
    if not isinstance(text, str) or not text.strip() or len(text) > longest or "\0" in text:
        raise FieldError(f"`{name}` must be a text of 1 to {longest:,} characters")
    return text


def _get_time(fields: object, name: str, now: int) -> int:
    """Unix seconds, and `now` for any later time."""
    text = get_field(fields, name)
    try:
        moment = datetime.fromisoformat(text)
        seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (TypeError, ValueError, OverflowError):
        seconds = -1
    if seconds < 0:
        raise FieldError(f"`{name}` must be a time like `2024-04-03T12:00:00Z`")
    return min(seconds, now)


def _is_tag(tag: object) -> bool:
    return isinstance(tag, str) and len(tag) <= _MAX_TAG_LENGTH and tag.splitlines() == [tag] and "\0" not in tag
