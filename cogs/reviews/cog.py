"""The commands around reviews: write, read, find, change, post."""

import discord
from discord import app_commands
from discord.ext import commands, tasks

import cogs.reviews.refusals  # noqa: F401 - registers the sentences for broken rules
from cogs.anime.option import AnimeOption, NewAnimeOption
from cogs.core.answers import has_opened_form, open_form
from cogs.core.errors import Refusal, log_errors
from cogs.core.events import Bus, ReviewChanged
from cogs.core.interactions import Client, Interaction, bot_is_member
from cogs.core.language import N_, _
from cogs.core.options import WordTransformer
from cogs.reviews.browsing.browsing import Browsing
from cogs.reviews.cards.keeping import Cards
from cogs.reviews.cards.posting import PostChannel, Posting
from cogs.reviews.cards.sending import Sender
from cogs.reviews.cards.threads import is_own_change
from cogs.reviews.finding import get_callers_review_of
from cogs.reviews.mine.drafts import DraftPanel
from cogs.reviews.mine.exchange import Exchange
from cogs.reviews.mine.mine import MyReviews
from cogs.reviews.mine.panel import ReviewPanel
from cogs.reviews.mine.versions import Versions
from cogs.reviews.reading.flags import Flags
from cogs.reviews.reading.reading import Reading
from cogs.reviews.sharing.sharing import Sharing
from cogs.reviews.writing.from_list import ReviewFromList
from cogs.reviews.writing.importing import ReviewImporter
from cogs.reviews.writing.render import make_continue_form
from cogs.reviews.writing.writing import Writing
from cogs.ui.labels import name_review_sort, name_verdict
from db.reviews.models import ReviewFilter, Sort, Verdict
from db.titles.models import MAX_EPISODES

Rating = app_commands.Range[int, 1, 10]
EpisodesSeen = app_commands.Range[int, 1, MAX_EPISODES]
VerdictOption = app_commands.Transform[Verdict, WordTransformer(Verdict, name_verdict)]
SortOption = app_commands.Transform[Sort, WordTransformer(Sort, name_review_sort)]

_IN_SERVERS = app_commands.AppCommandContext(guild=True)


