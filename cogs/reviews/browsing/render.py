"""How a server's reviews look in a page: pure functions from domain objects to components."""

from collections.abc import Mapping
from dataclasses import replace

import discord

from cogs.core.addresses import CHOOSE_REVIEW
from cogs.core.router import Address
from cogs.reviews.browsing.state import BrowseState
from cogs.ui.components import Layout, button
from cogs.ui.links import link
from cogs.ui.markdown import HIDDEN, excerpt
from cogs.ui.reviews import describe_review, make_review_menu
from cogs.ui.text import count, escape, shorten
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

_SORTS = {
    Sort.NEWEST: ("Newest", "The last written first"),
    Sort.MOST_REACTED: ("Most reacted", "Those with the most reactions first"),
    Sort.FRESH: ("Fresh", "Well liked by the few who have seen them"),
    Sort.RANDOM: ("Random", "Any of them"),
}
"""What each sort is called, and what that means."""


def make_page(page: BrowsedPage, state: BrowseState, anime: Anime | None, titles: Mapping[str, Anime]) -> Layout:
    """A page of reviews, with a menu to open one and another one to sort them anew.

    `anime` is the one that the reviews are of, if they are all wanted of one; `titles` are those of the page's reviews,
    by key, as far as they are known.
    """
    filters = _name_filters(state.wanted, anime)
    heading = [f"### Reviews · {_SORTS[state.sort][0]}"]
    if filters:
        heading.append("-# " + " · ".join(filters.values()))
    if not page.reviews and page.looked_at is None:
        heading.append(_describe_nothing(state, list(filters)))
    items: list[discord.ui.Item] = [discord.ui.TextDisplay("\n".join(heading))]
    for number, review in enumerate(page.reviews, 1):
        items.append(discord.ui.TextDisplay(_describe(number, review, titles.get(review.anime_key))))
    if page.looked_at is not None:
        items.append(discord.ui.TextDisplay(_describe_search(page.looked_at, state)))
    if page.reviews:
        items.append(make_review_menu(CHOOSE_REVIEW(), page.reviews, "Open a review"))
        items.append(discord.ui.ActionRow(_make_sorts(state)))
    buttons = _make_buttons(page, state)
    if buttons:
        items.append(discord.ui.ActionRow(*buttons))
    return Layout(discord.ui.Container(*items, accent_colour=_COLOUR))


def _name_filters(wanted: ReviewFilter, anime: Anime | None) -> dict[str, str]:
    """What the reviews are filtered by, in words, by the option of the command that does it."""
    filters = {
        "anime": f"of {escape(shorten(anime.title, _TITLE_LENGTH))}" if anime else "",
        "member": f"by <@{wanted.author_id}>" if wanted.author_id is not None else "",
        "verdict": wanted.verdict.label if wanted.verdict else "",
        "minimum": f"{wanted.minimum_rating}/10 or better" if wanted.minimum_rating else "",
        "without_spoilers": "without spoilers" if wanted.without_spoilers else "",
    }
    return {option: words for option, words in filters.items() if words}


def _describe_nothing(state: BrowseState, options: list[str]) -> str:
    if state.cursor is not None:
        return "There is nothing more."
    if not options:
        return "No review is posted here yet where you can see it. With `/review write` yours is the first."
    loosened = " or without ".join(f"`{option}`" for option in options)
    return f"Nothing matches that. Call `/review browse` without {loosened}."


def _describe_search(looked_at: int, state: BrowseState) -> str:
    further = "Others" if state.sort is Sort.RANDOM else "Previous" if state.is_backward else "Next"
    return f"-# I looked through {count(looked_at, 'post')} for this page; *{further}* looks further."


def _describe(number: int, review: ListedReview, anime: Anime | None) -> str:
    details = [describe_review(review)]
    if review.episodes is not None:
        details.append(f"Preliminary ({review.episodes}/{(anime and anime.episodes) or '?'})")
    if review.reactions:
        details.append(count(review.reactions, "reaction"))
    title = link(review.anime_key, shorten(review.title, _TITLE_LENGTH))
    return f"**{number}.** {title}\n-# {' · '.join(details)}\n{_describe_beginning(review)}"


def _describe_beginning(review: ListedReview) -> str:
    if review.is_spoiler:
        return "⚠️ spoilers"
    text = review.beginning
    if not review.is_whole:
        # What the rest of the text would make of a spoiler's marker is not known.
        before, marker, _ = text.partition("||")
        text = f"{before}{HIDDEN if marker else ''}…"
    return " ".join(excerpt(text, _EXCERPT_LENGTH).split()) or "…"


def _make_sorts(state: BrowseState) -> discord.ui.Select:
    options = [
        discord.SelectOption(label=label, value=sort.value, description=meaning, default=sort is state.sort)
        for sort, (label, meaning) in _SORTS.items()
    ]
    return discord.ui.Select(custom_id=CHOOSE_SORT(state=BrowseState(state.wanted, state.sort)), options=options)


def _make_buttons(page: BrowsedPage, state: BrowseState) -> list[discord.ui.Button]:
    if state.sort is Sort.RANDOM:
        return [_make_button("Others", state)] if page.reviews or page.looked_at is not None else []
    if page.previous is None and page.next is None:
        return []
    previous = replace(state, cursor=page.previous, is_backward=True)
    following = replace(state, cursor=page.next, is_backward=False)
    return [
        _make_button("Previous", previous, disabled=page.previous is None),
        _make_button("Next", following, disabled=page.next is None),
    ]


def _make_button(label: str, state: BrowseState, *, disabled: bool = False) -> discord.ui.Button:
    return button(BROWSE(state=state), label, disabled=disabled)
