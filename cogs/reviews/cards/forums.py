"""Forums: there a review is a thread of its own, with the whole text, and people discuss it below."""

import contextlib
import logging
import re

import discord

from cogs.core.errors import Refusal, may_pass
from cogs.core.events import TakeTurn
from cogs.core.interactions import Client
from cogs.core.language import _, find_language, speak
from cogs.reviews.cards.render import make_forum_page, make_tag_menu, name_thread, paginate_post
from cogs.ui.components import Layout
from cogs.ui.labels import name_verdict
from db.reviews.models import Post, Review, Verdict
from db.reviews.posts import PostPage

_log = logging.getLogger(__name__)

_MAX_TAGS = 5
"""The most tags that a thread can have."""


class Forums:
    """Opens, updates and removes the threads of forum posts. Their first messages are cards like any other."""

    def __init__(self, bot: Client) -> None:
        self._bot = bot
        self._posts = bot.store.posts

    def choose_tags(
        self, forum: discord.ForumChannel, review: Review, *, tag_id: int | None = None
    ) -> list[discord.ForumTag]:
        """The tags of a new post: the chosen one, or else the one with the verdict's name.

        Raises Refusal if the forum requires a tag and there is neither. It has a menu of the tags to choose from.
        """
        usable = _list_usable_tags(forum)
        tags = [tag for tag in usable if tag.id == tag_id] or find_verdict_tags(forum, review.text.verdict)
        if tags or not forum.flags.require_tag:
            return tags
        if not usable:
            raise Refusal(
                # Translators: {tag} is a verdict, such as “Recommended”
                _(
                    "Posts in {channel} need a tag, and there is none that I can use. Ask an admin for one named "
                    "“{tag}”, or choose another channel."
                ),
                channel=forum.mention,
                tag=_name_in_server(forum.guild, review.text.verdict),
            )
        menu = make_tag_menu(review, forum.id, {tag.id: _name(tag) for tag in usable})
        raise Refusal(_("Posts in {channel} need a tag. Which one fits your review?"), view=menu, channel=forum.mention)

    async def post(
        self, forum: discord.ForumChannel, review: Review, card: Layout, tags: list[discord.ForumTag]
    ) -> Post:
        """Opens the thread of a review, with its card in it. The other pages follow when the card is redrawn.

        Raises discord.HTTPException if Discord refuses it.
        """
        name = name_thread(review, await get_author_name(forum.guild, review))
        thread, message = await forum.create_thread(name=name, view=card, applied_tags=tags)
        return Post(
            message.id, review.id, forum.guild.id, thread.id, True, shown=-1, parent_id=forum.id, is_forum_post=True
        )

    async def update(self, post: Post, review: Review, take_turn: TakeTurn) -> None:
        """Updates the verdict's tag and all pages but the first, where the review has changed since.

        Raises discord.HTTPException if Discord refuses a page.
        """
        shown = {page.number: page for page in await self._posts.list_pages(post_id=post.message_id)}
        texts = paginate_post(review)
        await self._delete_pages(post, [page for page in shown.values() if page.number > max(1, len(texts))])
        for number, text in enumerate(texts[1:], 2):
            if number not in shown or shown[number].revision != review.revision:
                page = shown.get(number)
                async with take_turn(post.channel_id, page.message_id if page else post.message_id):
                    message_id = await self._write(post, make_forum_page(text, number, len(texts)), page)
                await self._posts.set_page(PostPage(number, message_id, review.revision), post_id=post.message_id)
        if 1 not in shown or shown[1].revision != review.revision:
            await self._update_verdict_tags(post, review)
            await self._posts.set_page(PostPage(1, post.message_id, review.revision), post_id=post.message_id)

    async def delete_pages(self, post: Post) -> None:
        """Takes down all pages after the first."""
        pages = await self._posts.list_pages(post_id=post.message_id)
        await self._delete_pages(post, [page for page in pages if page.number > 1])

    async def delete_empty_thread(self, post: Post) -> None:
        """Removes the thread of a deleted card, unless people have written in it or the bot may not remove it."""
        try:
            thread = await self.get_thread(post)
            if thread is None:
                return
            granted = thread.permissions_for(thread.guild.me)
            if not (granted.manage_threads and granted.read_message_history):
                # Without permission to read its history, any thread looks empty.
                return
            if not [message async for message in thread.history(limit=1)]:
                await thread.delete()
        except discord.HTTPException as error:
            _log.warning("thread guild=%s channel=%s not removed: %s", post.guild_id, post.channel_id, error)

    async def _write(self, post: Post, layout: Layout, page: PostPage | None) -> int:
        """Edits a page, or sends it if it isn't there. Returns its message's id."""
        thread = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        if page is not None:
            with contextlib.suppress(discord.NotFound):
                message = thread.get_partial_message(page.message_id)
                await message.edit(view=layout, allowed_mentions=discord.AllowedMentions.none())
                return page.message_id
        return (await thread.send(view=layout)).id

    async def _delete_pages(self, post: Post, pages: list[PostPage]) -> None:
        thread = self._bot.get_partial_messageable(post.channel_id, guild_id=post.guild_id)
        for page in pages:
            with contextlib.suppress(discord.NotFound):
                await thread.get_partial_message(page.message_id).delete()
            await self._posts.delete_page(post_id=post.message_id, number=page.number)

    async def _update_verdict_tags(self, post: Post, review: Review) -> None:
        thread = await self.get_thread(post)
        if thread is None or not isinstance(thread.parent, discord.ForumChannel):
            return
        others = [tag for tag in thread.applied_tags if not _is_verdict_tag(tag, thread.guild)]
        tags = [*others, *find_verdict_tags(thread.parent, review.text.verdict)][:_MAX_TAGS]
        if set(tags) == set(thread.applied_tags) or (thread.parent.flags.require_tag and not tags):
            return
        try:
            await thread.edit(applied_tags=tags)
        except discord.HTTPException as error:
            if may_pass(error):
                raise
            _log.warning("thread guild=%s channel=%s not tagged: %s", post.guild_id, post.channel_id, error)

    async def get_thread(self, post: Post) -> discord.Thread | None:
        """The thread of a post, archived or not. None if the post is in no thread."""
        guild = self._bot.get_guild(post.guild_id)
        thread = guild.get_thread(post.channel_id) if guild else None
        channel = thread or await self._bot.fetch_channel(post.channel_id)
        return channel if isinstance(channel, discord.Thread) else None


