"""The buttons and menus of an import that waits for its owner's word."""

from cogs.core.interactions import Interaction, get_choice
from cogs.core.old_actions import Action
from cogs.lists.privacy import get_cog

_IMPORT = r"(?P<import_id>\d+)"
_PAGE = r"(?P<page>\d+)"


class TurnPage(Action, template=f"list:import:page:{_IMPORT}:{_PAGE}"):
    async def run(self, interaction: Interaction, import_id: str, page: str) -> None:
        await get_cog(interaction).exchange.turn_page(interaction, import_id=int(import_id), page=int(page))


class ChooseTitle(Action, template=rf"list:import:title:{_IMPORT}:(?P<row>\d+):{_PAGE}"):
    """Says which title an unclear row is of."""

    async def run(self, interaction: Interaction, import_id: str, row: str, page: str) -> None:
        await get_cog(interaction).exchange.choose(
            interaction, import_id=int(import_id), row=int(row), choice=get_choice(interaction), page=int(page)
        )


class KeepAll(Action, template=f"list:import:keep:{_IMPORT}:{_PAGE}"):
    """Takes all rows that are still unclear as they are written."""

    async def run(self, interaction: Interaction, import_id: str, page: str) -> None:
        await get_cog(interaction).exchange.keep_all(interaction, import_id=int(import_id), page=int(page))


class TakeNearest(Action, template=f"list:import:nearest:{_IMPORT}:{_PAGE}"):
    """Chooses the nearest title for all rows that are still unclear."""

    async def run(self, interaction: Interaction, import_id: str, page: str) -> None:
        await get_cog(interaction).exchange.take_nearest(interaction, import_id=int(import_id), page=int(page))


class LeaveRestOut(Action, template=f"list:import:leave:{_IMPORT}:{_PAGE}"):
    """Leaves out all rows that are still unclear."""

    async def run(self, interaction: Interaction, import_id: str, page: str) -> None:
        await get_cog(interaction).exchange.leave_rest_out(interaction, import_id=int(import_id), page=int(page))


class Import(Action, template=f"list:import:apply:{_IMPORT}"):
    async def run(self, interaction: Interaction, import_id: str) -> None:
        await get_cog(interaction).exchange.apply(interaction, import_id=int(import_id), is_replacement=False)


class Replace(Action, template=f"list:import:replace:{_IMPORT}"):
    async def run(self, interaction: Interaction, import_id: str) -> None:
        await get_cog(interaction).exchange.apply(interaction, import_id=int(import_id), is_replacement=True)


class Cancel(Action, template=f"list:import:cancel:{_IMPORT}"):
    async def run(self, interaction: Interaction, import_id: str) -> None:
        await get_cog(interaction).exchange.cancel(interaction, import_id=int(import_id))


ACTIONS = (TurnPage, ChooseTitle, KeepAll, TakeNearest, LeaveRestOut, Import, Replace, Cancel)
