"""Changes fields of reviews, drafts and the like."""

from dataclasses import fields, replace
from typing import Any, TypeVar

from db.reviews.archive import ArchivedReview
from db.reviews.models import Draft, Review, ReviewText, ReviewVersion

Written = TypeVar("Written", Review, Draft, ReviewVersion, ArchivedReview)

_OF_THE_TEXT = {field.name for field in fields(ReviewText)}


def revise(written: Written, **changes: Any) -> Written:
    """Returns a copy with some fields changed, including fields of its text."""
    said = {name: changes.pop(name) for name in _OF_THE_TEXT & changes.keys()}
    return replace(written, text=replace(written.text, **said), **changes)
