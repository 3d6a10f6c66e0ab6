"""The buttons of a question for a title."""

from typing import TYPE_CHECKING, cast

from cogs.ui.components import Action
from cogs.ui.interactions import Interaction

if TYPE_CHECKING:
    from cogs.anime.cog import AnimeCog


class PickTitle(Action, template=r"anime:pick:(?P<question_id>\d+):(?P<index>\d+)"):
    """Goes on with one of the titles offered."""

    async def run(self, interaction: Interaction, question_id: str, index: str) -> None:
        await _cog(interaction).pick(interaction, question_id=int(question_id), index=int(index))


class UseAsIs(Action, template=r"anime:new:(?P<question_id>\d+)"):
    """Goes on with the text as a title of the person's own making."""

    async def run(self, interaction: Interaction, question_id: str) -> None:
        await _cog(interaction).use_as_is(interaction, question_id=int(question_id))


ACTIONS = (PickTitle, UseAsIs)


def _cog(interaction: Interaction) -> "AnimeCog":
    return cast("AnimeCog", interaction.client.get_cog("AnimeCog"))
