"""From what a person sends to a saved review, with nothing lost on the way."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from cogs.core.errors import Refusal
from cogs.core.events import ReviewChanged
from cogs.core.files import download
from cogs.core.interactions import Client, Interaction, get_title_language, now
from cogs.reviews.mine import render
from cogs.reviews.mine.exchange import MAX_ARCHIVE_SIZE, is_archive
from cogs.reviews.writing.documents import MAX_FILE_SIZE
from cogs.reviews.writing.forms import FORM_LENGTH, EditFileForm, EditForm, FormText, ReviewForm, join_texts
from cogs.reviews.writing.texts import (
    SHORTEN,
    add_document,
    check_body,
    check_episodes,
    follow_list,
    get_seen,
    keep_rest,
    read_file,
    read_text,
    start_draft,
    to_draft,
)
from cogs.ui.text import count, date, escape
from db.reviews.models import Draft, Review, ReviewVersion
from db.titles.models import Anime

if TYPE_CHECKING:
    from cogs.reviews.cog import ReviewCog


class Writing:
    """Takes what people send to saved reviews. Whatever arrives is a draft in the database before it is checked."""

    def __init__(self, bot: Client, cog: "ReviewCog") -> None:
        self._bot = bot
        self._cog = cog
        self._drafts = bot.store.drafts
        self._reviews = bot.store.reviews

    # A new review

    async def begin(self, interaction: Interaction, anime: Anime, *, rating: int, episodes: int | None) -> None:
        """Opens the form, with what was left behind the last time in it."""
        seen = check_episodes(anime, episodes)
        await self._refuse_second(interaction, anime)
        kept = await self._drafts.get_latest(author_id=interaction.user.id, anime_key=anime.key)
        if episodes is None:
            entry = await self._bot.store.lists.get(user_id=interaction.user.id, anime_key=anime.key)
            seen = follow_list(kept.episodes, entry, anime) if kept else get_seen(entry, anime)
        draft = replace(kept or start_draft(interaction, anime, rating), rating=rating, episodes=seen)
        if len(draft.body) > FORM_LENGTH:
            await self._drafts.set(draft, now=now(interaction))
            await self._cog.drafts.show(interaction, draft_id=draft.id)
        else:
            await interaction.response.send_modal(ReviewForm(draft, is_kept=kept is not None))

    async def submit(
        self,
        interaction: Interaction,
        text: FormText,
        *,
        anime_key: str,
        rating: int,
        episodes: int | None,
        draft_id: int | None,
    ) -> None:
        """Saves a new review from its form, and posts it. The draft that the form began with is gone."""
        anime = await self._get_anime(interaction, anime_key)
        kept = await self._get_draft(interaction, draft_id)
        draft = replace(
            kept or start_draft(interaction, anime, rating),
            id=interaction.id,
            anime_key=anime.key,
            rating=rating,
            body=text.body,
            verdict=text.verdict,
            has_spoilers=text.has_spoilers,
            episodes=episodes,
        )
        # A draft that is too long for a form did not stand in it, so nothing takes its place.
        was_shown = kept is not None and len(kept.body) <= FORM_LENGTH
        replaces = draft_id if text.body and was_shown else None
        await self._drafts.set(draft, now=now(interaction), replaces=replaces)
        with _way_back(draft):
            draft = await self._add_file(interaction, draft, text.file)
        await self._check_and_save(interaction, draft, anime)

    async def import_file(
        self, interaction: Interaction, anime: Anime | None, file: discord.Attachment, rating: int | None
    ) -> None:
        """Saves and posts the review in a file; or takes back all that was exported, if it is that."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        may_be_archive = file.filename.lower().endswith(".json")
        if may_be_archive:
            data = await download(file, limit=MAX_ARCHIVE_SIZE, advice="Send the files of an export one by one.")
        else:
            data = await download(file, limit=MAX_FILE_SIZE, advice=SHORTEN)
        if is_archive(data):
            await self._cog.exchange.import_(interaction, data)
            return
        document = read_text(data, file.filename)
        if anime is None:
            raise Refusal("Which anime is that a review of? Call the command again with `anime`.")
        own = await self._reviews.get_by_author(author_id=interaction.user.id, anime_key=anime.key)
        chosen = rating or document.rating or (own.rating if own else None)
        if chosen is None:
            raise Refusal("The file doesn't say how you rate it: call the command again with `rating`, 1 to 10.")
        draft = add_document(start_draft(interaction, anime, chosen), document)
        if own is not None:
            draft = keep_rest(draft, own)
        elif document.rating is None:
            # A review page says itself how much its author had seen; any other text says nothing of it.
            entry = await self._bot.store.lists.get(user_id=interaction.user.id, anime_key=anime.key)
            draft = replace(draft, episodes=get_seen(entry, anime))
        if draft.written_at is not None and draft.written_at > now(interaction):
            draft = replace(draft, written_at=None)
        await self._drafts.set(draft, now=now(interaction))
        await self._check_and_save(interaction, draft, anime)

    # A change

    async def open_edit_form(self, interaction: Interaction, review: Review) -> None:
        """Brings the text back in a form, or as a file where it is longer than that."""
        if len(review.body) > FORM_LENGTH:
            await interaction.response.send_message(
                "Your review is longer than a form can hold. Here it is as a file: change it, then press "
                "*Send it back*. To add to its end, *Add more* is enough.",
                file=render.make_text_file(review.body),
                view=render.make_long_edit_menu(review),
                ephemeral=True,
            )
        else:
            await interaction.response.send_modal(EditForm(review))

    async def submit_edit(
        self,
        interaction: Interaction,
        text: FormText,
        *,
        review_id: int,
        revision: int,
        anime_key: str,
        draft_id: int | None,
    ) -> None:
        """Saves the changed text of a review."""
        review = await self._get_own(interaction, review_id)
        draft = replace(await self._start_edit(interaction, review, text, anime_key), body=text.body)
        await self._drafts.set(draft, now=now(interaction), replaces=draft_id if text.body else None)
        await self._check_and_save_change(interaction, draft, review, revision)

    async def submit_file(
        self, interaction: Interaction, text: FormText, *, review_id: int, revision: int, anime_key: str
    ) -> None:
        """Saves a review that came back as a file; without a file its text stays as it is."""
        review = await self._get_own(interaction, review_id)
        draft = await self._start_edit(interaction, review, text, anime_key)
        await self._drafts.set(draft, now=now(interaction))
        if text.file is not None:
            with _way_back(draft):
                draft = await self._add_file(interaction, replace(draft, body=""), text.file)
        await self._check_and_save_change(interaction, draft, review, revision)

    async def submit_more(
        self, interaction: Interaction, text: FormText, *, review_id: int, revision: int, anime_key: str, rating: int
    ) -> None:
        """Saves text added to the end of a review."""
        if not text.body.strip():
            raise Refusal("There was nothing to add: the form came back empty.")
        review = await self._get_own(interaction, review_id)
        draft = await self._start_change(interaction, review, anime_key, rating=rating)
        draft = replace(draft, body=join_texts(draft.body, text.body))
        await self._drafts.set(draft, now=now(interaction))
        await self._check_and_save_change(interaction, draft, review, revision)

    async def replace_with_draft(self, interaction: Interaction, *, review_id: int, draft_id: int) -> None:
        review = await self._get_own(interaction, review_id)
        draft = await self._get_draft(interaction, draft_id)
        if draft is None:
            raise Refusal("The new text is already in place. If it isn't, you threw that draft away.")
        if review is not None and review.is_flagged:
            draft = replace(draft, has_spoilers=True)
        await self._check_and_save_change(interaction, draft, review, review.revision if review else 0)

    async def restore_version(self, interaction: Interaction, review: Review, version: ReviewVersion) -> None:
        """Puts an earlier version in the place of the present one, which is kept as well."""
        draft = replace(
            to_draft(review, interaction.id),
            rating=version.rating,
            body=version.body,
            verdict=version.verdict,
            # What readers said of the present text may be true of the earlier one.
            has_spoilers=version.has_spoilers or review.is_flagged,
            episodes=version.episodes,
        )
        await self._drafts.set(draft, now=now(interaction))
        await self._save_change(interaction, draft, review, review.revision)

    # Drafts

    async def reopen(self, interaction: Interaction, draft: Draft) -> None:
        """Opens a draft in the form that it belongs in; one that is too long in one that takes it as a file."""
        review = await self._reviews.get_by_author(author_id=draft.author_id, anime_key=draft.anime_key)
        is_long = len(draft.body) > FORM_LENGTH
        if review is None:
            form = ReviewForm(replace(draft, body="") if is_long else draft, is_kept=True)
        else:
            form = EditFileForm(review, review.revision) if is_long else EditForm(review, draft)
        await interaction.response.send_modal(form)

    async def post_draft(self, interaction: Interaction, draft: Draft) -> None:
        """Makes a review of a draft as it is, and posts it."""
        await self._check_and_save(interaction, draft, await self._get_anime(interaction, draft.anime_key))

    # What they share

    async def _check_and_save(self, interaction: Interaction, draft: Draft, anime: Anime) -> None:
        with _way_back(draft):
            checked = replace(check_body(draft), episodes=check_episodes(anime, draft.episodes))
        await self._save(interaction, checked)

    async def _save(self, interaction: Interaction, draft: Draft) -> None:
        review = await self._reviews.add(draft, review_id=interaction.id, now=now(interaction))
        if review is None:
            await self._refuse_second(interaction, Anime(draft.anime_key, draft.title))
            raise Refusal("Your earlier review was deleted just now. Your new text is kept: `/review write`.")
        sentence = await self._cog.cards.post_as_answer(interaction, review)
        await self._cog.own.show_panel(interaction, review, sentence)

    async def _start_change(
        self, interaction: Interaction, review: Review | None, anime_key: str, *, rating: int
    ) -> Draft:
        """What a change begins with; for a review that is gone meanwhile, a draft of the same title and rating."""
        if review is not None:
            return to_draft(review, interaction.id)
        return start_draft(interaction, await self._get_anime(interaction, anime_key), rating)

    async def _start_edit(
        self, interaction: Interaction, review: Review | None, text: FormText, anime_key: str
    ) -> Draft:
        """The same, with what the form says besides the text."""
        draft = await self._start_change(interaction, review, anime_key, rating=text.rating or 1)
        return replace(draft, rating=text.rating or draft.rating, verdict=text.verdict, has_spoilers=text.has_spoilers)

    async def _check_and_save_change(
        self, interaction: Interaction, draft: Draft, review: Review | None, revision: int
    ) -> None:
        with _way_back(draft):
            if review is None:
                raise Refusal("This review is gone: you deleted it.")
            checked = check_body(draft)
        anime = await self._get_anime(interaction, review.anime_key)
        entry = await self._bot.store.lists.get(user_id=draft.author_id, anime_key=anime.key)
        checked = replace(checked, episodes=follow_list(checked.episodes, entry, anime))
        await self._save_change(interaction, checked, review, revision)

    async def _save_change(self, interaction: Interaction, draft: Draft, review: Review, revision: int) -> None:
        changed = await self._reviews.set_text(draft, review_id=review.id, revision=revision, now=now(interaction))
        if changed is None:
            raise Refusal(
                "Your review was changed elsewhere while you were writing. Both texts are kept: what shall stay?",
                view=render.make_existing_menu(review, draft),
            )
        await self._cog.bus.publish(ReviewChanged(review.id))
        await self._cog.own.show_panel(interaction, changed, "Saved. Its cards follow in a moment.")

    async def _add_file(self, interaction: Interaction, draft: Draft, file: discord.Attachment | None) -> Draft:
        """The draft with a file's text after its own, kept like that."""
        if file is None:
            return draft
        await interaction.response.defer(ephemeral=True, thinking=True)
        draft = add_document(draft, await read_file(file))
        await self._drafts.set(draft, now=now(interaction))
        return draft

    async def _refuse_second(self, interaction: Interaction, anime: Anime) -> None:
        """Raises Refusal if the caller has reviewed the anime already."""
        author_id = interaction.user.id
        review = await self._reviews.get_by_author(author_id=author_id, anime_key=anime.key)
        if review is None:
            return
        draft = await self._drafts.get_latest(author_id=author_id, anime_key=anime.key)
        sentence = f"You have reviewed {escape(review.title)} already, on {date(review.written_at)}."
        if draft is None or not draft.body.strip():
            draft = None
        elif draft.id == interaction.id:
            sentence += " Your new text is kept: it can take the old one's place."
        else:
            length = count(len(draft.body), "character")
            sentence += f" Another text of yours is kept, {draft.rating}/10, {length}: it can take the old one's place."
        raise Refusal(sentence, view=render.make_existing_menu(review, draft))

    async def _get_anime(self, interaction: Interaction, key: str) -> Anime:
        anime = await self._bot.store.titles.get_or_name(key, key)
        return anime.in_language(get_title_language(interaction))

    async def _get_draft(self, interaction: Interaction, draft_id: int | None) -> Draft | None:
        return await self._drafts.get(draft_id=draft_id, author_id=interaction.user.id) if draft_id else None

    async def _get_own(self, interaction: Interaction, review_id: int) -> Review | None:
        """The caller's review; None if it is gone."""
        review = await self._reviews.get(review_id=review_id)
        return review if review and review.author_id == interaction.user.id else None


@contextlib.contextmanager
def _way_back(draft: Draft) -> Iterator[None]:
    """Has whatever is wrong with a draft told together with the way back to it."""
    try:
        yield
    except Refusal as error:
        sentence = f"{error} What you typed is kept." if draft.body.strip() else str(error)
        is_long = len(draft.body) > FORM_LENGTH
        view = render.make_long_draft_menu(draft) if is_long else render.make_draft_menu(draft)
        raise Refusal(sentence, view=view) from error
