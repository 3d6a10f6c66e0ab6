"""The way from a click or a form to the cog that answers it."""

from typing import TYPE_CHECKING, cast

from cogs.core.interactions import Interaction

if TYPE_CHECKING:
    from cogs.reviews.cog import ReviewCog


def get_cog(interaction: Interaction) -> "ReviewCog":
    """The reviews' cog, which is loaded for as long as anything can be clicked."""
    return cast("ReviewCog", interaction.client.get_cog("ReviewCog"))
