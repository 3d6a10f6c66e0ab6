"""Reviews: written in forms, posted as cards, read in pages."""

from typing import TYPE_CHECKING

from cogs.reviews import views
from cogs.reviews.browsing import views as browsing_views
from cogs.reviews.cog import ReviewCog
from cogs.reviews.mine import views as own_views
from cogs.reviews.sharing import modals as sharing_modals
from cogs.reviews.writing import forms as modals

if TYPE_CHECKING:
    from bot import Kanso


async def setup(bot: "Kanso") -> None:
    bot.add_dynamic_items(*views.ACTIONS, *own_views.ACTIONS, *browsing_views.ACTIONS)
    bot.forms.add(*modals.FORMS, *sharing_modals.FORMS)
    await bot.add_cog(ReviewCog(bot))
