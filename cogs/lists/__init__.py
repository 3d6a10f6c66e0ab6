"""Lists: what a person watches, has watched and wants to watch."""

from typing import TYPE_CHECKING

from cogs.lists.cog import ListCog
from cogs.lists.modals import FORMS
from cogs.lists.views import ACTIONS

if TYPE_CHECKING:
    from bot import Kanso


async def setup(bot: "Kanso") -> None:
    bot.add_dynamic_items(*ACTIONS)
    bot.forms.add(*FORMS)
    await bot.add_cog(ListCog(bot))
