"""The form that asks for the number of a page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord

from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction
from cogs.core.old_forms import Form
from cogs.lists.pages.state import STATE, PageState
from cogs.lists.privacy import get_cog

_MAX_DIGITS = 6


class PageForm(Form):
    template = rf"list:go:(?P<state>{STATE})"

    def __init__(self, state: PageState) -> None:
        number = discord.ui.TextInput(custom_id="number", placeholder=f"{state.page}", max_length=_MAX_DIGITS)
        super().__init__(
            f"list:go:{state.encode()}",
            title="Go to page",
            fields=[discord.ui.Label(text="Number", component=number)],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], *, state: str) -> None:
        typed = values["number"].strip().replace(",", "")
        if not (typed.isdecimal() and int(typed)):
            raise Refusal("A page has a number, like `12`. One past the end means the last page.")
        await get_cog(interaction).pages.turn(interaction, replace(PageState.decode(state), page=int(typed)))


FORMS = (PageForm,)
