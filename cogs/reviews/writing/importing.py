"""Reviews from files: one from elsewhere, or all that somebody exported."""

from dataclasses import replace

import discord

from cogs.core.answers import defer
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, now
from cogs.core.language import _
from cogs.reviews.mine.archive import MAX_ARCHIVE_SIZE, is_archive
from cogs.reviews.mine.exchange import Exchange
from cogs.reviews.writing.documents import MAX_FILE_SIZE, decode, read_document
from cogs.reviews.writing.episodes import get_seen
from cogs.reviews.writing.texts import add_document, advise_to_shorten, fill_gaps, start_draft
from cogs.reviews.writing.writing import Writing
from db.titles.models import Anime


class ReviewImporter:
    """Takes files of reviews."""

    def __init__(self, bot: Client, *, writing: Writing, exchange: Exchange) -> None:
        self._store = bot.store
        self._writing = writing
        self._exchange = exchange

    async def take(
        self, interaction: Interaction, anime: Anime | None, file: discord.Attachment, rating: int | None
    ) -> None:
        """Saves and posts the review in a file. From an export, restores all reviews instead."""
        await defer(interaction)
        limit, advice = MAX_FILE_SIZE, advise_to_shorten()
        if file.filename.lower().endswith(".json"):
            limit, advice = MAX_ARCHIVE_SIZE, _("Send the files of an export one by one.")
        async with interaction.client.files.open(interaction.user.id, file, limit=limit, advice=advice) as data:
            if is_archive(data):
                await self._exchange.take_back(interaction, data)
                return
            document = read_document(decode(data, file.filename))
        if anime is None:
            raise Refusal(_("Which anime is that a review of? Use the command again with `anime`."))
        present = await self._store.reviews.get_by_author(author_id=interaction.user.id, anime_key=anime.key)
        chosen = rating or document.rating or (present.text.rating if present else None)
        if chosen is None:
            raise Refusal(_("The file doesn't say how you rate it. Use the command again with `rating`, from 1 to 10."))
        draft = add_document(start_draft(interaction, anime, chosen), document)
        if present is not None:
            draft = replace(draft, text=fill_gaps(draft.text, present.text))
        elif document.rating is None:
            # A review page says how much its author had seen. Any other text does not.
            entry = await self._store.lists.get(user_id=interaction.user.id, anime_key=anime.key)
            draft = replace(draft, text=replace(draft.text, episodes=get_seen(entry, anime)))
        if draft.written_at is not None and draft.written_at > now(interaction):
            draft = replace(draft, written_at=None)
        await self._store.drafts.set(draft, now=now(interaction))
        await self._writing.check_and_save(interaction, draft, anime)
