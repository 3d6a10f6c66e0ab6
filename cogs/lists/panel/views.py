"""The buttons and menus of an entry's panel."""

from cogs.core.interactions import Interaction, get_choice
from cogs.core.old_actions import Action
from cogs.lists.privacy import get_cog
from cogs.ui.links import ANIME_KEY
from db.lists.models import ListStatus

_KEY = f"(?P<anime_key>{ANIME_KEY})"


class AddOne(Action, template=f"list:watched:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.add_one(interaction, anime_key=anime_key)


class ChooseStatus(Action, template=f"list:status:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        status = ListStatus(get_choice(interaction))
        await get_cog(interaction).panel.choose_status(interaction, anime_key=anime_key, status=status)


class ChooseScore(Action, template=f"list:score:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        score = int(get_choice(interaction))
        await get_cog(interaction).panel.choose_score(interaction, anime_key=anime_key, score=score)


class Edit(Action, template=f"list:edit:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.open_form(interaction, anime_key=anime_key)


class Notes(Action, template=f"list:notes:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.open_notes(interaction, anime_key=anime_key)


class WriteReview(Action, template=f"list:review:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.write_review(interaction, anime_key=anime_key)


class RateAndWrite(Action, template=f"list:rate:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        score = int(get_choice(interaction))
        await get_cog(interaction).panel.rate_and_write(interaction, anime_key=anime_key, score=score)


class WatchAgain(Action, template=f"list:again:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.watch_again(interaction, anime_key=anime_key)


class StopAgain(Action, template=f"list:stop:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.stop_again(interaction, anime_key=anime_key)


class ShareEntry(Action, template=f"list:share-entry:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.share(interaction, anime_key=anime_key)


class AskToRemove(Action, template=f"list:remove:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.ask_to_remove(interaction, anime_key=anime_key)


class Remove(Action, template=f"list:delete:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await get_cog(interaction).panel.confirm_remove(interaction, anime_key=anime_key)


class Keep(Action, template="list:keep"):
    async def run(self, interaction: Interaction) -> None:
        await interaction.response.edit_message(content="It stays on your list.", view=None)


ACTIONS = (
    AddOne,
    ChooseStatus,
    ChooseScore,
    Edit,
    Notes,
    WriteReview,
    RateAndWrite,
    WatchAgain,
    StopAgain,
    ShareEntry,
    AskToRemove,
    Remove,
    Keep,
)
