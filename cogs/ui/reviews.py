"""Reviews in a line, in a menu and as a file."""

import io
from collections.abc import Sequence

import discord

from cogs.core.language import _
from cogs.ui.hidden import find_hidden
from cogs.ui.labels import name_verdict
from cogs.ui.text import date, shorten
from db.reviews.models import ListedReview, PostedReview, Review


def describe_review(review: Review | PostedReview | ListedReview) -> str:
    """A line with a review's author, rating, verdict and date."""
    text = review.text if isinstance(review, Review) else review
    return f"<@{review.author_id}> · **{text.rating}/10** · {name_verdict(text.verdict)} · {date(review.written_at)}"


def make_review_menu(
    custom_id: str, reviews: Sequence[Review | PostedReview | ListedReview], placeholder: str
) -> discord.ui.ActionRow:
    """A numbered menu of up to 25 reviews. Choosing one opens it."""
    options = [
        discord.SelectOption(label=f"{number}. {_name(review)}", value=str(review.id))
        for number, review in enumerate(reviews, 1)
    ]
    return discord.ui.ActionRow(discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options))


def make_text_file(body: str) -> discord.File:
    """The text of a review as a Markdown file, for its author."""
    return discord.File(io.BytesIO(body.encode()), "review.md")


def make_readers_file(review: Review) -> discord.File:
    """The text of a review as a Markdown file, for readers.

    If it may have spoilers, its first line says so, and Discord hides the preview because of the file's name.
    """
    body = review.text.body
    if not (review.is_spoiler or any(find_hidden(body))):
        return make_text_file(body)
    warning = _("⚠️ This review contains spoilers.")
    return discord.File(io.BytesIO(f"{warning}\n\n{body}".encode()), "spoilers.md", spoiler=True)


def _name(review: Review | PostedReview | ListedReview) -> str:
    """A label that tells reviews in the same menu apart. Listed reviews are of different titles."""
    if isinstance(review, ListedReview):
        return f"{shorten(review.title, 80)} · {review.rating}/10"
    text = review.text if isinstance(review, Review) else review
    return f"{text.rating}/10 · {name_verdict(text.verdict)}"
