"""Decides who may look at whose list."""

import asyncio

import aiohttp
import discord

from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction
from cogs.core.language import _
from cogs.ui.text import escape
from db.lists.models import Visibility

_LOOK_UP_SECONDS = 1.0
"""How long the owner of a list is looked up among the members of a server."""


async def check_visible(interaction: Interaction, member: discord.User | discord.Member) -> None:
    """Raises Refusal unless the caller may see a person's list: it must be public, and both must be in this server.

    Discord lets callers choose anybody, and says who is a member.
    """
    if interaction.guild_id is None:
        raise _explain_own_only()
    name = escape(member.display_name)
    if member.bot:
        raise Refusal(_("{name} is a bot, and bots have no list."), name=name)
    if not isinstance(member, discord.Member):
        raise _explain_absence(name)
    await _check_public(interaction, member.id, name)


async def check_still_visible(interaction: Interaction, owner_id: int) -> None:
    """Like `check_visible`, for a click on a page. Its `custom_id` may be copied or made up.

    A click says nothing about the owner, so Discord is asked whether they are in this server. If it doesn't answer in
    time, or the bot isn't in the server, they count as members.
    """
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    if interaction.guild_id is None:
        raise _explain_own_only()
    name = f"<@{owner_id}>"
    if guild is not None:
        try:
            async with asyncio.timeout(_LOOK_UP_SECONDS):
                await guild.fetch_member(owner_id)
        except discord.NotFound:
            raise _explain_absence(name) from None
        except (TimeoutError, discord.HTTPException, aiohttp.ClientError, OSError):
            pass
    await _check_public(interaction, owner_id, name)


def _explain_own_only() -> Refusal:
    return Refusal(
        _(
            "Here you can only see your own list. To see somebody else's, use the command in a server that you are "
            "both in."
        )
    )


def _explain_absence(name: str) -> Refusal:
    return Refusal(_("{name} is not in this server, so you can't see their list here."), name=name)


async def _check_public(interaction: Interaction, user_id: int, name: str) -> None:
    """Raises Refusal if a person's list is private. `name` is the person's name, safe to show."""
    if await interaction.client.store.lists.get_visibility(user_id=user_id) is Visibility.PRIVATE:
        raise Refusal(_("{name}'s list is private. They can make it public with `/list privacy`."), name=name)
