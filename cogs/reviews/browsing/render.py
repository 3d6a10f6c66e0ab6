"""How a page of a server's reviews looks: pure functions from domain objects to components."""

from collections.abc import Mapping
from dataclasses import replace

import discord

from cogs.core.addresses import CHOOSE_REVIEW
from cogs.core.language import _, ngettext, pgettext
from cogs.core.router import Address
from cogs.reviews.browsing.state import BrowseState
from cogs.ui.components import Layout, button
from cogs.ui.labels import name_review_sort, name_verdict
from cogs.ui.links import link
from cogs.ui.markdown import HIDDEN, excerpt
from cogs.ui.reviews import describe_review, make_review_menu
from cogs.ui.text import escape, shorten
from db.reviews.browsing import BrowsedPage
from db.reviews.models import ListedReview, ReviewFilter, Sort
from db.titles.models import Anime

BROWSE = Address("review:browse:{state}", state=BrowseState)
CHOOSE_SORT = Address("review:sort:{state}", state=BrowseState)
"""A menu of the sorts."""

PAGE_SIZE = 8
_COLOUR = discord.Colour(0x5865F2)
_TITLE_LENGTH = 50
_EXCERPT_LENGTH = 110


def make_page(page: BrowsedPage, state: BrowseState, anime: Anime | None, titles: Mapping[str, Anime]) -> Layout:
    """A page of reviews, with a menu to open one and another to change their order.

    `anime` is the anime whose reviews are shown, or None for all. `titles` has the titles of the page's reviews, by
    their keys, as far as they are known.
    """
    filters = _name_filters(state.wanted, anime)
    # Translators: the heading of a page of reviews; {order} is such as “Newest”
    heading = _("Reviews · {order}", order=name_review_sort(state.sort))
    lines = [f"### {heading}"]
    if filters:
        lines.append("-# " + " · ".join(filters.values()))
    if not page.reviews and page.looked_at is None:
        lines.append(_describe_nothing(state, list(filters)))
    items: list[discord.ui.Item] = [discord.ui.TextDisplay("\n".join(lines))]
    for number, review in enumerate(page.reviews, 1):
        items.append(discord.ui.TextDisplay(_describe(number, review, titles.get(review.anime_key))))
    if page.looked_at is not None:
        items.append(discord.ui.TextDisplay(f"-# {_describe_search(page.looked_at, state)}"))
    if page.reviews:
        items.append(make_review_menu(CHOOSE_REVIEW(), page.reviews, _("Open a review")))
        items.append(discord.ui.ActionRow(_make_sorts(state)))
    buttons = _make_buttons(page, state)
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def _name_filters(wanted: ReviewFilter, anime: Anime | None) -> dict[str, str]:
    """Describes each filter in words, by the name of the command's option."""
    filters = {}
    if anime:
        filters["anime"] = pgettext(
            "which reviews are shown", "of {title}", title=escape(shorten(anime.title, _TITLE_LENGTH))
        )
    if wanted.author_id is not None:
        filters["member"] = pgettext("which reviews are shown", "by {author}", author=f"<@{wanted.author_id}>")
    if wanted.verdict:
        filters["verdict"] = name_verdict(wanted.verdict)
    if wanted.minimum_rating:
        filters["minimum"] = pgettext("which reviews are shown", "{rating}/10 or better", rating=wanted.minimum_rating)
    if wanted.without_spoilers:
        filters["without_spoilers"] = pgettext("which reviews are shown", "without spoilers")
    return filters


def _describe_nothing(state: BrowseState, options: list[str]) -> str:
    if state.cursor is not None:
        return _("There are no more reviews.")
    if not options:
        return _("There are no reviews here yet that you can see. Write the first with `/review write`.")
    # Translators: {options} is such as “`verdict` / `minimum`”
    return _(
        "No reviews match that. Use `/review browse` without {options}.",
        options=" / ".join(f"`{option}`" for option in options),
    )


def _describe_search(looked_at: int, state: BrowseState) -> str:
    further = _("Previous") if state.is_backward else _("Next")
    # Translators: {button} is the label of the button that goes on, such as “Next”
    return ngettext(
        "I looked through {number} post for this page. Press *{button}* to look further.",
        "I looked through {number} posts for this page. Press *{button}* to look further.",
        looked_at,
        button=_name_others() if state.sort is Sort.RANDOM else further,
    )


def _describe(number: int, review: ListedReview, anime: Anime | None) -> str:
    details = [describe_review(review)]
    if review.episodes is not None:
        total = (anime and anime.episodes) or "?"
        # Translators: a review from somebody who has {seen} of {total} episodes behind them
        details.append(_("Preliminary ({seen}/{total})", seen=review.episodes, total=total))
    if review.reactions:
        details.append(ngettext("{number} reaction", "{number} reactions", review.reactions))
    title = link(review.anime_key, shorten(review.title, _TITLE_LENGTH))
    return f"**{number}.** {title}\n-# {' · '.join(details)}\n{_describe_beginning(review)}"


def _describe_beginning(review: ListedReview) -> str:
    if review.is_spoiler:
        return _("⚠️ spoilers")
    text = review.beginning
    if not review.is_whole:
        # The rest of the text is unknown, so a spoiler may go on there.
        before, marker, _rest = text.partition("||")
        text = f"{before}{HIDDEN if marker else ''}…"
    return " ".join(excerpt(text, _EXCERPT_LENGTH).split()) or "…"


def _make_sorts(state: BrowseState) -> discord.ui.Select:
    options = [
        discord.SelectOption(
            label=name_review_sort(sort),
            value=sort.value,
            description=_explain_sort(sort),
            default=sort is state.sort,
        )
        for sort in Sort
    ]
    return discord.ui.Select(custom_id=CHOOSE_SORT(state=BrowseState(state.wanted, state.sort)), options=options)


def _explain_sort(sort: Sort) -> str:
    return {
        Sort.NEWEST: _("Newest first"),
        Sort.MOST_REACTED: _("Most reactions first"),
        Sort.FRESH: _("Well liked, but seen by few"),
        Sort.RANDOM: _("In no particular order"),
    }[sort]


def _make_buttons(page: BrowsedPage, state: BrowseState) -> list[discord.ui.Button]:
    if state.sort is Sort.RANDOM:
        return [_make_button(_name_others(), state)] if page.reviews or page.looked_at is not None else []
    if page.previous is None and page.next is None:
        return []
    previous = replace(state, cursor=page.previous, is_backward=True)
    following = replace(state, cursor=page.next, is_backward=False)
    return [
        _make_button(_("Previous"), previous, disabled=page.previous is None),
        _make_button(_("Next"), following, disabled=page.next is None),
    ]


def _name_others() -> str:
    # Translators: a button that shows other reviews, picked at random
    return _("Other reviews")


def _make_button(label: str, state: BrowseState, *, disabled: bool = False) -> discord.ui.Button:
    return button(BROWSE(state=state), label, disabled=disabled)
