"""Changes one title on a person's own list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import discord

from cogs.anime.adult import check_place
from cogs.core.answers import answer, answer_publicly, edit, is_bot_dm
from cogs.core.errors import Refusal
from cogs.core.events import Bus, LastEpisodeCounted
from cogs.core.interactions import Client, Interaction, get_choice, get_server_language, now
from cogs.core.language import _, speak
from cogs.core.router import on
from cogs.core.seeing import check_can_share, get_visible_title
from cogs.lists.addresses import CHOOSE_ENTRY, COUNT_ONE, OPEN_ENTRY
from cogs.lists.panel import render
from cogs.lists.panel.typed import read_typed
from cogs.lists.refusals import give_back
from cogs.ui.entries import is_over
from cogs.ui.text import escape
from db.engine.errors import RuleError
from db.lists import changes
from db.lists.changes import require
from db.lists.models import Entry, ListStatus
from db.titles.models import Anime


class EntryPanel:
    """Changes a title on a person's list, and shows it with buttons for more."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._lists = bot.store.lists
        self._titles = bot.store.titles
        bus.subscribe(LastEpisodeCounted, self._on_last_episode)

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
                raise changes.AlreadyListed(present)
            return changes.start(anime, user_id=interaction.user.id, status=status, score=score, episodes=episodes)

        entry = await self.change(interaction, anime, begin)
        await self.answer(interaction, entry, anime, _("Added to your list"))

    async def update_all(
        self,
        interaction: Interaction,
        anime: Anime,
        values: Mapping[str, Any],
        texts: Mapping[str, str | None],
    ) -> None:
        """Changes an entry. `values` are ready; `texts` (dates, notes, tags) are as typed. None means not given.

        If it fails, the Refusal gives the notes back.
        """
        given = {name: value for name, value in values.items() if value is not None}
        typed = {name: text for name, text in texts.items() if text is not None}
        try:
            require(await self._lists.get(user_id=interaction.user.id, anime_key=anime.key), anime)
            if not given and not typed:
                raise Refusal(_("What do you want to change? Fill in at least one option besides `anime`."))
            entry = await self.update(interaction, anime, given | await read_typed(interaction, typed))
        except (Refusal, RuleError) as error:
            raise give_back(error, typed.get("notes")) from error
        await self.answer(interaction, entry, anime, _("Updated"))

    async def watched(self, interaction: Interaction, anime: Anime, number: int) -> None:
        """Counts episodes. Adds the title if it is not on the list yet."""

        def count(present: Entry | None) -> Entry:
            entry = present or changes.start(anime, user_id=interaction.user.id, status=ListStatus.WATCHING)
            return changes.watch(entry, anime, number, today=_today(interaction))

        entry = await self.change(interaction, anime, count)
        await self.answer(interaction, entry, anime, render.congratulate(entry, anime))

    @on(render.REMOVE)
    async def ask_to_remove(self, interaction: Interaction, anime_key: str) -> None:
        _anime, entry = await self.get(interaction, anime_key)
        sentence = _(
            "Remove **{title}** from your list, with its score, dates and notes? You can undo this with `/list undo`.",
            title=escape(entry.title),
        )
        await answer(interaction, sentence, view=render.make_remove_question(entry))

    # Buttons and menus

    @on(OPEN_ENTRY)
    async def open(self, interaction: Interaction, anime_key: str) -> None:
        anime, entry = await self.get(interaction, anime_key)
        await self.answer(interaction, entry, anime, _("On your list"))

    @on(CHOOSE_ENTRY)
    async def open_chosen(self, interaction: Interaction) -> None:
        await self.open(interaction, get_choice(interaction))

    @on(COUNT_ONE)
    async def add_one(self, interaction: Interaction, anime_key: str) -> None:
        anime = await self.get_anime(interaction, anime_key)
        entry = await self.count_episode(interaction, anime)
        await self.show(interaction, entry, anime, render.congratulate(entry, anime))

    @on(render.STATUS)
    async def choose_status(self, interaction: Interaction, anime_key: str) -> None:
        status = ListStatus(get_choice(interaction))
        anime = await self.get_anime(interaction, anime_key)
        entry = await self.change(
            interaction,
            anime,
            lambda present: changes.choose_status(require(present, anime), anime, status, today=_today(interaction)),
        )
        await self.show(interaction, entry, anime, render.describe_status_change(entry, status))

    @on(render.SCORE)
    async def choose_score(self, interaction: Interaction, anime_key: str) -> None:
        score = int(get_choice(interaction))
        anime = await self.get_anime(interaction, anime_key)
        entry = await self.update(interaction, anime, {"score": score})
        await self.show(interaction, entry, anime, render.describe_score_change(entry))

    @on(render.AGAIN)
    async def watch_again(self, interaction: Interaction, anime_key: str) -> None:
        anime = await self.get_anime(interaction, anime_key)
        entry = await self.change(
            interaction, anime, lambda present: changes.watch_again(require(present, anime), anime)
        )
        await self.show(interaction, entry, anime, _("Rewatching! *+1* now counts from the first episode"))

    @on(render.STOP)
    async def stop_again(self, interaction: Interaction, anime_key: str) -> None:
        anime = await self.get_anime(interaction, anime_key)
        entry = await self.update(interaction, anime, {"rewatched_episodes": None})
        await self.show(interaction, entry, anime, _("Stopped rewatching: this time doesn't count"))

    @on(render.SHARE)
    async def share(self, interaction: Interaction, anime_key: str) -> None:
        """Shows an entry to everyone where the caller is."""
        check_can_share(interaction)
        anime, entry = await self.get(interaction, anime_key)
        if entry.is_private:
            raise Refusal(
                _("This title is private on your list, so it can't be shared. You can change that in *Notes*.")
            )
        with speak(get_server_language(interaction)):
            view = render.make_shared_entry(entry, anime)
        await answer_publicly(interaction, view)

    @on(render.DELETE)
    async def remove(self, interaction: Interaction, anime_key: str) -> None:
        _anime, entry = await self.get(interaction, anime_key)
        await self._lists.delete(
            user_id=interaction.user.id, anime_key=entry.anime_key, change_id=interaction.id, now=now(interaction)
        )
        sentence = _(
            "Removed **{title}** from your list. You can undo this with `/list undo`.", title=escape(entry.title)
        )
        await edit(interaction, content=sentence, view=None)

    @on(render.KEEP)
    async def keep(self, interaction: Interaction) -> None:
        await edit(interaction, content=_("It stays on your list."), view=None)

    # For the other parts of the lists

    async def get_anime(self, interaction: Interaction, key: str) -> Anime:
        """The title behind a button or a form; its key may have changed since."""
        anime = await get_visible_title(interaction, key)
        check_place(interaction, anime)
        return anime

    async def get(self, interaction: Interaction, key: str) -> tuple[Anime, Entry]:
        """The title and the caller's entry for it. Raises NotListed."""
        anime = await self.get_anime(interaction, key)
        return anime, require(await self._lists.get(user_id=interaction.user.id, anime_key=anime.key), anime)

    async def change(self, interaction: Interaction, anime: Anime, change: Callable[[Entry | None], Entry]) -> Entry:
        def make(present: Entry | None) -> Entry:
            return replace(change(present), updated_at=now(interaction))

        return await self._lists.change(
            make, user_id=interaction.user.id, anime_key=anime.key, change_id=interaction.id, now=now(interaction)
        )

    async def update(self, interaction: Interaction, anime: Anime, given: Mapping[str, Any]) -> Entry:
        return await self.change(
            interaction, anime, lambda present: changes.change(require(present, anime), anime, given)
        )

    async def count_episode(self, interaction: Interaction, anime: Anime) -> Entry:
        """Counts one more episode of a title on the caller's list. Raises NotListed."""
        return await self._lists.watch(
            anime,
            1,
            user_id=interaction.user.id,
            today=_today(interaction),
            change_id=interaction.id,
            now=now(interaction),
        )

    async def ask_after_last(self, interaction: Interaction, entry: Entry, anime: Anime) -> None:
        """Asks how it was if the last episode was counted. Call it after the click was answered."""
        if is_over(entry, anime.episodes):
            await self.answer(interaction, entry, anime, render.congratulate(entry, anime))

    async def answer(self, interaction: Interaction, entry: Entry, anime: Anime, headline: str) -> None:
        """Answers with the panel in a new message."""
        panel = render.make_entry(entry, anime, headline, can_share=not is_bot_dm(interaction))
        await answer(interaction, view=panel)

    async def show(self, interaction: Interaction, entry: Entry, anime: Anime, headline: str) -> None:
        """Redraws the panel that was clicked. Clicks elsewhere get a new panel."""
        if _is_panel(interaction.message):
            panel = render.make_entry(entry, anime, headline, can_share=not is_bot_dm(interaction))
            await edit(interaction, view=panel)
        else:
            await self.answer(interaction, entry, anime, headline)

    async def _on_last_episode(self, event: LastEpisodeCounted) -> None:
        await self.ask_after_last(event.interaction, event.entry, event.anime)


def _is_panel(message: discord.Message | None) -> bool:
    """Whether a message has the menu that only panels have."""
    if message is None:
        return False
    items = discord.ui.LayoutView.from_message(message).walk_children()
    return any(isinstance(item, discord.ui.Select) and render.STATUS.read(item.custom_id) for item in items)


def _today(interaction: Interaction) -> date:
    return interaction.created_at.date()
