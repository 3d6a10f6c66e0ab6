"""All of a person's reviews and drafts, page by page."""

from cogs.anime.adult import list_concealed
from cogs.core.answers import answer, edit
from cogs.core.interactions import Client, Interaction
from cogs.core.router import on
from cogs.reviews.mine import render
from cogs.ui.components import Layout


class MyReviews:
    """Shows the pages of a person's reviews and drafts."""

    def __init__(self, bot: Client) -> None:
        self._store = bot.store

    async def open(self, interaction: Interaction) -> None:
        await answer(interaction, view=await self._make_page(interaction, 1))

    @on(render.MINE_PAGE)
    async def show_page(self, interaction: Interaction, page: int) -> None:
        await edit(interaction, view=await self._make_page(interaction, page))

    async def _make_page(self, interaction: Interaction, page: int) -> Layout:
        author_id = interaction.user.id
        total = await self._store.reviews.count_by_author(author_id=author_id)
        total_drafts = await self._store.drafts.count_by_author(author_id=author_id)
        page = max(1, min(page, render.count_pages(total, total_drafts)))
        reviews = await self._store.reviews.list_by_author(
            author_id=author_id, limit=render.PAGE_SIZE, offset=(page - 1) * render.PAGE_SIZE
        )
        drafts = await self._store.drafts.list_by_author(
            author_id=author_id, limit=render.DRAFTS_A_PAGE, offset=(page - 1) * render.DRAFTS_A_PAGE
        )
        tallies = {review.id: await self._store.reactions.get_tally(review_id=review.id) for review in reviews}
        places = {review.id: len(await self._store.posts.list_for_review(review_id=review.id)) for review in reviews}
        concealed = await list_concealed(interaction, [written.anime_key for written in [*reviews, *drafts]])
        reviews = [render.conceal(review) if review.anime_key in concealed else review for review in reviews]
        drafts = [render.conceal(draft) if draft.anime_key in concealed else draft for draft in drafts]
        standing = [post.link for post in await self._store.posts.list_standing(author_id=author_id)]
        return render.make_mine(
            reviews,
            drafts,
            tallies,
            places,
            standing=standing,
            total=total,
            total_drafts=total_drafts,
            page=page,
        )
