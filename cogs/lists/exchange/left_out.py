"""What an import left out, as a file that its owner can correct and import: pure functions."""

from collections.abc import Sequence

from cogs.lists.exchange.matching import MatchedRow
from cogs.lists.formats.rows import ListedTitle
from cogs.lists.formats.text import reader as text
from cogs.lists.formats.text.lines import MAX_LINE_LENGTH
from cogs.ui.text import count, shorten

_HEADING = "// Mend the titles, and /list import takes this file."


def write_left_out(rows: Sequence[MatchedRow]) -> str:
    """Rows as a text that is read as a list: each in a line, with its title, score, episodes and status.

    What else is known of it stands behind that as notes, as far as the longest line goes. A row of which a text can't
    say all becomes a line that says less; there are titles, without letters and digits, that no text can name.
    """
    return "".join(f"{line}\n" for line in (_HEADING, *map(_write_row, rows)))


def _write_row(row: MatchedRow) -> str:
    listed = row.listed
    status = f" ({listed.status.label.lower()})" if listed.status else ""
    for line in (row.text, f"{row.text}{status}"):
        # As it stands in a text file, where the status can be that of a heading.
        if _read(line)[-1:] == [listed]:
            return line
    facts = f"{_describe_progress(listed)}{f' - {listed.score}/10' if listed.score else ''}{status}"
    details = _describe_details(listed)
    plain = f"{listed.title or row.text}{facts}{f' // {details}' if details else ''}"
    # A box keeps what stands behind it from being a bullet, a comment or a heading.
    lines = [shorten(plain, MAX_LINE_LENGTH), shorten(f"[ ] {plain}", MAX_LINE_LENGTH)]
    return next((line for line in lines if any(_is_same(reading, listed) for reading in _read(line))), lines[0])


def _read(line: str) -> list[ListedTitle]:
    """What a line among others can mean; nothing if it is no title."""
    rows = text.read(f"//\n{line}\n//").rows
    return list(rows[0].readings) if len(rows) == 1 else []


def _is_same(reading: ListedTitle, listed: ListedTitle) -> bool:
    # A status that is not said follows from the rest, now or then.
    status = listed.status or reading.status
    return (reading.title, reading.status, reading.score or 0) == (listed.title, status, listed.score or 0)


def _describe_progress(listed: ListedTitle) -> str:
    if not listed.episodes:
        return ""
    is_part = listed.total is not None and listed.episodes <= listed.total
    return f" - ep {listed.episodes}{f'/{listed.total}' if is_part else ''}"


def _describe_details(listed: ListedTitle) -> str:
    facts = [
        f"started {listed.started}" if listed.started else "",
        f"finished {listed.finished}" if listed.finished else "",
        f"watched again {count(listed.rewatches, 'time')}" if listed.rewatches else "",
        f"priority {listed.priority.label.lower()}" if listed.priority else "",
        f"tags: {', '.join(listed.tags)}" if listed.tags else "",
        " ".join(listed.notes.split()) if listed.notes else "",
    ]
    return "; ".join(filter(None, facts))