async def get_author_name(guild: discord.Guild, review: Review) -> str | None:
    """The name of a review's author in a server. None if they aren't a member or Discord doesn't say."""
    try:
        return (await guild.fetch_member(review.author_id)).display_name
    except discord.HTTPException:
        return None


def find_verdict_tags(forum: discord.ForumChannel, verdict: Verdict) -> list[discord.ForumTag]:
    """The tag with a verdict's name, if the forum has one that the bot may use."""
    return [tag for tag in _list_usable_tags(forum) if _means(tag, verdict, forum.guild)][:1]


def _list_usable_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    is_moderator = forum.permissions_for(forum.guild.me).manage_threads
    return [tag for tag in forum.available_tags if is_moderator or not tag.moderated]


def _name(tag: discord.ForumTag) -> str:
    """The name of a tag in a menu. A tag can be just an emoji, and a custom emoji's name is unknown."""
    return tag.name.strip() or (tag.emoji.name if tag.emoji else "") or _("A tag without a name")


def _is_verdict_tag(tag: discord.ForumTag, guild: discord.Guild) -> bool:
    return any(_means(tag, verdict, guild) for verdict in Verdict)


def _means(tag: discord.ForumTag, verdict: Verdict, guild: discord.Guild) -> bool:
    """Whether a tag has the name of a verdict, in English or in the server's language."""
    return _fold(tag.name) in (_fold(verdict), _fold(_name_in_server(guild, verdict)))


def _name_in_server(guild: discord.Guild, verdict: Verdict) -> str:
    with speak(find_language(guild.preferred_locale.value)):
        return name_verdict(verdict)


def _fold(name: str) -> list[str]:
    """The words of a tag's name, without any emoji, hyphens and capitals that an admin has added."""
    return re.findall(r"[^\W_]+", name.casefold())
