"""How reviews look: pure functions from domain objects to components."""

import re
from collections.abc import Mapping

import discord

from cogs.core.addresses import CHOOSE_REVIEW
from cogs.ui.components import Buttons, Layout, button
from cogs.ui.links import link
from cogs.ui.markdown import excerpt, paginate, show_addresses
from cogs.ui.reviews import describe_review, make_review_menu
from cogs.ui.text import date, escape, shorten
from db.reactions.models import SEEDED_KINDS, Tally
from db.reviews.models import Review, Verdict
from db.titles.models import Anime

EXCERPT_LENGTH = 350
PAGE_LENGTH = 3500
FORUM_PAGE_LENGTH = 2800
"""Leaves room for all else that is on the card, which has the first page in it."""

_SHORT_LENGTH = 200
_TITLE_LENGTH = 150
_TAGS_LENGTH = 200
_THREAD_NAME_LENGTH = 100
_NOTHING_TO_SEE = "…"
"""What stands for text of which nothing is left to show, for Discord refuses an empty one."""
_SPOILER_WARNING = "⚠️ *This review gives away the story.*"

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
    return _make_layout(review, parts, _make_card_buttons(review, has_read=not is_short(review)))


def list_card_parts(review: Review, anime: Anime, tally: Tally, *, has_counts: bool) -> list[discord.ui.Item]:
    """What is on a card but for its buttons."""
    text = _SPOILER_WARNING if review.is_spoiler else excerpt(review.body, EXCERPT_LENGTH) or _NOTHING_TO_SEE
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
    """Whether a review is a single sentence with nothing hidden in it: then its card, without *Read*, shows it whole.

    A sentence is one line of at most 200 characters without the end of another sentence in it.
    """
    body = review.body.strip()
    return (
        not review.is_spoiler
        and len(body) <= _SHORT_LENGTH
        and "\n" not in body
        and _SENTENCE_BEGINS.search(body) is None
        and excerpt(body, EXCERPT_LENGTH) == body
    )


def describe_tally(tally: Tally) -> str:
    """The card's line of counts: the seeded kinds in their order."""
    return " · ".join(f"{kind.emoji} {kind.label} {tally[kind]}" for kind in SEEDED_KINDS)


# In forums


def make_forum_card(review: Review, anime: Anime, tally: Tally) -> Layout:
    """The first message of a forum post, with the first page of the text; a review with spoilers only has *Read*."""
    pages = paginate_post(review)
    place = [discord.ui.TextDisplay(f"-# Page 1 of {len(pages)}")] if len(pages) > 1 else []
    parts = [
        *_list_heading_parts(review, anime, tally),
        discord.ui.Separator(),
        discord.ui.TextDisplay(pages[0] if pages else _SPOILER_WARNING),
        *place,
        *_list_tag_parts(review),
        discord.ui.TextDisplay(describe_tally(tally)),
    ]
    return _make_layout(review, parts, _make_card_buttons(review, has_read=review.is_spoiler))


def make_forum_page(page: str, number: int, count: int) -> Layout:
    """A further message of a forum post: one of the later pages of the text, 2 being the first of them."""
    return Layout(discord.ui.TextDisplay(page), discord.ui.TextDisplay(f"-# Page {number} of {count}"))


def paginate_post(review: Review) -> list[str]:
    """The pages of a review's text in a forum, none of them empty; no pages at all if it has spoilers."""
    if review.is_spoiler:
        return []
    pages = (show_addresses(page.text) for page in paginate(review.body, FORUM_PAGE_LENGTH))
    return [text if text.strip() else _NOTHING_TO_SEE for text in pages]


def name_thread(review: Review, author_name: str | None) -> str:
    """What a review's thread is called, in at most 100 characters: `Frieren – alice`."""
    author = f" – {shorten(author_name, _THREAD_NAME_LENGTH // 2)}" if author_name else ""
    return f"{shorten(' '.join(review.title.split()), _THREAD_NAME_LENGTH - len(author))}{author}"


def make_tag_menu(review: Review, forum_id: int, tags: Mapping[int, str]) -> Buttons:
    """A menu of a forum's tags, their names by their ids, of which the author of a post has to choose one."""
    options = [discord.SelectOption(label=name, value=str(tag_id)) for tag_id, name in tags.items()]
    return Buttons(
        discord.ui.Select(
            custom_id=f"review:tag:{review.id}:{forum_id}", placeholder="Choose a tag", options=options[:25]
        )
    )


# The reader


