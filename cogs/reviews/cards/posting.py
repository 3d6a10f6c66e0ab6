"""Posts cards where people ask for them, if they may post there."""

import logging
from typing import Any

import discord

from cogs.anime.adult import allows_adult, channel_allows_adult, check_named
from cogs.core.answers import UNSAID, answer, answer_publicly, defer, is_bot_dm
from cogs.core.errors import Refusal
from cogs.core.interactions import (
    CARD_PERMISSIONS,
    SEND_PERMISSIONS,
    THREAD_PERMISSIONS,
    THREAD_SEND_PERMISSIONS,
    Client,
    Interaction,
    bot_is_member,
    get_server_language,
    name_missing_permissions,
)
from cogs.core.language import _, speak
from cogs.core.router import on
from cogs.core.seeing import can_write, get_visible_review
from cogs.reviews.addresses import DISCUSS
from cogs.reviews.cards.forums import Forums, get_author_name
from cogs.reviews.cards.keeping import Cards
from cogs.reviews.cards.render import name_thread, paginate_post
from cogs.reviews.cards.sending import Sender
from cogs.ui.text import escape
from db.reviews.models import Post, Review, Sending

_log = logging.getLogger(__name__)

PostChannel = discord.TextChannel | discord.Thread | discord.ForumChannel
"""Where a review can be posted."""

_THREAD_EXISTS = 160004


