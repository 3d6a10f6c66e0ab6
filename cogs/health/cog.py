"""`/about`, for people who want to know what the bot is, and for its operator."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import discord
from discord import app_commands
from discord.ext import commands

from cogs.core.answers import answer
from cogs.core.interactions import Client, Interaction
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
        self._began_at = int(discord.utils.utcnow().timestamp())

    @app_commands.command(name="about", description=N_("What Kanso is, and whether its counts are up to date"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def about(self, interaction: Interaction) -> None:
        facts = render.Facts(
            began_at=self._began_at,
            guilds=len(self._bot.guilds),
            progress=await self._get_progress(),
            catalogue=await asyncio.to_thread(read_catalogue_metadata, self._catalogue_path),
        )
        await answer(interaction, view=render.make_about(facts))
