"""The buttons and menus of cards, of the reader and of an author's answers."""

from typing import TYPE_CHECKING, cast

from cogs.ui.components import Action, get_choice
from cogs.ui.interactions import Interaction
from cogs.ui.links import ANIME_KEY

if TYPE_CHECKING:
    from cogs.reviews.cog import ReviewCog


class Read(Action, template=r"review:read:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).open_reader(interaction, review_id=int(review_id))


class ChooseReviewer(Action, template=r"review:choose"):
    async def run(self, interaction: Interaction) -> None:
        await _cog(interaction).open_reader(interaction, review_id=int(get_choice(interaction)))


class TurnPage(Action, template=r"review:page:(?P<review_id>\d+):(?P<number>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, number: str) -> None:
        await _cog(interaction).turn_page(interaction, review_id=int(review_id), number=int(number))


class OpenMenu(Action, template=r"review:menu:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).open_menu(interaction, review_id=int(review_id))


class Edit(Action, template=r"review:edit:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).open_edit_form(interaction, review_id=int(review_id))


class AddMore(Action, template=r"review:continue:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).open_continue_form(interaction, review_id=int(review_id))


class BackToForm(Action, template=f"review:draft:(?P<anime_key>{ANIME_KEY})"):
    async def run(self, interaction: Interaction, anime_key: str) -> None:
        await _cog(interaction).reopen_draft(interaction, anime_key=anime_key)


class ReplaceWithDraft(Action, template=r"review:replace:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).replace_with_draft(interaction, review_id=int(review_id))


class AskToDelete(Action, template=r"review:delete:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).ask_to_delete(interaction, review_id=int(review_id))


class Delete(Action, template=r"review:remove:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).confirm_delete(interaction, review_id=int(review_id))


class Keep(Action, template=r"review:keep:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await interaction.response.edit_message(content="Your review stays.", view=None)


class Undo(Action, template=r"review:undo:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await _cog(interaction).undo_delete(interaction, review_id=int(review_id))


ACTIONS = (
    Read,
    ChooseReviewer,
    TurnPage,
    OpenMenu,
    Edit,
    AddMore,
    BackToForm,
    ReplaceWithDraft,
    AskToDelete,
    Delete,
    Keep,
    Undo,
)


def _cog(interaction: Interaction) -> "ReviewCog":
    return cast("ReviewCog", interaction.client.get_cog("ReviewCog"))
