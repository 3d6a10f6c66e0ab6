"""Writing and changing reviews, without losing anything that a person sends."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace

import discord

from cogs.anime.adult import check_named
from cogs.core.answers import answer, defer, open_form
from cogs.core.errors import Refusal, explain
from cogs.core.events import Bus, ReviewChanged
from cogs.core.interactions import Client, Interaction, get_title_language, now, read_form
from cogs.core.language import _, ngettext
from cogs.core.router import on
from cogs.core.seeing import get_visible_title
from cogs.reviews.addresses import CONTINUE, EDIT, OPEN_DRAFT
from cogs.reviews.cards.posting import Posting
from cogs.reviews.finding import get_callers_review_here
from cogs.reviews.mine.drafts import DraftPanel
from cogs.reviews.mine.panel import ReviewPanel
from cogs.reviews.mine.render import POST_DRAFT
from cogs.reviews.writing import render
from cogs.reviews.writing.episodes import get_seen, update_seen
from cogs.reviews.writing.fields import FORM_LENGTH, FormText, Joint, join_texts
from cogs.reviews.writing.texts import add_document, check_body, read_file, start_draft, to_draft
from cogs.ui.reviews import make_text_file
from cogs.ui.text import date, escape
from db.reviews.models import Draft, Review, ReviewVersion
from db.reviews.rules import check_episodes
from db.titles.models import Anime


class Writing:
    """Turns what people send into reviews. Stores everything as a draft before it is checked.

    Publishes `ReviewChanged`.
    """

    def __init__(self, bot: Client, bus: Bus, *, posting: Posting, panel: ReviewPanel, draft_panel: DraftPanel) -> None:
        self._store = bot.store
        self._bus = bus
        self._posting = posting
        self._panel = panel
        self._draft_panel = draft_panel

    # A new review

    async def begin(self, interaction: Interaction, anime: Anime, *, rating: int, episodes: int | None) -> None:
        """Opens the form, with the draft that the caller left behind last time."""
        seen = check_episodes(anime, episodes)
        await self._refuse_second_review(interaction, anime)
        kept = await self._store.drafts.get_latest(author_id=interaction.user.id, anime_key=anime.key)
        if episodes is None:
            entry = await self._store.lists.get(user_id=interaction.user.id, anime_key=anime.key)
            seen = update_seen(kept.text.episodes, entry, anime) if kept else get_seen(entry, anime)
        draft = kept or start_draft(interaction, anime, rating)
        draft = replace(draft, text=replace(draft.text, rating=rating, episodes=seen))
        if len(draft.text.body) > FORM_LENGTH:
            await self._store.drafts.set(draft, now=now(interaction))
            await self._draft_panel.show(interaction, draft_id=draft.id)
        else:
            await open_form(interaction, render.make_review_form(draft, is_kept=kept is not None))

    @on(render.WRITE)
    async def submit(
        self,
        interaction: Interaction,
        anime_key: str,
        rating: int,
        episodes: int | None,
        draft_id: int | None,
        joint: Joint,
    ) -> None:
        text = FormText.read(read_form(interaction), joint=joint)
        await self.save_new(interaction, text, anime_key=anime_key, rating=rating, episodes=episodes, draft_id=draft_id)

    async def save_new(
        self,
        interaction: Interaction,
        text: FormText,
        *,
        anime_key: str,
        rating: int,
        episodes: int | None,
        draft_id: int | None = None,
    ) -> None:
        """Saves a new review from its form, and posts it. It replaces the draft in the form, if any."""
        anime = await self._get_anime(interaction, anime_key)
        kept = await self._get_draft(interaction, draft_id)
        draft = kept or start_draft(interaction, anime, rating)
        draft_text = replace(
            draft.text,
            rating=rating,
            body=text.body,
            chosen_verdict=text.verdict,
            has_spoilers=text.has_spoilers,
            episodes=episodes,
        )
        draft = replace(draft, id=interaction.id, anime_key=anime.key, text=draft_text)
        # A draft that is too long for a form was not shown in it, so nothing replaces it.
        was_shown = kept is not None and len(kept.text.body) <= FORM_LENGTH
        replaces = draft_id if text.body and was_shown else None
        await self._store.drafts.set(draft, now=now(interaction), replaces=replaces)
        with _way_back(draft):
            draft = await self._add_file(interaction, draft, text.file)
        await self.check_and_save(interaction, draft, anime)

    async def check_and_save(self, interaction: Interaction, draft: Draft, anime: Anime) -> None:
        """Turns a draft into a review and posts it. If a rule forbids that, the Refusal has a button to the draft."""
        with _way_back(draft):
            text = replace(check_body(draft.text), episodes=check_episodes(anime, draft.text.episodes))
        draft = replace(draft, text=text)
        review = await self._store.reviews.add(draft, review_id=interaction.id, now=now(interaction))
        if review is None:
            await self._refuse_second_review(interaction, Anime(draft.anime_key, draft.title))
            raise Refusal(
                _(
                    "Your earlier review was just deleted. Your new text is saved as a draft. Open it with `/review "
                    "write`."
                )
            )
        sentence = await self._posting.post_as_answer(interaction, review)
        await self._panel.show(interaction, review, sentence)

    # Changes

    async def open_edit_form(self, interaction: Interaction, review: Review) -> None:
        """Shows the text in a form, or as a file if it is too long for one."""
        if len(review.text.body) > FORM_LENGTH:
            await answer(
                interaction,
                _(
                    "Your review is longer than a form can hold, so here it is as a file. Change it, then press *Send "
                    "the changed file*. To only add to its end, press *Add more*."
                ),
                file=make_text_file(review.text.body),
                view=render.make_long_edit_menu(review),
            )
        else:
            await open_form(interaction, render.make_edit_form(review))

    @on(EDIT)
    async def edit(self, interaction: Interaction, review_id: int) -> None:
        await self.open_edit_form(interaction, await get_callers_review_here(interaction, review_id))

    @on(render.SEND_BACK)
    async def send_back(self, interaction: Interaction, review_id: int, revision: int) -> None:
        """Opens the form in which the caller sends back the text as a file."""
        review = await get_callers_review_here(interaction, review_id)
        await open_form(interaction, render.make_file_form(review, revision))

    @on(CONTINUE)
    async def add_more(self, interaction: Interaction, review_id: int) -> None:
        review = await get_callers_review_here(interaction, review_id)
        await open_form(interaction, render.make_continue_form(review))

    @on(render.SAVE_EDIT)
    async def save_edit(
        self,
        interaction: Interaction,
        review_id: int,
        revision: int,
        anime_key: str,
        draft_id: int | None,
        joint: Joint,
    ) -> None:
        """Saves the changed text of a review."""
        text = FormText.read(read_form(interaction), joint=joint)
        review = await self._find_callers_review(interaction, review_id)
        draft = await self._start_edit(interaction, review, text, anime_key)
        draft = replace(draft, text=replace(draft.text, body=text.body))
        await self._store.drafts.set(draft, now=now(interaction), replaces=draft_id if text.body else None)
        await self._check_and_save_change(interaction, draft, review, revision)

    @on(render.SAVE_FILE)
    async def save_file(self, interaction: Interaction, review_id: int, revision: int, anime_key: str) -> None:
        """Saves a review whose text came back as a file. Without a file, the text stays as it is."""
        text = FormText.read(read_form(interaction), joint=Joint.NOTHING)
        review = await self._find_callers_review(interaction, review_id)
        draft = await self._start_edit(interaction, review, text, anime_key)
        await self._store.drafts.set(draft, now=now(interaction))
        if text.file is not None:
            with _way_back(draft):
                empty = replace(draft, text=replace(draft.text, body=""))
                draft = await self._add_file(interaction, empty, text.file)
        await self._check_and_save_change(interaction, draft, review, revision)

    @on(render.SAVE_MORE)
    async def save_more(
        self, interaction: Interaction, review_id: int, revision: int, anime_key: str, rating: int
    ) -> None:
        """Saves text added to the end of a review."""
        text = FormText.read(read_form(interaction), joint=Joint.BLANK_LINE)
        if not text.body.strip():
            raise Refusal(_("Nothing was added, because the form was empty."))
        review = await self._find_callers_review(interaction, review_id)
        draft = await self._start_change(interaction, review, anime_key, rating=rating)
        draft = replace(draft, text=replace(draft.text, body=join_texts(draft.text.body, text.body)))
        await self._store.drafts.set(draft, now=now(interaction))
        await self._check_and_save_change(interaction, draft, review, revision)

    @on(render.REPLACE)
    async def replace_with_draft(self, interaction: Interaction, review_id: int, draft_id: int) -> None:
        review = await self._find_callers_review(interaction, review_id)
        draft = await self._get_draft(interaction, draft_id)
        if draft is None:
            raise Refusal(_("Your review already has the new text, unless you deleted that draft."))
        if review is not None and review.is_flagged:
            draft = replace(draft, text=replace(draft.text, has_spoilers=True))
        await self._check_and_save_change(interaction, draft, review, review.revision if review else 0)

    async def restore_version(self, interaction: Interaction, review: Review, version: ReviewVersion) -> None:
        """Replaces a review's text with an earlier version. The present one becomes an earlier version too."""
        text = replace(
            version.text,
            # The spoilers that readers flagged in the present text may be in the earlier one too.
            has_spoilers=version.text.has_spoilers or review.is_flagged,
            tags=review.text.tags,
        )
        draft = replace(to_draft(review, interaction.id), text=text)
        await self._store.drafts.set(draft, now=now(interaction))
        await self._save_change(interaction, draft, review, review.revision)

    # Drafts

    @on(OPEN_DRAFT)
    async def reopen(self, interaction: Interaction, draft_id: int) -> None:
        """Opens a draft in its form. For a draft that is too long, the form takes a file."""
        draft = await self._draft_panel.get(interaction, draft_id)
        await check_named(interaction, draft)
        review = await self._store.reviews.get_by_author(author_id=draft.author_id, anime_key=draft.anime_key)
        is_long = len(draft.text.body) > FORM_LENGTH
        if review is None:
            begun = replace(draft, text=replace(draft.text, body="")) if is_long else draft
            form = render.make_review_form(begun, is_kept=True)
        elif is_long:
            form = render.make_file_form(review, review.revision)
        else:
            form = render.make_edit_form(review, draft)
        await open_form(interaction, form)

    @on(POST_DRAFT)
    async def post_draft(self, interaction: Interaction, draft_id: int) -> None:
        """Turns a draft into a review as it is, or replaces the author's existing review with it."""
        draft = await self._draft_panel.get(interaction, draft_id)
        await check_named(interaction, draft)
        review = await self._store.reviews.get_by_author(author_id=draft.author_id, anime_key=draft.anime_key)
        if review is None:
            await self.check_and_save(interaction, draft, await self._get_anime(interaction, draft.anime_key))
        else:
            await self.replace_with_draft(interaction, review_id=review.id, draft_id=draft.id)

    # What they share

    async def _start_change(
        self, interaction: Interaction, review: Review | None, anime_key: str, *, rating: int
    ) -> Draft:
        """Returns the draft for a change to a review. If the review is gone, a new draft with its title and rating."""
        if review is not None:
            return to_draft(review, interaction.id)
        return start_draft(interaction, await self._get_anime(interaction, anime_key), rating)

    async def _start_edit(
        self, interaction: Interaction, review: Review | None, text: FormText, anime_key: str
    ) -> Draft:
        """Like `_start_change`, with everything from the form but the text."""
        draft = await self._start_change(interaction, review, anime_key, rating=text.rating or 1)
        draft_text = replace(
            draft.text,
            rating=text.rating or draft.text.rating,
            chosen_verdict=text.verdict,
            has_spoilers=text.has_spoilers,
        )
        return replace(draft, text=draft_text)

    async def _check_and_save_change(
        self, interaction: Interaction, draft: Draft, review: Review | None, revision: int
    ) -> None:
        with _way_back(draft):
            if review is None:
                raise Refusal(_("This review is gone: you deleted it."))
            text = check_body(draft.text)
        anime = await self._get_anime(interaction, review.anime_key)
        entry = await self._store.lists.get(user_id=draft.author_id, anime_key=anime.key)
        text = replace(text, episodes=update_seen(text.episodes, entry, anime))
        await self._save_change(interaction, replace(draft, text=text), review, revision)

    async def _save_change(self, interaction: Interaction, draft: Draft, review: Review, revision: int) -> None:
        changed = await self._store.reviews.set_text(
            draft, review_id=review.id, revision=revision, now=now(interaction)
        )
        if changed is None:
            raise Refusal(
                _(
                    "Your review was changed elsewhere while you were writing. Your new text is saved as a draft. "
                    "Which one do you want to keep?"
                ),
                view=render.make_existing_menu(review, draft),
            )
        await self._bus.publish(ReviewChanged(review.id))
        await self._panel.show(interaction, changed, _("Saved. Its cards update in a moment."))

    async def _add_file(self, interaction: Interaction, draft: Draft, file: discord.Attachment | None) -> Draft:
        """Adds a file's text to a draft, and stores it."""
        if file is None:
            return draft
        await defer(interaction)
        draft = add_document(draft, await read_file(interaction, file))
        await self._store.drafts.set(draft, now=now(interaction))
        return draft

    async def _refuse_second_review(self, interaction: Interaction, anime: Anime) -> None:
        """Raises Refusal if the caller has reviewed the anime already."""
        author_id = interaction.user.id
        review = await self._store.reviews.get_by_author(author_id=author_id, anime_key=anime.key)
        if review is None:
            return
        draft = await self._store.drafts.get_latest(author_id=author_id, anime_key=anime.key)
        sentences = [
            _("You already reviewed {title} on {date}.", title=escape(review.title), date=date(review.written_at))
        ]
        if draft is None or not draft.text.body.strip():
            draft = None
        elif draft.id == interaction.id:
            sentences.append(_("Your new text is saved as a draft, which can replace the old one."))
        else:
            other = ngettext(
                "You also have a draft ({rating}/10, {number} character), which can replace the old one.",
                "You also have a draft ({rating}/10, {number} characters), which can replace the old one.",
                len(draft.text.body),
                rating=draft.text.rating,
            )
            sentences.append(other)
        raise Refusal(" ".join(sentences), view=render.make_existing_menu(review, draft))

    async def _get_anime(self, interaction: Interaction, key: str) -> Anime:
        anime = await get_visible_title(interaction, key)
        return anime.in_language(get_title_language(interaction))

    async def _get_draft(self, interaction: Interaction, draft_id: int | None) -> Draft | None:
        return await self._store.drafts.get(draft_id=draft_id, author_id=interaction.user.id) if draft_id else None

    async def _find_callers_review(self, interaction: Interaction, review_id: int) -> Review | None:
        """The caller's review; None if it is gone."""
        review = await self._store.reviews.get(review_id=review_id)
        return review if review and review.author_id == interaction.user.id else None


@contextlib.contextmanager
def _way_back(draft: Draft) -> Iterator[None]:
    """Adds a button back to a draft to every Refusal inside the block."""
    try:
        yield
    except Exception as error:
        refusal = explain(error)
        if refusal is None:
            raise
        message = refusal.message
        if draft.text.body.strip():
            kept = _("Your text is saved as a draft.")
            message = f"{message} {kept}"
        is_long = len(draft.text.body) > FORM_LENGTH
        view = render.make_long_draft_menu(draft) if is_long else render.make_draft_menu(draft)
        raise Refusal(message, view=view, text=refusal.text, **refusal.facts) from error
