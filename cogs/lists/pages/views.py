"""The buttons and menus of a page of a list, and of a title that was drawn."""

from dataclasses import replace

from cogs.core.interactions import Interaction, get_choice
from cogs.core.old_actions import Action
from cogs.lists.pages.modals import PageForm
from cogs.lists.pages.state import STATE, PageState, read_status
from cogs.lists.privacy import get_cog
from cogs.ui.links import ANIME_KEY
from db.lists.models import ListSort, ListStatus

_KEY = f"(?P<anime_key>{ANIME_KEY})"
_STATE = f"(?P<state>{STATE})"


class TurnPage(Action, template=f"list:page:{_STATE}"):
    async def run(self, interaction: Interaction, state: str) -> None:
        await get_cog(interaction).pages.turn(interaction, PageState.decode(state))


class AskForPage(Action, template=f"list:ask:{_STATE}"):
    async def run(self, interaction: Interaction, state: str) -> None:
        await interaction.response.send_modal(PageForm(PageState.decode(state)))


class ChooseTab(Action, template=f"list:tab:{_STATE}"):
    async def run(self, interaction: Interaction, state: str) -> None:
        status = read_status(get_choice(interaction))
        await get_cog(interaction).pages.turn(interaction, replace(PageState.decode(state), status=status, page=1))


class ChooseSort(Action, template=f"list:sort:{_STATE}"):
    async def run(self, interaction: Interaction, state: str) -> None:
        sort = ListSort(get_choice(interaction))
        await get_cog(interaction).pages.turn(interaction, replace(PageState.decode(state), sort=sort, page=1))


class CountOne(Action, template=f"list:one:{_STATE}:{_KEY}"):
    async def run(self, interaction: Interaction, state: str, anime_key: str) -> None:
        await get_cog(interaction).pages.count_one(interaction, PageState.decode(state), anime_key=anime_key)


class Share(Action, template=f"list:share:{_STATE}"):
    async def run(self, interaction: Interaction, state: str) -> None:
        await get_cog(interaction).pages.share(interaction, PageState.decode(state))


class ChooseEntry(Action, template="list:open"):
    async def run(self, interaction: Interaction) -> None:
        await get_cog(interaction).panel.open(interaction, anime_key=get_choice(interaction))


class OpenEntry(Action, template=f"list:open:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.open(interaction, anime_key=anime_key)


class PickAnother(Action, template=rf"list:random:(?P<status>[A-Z_]+):{_KEY}"):
    async def run(self, interaction: Interaction, status: str, anime_key: str) -> None:
        await get_cog(interaction).pages.pick_another(interaction, status=ListStatus(status), last_key=anime_key)


ACTIONS = (TurnPage, AskForPage, ChooseTab, ChooseSort, CountOne, Share, ChooseEntry, OpenEntry, PickAnother)
