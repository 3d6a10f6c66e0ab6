"""Handing a person's reviews over as files, and taking them back."""

import asyncio
import io
from collections.abc import Sequence

import discord

from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, answer, bot_is_member, is_bot_dm, now
from cogs.core.router import on
from cogs.reviews.mine.archive import ExportedFiles, make_export, read_archive
from cogs.reviews.mine.render import EXPORT
from cogs.ui.text import count
from db.engine.ids import get_first_id
from db.reviews.archive import ArchivedReview, ImportCounts
from db.titles.custom import CUSTOM
from db.titles.models import Anime

_FILES_PER_MESSAGE = 2
"""Two of the largest have 10 MB, which is what Discord takes."""

_MAX_MESSAGES = 5
"""How many Discord takes where only the person has installed the bot."""


class Exchange:
    """Reviews out as files, and in again."""

    def __init__(self, bot: Client) -> None:
        self._bot = bot

    @on(EXPORT)
    async def export(self, interaction: Interaction) -> None:
        """Sends the caller all of their reviews, as JSON and as Markdown."""
        await interaction.response.defer(ephemeral=not is_bot_dm(interaction), thinking=True)
        reviews = await self._bot.store.review_archive.list_all(author_id=interaction.user.id)
        if not reviews:
            raise Refusal("There is nothing to export: you have no reviews yet. `/review write` begins one.")
        export = await asyncio.to_thread(make_export, reviews, now=now(interaction))
        size = _FILES_PER_MESSAGE
        messages = [export.files[start : start + size] for start in range(0, len(export.files), size)]
        if not bot_is_member(interaction):
            messages = messages[:_MAX_MESSAGES]
        sentence = _describe_export(len(reviews), export, sum(map(len, messages)))
        for files in messages:
            await interaction.followup.send(
                sentence,
                files=[discord.File(io.BytesIO(data), name) for name, data in files],
                ephemeral=not is_bot_dm(interaction),
            )
            sentence = "The next files:"

    async def take_back(self, interaction: Interaction, data: bytes) -> None:
        """Takes an export back: all that is in it, or nothing. The interaction was deferred.

        Raises Refusal with what is wrong with the file.
        """
        reviews = await asyncio.to_thread(read_archive, data, now=now(interaction))
        imported = await self._bot.store.review_archive.add(
            reviews,
            keys=await self._find_keys(interaction, reviews),
            author_id=interaction.user.id,
            import_id=interaction.id,
            now=now(interaction),
        )
        await answer(interaction, _describe_import(imported))

    async def _find_keys(self, interaction: Interaction, reviews: Sequence[ArchivedReview]) -> dict[str, str]:
        """The keys that the titles of a file have here, by those in the file."""
        catalogued = [review.anime_key for review in reviews if not review.anime_key.startswith(CUSTOM)]
        titles = await self._bot.store.titles.get_all(catalogued)
        for review in reviews:
            if review.anime_key.startswith(CUSTOM):
                titles[review.anime_key] = await self._find_custom(interaction, review)
        return {key: anime.key for key, anime in titles.items()}

    async def _find_custom(self, interaction: Interaction, review: ArchivedReview) -> Anime:
        """The custom title that the caller can see under that key; otherwise one of that name, which may be new."""
        scope = {"user_id": interaction.user.id, "guild_id": interaction.guild_id}
        known = await self._bot.store.titles.find(review.anime_key, **scope, with_adult=True)
        if known is not None:
            return known
        title_id = get_first_id(interaction.id)
        while await self._bot.store.titles.get(f"{CUSTOM}{title_id}"):
            title_id += 1
        return await self._bot.store.titles.add_custom(" ".join(review.title.split()), **scope, title_id=title_id)


def _describe_export(reviews: int, export: ExportedFiles, sent: int) -> str:
    sentences = [
        f"Here {'is' if reviews == 1 else 'are'} your {count(reviews, 'review')}: as Markdown in the zip, and as JSON, "
        "which `/review import` takes back."
    ]
    if export.shortened:
        sentences.append(
            f"The JSON lacks the earlier versions of {count(export.shortened, 'review')}, for they are too much for a "
            "file: only the zip has those."
        )
    if sent < len(export.files):
        sentences.append(
            f"Discord lets me send only {sent} of {len(export.files)} files here. For all of them, press *Export* in "
            "a server that I am a member of."
        )
    return " ".join(sentences)


def _describe_import(imported: ImportCounts) -> str:
    sentences = [f"Imported **{count(imported.added, 'new review')}**; {imported.unchanged:,} you had already."]
    if imported.added:
        sentences.append("Nothing is posted yet: `/review post` shows a review in a channel.")
    if imported.drafts:
        sentences.append(
            f"**{imported.drafts:,}** differ from the reviews that you have. Those stay; what the file says is kept in "
            "`/review mine` as drafts, each of which can take a review's place."
        )
    return " ".join(sentences)
