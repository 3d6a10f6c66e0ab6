"""What is done to one title of a person's own list."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import discord

from cogs.anime.adult import check_place
from cogs.core.errors import Refusal
from cogs.core.interactions import Client, Interaction, answer, is_bot_dm, now
from cogs.lists import changes
from cogs.lists.panel import render
from cogs.lists.panel.modals import EntryForm, NotesForm
from cogs.reviews.access import get_cog as get_review_cog
from cogs.ui.dates import parse_date
from cogs.ui.entries import is_over
from cogs.ui.text import escape
from db.lists.models import Entry, ListStatus, PartialDate
from db.titles.models import MAX_EPISODES, Anime

_DATES = ("started", "finished")
_NUMBERS = {
    "episodes": "a number of episodes",
    "rewatches": "a number of times",
    "rewatched_episodes": "a number of episodes",
}
"""The fields of the form that hold numbers, and what they count."""


class PanelDesk:
    """Changes a title on a person's list, and shows it to them with what else can be done."""

    def __init__(self, bot: Client) -> None:
        self._lists = bot.store.lists
        self._titles = bot.store.titles

    # Commands

    async def add(
        self,
        interaction: Interaction,
        anime: Anime,
        *,
        status: ListStatus | None,
        score: int | None,
        episodes: int | None,
    ) -> None:
        def begin(present: Entry | None) -> Entry:
            if present is not None:
                raise changes.AlreadyListedError(present)
            return changes.start(anime, user_id=interaction.user.id, status=status, score=score, episodes=episodes)

        try:
            entry = await self._change(interaction, anime, begin)
        except changes.AlreadyListedError as refusal:
            refusal.view = render.make_entry_menu(refusal.entry)
            raise
        await self._answer(interaction, entry, anime, "Added to your list")

    async def update(
        self,
        interaction: Interaction,
        anime: Anime,
        values: Mapping[str, Any],
        texts: Mapping[str, str | None],
    ) -> None:
        """Changes what was given: `values` as they are, dates, notes and tags as they were typed; None was not given.

        Raises Refusal, with the notes if there are any, for what cannot be.
        """
        given = {name: value for name, value in values.items() if value is not None}
        typed = {name: text for name, text in texts.items() if text is not None}
        try:
            await self._get(interaction, anime)
            if not given and not typed:
                raise Refusal("What shall change? Give at least one of the options beside `anime`.")
            entry = await self._update(interaction, anime, given | await _read(interaction, typed))
        except Refusal as refusal:
            refusal.text = typed.get("notes")
            raise
        await self._answer(interaction, entry, anime, "Updated")

    async def watched(self, interaction: Interaction, anime: Anime, number: int) -> None:
        entry = await self._watch(interaction, anime, number)
        await self._answer(interaction, entry, anime, render.congratulate(entry, anime))

    # The panel's buttons and menus

    async def open(self, interaction: Interaction, *, anime_key: str) -> None:
        anime = await self._get_anime(interaction, anime_key)
        await self._answer(interaction, await self._get(interaction, anime), anime, "On your list")

    async def add_one(self, interaction: Interaction, *, anime_key: str) -> None:
        anime = await self._get_anime(interaction, anime_key)
        entry = await self.count_episode(interaction, anime)
        await self._show(interaction, entry, anime, render.congratulate(entry, anime))

    async def choose_status(self, interaction: Interaction, *, anime_key: str, status: ListStatus) -> None:
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._change(
            interaction,
            anime,
            lambda present: changes.choose_status(_require(present, anime), anime, status, today=_today(interaction)),
        )
        is_completed = status is ListStatus.COMPLETED
        headline = f"Completed! 🎉 {render.ask_for_opinion(entry)}".rstrip() if is_completed else "Updated"
        await self._show(interaction, entry, anime, headline)

    async def choose_score(self, interaction: Interaction, *, anime_key: str, score: int) -> None:
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._update(interaction, anime, {"score": score})
        is_completed = score and entry.status is ListStatus.COMPLETED
        headline = f"Saved. {render.ask_for_opinion(entry)}".rstrip() if is_completed else "Updated"
        await self._show(interaction, entry, anime, headline)

    async def watch_again(self, interaction: Interaction, *, anime_key: str) -> None:
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._change(
            interaction, anime, lambda present: changes.watch_again(_require(present, anime), anime)
        )
        await self._show(interaction, entry, anime, "Once more! *+1* counts from the first episode now")

    async def stop_again(self, interaction: Interaction, *, anime_key: str) -> None:
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._update(interaction, anime, {"rewatched_episodes": None})
        await self._show(interaction, entry, anime, "Stopped: this time doesn't count")

    async def share(self, interaction: Interaction, *, anime_key: str) -> None:
        """Shows an entry to everyone where the caller is."""
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._get(interaction, anime)
        if entry.is_private:
            raise Refusal("This title is private on your list, so it is never shared. *Notes* can change that.")
        await interaction.response.send_message(view=render.make_shared_entry(entry, anime))

    async def ask_to_remove(self, interaction: Interaction, *, anime_key: str) -> None:
        entry = await self._get(interaction, await self._get_anime(interaction, anime_key))
        sentence = (
            f"Take **{escape(entry.title)}** off your list, with its score, dates and notes? "
            "`/list undo` can bring it back."
        )
        await answer(interaction, sentence, view=render.make_remove_question(entry))

    async def confirm_remove(self, interaction: Interaction, *, anime_key: str) -> None:
        entry = await self._get(interaction, await self._get_anime(interaction, anime_key))
        await self._lists.delete(
            user_id=interaction.user.id, anime_key=entry.anime_key, change_id=interaction.id, now=now(interaction)
        )
        sentence = f"**{escape(entry.title)}** is off your list. `/list undo` brings it back."
        await interaction.response.edit_message(content=sentence, view=None)

    # Forms

    async def open_form(self, interaction: Interaction, *, anime_key: str) -> None:
        entry = await self._get(interaction, await self._get_anime(interaction, anime_key))
        await interaction.response.send_modal(EntryForm(entry))

    async def open_notes(self, interaction: Interaction, *, anime_key: str) -> None:
        entry = await self._get(interaction, await self._get_anime(interaction, anime_key))
        await interaction.response.send_modal(NotesForm(entry))

    async def submit(self, interaction: Interaction, *, anime_key: str, changed: Mapping[str, str]) -> None:
        """Saves the fields that the person changed in the form, by name and as they were typed.

        What they left as it was is not a wish: it may have changed meanwhile, or follow from another field.
        """
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._get(interaction, anime)
        try:
            entry = await self._update(interaction, anime, await _read(interaction, changed))
        except Refusal as refusal:
            typed = ", ".join(f"{name.replace('_', ' ')} {text or 'nothing'}" for name, text in changed.items())
            raise Refusal(f"{refusal}\n-# You typed: {escape(typed)}", view=render.make_entry_menu(entry)) from refusal
        await self._show(interaction, entry, anime, "Updated")

    async def submit_notes(self, interaction: Interaction, *, anime_key: str, changed: Mapping[str, Any]) -> None:
        """Saves the changed fields of the other form; its notes come back to the person if that cannot be."""
        try:
            anime = await self._get_anime(interaction, anime_key)
            given = dict(changed)
            if "tags" in given:
                given["tags"] = changes.parse_tags(given["tags"])
            entry = await self._update(interaction, anime, given)
        except Refusal as refusal:
            refusal.text = "\n\n".join(filter(None, [changed.get("notes"), changed.get("tags")]))
            raise
        await self._show(interaction, entry, anime, "Updated")

    async def write_review(self, interaction: Interaction, *, anime_key: str) -> None:
        """Opens the form of a review, rated as on the list; without a score it asks for one first."""
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._get(interaction, anime)
        if entry.is_private:
            raise Refusal(
                "This title is private on your list, and a review is there to be read by others. If you want one all "
                "the same, `/review write` opens the form."
            )
        if entry.score:
            await self._begin_review(interaction, anime, entry)
        else:
            sentence = "How do you rate it? Your list gets the score as well, and then the form opens."
            await answer(interaction, sentence, view=render.make_rating_menu(entry.anime_key))

    async def rate_and_write(self, interaction: Interaction, *, anime_key: str, score: int) -> None:
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._update(interaction, anime, {"score": score})
        await self._begin_review(interaction, anime, entry)

    # What other features do to a list

    async def put_on_list(self, interaction: Interaction, anime: Anime) -> Entry:
        """Puts a title on the caller's list; one that is there already stays as it is."""
        present = await self._lists.get(user_id=interaction.user.id, anime_key=anime.key)
        return present or await self._change(
            interaction, anime, lambda present: present or changes.start(anime, user_id=interaction.user.id)
        )

    async def record(self, interaction: Interaction, anime: Anime, *, score: int, episodes: int | None) -> None:
        """Has the caller's list say of a title what their review says; `episodes` None means all of them."""

        def tell(present: Entry | None) -> Entry:
            entry = present or changes.start(anime, user_id=interaction.user.id)
            return changes.record(entry, anime, score=score, episodes=episodes)

        entry = await self._change(interaction, anime, tell)
        await self._answer(interaction, entry, anime, "On your list")

    async def count_episode(self, interaction: Interaction, anime: Anime) -> Entry:
        """Counts one more episode of a title on the caller's list. Raises Refusal if it is not there."""
        await self._get(interaction, anime)
        return await self._watch(interaction, anime, 1)

    async def ask_after_last(self, interaction: Interaction, entry: Entry, anime: Anime) -> None:
        """Once `count_episode` was answered: if that was the last one, asks how it was."""
        if is_over(entry, anime.episodes):
            await self._answer(interaction, entry, anime, render.congratulate(entry, anime))

    # What they share

    async def _change(self, interaction: Interaction, anime: Anime, change: Callable[[Entry | None], Entry]) -> Entry:
        def make(present: Entry | None) -> Entry:
            return replace(change(present), updated_at=now(interaction))

        return await self._lists.change(
            make, user_id=interaction.user.id, anime_key=anime.key, change_id=interaction.id, now=now(interaction)
        )

    async def _update(self, interaction: Interaction, anime: Anime, given: Mapping[str, Any]) -> Entry:
        return await self._change(
            interaction, anime, lambda present: changes.change(_require(present, anime), anime, given)
        )

    async def _watch(self, interaction: Interaction, anime: Anime, number: int) -> Entry:
        """Counts episodes; a title that is not on the list yet is put there."""

        def watch(present: Entry | None) -> Entry:
            entry = present or changes.start(anime, user_id=interaction.user.id, status=ListStatus.WATCHING)
            return changes.watch(entry, anime, number, today=_today(interaction))

        try:
            return await self._change(interaction, anime, watch)
        except changes.NoneLeftError as refusal:
            refusal.view = render.make_again_menu(anime.key)
            raise

    async def _get(self, interaction: Interaction, anime: Anime) -> Entry:
        return _require(await self._lists.get(user_id=interaction.user.id, anime_key=anime.key), anime)

    async def _get_anime(self, interaction: Interaction, key: str) -> Anime:
        """The title that a button or a form names, which may have got another key since."""
        anime = await self._titles.get_or_name(key, key)
        check_place(interaction, anime)
        return anime

    async def _begin_review(self, interaction: Interaction, anime: Anime, entry: Entry) -> None:
        # As it is called on the list, which is what the person knows it by.
        named = replace(anime, title=entry.title)
        await get_review_cog(interaction).writing.begin(interaction, named, rating=entry.score, episodes=None)

    async def _answer(self, interaction: Interaction, entry: Entry, anime: Anime, headline: str) -> None:
        """Answers with the panel as a message of its own."""
        panel = render.make_entry(entry, anime, headline, can_share=not is_bot_dm(interaction))
        await answer(interaction, view=panel)

    async def _show(self, interaction: Interaction, entry: Entry, anime: Anime, headline: str) -> None:
        """Redraws the panel that was used; what leads to an entry from elsewhere is answered with a panel."""
        if _is_panel(interaction.message):
            panel = render.make_entry(entry, anime, headline, can_share=not is_bot_dm(interaction))
            await interaction.response.edit_message(view=panel)
        else:
            await self._answer(interaction, entry, anime, headline)


