"""How cards look: pure functions from domain objects to components, in the language being spoken."""

import re
from collections.abc import Mapping

import discord

from cogs.core.addresses import REVIEW_MENU, SHOW_REACTIONS
from cogs.core.language import _, write_number
from cogs.core.router import Address
from cogs.reviews.addresses import READ
from cogs.ui.components import Buttons, Layout, button
from cogs.ui.labels import list_kind_and_year, name_reaction, name_verdict
from cogs.ui.links import link
from cogs.ui.markdown import excerpt, paginate, show_addresses
from cogs.ui.text import date, escape, name_page, shorten
from db.reactions.models import SEEDED_KINDS, Tally
from db.reviews.models import Review, Verdict
from db.titles.models import Anime

CHOOSE_TAG = Address("review:tag:{review_id:int}:{channel_id:int}")
"""A menu of a forum's tags, with their ids as values: posts the caller's review there."""

EXCERPT_LENGTH = 350
TITLE_LENGTH = 150
FORUM_PAGE_LENGTH = 2800
"""The first page is on the card itself, so this leaves room for the rest of the card."""

NOTHING_TO_SEE = "…"
"""Stands for a text with nothing left to show: Discord refuses empty ones."""

_SHORT_LENGTH = 200
_TAGS_LENGTH = 200
_THREAD_NAME_LENGTH = 100

_SENTENCE_BEGINS = re.compile(r"[.!?…][^\w\s]*\s|[。！？][^\w\s]*\w")
"""The end of a sentence that is not the last one."""

_COLOURS = {
    Verdict.RECOMMENDED: discord.Colour(0x2E9E5B),
    Verdict.MIXED_FEELINGS: discord.Colour(0xD9A21B),
    Verdict.NOT_RECOMMENDED: discord.Colour(0xC8453B),
}


# Cards


def make_card(review: Review, anime: Anime, tally: Tally, *, has_counts: bool) -> Layout:
    """The message that shows a review to everyone in a channel."""
    parts = list_card_parts(review, anime, tally, has_counts=has_counts)
    return frame(review, parts, _make_card_buttons(review, has_read=not is_short(review)))


def list_card_parts(review: Review, anime: Anime, tally: Tally, *, has_counts: bool) -> list[discord.ui.Item]:
    """Everything on a card except its buttons."""
    text = _warn_of_spoilers() if review.is_spoiler else excerpt(review.text.body, EXCERPT_LENGTH) or NOTHING_TO_SEE
    separator = [] if is_short(review) else [discord.ui.Separator()]
    counts = [discord.ui.TextDisplay(describe_tally(tally))] if has_counts else []
    return [
        *_list_heading_parts(review, anime, tally),
        *separator,
        discord.ui.TextDisplay(text),
        *_list_tag_parts(review),
        *counts,
    ]


def is_short(review: Review) -> bool:
    """Whether a review is a single sentence that hides nothing. Its card shows all of it and needs no *Read*.

    A sentence is one line of at most 200 characters that no other sentence follows.
    """
    body = review.text.body.strip()
    return (
        not review.is_spoiler
        and len(body) <= _SHORT_LENGTH
        and "\n" not in body
        and _SENTENCE_BEGINS.search(body) is None
        and excerpt(body, EXCERPT_LENGTH) == body
    )


def describe_tally(tally: Tally) -> str:
    """The card's line of counts: the seeded kinds in their order."""
    return " · ".join(f"{kind.emoji} {name_reaction(kind)} {write_number(tally[kind])}" for kind in SEEDED_KINDS)


# In forums


def make_forum_card(review: Review, anime: Anime, tally: Tally) -> Layout:
    """The first message of a forum post, with the first page of the text, or just *Read* if it has spoilers."""
    pages = paginate_post(review)
    footer = [discord.ui.TextDisplay(f"-# {name_page(1, len(pages))}")] if len(pages) > 1 else []
    parts = [
        *_list_heading_parts(review, anime, tally),
        discord.ui.Separator(),
        discord.ui.TextDisplay(pages[0] if pages else _warn_of_spoilers()),
        *footer,
        *_list_tag_parts(review),
        discord.ui.TextDisplay(describe_tally(tally)),
    ]
    return frame(review, parts, _make_card_buttons(review, has_read=review.is_spoiler))


def make_forum_page(page: str, number: int, total: int) -> Layout:
    """A message below the first one of a forum post, with one of the pages from 2 on."""
    return Layout(discord.ui.TextDisplay(page), discord.ui.TextDisplay(f"-# {name_page(number, total)}"))


