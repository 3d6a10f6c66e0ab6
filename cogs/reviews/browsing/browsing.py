"""Browsing: which of a server's reviews people see, and in which order."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from cogs.anime.adult import check_place
from cogs.core.answers import answer, edit
from cogs.core.aside import do_aside
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, bot_is_member, get_choice
from cogs.core.language import _
from cogs.core.router import on
from cogs.core.seeing import get_visible_title
from cogs.reviews.browsing.render import BROWSE, CHOOSE_SORT, PAGE_SIZE, make_page
from cogs.reviews.browsing.state import BrowseState
from cogs.reviews.finding import list_visible
from cogs.ui.components import Layout
from db.reviews.browsing import BrowsedPage, Candidate
from db.reviews.models import ListedReview, ReviewFilter, Sort
from db.titles.models import Anime


class Browsing:
    """Shows a server's reviews, page by page, to people who look for something to read."""

    def __init__(self, bot: Client) -> None:
        self._review_pages = bot.store.review_pages
        self._titles = bot.store.titles
        self._ranking = asyncio.Lock()

    async def open(self, interaction: Interaction, wanted: ReviewFilter, sort: Sort) -> None:
        """Shows the first page to the caller alone. Raises Refusal outside of servers."""
        await answer(interaction, view=await self._make_page(interaction, BrowseState(wanted, sort)))

    @on(BROWSE)
    async def show_page(self, interaction: Interaction, state: BrowseState) -> None:
        """Replaces the page that was clicked on with another one."""
        await edit(interaction, view=await self._make_page(interaction, state))

    @on(CHOOSE_SORT)
    async def choose_sort(self, interaction: Interaction, state: BrowseState) -> None:
        await self.show_page(interaction, replace(state, sort=Sort(get_choice(interaction))))

    async def rank(self) -> None:
        """Ranks all reviews whose votes or reads have changed, some at a time, so that nobody waits long."""
        while await self._review_pages.rank():
            pass

    async def _rank_some(self) -> None:
        """Ranks some reviews, unless that is being done already."""
        if not self._ranking.locked():
            async with self._ranking:
                await self._review_pages.rank()

    async def _make_page(self, interaction: Interaction, state: BrowseState) -> Layout:
        if not bot_is_member(interaction):
            raise Refusal(
                _(
                    "I can only show the reviews of a server that I'm a member of. Use the command there. Your own "
                    "are in `/review mine`, and `/review read` opens them anywhere."
                )
            )
        anime = await self._get_anime(interaction, state.wanted)
        if anime is not None:
            state = replace(state, wanted=replace(state.wanted, anime_key=anime.key))
        # Ranks what has changed since somebody last browsed. If that is a lot, the rest waits for the next page.
        await do_aside(self._rank_some())
        page = await self._get_page(interaction, state)
        titles = await self._titles.get_all([review.anime_key for review in page.reviews])
        return make_page(page, state, anime, titles)

    async def _get_anime(self, interaction: Interaction, wanted: ReviewFilter) -> Anime | None:
        """The anime that the reviews must be of, with its current key."""
        if wanted.anime_key is None:
            return None
        anime = await get_visible_title(interaction, wanted.anime_key)
        check_place(interaction, anime)
        return anime

    async def _get_page(self, interaction: Interaction, state: BrowseState) -> BrowsedPage:
        assert interaction.guild_id is not None

        async def choose(candidates: Sequence[Candidate]) -> list[ListedReview]:
            return await list_visible(interaction, candidates)

        if state.sort is Sort.RANDOM:
            return await self._review_pages.pick(
                guild_id=interaction.guild_id,
                wanted=state.wanted,
                choose=choose,
                size=PAGE_SIZE,
                random=Random(interaction.id),
            )
        return await self._review_pages.get_page(
            guild_id=interaction.guild_id,
            wanted=state.wanted,
            sort=state.sort,
            choose=choose,
            size=PAGE_SIZE,
            cursor=state.cursor,
            is_backward=state.is_backward,
        )
