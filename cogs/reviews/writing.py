"""From what a person sent to a saved review: files, checks, and nothing lost on the way."""

from dataclasses import replace
from datetime import UTC, datetime, time

import aiohttp
import discord

from cogs.errors import UserFacingError
from cogs.reviews.documents import MAX_FILE_SIZE, Document, DocumentError, decode, read_document
from cogs.reviews.modals import FORM_LENGTH, join_texts
from cogs.reviews.render import make_draft_menu
from cogs.ui.text import count, escape
from db.models import MAX_BODY_LENGTH, Anime, Draft, Review


def check_episodes(anime: Anime, episodes: int | None) -> int | None:
    """Episodes seen as a review keeps them: None when they are all there are.

    Raises UserFacingError for more than there are.
    """
    if episodes is not None and anime.episodes is not None and episodes > anime.episodes:
        raise UserFacingError(
            f"{escape(anime.title)} has {count(anime.episodes, 'episode')}, so you can't have seen {episodes:,}. "
            "Give a smaller number, or none if you have seen them all."
        )
    return None if episodes == anime.episodes else episodes


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


async def read_file(attachment: discord.Attachment) -> Document:
    """Raises UserFacingError if the file is not a text that can be a review."""
    if attachment.size > MAX_FILE_SIZE:
        raise UserFacingError(
            f"That file is too large: a review has at most {MAX_BODY_LENGTH:,} characters. Shorten it and try again."
        )
    try:
        data = await attachment.read()
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        raise UserFacingError("Discord didn't hand over the file. Please send it again.") from None
    try:
        return read_document(decode(data, attachment.filename))
    except DocumentError as error:
        raise UserFacingError(str(error)) from error


def check_body(draft: Draft) -> Draft:
    """The draft without blank lines around its text. Raises UserFacingError if it is empty or too long."""
    draft = replace(draft, body=draft.body.strip())
    if not draft.body:
        raise UserFacingError("The review is empty: write something under *Review*, or send a text file.")
    if len(draft.body) > MAX_BODY_LENGTH:
        raise UserFacingError(
            f"That is {len(draft.body):,} characters, and a review has at most {MAX_BODY_LENGTH:,}: "
            f"shorten it by {len(draft.body) - MAX_BODY_LENGTH:,}."
        )
    return draft


def explain(draft: Draft, sentence: str) -> UserFacingError:
    """What is wrong with a draft, with a way back to the form when its text fits in there."""
    if len(draft.body) > FORM_LENGTH:
        return UserFacingError(sentence)
    if draft.body:
        sentence += " What you typed is kept."
    return UserFacingError(sentence, view=make_draft_menu(draft.anime_key))


def _noon(document: Document) -> int | None:
    """A time that readers nearly everywhere see as the day on which the file was written."""
    if document.written_on is None:
        return None
    return int(datetime.combine(document.written_on, time(12), UTC).timestamp())
