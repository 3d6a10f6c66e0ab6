"""The button that shows all reactions, and one for each kind."""

from typing import TYPE_CHECKING, cast

from cogs.core.interactions import Interaction
from cogs.core.old_actions import Action
from db.reactions.models import ReactionKind

if TYPE_CHECKING:
    from cogs.reactions.cog import ReactionCog


class ShowAll(Action, template=r"reaction:all:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).show_all(interaction, review_id=int(review_id))


class Press(Action, template=r"reaction:press:(?P<review_id>\d+):(?P<kind>[A-Z_]+)"):
    async def run(self, interaction: Interaction, review_id: str, kind: str) -> None:
        await _cog(interaction).press(interaction, review_id=int(review_id), kind=ReactionKind(kind))


ACTIONS = (ShowAll, Press)


def _cog(interaction: Interaction) -> "ReactionCog":
    return cast("ReactionCog", interaction.client.get_cog("ReactionCog"))
