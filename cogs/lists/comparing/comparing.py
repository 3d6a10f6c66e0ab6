"""Compares the caller's list with another member's."""

import asyncio

import discord

from cogs.anime.adult import list_concealed
from cogs.core.answers import answer
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction
from cogs.core.language import _
from cogs.lists.comparing.compare import compare
from cogs.lists.comparing.render import make_comparison
from cogs.lists.privacy import check_visible
from db.lists.models import Visibility


class Comparing:
    """Tells people how similar their tastes are. Stores nothing."""

    def __init__(self, bot: Client) -> None:
        self._lists = bot.store.lists

    async def compare(self, interaction: Interaction, member: discord.User) -> None:
        """Compares the caller's list with another member's, for the caller alone. Both lists must be public."""
        user_id = interaction.user.id
        if member.id == user_id:
            raise Refusal(_("That's you. Choose another member."))
        await check_visible(interaction, member)
        if await self._lists.get_visibility(user_id=user_id) is Visibility.PRIVATE:
            raise Refusal(
                _(
                    "Your own list is private, and only public lists can be compared. You can make it public, and "
                    "private again, with `/list privacy`."
                )
            )
        mine = await self._lists.list_all(user_id=user_id, with_private=False)
        theirs = await self._lists.list_all(user_id=member.id, with_private=False)
        comparison = await asyncio.to_thread(compare, mine, theirs)
        named = comparison.favourites + comparison.disagreements
        concealed = await list_concealed(interaction, {pair.anime_key for pair in named})
        view = make_comparison(comparison, member_id=member.id, concealed=concealed)
        await answer(interaction, view=view)
