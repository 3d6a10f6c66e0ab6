"""Adds the first reactions to cards, so that readers only have to tap them."""

import asyncio
import logging

import discord

from cogs.core.answers import UNSAID
from cogs.core.errors import log_errors
from cogs.core.interactions import CARD_PERMISSIONS, Client
from db.reactions.models import SEEDED_KINDS
from db.reviews.models import Post

_log = logging.getLogger(__name__)

_HOPELESS = (10008, 30010, 90001)
"""Discord's codes for a message that is gone, for one with as many kinds of reactions as it can have, and for an author
who has blocked the bot."""


class Seeder:
    """Adds the reactions that new cards lack, newest card first. Each takes a quarter of a second, so nothing waits.

    What Discord refuses is tried again later: too many refused calls would get the bot banned.
    """

    def __init__(self, bot: Client) -> None:
        self._bot = bot
        self._posts = bot.store.posts
        self._task: asyncio.Task[None] | None = None
        self._asked: set[int | None] = set()
        """The channels to go through; None for all."""

    def start(self, channel_id: int | None = None) -> None:
        """Goes through the cards that lack reactions, in one channel or in all, in the background."""
        self._asked.add(channel_id)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="kanso-seed")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, set()
            refusing: set[int] = set()
            with log_errors("adding reactions"):
                for post in await self._posts.list_to_seed():
                    is_asked = None in asked or post.channel_id in asked
                    may_react = is_asked and post.channel_id not in refusing and self._may_react(post)
                    if may_react and not await self._seed(post):
                        refusing.add(post.channel_id)

    def _may_react(self, post: Post) -> bool:
        """Whether the bot may react there, as far as it knows. Nobody can in an archived thread."""
        guild = self._bot.get_guild(post.guild_id)
        channel = guild.get_channel_or_thread(post.channel_id) if guild else None
        try:
            return channel is not None and CARD_PERMISSIONS.is_subset(channel.permissions_for(channel.guild.me))
        except discord.ClientException:  # a thread in a channel that the bot doesn't know
            return False

    async def _seed(self, post: Post) -> bool:
        """Adds a card's reactions. False if that has to be tried again."""
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        message = channel.get_partial_message(post.message_id)
        try:
            for kind in SEEDED_KINDS:
                await message.add_reaction(kind.emoji)
        except UNSAID as error:
            _log.warning("card guild=%s channel=%s got no reactions: %s", post.guild_id, post.channel_id, error)
            if not isinstance(error, discord.HTTPException) or error.code not in _HOPELESS:
                return False
        await self._posts.set_seeded(message_id=post.message_id)
        return True
