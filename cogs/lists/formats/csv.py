"""CSV, as in `docs/list-formats.md`: Kanso's own, without any loss, and the tables that people keep.

The names of the columns are data, the same in every language.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

from cogs.core.errors import Refusal
from cogs.core.language import _
from cogs.lists.formats.columns import COLUMNS, SITES, Table, find_table, is_hint
from cogs.lists.formats.format import Format, WrittenList
from cogs.lists.formats.remarks import Remark, RemarkKind, Source
from cogs.lists.formats.rows import FileRow, ListedTitle, ReadList
from cogs.lists.formats.text.words import PAGE, is_rewatching, read_page, read_score, read_status
from cogs.lists.formats.values import (
    MAX_KEY_LENGTH,
    Value,
    check_rows,
    clean_line,
    clean_text,
    cut_remarks,
    format_time,
    read_date,
    read_day,
    read_notes,
    read_number,
    read_tags,
    read_time,
    read_title,
    read_value,
    sort_entries,
)
from db.lists.models import MAX_REWATCHES, Entry, PartialDate, Priority
from db.titles.models import MAX_EPISODES

_KEY = re.compile(rf"(?:{'|'.join(SITES)}|custom)/\d+", re.ASCII)

# Where a spreadsheet can begin a cell: some separate cells by semicolons or tabs, and quotation marks only count at the
# beginning of a cell. There it takes these signs for a formula, also the wide ones that people type in Japanese.
_BEGINNING = r"(^|[;\t\r\n])"
_FORMULA = r"(?=\"*[=+\-@'＝＋－＠])"
_UNGUARDED = re.compile(_BEGINNING + _FORMULA)
_GUARDED = re.compile(f"{_BEGINNING}'{_FORMULA}")

_NOTHING = ("", "-", "–", "—", "?", "n/a", "na", "nan", "none", "null")
_EPISODES = re.compile(
    r"(?:ep\w*\.? ?)?(\d{1,6})(?:\.0+)?(?: ?(?:/|of) ?(?:(\d{1,6})|[?-]+))?(?: ?ep\w*\.?)?", re.I | re.A
)
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = f"(?:{'|'.join(_MONTHS)})[a-z]*"
_MONTH_IN_WORDS = re.compile(
    rf"(?:(?P<day>\d{{1,2}})\.? (?P<month>{_NAMED})\.?|(?P<other>{_NAMED})\.? (?P<later>\d{{1,2}})),?"
    r" (?P<year>\d{4})",
    re.IGNORECASE | re.ASCII,
)
_TIME_OF_DAY = re.compile(r"[T ]\d\d:.*", re.ASCII)
_PRIORITIES = {priority.value.lower(): priority for priority in Priority}
_YES = {"true": True, "yes": True, "1": True, "x": True, "false": False, "no": False, "0": False}


# Writing


def write(entries: Sequence[Entry]) -> bytes:
    """Writes a table of all entries in the order of their keys, in UTF-8 with a byte order mark.

    The same entries give the same bytes. Puts an apostrophe before what a spreadsheet would take for a formula; `read`
    takes it away.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows(_list_cells(entry) for entry in sort_entries(entries))
    return codecs.BOM_UTF8 + buffer.getvalue().encode()


def _list_cells(entry: Entry) -> list[object]:
    return [
        entry.anime_key,
        _guard(entry.title),
        entry.status,
        entry.score,
        entry.episodes,
        entry.started,
        entry.finished,
        entry.rewatches,
        entry.rewatched_episodes,
        entry.priority,
        _guard(", ".join(entry.tags)),
        _guard(entry.notes),
        "true" if entry.is_private else "false",
        format_time(entry.updated_at),
    ]


def _guard(text: str) -> str:
    return _UNGUARDED.sub(r"\1'", text)


# Reading


def is_csv(text: str) -> bool:
    """Whether the first line that is not empty names columns: a title or a key, and another known column.

    A single column must be called `title` or `key`: any other name can be a title itself.
    """
    return find_table(text) is not None


