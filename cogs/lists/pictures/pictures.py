"""Draws pictures of lists, for people who ask and for everyone."""

import asyncio
import io
from collections.abc import Mapping, Sequence

import discord

from cogs.core.answers import answer, answer_publicly, defer, is_bot_dm
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_server_language
from cogs.core.language import _, speak
from cogs.core.router import on
from cogs.core.seeing import check_can_share
from cogs.lists.pictures import render
from cogs.lists.pictures.statistics import Statistics, count_statistics
from cogs.lists.privacy import check_visible
from cogs.ui.text import escape
from db.lists.models import Entry
from db.titles.models import Anime


class Pictures:
    """Draws lists. Private titles count only where nobody but their owner sees the picture."""

    def __init__(self, bot: Client) -> None:
        self._lists = bot.store.lists
        self._titles = bot.store.titles
        # Drawing takes a whole core for a moment, and the machine may have only one.
        self._pencil = asyncio.Semaphore(1)

    async def show(self, interaction: Interaction, member: discord.User | discord.Member | None) -> None:
        """Shows the caller a picture of their own list, or of a member's list that they may see."""
        await defer(interaction)
        if member is None or member == interaction.user:
            await self._show_callers_list(interaction)
        else:
            await self._show_members_list(interaction, member)

    @on(render.SHARE)
    async def share(self, interaction: Interaction) -> None:
        """Shows everyone in the channel a picture of the caller's list, without its private titles."""
        check_can_share(interaction)
        entries = await self._lists.list_all(user_id=interaction.user.id, with_private=False)
        if not entries:
            raise Refusal(_("There is nothing to share here. Private titles are never shared."))
        # This shows nothing; the picture follows for everyone.
        await defer(interaction, is_edit=True)
        with speak(get_server_language(interaction)):
            statistics, file = await self._draw(entries, interaction.user)
            view = render.make_picture(statistics, heading=render.describe_sharing(interaction.user.id))
        await answer_publicly(interaction, view, file=file)

    async def _show_callers_list(self, interaction: Interaction) -> None:
        entries = await self._lists.list_all(user_id=interaction.user.id)
        if not entries:
            raise Refusal(
                _(
                    "There is nothing to draw yet. Add a title with `/list add`, or import a list that you keep "
                    "elsewhere with `/list import`."
                )
            )
        statistics, file = await self._draw(entries, interaction.user)
        heading = _("Your anime list")
        layout = render.make_picture(
            statistics,
            heading=f"### {heading}",
            private=sum(entry.is_private for entry in entries),
            can_share=not is_bot_dm(interaction),
        )
        await answer(interaction, view=layout, file=file)

    async def _show_members_list(self, interaction: Interaction, member: discord.User | discord.Member) -> None:
        await check_visible(interaction, member)
        entries = await self._lists.list_all(user_id=member.id, with_private=False)
        if not entries:
            raise Refusal(_("There is nothing on {name}'s list that you can see."), name=escape(member.display_name))
        statistics, file = await self._draw(entries, member)
        heading = _("{name}'s anime list", name=member.mention)
        await answer(interaction, view=render.make_picture(statistics, heading=f"### {heading}"), file=file)

    async def _draw(
        self, entries: Sequence[Entry], owner: discord.User | discord.Member
    ) -> tuple[Statistics, discord.File]:
        titles = await self._titles.get_all([entry.anime_key for entry in entries])
        async with self._pencil:
            statistics, picture = await asyncio.to_thread(_count_and_draw, entries, titles, owner.display_name)
        return statistics, discord.File(io.BytesIO(picture), render.FILE_NAME)


def _count_and_draw(entries: Sequence[Entry], titles: Mapping[str, Anime], name: str) -> tuple[Statistics, bytes]:
    # Imported late: it takes half a second, and memory that a bot needs only when somebody asks for pictures.
    from cogs.lists.pictures.charts import draw

    statistics = count_statistics(entries, titles)
    return statistics, draw(statistics, name=name)
