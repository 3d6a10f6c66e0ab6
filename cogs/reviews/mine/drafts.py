"""What people do with the drafts that they left behind."""

from typing import TYPE_CHECKING

from cogs.anime.adult import allows_adult, check_named
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, answer
from cogs.reviews.mine import render
from cogs.reviews.mine.desk import conceal
from cogs.reviews.writing.forms import FORM_LENGTH
from cogs.ui.text import escape
from db.reviews.models import Draft

if TYPE_CHECKING:
    from cogs.reviews.cog import ReviewCog


class DraftDesk:
    """A person's drafts."""

    def __init__(self, bot: Client, cog: "ReviewCog") -> None:
        self._bot = bot
        self._cog = cog

    async def show(self, interaction: Interaction, *, draft_id: int) -> None:
        """What a draft says, and what can become of it."""
        draft = await self._get(interaction, draft_id)
        review = await self._bot.store.reviews.get_by_author(author_id=draft.author_id, anime_key=draft.anime_key)
        fits_form = len(draft.body) <= FORM_LENGTH
        anime = await self._bot.store.titles.get_or_name(draft.anime_key, draft.title)
        if anime.is_adult and not allows_adult(interaction):
            draft = conceal(draft)
        view = render.make_draft(draft, has_review=review is not None, fits_form=fits_form)
        await answer(interaction, view=view)

    async def reopen(self, interaction: Interaction, *, draft_id: int) -> None:
        draft = await self._get(interaction, draft_id)
        await check_named(interaction, draft)
        await self._cog.writing.reopen(interaction, draft)

    async def post(self, interaction: Interaction, *, draft_id: int) -> None:
        """Makes a review of a draft as it is, or puts it in the place of the one that there is."""
        draft = await self._get(interaction, draft_id)
        await check_named(interaction, draft)
        review = await self._bot.store.reviews.get_by_author(author_id=draft.author_id, anime_key=draft.anime_key)
        if review is None:
            await self._cog.writing.post_draft(interaction, draft)
        else:
            await self._cog.writing.replace_with_draft(interaction, review_id=review.id, draft_id=draft.id)

    async def send_file(self, interaction: Interaction, *, draft_id: int) -> None:
        draft = await self._get(interaction, draft_id)
        await answer(interaction, "Your draft:", file=render.make_text_file(draft.body))

    async def throw_away(self, interaction: Interaction, *, draft_id: int) -> None:
        """Deletes a draft, and hands its text over in case that was a slip."""
        draft = await self._get(interaction, draft_id)
        await check_named(interaction, draft)
        await self._bot.store.drafts.delete(draft_id=draft_id, author_id=interaction.user.id)
        sentence = f"The draft about **{escape(draft.title)}** is gone. In case you want it after all, here it is:"
        await answer(interaction, sentence, file=render.make_text_file(draft.body))

    async def _get(self, interaction: Interaction, draft_id: int) -> Draft:
        draft = await self._bot.store.drafts.get(draft_id=draft_id, author_id=interaction.user.id)
        if draft is None:
            raise Refusal("That draft is a review by now, or you threw it away. `/review mine` has all of them.")
        return draft
