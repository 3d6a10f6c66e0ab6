"""Kanso, the bot: its settings, its parts, and how it starts and stops."""

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
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import discord
from discord.ext import commands
from dotenv import load_dotenv

from cogs.anime.cog import AnimeCog
from cogs.core.answers import watch
from cogs.core.clock import Clock
from cogs.core.commands import CommandTranslator, CommandTree
from cogs.core.discord_internals import (
    DiscordVersionError,
    list_answering_tasks,
    list_payloads,
    pause_in_storms,
    silence_voice_warnings,
    verify,
)
from cogs.core.errors import describe, log_errors
from cogs.core.events import Bus
from cogs.core.files import FileReader
from cogs.core.incoming import clean
from cogs.core.interactions import Client, Interaction
from cogs.core.router import Router
from cogs.health.cog import AboutCog
from cogs.lists.cog import ListCog
from cogs.reactions.cog import ReactionCog
from cogs.reviews.cog import ReviewCog
from db.engine.database import parse_database_url
from db.engine.errors import StorageError
from db.store import Store
from db.titles.catalogue.location import DEFAULT_DATABASE_URL, locate_catalogue

_log = logging.getLogger("kanso")

EXIT_FAILURE = 1
EXIT_CONFIG = 78
"""EX_CONFIG in sysexits.h: a restart is useless until the settings are changed."""

_SWITCH_SECONDS = 0.0002
_FINISH_SECONDS = 2.0
_CLOSE_SECONDS = 2.0

_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_OWN_LOGGERS = ("kanso", "cogs", "db")


class SettingsError(Exception):
    """The settings can't be used; each argument is a sentence about one problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The operator's settings. `.env.example` describes each one."""

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
                "DISCORD_TOKEN contains a character that no token has, such as a space. It must be the token alone, "
                "as copied from the Bot page in the Discord Developer Portal, without “Bot” before it."
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
        with contextlib.suppress(ValueError):  # a malformed DATABASE_URL is reported already
            catalogue_path = locate_catalogue(environment)
        if catalogue_path.resolve() == database_path.resolve():
            problems.append("CATALOGUE_PATH and DATABASE_URL must name different files.")
        if problems:
            raise SettingsError(*problems)
        return cls(
            token=token,
            database_path=database_path,
            catalogue_path=catalogue_path,
            card_refresh_seconds=seconds,
            log_level=log_level,
        )


class Kanso(Client):
    """The bot. Its store and its features exist once `setup_hook` has run."""

    tree: CommandTree  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride]

    def __init__(self, settings: Settings) -> None:
        pause_in_storms()
        silence_voice_warnings()
        intents = discord.Intents(guilds=True, guild_reactions=True, dm_reactions=True)
        super().__init__(
            commands.when_mentioned,
            help_command=None,
            tree_cls=CommandTree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            # Reactions arrive as raw events, so neither messages nor members are cached. With a message cache, every
            # reaction would search all of it.
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.settings = settings
        self.clock = Clock()
        self.router = Router()
        self.files = FileReader()
        self.bus = Bus()
        self._is_open = False

    async def setup_hook(self) -> None:
        """Opens the store, creates the features and registers their commands. Raises what `open` raises."""
        await self.open()
        if not self.cogs:
            await self._add_features()
            await self.tree.set_translator(CommandTranslator())
        await self._sync_commands()

    async def _add_features(self) -> None:
        """Creates the features. They reach each other only through addresses, events, and what they are passed here."""
        anime, reviews, lists = AnimeCog(self, self.bus), ReviewCog(self, self.bus), ListCog(self, self.bus)
        reactions = ReactionCog(
            self,
            self.bus,
            await self.store.posts.list_cards(),
            redraw=reviews.cards.redraw,
            seconds=self.settings.card_refresh_seconds,
        )
        about = AboutCog(self, catalogue_path=self.settings.catalogue_path, get_progress=reactions.get_progress)
        for cog in (anime, reviews, reactions, lists, about):
            await self.add_cog(cog)
        self._adopt = reviews.sender.adopt
        self.router.add(*anime.rooms, *reviews.rooms, *reactions.rooms, *lists.rooms)

    async def on_interaction(self, interaction: Interaction) -> None:
        self.clock.hear(interaction.id)
        if interaction.type is discord.InteractionType.autocomplete:
            return
        _log.info(describe(interaction))
        if interaction.type in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            clean(interaction)
            watch(interaction)
            if interaction.type is discord.InteractionType.component:
                with log_errors("adopting a card"):
                    await self._adopt(interaction)
            await self.router.answer(interaction)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        _log.exception("Error in %s", event_method)

    async def close(self) -> None:
        """Stops listening, finishes the answers that people wait for, writes what is queued, and closes the store.

        Waits for Discord for at most 4 seconds. A closed bot stays closed.
        """
        if self.is_closed():
            return
        try:
            async with asyncio.timeout(_FINISH_SECONDS):
                await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()), return_exceptions=True)
                while tasks := list_answering_tasks():
                    await asyncio.wait(tasks)
        except TimeoutError:
            _log.warning("Discord took too long; not everyone was answered")
            for task in list_answering_tasks():
                task.cancel()
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await super().close()
        except TimeoutError:
            _log.warning("Discord did not close the connection in time")
        finally:
            if self._is_open:
                self._is_open = False
                await self.store.close()

    async def open(self) -> None:
        """Opens the store, if it is not open already.

        Raises DiscordVersionError if discord.py no longer has what the bot relies on, and StorageError if the store
        can't be used.
        """
        if not self._is_open:
            verify()
            self.store = await Store.open(self.settings)
            self._is_open = True

    async def _sync_commands(self) -> None:
        """Registers the commands with Discord if they are not the ones registered last time."""
        payloads = sorted(await list_payloads(self.tree), key=lambda payload: (payload["type"], payload["name"]))
        digest = hashlib.sha256(json.dumps(payloads, sort_keys=True).encode()).hexdigest()
        name = f"commands of {self.application_id}"
        if await self.store.stored.get_value(name) != digest:
            await self.tree.sync()
            await self.store.stored.set_value(name, digest)
            _log.info("Registered %d commands", len(payloads))


def create_bot(settings: Settings) -> Kanso:
    """Creates the bot without touching the network or the disk. It needs no token until it starts."""
    return Kanso(settings)


def tune_interpreter() -> None:
    """Keeps the interpreter from holding up the event loop. Call it once everything long-lived is loaded.

    The garbage collector skips every object that exists by now: a full collection of them would block the event loop
    for about 15 ms. Threads take turns more often, too: a database thread that waits the default 5 ms before each step
    writes next to nothing while the event loop is busy.
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
    """Writes the log to stderr, one line per event."""
    formatter = logging.Formatter("{asctime} {levelname} {name}: {message}", style="{")
    number = getattr(logging, level)
    # Below INFO the libraries log everything they send and store: reviews, and tokens that let others answer as the
    # bot.
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
    except (StorageError, DiscordVersionError) as error:
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
