"""Hears the reactions to cards as Discord sends them, counts them, and has the cards redrawn."""

import logging
from functools import partial
from typing import Any

import discord
from discord.ext import commands, tasks

from cogs.core.discord_internals import hear
from cogs.core.errors import log_errors
from cogs.core.events import Bus, CardGone, CardPosted, Redraw, ReviewChanged
from cogs.core.interactions import Client
from cogs.core.reconciliation import ReconciliationProgress
from cogs.reactions.buttons import ReactionButtons
from cogs.reactions.card_refresher import CardRefresher
from cogs.reactions.reconcile import Reconciler
from cogs.reactions.seeder import Seeder
from cogs.reactions.vote_writer import VoteWriter
from db.reactions.models import ReactionKind
from db.reactions.votes import ReactionEvent

_log = logging.getLogger(__name__)

_LOOK = discord.Permissions(view_channel=True, read_message_history=True)
_ADMINISTRATOR = discord.Permissions(administrator=True)


class ReactionCog(commands.Cog):
    """Counts the reactions to cards, and keeps the cards' counts right."""

    def __init__(self, bot: Client, bus: Bus, cards: dict[int, int], *, redraw: Redraw, seconds: float) -> None:
        """`cards` holds the review that each card with counts shows, by the card's message id.

        `redraw` and `seconds` are those of `CardRefresher`.
        """
        self._bot = bot
        self.cards = cards
        self._refresher = CardRefresher(redraw, seconds=seconds, is_busy=lambda: self.writer.is_busy)
        self.writer = VoteWriter(bot.store.reactions, on_change=self._refresher.request, on_drop=self._put_in_doubt)
        self._reconciler = Reconciler(
            bot,
            bus,
            self.writer,
            seconds=seconds,
            on_change=self._refresher.request,
            on_channel_gone=self._forget_channel,
        )
        self.rooms = (ReactionButtons(bot, on_change=self._refresher.request),)
        self._seeder = Seeder(bot)
        bus.subscribe(CardPosted, self._add_card)
        bus.subscribe(CardGone, self._remove_card)
        bus.subscribe(ReviewChanged, self._request_redraw)

    async def cog_load(self) -> None:
        assert self._bot.user is not None
        self._bot_id = str(self._bot.user.id)
        # A card that answers a command comes from a webhook, whose author is the application.
        self._authors = (None, self._bot_id, str(self._bot.application_id))
        hear(self._bot, "MESSAGE_REACTION_ADD", partial(self._hear, is_given=True))
        hear(self._bot, "MESSAGE_REACTION_REMOVE", partial(self._hear, is_given=False))
        self._bot.listen_directly("raw_reaction_clear", self._hear_clear)
        self._bot.listen_directly("raw_reaction_clear_emoji", self._hear_clear_emoji)
        # A new session may have missed events; in a resumed one Discord repeats them. These listeners are called
        # directly, so that the cards are in doubt before any event of the session is heard.
        self._bot.listen_directly("shard_connect", self._reconciler.put_shard_in_doubt)
        self._bot.listen_directly("shard_ready", self._reconciler.release_shard)
        self._bot.listen_directly("guild_available", self._hear_of_guild)
        self._tidy.start()

    async def cog_unload(self) -> None:
        self._tidy.cancel()
        try:
            await self._reconciler.close()
            await self.writer.close()
        finally:
            await self._seeder.close()
            await self._refresher.close()

    async def get_progress(self) -> ReconciliationProgress:
        """How far the cards are in step with Discord."""
        return ReconciliationProgress(
            cards=len(self.cards),
            doubts=await self._bot.store.posts.count_doubts(),
            is_busy=not (self.writer.is_idle and self._refresher.is_idle and self._reconciler.is_idle),
        )

    # Reactions

    def _hear(self, data: dict[str, Any], *, is_given: bool) -> None:
        """Takes an event as Discord sends it: https://docs.discord.com/developers/events/gateway-events#reactions."""
        # Only an added reaction names the message's author, which spares most messages the lookup.
        if data.get("message_author_id") not in self._authors:
            return
        message_id = int(data["message_id"])
        review_id = self.cards.get(message_id)
        emoji = data["emoji"]
        if review_id is None or data["user_id"] == self._bot_id or not _is_kind(emoji.get("id"), emoji.get("name")):
            return
        member = data.get("member") or {}
        is_bot = bool((member.get("user") or {}).get("bot"))
        self.writer.put(
            ReactionEvent(
                review_id, message_id, emoji["name"], int(data["user_id"]), is_given, bool(data.get("burst")), is_bot
            )
        )

    def _hear_clear(self, payload: discord.RawReactionClearEvent) -> None:
        self._clear(payload.message_id, None)

    def _hear_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        if _is_kind(payload.emoji.id, payload.emoji.name):
            self._clear(payload.message_id, payload.emoji.name)

    def _clear(self, message_id: int, emoji: str | None) -> None:
        review_id = self.cards.get(message_id)
        if review_id is not None:
            self.writer.put(ReactionEvent(review_id, message_id, emoji, None, is_given=False))

    # Reconciliation

    def _hear_of_guild(self, guild: discord.Guild) -> None:
        # The server is back after an outage. At the beginning of a session, its cards are in doubt anyway.
        if not self._reconciler.is_waiting_for(guild.shard_id):
            self._reconciler.put_guild_in_doubt(guild.id)

    # Events after which the bot may see channels whose reactions it could not hear before.

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        me = after.guild.me
        if _LOOK.is_subset(after.permissions_for(me)) and not _LOOK.is_subset(before.permissions_for(me)):
            self._reconciler.put_guild_in_doubt(after.guild.id)
        if after.permissions_for(me) != before.permissions_for(me):
            await self._retry_waiting(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        gained = after.permissions.value & ~before.permissions.value
        if gained and after in after.guild.me.roles:
            await self._retry_waiting(after.guild.id)
        if gained & (_LOOK.value | _ADMINISTRATOR.value) and after in after.guild.me.roles:
            self._reconciler.put_guild_in_doubt(after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        if after == after.guild.me and after.roles != before.roles:
            await self._retry_waiting(after.guild.id)
            self._reconciler.put_guild_in_doubt(after.guild.id)

    @tasks.loop(hours=1)
    async def _tidy(self) -> None:
        with log_errors("removing votes that were taken back"):
            await self._bot.store.reactions.purge()
        await self._retry_waiting()
        with log_errors("retrying unreadable channels"):
            if await self._bot.store.posts.put_unreadable_in_doubt():
                self._reconciler.start()

    def _put_in_doubt(self, message_ids: set[int]) -> None:
        _log.warning("%d cards are compared with Discord after too many reactions at once", len(message_ids))
        self._reconciler.put_cards_in_doubt(message_ids)

    # Cards

    async def _add_card(self, event: CardPosted) -> None:
        post = event.post
        if not post.has_counts:
            return
        self.cards[post.message_id] = post.review_id
        review = await self._bot.store.reviews.get(review_id=post.review_id)
        if review is None or review.changes > post.shown:
            # The review changed while the card was being sent, when no redraw could know of the card.
            self._refresher.request(post.review_id)
        self._reconciler.start()
        self._seeder.start(post.channel_id)

    async def _remove_card(self, event: CardGone) -> None:
        self.cards.pop(event.post.message_id, None)

    async def _request_redraw(self, event: ReviewChanged) -> None:
        self._refresher.request(event.review_id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        self._seeder.start()
        await self._bot.store.posts.release()
        for review_id in await self._bot.store.posts.list_outdated():
            self._refresher.request(review_id)

    async def _retry_waiting(self, guild_id: int | None = None) -> None:
        """Tries the cards again that Discord didn't let the bot change, in one server or in all."""
        with log_errors("retrying cards"):
            for review_id in await self._bot.store.posts.release(guild_id=guild_id):
                self._refresher.request(review_id)
        self._seeder.start()

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        # An archived thread takes no reactions, and this one may have been opened.
        self._seeder.start(payload.thread_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._forget_channel(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self._forget_channel(payload.guild_id, payload.thread_id)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._forget(await self._bot.store.posts.delete_in_guild(guild_id=guild.id))

    async def _forget_channel(self, guild_id: int, channel_id: int) -> None:
        self._forget(await self._bot.store.posts.delete_in_channel(guild_id=guild_id, channel_id=channel_id))

    def _forget(self, message_ids: list[int]) -> None:
        for message_id in message_ids:
            self.cards.pop(message_id, None)


def _is_kind(emoji_id: object, name: str | None) -> bool:
    """Whether an emoji names a kind. A server's custom emoji, which has an id, never does."""
    return emoji_id is None and name is not None and ReactionKind.from_emoji(name) is not None
