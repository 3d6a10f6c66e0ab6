"""`/anime info`: what is known about a title, and its buttons."""

from cogs.anime import render
from cogs.anime.adult import check_place
from cogs.core.answers import answer, edit
from cogs.core.errors import Refusal
from cogs.core.events import Bus, LastEpisodeCounted, ReviewChanged
from cogs.core.interactions import Client, Interaction, can_see, get_title_language, now
from cogs.core.language import _
from cogs.core.router import on
from cogs.core.seeing import get_visible_title
from cogs.ui.components import Layout
from cogs.ui.entries import is_over
from cogs.ui.labels import name_anime
from cogs.ui.text import escape
from db.reviews.models import PostedReview
from db.titles.custom import CUSTOM
from db.titles.models import Anime


class Info:
    """Shows a title, puts it on a list, counts an episode of it, and merges a custom one with the catalogue's."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bus = bus
        self._titles = bot.store.titles
        self._moves = bot.store.moves
        self._lists = bot.store.lists
        self._reviews = bot.store.reviews

    async def show(self, interaction: Interaction, anime: Anime) -> None:
        await answer(interaction, view=await self._make_details(interaction, anime))

    @on(render.ADD_TO_LIST)
    async def add_to_list(self, interaction: Interaction, anime_key: str) -> None:
        anime = await self._get(interaction, anime_key)
        await self._lists.put(anime, user_id=interaction.user.id, change_id=interaction.id, now=now(interaction))
        await edit(interaction, view=await self._make_details(interaction, anime))

    @on(render.ADD_ONE)
    async def add_one(self, interaction: Interaction, anime_key: str) -> None:
        anime = await self._get(interaction, anime_key)
        entry = await self._lists.watch(
            anime,
            1,
            user_id=interaction.user.id,
            today=interaction.created_at.date(),
            change_id=interaction.id,
            now=now(interaction),
        )
        await edit(interaction, view=await self._make_details(interaction, anime))
        if is_over(entry, anime.episodes):
            await self._bus.publish(LastEpisodeCounted(interaction, entry, anime))

    @on(render.MERGE)
    async def merge(self, interaction: Interaction, title_id: int, anime_key: str) -> None:
        """Merges the caller's custom title with the catalogue's."""
        key = f"{CUSTOM}{title_id}"
        if not await self._titles.is_maker(key, user_id=interaction.user.id):
            raise Refusal(_("That title has already been merged, or somebody else added it."))
        custom = await self._get(interaction, key)
        known = await self._get(interaction, anime_key)
        for review_id in await self._moves.merge_custom(custom, known, now=now(interaction)):
            await self._bus.publish(ReviewChanged(review_id))
        done = _(
            "Merged: **{custom}** is **{known}** from now on.",
            custom=escape(custom.title),
            known=escape(name_anime(known)),
        )
        await answer(interaction, done)

    @on(render.KEEP_APART)
    async def keep_apart(self, interaction: Interaction) -> None:
        sentence = _(
            "Both titles stay. If you change your mind, look up yours with `/anime info` and merge them there."
        )
        await edit(interaction, content=sentence, view=None)

    async def _get(self, interaction: Interaction, key: str) -> Anime:
        anime = await get_visible_title(interaction, key)
        if anime == Anime(key, key):
            raise Refusal(_("That title is no longer in the catalogue. Look for it with `/anime info`."))
        check_place(interaction, anime)
        return anime.in_language(get_title_language(interaction))

    async def _make_details(self, interaction: Interaction, anime: Anime) -> Layout:
        user_id = interaction.user.id
        is_maker = await self._titles.is_maker(anime.key, user_id=user_id)
        return render.make_details(
            render.AnimeDetails(
                anime=anime,
                names=await self._titles.list_names(anime.key),
                keys=await self._titles.list_keys(anime.key),
                reviews=await self._list_reviews(interaction, anime),
                entry=await self._lists.get(user_id=user_id, anime_key=anime.key),
                counterpart=await self._titles.get_counterpart(anime.title) if is_maker else None,
            )
        )

    async def _list_reviews(self, interaction: Interaction, anime: Anime) -> list[PostedReview] | None:
        """The reviews posted in this server where the caller can see them, each once; None outside servers."""
        if interaction.guild_id is None:
            return None
        posted = await self._reviews.list_posted(guild_id=interaction.guild_id, anime_key=anime.key)
        return list({review.id: review for review in posted if can_see(interaction, review.channel_id)}.values())
