"""Decides which reviews and titles somebody may see, and whether they may show something to everyone.

A `custom_id` proves nothing: anybody can copy one or make one up. So each press is judged by what its presser can see
at that moment.
"""

from typing import Any

import discord

from cogs.core.answers import is_bot_dm
from cogs.core.errors import Refusal
from cogs.core.interactions import Interaction, can_see
from cogs.core.language import _
from db.reviews.models import Post, Review
from db.titles.custom import CUSTOM
from db.titles.models import Anime


async def get_visible_review(interaction: Interaction, review_id: int) -> Review:
    """A review whose author the caller is, or that is posted where they can see it now.

    Otherwise raises Refusal, in the same words whether the review is hidden, gone or was never there.
    """
    review = await interaction.client.store.reviews.get(review_id=review_id)
    if review is not None and (review.author_id == interaction.user.id or _is_on_private_card(interaction)):
        return review
    if not await list_visible_posts(interaction, review_id):
        raise make_unseen_refusal()
    if review is None:
        raise Refusal(_("This review is gone: its author deleted it."))
    return review


def make_unseen_refusal() -> Refusal:
    """What is said instead of a review that the caller can't see."""
    return Refusal(_("This review is gone, or you can't see it from here."))


async def list_visible_posts(interaction: Interaction, review_id: int) -> list[Post]:
    """The posts of a review in this server that the caller can see now, also those that are taken down."""
    posts = await interaction.client.store.posts.list_for_review(review_id=review_id)
    return [post for post in posts if _can_see_post(interaction, post)]


def is_on_card(interaction: Interaction, posts: list[Post]) -> bool:
    """Whether a button was pressed on one of these cards itself, or on a card in a private group."""
    message = interaction.message
    is_card = message is not None and any(post.message_id == message.id for post in posts)
    return is_card or _is_on_private_card(interaction)


async def get_visible_title(interaction: Interaction, key: str) -> Anime:
    """The title that a button or a form names by its key. Its present key may be another one.

    A title that is not known, and a custom one that the caller can't see, are called by their key.
    """
    titles = interaction.client.store.titles
    if not key.startswith(CUSTOM):
        return await titles.get_or_name(key, key)
    scope = {"user_id": interaction.user.id, "guild_id": interaction.guild_id}
    return await titles.find(key, **scope, with_adult=True) or Anime(key, key)


def can_write(permissions: discord.Permissions, channel: Any) -> bool:
    """Whether a person with these permissions in a channel can write there."""
    if isinstance(channel, discord.Thread):
        return permissions.send_messages_in_threads and (permissions.manage_threads or not channel.locked)
    return permissions.send_messages


def check_can_share(interaction: Interaction) -> None:
    """Raises Refusal if the caller may not write where they want to show something to everyone."""
    if interaction.guild_id is not None and not can_write(interaction.permissions, interaction.channel):
        raise Refusal(_("You can't write here, so I won't share anything here for you. Try it in another channel."))


def _can_see_post(interaction: Interaction, post: Post) -> bool:
    # In a server that the bot isn't in, it knows no channel but the one where it is used.
    return post.guild_id == interaction.guild_id and can_see(interaction, post.channel_id, post.parent_id)


def _is_on_private_card(interaction: Interaction) -> bool:
    """Whether the button is really under a message of the bot in a private group, where no cards are stored.

    The message comes from Discord, not from the caller.
    """
    message = interaction.message
    if interaction.guild_id is not None or is_bot_dm(interaction) or message is None:
        return False
    custom_id = str((interaction.data or {}).get("custom_id"))
    items = discord.ui.LayoutView.from_message(message, timeout=None).walk_children()
    return message.author == interaction.client.user and any(
        isinstance(item, discord.ui.Button) and item.custom_id == custom_id for item in items
    )
