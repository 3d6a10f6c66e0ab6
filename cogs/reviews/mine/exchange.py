"""Exports a person's reviews as files, and imports them."""

import asyncio
import io
from collections.abc import Sequence

import discord

from cogs.core.answers import answer, defer
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, bot_is_member, now
from cogs.core.language import _, ngettext
from cogs.core.router import on
from cogs.reviews.mine.archive import ExportedFiles, make_export, read_archive
from cogs.reviews.mine.render import EXPORT
from db.engine.ids import get_first_id
from db.reviews.archive import ArchivedReview, ImportCounts
from db.titles.custom import CUSTOM
from db.titles.models import Anime

_FILES_PER_MESSAGE = 2
"""Two of the largest files have 10 MB, which is Discord's limit for a message."""

_MAX_MESSAGES = 5
"""The most messages that Discord allows where only the person has installed the bot."""


class Exchange:
    """Exports reviews and imports them."""

    def __init__(self, bot: Client) -> None:
        self._bot = bot

    @on(EXPORT)
    async def export(self, interaction: Interaction) -> None:
        """Sends the caller all of their reviews, as JSON and as Markdown."""
        await defer(interaction)
        reviews = await self._bot.store.review_archive.list_all(author_id=interaction.user.id)
        if not reviews:
            raise Refusal(
                _("There is nothing to export, because you have no reviews yet. Write one with `/review write`.")
            )
        export = await asyncio.to_thread(make_export, reviews, now=now(interaction))
        size = _FILES_PER_MESSAGE
        messages = [export.files[start : start + size] for start in range(0, len(export.files), size)]
        if not bot_is_member(interaction):
            messages = messages[:_MAX_MESSAGES]
        sentence = _describe_export(len(reviews), export, sum(map(len, messages)))
        for files in messages:
            attached = [discord.File(io.BytesIO(data), name) for name, data in files]
            await answer(interaction, sentence, files=attached)
            sentence = _("More files:")

    async def take_back(self, interaction: Interaction, data: bytes) -> None:
        """Imports all reviews of an export, or none. The interaction must be deferred.

        Raises Refusal for a file that has something wrong in it.
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
        """Maps the keys in a file to the keys of the same titles here."""
        catalogued = [review.anime_key for review in reviews if not review.anime_key.startswith(CUSTOM)]
        titles = await self._bot.store.titles.get_all(catalogued)
        title_id = get_first_id(interaction.id)
        for review in reviews:
            if review.anime_key.startswith(CUSTOM):
                titles[review.anime_key] = await self._find_custom(interaction, review, title_id)
                title_id += 1
        return {key: anime.key for key, anime in titles.items()}

    async def _find_custom(self, interaction: Interaction, review: ArchivedReview, title_id: int) -> Anime:
        """The custom title with the review's key if the caller can see it, else one with its name.

        If there is none, makes one, with the first free id from `title_id` on.
        """
        scope = {"user_id": interaction.user.id, "guild_id": interaction.guild_id}
        known = await self._bot.store.titles.find(review.anime_key, **scope, with_adult=True)
        if known is not None:
            return known
        while await self._bot.store.titles.get(f"{CUSTOM}{title_id}"):
            title_id += 1
        return await self._bot.store.titles.add_custom(" ".join(review.title.split()), **scope, title_id=title_id)


def _describe_export(reviews: int, export: ExportedFiles, sent: int) -> str:
    sentences = [
        ngettext(
            "Here you go: {number} review, as Markdown in the ZIP and as JSON. You can import the JSON with `/review "
            "import`.",
            "Here you go: {number} reviews, as Markdown in the ZIP and as JSON. You can import the JSON with `/review "
            "import`.",
            reviews,
        )
    ]
    if export.shortened:
        sentences.append(
            ngettext(
                "In the JSON, {number} review lacks its earlier versions, because they don't fit in a file. "
                "The ZIP has them.",
                "In the JSON, {number} reviews lack their earlier versions, because they don't fit in a file. "
                "The ZIP has them.",
                export.shortened,
            )
        )
    if sent < len(export.files):
        sentences.append(
            _(
                "Discord lets me send only {sent} of {total} files here. To get them all, press *Export* in a server "
                "that I'm a member of.",
                sent=sent,
                total=len(export.files),
            )
        )
    return " ".join(sentences)


def _describe_import(imported: ImportCounts) -> str:
    sentences = [ngettext("Imported **{number} new review**.", "Imported **{number} new reviews**.", imported.added)]
    if imported.unchanged:
        sentences.append(
            ngettext(
                "You already have {number} review from the file.",
                "You already have {number} reviews from the file.",
                imported.unchanged,
            )
        )
    if imported.added:
        sentences.append(_("Nothing is posted yet. Post a review with `/review post`."))
    if imported.drafts:
        sentences.append(
            ngettext(
                "**{number}** differs from the review that you have. Yours stays. The one from the file is now a "
                "draft in `/review mine`, where you can replace your review with it.",
                "**{number}** differ from the reviews that you have. Yours stay. Those from the file are now drafts "
                "in `/review mine`, where you can replace your reviews with them.",
                imported.drafts,
            )
        )
    return " ".join(sentences)
