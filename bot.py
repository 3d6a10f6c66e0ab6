"""Kanso, the bot: its settings, what it is made of, and how it starts and stops."""

import asyncio
import contextlib
import gc
import hashlib
import json
import logging
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import discord
import discord.gateway
import discord.shard
from discord.ext import commands
from dotenv import load_dotenv

from cogs import anime, lists, reactions, reviews
from cogs import health as about
from cogs.core.errors import CommandTree, Refusal, answer_error, describe
from cogs.core.interactions import Interaction
from cogs.ui.forms import FormListener
from db.engine.database import Database, parse_database_url
from db.engine.errors import StorageError
from db.health.stored_settings import StoredSettings
from db.lists.imports import ListImports
from db.lists.lists import Lists
from db.reactions.votes import Reactions
from db.reviews.archive import ReviewArchive
from db.reviews.browsing import Browsing
from db.reviews.drafts import Drafts
from db.reviews.posts import Posts
from db.reviews.reviews import Reviews
from db.titles.catalogue.location import DEFAULT_DATABASE_URL, locate_catalogue
from db.titles.catalogue.reader import Catalogue
from db.titles.questions import TitleQuestions
from db.titles.titles import Titles

_log = logging.getLogger("kanso")

FEATURES = (anime, reviews, reactions, lists, about)

EXIT_FAILURE = 1
EXIT_CONFIG = 78
"""What sysexits.h calls EX_CONFIG: starting again without a change of the settings is of no use."""

_PAUSE_AFTER_SECONDS = 0.003
_SWITCH_SECONDS = 0.0002
_FINISH_SECONDS = 2.0
_CLOSE_SECONDS = 2.0
_IN_FLIGHT = ("CommandTree-invoker", "discord-ui-", "discord.py: ", "kanso-seed")
"""How the names of the tasks begin in which something that Discord sent is dealt with."""

_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_OWN_LOGGERS = ("kanso", "cogs", "db")


