"""Lists: what a person watches, has watched and wants to watch."""

from typing import TYPE_CHECKING

from cogs.lists.cog import ListCog
from cogs.lists.exchange import views as exchange
from cogs.lists.pages import modals as page_forms
from cogs.lists.pages import views as pages
from cogs.lists.panel import modals as panel_forms
from cogs.lists.panel import views as panel
from cogs.lists.pictures import views as pictures
from cogs.lists.undo import views as history

if TYPE_CHECKING:
    from bot import Kanso


async def setup(bot: "Kanso") -> None:
    bot.add_dynamic_items(*panel.ACTIONS, *pages.ACTIONS, *history.ACTIONS, *exchange.ACTIONS, *pictures.ACTIONS)
    bot.forms.add(*panel_forms.FORMS, *page_forms.FORMS)
    await bot.add_cog(ListCog(bot))
