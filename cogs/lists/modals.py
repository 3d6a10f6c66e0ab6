"""The form in which a list entry is changed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import discord

from cogs.ui.forms import Form
from cogs.ui.interactions import Interaction
from db.models import Entry, ListStatus

if TYPE_CHECKING:
    from cogs.lists.cog import ListCog


class EntryForm(Form):
    """The fields of an entry that change most."""

    template = r"list:edit:(?P<anime_key>[a-z]+/\d+)"

    def __init__(self, entry: Entry) -> None:
        statuses = [
            discord.SelectOption(label=status.label, value=status.value, default=status is entry.status)
            for status in ListStatus
        ]
        scores = [
            discord.SelectOption(
                label=str(score) if score else "No score", value=str(score), default=score == entry.score
            )
            for score in range(10, -1, -1)
        ]
        super().__init__(
            f"list:edit:{entry.anime_key}",
            title=entry.title,
            fields=[
                discord.ui.Label(text="Status", component=discord.ui.Select(custom_id="status", options=statuses)),
                discord.ui.Label(text="Score", component=discord.ui.Select(custom_id="score", options=scores)),
                _line("Episodes watched", "episodes", str(entry.episodes), "A number"),
                _line("Started", "started", str(entry.started or ""), "2024-04-03, 2024-04, 2024, today, yesterday"),
                _line("Finished", "finished", str(entry.finished or ""), "2024-04-03, 2024-04, 2024, today, yesterday"),
            ],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], **arguments: str) -> None:
        cog = cast("ListCog", interaction.client.get_cog("ListCog"))
        await cog.submit(
            interaction,
            anime_key=arguments["anime_key"],
            status=ListStatus(values["status"]),
            score=int(values["score"]),
            episodes=values["episodes"] or "0",
            started=values["started"] or "",
            finished=values["finished"] or "",
        )


FORMS = (EntryForm,)


def _line(label: str, custom_id: str, value: str, placeholder: str) -> discord.ui.Label[Any]:
    text_input = discord.ui.TextInput(
        custom_id=custom_id, default=value or None, placeholder=placeholder, required=False, max_length=20
    )
    return discord.ui.Label(text=label, component=text_input)
