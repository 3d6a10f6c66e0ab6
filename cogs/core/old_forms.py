"""Forms: modals whose submit needs nothing kept in memory.

A modal that is kept in memory is gone after a restart, and with it the text of whoever was still writing. So a form's
`custom_id` carries all that its submit needs, and submits are read from what Discord sends with them.
"""

import re
import secrets
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

import discord
from discord.ext import commands

from cogs.core.discord_internals import make_attachment
from cogs.core.errors import Refusal, answer_error
from cogs.core.interactions import Interaction
from cogs.ui.text import shorten

FIELD_LENGTH = 4000
"""The most characters that one text field holds."""

_NONCE = r":[0-9a-f]{8}"
_TEXT_INPUT = discord.ComponentType.text_input.value


class Form(discord.ui.Modal):
    """A modal; a subclass names the pattern of its `custom_id` as `template`, and `FormListener` must know it."""

    template: ClassVar[str]
    submit: ClassVar[Callable[..., Coroutine[Any, Any, None]]]
    """Called with the interaction, the fields' values by their `custom_id`, and the pattern's groups by name.

    Text comes as `str`, a choice as `str` or None, a checkbox as `bool`, files as `list[Attachment]`.
    """

    def __init__(self, custom_id: str, *, title: str, fields: list[discord.ui.Label[Any]]) -> None:
        """Raises ValueError if the `custom_id` does not match the template. A title is cut to what Discord shows."""
        if not re.fullmatch(self.template, custom_id):
            raise ValueError(f"{custom_id!r} does not match {self.template!r}")
        # Two people with one custom_id would disturb each other's submits in Discord's clients.
        super().__init__(title=shorten(title, 45), custom_id=f"{custom_id}:{secrets.token_hex(4)}")
        for field in fields:
            self.add_item(field)
        # A finished modal is not stored.
        self.stop()


class FormListener(commands.Cog):
    """Hands each submit to the form it belongs to; one that belongs to none is answered as well."""

    def __init__(self) -> None:
        self._forms: list[type[Form]] = []

    def add(self, *forms: type[Form]) -> None:
        """Makes forms known, as `add_dynamic_items` does for buttons."""
        self._forms += forms

    def knows(self, custom_id: str) -> bool:
        return any(re.fullmatch(form.template + _NONCE, custom_id) for form in self._forms)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        if not self.knows(str((interaction.data or {}).get("custom_id"))):
            return
        try:
            custom_id = str((interaction.data or {}).get("custom_id"))
            for form in self._forms:
                if match := re.fullmatch(form.template + _NONCE, custom_id):
                    await form.submit(interaction, read_values(interaction), **match.groupdict())
                    return
            sentence = "This form is from another version of me. Please call the command again."
            raise Refusal(sentence, text=_read_text(interaction))
        except Exception as error:  # whatever it is, the person is answered
            await answer_error(interaction, error, typed=_read_text(interaction))


def read_values(interaction: Interaction) -> dict[str, Any]:
    """The values of a submitted form's fields, by their `custom_id`."""
    data: Any = interaction.data
    attachments = data.get("resolved", {}).get("attachments", {})
    values: dict[str, Any] = {}
    for field in _list_fields(data):
        if field["type"] == discord.ComponentType.file_upload.value:
            values[field["custom_id"]] = [
                make_attachment(interaction.client, attachments[key]) for key in field["values"]
            ]
        elif "values" in field:
            values[field["custom_id"]] = next(iter(field["values"]), None)
        else:
            values[field["custom_id"]] = field.get("value")
    return values


def _read_text(interaction: Interaction) -> str:
    """All that a person typed into a form."""
    texts = [field.get("value") for field in _list_fields(interaction.data) if field["type"] == _TEXT_INPUT]
    return "\n\n".join(filter(None, texts))


def _list_fields(data: Any) -> list[dict[str, Any]]:
    return [label["component"] for label in data["components"] if "component" in label]
