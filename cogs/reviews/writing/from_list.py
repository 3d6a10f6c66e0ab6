"""Writing a review of a title on the caller's list, with the rating from there."""

from dataclasses import replace

from cogs.anime.adult import check_place
from cogs.core.addresses import REVIEW_FROM_LIST
from cogs.core.answers import answer
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_choice, now
from cogs.core.language import _
from cogs.core.router import on
from cogs.core.seeing import get_visible_title
from cogs.reviews.writing.render import RATE, make_rating_menu
from cogs.reviews.writing.writing import Writing
from db.lists.changes import change, require
from db.lists.models import Entry
from db.titles.models import Anime


class ReviewFromList:
    """Begins reviews of titles on a list."""

    def __init__(self, bot: Client, writing: Writing) -> None:
        self._lists = bot.store.lists
        self._titles = bot.store.titles
        self._writing = writing

    @on(REVIEW_FROM_LIST)
    async def write(self, interaction: Interaction, anime_key: str) -> None:
        """Opens the form of a review with the rating from the list. Without a score, asks for one first."""
        anime = await self._get_anime(interaction, anime_key)
        entry = require(await self._lists.get(user_id=interaction.user.id, anime_key=anime.key), anime)
        if entry.is_private:
            raise Refusal(
                _(
                    "This title is private on your list, but others can read a review of it. To write one anyway, use "
                    "`/review write`."
                )
            )
        if entry.score:
            await self._begin(interaction, anime, entry)
        else:
            sentence = _("How do you rate it? The rating also becomes the score on your list, and then the form opens.")
            await answer(interaction, sentence, view=make_rating_menu(entry.anime_key))

    @on(RATE)
    async def rate(self, interaction: Interaction, anime_key: str) -> None:
        anime = await self._get_anime(interaction, anime_key)
        score = int(get_choice(interaction))

        def give_score(present: Entry | None) -> Entry:
            return replace(change(require(present, anime), anime, {"score": score}), updated_at=now(interaction))

        entry = await self._lists.change(
            give_score,
            user_id=interaction.user.id,
            anime_key=anime.key,
            change_id=interaction.id,
            now=now(interaction),
        )
        await self._begin(interaction, anime, entry)

    async def _begin(self, interaction: Interaction, anime: Anime, entry: Entry) -> None:
        # The person knows the title by its name on the list.
        named = replace(anime, title=entry.title)
        await self._writing.begin(interaction, named, rating=entry.score, episodes=None)

    async def _get_anime(self, interaction: Interaction, key: str) -> Anime:
        """The title that a button names by its key, even if it has another key by now."""
        anime = await get_visible_title(interaction, key)
        check_place(interaction, anime)
        return anime
