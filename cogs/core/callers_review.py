"""Gets the review that a button is about, for actions that only its author may do."""

from cogs.core.addresses import UNDO_DELETION
from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction, now
from cogs.core.language import _
from cogs.core.seeing import get_visible_review
from cogs.ui.components import Buttons, button
from db.reviews.models import Review


async def get_callers_review(interaction: Interaction, review_id: int) -> Review:
    """The caller's review. Raises Refusal if it is gone, with *Undo* if that is possible, or somebody else's.

    Whose it is, is only said to people who can see it.
    """
    author_id = interaction.user.id
    try:
        review = await get_visible_review(interaction, review_id)
    except Refusal:
        reviews = interaction.client.store.reviews
        if await reviews.can_restore(review_id=review_id, author_id=author_id, now=now(interaction)):
            undo = Buttons(button(UNDO_DELETION(review_id=review_id), _("Undo")))
            raise Refusal(_("You deleted this review."), view=undo) from None
        raise
    if review.author_id != author_id:
        raise Refusal(_("This is {author}'s review, so only they can change it."), author=f"<@{review.author_id}>")
    return review
