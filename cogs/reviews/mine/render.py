"""How a person's own reviews and drafts look to them: pure functions from domain objects to components."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import discord

from cogs.anime.adult import CONCEALED
from cogs.core.addresses import LIST_FROM_REVIEW, UNDO_DELETION
from cogs.core.router import Address
from cogs.reviews.addresses import CONTINUE, DELETE, DISCUSS, EDIT, OPEN_DRAFT, READ
from cogs.reviews.cards.render import list_card_parts
from cogs.ui.components import Buttons, Layout, button
from cogs.ui.links import link
from cogs.ui.markdown import excerpt, paginate
from cogs.ui.text import count, date, escape, moment, shorten
from db.reactions.models import ReactionKind, Tally
from db.reviews.models import Draft, Review, ReviewVersion
from db.titles.models import Anime

MINE_PAGE = Address("review:mine:{page:int}")
OPEN_REVIEW = Address("review:own")
"""A menu of reviews, with their ids as values."""
CHOOSE_DRAFT = Address("review:drafts")
"""A menu of drafts, with their ids as values."""
EXPORT = Address("review:export")

ELSEWHERE = Address("review:elsewhere:{review_id:int}")
POST_IN = Address("review:post-in:{review_id:int}")
"""A menu of channels."""
CONFIRM_DELETE = Address("review:remove:{review_id:int}")
KEEP = Address("review:keep:{review_id:int}")

POST_DRAFT = Address("review:post-draft:{draft_id:int}")
SEND_DRAFT_FILE = Address("review:draft-file:{draft_id:int}")
THROW_AWAY = Address("review:throw-away:{draft_id:int}")

VERSIONS = Address("review:versions:{review_id:int}")
VERSIONS_PAGE = Address("review:versions:{review_id:int}:{page:int}")
CHOOSE_VERSION = Address("review:choose-version:{review_id:int}")
"""A menu of versions, with their revisions as values."""
VERSION_PAGE = Address("review:version:{review_id:int}:{revision:int}:{number:int}")
SEND_VERSION_FILE = Address("review:version-file:{review_id:int}:{revision:int}")
RESTORE_VERSION = Address("review:restore:{review_id:int}:{revision:int}")

PAGE_SIZE = 8
DRAFTS_A_PAGE = 25
"""As many as one menu can hold."""

_TITLE_LENGTH = 80
_VERSION_PAGE_LENGTH = 3000
_VERSIONS_PER_PAGE = 25
_MAX_POST_LINKS = 5
_POST_NAME_LENGTH = 60
_COLOUR = discord.Colour(0x5865F2)
_DRAFT_EXCERPT_LENGTH = 350

Written = TypeVar("Written", Review, Draft)


class PostLink(NamedTuple):
    """Where a review is posted, as its author knows it."""

    name: str
    link: str


def make_panel(
    review: Review,
    anime: Anime,
    tally: Tally,
    posts: Sequence[PostLink],
    sentence: str,
    *,
    has_card: bool,
    message_id: int | None = None,
) -> Layout:
    """What an author can do with a review, below how its card looks and where it is posted.

    `has_card` is False where the card itself stands above. `message_id` is that of the card from which the panel was
    opened, if a thread can be opened on it.
    """
    first = [
        button(EDIT(review_id=review.id), "Edit", style=discord.ButtonStyle.primary),
        button(CONTINUE(review_id=review.id), "Add more"),
        button(ELSEWHERE(review_id=review.id), "Post elsewhere"),
        button(DELETE(review_id=review.id), "Delete", style=discord.ButtonStyle.danger),
    ]
    second = [
        button(READ(review_id=review.id), "Read"),
        button(LIST_FROM_REVIEW(review_id=review.id), "Put it on my list"),
    ]
    if review.revision > 1:
        second.append(button(VERSIONS(review_id=review.id), "Earlier versions"))
    if message_id is not None:
        second.append(button(DISCUSS(review_id=review.id, message_id=message_id), "Discuss"))
    items: list[discord.ui.Item] = [discord.ui.TextDisplay(sentence)]
    if has_card:
        card = list_card_parts(review, anime, tally, has_counts=True)
        posted = discord.ui.TextDisplay(f"-# {_describe_posts(posts)}")
        items.append(discord.ui.Container(*card, discord.ui.Separator(), posted, accent_colour=_COLOUR))
    return Layout(*items, discord.ui.ActionRow(*first), discord.ui.ActionRow(*second))


def make_mine(
    reviews: Sequence[Review],
    drafts: Sequence[Draft],
    tallies: Mapping[int, Tally],
    places: Mapping[int, int],
    *,
    total: int,
    total_drafts: int,
    page: int,
) -> Layout:
    """A page of one's own reviews and of one's drafts, 1-based.

    `tallies` and `places`, how many posts a review has, are by the reviews' ids.
    """
    pages = count_pages(total, total_drafts)
    numbered = list(enumerate(reviews, (page - 1) * PAGE_SIZE + 1))
    totals = [count(total, "review"), *([count(total_drafts, "draft")] if total_drafts else [])]
    lines = [
        f"### Your reviews\n-# {' · '.join(totals)}",
        *(_describe_review(number, review, tallies[review.id], places[review.id]) for number, review in numbered),
        *([] if total else ["None yet: `/review write` is where you begin."]),
        *([f"-# Page {page} of {pages}"] if pages > 1 else []),
    ]
    items: list[discord.ui.Item] = [discord.ui.TextDisplay("\n".join(lines))]
    if reviews:
        options = [
            discord.SelectOption(label=shorten(f"{number}. {review.title}", 100), value=str(review.id))
            for number, review in numbered
        ]
        items.append(_make_menu(OPEN_REVIEW(), "Open a review", options))
    if drafts:
        options = [
            discord.SelectOption(
                label=shorten(draft.title, 100),
                description=shorten(f"{draft.text.rating}/10 · {' '.join(draft.text.body.split())}", 100),
                value=str(draft.id),
            )
            for draft in drafts
        ]
        items.append(_make_menu(CHOOSE_DRAFT(), "Open a draft", options))
    buttons = []
    if pages > 1:
        buttons += [
            button(MINE_PAGE(page=page - 1), "Previous", disabled=page == 1),
            button(MINE_PAGE(page=page + 1), "Next", disabled=page == pages),
        ]
    if total:
        buttons.append(button(EXPORT(), "Export"))
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def count_pages(total: int, total_drafts: int) -> int:
    """How many pages so many reviews and drafts fill, at least 1."""
    return max(1, -(-total // PAGE_SIZE), -(-total_drafts // DRAFTS_A_PAGE))


def make_draft(draft: Draft, *, has_review: bool, fits_form: bool) -> Layout:
    """A draft with what can become of it; one that does not fit in a form is sent back as a file.

    `has_review` says whether its author has reviewed the anime already.
    """
    text = excerpt(draft.text.body, _DRAFT_EXCERPT_LENGTH) or "…"
    form = "Go on writing" if fits_form else "Send it back"
    buttons = [
        button(OPEN_DRAFT(draft_id=draft.id), form, style=discord.ButtonStyle.primary),
        button(POST_DRAFT(draft_id=draft.id), "Replace my review" if has_review else "Post it"),
        button(SEND_DRAFT_FILE(draft_id=draft.id), "As a file"),
        button(THROW_AWAY(draft_id=draft.id), "Throw it away", style=discord.ButtonStyle.danger),
    ]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(
                f"### Draft · {link(draft.anime_key, shorten(draft.title, _TITLE_LENGTH))}\n"
                f"**{draft.text.rating}/10** · {count(len(draft.text.body), 'character')}"
            ),
            discord.ui.Separator(),
            discord.ui.TextDisplay(text),
            discord.ui.ActionRow(*buttons),
            accent_colour=_COLOUR,
        )
    )


def make_versions(review: Review, versions: Sequence[ReviewVersion], page: int) -> Layout:
    """A menu of a review's earlier versions, a page of them, 1-based; a number past the end shows the last page."""
    pages = -(-len(versions) // _VERSIONS_PER_PAGE)
    page = min(page, pages)
    shown = versions[(page - 1) * _VERSIONS_PER_PAGE : page * _VERSIONS_PER_PAGE]
    lines = [
        f"Version {version.revision} · {moment(version.written_at)} · **{version.text.rating}/10** · "
        f"{count(len(version.text.body), 'character')}"
        for version in shown
    ]
    heading = f"### Earlier versions · {escape(shorten(review.title, _TITLE_LENGTH))}"
    options = [
        discord.SelectOption(
            label=shorten(f"Version {version.revision} · {' '.join(version.text.body.split())}", 100),
            value=str(version.revision),
        )
        for version in shown
    ]
    items: list[discord.ui.Item] = [
        discord.ui.TextDisplay("\n".join([heading, *lines])),
        _make_menu(CHOOSE_VERSION(review_id=review.id), "Open a version", options),
    ]
    if pages > 1:
        newer = button(VERSIONS_PAGE(review_id=review.id, page=page - 1), "Newer", disabled=page == 1)
        older = button(VERSIONS_PAGE(review_id=review.id, page=page + 1), "Older", disabled=page == pages)
        items.append(discord.ui.ActionRow(newer, older))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_version(review: Review, version: ReviewVersion, number: int) -> Layout:
    """A page of an earlier version, 1-based; a number past the end shows the last page."""
    pages = paginate(version.text.body, _VERSION_PAGE_LENGTH)
    number = max(1, min(number, len(pages)))
    text = pages[number - 1].text
    version_of = {"review_id": review.id, "revision": version.revision}
    buttons = [
        button(SEND_VERSION_FILE(**version_of), "As a file"),
        button(RESTORE_VERSION(**version_of), "Bring it back", style=discord.ButtonStyle.primary),
    ]
    if len(pages) > 1:
        buttons = [
            button(VERSION_PAGE(**version_of, number=number - 1), "Previous", disabled=number == 1),
            button(VERSION_PAGE(**version_of, number=number + 1), "Next", disabled=number == len(pages)),
            *buttons,
        ]
    place = f" · page {number} of {len(pages)}" if len(pages) > 1 else ""
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(
                f"### {link(review.anime_key, shorten(review.title, _TITLE_LENGTH))}\n"
                f"Version {version.revision} · **{version.text.rating}/10 · {version.text.verdict.label}** · "
                f"{moment(version.written_at)}{place}"
            ),
            discord.ui.Separator(),
            discord.ui.TextDisplay(text if text.strip() else "…"),
            discord.ui.ActionRow(*buttons),
            accent_colour=_COLOUR,
        )
    )


