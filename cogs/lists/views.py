"""The buttons and menus of a list and of its entries."""

from typing import TYPE_CHECKING, cast

from cogs.lists.render import ALL
from cogs.ui.components import Action, get_choice
from cogs.ui.interactions import Interaction
from cogs.ui.links import ANIME_KEY
from db.models import ListStatus

if TYPE_CHECKING:
    from cogs.lists.cog import ListCog

_KEY = f"(?P<anime_key>{ANIME_KEY})"


class OpenEntry(Action, template="list:open"):
    async def run(self, interaction: Interaction) -> None:
        await _cog(interaction).open_entry(interaction, anime_key=get_choice(interaction))


class ChooseTab(Action, template="list:tab"):
    async def run(self, interaction: Interaction) -> None:
        await _cog(interaction).turn_page(interaction, status=_status(get_choice(interaction)), page=1)


class TurnPage(Action, template=r"list:page:(?P<status>[A-Z_]+):(?P<page>\d+)"):
    async def run(self, interaction: Interaction, status: str, page: str) -> None:
        await _cog(interaction).turn_page(interaction, status=_status(status), page=int(page))


class Share(Action, template=r"list:share:(?P<status>[A-Z_]+):(?P<page>\d+)"):
    async def run(self, interaction: Interaction, status: str, page: str) -> None:
        await _cog(interaction).share(interaction, status=_status(status), page=int(page))


class AddOne(Action, template=f"list:watched:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await _cog(interaction).add_one(interaction, anime_key=anime_key)


class Edit(Action, template=f"list:edit:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await _cog(interaction).open_form(interaction, anime_key=anime_key)


class AskToRemove(Action, template=f"list:remove:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await _cog(interaction).ask_to_remove(interaction, anime_key=anime_key)


class Remove(Action, template=f"list:delete:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await _cog(interaction).confirm_remove(interaction, anime_key=anime_key)


class Keep(Action, template="list:keep"):
    async def run(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(content="It stays on your list.", view=None)


ACTIONS = (OpenEntry, ChooseTab, TurnPage, Share, AddOne, Edit, AskToRemove, Remove, Keep)


def _status(text: str) -> ListStatus | None:
    return None if text == ALL else ListStatus(text)


def _cog(interaction: Interaction) -> "ListCog":
    return cast("ListCog", interaction.client.get_cog("ListCog"))
