"""The commands around a person's own anime list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from discord import app_commands
from discord.ext import commands

from cogs.anime.adult import CONCEALED, allows_adult, check_place
from cogs.anime.autocomplete import AnimeOption, NewAnimeOption
from cogs.errors import UserFacingError
from cogs.lists import changes, render
from cogs.lists.modals import EntryForm
from cogs.ui.components import Layout
from cogs.ui.dates import MAX_DATE_LENGTH, parse_date
from cogs.ui.interactions import Interaction, answer, is_bot_dm, now
from cogs.ui.options import WordTransformer
from cogs.ui.text import escape
from db.models import MAX_EPISODES, MAX_NOTES_LENGTH, Anime, Entry, ListStatus, PartialDate, Priority

if TYPE_CHECKING:
    from bot import Kanso

Score = app_commands.Range[int, 0, 10]
Episodes = app_commands.Range[int, 0, MAX_EPISODES]
Status = app_commands.Transform[ListStatus, WordTransformer(ListStatus)]
PriorityOption = app_commands.Transform[Priority, WordTransformer(Priority)]
Notes = app_commands.Range[str, 0, MAX_NOTES_LENGTH]
DateText = app_commands.Range[str, 0, MAX_DATE_LENGTH]


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class ListCog(commands.GroupCog, group_name="list", group_description="Your anime list"):
    """A person's list. In a server its answers are for their eyes only."""

    def __init__(self, bot: "Kanso") -> None:
        self._lists = bot.lists
        self._titles = bot.titles

    # Commands

    @app_commands.command(name="add", description="Put an anime on your list")
    @app_commands.describe(
        anime="Which anime",
        status="Where you stand; left out, it follows from the episodes",
        score="From 1 to 10; 0 is no score",
        episodes="How many you have watched",
    )
    async def add(
        self,
        interaction: Interaction,
        anime: NewAnimeOption,
        status: Status | None = None,
        score: Score | None = None,
        episodes: Episodes | None = None,
    ) -> None:
        def begin(present: Entry | None) -> Entry:
            if present is not None:
                raise UserFacingError(
                    f"{escape(anime.title)} is on your list already, as *{present.status.label}*. "
                    "Change it here or with `/list update`.",
                    view=render.make_entry_menu(present),
                )
            return changes.start(anime, user_id=interaction.user.id, status=status, score=score, episodes=episodes)

        entry = await self._change(interaction, anime, begin)
        await answer(interaction, view=render.make_entry(entry, anime, "Added to your list"))

    @app_commands.command(name="update", description="Change an anime on your list")
    @app_commands.describe(
        anime="Which anime",
        status="Where you stand",
        score="From 1 to 10; 0 is no score",
        episodes="How many you have watched in all",
        started="A date like 2024-04-03, 2024-04, 2024, today or yesterday; none takes it away",
        finished="A date like 2024-04-03, 2024-04, 2024, today or yesterday; none takes it away",
        rewatches="How many times you have watched it again",
        priority="How much you want to watch it",
        notes="What you want to remember; none takes them away",
        tags="Words of your own, separated by commas; none takes them away",
        private="Whether it is kept from everyone else",
    )
    async def update(
        self,
        interaction: Interaction,
        anime: AnimeOption,
        status: Status | None = None,
        score: Score | None = None,
        episodes: Episodes | None = None,
        started: DateText | None = None,
        finished: DateText | None = None,
        rewatches: app_commands.Range[int, 0, 1000] | None = None,
        priority: PriorityOption | None = None,
        notes: Notes | None = None,
        tags: str | None = None,
        private: bool | None = None,
    ) -> None:
        await self._get(interaction, anime)
        plain = {
            "status": status,
            "score": score,
            "episodes": episodes,
            "rewatches": rewatches,
            "priority": priority,
            "is_private": private,
        }
        given: dict[str, Any] = {name: value for name, value in plain.items() if value is not None}
        if started is not None:
            given["started"] = _read_date(interaction, started)
        if finished is not None:
            given["finished"] = _read_date(interaction, finished)
        if notes is not None:
            given["notes"] = "" if notes.strip().lower() == "none" else notes.strip()
        if tags is not None:
            given["tags"] = changes.parse_tags(tags)
        if not given:
            raise UserFacingError("What shall change? Give at least one of the options beside `anime`.")
        entry = await self._update(interaction, anime, given)
        await answer(interaction, view=render.make_entry(entry, anime, "Updated"))

    @app_commands.command(name="watched", description="Count an episode that you have just watched")
    @app_commands.describe(anime="Which anime", episodes="How many you have just watched; 1 if left out")
    async def watched(
        self, interaction: Interaction, anime: NewAnimeOption, episodes: app_commands.Range[int, 1, MAX_EPISODES] = 1
    ) -> None:
        entry = await self._watch(interaction, anime, episodes)
        await answer(interaction, view=render.make_entry(entry, anime, _congratulate(entry, anime)))

    @app_commands.command(name="remove", description="Take an anime off your list")
    @app_commands.describe(anime="Which anime")
    async def remove(self, interaction: Interaction, anime: AnimeOption) -> None:
        await self.ask_to_remove(interaction, anime_key=anime.key)

    @app_commands.command(name="show", description="Look at your list")
    @app_commands.describe(status="Only what is in this status")
    async def show(self, interaction: Interaction, status: Status | None = None) -> None:
        await answer(interaction, view=await self._make_page(interaction, status, 1))

    # Buttons, menus and the form

    async def turn_page(self, interaction: Interaction, *, status: ListStatus | None, page: int) -> None:
        await interaction.response.edit_message(view=await self._make_page(interaction, status, page))

    async def share(self, interaction: Interaction, *, status: ListStatus | None, page: int) -> None:
        """Shows a page of the caller's list to everyone where they are, without its private entries."""
        user_id = interaction.user.id
        own_counts = await self._lists.count_by_status(user_id=user_id)
        own_entries, _ = await self._list_page(user_id, own_counts, status, page)
        entries = [entry for entry in own_entries if not entry.is_private]
        if not entries:
            raise UserFacingError("There is nothing to share here. Private titles are never shared.")
        counts = await self._lists.count_by_status(user_id=user_id, with_private=False)
        titles = await self._get_titles(entries)
        shown = _conceal(interaction, entries, titles)
        layout = render.make_shared_list(shown, counts, titles, user_id=user_id, status=status)
        await interaction.response.send_message(view=layout)

    async def open_entry(self, interaction: Interaction, *, anime_key: str) -> None:
        anime = await self._get_anime(interaction, anime_key)
        entry = await self._get(interaction, anime)
        await answer(interaction, view=render.make_entry(entry, anime, "On your list"))

    async def add_one(self, interaction: Interaction, *, anime_key: str) -> None:
        anime = await self._get_anime(interaction, anime_key)
        entry = await self.count_episode(interaction, anime)
        await interaction.response.edit_message(view=render.make_entry(entry, anime, _congratulate(entry, anime)))

    async def open_form(self, interaction: Interaction, *, anime_key: str) -> None:
        entry = await self._get(interaction, await self._get_anime(interaction, anime_key))
        await interaction.response.send_modal(EntryForm(entry))

    async def submit(
        self,
        interaction: Interaction,
        *,
        anime_key: str,
        changed: Mapping[str, str],
    ) -> None:
        """Saves the fields that the person changed in the form, by name and as they were typed.

        What they left as it was is not a wish: it may have changed meanwhile, or follow from another field.
        """
        anime = await self._get_anime(interaction, anime_key)
        await self._get(interaction, anime)
        readers: dict[str, Callable[[str], Any]] = {
            "status": ListStatus,
            "score": int,
            "episodes": _read_episodes,
            "started": lambda text: _read_date(interaction, text),
            "finished": lambda text: _read_date(interaction, text),
        }
        given = {name: readers[name](text) for name, text in changed.items()}
        entry = await self._update(interaction, anime, given)
        await answer(interaction, view=render.make_entry(entry, anime, "Updated"))

    async def ask_to_remove(self, interaction: Interaction, *, anime_key: str) -> None:
        entry = await self._get(interaction, await self._get_anime(interaction, anime_key))
        sentence = f"Take **{escape(entry.title)}** off your list, with its score, dates and notes?"
        await answer(interaction, sentence, view=render.make_remove_question(entry))

    async def confirm_remove(self, interaction: Interaction, *, anime_key: str) -> None:
        entry = await self._get(interaction, await self._get_anime(interaction, anime_key))
        await self._lists.delete(user_id=interaction.user.id, anime_key=entry.anime_key)
        await interaction.response.edit_message(content=f"**{escape(entry.title)}** is off your list.", view=None)

    # What they share

    async def _change(self, interaction: Interaction, anime: Anime, change: Callable[[Entry | None], Entry]) -> Entry:
        def make(present: Entry | None) -> Entry:
            return replace(change(present), updated_at=now(interaction))

        return await self._lists.change(make, user_id=interaction.user.id, anime_key=anime.key)

    async def _update(self, interaction: Interaction, anime: Anime, given: dict[str, Any]) -> Entry:
        return await self._change(
            interaction, anime, lambda present: changes.change(_require(present, anime), anime, given)
        )

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
        await answer(interaction, view=render.make_entry(entry, anime, "On your list"))

    async def count_episode(self, interaction: Interaction, anime: Anime) -> Entry:
        """Counts one more episode of a title on the caller's list. Raises UserFacingError if it is not there."""
        await self._get(interaction, anime)
        return await self._watch(interaction, anime, 1)

    async def _watch(self, interaction: Interaction, anime: Anime, number: int) -> Entry:
        """Counts episodes; a title that is not on the list yet is put there."""

        def watch(present: Entry | None) -> Entry:
            entry = present or changes.start(anime, user_id=interaction.user.id, status=ListStatus.WATCHING)
            return changes.watch(entry, anime, number, today=_today(interaction))

        return await self._change(interaction, anime, watch)

    async def _get(self, interaction: Interaction, anime: Anime) -> Entry:
        return _require(await self._lists.get(user_id=interaction.user.id, anime_key=anime.key), anime)

    async def _get_anime(self, interaction: Interaction, key: str) -> Anime:
        """The title that a button or a form names, which may have got another key since."""
        anime = await self._titles.get_or_name(key, key)
        check_place(interaction, anime)
        return anime

    async def _make_page(self, interaction: Interaction, status: ListStatus | None, page: int) -> Layout:
        user_id = interaction.user.id
        counts = await self._lists.count_by_status(user_id=user_id)
        entries, page = await self._list_page(user_id, counts, status, page)
        titles = await self._get_titles(entries)
        shown = _conceal(interaction, entries, titles)
        can_share = not is_bot_dm(interaction)
        return render.make_list(shown, counts, titles, status=status, page=page, can_share=can_share)

    async def _list_page(
        self,
        user_id: int,
        counts: dict[ListStatus, int],
        status: ListStatus | None,
        page: int,
    ) -> tuple[list[Entry], int]:
        """The entries of a page and its number; a number past the end means the last page."""
        page = max(1, min(page, render.count_pages(counts, status)))
        offset = (page - 1) * render.PAGE_SIZE
        entries = await self._lists.list_page(user_id=user_id, status=status, limit=render.PAGE_SIZE, offset=offset)
        return entries, page

    async def _get_titles(self, entries: list[Entry]) -> dict[str, Anime]:
        return await self._titles.get_all([entry.anime_key for entry in entries])


