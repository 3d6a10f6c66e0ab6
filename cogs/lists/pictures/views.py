"""The button below a picture of a list."""

from cogs.lists.access import get_cog
from cogs.ui.components import Action
from cogs.ui.interactions import Interaction


class SharePicture(Action, template="list:share-picture"):
    async def run(self, interaction: Interaction) -> None:
        await get_cog(interaction).pictures.share(interaction)


ACTIONS = (SharePicture,)
