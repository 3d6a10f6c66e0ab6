"""Takes back changes of a list."""

from cogs.anime.adult import list_concealed, name_concealed
from cogs.core.answers import answer, edit
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction
from cogs.core.language import _
from cogs.core.router import on
from cogs.lists.undo import render
from cogs.ui.components import Layout
from db.lists.history import MAX_CHANGES
from db.lists.lists import UndoneChange


class Undo:
    """Takes back changes of the caller's own list, the last one first."""

    def __init__(self, bot: Client) -> None:
        self._lists = bot.store.lists

    async def undo(self, interaction: Interaction) -> None:
        """Takes back the last change. Raises Refusal if there is none."""
        undone = await self._lists.undo(user_id=interaction.user.id)
        if undone is None:
            raise Refusal(
                _("There is nothing to undo. I only keep the last {number} changes to your list."),
                number=MAX_CHANGES,
            )
        await answer(interaction, view=await self._describe(interaction, undone))

    @on(render.UNDO)
    async def undo_one(self, interaction: Interaction, change_id: int) -> None:
        """Takes back the change that the button names. Raises Refusal if it is no longer the last one."""
        undone = await self._lists.undo(user_id=interaction.user.id, change_id=change_id)
        if undone is None:
            raise Refusal(
                _(
                    "Your list has changed since then, or this was already undone. To undo the last change, use "
                    "`/list undo`."
                )
            )
        await edit(interaction, view=await self._describe(interaction, undone))

    async def _describe(self, interaction: Interaction, undone: UndoneChange) -> Layout:
        changes = [change for change in undone if change is not None]
        names = {entry.anime_key: entry.title for change in changes for step in change.steps for entry in step if entry}
        names |= dict.fromkeys(await list_concealed(interaction, names), name_concealed())
        return render.make_undone(undone, names)