def _conceal(interaction: Interaction, entries: list[Entry], titles: Mapping[str, Anime]) -> list[Entry]:
    """The entries without the names that may not be shown here."""
    if allows_adult(interaction):
        return entries
    adult = {key for key, anime in titles.items() if anime.is_adult}
    return [replace(entry, title=CONCEALED) if entry.anime_key in adult else entry for entry in entries]


def _require(entry: Entry | None, anime: Anime) -> Entry:
    if entry is None:
        raise UserFacingError(f"{escape(anime.title)} is not on your list. `/list add` puts it there.")
    return entry


def _today(interaction: Interaction) -> date:
    return interaction.created_at.date()


def _read_episodes(text: str) -> int:
    if not (text.isdecimal() and int(text) <= MAX_EPISODES):
        raise UserFacingError(f"“{escape(text)}” is not a number of episodes. Nothing was changed.")
    return int(text)


def _read_date(interaction: Interaction, text: str) -> PartialDate | None:
    try:
        return parse_date(text, today=_today(interaction))
    except ValueError as error:
        raise UserFacingError(f"“{escape(text)}” {error}. Nothing was changed.") from error


def _congratulate(entry: Entry, anime: Anime) -> str:
    if entry.episodes == anime.episodes:
        return "That was the last episode: completed! 🎉"
    return "Counted"
