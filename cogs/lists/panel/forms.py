"""The forms in which people change a title on their own list."""

from typing import Any

from cogs.core.addresses import EDIT_ENTRY
from cogs.core.answers import open_form
from cogs.core.errors import Refusal, explain
from cogs.core.interactions import Interaction, read_form
from cogs.core.language import _
from cogs.core.router import on
from cogs.lists.panel import render
from cogs.lists.panel.panel import EntryPanel
from cogs.lists.panel.typed import read_typed
from cogs.lists.refusals import give_back
from db.engine.errors import RuleError
from db.lists.changes import parse_tags
from db.lists.models import Priority


class Forms:
    """Opens the forms of an entry, and saves the fields that a person changed in them.

    Fields that they left alone are not saved: they may have changed meanwhile, or follow from another field.
    """

    def __init__(self, panel: EntryPanel) -> None:
        self._panel = panel

    @on(EDIT_ENTRY)
    async def open_entry(self, interaction: Interaction, anime_key: str) -> None:
        _anime, entry = await self._panel.get(interaction, anime_key)
        await open_form(interaction, render.make_entry_form(entry))

    @on(render.NOTES)
    async def open_notes(self, interaction: Interaction, anime_key: str) -> None:
        _anime, entry = await self._panel.get(interaction, anime_key)
        await open_form(interaction, render.make_notes_form(entry))

    @on(render.ENTRY_FORM)
    async def submit(
        self,
        interaction: Interaction,
        anime_key: str,
        episodes: str,
        started: str,
        finished: str,
        rewatches: str,
        rewatched_episodes: str,
    ) -> None:
        """Saves the entry form. All arguments but the key say what the form showed when it was opened."""
        shown = {
            "episodes": episodes,
            "started": started,
            "finished": finished,
            "rewatches": rewatches,
            "rewatched_episodes": rewatched_episodes,
        }
        values = read_form(interaction)
        typed = {name: (values.get(name) or "").strip() for name in shown}
        changed = {name: text for name, text in typed.items() if text != shown[name]}
        anime, entry = await self._panel.get(interaction, anime_key)
        try:
            entry = await self._panel.update(interaction, anime, await read_typed(interaction, changed))
        except (Refusal, RuleError) as error:
            sentence = f"{explain(error)}\n-# {render.describe_typed(changed)}"
            raise Refusal(sentence, view=render.make_entry_menu(entry)) from error
        await self._panel.show(interaction, entry, anime, _("Updated"))

    @on(render.NOTES_FORM)
    async def submit_notes(
        self, interaction: Interaction, anime_key: str, notes: str, tags: str, priority: str, is_private: str
    ) -> None:
        """Saves the notes form. If that fails, the person gets their notes and tags back."""
        values = read_form(interaction)
        typed: dict[str, Any] = {
            "notes": (values["notes"] or "").strip(),
            "tags": values["tags"] or "",
            "priority": Priority(values["priority"]),
            "is_private": bool(values["is_private"]),
        }
        left = {
            "notes": render.checksum(typed["notes"]) == notes,
            "tags": render.checksum(typed["tags"]) == tags,
            "priority": typed["priority"] == priority,
            "is_private": f"{typed['is_private']:d}" == is_private,
        }
        changed = {name: value for name, value in typed.items() if not left[name]}
        try:
            anime = await self._panel.get_anime(interaction, anime_key)
            tags_given = {"tags": parse_tags(changed["tags"])} if "tags" in changed else {}
            entry = await self._panel.update(interaction, anime, changed | tags_given)
        except (Refusal, RuleError) as error:
            raise give_back(error, "\n\n".join(filter(None, [changed.get("notes"), changed.get("tags")]))) from error
        await self._panel.show(interaction, entry, anime, _("Updated"))
