"""Lists page by page, one's own and others', and what to watch next."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

import discord

from cogs.anime.adult import allows_adult, name_concealed
from cogs.core.answers import answer, answer_publicly, edit, is_bot_dm, open_form
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_choice, get_server_language, read_form
from cogs.core.language import _, speak
from cogs.core.router import on
from cogs.core.seeing import check_can_share
from cogs.lists.pages import render
from cogs.lists.pages.choosing import draw
from cogs.lists.pages.render import PAGE_SIZE, ListPage
from cogs.lists.pages.state import PageState, read_status
from cogs.lists.panel.panel import EntryPanel
from cogs.lists.privacy import check_still_visible, check_visible
from cogs.ui.components import Layout
from cogs.ui.labels import name_status
from db.lists.models import Entry, ListSort, ListStatus, Visibility
from db.titles.models import Anime


class Pages:
    """Lets people look through lists, share pages, and pick something to watch."""

    def __init__(self, bot: Client, panel: EntryPanel) -> None:
        self._panel = panel
        self._lists = bot.store.lists
        self._titles = bot.store.titles

    async def show(
        self, interaction: Interaction, member: discord.User | None, *, status: ListStatus | None, sort: ListSort
    ) -> None:
        """Shows the first page of the caller's list, or of another member's if they may see it, to the caller alone."""
        owner_id = None
        if member is not None and member.id != interaction.user.id:
            await check_visible(interaction, member)
            owner_id = member.id
        await answer(interaction, view=await self._draw_page(interaction, PageState(owner_id, status, sort)))

    @on(render.PAGE)
    async def show_page(self, interaction: Interaction, state: PageState) -> None:
        """Replaces the page that was clicked with another one. A number past the end means the last page."""
        if state.owner_id is not None:
            await check_still_visible(interaction, state.owner_id)
        await edit(interaction, view=await self._draw_page(interaction, state))

    @on(render.TAB)
    async def choose_tab(self, interaction: Interaction, state: PageState) -> None:
        await self.show_page(interaction, replace(state, status=read_status(get_choice(interaction)), page=1))

    @on(render.SORT)
    async def choose_sort(self, interaction: Interaction, state: PageState) -> None:
        await self.show_page(interaction, replace(state, sort=ListSort(get_choice(interaction)), page=1))

    @on(render.ASK)
    async def ask_for_page(self, interaction: Interaction, state: PageState) -> None:
        await open_form(interaction, render.make_page_form(state))

    @on(render.GO)
    async def go_to_page(self, interaction: Interaction, state: PageState) -> None:
        typed = re.sub(r"[\s,.'’]", "", read_form(interaction)["number"])
        if not (typed.isdecimal() and int(typed)):
            raise Refusal(_("Type the number of a page, like `12`. A number past the end opens the last page."))
        await self.show_page(interaction, replace(state, page=int(typed)))

    @on(render.ONE)
    async def count_one(self, interaction: Interaction, state: PageState, anime_key: str) -> None:
        """Counts an episode of a title on the page. After the last one, its panel asks how it was."""
        anime = await self._panel.get_anime(interaction, anime_key)
        entry = await self._panel.count_episode(interaction, anime)
        news = render.describe_counted(entry, anime.episodes)
        page = await self._draw_page(interaction, replace(state, owner_id=None), news)
        await edit(interaction, view=page)
        await self._panel.ask_after_last(interaction, entry, anime)

    @on(render.SHARE)
    async def share(self, interaction: Interaction, state: PageState) -> None:
        """Shows a page of the caller's list to everyone in the channel, as if the list had no private entries.

        There are no gaps that would tell how many of these there are. So the page can begin further down the list.
        """
        check_can_share(interaction)
        with speak(get_server_language(interaction)):
            page = await self._get_page(interaction, replace(state, owner_id=None), with_private=False)
            view = render.make_shared_list(page, user_id=interaction.user.id)
        if not page.entries:
            raise Refusal(_("There is nothing to share here. Private titles are never shared."))
        await answer_publicly(interaction, view)

    async def set_visibility(self, interaction: Interaction, visibility: Visibility) -> None:
        """Makes the caller's list public or private."""
        await self._lists.set_visibility(user_id=interaction.user.id, visibility=visibility)
        await answer(interaction, render.explain_visibility(visibility))

    async def pick(self, interaction: Interaction, *, status: ListStatus) -> None:
        """Picks a title with a status from the caller's list."""
        await answer(interaction, view=await self._draw_pick(interaction, status))

    @on(render.ANOTHER)
    async def pick_another(self, interaction: Interaction, status: ListStatus, anime_key: str) -> None:
        """Replaces the title that was picked with another one."""
        await edit(interaction, view=await self._draw_pick(interaction, status, anime_key))

    # What they share

    async def _draw_page(self, interaction: Interaction, state: PageState, news: str = "") -> Layout:
        is_owner = state.owner_id is None
        page = await self._get_page(interaction, state, with_private=is_owner)
        if not is_owner:
            return render.make_others_list(page)
        return render.make_callers_list(page, can_share=not is_bot_dm(interaction), news=news)

    async def _get_page(self, interaction: Interaction, state: PageState, *, with_private: bool) -> ListPage:
        user_id = interaction.user.id if state.owner_id is None else state.owner_id
        counts = await self._lists.count_by_status(user_id=user_id, with_private=with_private)
        state = replace(state, page=max(1, min(state.page, render.count_pages(counts, state.status))))
        entries = await self._lists.list_page(
            user_id=user_id,
            status=state.status,
            sort=state.sort,
            limit=PAGE_SIZE,
            offset=(state.page - 1) * PAGE_SIZE,
            with_private=with_private,
        )
        titles = await self._titles.get_all([entry.anime_key for entry in entries])
        totals = {key: anime.episodes for key, anime in titles.items()}
        return ListPage(state, _conceal(interaction, entries, titles), counts, totals)

    async def _draw_pick(self, interaction: Interaction, status: ListStatus, last_key: str | None = None) -> Layout:
        whole = await self._lists.list_all(user_id=interaction.user.id)
        titles = await self._titles.get_all([entry.anime_key for entry in whole if entry.status is status])
        adult = set() if allows_adult(interaction) else {key for key, anime in titles.items() if anime.is_adult}
        entries = [entry for entry in whole if entry.status is status and entry.anime_key not in adult]
        if not entries and adult:
            raise Refusal(
                _(
                    "Everything that you have in *{status}* is for adults. Try again in an age-restricted channel, or "
                    "in your DMs with me."
                ),
                status=name_status(status),
            )
        if not entries:
            raise Refusal(
                _("You have nothing in *{status}*. Add titles with `/list add`, or choose another `status`."),
                status=name_status(status),
            )
        drawn = await asyncio.to_thread(draw, entries, random=Random(interaction.id), last_key=last_key)
        anime = titles.get(drawn.anime_key)
        return render.make_pick(drawn, anime.episodes if anime else None, number=len(entries))


def _conceal(interaction: Interaction, entries: Sequence[Entry], titles: Mapping[str, Anime]) -> Sequence[Entry]:
    """The entries, without names that may not be shown here."""
    if allows_adult(interaction):
        return entries
    adult = {key for key, anime in titles.items() if anime.is_adult}
    return [replace(entry, title=name_concealed()) if entry.anime_key in adult else entry for entry in entries]
