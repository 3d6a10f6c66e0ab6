"""`/about`, for people who want to know what the bot is, and for its operator."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from discord import app_commands
from discord.ext import commands

from cogs.core.answers import answer
from cogs.core.interactions import Client, Interaction, now
from cogs.core.language import N_
from cogs.core.reconciliation import ReconciliationProgress
from cogs.health import render
from db.titles.catalogue.reader import read_catalogue_metadata


class AboutCog(commands.Cog):
    """Tells what the bot is, where its titles come from, and how far its cards are in step with Discord."""

    def __init__(
        self, bot: Client, *, catalogue_path: Path, get_progress: Callable[[], Awaitable[ReconciliationProgress]]
    ) -> None:
        self._bot = bot
        self._catalogue_path = catalogue_path
        self._get_progress = get_progress
        self._began = asyncio.get_running_loop().time()
        self._began_at: int | None = None

    @app_commands.command(name="about", description=N_("What Kanso is, and whether its counts are up to date"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def about(self, interaction: Interaction) -> None:
        if self._began_at is None:
            # The host's clock may be wrong, but Discord has just told the time.
            self._began_at = now(interaction) - int(asyncio.get_running_loop().time() - self._began)
        facts = render.Facts(
            began_at=self._began_at,
            guilds=len(self._bot.guilds),
            progress=await self._get_progress(),
            catalogue=await asyncio.to_thread(read_catalogue_metadata, self._catalogue_path),
        )
        await answer(interaction, view=render.make_about(facts))
