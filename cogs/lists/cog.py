"""The commands for anime lists."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.anime.option import AnimeOption, NewAnimeOption
from cogs.core.events import Bus
from cogs.core.interactions import Client, Interaction
from cogs.core.language import N_
from cogs.core.options import WordTransformer
from cogs.lists.comparing.comparing import Comparing
from cogs.lists.exchange.exporting import ListExporter
from cogs.lists.exchange.importing import ListImporter
from cogs.lists.formats import json, list_formats
from cogs.lists.formats.format import Format
from cogs.lists.pages.pages import Pages
from cogs.lists.panel.forms import Forms
from cogs.lists.panel.panel import EntryPanel
from cogs.lists.panel.reviewed import ReviewedTitles
from cogs.lists.pictures.pictures import Pictures
from cogs.lists.undo.undo import Undo
from cogs.ui.dates import MAX_DATE_LENGTH
from cogs.ui.labels import name_list_sort, name_priority, name_status, name_visibility
from db.lists.models import MAX_NOTES_LENGTH, MAX_REWATCHES, ListSort, ListStatus, Priority, Visibility
from db.titles.models import MAX_EPISODES


class FormatTransformer(app_commands.Transformer):
    """An option that offers the formats in which lists can be written."""

    @property
    def choices(self) -> list[app_commands.Choice[str]]:  # pyright: ignore[reportIncompatibleMethodOverride]
        written = [format.name for format in list_formats() if format.write]
        return [app_commands.Choice(name=name, value=name) for name in written]

    async def transform(self, interaction: discord.Interaction, value: str, /) -> Format:
        return next(format for format in list_formats() if format.name == value)


Score = app_commands.Range[int, 0, 10]
Episodes = app_commands.Range[int, 0, MAX_EPISODES]
Rewatches = app_commands.Range[int, 0, MAX_REWATCHES]
Notes = app_commands.Range[str, 0, MAX_NOTES_LENGTH]
DateText = app_commands.Range[str, 0, MAX_DATE_LENGTH]
Status = app_commands.Transform[ListStatus, WordTransformer(ListStatus, name_status)]
PriorityOption = app_commands.Transform[Priority, WordTransformer(Priority, name_priority)]
SortOption = app_commands.Transform[ListSort, WordTransformer(ListSort, name_list_sort)]
VisibilityOption = app_commands.Transform[Visibility, WordTransformer(Visibility, name_visibility)]
FormatOption = app_commands.Transform[Format, FormatTransformer()]

# Translators: write the words that people can type in your language: “none” as in NOTHING of cogs/ui/date_words.py
_DATE = N_("Like 2024-04-03, 3 Apr 2024, 2024-04 or yesterday; “none” clears it")


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class ListCog(commands.GroupCog, group_name="list", group_description=N_("Your anime list")):
    """A person's own list. In a server, only they see the answers."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._panel = EntryPanel(bot, bus)
        self._pages = Pages(bot, self._panel)
        self._undo = Undo(bot)
        self._importer = ListImporter(bot)
        self._exporter = ListExporter(bot)
        self._comparing = Comparing(bot)
        self._pictures = Pictures(bot)
        self.rooms = (
            self._panel,
            Forms(self._panel),
            ReviewedTitles(bot, self._panel),
            self._pages,
            self._undo,
            self._importer,
            self._pictures,
        )

    # One title

    @app_commands.command(name="add", description=N_("Add an anime to your list"))
    @app_commands.describe(
        anime=N_("Which anime"),
        status=N_("By default, it depends on the episodes"),
        score=N_("From 1 to 10; 0 means no score"),
        episodes=N_("How many episodes you've watched"),
    )
    async def add(
        self,
        interaction: Interaction,
        anime: NewAnimeOption,
        status: Status | None = None,
        score: Score | None = None,
        episodes: Episodes | None = None,
    ) -> None:
        await self._panel.add(interaction, anime, status=status, score=score, episodes=episodes)

    @app_commands.command(name="update", description=N_("Change an anime on your list"))
    @app_commands.describe(
        anime=N_("Which anime"),
        status=N_("Your status"),
        score=N_("From 1 to 10; 0 means no score"),
        episodes=N_("How many episodes you've watched in all"),
        started=_DATE,
        finished=_DATE,
        rewatches=N_("How many times you've rewatched it"),
        priority=N_("How much you want to watch it"),
        # Translators: “none” can be typed in your language
        notes=N_("Whatever you want to remember; “none” clears them"),
        # Translators: “none” can be typed in your language
        tags=N_("Any words you like, separated by commas; “none” clears them"),
        private=N_("Hide it from everyone else"),
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
        rewatches: Rewatches | None = None,
        priority: PriorityOption | None = None,
        notes: Notes | None = None,
        tags: str | None = None,
        private: bool | None = None,
    ) -> None:
        await self._panel.update_all(
            interaction,
            anime,
            {
                "status": status,
                "score": score,
                "episodes": episodes,
                "rewatches": rewatches,
                "priority": priority,
                "is_private": private,
            },
            {"started": started, "finished": finished, "notes": notes, "tags": tags},
        )

    @app_commands.command(name="watched", description=N_("Count an episode that you've just watched"))
    @app_commands.describe(anime=N_("Which anime"), episodes=N_("How many episodes you've just watched; 1 by default"))
    async def watched(
        self, interaction: Interaction, anime: NewAnimeOption, episodes: app_commands.Range[int, 1, MAX_EPISODES] = 1
    ) -> None:
        await self._panel.watched(interaction, anime, episodes)

    @app_commands.command(name="remove", description=N_("Remove an anime from your list"))
    @app_commands.describe(anime=N_("Which anime"))
    async def remove(self, interaction: Interaction, anime: AnimeOption) -> None:
        await self._panel.ask_to_remove(interaction, anime.key)

    # The whole list

    @app_commands.command(name="show", description=N_("See your list, or another member's"))
    @app_commands.describe(
        member=N_("Whose list; yours by default"),
        status=N_("Only titles with this status"),
        sort=N_("Which titles come first; the last changed by default"),
    )
    async def show(
        self,
        interaction: Interaction,
        member: discord.User | None = None,
        status: Status | None = None,
        sort: SortOption | None = None,
    ) -> None:
        await self._pages.show(interaction, member, status=status, sort=sort or ListSort.UPDATED)

    @app_commands.command(name="random", description=N_("Pick something to watch next"))
    @app_commands.describe(status=N_("Pick from titles with this status; Plan to watch by default"))
    async def random(self, interaction: Interaction, status: Status | None = None) -> None:
        await self._pages.pick(interaction, status=status or ListStatus.PLAN_TO_WATCH)

    @app_commands.command(name="undo", description=N_("Undo the last change to your list, even an import"))
    async def undo(self, interaction: Interaction) -> None:
        await self._undo.undo(interaction)

    @app_commands.command(name="stats", description=N_("Your list, or another member's, as a picture"))
    @app_commands.describe(member=N_("Whose list; yours by default"))
    async def stats(self, interaction: Interaction, member: discord.User | None = None) -> None:
        await self._pictures.show(interaction, member)

    @app_commands.command(name="compare", description=N_("Compare your list with another member's"))
    @app_commands.describe(member=N_("Whose list; both must be public"))
    async def compare(self, interaction: Interaction, member: discord.User) -> None:
        await self._comparing.compare(interaction, member)

    @app_commands.command(name="privacy", description=N_("Choose who can see your list"))
    @app_commands.describe(visibility=N_("Public: members of your servers can see it. Private: only you can."))
    async def privacy(self, interaction: Interaction, visibility: VisibilityOption) -> None:
        await self._pages.set_visibility(interaction, visibility)

    # Files

    @app_commands.command(
        name="import", description=N_("Import a list from a file, after a preview of what would change")
    )
    @app_commands.describe(
        file=N_("MyAnimeList XML, AniList gdpr_data.json, CSV, Kanso JSON or a text file"),
        merge=N_("Keep entries that are ahead of the file; yes by default"),
    )
    async def import_(self, interaction: Interaction, file: discord.Attachment, merge: bool = True) -> None:
        await self._importer.import_(interaction, file, is_merged=merge)

    @app_commands.command(name="export", description=N_("Get your list as a file"))
    @app_commands.describe(format=N_("JSON keeps everything; most sites, such as MyAnimeList, take MAL XML"))
    async def export(self, interaction: Interaction, format: FormatOption | None = None) -> None:
        await self._exporter.export(interaction, format or json.FORMAT)
