"""How a person's own reviews and drafts look: pure functions from domain objects to components."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import discord

from cogs.anime.adult import name_concealed
from cogs.core.addresses import LIST_FROM_REVIEW, UNDO_DELETION
from cogs.core.language import _, ngettext, write_number
from cogs.core.router import Address
from cogs.reviews.addresses import CONTINUE, DELETE, DISCUSS, EDIT, OPEN_DRAFT, READ
from cogs.reviews.cards.render import list_card_parts
from cogs.ui.components import Buttons, Layout, button
from cogs.ui.labels import name_verdict
from cogs.ui.links import link
from cogs.ui.markdown import excerpt, paginate
from cogs.ui.text import count_characters, count_more, date, escape, moment, name_page, shorten
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
"""The most options of a menu."""

_TITLE_LENGTH = 80
_VERSION_PAGE_LENGTH = 3000
_VERSIONS_PER_PAGE = 25
_MAX_POST_LINKS = 5
_POST_NAME_LENGTH = 60
_COLOUR = discord.Colour(0x5865F2)
_DRAFT_EXCERPT_LENGTH = 350

Written = TypeVar("Written", Review, Draft)


class PostLink(NamedTuple):
    """A place where a review is posted: its name, and a link to the card."""

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
    """A review as its author sees it: how its card looks, where it is posted, and buttons for what they can do.

    `has_card` is False if the card itself is right above the panel. `message_id` is the card from which the panel was
    opened, if a thread can be opened on it.
    """
    first = [
        button(EDIT(review_id=review.id), _("Edit"), style=discord.ButtonStyle.primary),
        button(CONTINUE(review_id=review.id), _("Add more")),
        button(ELSEWHERE(review_id=review.id), _("Post elsewhere")),
        button(DELETE(review_id=review.id), _("Delete"), style=discord.ButtonStyle.danger),
    ]
    second = [
        button(READ(review_id=review.id), _("Read")),
        button(LIST_FROM_REVIEW(review_id=review.id), _("Add to my list")),
    ]
    if review.revision > 1:
        second.append(button(VERSIONS(review_id=review.id), _("Earlier versions")))
    if message_id is not None:
        # Translators: a button that opens a thread on a review
        second.append(button(DISCUSS(review_id=review.id, message_id=message_id), _("Discuss")))
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
    standing: Sequence[str],
    total: int,
    total_drafts: int,
    page: int,
) -> Layout:
    """A page of a person's own reviews and drafts; the first page is 1.

    `tallies` and `places` are by the reviews' ids. `places` has the number of a review's posts. `standing` has links to
    cards of deleted reviews that Discord hasn't let the bot remove.
    """
    pages = count_pages(total, total_drafts)
    numbered = list(enumerate(reviews, (page - 1) * PAGE_SIZE + 1))
    heading = _("Your reviews")
    totals = [ngettext("{number} review", "{number} reviews", total)]
    if total_drafts:
        totals.append(ngettext("{number} draft", "{number} drafts", total_drafts))
    lines = [
        f"### {heading}\n-# {' · '.join(totals)}",
        *(_describe_review(number, review, tallies[review.id], places[review.id]) for number, review in numbered),
    ]
    if standing:
        lines.append(describe_standing(standing))
    if not total:
        lines.append(_("You have no reviews yet. Write your first with `/review write`."))
    if pages > 1:
        lines.append(f"-# {name_page(page, pages)}")
    items: list[discord.ui.Item] = [discord.ui.TextDisplay("\n".join(lines))]
    if reviews:
        options = [
            discord.SelectOption(label=shorten(f"{number}. {review.title}", 100), value=str(review.id))
            for number, review in numbered
        ]
        items.append(_make_menu(OPEN_REVIEW(), _("Open a review"), options))
    if drafts:
        options = [
            discord.SelectOption(
                label=shorten(draft.title, 100),
                description=shorten(f"{draft.text.rating}/10 · {' '.join(draft.text.body.split())}", 100),
                value=str(draft.id),
            )
            for draft in drafts
        ]
        items.append(_make_menu(CHOOSE_DRAFT(), _("Open a draft"), options))
    buttons = []
    if pages > 1:
        buttons += [
            button(MINE_PAGE(page=page - 1), _("Previous"), disabled=page == 1),
            button(MINE_PAGE(page=page + 1), _("Next"), disabled=page == pages),
        ]
    if total:
        # Translators: a button
        buttons.append(button(EXPORT(), _("Export")))
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def describe_standing(links: Sequence[str]) -> str:
    """Says which cards of deleted reviews still stand."""
    return ngettext(
        "⚠️ Discord doesn't let me remove {number} card of a review that you deleted: {links}. I can't see its channel, "
        "or its thread is closed. I'll remove it as soon as I can; a moderator can do so now.",
        "⚠️ Discord doesn't let me remove {number} cards of reviews that you deleted: {links}. I can't see their "
        "channels, or their threads are closed. I'll remove them as soon as I can; a moderator can do so now.",
        len(links),
        links=_list_links(links),
    )


def describe_outdated(links: Sequence[str]) -> str:
    """Says which cards don't show the latest version of a review."""
    return ngettext(
        "⚠️ Discord doesn't let me update {number} card: {links}. I can't see its channel, or its thread is closed. It "
        "shows an earlier version until I can.",
        "⚠️ Discord doesn't let me update {number} cards: {links}. I can't see their channels, or their threads are "
        "closed. They show an earlier version until I can.",
        len(links),
        links=_list_links(links),
    )


