"""What people do with their own reviews once they are saved: see them all, post, delete and take back."""

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

import discord

from cogs.anime.adult import CONCEALED, allows_adult, check_named, list_concealed
from cogs.core.errors import Refusal, log_errors
from cogs.core.events import ReviewChanged
from cogs.core.interactions import Client, Interaction, answer, bot_is_member, get_review, now
from cogs.reviews.cards.render import make_reader_menu
from cogs.reviews.mine import render
from cogs.reviews.writing.forms import ContinueForm, EditFileForm
from cogs.ui.components import Layout
from cogs.ui.text import escape
from db.reviews.models import Draft, Post, Review
from db.titles.models import Anime

if TYPE_CHECKING:
    from cogs.lists.cog import ListCog
    from cogs.reviews.cog import ReviewCog

Written = TypeVar("Written", Review, Draft)


class Own:
    """A person's own reviews."""

    def __init__(self, bot: Client, cog: "ReviewCog") -> None:
        self._bot = bot
        self._cog = cog
        self._reviews = bot.store.reviews

    # All of them

    async def open_mine(self, interaction: Interaction) -> None:
        await answer(interaction, view=await self._make_mine(interaction, 1))

    async def turn_mine(self, interaction: Interaction, *, page: int) -> None:
        await interaction.response.edit_message(view=await self._make_mine(interaction, page))

    # One of them

    async def show_panel(
        self, interaction: Interaction, review: Review, sentence: str, *, message_id: int | None = None
    ) -> None:
        """Answers its author with what can be done with a review, and how its card looks unless that stands above."""
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        posts = [post for post in await self._bot.store.posts.list_for_review(review_id=review.id) if not post.is_down]
        stands_above = any(
            post.channel_id == interaction.channel_id and post.message_id > interaction.id for post in posts
        )
        if anime.is_adult and not allows_adult(interaction):
            review = conceal(review)
        panel = render.make_panel(
            review,
            anime,
            await self._bot.store.reactions.get_tally(review_id=review.id),
            [render.Place(self._name_place(post), post.link) for post in posts],
            sentence,
            has_card=not stands_above,
            message_id=message_id,
        )
        await answer(interaction, view=panel)
        with log_errors("telling of flags"):
            await self._cog.flags.tell_of_flags(interaction)

    async def open_panel(self, interaction: Interaction, *, review_id: int) -> None:
        await self.show_panel(interaction, await self.get(interaction, review_id), "Your review.")

    async def open_menu(self, interaction: Interaction, *, review_id: int) -> None:
        """What the one who asks on a card can do: its author everything, a reader what readers can."""
        review = await get_review(interaction, review_id)
        message_id = interaction.message.id if interaction.message and _can_have_threads(interaction) else None
        if review.author_id == interaction.user.id:
            await self.show_panel(interaction, review, "Your review.", message_id=message_id)
            return
        await check_named(interaction, review)
        menu = make_reader_menu(review, message_id=message_id)
        if menu is None:
            raise Refusal("This review asks before it opens already. *Read* shows it.")
        await answer(interaction, f"<@{review.author_id}>'s review of **{escape(review.title)}**", view=menu)

    async def open_edit_form(self, interaction: Interaction, *, review_id: int) -> None:
        await self._cog.writing.open_edit_form(interaction, await self.get_in_place(interaction, review_id))

    async def open_file_form(self, interaction: Interaction, *, review_id: int, revision: int) -> None:
        await interaction.response.send_modal(EditFileForm(await self.get_in_place(interaction, review_id), revision))

    async def open_continue_form(self, interaction: Interaction, *, review_id: int) -> None:
        await interaction.response.send_modal(ContinueForm(await self.get_in_place(interaction, review_id)))

    async def put_on_list(self, interaction: Interaction, *, review_id: int) -> None:
        """Has the author's list say what the review says: what they have seen and how they rate it."""
        review = await self.get_in_place(interaction, review_id)
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        await self._list_cog.panel.record(interaction, anime, score=review.rating, episodes=review.episodes)

    # Elsewhere

    async def ask_where(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self.get(interaction, review_id)
        if not bot_is_member(interaction):
            raise Refusal("Call `/review post` in the server and channel where it should appear.")
        await answer(
            interaction,
            "Where in this server? For another server, call `/review post` there.",
            view=render.make_channel_menu(review),
        )

    async def post_in(
        self, interaction: Interaction, *, review_id: int, channel_id: int, tag_id: int | None = None
    ) -> None:
        """Posts a review in the channel that its author has chosen, and in a forum with the tag."""
        review = await self.get(interaction, review_id)
        channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
        if not isinstance(channel, discord.TextChannel | discord.Thread | discord.ForumChannel):
            raise Refusal("I can't see that channel. Choose another one, or call `/review post` there.")
        sentence = await self._cog.cards.post_in(interaction, review, channel, tag_id=tag_id)
        await self.show_panel(interaction, review, sentence)

    # Deleting

    async def ask_to_delete(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self.get_in_place(interaction, review_id)
        sentence = f"Delete your review of **{escape(review.title)}**, with every card of it?"
        await answer(interaction, sentence, view=render.make_delete_question(review))

    async def confirm_delete(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self.get(interaction, review_id)
        await self._reviews.delete(review_id=review_id, now=now(interaction))
        await self._cog.bus.publish(ReviewChanged(review_id))
        await interaction.response.edit_message(
            content=f"Your review of **{escape(review.title)}** is deleted. You can take that back for 15 minutes.",
            view=render.make_undo_menu(review_id),
        )

    async def undo_delete(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self._reviews.restore(review_id=review_id, author_id=interaction.user.id, now=now(interaction))
        if review is None:
            raise Refusal("It is too late to take that back: the review is gone, or there is a newer one.")
        await self._cog.bus.publish(ReviewChanged(review_id))
        sentence = f"Your review of **{escape(review.title)}** is back. Its cards follow in a moment."
        await interaction.response.edit_message(content=sentence, view=None)

    # What they share

    async def get(self, interaction: Interaction, review_id: int) -> Review:
        """The caller's review. Raises Refusal if it is somebody else's or gone, if it can be with an undo."""
        author_id = interaction.user.id
        try:
            review = await get_review(interaction, review_id)
        except Refusal:
            if await self._reviews.can_restore(review_id=review_id, author_id=author_id, now=now(interaction)):
                raise Refusal("You deleted this review.", view=render.make_undo_menu(review_id)) from None
            raise
        if review.author_id != author_id:
            raise Refusal(f"This is <@{review.author_id}>'s review: only they can change it.")
        return review

    async def get_in_place(self, interaction: Interaction, review_id: int) -> Review:
        """The same. Raises Refusal also where the title may not be named."""
        review = await self.get(interaction, review_id)
        await check_named(interaction, review)
        return review

    async def get_of(self, interaction: Interaction, anime: Anime) -> Review:
        """The caller's review of an anime. Raises Refusal if there is none."""
        review = await self._reviews.get_by_author(author_id=interaction.user.id, anime_key=anime.key)
        if review is None:
            raise Refusal(f"You haven't reviewed {escape(anime.label)} yet. `/review write` is where you would begin.")
        return review

    @property
    def _list_cog(self) -> "ListCog":
        return cast("ListCog", self._bot.get_cog("ListCog"))

    def _name_place(self, post: Post) -> str:
        guild = self._bot.get_guild(post.guild_id)
        if guild is None:
            return "a server that I am not in"
        channel = guild.get_channel_or_thread(post.channel_id)
        return f"#{channel.name} ({guild.name})" if channel else guild.name

    async def _make_mine(self, interaction: Interaction, page: int) -> Layout:
        author_id = interaction.user.id
        total = await self._reviews.count_by_author(author_id=author_id)
        total_drafts = await self._bot.store.drafts.count_by_author(author_id=author_id)
        page = max(1, min(page, render.count_pages(total, total_drafts)))
        reviews = await self._reviews.list_by_author(
            author_id=author_id, limit=render.PAGE_SIZE, offset=(page - 1) * render.PAGE_SIZE
        )
        drafts = await self._bot.store.drafts.list_by_author(
            author_id=author_id, limit=render.DRAFTS_A_PAGE, offset=(page - 1) * render.DRAFTS_A_PAGE
        )
        tallies = {review.id: await self._bot.store.reactions.get_tally(review_id=review.id) for review in reviews}
        places = {
            review.id: len(await self._bot.store.posts.list_for_review(review_id=review.id)) for review in reviews
        }
        concealed = await list_concealed(interaction, [thing.anime_key for thing in [*reviews, *drafts]])
        reviews = [conceal(review) if review.anime_key in concealed else review for review in reviews]
        drafts = [conceal(draft) if draft.anime_key in concealed else draft for draft in drafts]
        return render.make_mine(reviews, drafts, tallies, places, total=total, total_drafts=total_drafts, page=page)


def conceal(thing: Written) -> Written:
    """The same without the name of its title, which may not be shown where it is asked for."""
    return replace(thing, title=CONCEALED, anime_key="")


def _can_have_threads(interaction: Interaction) -> bool:
    """Whether a thread can be opened on a message of the channel."""
    return bot_is_member(interaction) and isinstance(interaction.channel, discord.TextChannel)