def _require(entry: Entry | None, anime: Anime) -> Entry:
    if entry is None:
        raise Refusal(f"{escape(anime.title)} is not on your list. `/list add` puts it there.")
    return entry


def _is_panel(message: discord.Message | None) -> bool:
    if message is None:
        return False
    items = discord.ui.LayoutView.from_message(message).walk_children()
    return any(isinstance(item, discord.ui.Select) and item.custom_id.startswith(render.STATUS) for item in items)


def _today(interaction: Interaction) -> date:
    return interaction.created_at.date()


async def _read(interaction: Interaction, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as fields of an entry. Raises Refusal for what cannot be read."""
    given: dict[str, Any] = {}
    for name, text in typed.items():
        if name in _DATES:
            given[name] = await _read_date(interaction, text)
        elif name in _NUMBERS:
            given[name] = _read_number(text, _NUMBERS[name])
        elif name == "tags":
            given[name] = changes.parse_tags(text)
        else:
            given[name] = "" if text.strip().lower() == "none" else text.strip()
    return given


def _read_number(text: str, what: str) -> int:
    """Raises Refusal unless it is one; nothing at all is 0."""
    if not (text.isdecimal() and int(text) <= MAX_EPISODES) and text:
        raise Refusal(f"“{escape(text)}” is not {what}. Nothing was changed.")
    return int(text or 0)


async def _read_date(interaction: Interaction, text: str) -> PartialDate | None:
    # The words of a language are loaded when they are needed first, which takes a while.
    try:
        return await asyncio.to_thread(parse_date, text, today=_today(interaction), locale=interaction.locale)
    except ValueError as error:
        raise Refusal(f"“{escape(text)}” {error}. Nothing was changed.") from error
