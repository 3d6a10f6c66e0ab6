"""Finds the caller's own reviews, and the reviews posted where they can see them."""

from collections.abc import Sequence

from cogs.anime.adult import allows_adult, check_named
from cogs.core.callers_review import get_callers_review
from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction, can_see
from cogs.core.language import _
from cogs.ui.labels import name_anime
from cogs.ui.text import escape
from db.reviews.browsing import Candidate
from db.reviews.models import ListedReview, Review
from db.titles.models import Anime


async def get_callers_review_here(interaction: Interaction, review_id: int) -> Review:
    """The caller's review, as in `get_callers_review`. Also raises Refusal where the title may not be named."""
    review = await get_callers_review(interaction, review_id)
    await check_named(interaction, review)
    return review


async def get_callers_review_of(interaction: Interaction, anime: Anime) -> Review:
    """The caller's review of an anime. Raises Refusal if there is none."""
    review = await interaction.client.store.reviews.get_by_author(author_id=interaction.user.id, anime_key=anime.key)
    if review is None:
        raise Refusal(
            _("You haven't reviewed {title} yet. Write a review with `/review write`."), title=escape(name_anime(anime))
        )
    return review


async def list_visible(interaction: Interaction, candidates: Sequence[Candidate]) -> list[ListedReview]:
    """The reviews posted where the caller can see them, without titles for adults where those may not be named."""
    channels = {channel for candidate in candidates for channel in candidate.channels}
    visible = {channel for channel in channels if can_see(interaction, *channel)}
    reviews = [candidate.review for candidate in candidates if visible.intersection(candidate.channels)]
    if allows_adult(interaction):
        return reviews
    titles = await interaction.client.store.titles.get_all(list({review.anime_key for review in reviews}))
    return [review for review in reviews if not (review.anime_key in titles and titles[review.anime_key].is_adult)]
