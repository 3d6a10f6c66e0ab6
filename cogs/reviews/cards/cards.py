"""Cards: puts reviews into channels, keeps what is there up to date, takes it away and brings it back."""

import asyncio
import contextlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from cogs.anime.adult import allows_adult, channel_allows_adult
from cogs.core.errors import Refusal, may_pass
from cogs.core.events import Bus, CardGone, CardPosted
from cogs.core.interactions import (
    CARD_PERMISSIONS,
    SEND_PERMISSIONS,
    THREAD_PERMISSIONS,
    THREAD_SEND_PERMISSIONS,
    Client,
    Interaction,
    answer,
    bot_is_member,
    get_review,
    is_bot_dm,
    name_missing_permissions,
)
from cogs.reviews.cards.forums import Forums, find_verdict_tags, get_author_name
from cogs.reviews.cards.render import make_card, make_forum_card, name_thread, paginate_post
from cogs.ui.components import Layout
from cogs.ui.text import escape
from db.reactions.models import Tally
from db.reviews.models import Post, Review
from db.titles.models import Anime

if TYPE_CHECKING:
    from cogs.core.events import TakeTurn

_log = logging.getLogger(__name__)

PostChannel = discord.TextChannel | discord.Thread | discord.ForumChannel
"""Where a review can be posted."""

_WHY_PERMISSIONS = "Until an admin allows it, readers can still react through *Show all*."

_THREAD_IS_ARCHIVED = 50083
_THREAD_EXISTS = 160004
_REFUSALS = (discord.HTTPException, aiohttp.ClientError, OSError)


