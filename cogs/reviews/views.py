"""The buttons and menus of cards and of the reader."""

from cogs.core.interactions import Interaction, get_choice
from cogs.core.old_actions import Action
from cogs.reviews.access import get_cog


class Read(Action, template=r"review:read:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).reading.open(interaction, review_id=int(review_id))


class TurnPage(Action, template=r"review:page:(?P<review_id>\d+):(?P<number>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, number: str) -> None:
        await get_cog(interaction).reading.turn(interaction, review_id=int(review_id), number=int(number))


class SendFile(Action, template=r"review:file:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).reading.send_file(interaction, review_id=int(review_id))


class FlagSpoiler(Action, template=r"review:flag:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).flags.flag(interaction, review_id=int(review_id))


class TakeFlagBack(Action, template=r"review:unflag:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).flags.take_flag_back(interaction, review_id=int(review_id))


class OpenMenu(Action, template=r"review:menu:(?P<review_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str) -> None:
        await get_cog(interaction).own.open_menu(interaction, review_id=int(review_id))


class Discuss(Action, template=r"review:discuss:(?P<review_id>\d+):(?P<message_id>\d+)"):
    async def run(self, interaction: Interaction, review_id: str, message_id: str) -> None:
        await get_cog(interaction).cards.discuss(interaction, review_id=int(review_id), message_id=int(message_id))


class ChooseReview(Action, template=r"review:choose"):
    async def run(self, interaction: Interaction) -> None:
        await get_cog(interaction).reading.open(interaction, review_id=int(get_choice(interaction)))


ACTIONS = (Read, TurnPage, SendFile, FlagSpoiler, TakeFlagBack, OpenMenu, Discuss, ChooseReview)
