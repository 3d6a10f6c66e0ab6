"""Keeping cards in step with their reviews: what is there follows, is taken away and comes back."""

import asyncio
import contextlib
import logging
from dataclasses import replace

import discord

from cogs.core.errors import may_pass
from cogs.core.events import Bus, CardGone, CardPosted, TakeTurn
from cogs.core.interactions import Client
from cogs.reviews.cards.forums import Forums, find_verdict_tags
from cogs.reviews.cards.render import make_card, make_forum_card
from cogs.ui.components import Layout
from db.reactions.models import Tally
from db.reviews.models import Post, Review
from db.titles.models import Anime

_log = logging.getLogger(__name__)

_THREAD_IS_ARCHIVED = 50083


class Cards:
    """All cards that there are. Publishes `CardPosted` and `CardGone`."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bot = bot
        self._bus = bus
        self._posts = bot.store.posts
        self._reviews = bot.store.reviews
        self._forums = Forums(bot)
        self._looking_up = asyncio.Semaphore(2)
        """Of a thousand cards that change at once each is looked up, and commands must not wait for that."""

    # How they look

    async def draw(self, review: Review, *, has_counts: bool = True) -> Layout:
        return make_card(review, *await self._get_details(review), has_counts=has_counts)

    async def draw_in_forum(self, review: Review) -> Layout:
        return make_forum_card(review, *await self._get_details(review))

    # Which there are

    async def add(self, post: Post) -> None:
        """Takes note of a card that was posted."""
        await self._posts.add(post)
        await self._bus.publish(CardPosted(post))

    async def still_exists(self, post: Post) -> bool:
        """Whether nobody deleted a card by hand; one that is gone is forgotten."""
        with contextlib.suppress(discord.HTTPException):
            try:
                await self._get_message(post).fetch()
            except discord.NotFound:
                await self.forget(post)
                return False
        return True

    async def forget(self, post: Post) -> None:
        """Takes note that a card is gone."""
        await self._posts.delete(message_id=post.message_id)
        await self._bus.publish(CardGone(post))

    # What becomes of them

    async def redraw(self, review_id: int, take_turn: TakeTurn) -> None:
        """Brings every card of a review up to date, takes it down if the review is deleted, or posts it again.

        A turn is taken for each that has to change, and only then it is asked what the card has to show. Raises
        discord.HTTPException if Discord refused some of them for a reason that may pass.
        """
        async with self._looking_up:
            review = await self._reviews.get(review_id=review_id)
            posts = await self._posts.list_for_review(review_id=review_id)
        failure = None
        for post in posts:
            if not _is_outdated(post, review):
                continue
            try:
                async with take_turn(post.channel_id):
                    review = await self._reviews.get(review_id=review_id)
                    await self._update_in_open_thread(post, review)
            except discord.NotFound:
                await self.forget(post)
            except discord.HTTPException as error:
                _log.warning("card guild=%s channel=%s not redrawn: %s", post.guild_id, post.channel_id, error)
                if may_pass(error):
                    failure = error
                elif review is None:
                    # It keeps standing, and its buttons say that the review is gone.
                    await self._set_down(post)
                elif post.is_down:
                    await self.forget(post)
        if failure is not None:
            raise failure

    async def _update_in_open_thread(self, post: Post, review: Review | None) -> None:
        try:
            await self._update(post, review)
        except discord.HTTPException as error:
            if error.code != _THREAD_IS_ARCHIVED:
                raise
            await self._forums.set_archived(post, False)
            await self._update(post, review)
            if review is not None and not post.is_down:
                # Otherwise every vote on a card elsewhere would open it again for good.
                await self._forums.set_archived(post, True)

    async def _update(self, post: Post, review: Review | None) -> None:
        """Makes a card show the state of its review. Raises discord.NotFound if it is gone or its place is."""
        if review is None:
            if not post.is_down:
                await self._take_down(post)
        elif post.is_down:
            await self._bring_back(post, review)
        elif _is_outdated(post, review):
            await self._edit(post, review)

    async def _edit(self, post: Post, review: Review) -> None:
        card = await (self.draw_in_forum(review) if post.is_forum_post else self.draw(review))
        # Without content, an edit does not take the bot's own setting over.
        await self._get_message(post).edit(view=card, allowed_mentions=discord.AllowedMentions.none())
        if post.is_forum_post:
            await self._forums.update(post, review)
        await self._posts.set_shown(message_id=post.message_id, shown=review.changes)

    async def _take_down(self, post: Post) -> None:
        if post.is_forum_post:
            await self._forums.delete_pages(post)
        await self._get_message(post).delete()
        await self._set_down(post)
        if post.is_forum_post:
            await self._forums.delete_empty_thread(post)

    async def _bring_back(self, post: Post, review: Review) -> None:
        if not post.has_counts:
            # The bot could not take it down either.
            await self._posts.set_shown(message_id=post.message_id, shown=review.changes)
            return
        try:
            # It stands where Discord refused to delete it.
            await self._edit(post, review)
        except discord.NotFound:
            again = await self._post_again(post, review)
            if again is None:
                await self.forget(post)
                return
            await self._posts.add(again, replaces=post.message_id)
            post = again
        await self._bus.publish(CardPosted(post))

    async def _post_again(self, post: Post, review: Review) -> Post | None:
        """Posts a card anew; None if its forum is gone."""
        if not post.is_forum_post:
            channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
            message = await channel.send(view=await self.draw(review))
            return replace(post, message_id=message.id, shown=review.changes, is_down=False)
        forum = self._bot.get_channel(post.parent_id or 0)
        if not isinstance(forum, discord.ForumChannel):
            return None
        tags = find_verdict_tags(forum, review.text.verdict)
        return await self._forums.post(forum, review, await self.draw_in_forum(review), tags)

    # What they share

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
    """Whether a card has to follow its review."""
    if review is None or post.is_down:
        return post.is_down != (review is None)
    return post.has_counts and post.shown < review.changes
