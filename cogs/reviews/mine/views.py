"""The buttons and menus with which people look after their own reviews and drafts."""

from cogs.core.interactions import Interaction, get_choice
from cogs.core.old_actions import Action
from cogs.reviews.access import get_cog


class Edit(Action, template=r"review:edit:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.open_edit_form(interaction, review_id=int(review_id))


class SendBack(Action, template=r"review:send-back:(?P<review_id>\d+):(?P<revision>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, revision: str) -> None:
        await get_cog(interaction).own.open_file_form(interaction, review_id=int(review_id), revision=int(revision))


class AddMore(Action, template=r"review:continue:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.open_continue_form(interaction, review_id=int(review_id))


class PostElsewhere(Action, template=r"review:elsewhere:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.ask_where(interaction, review_id=int(review_id))


class PostIn(Action, template=r"review:post-in:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.post_in(
            interaction, review_id=int(review_id), channel_id=int(get_choice(interaction))
        )


class ChooseTag(Action, template=r"review:tag:(?P<review_id>\d+):(?P<channel_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, channel_id: str) -> None:
        await get_cog(interaction).own.post_in(
            interaction, review_id=int(review_id), channel_id=int(channel_id), tag_id=int(get_choice(interaction))
        )


class PutOnList(Action, template=r"review:list:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.put_on_list(interaction, review_id=int(review_id))


class AskToDelete(Action, template=r"review:delete:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.ask_to_delete(interaction, review_id=int(review_id))


class Delete(Action, template=r"review:remove:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.confirm_delete(interaction, review_id=int(review_id))


class Undo(Action, template=r"review:undo:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.undo_delete(interaction, review_id=int(review_id))


class TurnMine(Action, template=r"review:mine:(?P<page>\d+)"):
    async def run(self, interaction: Interaction, page: str) -> None:
        await get_cog(interaction).own.turn_mine(interaction, page=int(page))


class OpenOwn(Action, template=r"review:own"):
    async def run(self, interaction: Interaction) -> None:
        await get_cog(interaction).own.open_panel(interaction, review_id=int(get_choice(interaction)))


class Export(Action, template=r"review:export"):
    async def run(self, interaction: Interaction) -> None:
        await get_cog(interaction).exchange.export(interaction)


class ReplaceWithDraft(Action, template=r"review:replace:(?P<review_id>\d+):(?P<draft_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, draft_id: str) -> None:
        await get_cog(interaction).writing.replace_with_draft(
            interaction, review_id=int(review_id), draft_id=int(draft_id)
        )


class ChooseDraft(Action, template=r"review:drafts"):
    async def run(self, interaction: Interaction) -> None:
        await get_cog(interaction).drafts.show(interaction, draft_id=int(get_choice(interaction)))


class ShowDraft(Action, template=r"review:show-draft:(?P<draft_id>\d+)"):
    async def run(self, interaction: Interaction, draft_id: str) -> None:
        await get_cog(interaction).drafts.show(interaction, draft_id=int(draft_id))


class ReopenDraft(Action, template=r"review:draft:(?P<draft_id>\d+)"):
    async def run(self, interaction: Interaction, draft_id: str) -> None:
        await get_cog(interaction).drafts.reopen(interaction, draft_id=int(draft_id))


class PostDraft(Action, template=r"review:post-draft:(?P<draft_id>\d+)"):
    async def run(self, interaction: Interaction, draft_id: str) -> None:
        await get_cog(interaction).drafts.post(interaction, draft_id=int(draft_id))


class SendDraftFile(Action, template=r"review:draft-file:(?P<draft_id>\d+)"):
    async def run(self, interaction: Interaction, draft_id: str) -> None:
        await get_cog(interaction).drafts.send_file(interaction, draft_id=int(draft_id))


class ThrowAway(Action, template=r"review:throw-away:(?P<draft_id>\d+)"):
    async def run(self, interaction: Interaction, draft_id: str) -> None:
        await get_cog(interaction).drafts.throw_away(interaction, draft_id=int(draft_id))


class OpenVersions(Action, template=r"review:versions:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).versions.open_menu(interaction, review_id=int(review_id))


class TurnVersions(Action, template=r"review:versions:(?P<review_id>\d+):(?P<page>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, page: str) -> None:
        await get_cog(interaction).versions.turn_menu(interaction, review_id=int(review_id), page=int(page))


class ChooseVersion(Action, template=r"review:choose-version:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).versions.open(
            interaction, review_id=int(review_id), revision=int(get_choice(interaction))
        )


class TurnVersion(Action, template=r"review:version:(?P<review_id>\d+):(?P<revision>\d+):(?P<number>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, revision: str, number: str) -> None:
        await get_cog(interaction).versions.turn(
            interaction, review_id=int(review_id), revision=int(revision), number=int(number)
        )


class SendVersionFile(Action, template=r"review:version-file:(?P<review_id>\d+):(?P<revision>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, revision: str) -> None:
        await get_cog(interaction).versions.send_file(interaction, review_id=int(review_id), revision=int(revision))


class RestoreVersion(Action, template=r"review:restore:(?P<review_id>\d+):(?P<revision>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, revision: str) -> None:
        await get_cog(interaction).versions.restore(interaction, review_id=int(review_id), revision=int(revision))


class Keep(Action, template=r"review:keep:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await interaction.response.edit_message(content="Your review stays.", view=None)


ACTIONS = (
    Edit,
    SendBack,
    AddMore,
    PostElsewhere,
    PostIn,
    ChooseTag,
    PutOnList,
    AskToDelete,
    Delete,
    Undo,
    TurnMine,
    OpenOwn,
    Export,
    ReplaceWithDraft,
    ChooseDraft,
    ShowDraft,
    ReopenDraft,
    PostDraft,
    SendDraftFile,
    ThrowAway,
    OpenVersions,
    TurnVersions,
    ChooseVersion,
    TurnVersion,
    SendVersionFile,
    RestoreVersion,
    Keep,
)
