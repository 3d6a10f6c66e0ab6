"""The button below a picture of a list."""

from cogs.core.interactions import Interaction
from cogs.core.old_actions import Action
from cogs.lists.privacy import get_cog


class SharePicture(Action, template="list:share-picture"):
    async def run(self, interaction: Interaction) -> None:
        await get_cog(interaction).pictures.share(interaction)


ACTIONS = (SharePicture,)