def _list_links(links: Sequence[str]) -> str:
    more = [count_more(len(links) - _MAX_POST_LINKS)] if len(links) > _MAX_POST_LINKS else []
    return " · ".join([*links[:_MAX_POST_LINKS], *more])


def count_pages(total: int, total_drafts: int) -> int:
    """How many pages a number of reviews and drafts fill; at least 1."""
    return max(1, -(-total // PAGE_SIZE), -(-total_drafts // DRAFTS_A_PAGE))


def make_draft(draft: Draft, *, has_review: bool, fits_form: bool) -> Layout:
    """A draft, with buttons for what its author can do with it. One that doesn't fit in a form is edited as a file.

    `has_review` says whether its author has already reviewed the anime.
    """
    text = excerpt(draft.text.body, _DRAFT_EXCERPT_LENGTH) or "…"
    form = _("Keep writing") if fits_form else _("Send the changed file")
    post = _("Replace my review") if has_review else _("Post it")
    # Translators: the heading of a draft
    heading = _("Draft · {title}", title=link(draft.anime_key, shorten(draft.title, _TITLE_LENGTH)))
    buttons = [
        button(OPEN_DRAFT(draft_id=draft.id), form, style=discord.ButtonStyle.primary),
        button(POST_DRAFT(draft_id=draft.id), post),
        button(SEND_DRAFT_FILE(draft_id=draft.id), _("As a file")),
        button(THROW_AWAY(draft_id=draft.id), _("Delete the draft"), style=discord.ButtonStyle.danger),
    ]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(
                f"### {heading}\n**{draft.text.rating}/10** · {count_characters(len(draft.text.body))}"
            ),
            discord.ui.Separator(),
            discord.ui.TextDisplay(text),
            discord.ui.ActionRow(*buttons),
            accent_colour=_COLOUR,
        )
    )


