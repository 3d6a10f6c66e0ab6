"""Lists: what a person watches, has watched and wants to watch."""

from cogs.lists.exchange import views as exchange
from cogs.lists.pages import modals as page_forms
from cogs.lists.pages import views as pages
from cogs.lists.panel import modals as panel_forms
from cogs.lists.panel import views as panel
from cogs.lists.pictures import views as pictures
from cogs.lists.undo import views as undo

ACTIONS = (*panel.ACTIONS, *pages.ACTIONS, *undo.ACTIONS, *exchange.ACTIONS, *pictures.ACTIONS)
FORMS = (*panel_forms.FORMS, *page_forms.FORMS)
