"""The form in which a person types the title that a question did not offer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import discord

from cogs.core.interactions import Interaction
from cogs.core.old_forms import Form

if TYPE_CHECKING:
    from cogs.anime.cog import AnimeCog

_MAX_LENGTH = 100
"""As long as a title of a person's own making can be."""


class TitleForm(Form):
    """Another title for what waits for one."""

    template = r"anime:another:(?P<question_id>\d+)"

    def __init__(self, question_id: int) -> None:
        text = discord.ui.TextInput(custom_id="title", max_length=_MAX_LENGTH)
        super().__init__(
            f"anime:another:{question_id}",
            title="Another title",
            fields=[discord.ui.Label(text="Which anime?", description="Any of its names will do.", component=text)],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], question_id: str) -> None:
        cog = cast("AnimeCog", interaction.client.get_cog("AnimeCog"))
        await cog.look_up(interaction, question_id=int(question_id), text=values["title"] or "")


FORMS = (TitleForm,)
