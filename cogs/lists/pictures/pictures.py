"""Pictures of lists: drawn for whoever asks, and shared where they are."""

import asyncio
import io
from collections.abc import Mapping, Sequence

import discord

from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, answer, is_bot_dm
from cogs.core.router import on
from cogs.lists.pictures import render
from cogs.lists.pictures.statistics import Statistics, count_statistics
from cogs.lists.privacy import check_visible
from cogs.ui.text import escape
from db.lists.models import Entry
from db.titles.models import Anime


class Pictures:
    """Draws lists. A private title counts only in what its owner alone sees."""

    def __init__(self, bot: Client) -> None:
        self._lists = bot.store.lists
        self._titles = bot.store.titles
        # Drawing takes a whole core for a moment, and there may be no more than one.
        self._pencil = asyncio.Semaphore(1)

    async def show(self, interaction: Interaction, member: discord.User | discord.Member | None) -> None:
        """Shows the caller their own list as a picture, or that of a member whose list they may see."""
        await interaction.response.defer(ephemeral=not is_bot_dm(interaction), thinking=True)
        if member is None or member == interaction.user:
            await self._show_callers_list(interaction)
        else:
            await self._show_members_list(interaction, member)

    @on(render.SHARE)
    async def share(self, interaction: Interaction) -> None:
        """Shows everyone where the caller is a picture of their list, without its private titles."""
        entries = await self._lists.list_all(user_id=interaction.user.id, with_private=False)
        if not entries:
            raise Refusal("There is nothing to share here. Private titles are never shared.")
        # Without a message of its own: what follows is the picture, for everyone.
        await interaction.response.defer()
        statistics, file = await self._draw(entries, interaction.user)
        heading = f"-# {interaction.user.mention} shares their list\n### Anime list"
        await interaction.followup.send(view=render.make_picture(statistics, heading=heading), file=file)

    async def _show_callers_list(self, interaction: Interaction) -> None:
        entries = await self._lists.list_all(user_id=interaction.user.id)
        if not entries:
            raise Refusal(
                "There is nothing to draw yet. `/list add` puts the first title on your list, and `/list import` "
                "brings one that you keep elsewhere."
            )
        statistics, file = await self._draw(entries, interaction.user)
        layout = render.make_picture(
            statistics,
            heading="### Your anime list",
            private=sum(entry.is_private for entry in entries),
            can_share=not is_bot_dm(interaction),
        )
        await answer(interaction, view=layout, file=file)

    async def _show_members_list(self, interaction: Interaction, member: discord.User | discord.Member) -> None:
        await check_visible(interaction, member)
        entries = await self._lists.list_all(user_id=member.id, with_private=False)
        if not entries:
            raise Refusal("There is nothing on {name}'s list that you could see.", name=escape(member.display_name))
        statistics, file = await self._draw(entries, member)
        heading = f"### Anime list of {member.mention}"
        await answer(interaction, view=render.make_picture(statistics, heading=heading), file=file)

    async def _draw(
        self, entries: Sequence[Entry], owner: discord.User | discord.Member
    ) -> tuple[Statistics, discord.File]:
        titles = await self._titles.get_all([entry.anime_key for entry in entries])
        async with self._pencil:
            statistics, picture = await asyncio.to_thread(_count_and_draw, entries, titles, owner.display_name)
        return statistics, discord.File(io.BytesIO(picture), render.FILE_NAME)


def _count_and_draw(entries: Sequence[Entry], titles: Mapping[str, Anime], name: str) -> tuple[Statistics, bytes]:
    # Imported late, because it takes half a second and memory that a bot whom nobody asks for pictures can do without.
    from cogs.lists.pictures.charts import draw

    statistics = count_statistics(entries, titles)
    return statistics, draw(statistics, name=name)
