"""`/about`, for people who wonder what this bot is, and for its operator."""

import asyncio
from typing import TYPE_CHECKING, cast

import discord
from discord import app_commands
from discord.ext import commands

from cogs.core.interactions import Interaction, answer
from cogs.health import render
from db.titles.catalogue.reader import read_catalogue_metadata

if TYPE_CHECKING:
    from bot import Kanso
    from cogs.reactions.cog import ReactionCog


class AboutCog(commands.Cog):
    """Tells what the bot is, where its titles come from, and how far its cards are in step with Discord."""

    def __init__(self, bot: "Kanso") -> None:
        self._bot = bot
        self._began_at = int(discord.utils.utcnow().timestamp())

    @app_commands.command(name="about", description="What Kanso is, and whether its counts are up to date")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def about(self, interaction: Interaction) -> None:
        facts = render.Facts(
            began_at=self._began_at,
            guilds=len(self._bot.guilds),
            progress=await cast("ReactionCog", self._bot.get_cog("ReactionCog")).get_progress(),
            catalogue=await asyncio.to_thread(read_catalogue_metadata, self._bot.settings.catalogue_path),
        )
        await answer(interaction, view=render.make_about(facts))
