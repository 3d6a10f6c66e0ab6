"""The commands around reviews: write, read, change, post."""

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands, tasks

from cogs.anime.autocomplete import AnimeOption, NewAnimeOption
from cogs.errors import UserFacingError, log_errors
from cogs.reviews import render
from cogs.reviews.cards import Cards
from cogs.reviews.modals import FORM_LENGTH, ContinueForm, EditForm, FormText, ReviewForm, join_texts
from cogs.reviews.writing import add_document, check_body, check_episodes, explain, keep_rest, read_file
from cogs.ui.interactions import Interaction, answer, bot_is_member, can_see, get_title_language, now
from cogs.ui.text import date, escape
from db.models import MAX_EPISODES, Anime, Draft, Review

if TYPE_CHECKING:
    from bot import Kanso

Rating = app_commands.Range[int, 1, 10]
EpisodesSeen = app_commands.Range[int, 1, MAX_EPISODES]


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class ReviewCog(commands.GroupCog, group_name="review", group_description="Write and read anime reviews"):
    """Reviews. Announces one whose cards must be drawn again, or taken down, with the event `review_changed`."""

    def __init__(self, bot: "Kanso") -> None:
        self._bot = bot
        self._reviews = bot.reviews
        self._titles = bot.titles
        self._cards = Cards(bot)

    async def cog_load(self) -> None:
        self.purge.start()

    async def cog_unload(self) -> None:
        self.purge.cancel()

    @tasks.loop(hours=1)
    async def purge(self) -> None:
        """Removes for good what was deleted and can no longer be taken back."""
        with log_errors("removing deleted reviews"):
            await self._reviews.purge(now=int(discord.utils.utcnow().timestamp()))

    # Commands

    @app_commands.command(name="write", description="Write a review and post it here")
    @app_commands.describe(
        anime="Which anime",
        rating="From 1, the worst, to 10, the best",
        episodes="How many you have seen, if not all of them",
    )
    async def write(
        self, interaction: Interaction, anime: NewAnimeOption, rating: Rating, episodes: EpisodesSeen | None = None
    ) -> None:
        seen = check_episodes(anime, episodes)
        await self._refuse_second(interaction, anime)
        kept = await self._reviews.get_draft(author_id=interaction.user.id, anime_key=anime.key)
        draft = replace(kept or _start_draft(interaction, anime, rating), rating=rating, episodes=seen)
        await self._send_form(interaction, draft)

    @app_commands.command(name="continue", description="Add text to your review, for one longer than the form")
    @app_commands.describe(anime="Which anime")
    async def continue_(self, interaction: Interaction, anime: AnimeOption) -> None:
        await interaction.response.send_modal(ContinueForm(await self._get_own(interaction, anime)))

    @app_commands.command(name="edit", description="Change your review, everywhere it is posted")
    @app_commands.describe(anime="Which anime")
    async def edit(self, interaction: Interaction, anime: AnimeOption) -> None:
        await self._send_edit_form(interaction, await self._get_own(interaction, anime))

    @app_commands.command(name="delete", description="Delete your review, everywhere it is posted")
    @app_commands.describe(anime="Which anime")
    async def delete(self, interaction: Interaction, anime: AnimeOption) -> None:
        review = await self._get_own(interaction, anime)
        await self.ask_to_delete(interaction, review_id=review.id)

    @app_commands.command(name="post", description="Post your review in this server")
    @app_commands.describe(anime="Which anime", channel="Where; here if left out")
    async def post(
        self, interaction: Interaction, anime: AnimeOption, channel: discord.TextChannel | None = None
    ) -> None:
        if interaction.guild_id is None:
            raise UserFacingError("This works in a server: call `/review post` in the channel where it should appear.")
        review = await self._get_own(interaction, anime)
        if channel is None or channel.id == interaction.channel_id:
            await self._cards.post_as_answer(interaction, review)
        elif not bot_is_member(interaction):
            raise UserFacingError("I am not a member of this server, so I can only post where you call me.")
        else:
            await self._cards.post_in(interaction, review, channel)

    @app_commands.command(name="read", description="Read a review, page by page")
    @app_commands.describe(anime="Which anime", member="Whose review")
    async def read(self, interaction: Interaction, anime: AnimeOption, member: discord.User | None = None) -> None:
        reviews = await self._list_readable(interaction, anime, member)
        if not reviews:
            whose = "You haven't" if interaction.guild_id is None else "No one has"
            if member is not None and member != interaction.user:
                whose = f"{member.mention} hasn't"
            raise UserFacingError(
                f"{whose} posted a review of {escape(anime.label)} here yet. Write one with `/review write`."
            )
        if len(reviews) == 1:
            await self.open_reader(interaction, review_id=reviews[0].id)
        else:
            await answer(interaction, view=render.make_reviewer_menu(reviews))

    @app_commands.command(name="import", description="Post a review that you saved elsewhere as a text file")
    @app_commands.describe(
        anime="Which anime",
        file="A text or Markdown file, or the saved text of a MyAnimeList review page",
        rating="From 1 to 10, if the file doesn't say",
    )
    async def import_(
        self, interaction: Interaction, anime: NewAnimeOption, file: discord.Attachment, rating: Rating | None = None
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        document = await read_file(file)
        own = await self._reviews.get_by_author(author_id=interaction.user.id, anime_key=anime.key)
        chosen = rating or document.rating or (own.rating if own else None)
        if chosen is None:
            raise UserFacingError(
                "The file doesn't say how you rate it: call the command again with `rating`, 1 to 10."
            )
        draft = check_body(add_document(_start_draft(interaction, anime, chosen), document))
        if own is not None:
            draft = keep_rest(draft, own)
        if draft.written_at is not None and draft.written_at > now(interaction):
            draft = replace(draft, written_at=None)
        await self._save(interaction, replace(draft, episodes=check_episodes(anime, draft.episodes)))

    # Forms

    async def submit(
        self, interaction: Interaction, text: FormText, *, anime_key: str, rating: int, episodes: int | None
    ) -> None:
        """Saves a new review from its form, and posts it."""
        anime = await self._titles.get_or_name(anime_key, anime_key)
        anime = anime.in_language(get_title_language(interaction))
        draft = replace(
            _start_draft(interaction, anime, rating),
            body=text.body,
            verdict=text.verdict,
            has_spoilers=text.has_spoilers,
            episodes=episodes,
        )
        await self._reviews.set_draft(draft, now=now(interaction))
        whole = draft
        try:
            if text.file is not None:
                await interaction.response.defer(ephemeral=True, thinking=True)
                whole = add_document(draft, await read_file(text.file))
            whole = replace(check_body(whole), episodes=check_episodes(anime, whole.episodes))
        except UserFacingError as error:
            raise explain(draft, str(error)) from error
        await self._save(interaction, whole)

    async def submit_edit(self, interaction: Interaction, text: FormText, *, review_id: int, revision: int) -> None:
        """Saves the changed text of a review."""
        try:
            review = await self._get_own_by_id(interaction, review_id)
            draft = replace(
                _to_draft(review),
                rating=text.rating or review.rating,
                body=text.body,
                verdict=text.verdict,
                has_spoilers=text.has_spoilers,
            )
            draft = check_body(draft)
        except UserFacingError as error:
            raise UserFacingError(str(error), text=text.body.strip()) from error
        await self._save_change(interaction, draft, review, revision)

    async def submit_more(self, interaction: Interaction, text: FormText, *, review_id: int, revision: int) -> None:
        """Saves text added to the end of a review."""
        if not text.body.strip():
            raise UserFacingError("There was nothing to add: the form came back empty.")
        try:
            review = await self._get_own_by_id(interaction, review_id)
            draft = check_body(replace(_to_draft(review), body=join_texts(review.body, text.body)))
        except UserFacingError as error:
            raise UserFacingError(str(error), text=text.body) from error
        await self._save_change(interaction, draft, review, revision)

    async def reopen_draft(self, interaction: Interaction, *, anime_key: str) -> None:
        draft = await self._get_draft(interaction, anime_key)
        if draft is None:
            raise UserFacingError("That draft is a review by now. `/review edit` changes it.")
        await self._send_form(interaction, draft)

    async def replace_with_draft(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self._get_own_by_id(interaction, review_id)
        draft = await self._get_draft(interaction, review.anime_key)
        if draft is None:
            raise UserFacingError("The new text is already in place.")
        await self._save_change(interaction, check_body(draft), review, review.revision)
        await self._reviews.delete_draft(author_id=draft.author_id, anime_key=draft.anime_key)

    # Buttons

    async def open_reader(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self._get(review_id)
        if review.has_spoilers and review.author_id != interaction.user.id:
            await answer(interaction, view=render.make_spoiler_wall(review))
        else:
            await answer(interaction, view=await self._make_page(review, 1))

    async def turn_page(self, interaction: Interaction, *, review_id: int, number: int) -> None:
        review = await self._get(review_id)
        await interaction.response.edit_message(view=await self._make_page(review, number))

    async def open_menu(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self._get_own_by_id(interaction, review_id)
        sentence = "Your review. To show it in another channel or server, call `/review post` there."
        await answer(interaction, sentence, view=render.make_author_menu(review))

    async def open_edit_form(self, interaction: Interaction, *, review_id: int) -> None:
        await self._send_edit_form(interaction, await self._get_own_by_id(interaction, review_id))

    async def open_continue_form(self, interaction: Interaction, *, review_id: int) -> None:
        await interaction.response.send_modal(ContinueForm(await self._get_own_by_id(interaction, review_id)))

    async def ask_to_delete(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self._get_own_by_id(interaction, review_id)
        sentence = f"Delete your review of **{escape(review.title)}**, with every card of it?"
        await answer(interaction, sentence, view=render.make_delete_question(review))

    async def confirm_delete(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self._get_own_by_id(interaction, review_id)
        await self._reviews.delete(review_id=review_id, now=now(interaction))
        self._bot.dispatch("review_changed", review_id)
        await interaction.response.edit_message(
            content=f"Your review of **{escape(review.title)}** is deleted. You can take that back for 15 minutes.",
            view=render.make_undo_menu(review_id),
        )

    async def undo_delete(self, interaction: Interaction, *, review_id: int) -> None:
        review = await self._reviews.restore(review_id=review_id, now=now(interaction))
        if review is None:
            raise UserFacingError("It is too late to take that back: the review is gone, or there is a newer one.")
        sentence = f"Your review of **{escape(review.title)}** is back. `/review post` shows it in a channel again."
        await interaction.response.edit_message(content=sentence, view=None)

    # What they share

    async def _save(self, interaction: Interaction, draft: Draft) -> None:
        review = await self._reviews.add(draft, review_id=interaction.id, now=now(interaction))
        if review is None:
            displaced = await self._keep(interaction, draft)
            await self._refuse_second(interaction, Anime(draft.anime_key, draft.title), text=displaced)
            raise UserFacingError("Your earlier review was deleted just now. Your new text is kept: `/review write`.")
        await self._cards.post_as_answer(interaction, review)

    async def _save_change(self, interaction: Interaction, draft: Draft, review: Review, revision: int) -> None:
        changed = await self._reviews.set_text(draft, review_id=review.id, revision=revision, now=now(interaction))
        if changed is None:
            displaced = await self._keep(interaction, draft)
            raise UserFacingError(
                "Your review was changed elsewhere while you were writing. Both texts are kept: what shall stay?",
                view=render.make_existing_menu(review, has_draft=True),
                text=displaced,
            )
        self._bot.dispatch("review_changed", review.id)
        await answer(interaction, "Saved. Its cards follow in a moment.", view=render.make_saved_menu(changed))

    async def _keep(self, interaction: Interaction, draft: Draft) -> str | None:
        """Keeps a draft. The text of another one that had to make way for it, if there was one."""
        earlier = await self._reviews.get_draft(author_id=draft.author_id, anime_key=draft.anime_key)
        await self._reviews.set_draft(draft, now=now(interaction))
        return earlier.body if earlier and earlier.body.strip() not in draft.body else None

    async def _get_draft(self, interaction: Interaction, anime_key: str) -> Draft | None:
        """The caller's draft under a key, or under the one that the title has now."""
        anime = await self._titles.get_or_name(anime_key, anime_key)
        drafts = [
            await self._reviews.get_draft(author_id=interaction.user.id, anime_key=key)
            for key in (anime_key, anime.key)
        ]
        return next(filter(None, drafts), None)

    async def _refuse_second(self, interaction: Interaction, anime: Anime, *, text: str | None = None) -> None:
        """Raises UserFacingError, with `text` to hand back, if the caller has reviewed the anime already."""
        author_id = interaction.user.id
        review = await self._reviews.get_by_author(author_id=author_id, anime_key=anime.key)
        if review is None:
            return
        draft = await self._reviews.get_draft(author_id=author_id, anime_key=anime.key)
        has_draft = draft is not None and bool(draft.body.strip())
        sentence = f"You have reviewed {escape(review.title)} already, on {date(review.written_at)}."
        if has_draft:
            sentence += " Your new text is kept: it can take the old one's place."
        raise UserFacingError(sentence, view=render.make_existing_menu(review, has_draft=has_draft), text=text)

    async def _send_form(self, interaction: Interaction, draft: Draft) -> None:
        if len(draft.body) > FORM_LENGTH:
            raise UserFacingError(
                "A text of yours was kept that is longer than a form can hold. Send it with `/review import`.",
                text=draft.body,
            )
        await interaction.response.send_modal(ReviewForm(draft))

    async def _send_edit_form(self, interaction: Interaction, review: Review) -> None:
        if len(review.body) > FORM_LENGTH:
            await interaction.response.send_message(
                "Your review is longer than a form can hold. Here it is as a file: change it, and send it back with "
                "`/review import`. To add to its end, use *Add more*.",
                file=render.make_text_file(review.body),
                view=render.make_author_menu(review, has_edit=False),
                ephemeral=True,
            )
        else:
            await interaction.response.send_modal(EditForm(review))

    async def _make_page(self, review: Review, number: int) -> discord.ui.LayoutView:
        anime = await self._titles.get_or_name(review.anime_key, review.title)
        return render.make_reader(review, anime, number)

    async def _list_readable(
        self, interaction: Interaction, anime: Anime, author: discord.User | discord.Member | None
    ) -> list[Review]:
        """The reviews of an anime that are posted where the interaction is, and the caller's own."""
        guild_id = interaction.guild_id or 0  # no server has this id
        own = await self._reviews.get_by_author(author_id=interaction.user.id, anime_key=anime.key)
        if author == interaction.user:
            return [own] if own else []
        if author is not None:
            theirs = await self._reviews.get_in_guild(guild_id=guild_id, anime_key=anime.key, author_id=author.id)
            return [theirs] if theirs and await self._is_in_sight(interaction, theirs) else []
        posted = await self._reviews.list_in_guild(guild_id=guild_id, anime_key=anime.key)
        others = [review for review in posted if own is None or review.id != own.id]
        in_sight = [review for review in others if await self._is_in_sight(interaction, review)]
        return [own, *in_sight][:25] if own else in_sight

    async def _is_in_sight(self, interaction: Interaction, review: Review) -> bool:
        """Whether a review is posted in a channel of this server that the caller can see."""
        posts = await self._bot.posts.list_for_review(review_id=review.id)
        here = [post.channel_id for post in posts if post.guild_id == interaction.guild_id]
        return any(can_see(interaction, channel_id) for channel_id in here)

    async def _get(self, review_id: int) -> Review:
        review = await self._reviews.get(review_id=review_id)
        if review is None:
            raise UserFacingError("This review is gone: its author deleted it.")
        return review

    async def _get_own_by_id(self, interaction: Interaction, review_id: int) -> Review:
        review = await self._get(review_id)
        if review.author_id != interaction.user.id:
            raise UserFacingError(f"This is <@{review.author_id}>'s review: only they can change it.")
        return review

    async def _get_own(self, interaction: Interaction, anime: Anime) -> Review:
        review = await self._reviews.get_by_author(author_id=interaction.user.id, anime_key=anime.key)
        if review is None:
            raise UserFacingError(
                f"You haven't reviewed {escape(anime.label)} yet. `/review write` is where you would begin."
            )
        return review


def _start_draft(interaction: Interaction, anime: Anime, rating: int) -> Draft:
    return Draft(author_id=interaction.user.id, anime_key=anime.key, title=anime.title, rating=rating, body="")


def _to_draft(review: Review) -> Draft:
    return Draft(
        author_id=review.author_id,
        anime_key=review.anime_key,
        title=review.title,
        rating=review.rating,
        body=review.body,
        verdict=review.verdict,
        has_spoilers=review.has_spoilers,
        episodes=review.episodes,
        tags=review.tags,
    )
