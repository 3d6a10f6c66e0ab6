"""Keeping cards in step with their reviews: they are redrawn, taken down and posted again."""

import asyncio
import contextlib
import logging
from dataclasses import replace

import discord

from cogs.core.errors import may_pass
from cogs.core.events import Bus, CardGone, CardsRefused, TakeTurn
from cogs.core.interactions import Client
from cogs.core.language import Language, find_language, speak
from cogs.reviews.cards.forums import Forums, find_verdict_tags
from cogs.reviews.cards.render import make_card, make_forum_card
from cogs.reviews.cards.sending import Sender
from cogs.reviews.cards.threads import ThreadClosed, open_archived
from cogs.ui.components import Layout
from db.reactions.models import Tally
from db.reviews.models import Post, Review, Sending
from db.titles.models import Anime

_log = logging.getLogger(__name__)

_THREAD_IS_CLOSED = (50083, 160005)
"""Discord's codes for an archived thread and a locked one. Their status is 400 or 403."""


class Cards:
    """Draws and updates cards. Publishes `CardPosted`, `CardGone` and `CardsRefused`."""

    def __init__(self, bot: Client, bus: Bus, sender: Sender) -> None:
        self._bot = bot
        self._bus = bus
        self._sender = sender
        self._posts = bot.store.posts
        self._reviews = bot.store.reviews
        self._forums = Forums(bot)
        self._looking_up = asyncio.Semaphore(2)
        """When a thousand reviews change at once, each is looked up, and commands must not wait for that."""

    # Drawing

    async def draw(self, review: Review, *, has_counts: bool = True) -> Layout:
        """A review's card, in the language being spoken."""
        return make_card(review, *await self._get_details(review), has_counts=has_counts)

    async def draw_in_forum(self, review: Review) -> Layout:
        """A review's card in a forum, in the language being spoken."""
        return make_forum_card(review, *await self._get_details(review))

    # Storing

    async def still_exists(self, post: Post) -> bool:
        """Whether a card still exists on Discord. Forgets it if somebody deleted it."""
        with contextlib.suppress(discord.HTTPException):
            try:
                await self._get_message(post).fetch()
            except discord.NotFound:
                await self.forget(post)
                return False
        return True

    async def forget(self, post: Post) -> None:
        """Deletes what is stored about a card that is gone."""
        await self._posts.delete(message_id=post.message_id)
        await self._bus.publish(CardGone(post))

    # Updating

    async def redraw(self, review_id: int, take_turn: TakeTurn) -> None:
        """Updates every card of a review, in its server's language: redraws it, takes it down, or posts it again.

        Each change takes a turn first, and only then reads what the card must show. Raises discord.HTTPException if
        Discord refuses some of them for a reason that may pass. Cards that it refuses for another reason wait.
        """
        async with self._looking_up:
            review = await self._reviews.get(review_id=review_id)
            if review is None:
                # A card that was sent without being known must go too.
                await self._sender.settle_review(review_id)
            posts = await self._posts.list_for_review(review_id=review_id)
        failure = None
        refused = []
        for post in posts:
            if not _is_outdated(post, review):
                continue
            try:
                async with take_turn(post.channel_id, post.message_id):
                    review = await self._reviews.get(review_id=review_id)
                    with speak(self._get_language(post)):
                        await self._update_in_open_thread(post, review, take_turn)
            except discord.NotFound:
                await self.forget(post)
            except (discord.HTTPException, ThreadClosed) as error:
                _log.warning("card guild=%s channel=%s not redrawn: %r", post.guild_id, post.channel_id, error)
                if isinstance(error, discord.HTTPException) and may_pass(error):
                    failure = error
                else:
                    await self._posts.set_waiting(message_id=post.message_id)
                    refused.append(post)
        if refused:
            await self._bus.publish(CardsRefused(review_id, refused))
        if failure is not None:
            raise failure

    async def _update_in_open_thread(self, post: Post, review: Review | None, take_turn: TakeTurn) -> None:
        try:
            await self._update(post, review, take_turn)
        except discord.HTTPException as error:
            thread = await self._forums.get_thread(post) if error.code in _THREAD_IS_CLOSED else None
            if thread is None or not thread.archived:
                raise
            async with open_archived(thread):
                await self._update(post, review, take_turn)

    async def _update(self, post: Post, review: Review | None, take_turn: TakeTurn) -> None:
        """Makes a card show its review's present state. Raises discord.NotFound if the card or its channel is gone."""
        if review is None:
            if not post.is_down:
                await self._take_down(post)
        elif post.is_down:
            await self._bring_back(post, review)
        elif _is_outdated(post, review):
            await self._edit(post, review, take_turn)

    async def _edit(self, post: Post, review: Review, take_turn: TakeTurn) -> None:
        card = await (self.draw_in_forum(review) if post.is_forum_post else self.draw(review))
        # An edit without content does not use the bot's own setting.
        await self._get_message(post).edit(view=card, allowed_mentions=discord.AllowedMentions.none())
        if post.is_forum_post:
            await self._forums.update(post, review, take_turn)
        await self._posts.set_shown(message_id=post.message_id, shown=review.changes)

    async def _take_down(self, post: Post) -> None:
        if post.is_forum_post:
            await self._forums.delete_pages(post)
        await self._get_message(post).delete()
        await self._set_down(post)
        if post.is_forum_post:
            await self._forums.delete_empty_thread(post)

    async def _bring_back(self, post: Post, review: Review) -> None:
        forum = self._bot.get_channel(post.parent_id or 0) if post.is_forum_post else None
        if post.is_forum_post and not isinstance(forum, discord.ForumChannel):
            await self.forget(post)
            return

        async def send(nonce: str) -> Post:
            if isinstance(forum, discord.ForumChannel):
                tags = find_verdict_tags(forum, review.text.verdict)
                return await self._forums.post(forum, review, await self.draw_in_forum(review), tags)
            channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
            message = await channel.send(view=await self.draw(review), nonce=nonce)
            return replace(post, message_id=message.id, shown=review.changes, is_down=False)

        noted = await self._bot.store.sendings.list_for_review(review_id=review.id)
        sending = next((sending for sending in noted if sending.replaces == post.message_id), _make_sending(post))
        await self._sender.settle_review(review.id, channel_id=sending.channel_id)
        if await self._posts.get(message_id=post.message_id) is None:
            # An earlier attempt has posted it.
            return
        thread = await self._forums.get_thread(post) if post.parent_id and not post.is_forum_post else None
        # A message opens an archived thread, so it must be possible to archive it again.
        async with open_archived(thread) if thread and thread.archived else contextlib.nullcontext():
            await self._sender.send(sending, send)

    # What they share

    def _get_language(self, post: Post) -> Language:
        """The language of a card's server. English if the bot doesn't know the server."""
        guild = self._bot.get_guild(post.guild_id)
        return find_language(guild.preferred_locale.value if guild else "en")

    async def _get_details(self, review: Review) -> tuple[Anime, Tally]:
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        return anime, await self._bot.store.reactions.get_tally(review_id=review.id)

    async def _set_down(self, post: Post) -> None:
        await self._posts.set_down(message_id=post.message_id)
        await self._bus.publish(CardGone(post))

    def _get_message(self, post: Post) -> discord.PartialMessage:
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        return channel.get_partial_message(post.message_id)


def _is_outdated(post: Post, review: Review | None) -> bool:
    """Whether a card must change because its review has."""
    if post.is_waiting:
        return False
    if review is None or post.is_down:
        return post.is_down != (review is None)
    return post.has_counts and post.shown < review.changes


def _make_sending(post: Post) -> Sending:
    """The sending of a post that comes back, if the undo has noted none."""
    return Sending(
        post.message_id,
        post.review_id,
        post.guild_id,
        post.posted_in,
        post.parent_id,
        post.is_forum_post,
        post.has_counts,
        replaces=post.message_id,
    )
