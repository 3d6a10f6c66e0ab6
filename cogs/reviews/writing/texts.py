"""What a person has sent for a review: read from a file, put together, checked."""

from dataclasses import replace
from datetime import UTC, datetime, time

import discord

from cogs.core.errors import Refusal
from cogs.core.files import download
from cogs.core.interactions import Interaction
from cogs.reviews.writing.documents import MAX_FILE_SIZE, Document, DocumentError, decode, read_document
from cogs.reviews.writing.forms import join_texts
from cogs.ui.text import count, escape, is_blank
from db.lists.models import Entry, ListStatus
from db.reviews.models import MAX_BODY_LENGTH, Draft, Review
from db.titles.models import Anime

SHORTEN = f"A review has at most {MAX_BODY_LENGTH:,} characters: shorten it and try again."
"""What to do with a file that is too large for a review."""


def start_draft(interaction: Interaction, anime: Anime, rating: int) -> Draft:
    """The draft that an interaction brings, without a text yet."""
    return Draft(
        id=interaction.id,
        author_id=interaction.user.id,
        anime_key=anime.key,
        title=anime.title,
        rating=rating,
        body="",
    )


def to_draft(review: Review, draft_id: int) -> Draft:
    """What a change of a review begins with."""
    return Draft(
        id=draft_id,
        author_id=review.author_id,
        anime_key=review.anime_key,
        title=review.title,
        rating=review.rating,
        body=review.body,
        verdict=review.verdict,
        has_spoilers=review.has_spoilers,
        episodes=review.episodes,
        tags=review.tags,
    )


def check_episodes(anime: Anime, episodes: int | None) -> int | None:
    """Episodes seen as a review keeps them: None when they are all there are.

    Raises Refusal for more than there are.
    """
    if episodes is not None and anime.episodes is not None and episodes > anime.episodes:
        raise Refusal(
            f"{escape(anime.title)} has {count(anime.episodes, 'episode')}, so you can't have seen {episodes:,}. "
            "Give a smaller number, or none if you have seen them all."
        )
    return None if episodes == anime.episodes else episodes


def get_seen(entry: Entry | None, anime: Anime) -> int | None:
    """Episodes seen as a review keeps them, by what its author's list says; None unless some are left."""
    if entry is None or entry.status is ListStatus.COMPLETED or entry.rewatches or not entry.episodes:
        return None
    return None if anime.episodes is not None and entry.episodes >= anime.episodes else entry.episodes


def follow_list(episodes: int | None, entry: Entry | None, anime: Anime) -> int | None:
    """Episodes seen after an edit: as many more as the author's list says by now, and never fewer; None: all."""
    if episodes is None or (anime.episodes is not None and episodes >= anime.episodes):
        return None
    if entry is None:
        return episodes
    seen = get_seen(entry, anime)
    if seen is None:
        return None if entry.episodes or entry.status is ListStatus.COMPLETED else episodes
    return max(episodes, seen)


def add_document(draft: Draft, document: Document) -> Draft:
    """A draft with a file's text after its own, and with what the file says of the review where the draft is silent."""
    tags = document.tags
    if document.is_preliminary and not document.episodes_seen:
        tags = ("Preliminary", *tags)
    return replace(
        draft,
        body=join_texts(draft.body, document.body),
        verdict=draft.verdict or document.verdict,
        has_spoilers=draft.has_spoilers or document.has_spoilers,
        episodes=draft.episodes or document.episodes_seen or None,
        tags=tags,
        written_at=_noon(document),
    )


def keep_rest(draft: Draft, review: Review) -> Draft:
    """A draft that takes a review's place, with what the review says where the draft is silent."""
    return replace(
        draft,
        verdict=draft.verdict or (review.verdict if draft.rating == review.rating else None),
        has_spoilers=draft.has_spoilers or review.has_spoilers,
        episodes=draft.episodes or review.episodes,
        tags=draft.tags or review.tags,
    )


def read_text(data: bytes, filename: str) -> Document:
    """Raises Refusal if a file is not a text that can be a review."""
    try:
        return read_document(decode(data, filename))
    except DocumentError as error:
        raise Refusal(str(error)) from error


async def read_file(attachment: discord.Attachment) -> Document:
    """Raises Refusal as `download` and `read_text` do."""
    return read_text(await download(attachment, limit=MAX_FILE_SIZE, advice=SHORTEN), attachment.filename)


def check_body(draft: Draft) -> Draft:
    """The draft without blank lines around its text. Raises Refusal if it is empty or too long."""
    draft = replace(draft, body=draft.body.strip())
    if is_blank(draft.body):
        raise Refusal("The review is empty: write something under *Review*, or send a text file.")
    if len(draft.body) > MAX_BODY_LENGTH:
        raise Refusal(
            f"That is {len(draft.body):,} characters, and a review has at most {MAX_BODY_LENGTH:,}: "
            f"shorten it by {len(draft.body) - MAX_BODY_LENGTH:,}."
        )
    return draft


def _noon(document: Document) -> int | None:
    """A time that readers nearly everywhere see as the day on which the file was written."""
    if document.written_on is None:
        return None
    return int(datetime.combine(document.written_on, time(12), UTC).timestamp())