def make_delete_question(review: Review) -> Buttons:
    return Buttons(
        button(CONFIRM_DELETE(review_id=review.id), "Delete", style=discord.ButtonStyle.danger),
        button(KEEP(review_id=review.id), "Keep"),
    )


def make_undo_menu(review_id: int) -> Buttons:
    return Buttons(button(UNDO_DELETION(review_id=review_id), "Undo"))


def make_channel_menu(review: Review) -> Buttons:
    """A menu of the channels of a server in which a review can be posted."""
    types = [
        discord.ChannelType.text,
        discord.ChannelType.news,
        discord.ChannelType.forum,
        discord.ChannelType.public_thread,
    ]
    return Buttons(
        discord.ui.ChannelSelect(
            custom_id=POST_IN(review_id=review.id), placeholder="Choose a channel", channel_types=types
        )
    )


def conceal(written: Written) -> Written:
    """The same without the name of its title, which may not be shown where it is asked for."""
    return replace(written, title=CONCEALED, anime_key="")


def _make_menu(custom_id: str, placeholder: str, options: list[discord.SelectOption]) -> discord.ui.ActionRow:
    return discord.ui.ActionRow(discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options))


def _describe_review(number: int, review: Review, tally: Tally, places: int) -> str:
    title = link(review.anime_key, shorten(review.title, _TITLE_LENGTH))
    warning = " · ⚠️ spoilers" if review.is_spoiler else ""
    verdict = review.text.verdict.label
    return (
        f"{number}. {title} · **{review.text.rating}/10** · {verdict} · {date(review.written_at)}{warning}\n"
        f"-# {_describe_places(places)}{_describe_votes(tally)}"
    )


def _describe_places(number: int) -> str:
    return f"in {count(number, 'place')}" if number else "not posted yet"


def _describe_votes(tally: Tally) -> str:
    return "".join(f" · {kind.emoji} {tally[kind]:,}" for kind in ReactionKind if tally[kind])


def _describe_posts(posts: Sequence[PostLink]) -> str:
    if not posts:
        return "Not posted anywhere yet."
    links = [f"[{escape(shorten(post.name, _POST_NAME_LENGTH))}]({post.link})" for post in posts[:_MAX_POST_LINKS]]
    more = f" · {len(posts) - _MAX_POST_LINKS:,} more" if len(posts) > _MAX_POST_LINKS else ""
    return f"Posted in {' · '.join(links)}{more}"
