"""The command about titles, the hourly update to the catalogue's keys, and what people are told about it."""

import io
import logging

import discord
from discord import app_commands
from discord.ext import commands, tasks

import cogs.anime.refusals  # noqa: F401 - registers the sentences for broken rules
from cogs.anime import render
from cogs.anime.adult import list_concealed
from cogs.anime.info import Info
from cogs.anime.option import AnimeOption
from cogs.anime.questions import Questions
from cogs.core.answers import answer, has_opened_form
from cogs.core.errors import log_errors
from cogs.core.events import Bus, ReviewChanged
from cogs.core.interactions import Client, Interaction, get_title_language, now
from cogs.core.language import N_
from db.moves.notices import MergeNotice

_log = logging.getLogger(__name__)


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class AnimeCog(commands.GroupCog, group_name="anime", group_description=N_("Look up anime")):
    """Shows titles, switches to new catalogues, and moves what people wrote along with its title."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bus = bus
        self._titles = bot.store.titles
        self._moves = bot.store.moves
        self._info = Info(bot, bus)
        self.rooms = (self._info, Questions(bot))

    async def cog_load(self) -> None:
        self.refresh.start()
        self.update_keys.start()

    async def cog_unload(self) -> None:
        self.refresh.cancel()
        self.update_keys.cancel()

    @app_commands.command(name="info", description=N_("Show an anime, and what this server thinks of it"))
    @app_commands.describe(anime=N_("Which anime"))
    async def info(self, interaction: Interaction, anime: AnimeOption) -> None:
        await self._info.show(interaction, anime)

    # Following the catalogue

    @tasks.loop(minutes=1)
    async def refresh(self) -> None:
        """Switches to a new catalogue when there is one."""
        with log_errors("switching to a new catalogue"):
            if await self._titles.refresh():
                _log.info("There is a new catalogue")
                await self._update_keys()

    @tasks.loop(hours=1)
    async def update_keys(self) -> None:
        """Moves data whose title has another key: after the bot was down, or from while the catalogue changed."""
        with log_errors("following the catalogue"):
            await self._update_keys()

    async def _update_keys(self) -> None:
        for review_id in await self._moves.update_keys(now=int(discord.utils.utcnow().timestamp())):
            await self._bus.publish(ReviewChanged(review_id))

    # Notices after commands

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, command: object) -> None:
        if has_opened_form(interaction):
            # Nothing can follow a form, so the notices wait for the next command.
            return
        with log_errors("telling of merges"):
            await self._report_merges(interaction)
        with log_errors("offering to merge titles"):
            await self._offer_to_merge(interaction)

    async def _report_merges(self, interaction: Interaction) -> None:
        notices = await self._list_untold(interaction)
        if not notices:
            return
        text = render.write_merges(notices)
        await answer(
            interaction,
            render.describe_merges(notices),
            view=render.make_merge_menu(notices) or discord.utils.MISSING,
            file=discord.File(io.BytesIO(text.encode()), "merged.md") if text else None,
        )
        await self._moves.set_told(notices, now=now(interaction))

    async def _list_untold(self, interaction: Interaction) -> list[MergeNotice]:
        """The merges to tell the caller about now. The rest follow after other commands, here or elsewhere."""
        notices = await self._moves.list_untold(user_id=interaction.user.id)
        concealed = await list_concealed(interaction, [notice.anime_key for notice in notices])
        return [notice for notice in notices if notice.anime_key not in concealed][: render.MAX_MERGES]

    async def _offer_to_merge(self, interaction: Interaction) -> None:
        offers = await self._titles.list_offers(user_id=interaction.user.id)
        # There may be many, so each command brings one.
        for custom, known in offers[:1]:
            known_here = known.in_language(get_title_language(interaction))
            sentence = render.describe_offer(custom, known_here)
            await answer(interaction, sentence, view=render.make_offer(custom, known_here))
            await self._titles.set_offered(custom, known)
