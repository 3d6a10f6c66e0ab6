"""Exports a person's whole list as a file."""

import asyncio
import gzip
import io
from collections.abc import Mapping, Sequence

import discord

from cogs.anime.adult import allows_adult
from cogs.core.answers import answer, defer
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction
from cogs.core.language import _, ngettext
from cogs.lists.exchange.render import describe_unwritten
from cogs.lists.formats.format import Format, Owner
from db.lists.models import Entry
from db.titles.models import Anime

_MAX_FILE_SIZE = 8_000_000
"""The largest file that is sent, in bytes. A larger one is compressed first. Discord accepts 10 MB."""


class ListExporter:
    """Sends people their lists as files."""

    def __init__(self, bot: Client) -> None:
        self._lists = bot.store.lists
        self._titles = bot.store.titles

    async def export(self, interaction: Interaction, format: Format) -> None:
        """Sends the caller their whole list in a file that only they see."""
        await defer(interaction)
        entries = await self._lists.list_all(user_id=interaction.user.id)
        if not entries:
            raise Refusal(_("There is nothing to export, because your list is empty. Add a title with `/list add`."))
        titles: Mapping[str, Anime] = {}
        if format.needs_titles:
            titles = await self._titles.get_all([entry.anime_key for entry in entries])
        name, data, left_out = await asyncio.to_thread(_write, entries, titles, format, interaction.user)
        if len(data) > _MAX_FILE_SIZE:
            raise Refusal(
                _(
                    "Your list is larger than any file that I can send, even compressed. Try another format. JSON is "
                    "the smallest."
                )
            )
        number = len(entries) - len(left_out)
        sentences = [
            ngettext("Here is your list with {number} title.", "Here is your list with {number} titles.", number)
        ]
        if left_out and format.describe_left_out:
            adult = () if allows_adult(interaction) else (key for key, anime in titles.items() if anime.is_adult)
            sentences.append(describe_unwritten(left_out, format.describe_left_out, concealed=frozenset(adult)))
        await answer(interaction, "\n".join(sentences), file=discord.File(io.BytesIO(data), name))


def _write(
    entries: Sequence[Entry], titles: Mapping[str, Anime], format: Format, user: discord.User | discord.Member
) -> tuple[str, bytes, Sequence[Entry]]:
    """The file's name, its content, and the entries that it has no place for."""
    assert format.write is not None
    data, left_out = format.write(entries, titles, Owner(user.id, user.name))
    if len(data) > _MAX_FILE_SIZE:
        return f"{format.file_name}.gz", gzip.compress(data, mtime=0), left_out
    return format.file_name, data, left_out
