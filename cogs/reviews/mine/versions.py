"""What a review was before its edits, for its author to see and to bring back."""

from typing import TYPE_CHECKING

from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, answer
from cogs.reviews.mine import render
from db.reviews.models import Review, ReviewVersion

if TYPE_CHECKING:
    from cogs.reviews.cog import ReviewCog


class VersionDesk:
    """The earlier versions of a person's own reviews."""

    def __init__(self, bot: Client, cog: "ReviewCog") -> None:
        self._bot = bot
        self._cog = cog

    async def open_menu(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self._cog.own.get_in_place(interaction, review_id)
        versions = await self._bot.store.reviews.list_versions(review_id=review_id)
        if not versions:
            raise Refusal("There is no earlier version: you haven't changed this review yet.")
        await answer(interaction, view=render.make_versions(review, versions, 1))

    async def turn_menu(self, interaction: Interaction, *, review_id: int, page: int) -> None:
        review = await self._cog.own.get_in_place(interaction, review_id)
        versions = await self._bot.store.reviews.list_versions(review_id=review_id)
        await interaction.response.edit_message(view=render.make_versions(review, versions, page))

    async def open(self, interaction: Interaction, *, review_id: int, revision: int) -> None:
        review, version = await self._get(interaction, review_id, revision)
        await answer(interaction, view=render.make_version(review, version, 1))

    async def turn(self, interaction: Interaction, *, review_id: int, revision: int, number: int) -> None:
        review, version = await self._get(interaction, review_id, revision)
        await interaction.response.edit_message(view=render.make_version(review, version, number))

    async def send_file(self, interaction: Interaction, *, review_id: int, revision: int) -> None:
        _, version = await self._get(interaction, review_id, revision)
        await answer(interaction, f"Version {revision}:", file=render.make_text_file(version.body))

    async def restore(self, interaction: Interaction, *, review_id: int, revision: int) -> None:
        review, version = await self._get(interaction, review_id, revision)
        await self._cog.writing.restore_version(interaction, review, version)

    async def _get(self, interaction: Interaction, review_id: int, revision: int) -> tuple[Review, ReviewVersion]:
        review = await self._cog.own.get_in_place(interaction, review_id)
        version = await self._bot.store.reviews.get_version(review_id=review_id, revision=revision)
        if version is None:
            raise Refusal("I don't have that version. *Earlier versions* shows those that I have.")
        return review, version