def paginate_post(review: Review) -> list[str]:
    """The pages of a review's text in a forum, none of them empty. No pages if it has spoilers."""
    if review.is_spoiler:
        return []
    pages = (show_addresses(page.text) for page in paginate(review.text.body, FORUM_PAGE_LENGTH))
    return [text if text.strip() else NOTHING_TO_SEE for text in pages]


def name_thread(review: Review, author_name: str | None) -> str:
    """The name of a review's thread, in at most 100 characters: `Frieren – alice`."""
    author = f" – {shorten(author_name, _THREAD_NAME_LENGTH // 2)}" if author_name else ""
    return f"{shorten(' '.join(review.title.split()), _THREAD_NAME_LENGTH - len(author))}{author}"


def make_tag_menu(review: Review, forum_id: int, tags: Mapping[int, str]) -> Buttons:
    """A menu in which the author of a post chooses one of a forum's tags. `tags` has their names by their ids."""
    options = [discord.SelectOption(label=name, value=str(tag_id)) for tag_id, name in tags.items()]
    return Buttons(
        discord.ui.Select(
            custom_id=CHOOSE_TAG(review_id=review.id, channel_id=forum_id),
            placeholder=_("Choose a tag"),
            options=options[:25],
        )
    )


# What they share


def frame(review: Review, parts: list[discord.ui.Item], buttons: list[discord.ui.Button]) -> Layout:
    """A message about a review, in its verdict's colour."""
    row = [discord.ui.ActionRow(*buttons)] if buttons else []
    return Layout(discord.ui.Container(*parts, *row, accent_colour=_COLOURS[review.text.verdict]))


def _make_card_buttons(review: Review, *, has_read: bool) -> list[discord.ui.Button]:
    buttons = [
        # Translators: a button that shows all reactions to a review
        button(SHOW_REACTIONS(review_id=review.id), _("Show all")),
        button(REVIEW_MENU(review_id=review.id), "⋯"),
    ]
    if has_read:
        # Translators: a button that opens a review
        buttons.insert(0, button(READ(review_id=review.id), _("Read"), style=discord.ButtonStyle.primary))
    return buttons


def _list_heading_parts(review: Review, anime: Anime, tally: Tally) -> list[discord.ui.Item]:
    about = " · ".join(list_kind_and_year(anime))
    heading = name_title(review)
    return [
        discord.ui.TextDisplay(f"{heading}\n-# {about}" if about else heading),
        discord.ui.TextDisplay(f"{describe_rating(review, anime, tally)}\n-# {describe_origin(review)}"),
    ]


def _list_tag_parts(review: Review) -> list[discord.ui.Item]:
    if not review.text.tags:
        return []
    tags = escape(shorten(", ".join(review.text.tags), _TAGS_LENGTH))
    # Translators: {tags} is what readers on other sites call the review, in English
    line = _("Tagged elsewhere: {tags}", tags=tags)
    return [discord.ui.TextDisplay(f"-# {line}")]


def name_title(review: Review) -> str:
    """The heading of a review: its title."""
    return f"### {link(review.anime_key, shorten(review.title, TITLE_LENGTH))}"


def describe_rating(review: Review, anime: Anime, tally: Tally | None = None) -> str:
    """The author's rating and verdict, how much they have seen, and the readers' badge."""
    parts = [f"**{review.text.rating}/10 · {name_verdict(review.text.verdict)}**"]
    if review.text.episodes is not None:
        # Translators: written before the author had seen everything, such as "Preliminary (3/28)"
        parts.append(_("Preliminary ({seen}/{total})", seen=review.text.episodes, total=anime.episodes or "?"))
    if tally is not None and tally.badge is not None:
        parts.append(f"{tally.badge.emoji} {name_reaction(tally.badge)}")
    return " · ".join(parts)


def describe_origin(review: Review) -> str:
    """Says who wrote a review and when, and when they last changed it."""
    # Translators: {author} wrote the review
    parts = [_("by {author}", author=f"<@{review.author_id}>"), date(review.written_at)]
    if review.edited_at:
        # Translators: {date} is when its author last changed the review
        parts.append(_("edited {date}", date=date(review.edited_at)))
    return " · ".join(parts)


def _warn_of_spoilers() -> str:
    return _("⚠️ *This review contains spoilers.*")
