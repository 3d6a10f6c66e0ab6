"""The two text fields of a form, and what somebody filled into a form."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import discord

from cogs.ui.components import FIELD_LENGTH
from db.reviews.models import Verdict

FORM_LENGTH = 2 * FIELD_LENGTH
"""The most characters of a review that fit in a form."""


class Joint(StrEnum):
    """What joins the texts of the two fields."""

    BLANK_LINE = "blank"
    NOTHING = "none"


@dataclass(frozen=True, slots=True)
class FormText:
    """The values that somebody filled into the form of a review."""

    body: str
    verdict: Verdict | None
    has_spoilers: bool
    rating: int | None
    """None in a form that does not ask for it."""
    file: discord.Attachment | None

    @classmethod
    def read(cls, values: Mapping[str, Any], *, joint: Joint) -> "FormText":
        """Reads a filled-in form. `joint` is what `split_text` returned for the text in the form when it was opened."""
        join = join_texts if joint is Joint.BLANK_LINE else operator.add
        body = join(values.get("body") or "", values.get("more") or "")
        return cls(
            body=body if body.strip() else "",
            verdict=Verdict(values["verdict"]) if values.get("verdict") else None,
            has_spoilers=bool(values.get("spoilers")),
            rating=int(values["rating"]) if values.get("rating") else None,
            file=next(iter(values.get("file") or []), None),
        )


def join_texts(first: str, second: str) -> str:
    """Joins two parts of a text with a blank line, unless the first one ends only because its field was full."""
    is_cut_off = bool(first) and len(first) % FIELD_LENGTH == 0
    if is_cut_off or not first.strip() or not second.strip():
        return first + second
    return first.rstrip() + "\n\n" + second.lstrip("\n")


def split_text(body: str) -> tuple[str, str, Joint]:
    """Splits a body of at most `FORM_LENGTH` characters between two fields. Also returns what joins them again."""
    if len(body) <= FIELD_LENGTH:
        return body, "", Joint.BLANK_LINE
    cut = body.rfind("\n\n", len(body) - FIELD_LENGTH - 2, FIELD_LENGTH + 2)
    first, second = body[:cut], body[cut + 2 :]
    if cut > 0 and join_texts(first, second) == body:
        return first, second, Joint.BLANK_LINE
    return body[:FIELD_LENGTH], body[FIELD_LENGTH:], Joint.NOTHING
