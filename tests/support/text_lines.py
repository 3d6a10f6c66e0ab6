"""Reads the lines of plain text lists, one at a time."""

from dataclasses import fields
from typing import Any

from cogs.lists.formats.rows import ListedTitle
from cogs.lists.formats.text import reader as text
from db.lists.models import ListStatus, PartialDate

WATCHING, COMPLETED, ON_HOLD, DROPPED, PLAN_TO_WATCH = ListStatus


def read_one(line: str, heading: str = "") -> tuple[ListedTitle, ...]:
    """The readings of a line, below a heading or a comment."""
    (row,) = text.read(f"{heading or '// my list'}\n{line}").rows
    return row.readings


def list_titles(line: str) -> list[str]:
    return [listed.title for listed in read_one(line)]


def list_given(listed: ListedTitle) -> dict[str, Any]:
    """Everything that a line says about a title except its name, with dates as text."""
    given = {field.name: getattr(listed, field.name) for field in fields(listed) if field.name != "title"}
    return {
        name: str(value) if isinstance(value, PartialDate) else value
        for name, value in given.items()
        if value is not None
    }