@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
class ReviewCog(commands.GroupCog, group_name="review", group_description=N_("Write and read anime reviews")):
    """Reviews. The `rooms` answer clicks and forms."""

    def __init__(self, bot: Client, bus: Bus) -> None:
        self._bot = bot
        self._bus = bus
        self._has_destroyed = False
        self.sender = Sender(bot, bus)
        self.cards = Cards(bot, bus, self.sender)
        self._posting = Posting(bot, self.cards, self.sender)
        self._flags = Flags(bot, bus)
        self._reading = Reading(bot, self.cards)
        self._browsing = Browsing(bot)
        self._panel = ReviewPanel(bot, bus, posting=self._posting, flags=self._flags)
        self._mine = MyReviews(bot)
        draft_panel = DraftPanel(bot)
        self._writing = Writing(bot, bus, posting=self._posting, panel=self._panel, draft_panel=draft_panel)
        exchange = Exchange(bot)
        self._importer = ReviewImporter(bot, writing=self._writing, exchange=exchange)
        self._sharing = Sharing(bot, self._writing)
        self.rooms = (
            self._posting,
            self._flags,
            self._reading,
            self._browsing,
            self._panel,
            self._mine,
            draft_panel,
            self._writing,
            exchange,
            self._sharing,
            Versions(bot, self._writing),
            ReviewFromList(bot, self._writing),
        )
        self._menus = [
            app_commands.ContextMenu(name="Share as review", callback=self.share, allowed_contexts=_IN_SERVERS),
            app_commands.ContextMenu(name="Reviews", callback=self.browse_member, allowed_contexts=_IN_SERVERS),
        ]

    async def cog_load(self) -> None:
        self.tidy.start()
        for menu in self._menus:
            self._bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        self.tidy.cancel()
        for menu in self._menus:
            self._bot.tree.remove_command(menu.name, type=menu.type)

    @tasks.loop(hours=1)
    async def tidy(self) -> None:
        """Finds cards that nobody knows, ranks reviews that nobody has browsed, and destroys what is old enough."""
        await self.sender.settle_all()
        with log_errors("ranking reviews"):
            await self._browsing.rank()
        await self._destroy_old()

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        # After a start, the first interaction tells the time.
        if not self._has_destroyed:
            await self._destroy_old()

    async def _destroy_old(self) -> None:
        """Permanently removes deleted reviews once it is too late to undo it, and old drafts without text."""
        past = self._bot.clock.get_past()
        if past is None:
            return
        self._has_destroyed = True
        with log_errors("removing deleted reviews"):
            await self._bot.store.reviews.purge(now=past)
            await self._bot.store.drafts.purge(now=past)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        await self.sender.settle_all()

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """Tries the cards again that wait in a thread, after somebody has opened or unlocked it."""
        metadata = payload.data.get("thread_metadata")
        if is_own_change(payload.thread_id) or metadata is None or metadata.get("locked"):
            return
        posts = self._bot.store.posts
        for review_id in await posts.release(guild_id=payload.guild_id, channel_id=payload.thread_id):
            await self._bus.publish(ReviewChanged(review_id))

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, command: object) -> None:
        # Nothing can follow a form, so this waits for the next command.
        if not has_opened_form(interaction):
            with log_errors("telling of flags"):
                await self._flags.report_flags(interaction)

    # Writing

    @app_commands.command(name="write", description=N_("Write a review and post it here"))
    @app_commands.describe(
        anime=N_("Which anime"),
        rating=N_("From 1 (worst) to 10 (best)"),
        episodes=N_("How many episodes you have seen, if not all; by default, as on your list"),
    )
    async def write(
        self, interaction: Interaction, anime: NewAnimeOption, rating: Rating, episodes: EpisodesSeen | None = None
    ) -> None:
        await self._writing.begin(interaction, anime, rating=rating, episodes=episodes)

    @app_commands.command(name="continue", description=N_("Add text to your review, beyond what a form can hold"))
    @app_commands.describe(anime=N_("Which anime"))
    async def continue_(self, interaction: Interaction, anime: AnimeOption) -> None:
        await open_form(interaction, make_continue_form(await get_callers_review_of(interaction, anime)))

    @app_commands.command(name="edit", description=N_("Change your review, everywhere it is posted"))
    @app_commands.describe(anime=N_("Which anime"))
    async def edit(self, interaction: Interaction, anime: AnimeOption) -> None:
        await self._writing.open_edit_form(interaction, await get_callers_review_of(interaction, anime))

    @app_commands.command(name="import", description=N_("Post a review from a file, or restore your exported reviews"))
    @app_commands.describe(
        file=N_("A text or Markdown file, the text of a MyAnimeList review, or an export"),
        anime=N_("Which anime; leave it out if the file is an earlier export"),
        rating=N_("From 1 (worst) to 10 (best), if the file doesn't say"),
    )
    async def import_(
        self,
        interaction: Interaction,
        file: discord.Attachment,
        anime: NewAnimeOption | None = None,
        rating: Rating | None = None,
    ) -> None:
        await self._importer.take(interaction, anime, file, rating)

    async def share(self, interaction: Interaction, message: discord.Message) -> None:
        await self._sharing.share(interaction, message)

    # The caller's own

    @app_commands.command(name="mine", description=N_("See your reviews and drafts, and where they are posted"))
    async def mine(self, interaction: Interaction) -> None:
        await self._mine.open(interaction)

    @app_commands.command(name="delete", description=N_("Delete your review, everywhere it is posted"))
    @app_commands.describe(anime=N_("Which anime"))
    async def delete(self, interaction: Interaction, anime: AnimeOption) -> None:
        review = await get_callers_review_of(interaction, anime)
        await self._panel.ask_to_delete(interaction, review_id=review.id)

    @app_commands.command(name="post", description=N_("Post your review in this server"))
    @app_commands.describe(anime=N_("Which anime"), channel=N_("Where to post it; here by default"))
    async def post(self, interaction: Interaction, anime: AnimeOption, channel: PostChannel | None = None) -> None:
        if interaction.guild_id is None:
            raise Refusal(_("This only works in a server. Use `/review post` where your review should appear."))
        review = await get_callers_review_of(interaction, anime)
        if channel is None or channel.id == interaction.channel_id:
            sentence = await self._posting.post_as_answer(interaction, review)
        elif not bot_is_member(interaction):
            raise Refusal(
                _(
                    "I'm not a member of this server, so I can only post in the channel where you use the command. "
                    "Leave out `channel`."
                )
            )
        else:
            sentence = await self._posting.post_in(interaction, review, channel)
        await self._panel.show(interaction, review, sentence)

    # Reading

    @app_commands.command(name="read", description=N_("Read a review, page by page"))
    @app_commands.describe(anime=N_("Which anime"), member=N_("Whose review"))
    async def read(self, interaction: Interaction, anime: AnimeOption, member: discord.User | None = None) -> None:
        await self._reading.find(interaction, anime, member)

    @app_commands.command(name="browse", description=N_("Browse the reviews of this server"))
    @app_commands.describe(
        anime=N_("Only reviews of this anime"),
        member=N_("Only reviews by this member"),
        verdict=N_("Only reviews with this verdict"),
        sort=N_("Which reviews come first; the newest by default"),
        minimum=N_("Only reviews with at least this rating"),
        without_spoilers=N_("Only reviews without spoilers"),
    )
    async def browse(
        self,
        interaction: Interaction,
        anime: AnimeOption | None = None,
        member: discord.User | None = None,
        verdict: VerdictOption | None = None,
        sort: SortOption | None = None,
        minimum: Rating | None = None,
        without_spoilers: bool = False,
    ) -> None:
        wanted = ReviewFilter(anime and anime.key, member and member.id, verdict, minimum, without_spoilers)
        await self._browsing.open(interaction, wanted, sort or Sort.NEWEST)

    async def browse_member(self, interaction: Interaction, member: discord.User) -> None:
        await self._browsing.open(interaction, ReviewFilter(author_id=member.id), Sort.NEWEST)
