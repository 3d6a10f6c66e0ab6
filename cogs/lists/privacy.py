"""Decides who may look at whose list."""

import discord

from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction
from cogs.core.language import _
from cogs.ui.text import escape
from db.lists.models import Visibility


async def check_visible(interaction: Interaction, member: discord.User | discord.Member) -> None:
    """Raises Refusal unless the caller may see a person's list: it must be public, and both must be in this server.

    Discord lets callers choose anybody, and says who is a member. A click says nothing about other people, so a page
    that is already open can only use `check_public`.
    """
    if interaction.guild_id is None:
        raise Refusal(
            _(
                "Here you can only see your own list. To see somebody else's, use the command in a server that you "
                "are both in."
            )
        )
    name = escape(member.display_name)
    if member.bot:
        raise Refusal(_("{name} is a bot, and bots have no list."), name=name)
    if not isinstance(member, discord.Member):
        raise Refusal(_("{name} is not in this server, so you can't see their list here."), name=name)
    await check_public(interaction, member.id, name)


async def check_public(interaction: Interaction, user_id: int, name: str) -> None:
    """Raises Refusal if a person's list is private. `name` is the person's name, safe to show."""
    if await interaction.client.store.lists.get_visibility(user_id=user_id) is Visibility.PRIVATE:
        raise Refusal(_("{name}'s list is private. They can make it public with `/list privacy`."), name=name)
