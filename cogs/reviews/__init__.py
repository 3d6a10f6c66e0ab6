"""Reviews: written in forms, posted as cards, read in pages."""

from cogs.reviews import views
from cogs.reviews.browsing import views as browsing_views
from cogs.reviews.mine import views as mine_views
from cogs.reviews.sharing import modals as sharing_modals
from cogs.reviews.writing import forms

ACTIONS = (*views.ACTIONS, *mine_views.ACTIONS, *browsing_views.ACTIONS)
FORMS = (*forms.FORMS, *sharing_modals.FORMS)
