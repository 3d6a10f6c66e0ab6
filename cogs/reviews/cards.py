"""Cards: puts reviews into channels, keeps what is there up to date, and takes it away."""

import logging
from typing import TYPE_CHECKING

import discord

from cogs.anime.adult import allows_adult, channel_allows_adult
from cogs.errors import UserFacingError
from cogs.reviews.render import make_card, make_saved_menu
from cogs.ui.components import Layout
from cogs.ui.interactions import (
    CARD_PERMISSIONS,
    SEND_PERMISSIONS,
    Interaction,
    answer,
    bot_is_member,
    is_bot_dm,
    name_missing_permissions,
)
from cogs.ui.text import escape
from db.models import Post, Review

if TYPE_CHECKING:
    from bot import Kanso

_log = logging.getLogger(__name__)

_WHY_PERMISSIONS = "Until an admin allows it, readers can still react through *Show all*."


class Cards:
    """What the bot does with the cards of reviews. Announces them with the events `card_posted` and `card_gone`."""

    def __init__(self, bot: "Kanso") -> None:
        self._bot = bot

    async def draw(self, review: Review, *, has_counts: bool) -> Layout:
        anime = await self._bot.titles.get_or_name(review.anime_key, review.title)
        tally = await self._bot.reactions.get_tally(review_id=review.id)
        return make_card(review, anime, tally, has_counts=has_counts)

    async def post_as_answer(self, interaction: Interaction, review: Review) -> None:
        """Posts a card as the public answer to an interaction; in the bot's DM it tells how to post it instead.

        An interaction that was deferred is answered for the caller alone, and the card follows.
        """
        title = escape(review.title)
        anime = await self._bot.titles.get_or_name(review.anime_key, review.title)
        if anime.is_adult and not allows_adult(interaction):
            sentence = (
                f"Your review of **{title}** is saved. To show it, call `/review post` in an age-restricted channel."
            )
            await answer(interaction, sentence, view=make_saved_menu(review))
            return
        if is_bot_dm(interaction):
            sentence = f"Your review of **{title}** is saved. To show it in a server, call `/review post` there."
            await answer(interaction, sentence, view=make_saved_menu(review))
            return
        is_member = bot_is_member(interaction)
        # Without a look into the channel the bot can neither hear of reactions there nor redraw the card.
        has_counts = is_member and interaction.app_permissions.view_channel
        card = await self.draw(review, has_counts=has_counts)
        if interaction.response.is_done():
            await interaction.followup.send(f"Your review of **{title}** is saved.", ephemeral=True)
            message_id = (await interaction.followup.send(view=card, wait=True)).id
        else:
            message_id = (await interaction.response.send_message(view=card)).message_id
        if interaction.guild_id is None or interaction.channel_id is None or message_id is None:
            return
        await self._add_post(
            Post(message_id, review.id, interaction.guild_id, interaction.channel_id, has_counts, review.changes)
        )
        missing = name_missing_permissions(interaction.app_permissions, CARD_PERMISSIONS)
        if is_member and missing:
            await answer(
                interaction,
                f"Your review is saved and posted, but I can't put reactions under it: I need **{missing}** in this "
                f"channel. {_WHY_PERMISSIONS}",
            )

    async def post_in(self, interaction: Interaction, review: Review, channel: discord.TextChannel) -> None:
        """Posts a card in another channel of the server.

        Raises UserFacingError if the bot or the caller may not write there, or the title may not be shown there.
        """
        assert isinstance(interaction.user, discord.Member)
        anime = await self._bot.titles.get_or_name(review.anime_key, review.title)
        if anime.is_adult and not channel_allows_adult(channel):
            raise UserFacingError(f"That title is for adults, and {channel.mention} is not age-restricted.")
        granted = channel.permissions_for(channel.guild.me)
        if not (granted.view_channel and granted.send_messages):
            missing = name_missing_permissions(granted, SEND_PERMISSIONS)
            raise UserFacingError(
                f"I can't post in {channel.mention}: I need **{missing}** there. Ask an admin, or post here instead."
            )
        if not channel.permissions_for(interaction.user).send_messages:
            raise UserFacingError(f"You can't write in {channel.mention}, so I won't post your review there.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        message = await channel.send(view=await self.draw(review, has_counts=True))
        await self._add_post(Post(message.id, review.id, channel.guild.id, channel.id, True, review.changes))
        sentence = f"Posted: {message.jump_url}"
        if missing := name_missing_permissions(granted, CARD_PERMISSIONS):
            sentence += f"\nI can't put reactions under it: I need **{missing}** there. {_WHY_PERMISSIONS}"
        await answer(interaction, sentence)

    async def redraw(self, review_id: int) -> None:
        """Brings every card of a review up to date, or takes it down if the review is deleted.

        Raises discord.HTTPException if Discord refused some of them for a reason that may pass.
        """
        review = await self._bot.reviews.get(review_id=review_id)
        failure = None
        for post in await self._bot.posts.list_for_review(review_id=review_id):
            try:
                if review is None:
                    await self._get_message(post).delete()
                    await self._forget(post)
                elif post.has_counts and post.shown < review.changes:
                    card = await self.draw(review, has_counts=True)
                    # Without content, an edit does not take the bot's own setting over.
                    await self._get_message(post).edit(view=card, allowed_mentions=discord.AllowedMentions.none())
                    await self._bot.posts.set_shown(message_id=post.message_id, shown=review.changes)
            except discord.NotFound:
                await self._forget(post)
            except discord.HTTPException as error:
                _log.warning("card guild=%s channel=%s not redrawn: %s", post.guild_id, post.channel_id, error)
                if error.status == 429 or error.status >= 500:
                    failure = error
                elif review is None:
                    # It keeps standing, and its buttons say that the review is gone.
                    await self._forget(post)
        if failure is not None:
            raise failure

    async def _add_post(self, post: Post) -> None:
        await self._bot.posts.add(post)
        self._bot.dispatch("card_posted", post)

    async def _forget(self, post: Post) -> None:
        await self._bot.posts.delete(message_id=post.message_id)
        self._bot.dispatch("card_gone", post)

    def _get_message(self, post: Post) -> discord.PartialMessage:
        channel = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        return channel.get_partial_message(post.message_id)
