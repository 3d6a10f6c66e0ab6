"""The text that a person sends for a review: read from a file, joined, checked."""

from dataclasses import replace
from datetime import UTC, datetime, time

import discord

from cogs.core.interactions import Interaction
from cogs.core.language import _
from cogs.reviews.writing.documents import MAX_FILE_SIZE, Document, decode, read_document
from cogs.reviews.writing.fields import join_texts
from cogs.reviews.writing.page_words import PRELIMINARY
from cogs.ui.text import is_blank
from db.reviews import rules
from db.reviews.models import MAX_BODY_LENGTH, Draft, Review, ReviewText
from db.titles.models import Anime


def advise_to_shorten() -> str:
    """Says what to do with a file that is too large for a review."""
    return _("A review can have at most {most} characters. Shorten it and try again.", most=MAX_BODY_LENGTH)


def start_draft(interaction: Interaction, anime: Anime, rating: int) -> Draft:
    """A new draft, without a text yet."""
    return Draft(interaction.id, interaction.user.id, anime.key, anime.title, ReviewText(rating, ""))


def to_draft(review: Review, draft_id: int) -> Draft:
    """Makes a draft with the content of a review, to change the review with."""
    return Draft(draft_id, review.author_id, review.anime_key, review.title, review.text)


def add_document(draft: Draft, document: Document) -> Draft:
    """Adds a file's text to the end of a draft. Also fills what the draft leaves open from the file."""
    tags = document.tags
    if document.is_preliminary and not document.episodes_seen:
        tags = (PRELIMINARY, *tags)
    text = replace(
        draft.text,
        body=join_texts(draft.text.body, document.body),
        chosen_verdict=draft.text.chosen_verdict or document.verdict,
        has_spoilers=draft.text.has_spoilers or document.has_spoilers,
        episodes=draft.text.episodes or document.episodes_seen or None,
        tags=tags,
    )
    return replace(draft, text=text, written_at=_noon(document))


def fill_gaps(new: ReviewText, old: ReviewText) -> ReviewText:
    """Returns the new text, with what it leaves open filled from the old one."""
    return replace(
        new,
        chosen_verdict=new.chosen_verdict or (old.verdict if new.rating == old.rating else None),
        has_spoilers=new.has_spoilers or old.has_spoilers,
        episodes=new.episodes or old.episodes,
        tags=new.tags or old.tags,
    )


def check_body(text: ReviewText) -> ReviewText:
    """The text without blank lines around it.

    Raises EmptyReview, also for a text in which nothing can be seen, and ReviewTooLong.
    """
    body = text.body.strip()
    rules.check_body("" if is_blank(body) else body)
    return replace(text, body=body)


async def read_file(interaction: Interaction, attachment: discord.Attachment) -> Document:
    """The review in a file. Raises Refusal as `FileReader.open`, `decode` and `read_document` do."""
    files, user_id = interaction.client.files, interaction.user.id
    async with files.open(user_id, attachment, limit=MAX_FILE_SIZE, advice=advise_to_shorten()) as data:
        return read_document(decode(data, attachment.filename))


def _noon(document: Document) -> int | None:
    """A time that is on the day when the review was written, in nearly every time zone."""
    if document.written_on is None:
        return None
    return int(datetime.combine(document.written_on, time(12), UTC).timestamp())