class Posting:
    """Posts reviews in channels, and opens threads on their cards."""

    def __init__(self, bot: Client, cards: Cards, sender: Sender) -> None:
        self._bot = bot
        self._cards = cards
        self._sender = sender
        self._forums = Forums(bot)
        self._on_their_way: set[tuple[int, int]] = set()
        """The review and the channel of each post being made, so that a second click doesn't make another one."""

    # In this channel

    async def post_as_answer(self, interaction: Interaction, review: Review) -> str:
        """Posts a card as the public answer to an interaction, where that is possible.

        Returns what to tell the author, also if Discord refuses the card. After a deferral, which only the author sees,
        the card follows as another message.
        """
        title = escape(review.title)
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        if anime.is_adult and not allows_adult(interaction):
            return _("Your review is saved. To post it, use `/review post` in an age-restricted channel.")
        if is_bot_dm(interaction):
            return _(
                "Your review of **{title}** is saved. To post it in a server, use `/review post` there.", title=title
            )
        if interaction.guild_id is not None and not can_write(interaction.permissions, interaction.channel):
            return _(
                "Your review of **{title}** is saved. You can't write here, so use `/review post` where you can.",
                title=title,
            )
        is_member = bot_is_member(interaction)
        # In a channel that it can't see, the bot neither hears of reactions nor can redraw the card.
        has_counts = is_member and interaction.app_permissions.view_channel
        try:
            is_public = await self._answer(interaction, review, has_counts=has_counts)
        except UNSAID as error:
            _log.warning("card guild=%s channel=%s not posted: %s", interaction.guild_id, interaction.channel_id, error)
            return _(
                "Your review of **{title}** is saved, but Discord didn't let me post it here. Use `/review post` "
                "again, or in another channel.",
                title=title,
            )
        if not is_public:
            return _(
                "Your review of **{title}** is saved, but only you can see the card: this server doesn't let members "
                "post with apps of their own. Use `/review post` in a server that I'm a member of.",
                title=title,
            )
        missing = name_missing_permissions(interaction.app_permissions, CARD_PERMISSIONS)
        if is_member and missing:
            # Translators: {permissions} is such as "View Channel and Add Reactions"
            return _(
                "Your review is saved and posted, but I can't add reactions under it: I need **{permissions}** in "
                "this channel. Until an admin allows that, readers can still react through *Show all*.",
                permissions=missing,
            )
        return _("Your review of **{title}** is posted.", title=title)

    async def _answer(self, interaction: Interaction, review: Review, *, has_counts: bool) -> bool:
        """Shows a card in the channel and stores its post. False if Discord shows it to the caller alone."""
        with speak(get_server_language(interaction)):
            card = await self._cards.draw(review, has_counts=has_counts)
        saved = _("Your review of **{title}** is saved.", title=escape(review.title))
        guild_id, channel_id = interaction.guild_id, interaction.channel_id
        if guild_id is None or channel_id is None:
            # In private messages between people there is no post to keep.
            return not (await answer_publicly(interaction, card, aside=saved)).flags.ephemeral
        parent_id = _get_parent_id(interaction.channel)

        async def send(_nonce: str) -> Post | None:
            message = await answer_publicly(interaction, card, aside=saved)
            if message.flags.ephemeral:
                return None
            return Post(message.id, review.id, guild_id, channel_id, has_counts, review.changes, parent_id)

        sending = Sending(interaction.id, review.id, guild_id, channel_id, parent_id, False, has_counts)
        return await self._sender.send(sending, send) is not None

    # Elsewhere in the server

    async def post_in(
        self, interaction: Interaction, review: Review, channel: PostChannel, *, tag_id: int | None = None
    ) -> str:
        """Posts a card in another channel of the server, unless it has one; in a forum as a post of its own.

        `tag_id` is the forum tag that the author chose. Returns what to tell the author, also if Discord refuses the
        card. Raises Refusal if the bot or the author may not write there, if the title may not be shown there, or if
        the author must choose one of the forum's tags first.
        """
        way = (review.id, channel.id)
        if way in self._on_their_way or self._sender.is_sending(*way):
            raise Refusal(_("Your review is already on its way to {channel}."), channel=channel.mention)
        self._on_their_way.add(way)
        try:
            return await self._post_in(interaction, review, channel, tag_id)
        finally:
            self._on_their_way.discard(way)

    async def _post_in(self, interaction: Interaction, review: Review, channel: PostChannel, tag_id: int | None) -> str:
        anime = await self._bot.store.titles.get_or_name(review.anime_key, review.title)
        if anime.is_adult and not channel_allows_adult(channel):
            raise Refusal(
                _("That title is for adults, and {channel} isn't age-restricted. Choose a channel that is."),
                channel=channel.mention,
            )
        granted = _check_permissions(interaction, review, channel)
        await defer(interaction)
        # An earlier attempt may have posted it without knowing.
        unsettled = await self._sender.settle_review(review.id, channel_id=channel.id)
        for post in await self._bot.store.posts.list_for_review(review_id=review.id):
            if post.posted_in == channel.id and await self._cards.still_exists(post):
                return _("Your review is already in {channel}: {link}", channel=channel.mention, link=post.link)
        tags = []
        if isinstance(channel, discord.ForumChannel):
            tags = self._forums.choose_tags(channel, review, tag_id=tag_id)
        is_forum = isinstance(channel, discord.ForumChannel)
        with speak(get_server_language(interaction)):
            card = await (self._cards.draw_in_forum(review) if is_forum else self._cards.draw(review))

        async def send(nonce: str) -> Post:
            if isinstance(channel, discord.ForumChannel):
                return await self._forums.post(channel, review, card, tags)
            message = await channel.send(view=card, nonce=nonce)
            return Post(message.id, review.id, channel.guild.id, channel.id, True, review.changes, parent_id)

        parent_id = channel.id if is_forum else _get_parent_id(channel)
        sending = Sending(interaction.id, review.id, channel.guild.id, channel.id, parent_id, is_forum, True)
        try:
            # A repeated attempt uses the nonce of the first, which may still be on its way.
            post = await self._sender.send(unsettled[0] if unsettled else sending, send)
        except UNSAID as error:
            _log.warning("card guild=%s channel=%s not posted: %s", channel.guild.id, channel.id, error)
            return _(
                "Your review is saved, but Discord didn't let me post it in {channel}. Use `/review post` again, or "
                "choose another channel.",
                channel=channel.mention,
            )
        if post is None:
            raise Refusal(_("This review is gone: you deleted it."))
        # Translators: {link} leads to a review
        lines = [_("Posted: {link}", link=post.link)]
        if missing := name_missing_permissions(granted, CARD_PERMISSIONS):
            # Translators: {permissions} is such as "View Channel and Add Reactions"
            problem = _(
                "I can't add reactions under it: I need **{permissions}** there. Until an admin allows that, readers "
                "can still react through *Show all*.",
                permissions=missing,
            )
            lines.append(problem)
        return "\n".join(lines)

    # Discussing

    @on(DISCUSS)
    async def discuss(self, interaction: Interaction, review_id: int, message_id: int) -> None:
        """Answers with a link to the thread on a card. Opens the thread if there is none yet."""
        review = await get_visible_review(interaction, review_id)
        await check_named(interaction, review)
        channel = interaction.channel
        if not bot_is_member(interaction) or not isinstance(channel, discord.TextChannel):
            raise Refusal(
                _("I can only start a discussion on a card in a text channel of a server that I'm a member of.")
            )
        sentence = _("The discussion is here: {thread}", thread=f"<#{message_id}>")
        if channel.guild.get_thread(message_id) is not None:
            await answer(interaction, sentence)
            return
        if missing := name_missing_permissions(interaction.app_permissions, THREAD_PERMISSIONS):
            raise Refusal(
                _("I can't start a thread: I need **{permissions}** in this channel. Ask an admin."),
                permissions=missing,
            )
        if missing := name_missing_permissions(interaction.permissions, THREAD_PERMISSIONS):
            raise Refusal(
                _("You need **{permissions}** in this channel to start a thread. Ask an admin."), permissions=missing
            )
        await defer(interaction)
        name = name_thread(review, await get_author_name(channel.guild, review))
        try:
            await channel.create_thread(name=name, message=discord.Object(message_id))
        except discord.NotFound as error:
            raise Refusal(_("That card is gone. You can post your own review again with `/review post`.")) from error
        except discord.HTTPException as error:
            if error.code != _THREAD_EXISTS:
                raise
        await answer(interaction, sentence)


def _check_permissions(interaction: Interaction, review: Review, channel: PostChannel) -> discord.Permissions:
    """The bot's permissions in a channel. Raises Refusal if it or the caller may not post a review there."""
    assert isinstance(interaction.user, discord.Member)
    needed = THREAD_SEND_PERMISSIONS if isinstance(channel, discord.Thread) else SEND_PERMISSIONS
    if isinstance(channel, discord.ForumChannel) and len(paginate_post(review)) > 1:
        needed = needed | THREAD_SEND_PERMISSIONS  # `|=` would change the constant
    granted = channel.permissions_for(channel.guild.me)
    if missing := name_missing_permissions(granted, needed):
        raise Refusal(
            _("I can't post in {channel}: I need **{permissions}** there. Ask an admin, or post here instead."),
            channel=channel.mention,
            permissions=missing,
        )
    if not can_write(channel.permissions_for(interaction.user), channel):
        raise Refusal(
            _("You can't write in {channel}, so I won't post your review there. Choose another channel."),
            channel=channel.mention,
        )
    return granted


def _get_parent_id(channel: Any) -> int | None:
    """The channel that a thread belongs to. None for any other channel."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None
