"""Reading reviews: page by page, behind the spoiler wall, or as a file."""

from collections.abc import Sequence

import discord

from cogs.anime.adult import check_place
from cogs.core.addresses import CHOOSE_REVIEW
from cogs.core.answers import answer, edit
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, get_choice, get_review
from cogs.core.language import _
from cogs.core.router import on
from cogs.reviews.addresses import READ
from cogs.reviews.finding import list_visible
from cogs.reviews.reading import render
from cogs.ui.labels import name_anime
from cogs.ui.reviews import make_text_file
from cogs.ui.text import escape
from db.reviews.browsing import Candidate
from db.reviews.models import ListedReview, Review, ReviewFilter, Sort
from db.titles.models import Anime


class Reading:
    """Finds reviews for readers, and shows them."""

    def __init__(self, bot: Client) -> None:
        self._bot = bot
        self._reviews = bot.store.reviews

    async def find(self, interaction: Interaction, anime: Anime, author: discord.User | discord.Member | None) -> None:
        """Opens the review of an anime, or lets the reader choose if there are several."""
        reviews = await self._list_readable(interaction, anime, author)
        if not reviews:
            raise _explain_none(interaction, anime, author)
        if len(reviews) == 1:
            await self.open(interaction, review_id=reviews[0].id)
        else:
            await answer(interaction, view=render.make_reviewer_menu(reviews))

    @on(CHOOSE_REVIEW)
    async def choose(self, interaction: Interaction) -> None:
        await self.open(interaction, review_id=int(get_choice(interaction)))

    @on(READ)
    async def open(self, interaction: Interaction, review_id: int) -> None:
        """Shows the first page, or the spoiler wall. Doesn't remember how far somebody has read."""
        review, anime = await self._get(interaction, review_id)
        is_author = review.author_id == interaction.user.id
        if review.is_spoiler and not is_author:
            await answer(interaction, view=render.make_spoiler_wall(review))
        else:
            await answer(interaction, view=render.make_reader(review, anime, 1, is_author=is_author))
        if not is_author:
            await self._reviews.add_read(review_id=review_id)

    @on(render.PAGE)
    async def show_page(self, interaction: Interaction, review_id: int, number: int) -> None:
        review, anime = await self._get(interaction, review_id)
        is_author = review.author_id == interaction.user.id
        await edit(interaction, view=render.make_reader(review, anime, number, is_author=is_author))

    @on(render.SEND_FILE)
    async def send_file(self, interaction: Interaction, review_id: int) -> None:
        review, _anime = await self._get(interaction, review_id)
        sentence = _("{author}'s review of **{title}**", author=f"<@{review.author_id}>", title=escape(review.title))
        await answer(interaction, sentence, file=make_text_file(review.text.body))

    async def _get(self, interaction: Interaction, review_id: int) -> tuple[Review, Anime]:
        """A review and its anime. Raises Refusal if it is gone, or if its title may not be shown here."""
        review = await get_review(interaction, review_id)
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        check_place(interaction, anime)
        return review, anime

    async def _list_readable(
        self, interaction: Interaction, anime: Anime, author: discord.User | discord.Member | None
    ) -> list[Review]:
        """Up to 25 reviews of an anime: the caller's own first, then those posted where the caller can see them."""
        callers_review = await self._reviews.get_by_author(author_id=interaction.user.id, anime_key=anime.key)
        if author == interaction.user or interaction.guild_id is None:
            return [callers_review] if callers_review and author in (None, interaction.user) else []

        async def choose(candidates: Sequence[Candidate]) -> list[ListedReview]:
            return await list_visible(interaction, candidates)

        page = await self._bot.store.review_pages.get_page(
            guild_id=interaction.guild_id,
            wanted=ReviewFilter(anime_key=anime.key, author_id=author.id if author else None),
            sort=Sort.NEWEST,
            choose=choose,
            size=25,
        )
        listed = [await self._reviews.get(review_id=review.id) for review in page.reviews]
        others = [
            review
            for review in listed
            if review is not None and (callers_review is None or review.id != callers_review.id)
        ]
        return [callers_review, *others][:25] if callers_review and author is None else others


def _explain_none(interaction: Interaction, anime: Anime, author: discord.User | discord.Member | None) -> Refusal:
    title = escape(name_anime(anime))
    if author is not None and author != interaction.user:
        message = _("{author} hasn't posted a review of {title} here yet. You can write yours with `/review write`.")
        return Refusal(message, author=author.mention, title=title)
    if author is not None or interaction.guild_id is None:
        return Refusal(_("You haven't reviewed {title} yet. Write a review with `/review write`."), title=title)
    return Refusal(_("No one has posted a review of {title} here yet. Write one with `/review write`."), title=title)
