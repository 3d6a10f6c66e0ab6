"""Titles: what is known about one, what a person is asked when none is named, and what becomes of them over time."""

import io
import json
import logging
from typing import TYPE_CHECKING, cast

import discord
from discord import app_commands
from discord.ext import commands, tasks

from cogs.anime import render
from cogs.anime.adult import check_place, list_concealed
from cogs.anime.autocomplete import AnimeOption
from cogs.anime.questions import ask, ask_about, find_title, rerun
from cogs.core.errors import Refusal, log_errors
from cogs.core.events import Bus, ReviewChanged
from cogs.core.interactions import Client, Interaction, answer, can_see, get_title_language, now
from cogs.ui.components import Layout
from cogs.ui.text import escape
from db.moves.moves import Merge
from db.titles.custom import CUSTOM
from db.titles.models import Anime
from db.titles.questions import TitleQuestion

if TYPE_CHECKING:
    from cogs.lists.cog import ListCog

_log = logging.getLogger(__name__)


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class AnimeCog(commands.GroupCog, group_name="anime", group_description="Look up anime"):
    """Titles. Sees to it that the bot uses the newest catalogue, and that what people wrote goes with its title."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bot = bot
        self._bus = bus
        self._titles = bot.store.titles

    async def cog_load(self) -> None:
        self.refresh.start()
        self.follow.start()

    async def cog_unload(self) -> None:
        self.refresh.cancel()
        self.follow.cancel()

    @tasks.loop(minutes=1)
    async def refresh(self) -> None:
        """Goes over to a new catalogue when there is one."""
        with log_errors("going over to a new catalogue"):
            if await self._titles.refresh():
                _log.info("There is a new catalogue")
                await self._follow()

    @tasks.loop(hours=1)
    async def follow(self) -> None:
        """Finds what was written under a key while the catalogue changed, or while the bot was down."""
        with log_errors("following the catalogue"):
            await self._follow()

    # Commands

    @app_commands.command(name="info", description="What is known about an anime, and what this server says of it")
    @app_commands.describe(anime="Which anime")
    async def info(self, interaction: Interaction, anime: AnimeOption) -> None:
        await answer(interaction, view=await self._make_details(interaction, anime))

    # Buttons

    async def pick(self, interaction: Interaction, *, question_id: int, index: int) -> None:
        question = await self._get_question(interaction, question_id)
        anime = await self._titles.get(question.choices[index])
        if anime is None:
            raise Refusal("That title is no longer in the catalogue. Please call the command again.")
        await rerun(interaction, question, anime)

    async def use_as_is(self, interaction: Interaction, *, question_id: int) -> None:
        question = await self._get_question(interaction, question_id)
        anime = await self._titles.add_custom(
            question.text, title_id=question.id, user_id=question.user_id, guild_id=interaction.guild_id
        )
        await rerun(interaction, question, anime)

    async def look_up(self, interaction: Interaction, *, question_id: int, text: str) -> None:
        """Asks once more, about a title that was typed in a form: what goes on may open another, which can't follow."""
        question = await self._get_question(interaction, question_id)
        command = json.loads(question.command)
        text = " ".join(text.split())
        if not text:
            raise Refusal("Which anime? Press *Another title* and type a few letters of its name.")
        anime = await find_title(interaction, text)
        if anime is None:
            await ask_about(interaction, text, command=command, may_be_new=True)
        else:
            await ask(interaction, "Is it this one?", text=text, offered=[anime], command=command, may_be_new=False)

    async def add_to_list(self, interaction: Interaction, *, anime_key: str) -> None:
        anime = await self._get(interaction, anime_key)
        await self._list_cog.panel.put_on_list(interaction, anime)
        await interaction.response.edit_message(view=await self._make_details(interaction, anime))

    async def add_one(self, interaction: Interaction, *, anime_key: str) -> None:
        anime = await self._get(interaction, anime_key)
        entry = await self._list_cog.panel.count_episode(interaction, anime)
        await interaction.response.edit_message(view=await self._make_details(interaction, anime))
        await self._list_cog.panel.ask_after_last(interaction, entry, anime)

    async def merge(self, interaction: Interaction, *, title_id: int, anime_key: str) -> None:
        key = f"{CUSTOM}{title_id}"
        if not await self._titles.is_maker(key, user_id=interaction.user.id):
            raise Refusal("That title was merged already, or somebody else added it.")
        custom = await self._get(interaction, key)
        known = await self._get(interaction, anime_key)
        redrawn = await self._titles.merge_custom(custom, known, now=now(interaction))
        await self._publish(redrawn)
        await answer(interaction, f"Done: **{escape(custom.title)}** is **{escape(known.label)}** from now on.")

    # What people are told when next they look

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, command: object) -> None:
        if interaction.response.type is discord.InteractionResponseType.modal:
            # Nothing can follow a form. There will be another command.
            return
        await self._tell_of_merges(interaction)
        await self._offer_to_merge(interaction)

    async def _tell_of_merges(self, interaction: Interaction) -> None:
        merges = await self._list_untold(interaction)
        if not merges:
            return
        text = render.write_merges(merges)
        await interaction.followup.send(
            render.describe_merges(merges),
            view=render.make_merge_menu(merges) or discord.utils.MISSING,
            file=discord.File(io.BytesIO(text.encode()), "merged.md") if text else discord.utils.MISSING,
            ephemeral=True,
        )
        await self._titles.set_told(merges, now=now(interaction))

    async def _list_untold(self, interaction: Interaction) -> list[Merge]:
        """What the caller is told here and now; the rest follows after another command, here or elsewhere."""
        merges = await self._titles.list_untold(user_id=interaction.user.id)
        concealed = await list_concealed(interaction, [merge.anime_key for merge in merges])
        return [merge for merge in merges if merge.anime_key not in concealed][: render.MAX_MERGES]

    async def _offer_to_merge(self, interaction: Interaction) -> None:
        offers = await self._titles.list_offers(user_id=interaction.user.id)
        # One after each command: there may be many.
        for custom, known in offers[:1]:
            known_here = known.in_language(get_title_language(interaction))
            await interaction.followup.send(
                render.describe_offer(custom, known_here), view=render.make_offer(custom, known_here), ephemeral=True
            )
            await self._titles.set_offered(custom, known)

    # What they share

    @property
    def _list_cog(self) -> "ListCog":
        return cast("ListCog", self._bot.get_cog("ListCog"))

    async def _follow(self) -> None:
        await self._publish(await self._titles.follow(now=int(discord.utils.utcnow().timestamp())))

    async def _publish(self, redrawn: list[int]) -> None:
        for review_id in redrawn:
            await self._bus.publish(ReviewChanged(review_id))

    async def _get(self, interaction: Interaction, key: str) -> Anime:
        anime = await self._titles.get(key)
        if anime is None:
            raise Refusal("That title is no longer in the catalogue. Type `/anime info` to look for it.")
        check_place(interaction, anime)
        return anime.in_language(get_title_language(interaction))

    async def _make_details(self, interaction: Interaction, anime: Anime) -> Layout:
        reviews = None
        if interaction.guild_id is not None:
            posted = await self._bot.store.reviews.list_posted(guild_id=interaction.guild_id, anime_key=anime.key)
            in_sight = [review for review in posted if can_see(interaction, review.channel_id)]
            reviews = list({review.id: review for review in in_sight}.values())
        counterpart = None
        if await self._titles.is_maker(anime.key, user_id=interaction.user.id):
            counterpart = await self._titles.get_counterpart(anime.title)
        return render.make_details(
            render.AnimeDetails(
                anime=anime,
                names=await self._titles.list_names(anime.key),
                keys=await self._titles.list_keys(anime.key),
                reviews=reviews,
                entry=await self._bot.store.lists.get(user_id=interaction.user.id, anime_key=anime.key),
                counterpart=counterpart,
            )
        )

    async def _get_question(self, interaction: Interaction, question_id: int) -> TitleQuestion:
        question = await self._bot.store.title_questions.get(question_id=question_id)
        if question is None or question.user_id != interaction.user.id:
            raise Refusal("That question is somebody else's, or more than a day old. Please call the command again.")
        return question
