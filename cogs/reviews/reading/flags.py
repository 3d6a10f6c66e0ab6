"""Spoilers that an author missed: readers say so, the review gets its wall, and the author is told."""

from cogs.anime.adult import allows_adult
from cogs.core.errors import Refusal
from cogs.core.events import Bus, ReviewChanged
from cogs.core.interactions import Client, Interaction, answer, get_review, is_moderator, now
from cogs.core.router import on
from cogs.reviews.reading import render
from cogs.ui.text import escape
from db.reviews.reviews import FLAGS_NEEDED


class Flags:
    """What readers say of spoilers. Publishes `ReviewChanged` for a review that gets its wall."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bus = bus
        self._reviews = bot.store.reviews
        self._titles = bot.store.titles

    @on(render.FLAG)
    async def flag(self, interaction: Interaction, review_id: int) -> None:
        """Notes that a reader found a spoiler; enough of them, or one moderator, put the review behind the wall."""
        review = await get_review(interaction, review_id)
        if review.author_id == interaction.user.id:
            raise Refusal("This is your own review: *Edit* has a box to tick for spoilers.")
        if review.is_spoiler:
            raise Refusal("This review asks before it opens already.")
        count = await self._reviews.add_flag(
            review_id=review_id,
            user_id=interaction.user.id,
            is_moderator=is_moderator(interaction),
            now=now(interaction),
        )
        flagged = await get_review(interaction, review_id)
        if not flagged.is_spoiler:
            sentence = f"Thank you. Once {FLAGS_NEEDED} readers say so, it asks before it opens: {count} so far."
            await answer(interaction, sentence, view=render.make_flag_menu(review))
            return
        await self._bus.publish(ReviewChanged(review_id))
        await answer(interaction, "Thank you. From now on this review asks before it opens; its author will be told.")

    @on(render.UNFLAG)
    async def take_flag_back(self, interaction: Interaction, review_id: int) -> None:
        review = await get_review(interaction, review_id)
        if review.is_flagged:
            raise Refusal("It is too late to take that back: others say so too, and the review asks by now.")
        await self._reviews.delete_flag(review_id=review_id, user_id=interaction.user.id)
        await interaction.response.edit_message(content="Taken back.", view=None)

    async def report_flags(self, interaction: Interaction) -> None:
        """Tells an author who uses the bot which of their reviews readers put behind the spoiler wall."""
        for review in await self._reviews.list_untold_flags(author_id=interaction.user.id):
            anime = await self._titles.get_or_name(review.anime_key, review.title)
            if anime.is_adult and not allows_adult(interaction):
                continue
            await interaction.followup.send(
                f"Readers say that your review of **{escape(review.title)}** gives away the story, so it asks before "
                "it opens. To change that, hide the passage between `||` and untick *Spoilers*.",
                view=render.make_flagged_menu(review),
                ephemeral=True,
            )
            await self._reviews.set_flag_told(review_id=review.id, now=now(interaction))