def make_versions(review: Review, versions: Sequence[ReviewVersion], page: int) -> Layout:
    """A page of a review's earlier versions, with a menu to open one. The first page is 1; past the end is the last."""
    pages = -(-len(versions) // _VERSIONS_PER_PAGE)
    page = min(page, pages)
    shown = versions[(page - 1) * _VERSIONS_PER_PAGE : page * _VERSIONS_PER_PAGE]
    lines = [
        f"{_name_version(version)} · {moment(version.written_at)} · **{version.text.rating}/10** · "
        f"{count_characters(len(version.text.body))}"
        for version in shown
    ]
    # Translators: the heading of a list of a review's earlier versions
    heading = _("Earlier versions · {title}", title=escape(shorten(review.title, _TITLE_LENGTH)))
    options = [
        discord.SelectOption(
            label=shorten(f"{_name_version(version)} · {' '.join(version.text.body.split())}", 100),
            value=str(version.revision),
        )
        for version in shown
    ]
    items: list[discord.ui.Item] = [
        discord.ui.TextDisplay("\n".join([f"### {heading}", *lines])),
        _make_menu(CHOOSE_VERSION(review_id=review.id), _("Open a version"), options),
    ]
    if pages > 1:
        newer = button(VERSIONS_PAGE(review_id=review.id, page=page - 1), _("Newer"), disabled=page == 1)
        older = button(VERSIONS_PAGE(review_id=review.id, page=page + 1), _("Older"), disabled=page == pages)
        items.append(discord.ui.ActionRow(newer, older))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def make_version(review: Review, version: ReviewVersion, number: int) -> Layout:
    """A page of an earlier version. The first page is 1; a number past the end shows the last page."""
    pages = paginate(version.text.body, _VERSION_PAGE_LENGTH)
    number = max(1, min(number, len(pages)))
    text = pages[number - 1].text
    version_of = {"review_id": review.id, "revision": version.revision}
    buttons = [
        button(SEND_VERSION_FILE(**version_of), _("As a file")),
        button(RESTORE_VERSION(**version_of), _("Restore this version"), style=discord.ButtonStyle.primary),
    ]
    if len(pages) > 1:
        buttons = [
            button(VERSION_PAGE(**version_of, number=number - 1), _("Previous"), disabled=number == 1),
            button(VERSION_PAGE(**version_of, number=number + 1), _("Next"), disabled=number == len(pages)),
            *buttons,
        ]
    details = [
        _name_version(version),
        f"**{version.text.rating}/10 · {name_verdict(version.text.verdict)}**",
        moment(version.written_at),
    ]
    if len(pages) > 1:
        details.append(name_page(number, len(pages)))
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(
                f"### {link(review.anime_key, shorten(review.title, _TITLE_LENGTH))}\n{' · '.join(details)}"
            ),
            discord.ui.Separator(),
            discord.ui.TextDisplay(text if text.strip() else "…"),
            discord.ui.ActionRow(*buttons),
            accent_colour=_COLOUR,
        )
    )


def make_delete_question(review: Review) -> Buttons:
    return Buttons(
        button(CONFIRM_DELETE(review_id=review.id), _("Delete"), style=discord.ButtonStyle.danger),
        # Translators: a button that leaves a review as it is
        button(KEEP(review_id=review.id), _("Keep")),
    )


def make_undo_menu(review_id: int) -> Buttons:
    return Buttons(button(UNDO_DELETION(review_id=review_id), _("Undo")))


def make_channel_menu(review: Review) -> Buttons:
    """A menu of the server's channels in which a review can be posted."""
    types = [
        discord.ChannelType.text,
        discord.ChannelType.news,
        discord.ChannelType.forum,
        discord.ChannelType.public_thread,
    ]
    return Buttons(
        discord.ui.ChannelSelect(
            custom_id=POST_IN(review_id=review.id), placeholder=_("Choose a channel"), channel_types=types
        )
    )


def conceal(written: Written) -> Written:
    """A review or draft with its title hidden, for where the title may not be shown."""
    return replace(written, title=name_concealed(), anime_key="")


def _make_menu(custom_id: str, placeholder: str, options: list[discord.SelectOption]) -> discord.ui.ActionRow:
    return discord.ui.ActionRow(discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options))


def _describe_review(number: int, review: Review, tally: Tally, places: int) -> str:
    title = link(review.anime_key, shorten(review.title, _TITLE_LENGTH))
    details = [
        title,
        f"**{review.text.rating}/10**",
        name_verdict(review.text.verdict),
        date(review.written_at),
    ]
    if review.is_spoiler:
        details.append(_("⚠️ spoilers"))
    votes = [f"{kind.emoji} {write_number(tally[kind])}" for kind in ReactionKind if tally[kind]]
    return f"{number}. {' · '.join(details)}\n-# {' · '.join([_describe_places(places), *votes])}"


def _describe_places(number: int) -> str:
    # Translators: how many channels a review is posted in
    return ngettext("in {number} place", "in {number} places", number) if number else _("not posted yet")


def _name_version(version: ReviewVersion) -> str:
    return _("Version {number}", number=version.revision)


def _describe_posts(posts: Sequence[PostLink]) -> str:
    if not posts:
        return _("Not posted anywhere yet.")
    links = [f"[{escape(shorten(post.name, _POST_NAME_LENGTH))}]({post.link})" for post in posts[:_MAX_POST_LINKS]]
    if len(posts) > _MAX_POST_LINKS:
        links.append(count_more(len(posts) - _MAX_POST_LINKS))
    # Translators: {places} are links to channels
    return _("Posted in {places}", places=" · ".join(links))
