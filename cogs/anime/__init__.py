"""Titles: the `anime` option of every command, and what happens when it names no title."""

from typing import TYPE_CHECKING

from cogs.anime.cog import AnimeCog
from cogs.anime.modals import FORMS
from cogs.anime.views import ACTIONS

if TYPE_CHECKING:
    from bot import Kanso


async def setup(bot: "Kanso") -> None:
    bot.add_dynamic_items(*ACTIONS)
    bot.forms.add(*FORMS)
    await bot.add_cog(AnimeCog(bot))
