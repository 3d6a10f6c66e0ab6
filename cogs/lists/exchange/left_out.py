"""Writes the rows that an import left out to a file that people can correct and import: pure functions.

The parts that an import reads back stay English: statuses, episodes and scores.
"""

from collections.abc import Sequence

from cogs.core.language import _, ngettext
from cogs.lists.exchange.matching import MatchedRow
from cogs.lists.formats.rows import ListedTitle
from cogs.lists.formats.text import reader as text
from cogs.lists.formats.text.lines import MAX_LINE_LENGTH
from cogs.ui.labels import name_priority
from cogs.ui.text import shorten

_EPISODE = "ep"
"""The word before the number of watched episodes."""


def write_left_out(rows: Sequence[MatchedRow]) -> str:
    """Writes rows as a text that can be imported, one row per line with its title, score, episodes and status.

    Everything else follows as notes, cut to the longest line that can be read. Titles without letters and digits can't
    be read back.
    """
    heading = _("Fix the titles, then send this file to /list import.")
    return "".join(f"{line}\n" for line in (f"// {heading}", *map(_write_row, rows)))


def _write_row(row: MatchedRow) -> str:
    listed = row.listed
    status = f" ({listed.status.replace('_', ' ').lower()})" if listed.status else ""
    for line in (row.text, f"{row.text}{status}"):
        # The line of a text file as it was, with its status if that came from a heading.
        if _read(line)[-1:] == [listed]:
            return line
    facts = f"{_describe_progress(listed)}{f' - {listed.score}/10' if listed.score else ''}{status}"
    details = _describe_details(listed)
    plain = f"{listed.title or row.text}{facts}{f' // {details}' if details else ''}"
    # After an empty checkbox, nothing is read as a bullet, a comment or a heading.
    lines = [shorten(plain, MAX_LINE_LENGTH), shorten(f"[ ] {plain}", MAX_LINE_LENGTH)]
    return next((line for line in lines if any(_is_same(reading, listed) for reading in _read(line))), lines[0])


def _read(line: str) -> list[ListedTitle]:
    """Returns the meanings that a line among others can have; empty if it can't be a title."""
    rows = text.read(f"//\n{line}\n//").rows
    return list(rows[0].readings) if len(rows) == 1 else []


def _is_same(reading: ListedTitle, listed: ListedTitle) -> bool:
    # A missing status follows from the rest, now or when the line is read.
    status = listed.status or reading.status
    return (reading.title, reading.status, reading.score or 0) == (listed.title, status, listed.score or 0)


def _describe_progress(listed: ListedTitle) -> str:
    if not listed.episodes:
        return ""
    is_part = listed.total is not None and listed.episodes <= listed.total
    return f" - {_EPISODE} {listed.episodes}{f'/{listed.total}' if is_part else ''}"


def _describe_details(listed: ListedTitle) -> str:
    facts = [
        # Translators: part of the notes on a title in a file, such as "started 2024-04; rewatched 2 times"
        _("started {date}", date=listed.started) if listed.started else "",
        # Translators: part of the notes on a title in a file, such as "started 2024-04; rewatched 2 times"
        _("finished {date}", date=listed.finished) if listed.finished else "",
        # Translators: part of the notes on a title in a file, such as "started 2024-04; rewatched 2 times"
        ngettext("rewatched {number} time", "rewatched {number} times", listed.rewatches) if listed.rewatches else "",
        # Translators: part of the notes on a title in a file, such as "started 2024-04; rewatched 2 times"
        _("priority: {priority}", priority=name_priority(listed.priority)) if listed.priority else "",
        # Translators: part of the notes on a title in a file, such as "started 2024-04; rewatched 2 times"
        _("tags: {tags}", tags=", ".join(listed.tags)) if listed.tags else "",
        " ".join(listed.notes.split()) if listed.notes else "",
    ]
    return "; ".join(filter(None, facts))
