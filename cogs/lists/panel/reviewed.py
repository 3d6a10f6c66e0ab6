"""Puts a review's title on its author's list."""

from cogs.anime.adult import check_place
from cogs.core.addresses import LIST_FROM_REVIEW
from cogs.core.callers_review import get_callers_review
from cogs.core.interactions import Client, Interaction
from cogs.core.language import _
from cogs.core.router import on
from cogs.lists.panel.panel import EntryPanel
from db.lists.changes import record, start
from db.lists.models import Entry


class ReviewedTitles:
    """Puts reviewed titles on people's lists."""

    def __init__(self, bot: Client, panel: EntryPanel) -> None:
        self._titles = bot.store.titles
        self._panel = panel

    @on(LIST_FROM_REVIEW)
    async def put_on_list(self, interaction: Interaction, review_id: int) -> None:
        """Copies a review's rating and progress to its author's list."""
        review = await get_callers_review(interaction, review_id)
        anime = await self._titles.get_or_name(review.anime_key, review.title)
        check_place(interaction, anime)

        def tell(present: Entry | None) -> Entry:
            entry = present or start(anime, user_id=interaction.user.id)
            return record(entry, anime, score=review.text.rating, episodes=review.text.episodes)

        entry = await self._panel.change(interaction, anime, tell)
        await self._panel.answer(interaction, entry, anime, _("On your list"))
