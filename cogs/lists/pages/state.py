"""The state of a page of a list: everything that its buttons and menus need, short enough for a `custom_id`."""

from dataclasses import dataclass
from typing import ClassVar

from db.lists.models import ListSort, ListStatus

ALL = "ALL"
"""Stands for all statuses."""


@dataclass(frozen=True, slots=True)
class PageState:
    """Whose list it is, which part of it, in which order, and which page."""

    PATTERN: ClassVar[str] = r"\d*:[A-Z_]+:[a-z]+:\d+"

    owner_id: int | None = None
    """None: the list of the person who looks at it."""
    status: ListStatus | None = None
    """None: all statuses."""
    sort: ListSort = ListSort.UPDATED
    page: int = 1
    """From 1."""

    def encode(self) -> str:
        """At most 50 characters."""
        return f"{self.owner_id or ''}:{self.status or ALL}:{self.sort}:{self.page}"

    @classmethod
    def decode(cls, text: str) -> "PageState":
        """Reads what `encode` returns."""
        owner_id, status, sort, page = text.split(":")
        return cls(int(owner_id) if owner_id else None, read_status(status), ListSort(sort), int(page))


def read_status(text: str) -> ListStatus | None:
    """The status that a tab or a `custom_id` names; None for all statuses."""
    return None if text == ALL else ListStatus(text)
