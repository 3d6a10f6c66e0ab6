"""The panel of a person's own review: they post it elsewhere, delete it, or undo that."""

import discord

from cogs.anime.adult import allows_adult, check_named
from cogs.core.addresses import REVIEW_MENU, UNDO_DELETION
from cogs.core.answers import answer, edit
from cogs.core.errors import Refusal, log_errors
from cogs.core.events import Bus, CardsRefused, ReviewChanged
from cogs.core.interactions import Client, Interaction, bot_is_member, get_choice, now
from cogs.core.language import _, find_language, ngettext, speak
from cogs.core.router import on
from cogs.core.seeing import get_visible_review
from cogs.reviews.addresses import DELETE
from cogs.reviews.cards.posting import Posting
from cogs.reviews.cards.render import CHOOSE_TAG
from cogs.reviews.finding import get_callers_review, get_callers_review_here
from cogs.reviews.mine import render
from cogs.reviews.reading.flags import Flags
from cogs.reviews.reading.render import make_reader_menu
from cogs.ui.text import escape
from db.reviews.models import Post, Review
from db.reviews.reviews import UNDO_SECONDS

_MAX_WATCHED = 1000
"""For how many reviews at once the author's last interaction is kept, to say which cards couldn't be changed."""


class ReviewPanel:
    """Shows authors their reviews. Publishes `ReviewChanged` when one is deleted or restored."""

    def __init__(self, bot: Client, bus: Bus, *, posting: Posting, flags: Flags) -> None:
        self._bot = bot
        self._bus = bus
        self._posting = posting
        self._flags = flags
        self._reviews = bot.store.reviews
        self._watched: dict[int, Interaction] = {}
        bus.subscribe(CardsRefused, self._report_refused)

    async def show(
        self, interaction: Interaction, review: Review, sentence: str, *, message_id: int | None = None
    ) -> None:
        """Shows a review to its author, and what they can do with it. Leaves out the card if it is right above."""
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        posts = [post for post in await self._bot.store.posts.list_for_review(review_id=review.id) if not post.is_down]
        stands_above = any(
            post.channel_id == interaction.channel_id and post.message_id > interaction.id for post in posts
        )
        if anime.is_adult and not allows_adult(interaction):
            review = render.conceal(review)
        panel = render.make_panel(
            review,
            anime,
            await self._bot.store.reactions.get_tally(review_id=review.id),
            [render.PostLink(self._name_place(post), post.link) for post in posts],
            sentence,
            has_card=not stands_above,
            message_id=message_id,
        )
        self._watch(interaction, review.id)
        await answer(interaction, view=panel)
        with log_errors("telling of flags"):
            await self._flags.report_flags(interaction)

    @on(render.OPEN_REVIEW)
    async def open(self, interaction: Interaction) -> None:
        review = await get_callers_review(interaction, int(get_choice(interaction)))
        await self.show(interaction, review, _("Your review."))

    @on(REVIEW_MENU)
    async def open_menu(self, interaction: Interaction, review_id: int) -> None:
        """Opens the menu of a card: the panel for its author, and another menu for readers."""
        review = await get_visible_review(interaction, review_id)
        message_id = interaction.message.id if interaction.message and _can_have_threads(interaction) else None
        if review.author_id == interaction.user.id:
            await self.show(interaction, review, _("Your review."), message_id=message_id)
            return
        await check_named(interaction, review)
        menu = make_reader_menu(review, message_id=message_id)
        if menu is None:
            raise Refusal(_("This review already has a spoiler warning. Press *Read* to open it."))
        sentence = _("{author}'s review of **{title}**", author=f"<@{review.author_id}>", title=escape(review.title))
        await answer(interaction, sentence, view=menu)

    # Elsewhere

    @on(render.ELSEWHERE)
    async def ask_where(self, interaction: Interaction, review_id: int) -> None:
        review = await get_callers_review(interaction, review_id)
        if not bot_is_member(interaction):
            raise Refusal(_("Use `/review post` in the server and channel where it should appear."))
        await answer(
            interaction,
            _("Where in this server? For another server, use `/review post` there."),
            view=render.make_channel_menu(review),
        )

    @on(render.POST_IN)
    async def choose_channel(self, interaction: Interaction, review_id: int) -> None:
        await self._post_in(interaction, review_id, channel_id=int(get_choice(interaction)))

    @on(CHOOSE_TAG)
    async def choose_tag(self, interaction: Interaction, review_id: int, channel_id: int) -> None:
        await self._post_in(interaction, review_id, channel_id=channel_id, tag_id=int(get_choice(interaction)))

    async def _post_in(
        self, interaction: Interaction, review_id: int, *, channel_id: int, tag_id: int | None = None
    ) -> None:
        review = await get_callers_review(interaction, review_id)
        channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
        if not isinstance(channel, discord.TextChannel | discord.Thread | discord.ForumChannel):
            raise Refusal(_("I can't see that channel. Choose another one, or use `/review post` there."))
        sentence = await self._posting.post_in(interaction, review, channel, tag_id=tag_id)
        await self.show(interaction, review, sentence)

    # Deleting

    @on(DELETE)
    async def ask_to_delete(self, interaction: Interaction, review_id: int) -> None:
        review = await get_callers_review_here(interaction, review_id)
        sentence = _("Delete your review of **{title}** everywhere it is posted?", title=escape(review.title))
        await answer(interaction, sentence, view=render.make_delete_question(review))

    @on(render.KEEP)
    async def keep(self, interaction: Interaction, review_id: int) -> None:
        await edit(interaction, content=_("Your review stays."), view=None)

    @on(render.CONFIRM_DELETE)
    async def delete(self, interaction: Interaction, review_id: int) -> None:
        review = await get_callers_review(interaction, review_id)
        self._watch(interaction, review_id)
        await self._reviews.delete(review_id=review_id, now=now(interaction))
        await self._bus.publish(ReviewChanged(review_id))
        sentence = ngettext(
            "Your review of **{title}** is deleted. You can undo this for {number} minute.",
            "Your review of **{title}** is deleted. You can undo this for {number} minutes.",
            UNDO_SECONDS // 60,
            title=escape(review.title),
        )
        await edit(interaction, content=sentence, view=render.make_undo_menu(review_id))

    @on(UNDO_DELETION)
    async def undo_delete(self, interaction: Interaction, review_id: int) -> None:
        review = await self._reviews.restore(
            review_id=review_id, author_id=interaction.user.id, restore_id=interaction.id, now=now(interaction)
        )
        if review is None:
            raise Refusal(
                _("It's too late to undo that: the review is gone for good, or you have written a newer one.")
            )
        await self._bus.publish(ReviewChanged(review_id))
        sentence = _("Your review of **{title}** is back. Its cards return in a moment.", title=escape(review.title))
        await edit(interaction, content=sentence, view=None)

    def _watch(self, interaction: Interaction, review_id: int) -> None:
        """Tells the author which cards can't be changed, as long as their interaction can be answered."""
        self._watched.pop(review_id, None)
        self._watched[review_id] = interaction
        if len(self._watched) > _MAX_WATCHED:
            del self._watched[next(iter(self._watched))]

    async def _report_refused(self, event: CardsRefused) -> None:
        interaction = self._watched.pop(event.review_id, None)
        if interaction is None or interaction.is_expired():
            return
        is_gone = await self._reviews.get(review_id=event.review_id) is None
        links = [post.link for post in event.posts]
        with speak(find_language(interaction.locale.value)):
            sentence = render.describe_standing(links) if is_gone else render.describe_outdated(links)
            await answer(interaction, sentence)

    def _name_place(self, post: Post) -> str:
        guild = self._bot.get_guild(post.guild_id)
        if guild is None:
            # Translators: one of the places in “Posted in #reviews (Anime club) · a server that I'm not in”
            return _("a server that I'm not in")
        channel = guild.get_channel_or_thread(post.channel_id)
        return f"#{channel.name} ({guild.name})" if channel else guild.name


def _can_have_threads(interaction: Interaction) -> bool:
    """Whether a thread can be opened on a message of the channel."""
    return bot_is_member(interaction) and isinstance(interaction.channel, discord.TextChannel)
