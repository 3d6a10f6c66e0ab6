"""The form in which a list entry is changed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import discord

from cogs.ui.forms import Form
from cogs.ui.interactions import Interaction
from cogs.ui.links import ANIME_KEY
from db.models import Entry, ListStatus

if TYPE_CHECKING:
    from cogs.lists.cog import ListCog


class EntryForm(Form):
    """The fields of an entry that change most."""

    # All that the form shows stands in its `custom_id`, so that its submit can tell what the person changed.
    template = (
        rf"list:edit:(?P<anime_key>{ANIME_KEY}):(?P<status>[A-Z_]+):(?P<score>\d+):(?P<episodes>\d+)"
        r":(?P<started>[\d-]*):(?P<finished>[\d-]*)"
    )

    def __init__(self, entry: Entry) -> None:
        started, finished = str(entry.started or ""), str(entry.finished or "")
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
            f"list:edit:{entry.anime_key}:{entry.status}:{entry.score}:{entry.episodes}:{started}:{finished}",
            title=entry.title,
            fields=[
                discord.ui.Label(text="Status", component=discord.ui.Select(custom_id="status", options=statuses)),
                discord.ui.Label(text="Score", component=discord.ui.Select(custom_id="score", options=scores)),
                _line("Episodes watched", "episodes", str(entry.episodes), "A number"),
                _line("Started", "started", started, "2024-04-03, 2024-04, 2024, today, yesterday"),
                _line("Finished", "finished", finished, "2024-04-03, 2024-04, 2024, today, yesterday"),
            ],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], *, anime_key: str, **shown: str) -> None:
        cog = cast("ListCog", interaction.client.get_cog("ListCog"))
        typed = {name: (values[name] or "").strip() for name in shown}
        typed["episodes"] = typed["episodes"] or "0"
        changed = {name: text for name, text in typed.items() if text != shown[name]}
        await cog.submit(interaction, anime_key=anime_key, changed=changed)


FORMS = (EntryForm,)


def _line(label: str, custom_id: str, value: str, placeholder: str) -> discord.ui.Label[Any]:
    text_input = discord.ui.TextInput(
        custom_id=custom_id, default=value or None, placeholder=placeholder, required=False, max_length=20
    )
    return discord.ui.Label(text=label, component=text_input)