class Cards:
    """What the bot does with the cards of reviews. Announces them with the events `card_posted` and `card_gone`."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bot = bot
        self._bus = bus
        self._forums = Forums(bot)
        self._looking_up = asyncio.Semaphore(2)
        """Of a thousand cards that change at once each is looked up, and commands must not wait for that."""
        self._on_their_way: set[tuple[int, int]] = set()
        """Reviews and channels, of which a second click must not make two posts."""

    # Posting

    async def post_as_answer(self, interaction: Interaction, review: Review) -> str:
        """Posts a card as the public answer to an interaction, where that is possible.

        Returns what to tell its author. An interaction that was deferred is answered for its author alone first, and
        the card follows. Nothing is raised if Discord refuses the card: then the sentence says so.
        """
        title = escape(review.title)
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        if anime.is_adult and not allows_adult(interaction):
            return "Your review is saved. To show it, call `/review post` in an age-restricted channel."
        if is_bot_dm(interaction):
            return f"Your review of **{title}** is saved. To show it in a server, call `/review post` there."
        if interaction.guild_id is not None and not _can_write(interaction.permissions, interaction.channel):
            return f"Your review of **{title}** is saved. You can't write here, so call `/review post` where you can."
        is_member = bot_is_member(interaction)
        # Without a look into the channel the bot can neither hear of reactions there nor redraw the card.
        has_counts = is_member and interaction.app_permissions.view_channel
        try:
            message_id = await self._answer(interaction, review, has_counts=has_counts)
        except _REFUSALS as error:
            _log.warning("card guild=%s channel=%s not posted: %s", interaction.guild_id, interaction.channel_id, error)
            return (
                f"Your review of **{title}** is saved, but Discord didn't let me post it here. Try `/review post`, or "
                "call that in another channel."
            )
        if interaction.guild_id is not None and interaction.channel_id is not None and message_id is not None:
            await self._add_post(
                Post(
                    message_id,
                    review.id,
                    interaction.guild_id,
                    interaction.channel_id,
                    has_counts,
                    review.changes,
                    _get_parent_id(interaction.channel),
                )
            )
        missing = name_missing_permissions(interaction.app_permissions, CARD_PERMISSIONS)
        if is_member and missing:
            return (
                f"Your review is saved and posted, but I can't put reactions under it: I need **{missing}** in this "
                f"channel. {_WHY_PERMISSIONS}"
            )
        return f"Your review of **{title}** is posted."

    async def post_in(
        self, interaction: Interaction, review: Review, channel: PostChannel, *, tag_id: int | None = None
    ) -> str:
        """Posts a card in another channel of the server, unless it stands there; in a forum as a post of its own.

        Returns what to tell its author, also if Discord refuses the card. Raises Refusal if the bot or the
        author may not write there, or the title may not be shown there; and if the author has to choose a tag of the
        forum, whose id is then given as `tag_id`.
        """
        way = (review.id, channel.id)
        if way in self._on_their_way:
            raise Refusal(f"Your review is on its way to {channel.mention} already.")
        self._on_their_way.add(way)
        try:
            return await self._post_in(interaction, review, channel, tag_id)
        finally:
            self._on_their_way.discard(way)

    async def _post_in(self, interaction: Interaction, review: Review, channel: PostChannel, tag_id: int | None) -> str:
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        if anime.is_adult and not channel_allows_adult(channel):
            raise Refusal(f"That title is for adults, and {channel.mention} is not age-restricted.")
        granted = _check_permissions(interaction, review, channel)
        await interaction.response.defer(ephemeral=True, thinking=True)
        for post in await self._bot.store.posts.list_for_review(review_id=review.id):
            place = post.parent_id if post.is_forum_post else post.channel_id
            if place == channel.id and await self._stands(post):
                return f"Your review is in {channel.mention} already: {post.link}"
        tags = []
        if isinstance(channel, discord.ForumChannel):
            tags = self._forums.choose_tags(channel, review, tag_id=tag_id)
        try:
            if isinstance(channel, discord.ForumChannel):
                post = await self._forums.post(channel, review, await self._draw_in_forum(review), tags)
            else:
                message = await channel.send(view=await self._draw(review))
                parent_id = _get_parent_id(channel)
                post = Post(message.id, review.id, channel.guild.id, channel.id, True, review.changes, parent_id)
        except _REFUSALS as error:
            _log.warning("card guild=%s channel=%s not posted: %s", channel.guild.id, channel.id, error)
            return (
                f"Your review is saved, but Discord didn't let me post it in {channel.mention}. Try `/review post` "
                "again, or choose another channel."
            )
        await self._add_post(post)
        sentence = f"Posted: {post.link}"
        if missing := name_missing_permissions(granted, CARD_PERMISSIONS):
            sentence += f"\nI can't put reactions under it: I need **{missing}** there. {_WHY_PERMISSIONS}"
        return sentence

    # Discussing

    async def discuss(self, interaction: Interaction, *, review_id: int, message_id: int) -> None:
        """Answers with the way to the thread on a card, which is opened if there is none yet."""
        review = await get_review(interaction, review_id)
        channel = interaction.channel
        if not bot_is_member(interaction) or not isinstance(channel, discord.TextChannel):
            raise Refusal("A discussion needs a card in a text channel of a server that I am a member of.")
        sentence = f"The discussion is here: <#{message_id}>"
        if channel.guild.get_thread(message_id) is not None:
            await answer(interaction, sentence)
            return
        if missing := name_missing_permissions(interaction.app_permissions, THREAD_PERMISSIONS):
            raise Refusal(f"I can't open a thread: I need **{missing}** in this channel. Ask an admin.")
        if missing := name_missing_permissions(interaction.permissions, THREAD_PERMISSIONS):
            raise Refusal(f"You need **{missing}** in this channel to open a thread. Ask an admin.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        name = name_thread(review, await get_author_name(channel.guild, review))
        try:
            await channel.create_thread(name=name, message=discord.Object(message_id))
        except discord.NotFound as error:
            raise Refusal("That card is gone. `/review post` shows the review in a channel again.") from error
        except discord.HTTPException as error:
            if error.code != _THREAD_EXISTS:
                raise
        await answer(interaction, sentence)

    # What becomes of cards

    async def redraw(self, review_id: int, take_turn: "TakeTurn") -> None:
        """Brings every card of a review up to date, takes it down if the review is deleted, or posts it again.

        A turn is taken for each that has to change, and only then it is asked what the card has to show. Raises
        discord.HTTPException if Discord refused some of them for a reason that may pass.
        """
        async with self._looking_up:
            review = await self._bot.store.reviews.get(review_id=review_id)
            posts = await self._bot.store.posts.list_for_review(review_id=review_id)
        failure = None
        for post in posts:
            if not _is_outdated(post, review):
                continue
            try:
                async with take_turn(post.channel_id):
                    review = await self._bot.store.reviews.get(review_id=review_id)
                    await self._follow_in_open_thread(post, review)
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

    async def _follow_in_open_thread(self, post: Post, review: Review | None) -> None:
        try:
            await self._follow(post, review)
        except discord.HTTPException as error:
            if error.code != _THREAD_IS_ARCHIVED:
                raise
            await self._forums.set_archived(post, False)
            await self._follow(post, review)
            if review is not None and not post.is_down:
                # Otherwise every vote on a card elsewhere would open it again for good.
                await self._forums.set_archived(post, True)

    async def _follow(self, post: Post, review: Review | None) -> None:
        """Has a card show the state of its review. Raises discord.NotFound if it is gone or its place is."""
        if review is None:
            if not post.is_down:
                await self._take_down(post)
        elif post.is_down:
            await self._bring_back(post, review)
        elif _is_outdated(post, review):
            await self._edit(post, review)

    async def _edit(self, post: Post, review: Review) -> None:
        card = await (self._draw_in_forum(review) if post.is_forum_post else self._draw(review))
        # Without content, an edit does not take the bot's own setting over.
        await self._get_message(post).edit(view=card, allowed_mentions=discord.AllowedMentions.none())
        if post.is_forum_post:
            await self._forums.update(post, review)
        await self._bot.store.posts.set_shown(message_id=post.message_id, shown=review.changes)

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
            await self._bot.store.posts.set_shown(message_id=post.message_id, shown=review.changes)
            return
        try:
            # It stands where Discord refused to delete it.
            await self._edit(post, review)
        except discord.NotFound:
            again = await self._post_again(post, review)
            if again is None:
                await self.forget(post)
                return
            await self._bot.store.posts.add(again, replaces=post.message_id)
            post = again
        await self._bus.publish(CardPosted(post))

    async def _post_again(self, post: Post, review: Review) -> Post | None:
        """Posts a card anew; None if its forum is gone."""
        if not post.is_forum_post:
            channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
            message = await channel.send(view=await self._draw(review))
            return replace(post, message_id=message.id, shown=review.changes, is_down=False)
        forum = self._bot.get_channel(post.parent_id or 0)
        if not isinstance(forum, discord.ForumChannel):
            return None
        tags = find_verdict_tags(forum, review.verdict)
        return await self._forums.post(forum, review, await self._draw_in_forum(review), tags)

    # What they share

    async def _answer(self, interaction: Interaction, review: Review, *, has_counts: bool) -> int | None:
        """Shows a card to everyone who sees the interaction's answer. Its message's id, if Discord says it."""
        card = await self._draw(review, has_counts=has_counts)
        if not interaction.response.is_done():
            return (await interaction.response.send_message(view=card)).message_id
        # The first message after a deferral is as private as the deferral was.
        await interaction.followup.send(f"Your review of **{escape(review.title)}** is saved.", ephemeral=True)
        return (await interaction.followup.send(view=card, wait=True)).id

    async def _draw(self, review: Review, *, has_counts: bool = True) -> Layout:
        return make_card(review, *await self._get_details(review), has_counts=has_counts)

    async def _draw_in_forum(self, review: Review) -> Layout:
        return make_forum_card(review, *await self._get_details(review))

    async def _get_details(self, review: Review) -> tuple[Anime, Tally]:
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        return anime, await self._bot.store.reactions.get_tally(review_id=review.id)

    async def _add_post(self, post: Post) -> None:
        await self._bot.store.posts.add(post)
        await self._bus.publish(CardPosted(post))

    async def _set_down(self, post: Post) -> None:
        await self._bot.store.posts.set_down(message_id=post.message_id)
        await self._bus.publish(CardGone(post))

    async def _stands(self, post: Post) -> bool:
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
        await self._bot.store.posts.delete(message_id=post.message_id)
        await self._bus.publish(CardGone(post))

    def _get_message(self, post: Post) -> discord.PartialMessage:
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        return channel.get_partial_message(post.message_id)


def _is_outdated(post: Post, review: Review | None) -> bool:
    """Whether a card has to follow its review."""
    if review is None or post.is_down:
        return post.is_down != (review is None)
    return post.has_counts and post.shown < review.changes


def _check_permissions(interaction: Interaction, review: Review, channel: PostChannel) -> discord.Permissions:
    """The bot's permissions in a channel. Raises Refusal if it or the caller may not post a review there."""
    assert isinstance(interaction.user, discord.Member)
    needed = THREAD_SEND_PERMISSIONS if isinstance(channel, discord.Thread) else SEND_PERMISSIONS
    if isinstance(channel, discord.ForumChannel) and len(paginate_post(review)) > 1:
        needed = needed | THREAD_SEND_PERMISSIONS  # `|=` would change the constant
    granted = channel.permissions_for(channel.guild.me)
    if missing := name_missing_permissions(granted, needed):
        raise Refusal(
            f"I can't post in {channel.mention}: I need **{missing}** there. Ask an admin, or post here instead."
        )
    if not _can_write(channel.permissions_for(interaction.user), channel):
        raise Refusal(f"You can't write in {channel.mention}, so I won't post your review there.")
    return granted


def _can_write(permissions: discord.Permissions, channel: Any) -> bool:
    """Whether a person with these permissions in a channel can write there."""
    if isinstance(channel, discord.Thread):
        return permissions.send_messages_in_threads and (permissions.manage_threads or not channel.locked)
    return permissions.send_messages


def _get_parent_id(channel: Any) -> int | None:
    """The channel that a thread belongs to; None for what is no thread."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None
