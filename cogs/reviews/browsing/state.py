"""The state of a page of reviews, which its buttons carry in their `custom_id`."""

from dataclasses import dataclass
from typing import ClassVar

from cogs.ui.links import ANIME_KEY
from db.reviews.models import ReviewFilter, Sort, Verdict

_SORTS = {sort.value[0]: sort for sort in Sort}
_VERDICTS = {verdict.value[0]: verdict for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class BrowseState:
    """Which reviews are wanted, their order, and where in that order the page is."""

    PATTERN: ClassVar[str] = rf"[nmfr][<>][RMN-][0-9a][s-]:(?:{ANIME_KEY})?:[0-9a-f]*:[0-9a-f]*:[0-9a-f]*"

    wanted: ReviewFilter
    sort: Sort
    cursor: tuple[int, int] | None = None
    """The sort value and the id after which the page begins; None for the first page."""
    is_backward: bool = False
    """Whether the page ends before the cursor instead."""

    def encode(self) -> str:
        """At most 85 characters. Numbers are hexadecimal to save space."""
        wanted = self.wanted
        direction = "<" if self.is_backward else ">"
        verdict = wanted.verdict.value[0] if wanted.verdict else "-"
        spoilers = "s" if wanted.without_spoilers else "-"
        numbers = (wanted.author_id, *(self.cursor or (None, None)))
        written = ":".join("" if number is None else f"{number:x}" for number in numbers)
        flags = f"{self.sort.value[0]}{direction}{verdict}{wanted.minimum_rating or 0:x}{spoilers}"
        return f"{flags}:{wanted.anime_key or ''}:{written}"

    @classmethod
    def decode(cls, text: str) -> "BrowseState":
        """Reads what `encode` writes."""
        (sort, direction, verdict, minimum, spoilers), anime_key, author, sort_value, review = text.split(":")
        wanted = ReviewFilter(
            anime_key=anime_key or None,
            author_id=int(author, 16) if author else None,
            verdict=_VERDICTS.get(verdict),
            minimum_rating=int(minimum, 16) or None,
            without_spoilers=spoilers == "s",
        )
        cursor = (int(sort_value, 16), int(review, 16)) if sort_value and review else None
        return cls(wanted, _SORTS[sort], cursor, direction == "<")
