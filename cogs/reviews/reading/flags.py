"""Readers flag spoilers that the author missed. The review gets a spoiler wall, and the author is told."""

from cogs.anime.adult import allows_adult
from cogs.core.answers import answer, edit
from cogs.core.errors import Refusal
from cogs.core.events import Bus, ReviewChanged
from cogs.core.interactions import Client, Interaction, is_moderator, now
from cogs.core.language import _
from cogs.core.router import on
from cogs.core.seeing import get_visible_review
from cogs.reviews.reading import render
from cogs.ui.text import escape
from db.reviews.reviews import FLAGS_NEEDED


class Flags:
    """Takes flags from readers. Publishes `ReviewChanged` for a review that gets the wall."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bus = bus
        self._reviews = bot.store.reviews
        self._titles = bot.store.titles

    @on(render.FLAG)
    async def flag(self, interaction: Interaction, review_id: int) -> None:
        """Notes a reader's flag. Enough readers, or one moderator, put the review behind the wall."""
        review = await get_visible_review(interaction, review_id)
        if review.author_id == interaction.user.id:
            raise Refusal(_("This is your own review. To give it a spoiler warning, tick *Spoilers* under *Edit*."))
        if review.is_spoiler:
            raise Refusal(_("This review already has a spoiler warning."))
        count = await self._reviews.add_flag(
            review_id=review_id,
            user_id=interaction.user.id,
            is_moderator=is_moderator(interaction),
            now=now(interaction),
        )
        flagged = await get_visible_review(interaction, review_id)
        if not flagged.is_spoiler:
            sentence = _(
                "Thank you. This review gets a spoiler warning once enough readers flag it: {count} of {needed} so "
                "far.",
                count=count,
                needed=FLAGS_NEEDED,
            )
            await answer(interaction, sentence, view=render.make_flag_menu(review))
            return
        await self._bus.publish(ReviewChanged(review_id))
        await answer(interaction, _("Thank you. This review now has a spoiler warning, and its author will be told."))

    @on(render.UNFLAG)
    async def take_flag_back(self, interaction: Interaction, review_id: int) -> None:
        review = await get_visible_review(interaction, review_id)
        if review.is_flagged:
            raise Refusal(
                _("It's too late to remove your flag: others agree, and the review now has a spoiler warning.")
            )
        await self._reviews.delete_flag(review_id=review_id, user_id=interaction.user.id)
        await edit(interaction, content=_("Your flag is removed."), view=None)

    async def report_flags(self, interaction: Interaction) -> None:
        """Tells the caller which of their reviews readers have put behind the spoiler wall."""
        for review in await self._reviews.list_untold_flags(author_id=interaction.user.id):
            anime = await self._titles.get_or_name(review.anime_key, review.title)
            if anime.is_adult and not allows_adult(interaction):
                continue
            sentence = _(
                "Readers say that your review of **{title}** contains spoilers, so it now has a spoiler warning. To "
                "remove the warning, press *Edit*, put `||` before and after each spoiler, and untick *Spoilers*.",
                title=escape(review.title),
            )
            await answer(interaction, sentence, view=render.make_flagged_menu(review))
            await self._reviews.set_flag_told(review_id=review.id, now=now(interaction))
