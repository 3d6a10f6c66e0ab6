"""Reads a plain text file: one title per line, with anything that people write next to it."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from cogs.lists.formats.remarks import MAX_NAMED, Remark, RemarkKind, Source
from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.lists.formats.text.headings import BOX, BULLET, Heading, find_headings, is_comment, is_gap
from cogs.lists.formats.text.lines import COMMENT, MAX_LINE_LENGTH, LineReading, ends_in_bare_score, list_readings
from cogs.lists.formats.text.words import PAGE, read_page
from cogs.lists.formats.values import check_rows, clean_line, cut_remarks, excerpt, is_name
from db.lists.models import MAX_TAG_LENGTH, MAX_TAGS, ListStatus
from db.titles.catalogue.text import fold

_TICKS = ("x", "✓", "✔", "☑", "✅")
_CROSSES = ("❌", "✖")
_BOX_STATUSES = {"~": ListStatus.WATCHING, "☐": ListStatus.PLAN_TO_WATCH, " ": ListStatus.PLAN_TO_WATCH}
_SIGN = re.compile(r"([☑✔✓✅❌✖])\ufe0f?(?=\s|$)")
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_LINKED = "LinkedTitle"
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(([^\s)\[]+)(?:\s[^)\[]*)?\)")

# Below these headings, a finished title is completed. Below any other, it has the status of the heading.
_GOES_ON = (None, ListStatus.WATCHING, ListStatus.PLAN_TO_WATCH)


class _Item(NamedTuple):
    """A line whose bullet, checkbox and address are split from its title."""

    text: str
    """The line as it was written, without its bullet."""
    title: str
    """The text without its checkbox and without an address."""
    box: str | None
    """The sign in the checkbox, or the checkbox if it is a sign itself."""
    key: str | None
    linked: str = ""
    """The name in an address, for which `title` has `_LINKED`."""


def read(text: str) -> ReadList:
    """Reads any text: each line is a title, a heading, a comment, or left out with a remark.

    A heading that names a status sets it for the lines below, and any other heading ends it. The first reading of a
    line takes all of it as the title.
    """
    margins = [line[:1] if line[:1].isspace() else "" for line in text.splitlines()]
    lines = [_squeeze(line.replace("\ufeff", "")) for line in text.splitlines()]
    headings = find_headings([margin + line for margin, line in zip(margins, lines, strict=True)])
    filled = [line for line in lines if line and len(line) <= MAX_LINE_LENGTH]
    scored = sum(map(ends_in_bare_score, filled))
    # If few lines end in a number, a low number is as likely to be a season as a score.
    lowest_bare_score = 1 if scored and 4 * scored >= len(filled) else 5
    section = Heading(None)
    rows: list[FileRow] = []
    last_readings: list[tuple[int, LineReading]] = []
    comments: list[int] = []
    left_out: list[Remark] = []
    for number, (before, line, after) in enumerate(zip(["", *lines], lines, [*lines[1:], ""], strict=False), 1):
        if is_gap(line) or is_comment(line) or number - 1 in headings.letters:
            continue
        check_rows(len(rows) + len(headings.found) + len(comments) + len(left_out))
        heading = headings.found.get(number - 1)
        section = heading or section
        if heading and not heading.is_title:
            continue
        if len(line) > MAX_LINE_LENGTH:
            left_out.append(Remark(RemarkKind.LONG_LINE, {"line": number, "text": excerpt(line[:100])}))
        elif len(lines) > 1 and _is_comment(line, before, after):
            comments.append(number)
        elif not is_name(line):
            left_out.append(Remark(RemarkKind.LINE_OF_SIGNS, {"line": number, "text": excerpt(line)}))
        else:
            item = _part(line)
            readings = _read_item(item, lowest_bare_score)
            last_readings.append((number, readings[-1]))
            listed = tuple(_list_title(reading, item, section) for reading in readings)
            rows.append(FileRow(number=number, text=clean_line(item.text), readings=listed))
    without_status = [
        index + 1 for index, heading in headings.found.items() if not heading.status and not heading.is_title
    ]
    doubtful = [index + 1 for index, heading in headings.found.items() if heading.is_title]
    passed_over = [index + 1 for index in headings.passed_over]
    remarks = [
        Remark(kind, _list_first(numbers, lines))
        for kind, numbers in (
            (RemarkKind.HEADINGS_WITHOUT_STATUS, without_status),
            (RemarkKind.TITLES_OR_HEADINGS, doubtful),
            (RemarkKind.PARAGRAPHS_OF_TITLES, passed_over),
            (RemarkKind.COMMENTS, comments),
        )
        if numbers
    ]
    return ReadList(Source.TEXT, tuple(rows), cut_remarks([*remarks, *_remark_on(last_readings), *left_out]))


def _list_first(numbers: Sequence[int], lines: Sequence[str]) -> dict[str, Any]:
    """The first of these lines with their numbers, and how many more there are."""
    first = [[number, excerpt(lines[number - 1])] for number in numbers[:MAX_NAMED]]
    return {"lines": first, "more": len(numbers) - len(first)}


def _squeeze(line: str) -> str:
    """A line with a single space or tab between words, because long gaps take a lot of time to read."""
    cells = (" ".join(cell.split()) for cell in line.split("\t"))
    return "\t".join(cell for cell in cells if cell)


def _is_comment(line: str, before: str, after: str) -> bool:
    """Whether a line that begins with # is a comment: it begins a paragraph, or is one of several such lines.

    Elsewhere it can be a title, such as *#Compass*. So can a line with a score or the like next to it.
    """
    is_apart = not before or before.startswith("# ") or after.startswith("# ")
    return line.startswith("# ") and is_apart and len(list_readings(line[2:])) == 1


def _part(line: str) -> _Item:
    text = BULLET.sub("", line, count=1) if BULLET.match(line) else line
    match = BOX.match(text)
    box = (match[1] or match[2] or " ").lower() if match else None
    title = text[match.end() :] if match else text
    # Leaves notes as they are.
    comment = COMMENT.fullmatch(title)
    title, notes = (title[: comment.end(1)], title[comment.end(1) :]) if comment else (title, "")
    sign = _SIGN.search(title)
    if sign and box is None:
        box = sign[1]
        title = f"{title[: sign.start()].rstrip()} {title[sign.end() :].lstrip()}".strip()
    title = _EMPHASIS.sub(r"\2", title)
    link = _LINK.search(title)
    page = PAGE.search(link[2] if link else title)
    if page is None:
        return _Item(text, title + notes, box, None)
    key, name = read_page(page)
    if link:
        return _Item(text, title.replace(link[0], _LINKED) + notes, box, key, link[1])
    title = re.sub(r"[<>]", "", title).strip()
    if title.startswith(page[0]):
        return _Item(text, title.replace(page[0], _LINKED, 1) + notes, box, key, name)
    return _Item(text, title.replace(page[0], "").rstrip(" -–—:|,") + notes, box, key)


def _read_item(item: _Item, lowest_bare_score: int) -> list[LineReading]:
    """The meanings of a line. A key leaves no doubt about the title, so then only the last reading counts."""
    readings = list_readings(item.title, lowest_bare_score)
    if len(readings) == 1 and item.key is None:
        return readings
    if item.key is not None:
        return [readings[-1]._replace(title=readings[-1].title.replace(_LINKED, item.linked))]
    # Titles match without their signs, so *Monster ★★★* would match before its stars are taken off.
    names = [fold(reading.title) for reading in readings]
    return [
        reading
        for index, reading in enumerate(readings)
        if reading is readings[-1] or names[index] != names[index + 1] or reading.details == readings[index + 1].details
    ]


def _list_title(reading: LineReading, item: _Item, section: Heading) -> ListedTitle:
    details = reading.details
    status = _find_status(reading, item.box, section.status)
    is_rewatching = details.get("rewatching", section.is_rewatching and "status" not in details)
    is_planned = status is ListStatus.PLAN_TO_WATCH
    length = details.get("length")
    date = details.get("date")
    tags = [tag for tag in details.get("tags", "").split() if len(tag) <= MAX_TAG_LENGTH]
    has_begun = status in (ListStatus.WATCHING, ListStatus.ON_HOLD)
    score = details.get("score")
    episodes = details.get("episodes", None if is_planned else length)
    return ListedTitle(
        key=item.key,
        title=clean_line(reading.title),
        total=details.get("total", length if is_planned else None),
        status=status,
        score=score.round(10) if score else None,
        episodes=None if is_rewatching else episodes,
        started=details.get("begun", date if has_begun else None),
        finished=None if is_planned or has_begun else date,
        rewatches=details.get("rewatches"),
        rewatched_episodes=(episodes or 0) if is_rewatching else None,
        notes=clean_line(details.get("notes", "")) or None,
        tags=tuple(dict.fromkeys(tags))[:MAX_TAGS] or None,
    )


def _find_status(reading: LineReading, box: str | None, heading: ListStatus | None) -> ListStatus | None:
    """The status that the line names, or that follows from its last episode, a tick, the heading or an empty box."""
    details = reading.details
    episodes = details.get("episodes")
    is_midway = bool(episodes) and episodes != details.get("total")
    is_done = not is_midway and (bool(episodes) or box in _TICKS)
    if "status" in details:
        return details["status"]
    if is_done and heading in _GOES_ON:
        return ListStatus.COMPLETED
    if box in _CROSSES and heading in (None, ListStatus.WATCHING):
        return ListStatus.DROPPED
    if heading or is_midway:
        return heading
    return None if is_done else _BOX_STATUSES.get(box or "")


def _remark_on(read_lines: Sequence[tuple[int, LineReading]]) -> list[Remark]:
    """Makes a remark on each kind of ambiguous detail, with the first line that has it."""
    scores = [(number, reading.details["score"]) for number, reading in read_lines if "score" in reading.details]
    rounded = [(number, score) for number, score in scores if not score.is_whole(10)]
    remarks: list[Remark] = []
    if rounded:
        number, score = rounded[0]
        facts = {"line": number, "before": str(score.value), "after": score.round(10)}
        remarks.append(Remark(RemarkKind.ROUNDED_SCORES, facts))
    for detail, kind in (
        ("year", RemarkKind.YEARS),
        ("bare", RemarkKind.BARE_NUMBERS),
        ("several", RemarkKind.SEVERAL_SEASONS),
    ):
        numbers = [number for number, reading in read_lines if detail in reading.details]
        if numbers:
            remarks.append(Remark(kind, {"line": numbers[0]}))
    return remarks
