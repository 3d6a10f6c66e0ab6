"""How a review looks to its readers: pure functions from domain objects to components."""

import discord

from cogs.core.addresses import CHOOSE_REVIEW
from cogs.core.language import _, fill
from cogs.core.router import Address
from cogs.reviews.addresses import DISCUSS, EDIT, READ
from cogs.reviews.cards.render import (
    NOTHING_TO_SEE,
    TITLE_LENGTH,
    describe_origin,
    describe_rating,
    frame,
    name_title,
)
from cogs.ui.components import Buttons, Layout, button
from cogs.ui.markdown import paginate, show_addresses
from cogs.ui.reviews import describe_review, make_review_menu
from cogs.ui.text import escape, name_page, shorten
from db.reviews.models import Review
from db.titles.models import Anime

PAGE = Address("review:page:{review_id:int}:{number:int}")
SEND_FILE = Address("review:file:{review_id:int}")
FLAG = Address("review:flag:{review_id:int}")
UNFLAG = Address("review:unflag:{review_id:int}")

PAGE_LENGTH = 3500


def make_reader(review: Review, anime: Anime, number: int, *, is_author: bool) -> Layout:
    """One page of the whole text. The first page is 1; a number past the end shows the last page."""
    pages = paginate(review.text.body, PAGE_LENGTH)
    number = max(1, min(number, len(pages)))
    text = show_addresses(pages[number - 1].text)
    parts: list[discord.ui.Item] = [
        discord.ui.TextDisplay(f"{name_title(review)}\n{describe_rating(review, anime)}\n-# {describe_origin(review)}"),
        discord.ui.Separator(),
        discord.ui.TextDisplay(text if text.strip() else NOTHING_TO_SEE),
    ]
    buttons = []
    if len(pages) > 1:
        parts += [discord.ui.Separator(), discord.ui.TextDisplay(f"-# {name_page(number, len(pages))}")]
        buttons += [
            button(PAGE(review_id=review.id, number=number - 1), _("Previous"), disabled=number == 1),
            button(PAGE(review_id=review.id, number=number + 1), _("Next"), disabled=number == len(pages)),
            button(SEND_FILE(review_id=review.id), _("As a file")),
        ]
    if not is_author:
        buttons += _list_flag_buttons(review)
    return frame(review, parts, buttons)


def make_spoiler_wall(review: Review) -> Layout:
    """A warning in place of a review with spoilers, until its reader wants to see them."""
    heading = _("Spoilers")
    if review.text.has_spoilers:
        message = _("This review by {author} contains spoilers for **{title}**.")
    else:
        message = _("Readers say that this review by {author} contains spoilers for **{title}**.")
    warning = fill(message, author=f"<@{review.author_id}>", title=escape(shorten(review.title, TITLE_LENGTH)))
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(f"### ⚠️ {heading}\n{warning}"),
            discord.ui.ActionRow(
                button(PAGE(review_id=review.id, number=1), _("Show spoilers"), style=discord.ButtonStyle.danger)
            ),
        )
    )


def make_reader_menu(review: Review, *, message_id: int | None) -> Buttons | None:
    """Buttons for readers who are not the author of a review; None if there is nothing that they can do.

    `message_id` is the card's if a thread can be opened on it.
    """
    buttons = _list_flag_buttons(review)
    if message_id is not None:
        buttons.insert(0, button(DISCUSS(review_id=review.id, message_id=message_id), _("Discuss")))
    return Buttons(*buttons) if buttons else None


def make_flag_menu(review: Review) -> Buttons:
    """What a reader can do after flagging a spoiler."""
    return Buttons(button(UNFLAG(review_id=review.id), _("Remove my flag")))


def make_flagged_menu(review: Review) -> Buttons:
    """Buttons for the author of a review that readers have flagged."""
    return Buttons(
        button(EDIT(review_id=review.id), _("Edit"), style=discord.ButtonStyle.primary),
        button(READ(review_id=review.id), _("Read")),
    )


def make_reviewer_menu(reviews: list[Review]) -> Layout:
    """A menu of up to 25 people's reviews of one anime."""
    lines = [f"{number}. {describe_review(review)}" for number, review in enumerate(reviews, 1)]
    heading = _("Reviews of {title}", title=escape(shorten(reviews[0].title, TITLE_LENGTH)))
    return Layout(
        discord.ui.TextDisplay("\n".join([f"### {heading}", *lines])),
        make_review_menu(CHOOSE_REVIEW(), reviews, _("Whose review?")),
    )


def _list_flag_buttons(review: Review) -> list[discord.ui.Button]:
    return [] if review.is_spoiler else [button(FLAG(review_id=review.id), _("Flag a spoiler"))]
