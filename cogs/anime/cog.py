"""Titles: what a person is asked when a command names none that is known."""

from discord.ext import commands

from cogs.anime.autocomplete import rerun
from cogs.errors import UserFacingError
from cogs.ui.interactions import Interaction
from db.titles import TitleQuestion, Titles


class AnimeCog(commands.Cog):
    """Lets a command go on with the title that its caller picks."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    async def pick(self, interaction: Interaction, *, question_id: int, index: int) -> None:
        question = await self._get_question(interaction, question_id)
        anime = await self._titles.get(question.choices[index])
        if anime is None:
            raise UserFacingError("That title is no longer in the catalogue. Please call the command again.")
        await rerun(interaction, question, anime)

    async def use_as_is(self, interaction: Interaction, *, question_id: int) -> None:
        question = await self._get_question(interaction, question_id)
        anime = await self._titles.add_custom(
            question.text, title_id=question.id, user_id=question.user_id, guild_id=interaction.guild_id
        )
        await rerun(interaction, question, anime)

    async def _get_question(self, interaction: Interaction, question_id: int) -> TitleQuestion:
        question = await self._titles.get_question(question_id=question_id)
        if question is None or question.user_id != interaction.user.id:
            raise UserFacingError(
                "That question is somebody else's, or more than a day old. Please call the command again."
            )
        return question
