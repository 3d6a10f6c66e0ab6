"""The commands around a person's own anime list."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs.anime.option import AnimeOption, NewAnimeOption
from cogs.core.events import Bus
from cogs.core.interactions import Client, Interaction
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
    """An option that offers the formats in which lists are written."""

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

_DATE = "A date like 2024-04-03, 3 Apr 2024, 2024-04, 2024, today or yesterday; none takes it away"


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class ListCog(commands.GroupCog, group_name="list", group_description="Your anime list"):
    """A person's list. In a server its answers are for their eyes only."""

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
        await self._panel.add(interaction, anime, status=status, score=score, episodes=episodes)

    @app_commands.command(name="update", description="Change an anime on your list")
    @app_commands.describe(
        anime="Which anime",
        status="Where you stand",
        score="From 1 to 10; 0 is no score",
        episodes="How many you have watched in all",
        started=_DATE,
        finished=_DATE,
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

    @app_commands.command(name="watched", description="Count an episode that you have just watched")
    @app_commands.describe(anime="Which anime", episodes="How many you have just watched; 1 if left out")
    async def watched(
        self, interaction: Interaction, anime: NewAnimeOption, episodes: app_commands.Range[int, 1, MAX_EPISODES] = 1
    ) -> None:
        await self._panel.watched(interaction, anime, episodes)

    @app_commands.command(name="remove", description="Take an anime off your list")
    @app_commands.describe(anime="Which anime")
    async def remove(self, interaction: Interaction, anime: AnimeOption) -> None:
        await self._panel.ask_to_remove(interaction, anime.key)

    # All of it

    @app_commands.command(name="show", description="Look at your list, or at another member's")
    @app_commands.describe(
        member="Whose list; yours if left out",
        status="Only what is in this status",
        sort="Which come first; the last changed if left out",
    )
    async def show(
        self,
        interaction: Interaction,
        member: discord.User | None = None,
        status: Status | None = None,
        sort: SortOption | None = None,
    ) -> None:
        await self._pages.show(interaction, member, status=status, sort=sort or ListSort.UPDATED)

    @app_commands.command(name="random", description="What to watch next")
    @app_commands.describe(status="From what is in this status; from what you plan to watch if left out")
    async def random(self, interaction: Interaction, status: Status | None = None) -> None:
        await self._pages.pick(interaction, status=status or ListStatus.PLAN_TO_WATCH)

    @app_commands.command(name="undo", description="Take back your list's last change, an import included")
    async def undo(self, interaction: Interaction) -> None:
        await self._undo.undo(interaction)

    @app_commands.command(name="stats", description="Your list as a picture, or another member's")
    @app_commands.describe(member="Whose list; yours if left out")
    async def stats(self, interaction: Interaction, member: discord.User | None = None) -> None:
        await self._pictures.show(interaction, member)

    @app_commands.command(name="compare", description="Your list next to another member's")
    @app_commands.describe(member="With whose list; both must be public")
    async def compare(self, interaction: Interaction, member: discord.User) -> None:
        await self._comparing.compare(interaction, member)

    @app_commands.command(name="privacy", description="Who may look at your list")
    @app_commands.describe(visibility="public: to members of servers that you share, when they ask; private: to nobody")
    async def privacy(self, interaction: Interaction, visibility: VisibilityOption) -> None:
        await self._pages.set_visibility(interaction, visibility)

    # In and out

    @app_commands.command(name="import", description="Bring in a list from elsewhere; you see first what it would do")
    @app_commands.describe(
        file="MyAnimeList XML, AniList's gdpr_data.json, a CSV, my own JSON, or a text with one title a line",
        merge="Keep what you have where it is further along (yes if left out), or believe the file",
    )
    async def import_(self, interaction: Interaction, file: discord.Attachment, merge: bool = True) -> None:
        await self._importer.import_(interaction, file, is_merged=merge)

    @app_commands.command(name="export", description="Your list as a file")
    @app_commands.describe(format="JSON keeps everything; MAL XML is what MyAnimeList and most other sites take")
    async def export(self, interaction: Interaction, format: FormatOption | None = None) -> None:
        await self._exporter.export(interaction, format or json.FORMAT)
