"""Reviews: written in forms, posted as cards, read in pages."""

from typing import TYPE_CHECKING

from cogs.reviews.cog import ReviewCog
from cogs.reviews.modals import FORMS
from cogs.reviews.views import ACTIONS

if TYPE_CHECKING:
    from bot import Kanso


async def setup(bot: "Kanso") -> None:
    bot.add_dynamic_items(*ACTIONS)
    bot.forms.add(*FORMS)
    await bot.add_cog(ReviewCog(bot))
