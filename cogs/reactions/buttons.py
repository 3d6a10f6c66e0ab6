"""The *Show all* button, and the button of each kind of reaction."""

from collections.abc import Callable

import discord

from cogs.anime.adult import check_named
from cogs.core.addresses import SHOW_REACTIONS
from cogs.core.answers import answer, edit
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction
from cogs.core.language import _
from cogs.core.router import on
from cogs.core.seeing import get_visible_review
from cogs.reactions import render
from db.reactions.models import ReactionKind
from db.reactions.votes import ButtonVote
from db.reviews.models import Review


class ReactionButtons:
    """Shows all reactions to a review, and takes votes by button."""

    def __init__(self, bot: Client, *, on_change: Callable[[int], None]) -> None:
        """`on_change` is called with the id of each review that somebody votes for."""
        self._bot = bot
        self._on_change = on_change

    @on(SHOW_REACTIONS)
    async def show_all(self, interaction: Interaction, review_id: int) -> None:
        review = await get_visible_review(interaction, review_id)
        await check_named(interaction, review)
        await answer(interaction, view=await self._make_panel(review, interaction.user.id))

    @on(render.PRESS)
    async def press(self, interaction: Interaction, review_id: int, kind: ReactionKind) -> None:
        review = await get_visible_review(interaction, review_id)
        await check_named(interaction, review)
        if review.author_id == interaction.user.id:
            raise Refusal(_("This is your own review. Only its readers can react to it."))
        vote = await self._bot.store.reactions.press(review_id=review_id, user_id=interaction.user.id, kind=kind)
        self._on_change(review_id)
        if vote is ButtonVote.HELD_BY_REACTION:
            raise Refusal(
                _("You added {emoji} under the card itself, so you can only remove it there."),
                emoji=kind.emoji,
            )
        await edit(interaction, view=await self._make_panel(review, interaction.user.id))

    async def _make_panel(self, review: Review, user_id: int) -> discord.ui.LayoutView:
        reactions = self._bot.store.reactions
        tally = await reactions.get_tally(review_id=review.id)
        given = await reactions.list_given(review_id=review.id, user_id=user_id)
        return render.make_panel(review, tally, given)
