"""A person's list, brought in step with a review of theirs."""

from cogs.anime.adult import check_place
from cogs.core.addresses import LIST_FROM_REVIEW, UNDO_DELETION
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_review, now
from cogs.core.router import on
from cogs.lists.panel.panel import Panel
from cogs.ui.components import Buttons, button
from db.lists.changes import record, start
from db.lists.models import Entry
from db.reviews.models import Review


class Reviewed:
    """Puts what people have reviewed on their lists."""

    def __init__(self, bot: Client, panel: Panel) -> None:
        self._reviews = bot.store.reviews
        self._titles = bot.store.titles
        self._panel = panel

    @on(LIST_FROM_REVIEW)
    async def put_on_list(self, interaction: Interaction, review_id: int) -> None:
        """Makes the author's list say what the review says: what they have seen and how they rate it."""
        review = await self._get_own(interaction, review_id)
        anime = await self._titles.get_or_name(review.anime_key, review.title)
        check_place(interaction, anime)

        def tell(present: Entry | None) -> Entry:
            entry = present or start(anime, user_id=interaction.user.id)
            return record(entry, anime, score=review.text.rating, episodes=review.text.episodes)

        entry = await self._panel.change(interaction, anime, tell)
        await self._panel.answer(interaction, entry, anime, "On your list")

    async def _get_own(self, interaction: Interaction, review_id: int) -> Review:
        """The caller's review. Raises Refusal if it is somebody else's or gone, if it can be with an undo."""
        author_id = interaction.user.id
        try:
            review = await get_review(interaction, review_id)
        except Refusal:
            if await self._reviews.can_restore(review_id=review_id, author_id=author_id, now=now(interaction)):
                undo = Buttons(button(UNDO_DELETION(review_id=review_id), "Undo"))
                raise Refusal("You deleted this review.", view=undo) from None
            raise
        if review.author_id != author_id:
            raise Refusal("This is {author}'s review: only they can change it.", author=f"<@{review.author_id}>")
        return review
