"""Reading reviews: page by page, behind the spoiler wall, or as a file."""

import asyncio
import contextlib
from collections.abc import Sequence

import aiohttp
import discord

from cogs.anime.adult import check_place
from cogs.core.addresses import CHOOSE_REVIEW
from cogs.core.answers import answer, edit
from cogs.core.aside import do_aside
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, bot_is_member, get_choice
from cogs.core.language import _
from cogs.core.router import on
from cogs.core.seeing import get_visible_review, is_on_card, list_visible_posts, make_unseen_refusal
from cogs.reviews.addresses import READ
from cogs.reviews.cards.keeping import Cards
from cogs.reviews.finding import list_visible
from cogs.reviews.reading import render
from cogs.ui.labels import name_anime
from cogs.ui.reviews import make_readers_file, make_text_file
from cogs.ui.text import escape
from db.reviews.browsing import Candidate
from db.reviews.models import ListedReview, Post, Review, ReviewFilter, Sort
from db.titles.models import Anime

_LOOK_UP_SECONDS = 1.5
"""How long a reader waits for Discord to say that a card still exists."""


class Reading:
    """Finds reviews for readers, and shows them."""

    def __init__(self, bot: Client, cards: Cards) -> None:
        self._bot = bot
        self._cards = cards
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
            await self._look_up(interaction, review)
            await answer(interaction, view=render.make_reader(review, anime, 1, is_author=is_author))
        if not is_author:
            await do_aside(self._reviews.add_read(review_id=review_id))

    @on(render.PAGE)
    async def show_page(self, interaction: Interaction, review_id: int, number: int) -> None:
        review, anime = await self._get(interaction, review_id)
        await self._look_up(interaction, review)
        is_author = review.author_id == interaction.user.id
        await edit(interaction, view=render.make_reader(review, anime, number, is_author=is_author))

    @on(render.SEND_FILE)
    async def send_file(self, interaction: Interaction, review_id: int) -> None:
        review, _anime = await self._get(interaction, review_id)
        await self._look_up(interaction, review)
        is_author = review.author_id == interaction.user.id
        file = make_text_file(review.text.body) if is_author else make_readers_file(review)
        sentence = _("{author}'s review of **{title}**", author=f"<@{review.author_id}>", title=escape(review.title))
        await answer(interaction, sentence, file=file)

    async def _get(self, interaction: Interaction, review_id: int) -> tuple[Review, Anime]:
        """A review and its anime. Raises Refusal if the caller can't see it, or if its title may not be shown here."""
        review = await get_visible_review(interaction, review_id)
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        check_place(interaction, anime)
        return review, anime

    async def _look_up(self, interaction: Interaction, review: Review) -> None:
        """Raises Refusal if all cards that a reader could see are gone: a moderator may have deleted them.

        Call it before a text is given out. One card that exists is enough, so few are looked up. If Discord doesn't
        answer in time, they count as existing. In a server that the bot isn't in, it can't ask.
        """
        posts = await list_visible_posts(interaction, review.id)
        if review.author_id == interaction.user.id or is_on_card(interaction, posts) or not bot_is_member(interaction):
            return
        up = [post for post in posts if not post.is_down]
        gone: list[Post] = []
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_UP_SECONDS):
                for post in up:
                    if not await self._is_gone(post):
                        break
                    gone.append(post)
        for post in gone:
            await do_aside(self._cards.forget(post))
        if up and len(gone) == len(up):
            raise make_unseen_refusal()

    async def _is_gone(self, post: Post) -> bool:
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        try:
            await channel.get_partial_message(post.message_id).fetch()
        except discord.NotFound:
            return True
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            return False
        return False

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
