"""Sends cards so that each one is known, even if the connection, the disk or the process fails in between.

A sending is noted before a card is sent, and goes in the transaction that stores its post. If one stays, the card may
be in the channel: `settle` looks there. A card that nobody looked for is found when one of its buttons is pressed.
"""

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import discord

from cogs.core.addresses import REVIEW_MENU
from cogs.core.answers import CUT, UNSAID
from cogs.core.errors import log_errors
from cogs.core.events import Bus, CardPosted, ReviewChanged
from cogs.core.interactions import Client, Interaction, bot_is_member
from db.reviews.models import Post, Sending

_FIRST_MESSAGES = 300
_LAST_MESSAGES = 100
"""How many messages of a channel are looked at: the first ones after a sending was noted, and the last ones."""

_UNSEEN_SECONDS = 24 * 60 * 60
"""How long a sending is kept in a server that the bot has left or was never in."""


class Sender:
    """Sends cards, and finds those that were sent without being known. Publishes `CardPosted`."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bot = bot
        self._bus = bus
        self._posts = bot.store.posts
        self._sendings = bot.store.sendings
        self._active: set[Sending] = set()

    def is_sending(self, review_id: int, channel_id: int, *, besides: Sending | None = None) -> bool:
        """Whether a card of a review is being sent to a channel now, other than by the sending `besides`."""
        place = (review_id, channel_id)
        return any((each.review_id, each.channel_id) == place for each in self._active if each != besides)

    async def send(self, sending: Sending, send: Callable[[str], Awaitable[Post | None]]) -> Post | None:
        """Sends a card and stores its post. `send` gets a nonce; it returns None if nobody else sees the card.

        None if there is no card, because the review is gone or because `send` says so. Raises what `send` raises, but
        only if the card isn't found in the channel.
        """
        self._active.add(sending)
        try:
            if not await self._sendings.add(sending):
                return None
            post = await send(_make_nonce(sending))
            if post is None:
                await self._sendings.delete(sending)
                return None
            await self._store(post, sending)
            return post
        except UNSAID as error:
            if isinstance(error, discord.HTTPException) and error.status < 500:
                if sending.replaces is None:
                    await self._sendings.delete(sending)
                raise
            with contextlib.suppress(*UNSAID):
                if post := await self.settle(sending):
                    return post
            raise
        finally:
            self._active.discard(sending)

    async def settle(self, sending: Sending) -> Post | None:
        """Looks for a card that may have been sent, and stores its post. Removes further ones. None if there is none.

        None too while another card of the review is sent to the channel: it could be taken for this one.

        Raises discord.HTTPException, aiohttp.ClientError or OSError if the channel can't be read.
        """
        if self.is_sending(sending.review_id, sending.channel_id, besides=sending):
            return None
        posts = await self._posts.list_for_review(review_id=sending.review_id)
        known = {post.message_id for post in posts}
        found = {message.id: message for message in await self._find(sending) if message.id not in known}
        if not found:
            return None
        first, *others = (found[message_id] for message_id in sorted(found))
        for message in others:
            with contextlib.suppress(discord.HTTPException):
                await message.delete()
        channel_id = first.id if sending.is_forum_post else sending.channel_id
        post = Post(
            first.id,
            sending.review_id,
            sending.guild_id,
            channel_id,
            sending.has_counts,
            shown=-1,
            parent_id=sending.parent_id,
            is_forum_post=sending.is_forum_post,
        )
        await self._store(post, sending)
        return post

    async def settle_review(self, review_id: int, *, channel_id: int | None = None) -> list[Sending]:
        """Settles the sendings of a review, or those in one channel. Returns those for which no card was found.

        Leaves out those that are being sent now. Raises what `settle` raises, unless the bot may not read a channel.
        """
        unsettled: list[Sending] = []
        for sending in await self._sendings.list_for_review(review_id=review_id):
            if sending not in self._active and channel_id in (None, sending.channel_id):
                with contextlib.suppress(discord.Forbidden):
                    if await self.settle(sending):
                        continue
                unsettled.append(sending)
        return unsettled

    async def settle_all(self) -> None:
        """Settles what earlier runs of the bot left. Those in channels that can't be read stay for later."""
        for sending in await self._sendings.list_all():
            # What an undo brings back is settled when it is posted again.
            if sending in self._active or sending.replaces is not None:
                continue
            with log_errors("looking for a card"):
                try:
                    if await self.settle(sending) is None and not self._may_appear(sending):
                        await self._sendings.delete(sending)
                except (discord.Forbidden, *CUT):
                    continue

    async def adopt(self, interaction: Interaction) -> None:
        """Stores the post of the card whose button was pressed, if it isn't known."""
        message = interaction.message
        if message is None or message.flags.ephemeral or interaction.guild_id is None:
            return
        review_id = _find_review_id(message)
        if review_id is None:
            return
        if await self._posts.get(message_id=message.id) is not None:
            return
        channel = interaction.channel
        has_counts = bot_is_member(interaction) and interaction.app_permissions.view_channel
        post = Post(
            message.id,
            review_id,
            interaction.guild_id,
            message.channel.id,
            has_counts,
            shown=-1,
            parent_id=channel.parent_id if isinstance(channel, discord.Thread) else None,
            is_forum_post=isinstance(channel, discord.Thread) and channel.id == message.id,
        )
        await self._store(post, None)
        if await self._posts.get(message_id=message.id) is None:
            # Its review is gone for good.
            with contextlib.suppress(discord.HTTPException):
                await self._bot.get_partial_messageable(post.channel_id).get_partial_message(message.id).delete()
        elif await self._bot.store.reviews.get(review_id=review_id) is None:
            await self._bus.publish(ReviewChanged(review_id))

    async def _store(self, post: Post, sending: Sending | None) -> None:
        await self._posts.add(post, sending=sending)
        await self._bus.publish(CardPosted(post))

    def _may_appear(self, sending: Sending) -> bool:
        """Whether a card that can't be looked for may still be there."""
        if self._bot.get_guild(sending.guild_id) is not None:
            return False
        age = discord.utils.utcnow() - discord.utils.snowflake_time(sending.id)
        return age.total_seconds() < _UNSEEN_SECONDS

    async def _find(self, sending: Sending) -> list[discord.Message]:
        """The review's cards in the channel or forum that are newer than the sending."""
        after = discord.Object(sending.id)
        guild = self._bot.get_guild(sending.guild_id)
        if guild is None:
            return []
        if sending.is_forum_post:
            return await self._find_in_forum(guild, sending)
        channel = self._bot.get_partial_messageable(sending.channel_id, guild_id=sending.guild_id)
        try:
            found = [message async for message in channel.history(after=after, limit=_FIRST_MESSAGES)]
            if len(found) == _FIRST_MESSAGES:
                found += [message async for message in channel.history(limit=_LAST_MESSAGES) if message.id > after.id]
        except discord.NotFound:
            return []
        return [message for message in found if self._is_card(message, sending)]

    async def _find_in_forum(self, guild: discord.Guild, sending: Sending) -> list[discord.Message]:
        forum = guild.get_channel(sending.channel_id)
        if not isinstance(forum, discord.ForumChannel):
            return []
        assert self._bot.user is not None
        found: list[discord.Message] = []
        for thread in forum.threads:
            if thread.owner_id == self._bot.user.id and thread.id > sending.id:
                with contextlib.suppress(discord.NotFound):
                    found.append(await thread.fetch_message(thread.id))
        return [message for message in found if self._is_card(message, sending)]

    def _is_card(self, message: discord.Message, sending: Sending) -> bool:
        return message.author == self._bot.user and _find_review_id(message) == sending.review_id


def _make_nonce(sending: Sending) -> str:
    """A nonce of at most 25 characters. Discord makes only one message for each nonce within a few minutes."""
    return f"{sending.id:x}-{sending.channel_id % 16**7:x}"


def _find_review_id(message: discord.Message) -> int | None:
    """The id of the review whose card a message is. Only cards have the button that opens a review's menu."""
    for custom_id in _list_custom_ids(message.components):
        if fields := REVIEW_MENU.read(custom_id):
            return fields["review_id"]
    return None


def _list_custom_ids(components: Any) -> Iterator[str]:
    for component in components:
        if custom_id := getattr(component, "custom_id", None):
            yield custom_id
        yield from _list_custom_ids(getattr(component, "children", ()))
