"""The buttons and menus of a page of reviews."""

from dataclasses import replace

from cogs.core.interactions import Interaction, get_choice
from cogs.core.old_actions import Action
from cogs.reviews.access import get_cog
from cogs.reviews.browsing.state import STATE, BrowseState
from db.reviews.models import Sort


class Browse(Action, template=f"review:browse:(?P<state>{STATE})"):
    async def run(self, interaction: Interaction, state: str) -> None:
        await get_cog(interaction).browsing.turn(interaction, BrowseState.decode(state))


class ChooseSort(Action, template=f"review:sort:(?P<state>{STATE})"):
    async def run(self, interaction: Interaction, state: str) -> None:
        sort = Sort(get_choice(interaction))
        await get_cog(interaction).browsing.turn(interaction, replace(BrowseState.decode(state), sort=sort))


ACTIONS = (Browse, ChooseSort)
