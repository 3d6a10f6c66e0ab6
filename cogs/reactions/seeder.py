"""Adds the first reactions to cards, so that readers only have to tap them."""

import asyncio
import logging

import aiohttp
import discord

from cogs.core.errors import log_errors
from cogs.core.interactions import Client
from db.reactions.models import SEEDED_KINDS
from db.reviews.models import Post

_log = logging.getLogger(__name__)

_HOPELESS = (10008, 30010, 90001)
"""Discord's codes for a message that is gone, for one with as many kinds of reactions as it can have, and for an author
who has blocked the bot."""


class Seeder:
    """Adds the reactions that new cards lack, newest card first. Those that Discord refuses stay for the next start.

    A reaction takes a quarter of a second, so nothing waits for them.
    """

    def __init__(self, bot: Client) -> None:
        self._bot = bot
        self._posts = bot.store.posts
        self._task: asyncio.Task[None] | None = None
        self._is_asked = False

    def start(self) -> None:
        """Goes through all cards that lack reactions, in the background."""
        self._is_asked = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="kanso-seed")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while self._is_asked:
            self._is_asked = False
            with log_errors("adding reactions"):
                for post in await self._posts.list_to_seed():
                    if self._may_react(post):
                        await self._seed(post)

    def _may_react(self, post: Post) -> bool:
        """Whether it is worth trying: no reaction can be added in an archived thread."""
        guild = self._bot.get_guild(post.guild_id)
        return guild is not None and (post.parent_id is None or guild.get_thread(post.channel_id) is not None)

    async def _seed(self, post: Post) -> None:
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        message = channel.get_partial_message(post.message_id)
        try:
            for kind in SEEDED_KINDS:
                await message.add_reaction(kind.emoji)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("card guild=%s channel=%s got no reactions: %s", post.guild_id, post.channel_id, error)
            if not isinstance(error, discord.HTTPException) or error.code not in _HOPELESS:
                return
        await self._posts.set_seeded(message_id=post.message_id)
