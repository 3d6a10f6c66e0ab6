"""A review's earlier versions, which its author can see and bring back."""

from cogs.core.answers import answer, edit
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_choice
from cogs.core.language import _
from cogs.core.router import on
from cogs.reviews.finding import get_callers_review_here
from cogs.reviews.mine import render
from cogs.reviews.writing.writing import Writing
from cogs.ui.reviews import make_text_file
from db.reviews.models import Review, ReviewVersion


class Versions:
    """Shows and restores the earlier versions of the caller's own reviews."""

    def __init__(self, bot: Client, writing: Writing) -> None:
        self._reviews = bot.store.reviews
        self._writing = writing

    @on(render.VERSIONS)
    async def open_menu(self, interaction: Interaction, review_id: int) -> None:
        review = await get_callers_review_here(interaction, review_id)
        versions = await self._reviews.list_versions(review_id=review_id)
        if not versions:
            raise Refusal(_("There is no earlier version: you haven't changed this review yet."))
        await answer(interaction, view=render.make_versions(review, versions, 1))

    @on(render.VERSIONS_PAGE)
    async def turn_menu(self, interaction: Interaction, review_id: int, page: int) -> None:
        review = await get_callers_review_here(interaction, review_id)
        versions = await self._reviews.list_versions(review_id=review_id)
        await edit(interaction, view=render.make_versions(review, versions, page))

    @on(render.CHOOSE_VERSION)
    async def choose(self, interaction: Interaction, review_id: int) -> None:
        review, version = await self._get(interaction, review_id, int(get_choice(interaction)))
        await answer(interaction, view=render.make_version(review, version, 1))

    @on(render.VERSION_PAGE)
    async def show_page(self, interaction: Interaction, review_id: int, revision: int, number: int) -> None:
        review, version = await self._get(interaction, review_id, revision)
        await edit(interaction, view=render.make_version(review, version, number))

    @on(render.SEND_VERSION_FILE)
    async def send_file(self, interaction: Interaction, review_id: int, revision: int) -> None:
        _review, version = await self._get(interaction, review_id, revision)
        sentence = _("Version {number}:", number=revision)
        await answer(interaction, sentence, file=make_text_file(version.text.body))

    @on(render.RESTORE_VERSION)
    async def restore(self, interaction: Interaction, review_id: int, revision: int) -> None:
        review, version = await self._get(interaction, review_id, revision)
        await self._writing.restore_version(interaction, review, version)

    async def _get(self, interaction: Interaction, review_id: int, revision: int) -> tuple[Review, ReviewVersion]:
        review = await get_callers_review_here(interaction, review_id)
        version = await self._reviews.get_version(review_id=review_id, revision=revision)
        if version is None:
            raise Refusal(_("I don't have that version. Press *Earlier versions* to see those that I have."))
        return review, version
