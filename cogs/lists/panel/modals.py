"""The forms in which an entry is changed."""

import zlib
from collections.abc import Mapping
from typing import Any

import discord

from cogs.core.interactions import Interaction
from cogs.core.old_forms import Form
from cogs.lists.privacy import get_cog
from cogs.ui.dates import MAX_DATE_LENGTH
from cogs.ui.links import ANIME_KEY
from db.lists.models import MAX_NOTES_LENGTH, MAX_TAG_LENGTH, MAX_TAGS, Entry, Priority

_KEY = f"(?P<anime_key>{ANIME_KEY})"
_DATE = "2024-04-03, 2024-04, 2024, yesterday …"

# All that a form shows stands in its `custom_id`, or a checksum of it, so that its submit can tell what was changed.


class EntryForm(Form):
    """How far somebody is, and when."""

    template = (
        rf"list:edit:{_KEY}:(?P<episodes>\d+):(?P<started>[\d-]*):(?P<finished>[\d-]*)"
        r":(?P<rewatches>\d+):(?P<rewatched_episodes>\d*)"
    )

    def __init__(self, entry: Entry) -> None:
        started, finished = str(entry.started or ""), str(entry.finished or "")
        again = "" if entry.rewatched_episodes is None else str(entry.rewatched_episodes)
        fields = [
            _line("Episodes watched", "episodes", str(entry.episodes), "A number"),
            _line("Started", "started", started, _DATE),
            _line("Finished", "finished", finished, _DATE),
            _line("Times watched again", "rewatches", str(entry.rewatches), "A number"),
        ]
        if again:
            fields.append(_line("Episodes watched again this time", "rewatched_episodes", again, "A number"))
        super().__init__(
            f"list:edit:{entry.anime_key}:{entry.episodes}:{started}:{finished}:{entry.rewatches}:{again}",
            title=entry.title,
            fields=fields,
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], *, anime_key: str, **shown: str) -> None:
        typed = {name: (values.get(name) or "").strip() for name in shown}
        changed = {name: text for name, text in typed.items() if text != shown[name]}
        await get_cog(interaction).panel.submit(interaction, anime_key=anime_key, changed=changed)


class NotesForm(Form):
    """What somebody keeps with a title for themselves."""

    template = rf"list:notes:{_KEY}:(?P<notes>\d+):(?P<tags>\d+):(?P<priority>[A-Z]+):(?P<is_private>[01])"

    def __init__(self, entry: Entry) -> None:
        tags = ", ".join(entry.tags)
        priorities = [
            discord.SelectOption(label=priority.label, value=priority.value, default=priority is entry.priority)
            for priority in Priority
        ]
        super().__init__(
            f"list:notes:{entry.anime_key}:{_checksum(entry.notes)}:{_checksum(tags)}"
            f":{entry.priority}:{entry.is_private:d}",
            title=entry.title,
            fields=[
                discord.ui.Label(
                    text="Notes",
                    component=discord.ui.TextInput(
                        custom_id="notes",
                        style=discord.TextStyle.paragraph,
                        default=entry.notes or None,
                        required=False,
                        max_length=MAX_NOTES_LENGTH,
                    ),
                ),
                discord.ui.Label(
                    text="Tags",
                    description="Words of your own, separated by commas",
                    component=discord.ui.TextInput(
                        custom_id="tags",
                        default=tags or None,
                        required=False,
                        max_length=MAX_TAGS * (MAX_TAG_LENGTH + len(", ")),
                    ),
                ),
                discord.ui.Label(
                    text="Priority",
                    description="How much you want to watch it",
                    component=discord.ui.Select(custom_id="priority", options=priorities),
                ),
                discord.ui.Label(
                    text="Private",
                    description="Nobody else ever sees it, not even as a number",
                    component=discord.ui.Checkbox(custom_id="is_private", default=entry.is_private),
                ),
            ],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], *, anime_key: str, **shown: str) -> None:
        notes, tags = (values["notes"] or "").strip(), values["tags"] or ""
        priority = Priority(values["priority"])
        is_private = bool(values["is_private"])
        typed = {"notes": notes, "tags": tags, "priority": priority, "is_private": is_private}
        now_shown = {
            "notes": f"{_checksum(notes)}",
            "tags": f"{_checksum(tags)}",
            "priority": priority.value,
            "is_private": f"{is_private:d}",
        }
        changed = {name: value for name, value in typed.items() if now_shown[name] != shown[name]}
        await get_cog(interaction).panel.submit_notes(interaction, anime_key=anime_key, changed=changed)


FORMS = (EntryForm, NotesForm)


def _checksum(text: str) -> int:
    return zlib.crc32(text.encode())


def _line(label: str, custom_id: str, value: str, placeholder: str) -> discord.ui.Label[Any]:
    text_input = discord.ui.TextInput(
        custom_id=custom_id, default=value or None, placeholder=placeholder, required=False, max_length=MAX_DATE_LENGTH
    )
    return discord.ui.Label(text=label, component=text_input)
