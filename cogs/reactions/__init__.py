"""Reactions: what readers say of a review with one tap."""

from typing import TYPE_CHECKING

from cogs.reactions.cog import ReactionCog
from cogs.reactions.views import ACTIONS

if TYPE_CHECKING:
    from bot import Kanso


async def setup(bot: "Kanso") -> None:
    bot.add_dynamic_items(*ACTIONS)
    await bot.add_cog(ReactionCog(bot, await bot.posts.list_cards()))
