"""Titles: the option that names one, and what is known about it."""

from cogs.anime import modals, views

ACTIONS = views.ACTIONS
FORMS = modals.FORMS