class SettingsError(Exception):
    """Settings that cannot be used; each argument is a sentence about one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator decides. `.env.example` describes each setting."""

    token: str = field(default="", repr=False)
    database_path: Path = Path("kanso.db")
    catalogue_path: Path = Path("catalogue.db")
    card_refresh_seconds: float = 5.0
    log_level: str = "INFO"

    @classmethod
    def from_env(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Reads the settings from environment variables; an empty one counts as missing.

        Raises SettingsError with a sentence for each setting that is missing or malformed.
        """
        problems = []
        token = environment.get("DISCORD_TOKEN", "").strip()
        if not token:
            problems.append(
                "DISCORD_TOKEN is missing: copy it from your application's Bot page in the Discord Developer Portal "
                "(https://discord.com/developers/applications) into the file .env."
            )
        elif not re.fullmatch(r"[!-~]+", token):
            problems.append(
                "DISCORD_TOKEN has a character in it that no token has, such as a space: it must be the token alone, "
                "as it was copied from the Bot page in the Discord Developer Portal, without “Bot” before it."
            )
        database_path = Path("kanso.db")
        try:
            database_path = parse_database_url(environment.get("DATABASE_URL") or DEFAULT_DATABASE_URL)
        except ValueError as error:
            problems.append(f"DATABASE_URL can't be used: {error}.")
        seconds = 5.0
        try:
            seconds = float(environment.get("CARD_REFRESH_SECONDS") or 5)
            if not 0 <= seconds <= 3600:
                raise ValueError
        except ValueError:
            problems.append("CARD_REFRESH_SECONDS must be a number of seconds from 0 to 3600, such as 5.")
        log_level = (environment.get("LOG_LEVEL") or "INFO").strip().upper()
        if log_level not in _LOG_LEVELS:
            problems.append(f"LOG_LEVEL must be one of {', '.join(_LOG_LEVELS)}.")
        catalogue_path = Path("catalogue.db")
        with contextlib.suppress(ValueError):  # about DATABASE_URL, of which there is a sentence already
            catalogue_path = locate_catalogue(environment)
        if catalogue_path.absolute() == database_path.absolute():
            problems.append("CATALOGUE_PATH must be another file than the one that DATABASE_URL names.")
        if problems:
            raise SettingsError(*problems)
        return cls(
            token=token,
            database_path=database_path,
            catalogue_path=catalogue_path,
            card_refresh_seconds=seconds,
            log_level=log_level,
        )


class PausingGateway(discord.gateway.DiscordWebSocket):
    """A connection to Discord's gateway that lets others have their turn while events come in a storm.

    discord.py goes on without a pause for as long as there are events, thousands of them, and meanwhile nothing is
    answered and nothing written.
    """

    _went_on_at = 0.0

    async def poll_event(self) -> None:
        await super().poll_event()
        if time.monotonic() > self._went_on_at + _PAUSE_AFTER_SECONDS:
            await asyncio.sleep(0)
            self._went_on_at = time.monotonic()


# There is no other way to have it use another class.
discord.shard.DiscordWebSocket = PausingGateway  # pyright: ignore[reportPrivateImportUsage]


class Kanso(commands.AutoShardedBot):
    """The bot. Its repositories exist from `setup_hook` on."""

    tree: CommandTree  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride]

    titles: Titles
    title_questions: TitleQuestions
    drafts: Drafts
    reviews: Reviews
    review_archive: ReviewArchive
    browsing: Browsing
    posts: Posts
    reactions: Reactions
    lists: Lists
    list_imports: ListImports
    stored: StoredSettings
    forms: FormListener

    def __init__(self, settings: Settings) -> None:
        # Kanso has no voice, so nobody has to be warned that the libraries for that are missing.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        intents = discord.Intents(guilds=True, guild_reactions=True, dm_reactions=True)
        super().__init__(
            commands.when_mentioned,
            help_command=None,
            tree_cls=CommandTree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            # Reactions are heard raw, so neither messages nor members are kept; with a message cache every
            # reaction would search it from one end to the other.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.settings = settings
        self._templates: list[re.Pattern[str]] = []
        # Everything that Discord sends is first announced by its type, to which nothing here listens.
        self._direct_listeners: dict[str, Callable[[Any], None]] = {"socket_event_type": lambda _: None}
        self._resources: contextlib.AsyncExitStack | None = None

    async def setup_hook(self) -> None:
        """Opens the database and the catalogue, loads the features and registers their commands.

        Raises StorageError if the database or the catalogue cannot be used.
        """
        await self.open()
        if self.get_cog("FormListener") is None:
            self.forms = FormListener()
            await self.add_cog(self.forms)
            for feature in FEATURES:
                await feature.setup(self)
        await self._sync_commands()

    def add_dynamic_items(self, *items: type[discord.ui.DynamicItem[Any]]) -> None:
        super().add_dynamic_items(*items)
        self._templates += [item.__discord_ui_compiled_template__ for item in items]

    def read_directly(self, event: str, reader: Callable[[dict[str, Any]], None]) -> None:
        """Has what Discord sends under this name, such as `MESSAGE_REACTION_ADD`, given to this function as it came.

        It takes the place of discord.py's own, which makes five objects of each event. For storms, like
        `listen_directly`: nobody else hears of it, and it must not take long.
        """
        assert event in self._connection.parsers
        self._connection.parsers[event] = _log_exceptions(event, reader)

    def listen_directly(self, event: str, listener: Callable[[Any], None]) -> None:
        """Has events of this name, such as `raw_reaction_add`, given to this function, and to nothing else.

        For those that come in storms: the function is called while the event is read, and must not take long. Any
        other listener costs a task an event, and thousands of them are made before the first one runs.
        """
        self._direct_listeners[event] = _log_exceptions(event, listener)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        listener = self._direct_listeners.get(event)
        if listener is None:
            super().dispatch(event, *args, **kwargs)
        else:
            listener(*args)

    async def on_interaction(self, interaction: Interaction) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            return
        _log.info(describe(interaction))
        if interaction.type is discord.InteractionType.component:
            custom_id = str((interaction.data or {}).get("custom_id"))
            if not any(template.fullmatch(custom_id) for template in self._templates):
                # discord.py leaves these without an answer.
                sentence = "This is from another version of me and no longer works. Type `/` to see what I can do."
                await answer_error(interaction, Refusal(sentence))

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        _log.exception("Error in %s", event_method)

    async def close(self) -> None:
        """Stops listening, finishes what people are waiting for, writes what is queued, and closes the database.

        Does not wait longer than 4 seconds for Discord. A bot that was closed stays closed.
        """
        if self.is_closed():
            return
        try:
            async with asyncio.timeout(_FINISH_SECONDS):
                await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()), return_exceptions=True)
                while tasks := _list_in_flight():
                    await asyncio.wait(tasks)
        except TimeoutError:
            _log.warning("Discord took too long; not everyone was answered")
            for task in _list_in_flight():
                task.cancel()
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await super().close()
        except TimeoutError:
            _log.warning("Discord did not close the connection in time")
        finally:
            if self._resources is not None:
                await self._resources.aclose()
                self._resources = None

    async def open(self) -> None:
        """Opens the database and the catalogue, if they are not open already.

        Raises StorageError if one of them cannot be used.
        """
        if self._resources is not None:
            return
        async with contextlib.AsyncExitStack() as stack:
            database = await Database.open(self.settings.database_path)
            stack.push_async_callback(database.close)
            catalogue = await Catalogue.open(self.settings.catalogue_path)
            stack.push_async_callback(catalogue.close)
            self.titles = Titles(catalogue, database)
            self.title_questions = TitleQuestions(database)
            self.drafts = Drafts(database)
            self.reviews = Reviews(database)
            self.review_archive = ReviewArchive(database)
            self.browsing = Browsing(database)
            self.posts = Posts(database)
            self.reactions = Reactions(database)
            self.lists = Lists(database)
            self.list_imports = ListImports(database)
            self.stored = StoredSettings(database)
            self._resources = stack.pop_all()

    async def _sync_commands(self) -> None:
        """Registers the commands with Discord if they are not the ones registered last time."""
        payloads = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        payloads.sort(key=lambda payload: (payload["type"], payload["name"]))
        digest = hashlib.sha256(json.dumps(payloads, sort_keys=True).encode()).hexdigest()
        name = f"commands of {self.application_id}"
        if await self.stored.get_value(name) != digest:
            await self.tree.sync()
            await self.stored.set_value(name, digest)
            _log.info("Registered %d commands", len(payloads))


def _log_exceptions(event: str, function: Callable[[Any], None]) -> Callable[[Any], None]:
    """A function that only logs its errors, which would end the connection that the event came from."""

    def call(data: Any) -> None:
        try:
            function(data)
        except Exception:
            _log.exception("Error in %s", event)

    return call


def _list_in_flight() -> list[asyncio.Task[Any]]:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    return [task for task in tasks if task.get_name().startswith(_IN_FLIGHT)]


def create_bot(settings: Settings) -> Kanso:
    """The bot, not started: it has touched neither the network nor the disk, and needs no token until it starts."""
    return Kanso(settings)


def tune_interpreter() -> None:
    """Has the interpreter keep nobody waiting; to be called when all is loaded that stays until the end.

    The garbage collector is kept off all objects that there are by now: a full collection that went through them would
    hold the event loop for some 15 ms. And threads take turns more often, for a database's thread that waits five
    milliseconds before each of its steps writes next to nothing while the event loop is busy.
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SWITCH_SECONDS)