def make_reader(review: Review, anime: Anime, number: int, *, is_author: bool) -> Layout:
    """One page of the whole text; a number past the end shows the last page."""
    pages = paginate(review.body, PAGE_LENGTH)
    number = max(1, min(number, len(pages)))
    text = show_addresses(pages[number - 1].text)
    heading = f"### {link(review.anime_key, shorten(review.title, _TITLE_LENGTH))}"
    parts: list[discord.ui.Item] = [
        discord.ui.TextDisplay(f"{heading}\n{_describe(review, anime)}\n-# {_describe_origin(review)}"),
        discord.ui.Separator(),
        discord.ui.TextDisplay(text if text.strip() else _NOTHING_TO_SEE),
    ]
    buttons = []
    if len(pages) > 1:
        parts += [discord.ui.Separator(), discord.ui.TextDisplay(f"-# Page {number} of {len(pages)}")]
        buttons += [
            button(f"review:page:{review.id}:{number - 1}", "Previous", disabled=number == 1),
            button(f"review:page:{review.id}:{number + 1}", "Next", disabled=number == len(pages)),
            button(f"review:file:{review.id}", "As a file"),
        ]
    if not is_author:
        buttons += _list_flag_buttons(review)
    return _make_layout(review, parts, buttons)


def make_spoiler_wall(review: Review) -> Layout:
    """What stands before a review with spoilers until its reader has agreed."""
    subject = "This" if review.has_spoilers else "Readers say that this"
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(
                f"### ⚠️ Spoilers\n{subject} review by <@{review.author_id}> gives away the story of "
                f"**{escape(shorten(review.title, _TITLE_LENGTH))}**."
            ),
            discord.ui.ActionRow(
                button(f"review:page:{review.id}:1", "Show spoilers", style=discord.ButtonStyle.danger)
            ),
        )
    )


def make_reader_menu(review: Review, *, message_id: int | None) -> Buttons | None:
    """What others than its author can do with a review; None if there is nothing.

    `message_id` is that of the card they ask at, where a thread can be opened on it.
    """
    buttons = _list_flag_buttons(review)
    if message_id is not None:
        buttons.insert(0, button(f"review:discuss:{review.id}:{message_id}", "Discuss"))
    return Buttons(*buttons) if buttons else None


def make_flag_menu(review: Review) -> Buttons:
    """What a reader can do who has flagged a spoiler."""
    return Buttons(button(f"review:unflag:{review.id}", "Take it back"))


def make_flagged_menu(review: Review) -> Buttons:
    """What an author can do whose review readers have flagged."""
    return Buttons(
        button(f"review:edit:{review.id}", "Edit", style=discord.ButtonStyle.primary),
        button(f"review:read:{review.id}", "Read"),
    )


def make_reviewer_menu(reviews: list[Review]) -> Layout:
    """A menu of up to 25 people's reviews of one anime."""
    lines = [f"{number}. {describe_review(review)}" for number, review in enumerate(reviews, 1)]
    heading = f"### Reviews of {escape(shorten(reviews[0].title, _TITLE_LENGTH))}"
    return Layout(
        discord.ui.TextDisplay("\n".join([heading, *lines])),
        make_review_menu(CHOOSE_REVIEW(), reviews, "Whose review?"),
    )


# What they share


def _make_layout(review: Review, parts: list[discord.ui.Item], buttons: list[discord.ui.Button]) -> Layout:
    row = [discord.ui.ActionRow(*buttons)] if buttons else []
    return Layout(discord.ui.Container(*parts, *row, accent_colour=_COLOURS[review.verdict]))


def _make_card_buttons(review: Review, *, has_read: bool) -> list[discord.ui.Button]:
    buttons = [button(f"reaction:all:{review.id}", "Show all"), button(f"review:menu:{review.id}", "⋯")]
    if has_read:
        buttons.insert(0, button(f"review:read:{review.id}", "Read", style=discord.ButtonStyle.primary))
    return buttons


def _list_flag_buttons(review: Review) -> list[discord.ui.Button]:
    return [] if review.is_spoiler else [button(f"review:flag:{review.id}", "Flag a spoiler")]


def _list_heading_parts(review: Review, anime: Anime, tally: Tally) -> list[discord.ui.Item]:
    about = " · ".join(str(detail) for detail in (anime.kind, anime.year) if detail)
    heading = f"### {link(review.anime_key, shorten(review.title, _TITLE_LENGTH))}"
    return [
        discord.ui.TextDisplay(f"{heading}\n-# {about}" if about else heading),
        discord.ui.TextDisplay(f"{_describe(review, anime, tally)}\n-# {_describe_origin(review)}"),
    ]


def _list_tag_parts(review: Review) -> list[discord.ui.Item]:
    if not review.tags:
        return []
    tags = escape(shorten(", ".join(review.tags), _TAGS_LENGTH))
    return [discord.ui.TextDisplay(f"-# Tagged elsewhere: {tags}")]


def _describe(review: Review, anime: Anime, tally: Tally | None = None) -> str:
    parts = [f"**{review.rating}/10 · {review.verdict.label}**"]
    if review.episodes is not None:
        parts.append(f"Preliminary ({review.episodes}/{anime.episodes or '?'})")
    if tally is not None and tally.badge is not None:
        parts.append(f"{tally.badge.emoji} {tally.badge.label}")
    return " · ".join(parts)


def _describe_origin(review: Review) -> str:
    edited = f" · edited {date(review.edited_at)}" if review.edited_at else ""
    return f"by <@{review.author_id}> · {date(review.written_at)}{edited}"
