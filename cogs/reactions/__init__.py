"""Reactions: what readers say of a review with one tap."""

from cogs.reactions import views

ACTIONS = views.ACTIONS
FORMS = ()
