"""The buttons of titles: of a question for one, of the offer to merge two, and of what is known about one."""

from typing import TYPE_CHECKING, cast

from cogs.anime.modals import TitleForm
from cogs.core.interactions import Interaction
from cogs.core.old_actions import Action
from cogs.ui.links import ANIME_KEY

if TYPE_CHECKING:
    from cogs.anime.cog import AnimeCog

_KEY = f"(?P<anime_key>{ANIME_KEY})"


class PickTitle(Action, template=r"anime:pick:(?P<question_id>\d+):(?P<index>\d+)"):
    """Goes on with one of the titles offered."""

    async def run(self, interaction: Interaction, question_id: str, index: str) -> None:
        await _cog(interaction).pick(interaction, question_id=int(question_id), index=int(index))


class UseAsIs(Action, template=r"anime:new:(?P<question_id>\d+)"):
    """Goes on with the text as a title of the person's own making."""

    async def run(self, interaction: Interaction, question_id: str) -> None:
        await _cog(interaction).use_as_is(interaction, question_id=int(question_id))


class AnotherTitle(Action, template=r"anime:another:(?P<question_id>\d+)"):
    """Opens the form for a title that was not among those offered."""

    async def run(self, interaction: Interaction, question_id: str) -> None:
        await interaction.response.send_modal(TitleForm(int(question_id)))


class AddToList(Action, template=f"anime:add:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await _cog(interaction).add_to_list(interaction, anime_key=anime_key)


class AddOne(Action, template=f"anime:watched:{_KEY}"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await _cog(interaction).add_one(interaction, anime_key=anime_key)


class Merge(Action, template=rf"anime:merge:(?P<title_id>\d+):{_KEY}"):
    """Makes a title of the person's own making the catalogue's."""

    async def run(self, interaction: Interaction, title_id: str, anime_key: str) -> None:
        await _cog(interaction).merge(interaction, title_id=int(title_id), anime_key=anime_key)


class KeepApart(Action, template="anime:apart"):
    async def run(self, interaction: Interaction) -> None:
        sentence = "Both stay. If you change your mind, `/anime info` of your title has a button for it."
        await interaction.response.edit_message(content=sentence, view=None)


ACTIONS = (PickTitle, UseAsIs, AnotherTitle, AddToList, AddOne, Merge, KeepApart)


def _cog(interaction: Interaction) -> "AnimeCog":
    return cast("AnimeCog", interaction.client.get_cog("AnimeCog"))
