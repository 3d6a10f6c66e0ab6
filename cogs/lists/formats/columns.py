"""The columns of a CSV file, under all the names that they have in people's files."""

import csv
import re
from typing import NamedTuple

COLUMNS = (
    "key",
    "title",
    "status",
    "score",
    "episodes",
    "started",
    "finished",
    "rewatches",
    "rewatched_episodes",
    "priority",
    "tags",
    "notes",
    "private",
    "updated_at",
)
"""The columns of Kanso's own files, in order."""

SITES = ("mal", "anilist", "kitsu", "anidb", "bangumi")
"""The sites whose numbers a column can hold."""

# The names of each column in people's files, without anything in brackets, and with spaces in place of signs.
_NAMES = {
    "key": ("key", "id", "anime id", "url", "link"),
    "mal": ("mal", "mal id", "mal url", "myanimelist", "myanimelist id", "id mal", "series animedb id"),
    "anilist": ("anilist", "anilist id", "anilist url", "id anilist"),
    "kitsu": ("kitsu id", "id kitsu"),
    "anidb": ("anidb id", "id anidb"),
    "bangumi": ("bangumi id", "id bangumi"),
    "title": ("title", "name", "anime", "anime title", "anime name", "series", "series title", "show", "english title"),
    "status": ("status", "my status", "list status", "watch status", "state", "list"),
    "score": ("score", "my score", "user score", "rating", "my rating", "user rating", "score 10", "rating 10"),
    "watched": (
        "progress", "watched episodes", "episodes watched", "my watched episodes", "num watched episodes",
        "eps watched", "watched eps", "episodes seen", "episode progress", "current episode",
    ),
    "episodes": ("episodes", "eps", "ep", "episode"),
    "total": ("total episodes", "episodes total", "series episodes", "episode count", "total", "total eps"),
    "started": (
        "started", "start", "start date", "date started", "started on", "started at", "startedat", "my start date",
    ),
    "finished": (
        "finished", "finish", "finish date", "date finished", "finished on", "finished at", "end", "end date", "ended",
        "completed", "completed on", "completed at", "completedat", "date completed", "completion date",
        "my finish date",
    ),
    "rewatches": (
        "rewatches", "rewatched", "rewatch count", "times rewatched", "repeat", "repeats", "total rewatches",
        "my times watched",
    ),
    "rewatched_episodes": ("rewatched episodes", "my rewatching ep"),
    "priority": ("priority", "my priority"),
    "tags": ("tags", "tag", "my tags", "labels"),
    "notes": ("notes", "note", "my notes", "comments", "comment", "my comments", "thoughts", "remarks"),
    "private": ("private", "is private", "hidden"),
    "updated_at": ("updated at", "updated", "last updated", "updatedat"),
}  # fmt: skip
_MEANINGS = {name: column for column, names in _NAMES.items() for name in names}
_MAX_HEADER_LENGTH = 2_000


class Table(NamedTuple):
    """How the lines of a file are split into cells, and what these mean."""

    separator: str
    columns: tuple[str | None, ...]
    """What each column means; None for columns that are not read."""
    is_ours: bool
    """Whether it has all columns of Kanso's own files. If so, an empty cell is an empty value."""


def find_table(text: str) -> Table | None:
    """The table that the first line that is not empty describes; None if it names no known columns."""
    first = next((line for line in text.lstrip("\ufeff").splitlines() if line.strip(" \t") and not is_hint(line)), "")
    if len(first) > _MAX_HEADER_LENGTH:
        return None
    tables = [_read_header(first, separator) for separator in ",;\t"]
    best = max(tables, key=lambda table: len({*table.columns} - {None}))
    known = {*best.columns} - {None}
    names_title = not known.isdisjoint({"title", "key", *SITES})
    is_single = first.strip(' "').lower() in ("title", "key")
    return best if names_title and (len(known) > 1 or is_single) else None


def is_hint(line: str) -> bool:
    """Whether a line only tells a spreadsheet which separator the file has."""
    return re.fullmatch(r"sep=.", line.strip(' "')) is not None


def _read_header(line: str, separator: str) -> Table:
    cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    folded = [" ".join(re.findall(r"[^\W_]+", re.sub(r"[(\[][^()\[\]]*[)\]]", "", cell.lower()))) for cell in cells]
    columns = [_MEANINGS.get(name) for name in folded]
    if "watched" in columns:
        columns = ["total" if column == "episodes" else column for column in columns]
    columns = ["episodes" if column == "watched" else column for column in columns]
    return Table(separator, tuple(columns), {*COLUMNS} <= {cell.strip().lower() for cell in cells})
