"""Who may look at whose list."""

import discord

from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction
from cogs.ui.text import escape
from db.lists.models import Visibility


async def check_visible(interaction: Interaction, member: discord.User | discord.Member) -> None:
    """Raises Refusal unless the caller may see another person's list: in a server that both are in, if public.

    Discord offers anybody for such an option, but only says of members that they are. On pages that are open already
    only `check_public` can be asked: what a button brings along says nothing of anybody else.
    """
    if interaction.guild_id is None:
        raise Refusal("Others' lists can be seen in a server that you share with them. Here you see your own.")
    name = escape(member.display_name)
    if member.bot:
        raise Refusal("{name} is a bot, and bots keep no lists.", name=name)
    if not isinstance(member, discord.Member):
        raise Refusal("{name} is not in this server, so their list can't be seen here.", name=name)
    await check_public(interaction, member.id, name)


async def check_public(interaction: Interaction, user_id: int, name: str) -> None:
    """Raises Refusal if a person's list is private; `name` is theirs, as it can be shown."""
    if await interaction.client.store.lists.get_visibility(user_id=user_id) is Visibility.PRIVATE:
        raise Refusal("The list of {name} is private. They can open it with `/list privacy`.", name=name)
