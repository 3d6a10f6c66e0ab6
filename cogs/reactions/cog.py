"""Reactions: heard raw, counted once, shown on cards and by *Show all*."""

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ext import commands

from cogs.errors import UserFacingError
from cogs.reactions import render
from cogs.reactions.tally import CardRefresher, VoteWriter
from cogs.reviews.cards import Cards
from cogs.ui.interactions import Interaction, answer, get_review
from db.models import SEEDED_KINDS, Post, ReactionKind, Review
from db.reactions import ButtonVote, ReactionEvent

if TYPE_CHECKING:
    from bot import Kanso

_log = logging.getLogger(__name__)


class ReactionCog(commands.Cog):
    """Counts the reactions to cards, and keeps the cards' counts right."""

    def __init__(self, bot: "Kanso", cards: dict[int, int]) -> None:
        """`cards` holds the review that each card with counts shows, by the card's message id."""
        self._bot = bot
        self._cards = cards
        self._refresher = CardRefresher(Cards(bot).redraw, seconds=bot.settings.card_refresh_seconds)
        self._writer = VoteWriter(bot.reactions, self._refresher.request)
        self._seeding: set[asyncio.Task[None]] = set()

    async def cog_unload(self) -> None:
        try:
            await self._writer.close()
        finally:
            await self._refresher.close()

    # Reactions

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        if payload.member is None or not payload.member.bot:
            self._hear(payload)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        self._hear(payload)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        self._hear_clear(payload.message_id, None)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        emoji = _get_emoji(payload.emoji)
        if emoji is not None:
            self._hear_clear(payload.message_id, emoji)

    # Cards

    @commands.Cog.listener()
    async def on_card_posted(self, post: Post) -> None:
        if not post.has_counts:
            return
        self._cards[post.message_id] = post.review_id
        review = await self._bot.reviews.get(review_id=post.review_id)
        if review is None or review.changes > post.shown:
            # It changed while the card was on its way, when a redraw could not know of the card yet.
            self._refresher.request(post.review_id)
        # Each reaction takes a quarter of a second, so nobody waits for them.
        task = asyncio.create_task(self._seed(post), name="kanso-seed")
        self._seeding.add(task)
        task.add_done_callback(self._seeding.discard)

    @commands.Cog.listener()
    async def on_card_gone(self, post: Post) -> None:
        self._cards.pop(post.message_id, None)

    @commands.Cog.listener()
    async def on_review_changed(self, review_id: int) -> None:
        self._refresher.request(review_id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        for review_id in await self._bot.posts.list_outdated():
            self._refresher.request(review_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        self._drop(await self._bot.posts.delete_in_channel(guild_id=channel.guild.id, channel_id=channel.id))

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        self._drop(await self._bot.posts.delete_in_channel(guild_id=payload.guild_id, channel_id=payload.thread_id))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._drop(await self._bot.posts.delete_in_guild(guild_id=guild.id))

    # Buttons

    async def show_all(self, interaction: Interaction, *, review_id: int) -> None:
        review = await get_review(interaction, review_id)
        await answer(interaction, view=await self._make_panel(review, interaction.user.id))

    async def press(self, interaction: Interaction, *, review_id: int, kind: ReactionKind) -> None:
        review = await get_review(interaction, review_id)
        if review.author_id == interaction.user.id:
            raise UserFacingError("This is your own review: reactions to it are for its readers to give.")
        vote = await self._bot.reactions.press(review_id=review_id, user_id=interaction.user.id, kind=kind)
        self._refresher.request(review_id)
        if vote is ButtonVote.HELD_BY_REACTION:
            raise UserFacingError(
                f"You gave {kind.emoji} with a reaction under the card. Take it away there to take it back."
            )
        await interaction.response.edit_message(view=await self._make_panel(review, interaction.user.id))

    # What they share

    def _hear(self, payload: discord.RawReactionActionEvent) -> None:
        # Only an added reaction names the message's author; it spares most messages the look-up.
        if self._bot.user is None or payload.message_author_id not in (None, self._bot.user.id):
            return
        review_id = self._cards.get(payload.message_id)
        if review_id is None or payload.user_id == self._bot.user.id:
            return
        emoji = _get_emoji(payload.emoji)
        if emoji is not None:
            is_given = payload.event_type == "REACTION_ADD"
            self._writer.put(ReactionEvent(review_id, payload.message_id, emoji, payload.user_id, is_given))

    def _hear_clear(self, message_id: int, emoji: str | None) -> None:
        review_id = self._cards.get(message_id)
        if review_id is not None:
            self._writer.put(ReactionEvent(review_id, message_id, emoji, None, is_given=False))

    async def _seed(self, post: Post) -> None:
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        message = channel.get_partial_message(post.message_id)
        try:
            for kind in SEEDED_KINDS:
                await message.add_reaction(kind.emoji)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("card guild=%s channel=%s got no reactions: %s", post.guild_id, post.channel_id, error)

    def _drop(self, message_ids: list[int]) -> None:
        for message_id in message_ids:
            self._cards.pop(message_id, None)

    async def _make_panel(self, review: Review, user_id: int) -> discord.ui.LayoutView:
        tally = await self._bot.reactions.get_tally(review_id=review.id)
        given = await self._bot.reactions.list_given(review_id=review.id, user_id=user_id)
        return render.make_panel(review, tally, given)


def _get_emoji(emoji: discord.PartialEmoji) -> str | None:
    """The emoji as Discord names it, if it names a kind."""
    return emoji.name if emoji.id is None and ReactionKind.from_emoji(emoji.name) else None
