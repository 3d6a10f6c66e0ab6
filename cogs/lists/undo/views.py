"""The button that goes on taking back."""

from cogs.core.interactions import Interaction
from cogs.core.old_actions import Action
from cogs.lists.privacy import get_cog


class UndoOne(Action, template=r"list:undo:(?P<change_id>\d+)"):
    async def run(self, interaction: Interaction, change_id: str) -> None:
        await get_cog(interaction).history.undo_one(interaction, change_id=int(change_id))


ACTIONS = (UndoOne,)
