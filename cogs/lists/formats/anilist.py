"""AniList's data export, `gdpr_data.json`: `docs/list-formats.md`."""

import re
from typing import Any

from cogs.core.errors import Refusal
from cogs.lists.formats.format import Format
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
from cogs.ui.text import count, escape
from db.lists.models import MAX_REWATCHES, ListStatus, PartialDate
from db.titles.models import MAX_EPISODES

_STATUS_ORDER = ("CURRENT", "PLANNING", "COMPLETED", "DROPPED", "PAUSED", "REPEATING")
"""What a status means that is a number. AniList doesn't say so anywhere."""

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
    """Reads the decoded JSON of an export. Manga are left out.

    Raises Refusal for anything else, and where there are only manga.
    """
    listed = archive.get("lists") if isinstance(archive, dict) else None
    if not isinstance(listed, list) or not all(isinstance(fields, dict) for fields in listed):
        raise Refusal("The file is no data export of AniList, or damaged; request it there again and send it.")
    titles = [fields for fields in listed if _text(fields, "series_type").upper() not in _MANGA]
    manga = len(listed) - len(titles)
    if manga and not titles:
        raise Refusal(
            "The file lists {manga} and no anime, which is all that I keep.", manga=count(manga, "manga title")
        )
    check_rows(len(titles))
    rows: list[FileRow] = []
    remarks: list[str] = []
    for number, fields in enumerate(titles, 1):
        row = _read_row(number, fields, remarks)
        if row:
            rows.append(row)
    doubtful = sum(_is_doubtful(row.readings[0]) for row in rows)
    general = [f"{count(manga, 'manga title')} had to be left out, for this is a list of anime."] if manga else []
    if doubtful * 5 >= len(rows) > 0:
        general.append(
            f"AniList numbers its statuses without saying what the numbers mean, and for {doubtful:,} of "
            f"{count(len(rows), 'title')} what I take them for doesn't go with their dates and episodes. Look at the "
            "statuses before you import them."
        )
    return ReadList("an AniList export", tuple(rows), (*general, *cut_remarks(remarks)))


def _read_row(number: int, fields: dict[str, Any], remarks: list[str]) -> FileRow | None:
    """The row, after a remark for each thing in it that can't be used; None, and a remark, where it names no title."""
    site_id = read_number(_text(fields, "series_id"), 999_999_999)
    title = read_title(_text(fields, "title"))
    if not site_id and not title:
        remarks.append(f"Title {number:,} has no number of AniList's, so it was left out.")
        return None
    key = f"anilist/{site_id}" if site_id else None
    text = f"AniList {site_id}" if site_id else title

    def note(what: str) -> None:
        remarks.append(f"{escape(text)}: {what}.")

    return FileRow(number=number, text=text, readings=(_read_title(key, title, fields, note),))


def _read_title(key: str | None, title: str, fields: dict[str, Any], note: Note) -> ListedTitle:
    status = read_value(_text(fields, "status"), "status", _parse_status, note)
    progress = read_count(_text(fields, "progress"), "number of episodes", MAX_EPISODES, note)
    score = read_count(_text(fields, "score"), "score", 100, note)
    is_repeating = status == "REPEATING"
    return ListedTitle(
        key=key,
        title=title,
        status=_STATUSES[status] if status else None,
        score=max(1, (score + 5) // 10) if score else None,
        # Of a rewatch, it counts only what was seen again.
        episodes=None if is_repeating else progress,
        started=_read_day(_text(fields, "started_on"), "start date", note),
        finished=_read_day(_text(fields, "finished_on"), "finish date", note),
        rewatches=read_count(_text(fields, "repeat"), "number of rewatches", MAX_REWATCHES, note),
        rewatched_episodes=progress or 0 if is_repeating else None,
        notes=read_notes(_text(fields, "notes"), note) or None,
        is_private={"1": True, "TRUE": True, "0": False, "FALSE": False}.get(_text(fields, "private").upper()),
    )


def _text(fields: dict[str, Any], name: str) -> str:
    """What stands there, be it text or a number; nothing for `null` and what is a structure of its own."""
    value = fields.get(name)
    return clean_text(str(value)) if isinstance(value, str | int | float) else ""


def _parse_status(text: str) -> str | None:
    """One of AniList's own words, which are given as they are or by their number."""
    number = read_number(text, len(_STATUS_ORDER) - 1)
    word = text.upper() if number is None else _STATUS_ORDER[number]
    return word if word in _STATUSES else None


def _read_day(text: str, what: str, note: Note) -> PartialDate | None:
    """Reads `20240403`, in which zeros stand for what is not known: `20240400`."""
    return read_day(_DIGITS.sub(r"\1-\2-\3", text), what, note)


def _is_doubtful(title: ListedTitle) -> bool:
    """Whether the status is not what the dates and the episodes look like."""
    if title.status is ListStatus.PLAN_TO_WATCH:
        return bool(title.episodes or title.started or title.finished)
    if title.status is ListStatus.WATCHING:
        return title.finished is not None
    if title.status is ListStatus.COMPLETED:
        return title.rewatched_episodes is None and not (title.episodes or title.finished or title.score)
    return False


FORMAT = Format(
    order=2,
    sample="AniList's `gdpr_data.json`",
    recognises=lambda content: content.json is not None and "lists" in content.json and "user" in content.json,
    read=lambda content: read(content.json),
)