def read(text: str) -> ReadList:
    """The titles in a table, with its columns in any order and under any of their names.

    The text must have the line breaks of its file. A value that can't be read is left out with a remark, and so is a
    line without a title and a key. Raises Refusal if no line names the columns, and for a file that ends in the middle.
    """
    table = find_table(text)
    if table is None:
        raise Refusal(_("The first line must name the columns, and one of them must be `title`. Add such a line."))
    remarks: list[Remark] = []
    lines = [_CsvLine(number, cells, table.is_ours, remarks) for number, cells in _list_lines(text, table)]
    read_score_cell, remark = _make_score_reader(lines, table)
    # This remark comes before the others, because it is about all lines.
    remarks[:0] = [remark] if remark else []
    rows: list[FileRow] = []
    for line in lines:
        listed = _read_line(line, read_score_cell)
        if listed.key or listed.title:
            rows.append(FileRow(number=line.number, text=listed.title or str(listed.key), readings=(listed,)))
        else:
            remarks.append(Remark(RemarkKind.NAMELESS_LINE, {"line": line.number}))
    source = Source.KANSO_CSV if table.is_ours else Source.CSV
    return ReadList(source, tuple(rows), cut_remarks(remarks))


def _list_lines(text: str, table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines after the header, each with its number and its cells by what they mean."""
    # A database takes a NUL for the end of a text.
    file = io.StringIO(text.removeprefix("\ufeff").replace("\0", ""), newline="")
    reader = csv.reader(file, delimiter=table.separator, skipinitialspace=not table.is_ours)
    found = 0
    next_number = 1
    last = 1, [""] * len(table.columns)
    try:
        for cells in reader:
            number, next_number = next_number, reader.line_num + 1
            if not any(cell.strip() for cell in cells) or (not found and is_hint(cells[0])):
                continue
            found += 1
            check_rows(found - 1)
            if found > 1:
                last = number, cells
                yield number, _name_cells(cells, table)
    except csv.Error:
        raise Refusal(
            _(
                "A cell that begins in line {line} never ends, because a quotation mark is missing. Fix that and send "
                "the file again."
            ),
            line=next_number,
        ) from None
    number, cells = last
    if len(cells) < len(table.columns) and (table.is_ours or "\n" in cells[-1]):
        raise Refusal(
            _(
                "The file is cut off in line {line}, or a quotation mark is missing there, so nothing was imported. "
                "Export it again and send the whole file."
            ),
            line=number,
        )


def _name_cells(cells: Sequence[str], table: Table) -> dict[str, str]:
    """The cells by the column that they mean. Of several such columns, the first one that isn't empty counts."""
    named: dict[str, str] = {}
    for column, cell in zip(table.columns, cells, strict=False):
        plain = _GUARDED.sub(r"\1", cell)
        if not table.is_ours:
            plain = clean_text(plain) if column == "notes" else clean_line(plain)
            plain = plain if column == "title" or plain.lower() not in _NOTHING else ""
        if column and plain and column not in named:
            named[column] = plain
    return named


class _CsvLine:
    """The cells of one line, and the remarks about them."""

    def __init__(self, number: int, cells: dict[str, str], is_ours: bool, remarks: list[Remark]) -> None:
        self.number = number
        self.cells = cells
        self._is_ours = is_ours
        self._remarks = remarks

    def read(self, column: str, read: Callable[[str], Value | None], empty: Value | None = None) -> Value | None:
        """Reads a cell. An empty cell is `empty` in Kanso's own files, and None in others."""
        text = self.cells.get(column)
        if text is None:
            return empty if self._is_ours else None
        return read_value(text, column, read, self.note)

    def note(self, kind: RemarkKind, /, **facts: object) -> None:
        self._remarks.append(Remark(kind, {"line": self.number, **facts}))


def _make_score_reader(lines: Sequence[_CsvLine], table: Table) -> tuple[Callable[[str], int | None], Remark | None]:
    """A function that reads the scores of this file, and a remark if it changes some."""
    scores = [score for line in lines if (score := read_score(line.cells.get("score", "")))]
    bare = [score.value for score in scores if score.out_of is None and score.value]
    is_of_hundred = not table.is_ours and 2 * sum(value > 10 for value in bare) > len(bare)
    out_of = 100 if is_of_hundred else 10

    def read_cell(text: str) -> int | None:
        score = read_score(text)
        return score.round(out_of) if score and score.value <= (score.out_of or out_of) else None

    example = next((score for score in scores if score.out_of is None and not score.is_whole(out_of)), None)
    if is_of_hundred:
        facts = {"before": str(example.value), "after": example.round(100)} if example else {}
        return read_cell, Remark(RemarkKind.SCORES_OUT_OF_100, facts)
    example = next((score for score in scores if not score.is_whole(10)), None)
    if example is None:
        return read_cell, None
    return read_cell, Remark(RemarkKind.ROUNDED_SCORES, {"before": str(example.value), "after": example.round(10)})


def _read_line(line: _CsvLine, read_score_cell: Callable[[str], int | None]) -> ListedTitle:
    episodes, total = line.read("episodes", _read_episodes, (0, None)) or (None, None)
    rewatched_episodes = line.read("rewatched_episodes", _read_number(MAX_EPISODES))
    if is_rewatching(line.cells.get("status", "")) and rewatched_episodes is None:
        episodes, rewatched_episodes = None, episodes or 0
    return ListedTitle(
        key=_read_key(line),
        title=read_title(line.cells.get("title", "")),
        total=line.read("total", _read_number(MAX_EPISODES)) or total,
        status=line.read("status", read_status),
        score=line.read("score", read_score_cell, 0),
        episodes=episodes,
        started=_read_date(line, "started"),
        finished=_read_date(line, "finished"),
        rewatches=line.read("rewatches", _read_number(MAX_REWATCHES), 0),
        rewatched_episodes=rewatched_episodes,
        priority=line.read("priority", lambda text: _PRIORITIES.get(text.lower())),
        notes=line.read("notes", lambda text: read_notes(text, line.note), ""),
        tags=line.read("tags", lambda text: read_tags(text, line.note), ()),
        is_private=line.read("private", lambda text: _YES.get(text.lower()), False),
        updated_at=line.read("updated_at", read_time),
    )


def _read_key(line: _CsvLine) -> str | None:
    """The key from the first column that has one: Kanso's own, an address, or a number in a column for a site."""
    for column in ("key", *SITES):
        text = line.cells.get(column, "").strip()
        page = PAGE.search(text)
        if page:
            return read_page(page)[0]
        if column == "key" and len(text) <= MAX_KEY_LENGTH and _KEY.fullmatch(text):
            return text
        number = None if column == "key" else read_number(text, 999_999_999)
        if number:
            return f"{column}/{number}"
    return None


def _read_number(largest: int) -> Callable[[str], int | None]:
    return lambda text: read_number(text, largest)


def _read_episodes(text: str) -> tuple[int, int | None] | None:
    """The episodes watched, and how many there are if the cell says that too."""
    match = _EPISODES.fullmatch(text.strip())
    if match is None or max(int(match[1]), int(match[2] or 0)) > MAX_EPISODES:
        return None
    return int(match[1]), int(match[2]) if match[2] else None


def _read_date(line: _CsvLine, column: str) -> PartialDate | None:
    """A date, or the day of a time."""
    text = _TIME_OF_DAY.sub("", line.cells.get(column, "")).strip()
    return read_day(text, column, line.note, lambda date: read_date(_put_year_first(date)))


def _put_year_first(text: str) -> str:
    """Turns `29.9.2023`, `9/29/2023` and `29 Sep 2023` into `2023-9-29`. Keeps a date that can mean two days."""
    if match := _YEAR_LAST.fullmatch(text):
        first, sign, second, year = match.groups()
        # With full stops, nobody puts the month first.
        if sign == "." or int(first) > 12:
            return f"{year}-{second}-{first}"
        return f"{year}-{first}-{second}" if int(second) > 12 else text
    if match := _MONTH_IN_WORDS.fullmatch(text):
        month = _MONTHS.index((match["month"] or match["other"])[:3].lower()) + 1
        return f"{match['year']}-{month}-{match['day'] or match['later']}"
    return text


FORMAT = Format(
    order=3,
    recognises=lambda content: content.text is not None and is_csv(content.text),
    read=lambda content: read(content.text or ""),
    name="CSV",
    file_name="kanso-list.csv",
    write=lambda entries, titles, owner: WrittenList(write(entries)),
)
