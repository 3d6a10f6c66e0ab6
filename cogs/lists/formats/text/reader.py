"""The plain text file that people keep: one title a line, with whatever they write beside it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.lists.formats.text.headings import BOX, BULLET, Heading, find_headings, is_comment, is_gap
from cogs.lists.formats.text.lines import COMMENT, MAX_LINE_LENGTH, LineReading, ends_in_bare_score, list_readings
from cogs.lists.formats.text.words import PAGE, read_page
from cogs.lists.formats.values import check_rows, clean_line, cut_remarks, is_name, quote
from db.lists.models import MAX_TAG_LENGTH, MAX_TAGS, ListStatus
from db.titles.catalogue.text import fold

_TICKS = ("x", "✓", "✔", "☑", "✅")
_CROSSES = ("❌", "✖")
_BOX_STATUSES = {"~": ListStatus.WATCHING, "☐": ListStatus.PLAN_TO_WATCH, " ": ListStatus.PLAN_TO_WATCH}
_SIGN = re.compile(r"([☑✔✓✅❌✖])\ufe0f?(?=\s|$)")
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_LINKED = "LinkedTitle"
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\(([^\s)\[]+)(?:\s[^)\[]*)?\)")

# Headings of what is not over; below any other, a finished title is what the heading says.
_GOES_ON = (None, ListStatus.WATCHING, ListStatus.PLAN_TO_WATCH)


class _Item(NamedTuple):
    """A line without what stands before its title."""

    text: str
    """The line as it was written without its bullet."""
    title: str
    """Without its checkbox, and without an address in it."""
    box: str | None
    """The sign in the checkbox, or the checkbox if it is a sign itself."""
    key: str | None
    linked: str = ""
    """What an address calls the title, for which `_LINKED` stands in `title`."""


def read(text: str) -> ReadList:
    """Reads any text: each line is a title, a heading, a comment, or left out with a remark.

    A heading that is a status sets that of what follows, and any other ends it. A line's readings begin with the whole
    of it as the title.
    """
    margins = [line[:1] if line[:1].isspace() else "" for line in text.splitlines()]
    lines = [_squeeze(line.replace("\ufeff", "")) for line in text.splitlines()]
    headings = find_headings([margin + line for margin, line in zip(margins, lines, strict=True)])
    filled = [line for line in lines if line and len(line) <= MAX_LINE_LENGTH]
    scored = sum(map(ends_in_bare_score, filled))
    # Where few lines end in a number, the low ones are seasons as often.
    lowest_bare_score = 1 if scored and 4 * scored >= len(filled) else 5
    section = Heading(None)
    rows: list[FileRow] = []
    last_readings: list[tuple[int, LineReading]] = []
    comments: list[int] = []
    left_out: list[str] = []
    for number, (before, line, after) in enumerate(zip(["", *lines], lines, [*lines[1:], ""], strict=False), 1):
        if is_gap(line) or is_comment(line) or number - 1 in headings.letters:
            continue
        check_rows(len(rows) + len(headings.found) + len(comments) + len(left_out))
        heading = headings.found.get(number - 1)
        section = heading or section
        if heading and not heading.is_title:
            continue
        if len(line) > MAX_LINE_LENGTH:
            left_out.append(f"Line {number:,} is too long to be a title, so it was left out: {quote(line[:100])}.")
        elif len(lines) > 1 and _is_remark(line, before, after):
            comments.append(number)
        elif not is_name(line):
            left_out.append(f"Line {number:,} has neither letters nor digits, so it was left out: {quote(line)}.")
        else:
            item = _part(line)
            readings = _read_item(item, lowest_bare_score)
            last_readings.append((number, readings[-1]))
            listed = tuple(_list_title(reading, item, section) for reading in readings)
            rows.append(FileRow(number=number, text=clean_line(item.text), readings=listed))
    unknown = [index + 1 for index, heading in headings.found.items() if not heading.status and not heading.is_title]
    doubtful = [index + 1 for index, heading in headings.found.items() if heading.is_title]
    passed_over = [index + 1 for index in headings.passed_over]
    remarks = [
        f"{sentence} {_name_lines(numbers, lines)}."
        for sentence, numbers in (
            ("These headings name no status, so the titles below them take none from a heading:", unknown),
            (
                "These can be headings or titles. They were taken for titles, but those below them take no status from "
                "the heading above:",
                doubtful,
            ),
            (
                "These open a paragraph but were taken for titles, so they and those below them take the status of the "
                "heading above:",
                passed_over,
            ),
            ("Taken for comments, not for titles:", comments),
        )
        if numbers
    ]
    return ReadList("a text file", tuple(rows), cut_remarks([*remarks, *_remark_on(last_readings), *left_out]))


def _name_lines(numbers: Sequence[int], lines: Sequence[str]) -> str:
    """The first lines of these numbers, and how many more there are."""
    named = ", ".join(f"{quote(lines[number - 1])} (line {number:,})" for number in numbers[:5])
    return named + (f", and {len(numbers) - 5:,} more" if len(numbers) > 5 else "")


def _squeeze(line: str) -> str:
    """A line with a single space or tab between words, for long gaps would cost a lot of time."""
    cells = (" ".join(cell.split()) for cell in line.split("\t"))
    return "\t".join(cell for cell in cells if cell)


def _is_remark(line: str, before: str, after: str) -> bool:
    """Whether a line that begins with # is a comment: it begins a paragraph, or is one of several such lines.

    Elsewhere it can be a title, such as *#Compass*, and so can one with a score or the like beside it.
    """
    is_apart = not before or before.startswith("# ") or after.startswith("# ")
    return line.startswith("# ") and is_apart and len(list_readings(line[2:])) == 1


def _part(line: str) -> _Item:
    text = BULLET.sub("", line, count=1) if BULLET.match(line) else line
    match = BOX.match(text)
    box = (match[1] or match[2] or " ").lower() if match else None
    title = text[match.end() :] if match else text
    # Notes stay as they are.
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
    """What it can mean. With a key there is no doubt which title it is, so all else stands beside that."""
    readings = list_readings(item.title, lowest_bare_score)
    if len(readings) == 1 and item.key is None:
        return readings
    if item.key is not None:
        return [readings[-1]._replace(title=readings[-1].title.replace(_LINKED, item.linked))]
    # Titles are compared without their signs: *Monster ★★★* would be known before its stars are taken off.
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
    """What the line says itself; or its end, a tick, the heading above it and an empty box, in this order."""
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


def _remark_on(read_lines: Sequence[tuple[int, LineReading]]) -> list[str]:
    """A sentence about each thing that can be meant otherwise than it was read, with the first line that has it."""
    scores = [(number, reading.details["score"]) for number, reading in read_lines if "score" in reading.details]
    rounded = [(number, score) for number, score in scores if not score.is_whole(10)]
    remarks: list[str] = []
    if rounded:
        number, score = rounded[0]
        remarks.append(
            f"Scores here are whole numbers, so some were rounded: in line {number:,}, {score.value} became "
            f"{score.round(10)}."
        )
    for detail, begin, end in (
        ("year", "A year beside a title, as", "can be the title's own, so it was not taken for a date."),
        ("bare", "A number behind a title, as", "is a score if no title is known that ends in it."),
        ("several", "What says several things at once, as", "became notes; score and progress are yours to set."),
    ):
        numbers = [number for number, reading in read_lines if detail in reading.details]
        if numbers:
            remarks.append(f"{begin} in line {numbers[0]:,}, {end}")
    return remarks