async def run(settings: Settings) -> None:
    """Runs the bot until it is told to stop by SIGTERM or Ctrl-C.

    Raises what `Kanso.setup_hook` and `discord.Client.start` raise.
    """
    bot = create_bot(settings)
    await bot.open()
    tune_interpreter()
    starting = asyncio.create_task(bot.start(settings.token))
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Windows has no handlers on the loop; there, Ctrl-C cancels this function.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    waiting = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
    finally:
        waiting.cancel()
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await bot.close()
    _log.info("Stopped")


def set_up_logging(level: str) -> None:
    """Has what is logged written to stderr, one line an event."""
    formatter = logging.Formatter("{asctime} {levelname} {name}: {message}", style="{")
    number = getattr(logging, level)
    # Below INFO the libraries log all that they send and store: reviews, and tokens that let others answer as the bot.
    discord.utils.setup_logging(level=max(number, logging.INFO), formatter=formatter)
    for name in _OWN_LOGGERS:
        logging.getLogger(name).setLevel(number)


def main() -> int:
    """Reads the settings and runs the bot. Returns the exit code: 0, `EXIT_FAILURE` or `EXIT_CONFIG`."""
    try:
        load_dotenv(Path.cwd() / ".env", encoding="utf-8-sig")
        settings = Settings.from_env()
    except SettingsError as error:
        for problem in error.args:
            print(problem, file=sys.stderr)
        return EXIT_CONFIG
    except (OSError, UnicodeDecodeError) as error:
        print(f"The file .env can't be read: {error}. Save it as plain text in UTF-8.", file=sys.stderr)
        return EXIT_CONFIG
    set_up_logging(settings.log_level)
    try:
        asyncio.run(run(settings))
    except StorageError as error:
        print(error, file=sys.stderr)
        return EXIT_FAILURE
    except discord.LoginFailure:
        print(
            "Discord refuses DISCORD_TOKEN: copy it again, or reset it, on your application's Bot page in the Discord "
            "Developer Portal (https://discord.com/developers/applications).",
            file=sys.stderr,
        )
        return EXIT_CONFIG
    except (aiohttp.ClientError, discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed) as error:
        print(f"Discord can't be reached: {error}. Check the connection and start again.", file=sys.stderr)
        return EXIT_FAILURE
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
