"""How reviews look: pure functions from domain objects to components."""

import io

import discord

from cogs.ui.components import Buttons, Layout, button
from cogs.ui.links import link
from cogs.ui.markdown import excerpt, paginate
from cogs.ui.reviews import describe_review, make_review_menu
from cogs.ui.text import date, escape, shorten
from db.models import SEEDED_KINDS, Anime, Review, Tally, Verdict

EXCERPT_LENGTH = 350
PAGE_LENGTH = 3500
_TITLE_LENGTH = 150
_TAGS_LENGTH = 200
_NOTHING_TO_SEE = "…"
"""What stands for text of which nothing is left to show, for Discord refuses an empty one."""

_COLOURS = {
    Verdict.RECOMMENDED: discord.Colour(0x2E9E5B),
    Verdict.MIXED_FEELINGS: discord.Colour(0xD9A21B),
    Verdict.NOT_RECOMMENDED: discord.Colour(0xC8453B),
}


def make_card(review: Review, anime: Anime, tally: Tally, *, has_counts: bool) -> Layout:
    """The message that shows a review to everyone in a channel."""
    text = excerpt(review.body, EXCERPT_LENGTH) or _NOTHING_TO_SEE
    if review.has_spoilers:
        text = "⚠️ *This review gives away the story.*"
    about = " · ".join(str(detail) for detail in (anime.kind, anime.year) if detail)
    heading = f"### {link(review.anime_key, shorten(review.title, _TITLE_LENGTH))}"
    parts = [
        discord.ui.TextDisplay(f"{heading}\n-# {about}" if about else heading),
        discord.ui.TextDisplay(
            f"{_describe(review, anime, tally)}\n-# by <@{review.author_id}> · {_describe_date(review)}"
        ),
        discord.ui.Separator(),
        discord.ui.TextDisplay(text),
    ]
    if review.tags:
        tags = escape(shorten(", ".join(review.tags), _TAGS_LENGTH))
        parts.append(discord.ui.TextDisplay(f"-# Tagged elsewhere: {tags}"))
    if has_counts:
        parts.append(discord.ui.TextDisplay(describe_tally(tally)))
    buttons = discord.ui.ActionRow(
        button(f"review:read:{review.id}", "Read", style=discord.ButtonStyle.primary),
        button(f"reaction:all:{review.id}", "Show all"),
        button(f"review:menu:{review.id}", "⋯"),
    )
    return Layout(discord.ui.Container(*parts, buttons, accent_colour=_COLOURS[review.verdict]))


def describe_tally(tally: Tally) -> str:
    """The card's line of counts: the seeded kinds in their order."""
    return " · ".join(f"{kind.emoji} {kind.label} {tally[kind]}" for kind in SEEDED_KINDS)


def make_reader(review: Review, anime: Anime, number: int) -> Layout:
    """One page of the whole text; a number past the end shows the last page."""
    pages = paginate(review.body, PAGE_LENGTH)
    number = max(1, min(number, len(pages)))
    text = pages[number - 1].text
    heading = f"### {link(review.anime_key, shorten(review.title, _TITLE_LENGTH))}"
    parts: list[discord.ui.Item] = [
        discord.ui.TextDisplay(
            f"{heading}\n{_describe(review, anime)}\n-# by <@{review.author_id}> · {_describe_date(review)}"
        ),
        discord.ui.Separator(),
        discord.ui.TextDisplay(text if text.strip() else _NOTHING_TO_SEE),
    ]
    if len(pages) > 1:
        parts += [
            discord.ui.Separator(),
            discord.ui.TextDisplay(f"-# Page {number} of {len(pages)}"),
            discord.ui.ActionRow(
                button(f"review:page:{review.id}:{number - 1}", "Previous", disabled=number == 1),
                button(f"review:page:{review.id}:{number + 1}", "Next", disabled=number == len(pages)),
            ),
        ]
    return Layout(discord.ui.Container(*parts, accent_colour=_COLOURS[review.verdict]))


def make_spoiler_wall(review: Review) -> Layout:
    """What stands before a review with spoilers until its reader has agreed."""
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(
                f"### ⚠️ Spoilers\nThis review by <@{review.author_id}> gives away the story of "
                f"**{escape(shorten(review.title, _TITLE_LENGTH))}**."
            ),
            discord.ui.ActionRow(
                button(f"review:page:{review.id}:1", "Show spoilers", style=discord.ButtonStyle.danger)
            ),
        )
    )


def make_author_menu(review: Review, *, has_edit: bool = True) -> Buttons:
    """What an author can do with a review; `has_edit` is False where it is too long for a form."""
    buttons = [
        button(f"review:continue:{review.id}", "Add more"),
        button(f"review:delete:{review.id}", "Delete", style=discord.ButtonStyle.danger),
    ]
    if has_edit:
        buttons.insert(0, button(f"review:edit:{review.id}", "Edit", style=discord.ButtonStyle.primary))
    return Buttons(*buttons)


def make_text_file(body: str) -> discord.File:
    """The text of a review as a Markdown file."""
    return discord.File(io.BytesIO(body.encode()), "review.md")


def make_saved_menu(review: Review) -> Buttons:
    return Buttons(
        button(f"review:read:{review.id}", "Read", style=discord.ButtonStyle.primary),
        button(f"review:edit:{review.id}", "Edit"),
        button(f"review:continue:{review.id}", "Add more"),
        button(f"review:delete:{review.id}", "Delete", style=discord.ButtonStyle.danger),
    )


def make_existing_menu(review: Review, *, has_draft: bool) -> Buttons:
    """What an author can do who has already reviewed the anime."""
    buttons = [
        button(f"review:edit:{review.id}", "Edit", style=discord.ButtonStyle.primary),
        button(f"review:read:{review.id}", "Read"),
    ]
    if has_draft:
        replace = button(
            f"review:replace:{review.id}", "Replace it with the new text", style=discord.ButtonStyle.danger
        )
        buttons.insert(0, replace)
    return Buttons(*buttons)


def make_draft_menu(anime_key: str) -> Buttons:
    return Buttons(button(f"review:draft:{anime_key}", "Back to the form", style=discord.ButtonStyle.primary))


def make_delete_question(review: Review) -> Buttons:
    return Buttons(
        button(f"review:remove:{review.id}", "Delete", style=discord.ButtonStyle.danger),
        button(f"review:keep:{review.id}", "Keep"),
    )


def make_undo_menu(review_id: int) -> Buttons:
    return Buttons(button(f"review:undo:{review_id}", "Undo"))


def make_reviewer_menu(reviews: list[Review]) -> Layout:
    """A menu of up to 25 people's reviews of one anime."""
    lines = [f"{number}. {describe_review(review)}" for number, review in enumerate(reviews, 1)]
    heading = f"### Reviews of {escape(shorten(reviews[0].title, _TITLE_LENGTH))}"
    return Layout(
        discord.ui.TextDisplay("\n".join([heading, *lines])),
        make_review_menu(reviews, "Whose review?"),
    )


def _describe(review: Review, anime: Anime, tally: Tally | None = None) -> str:
    parts = [f"**{review.rating}/10 · {review.verdict.label}**"]
    if review.episodes is not None:
        parts.append(f"Preliminary ({review.episodes}/{anime.episodes or '?'})")
    if tally is not None and tally.badge is not None:
        parts.append(f"{tally.badge.emoji} {tally.badge.label}")
    return " · ".join(parts)


def _describe_date(review: Review) -> str:
    edited = f" · edited {date(review.edited_at)}" if review.edited_at else ""
    return date(review.written_at) + edited
