"""A person's drafts: shows one, sends it as a file, or deletes it. Editing is in `writing`."""

from cogs.anime.adult import allows_adult, check_named
from cogs.core.answers import answer
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_choice
from cogs.core.language import _
from cogs.core.router import on
from cogs.reviews.addresses import SHOW_DRAFT
from cogs.reviews.mine import render
from cogs.reviews.writing.fields import FORM_LENGTH
from cogs.ui.reviews import make_text_file
from cogs.ui.text import escape
from db.reviews.models import Draft


class DraftPanel:
    """Shows and deletes the drafts of the caller."""

    def __init__(self, bot: Client) -> None:
        self._store = bot.store

    async def get(self, interaction: Interaction, draft_id: int) -> Draft:
        """The caller's draft. Raises Refusal if it is gone."""
        draft = await self._store.drafts.get(draft_id=draft_id, author_id=interaction.user.id)
        if draft is None:
            raise Refusal(_("That draft is gone: you posted or deleted it. Your drafts are in `/review mine`."))
        return draft

    @on(render.CHOOSE_DRAFT)
    async def choose(self, interaction: Interaction) -> None:
        await self.show(interaction, draft_id=int(get_choice(interaction)))

    @on(SHOW_DRAFT)
    async def show(self, interaction: Interaction, draft_id: int) -> None:
        """Shows a draft, with buttons for what can be done with it."""
        draft = await self.get(interaction, draft_id)
        review = await self._store.reviews.get_by_author(author_id=draft.author_id, anime_key=draft.anime_key)
        fits_form = len(draft.text.body) <= FORM_LENGTH
        anime = await self._store.titles.get_or_name(draft.anime_key, draft.title)
        if anime.is_adult and not allows_adult(interaction):
            draft = render.conceal(draft)
        view = render.make_draft(draft, has_review=review is not None, fits_form=fits_form)
        await answer(interaction, view=view)

    @on(render.SEND_DRAFT_FILE)
    async def send_file(self, interaction: Interaction, draft_id: int) -> None:
        draft = await self.get(interaction, draft_id)
        await answer(interaction, _("Your draft:"), file=make_text_file(draft.text.body))

    @on(render.THROW_AWAY)
    async def throw_away(self, interaction: Interaction, draft_id: int) -> None:
        """Deletes a draft, and sends its text as a file in case that was a mistake."""
        draft = await self.get(interaction, draft_id)
        await check_named(interaction, draft)
        await self._store.drafts.delete(draft_id=draft_id, author_id=interaction.user.id)
        sentence = _(
            "Your draft for **{title}** is deleted. Here is its text, in case you still want it:",
            title=escape(draft.title),
        )
        await answer(interaction, sentence, file=make_text_file(draft.text.body))
