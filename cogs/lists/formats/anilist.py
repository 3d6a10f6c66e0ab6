"""AniList's data export, `gdpr_data.json`: `docs/list-formats.md`."""

import re
from typing import Any

from cogs.core.errors import Refusal
from cogs.core.language import _, ngettext
from cogs.lists.formats.format import Format
from cogs.lists.formats.remarks import Remark, RemarkKind, Source
from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.lists.formats.values import (
    Note,
    check_rows,
    clean_text,
    cut_remarks,
    read_count,
    read_day,
    read_notes,
    read_number,
    read_title,
    read_value,
)
from db.lists.models import MAX_REWATCHES, ListStatus, PartialDate
from db.titles.models import MAX_EPISODES

_STATUS_ORDER = ("CURRENT", "PLANNING", "COMPLETED", "DROPPED", "PAUSED", "REPEATING")
"""The meanings of the numbers for statuses, in order. AniList doesn't document them."""

_STATUSES = {
    "CURRENT": ListStatus.WATCHING,
    "PLANNING": ListStatus.PLAN_TO_WATCH,
    "COMPLETED": ListStatus.COMPLETED,
    "DROPPED": ListStatus.DROPPED,
    "PAUSED": ListStatus.ON_HOLD,
    "REPEATING": ListStatus.COMPLETED,
}
_MANGA = ("1", "MANGA")
_DIGITS = re.compile(r"^(\d{4})(\d\d)(\d\d)$", re.ASCII)


def read(archive: object) -> ReadList:
    """Reads the decoded JSON of an export. Leaves out manga.

    Raises Refusal for any other JSON, and for an export with nothing but manga.
    """
    listed = archive.get("lists") if isinstance(archive, dict) else None
    if not isinstance(listed, list) or not all(isinstance(fields, dict) for fields in listed):
        raise Refusal(
            _(
                "The file isn't a data export from AniList, or it is damaged. Request it from AniList again and send "
                "it as it is."
            )
        )
    titles = [fields for fields in listed if _text(fields, "series_type").upper() not in _MANGA]
    manga = len(listed) - len(titles)
    if manga and not titles:
        raise Refusal(
            ngettext(
                "The file lists {number} manga and no anime. I only keep anime.",
                "The file lists {number} manga and no anime. I only keep anime.",
                manga,
            )
        )
    check_rows(len(titles))
    rows: list[FileRow] = []
    remarks: list[Remark] = []
    for number, fields in enumerate(titles, 1):
        row = _read_row(number, fields, remarks)
        if row:
            rows.append(row)
    doubtful = sum(_is_doubtful(row.readings[0]) for row in rows)
    general = [Remark(RemarkKind.MANGA, {"number": manga})] if manga else []
    if doubtful * 5 >= len(rows) > 0:
        general.append(Remark(RemarkKind.DOUBTFUL_STATUSES, {"doubtful": doubtful, "number": len(rows)}))
    return ReadList(Source.ANILIST, tuple(rows), (*general, *cut_remarks(remarks)))


def _read_row(number: int, fields: dict[str, Any], remarks: list[Remark]) -> FileRow | None:
    """Returns the row, or None if it names no title. Adds a remark on what can't be used."""
    site_id = read_number(_text(fields, "series_id"), 999_999_999)
    title = read_title(_text(fields, "title"))
    if not site_id and not title:
        remarks.append(Remark(RemarkKind.NAMELESS_TITLE, {"number": number}))
        return None
    key = f"anilist/{site_id}" if site_id else None
    text = f"AniList {site_id}" if site_id else title

    def note(kind: RemarkKind, /, **facts: object) -> None:
        remarks.append(Remark(kind, {"title": text, **facts}))

    return FileRow(number=number, text=text, readings=(_read_title(key, title, fields, note),))


def _read_title(key: str | None, title: str, fields: dict[str, Any], note: Note) -> ListedTitle:
    status = read_value(_text(fields, "status"), "status", _parse_status, note)
    progress = read_count(_text(fields, "progress"), "episodes", MAX_EPISODES, note)
    score = read_count(_text(fields, "score"), "score", 100, note)
    is_repeating = status == "REPEATING"
    return ListedTitle(
        key=key,
        title=title,
        status=_STATUSES[status] if status else None,
        score=max(1, (score + 5) // 10) if score else None,
        # During a rewatch, AniList counts only the episodes that were seen again.
        episodes=None if is_repeating else progress,
        started=_read_day(_text(fields, "started_on"), "started", note),
        finished=_read_day(_text(fields, "finished_on"), "finished", note),
        rewatches=read_count(_text(fields, "repeat"), "rewatches", MAX_REWATCHES, note),
        rewatched_episodes=progress or 0 if is_repeating else None,
        notes=read_notes(_text(fields, "notes"), note) or None,
        is_private={"1": True, "TRUE": True, "0": False, "FALSE": False}.get(_text(fields, "private").upper()),
    )


def _text(fields: dict[str, Any], name: str) -> str:
    """A text or a number as text; empty for `null` and for a list or an object."""
    value = fields.get(name)
    return clean_text(str(value)) if isinstance(value, str | int | float) else ""


def _parse_status(text: str) -> str | None:
    """One of AniList's own words, which the file has as it is or by its number."""
    number = read_number(text, len(_STATUS_ORDER) - 1)
    word = text.upper() if number is None else _STATUS_ORDER[number]
    return word if word in _STATUSES else None


def _read_day(text: str, field: str, note: Note) -> PartialDate | None:
    """Reads `20240403`. Zeros stand for unknown parts: `20240400`."""
    return read_day(_DIGITS.sub(r"\1-\2-\3", text), field, note)


def _is_doubtful(title: ListedTitle) -> bool:
    """Whether the status doesn't fit the dates and the episodes."""
    if title.status is ListStatus.PLAN_TO_WATCH:
        return bool(title.episodes or title.started or title.finished)
    if title.status is ListStatus.WATCHING:
        return title.finished is not None
    if title.status is ListStatus.COMPLETED:
        return title.rewatched_episodes is None and not (title.episodes or title.finished or title.score)
    return False


FORMAT = Format(
    order=2,
    recognises=lambda content: content.json is not None and "lists" in content.json and "user" in content.json,
    read=lambda content: read(content.json),
)
