"""Shared by the benchmarks of reactions: a server full of cards, and a bot in its own process that knows them."""

import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

import bot
from cogs.reviews.cards.render import describe_tally
from db.reactions.models import ReactionKind, Tally
from db.store import Store
from tests.loopback import APPLICATION_ID, GUILD_ID, TOKEN, LoopbackDiscord, Message, Truth

EMOJI = {"👍": 40, "❤️": 22, "😂": 15, "👍🏽": 5, "😕": 3, "💡": 5, "✍️": 5, "🎨": 5}
"""What people react with, and the percentage of each."""
SUPER_SHARE = 0.02
"""The share of super reactions."""

_BEGINNING = 1_600_000_000
_FIRST_PERSON = 300_000_000_000_000_000
_BOTS = 20
_COMMAND, _CHAT_INPUT, _SUBCOMMAND, _STRING = 2, 1, 1, 3
_LONGEST_LINE = 2**24
_SHOWN_OF_LOG = 2000


class Vote(NamedTuple):
    """A vote by button."""

    review_id: int
    user_id: int
    kind: ReactionKind


@dataclass(frozen=True, slots=True)
class Card:
    """A card whose review has no other card."""

    message: Message
    author_id: int
    anime_key: str

    @property
    def review_id(self) -> int:
        """Here a review has the id of its card."""
        return self.message.id

    def count_votes(self, truth: Truth, pressed: Iterable[Vote] = ()) -> Tally:
        """The tally that this card must show, including the votes by button."""
        people: dict[ReactionKind, set[int]] = {}
        for (emoji, _), users in self.message.reactions.items():
            kind = ReactionKind.from_emoji(emoji)
            if kind is not None:
                people.setdefault(kind, set()).update(users - truth.bots - {self.author_id})
        for vote in pressed:
            people.setdefault(vote.kind, set()).add(vote.user_id)
        return Tally({kind: len(users) for kind, users in people.items() if users})


class World:
    """A server with cards that the bot knows and that nobody has reacted to yet."""

    def __init__(self, discord: LoopbackDiscord, folder: Path, catalogue_path: Path, people: int) -> None:
        """`folder` is for the databases. The last 20 of the people are bots."""
        self.discord = discord
        self.people = range(_FIRST_PERSON, _FIRST_PERSON + people)
        self.cards: list[Card] = []
        self.database_path = folder / "kanso.db"
        self._folder = folder
        self._catalogue_path = catalogue_path
        self._prepared_path = folder / "prepared.db"
        discord.truth.bots.update(self.people[-_BOTS:])
        with closing(sqlite3.connect(self._catalogue_path)) as catalogue:
            rows = catalogue.execute("SELECT key FROM anime WHERE NOT is_adult ORDER BY id")
            self._anime_keys = [key for (key,) in rows]

    def add_cards(self, count: int, *, channels: int, distance: int = 1) -> None:
        """Adds cards to new channels, one channel after another. One message in `distance` is a card."""
        truth = self.discord.truth
        channel_ids = [truth.add_channel() for _ in range(channels)]
        for number in range(count):
            channel_id = channel_ids[number % channels]
            for _ in range(distance - 1):
                truth.say(channel_id, self.people[0])
            author_id = self.people[len(self.cards) % len(self.people)]
            anime_key = self._anime_keys[len(self.cards) % len(self._anime_keys)]
            self.cards.append(Card(truth.say(channel_id, APPLICATION_ID), author_id, anime_key))

    async def prepare_database(self) -> None:
        """Writes the database that every bot starts with: all cards and the reactions on them."""
        settings = bot.Settings(database_path=self._prepared_path, catalogue_path=self._catalogue_path)
        await (await Store.open(settings)).close()
        with closing(sqlite3.connect(self._prepared_path)) as connection:
            self._fill(connection)
            connection.commit()

    def _fill(self, connection: sqlite3.Connection) -> None:
        rng = Random(1)
        connection.executemany(
            "INSERT INTO reviews (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, tags, "
            "written_at) VALUES (?, ?, ?, 'A title', 8, SUBSTR(?, 1, 20000), 'RECOMMENDED', FALSE, '', ?)",
            [
                (
                    card.review_id,
                    card.author_id,
                    card.anime_key,
                    "It is quiet and slow. " * int(rng.lognormvariate(4, 1) + 1),
                    _BEGINNING + number * 60,
                )
                for number, card in enumerate(self.cards)
            ],
        )
        connection.execute("INSERT INTO review_activity (review_id, needs_ranking) SELECT id, FALSE FROM reviews")
        connection.executemany(
            "INSERT INTO posts (message_id, review_id, guild_id, channel_id, has_counts, shown) "
            "VALUES (?, ?, ?, ?, TRUE, 0)",
            [(card.message.id, card.review_id, GUILD_ID, card.message.channel.id) for card in self.cards],
        )
        bots = self.discord.truth.bots
        connection.executemany(
            "INSERT INTO votes (review_id, kind, user_id, source, emoji, is_super, is_bot) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (card.review_id, ReactionKind.from_emoji(emoji), user, card.message.id, emoji, is_super, user in bots)
                for card in self.cards
                for (emoji, is_super), users in card.message.reactions.items()
                for user in users - {APPLICATION_ID}
            ],
        )

    def restore_database(self) -> None:
        """Puts a fresh copy of the prepared database where a bot finds it."""
        shutil.copyfile(self._prepared_path, self.database_path)
        for suffix in ("-wal", "-shm"):
            self.database_path.with_name(f"{self.database_path.name}{suffix}").unlink(missing_ok=True)

    @asynccontextmanager
    async def run_bot(self, code: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """Runs Python code in its own process with a fresh database. Its output can be read.

        The code gets the address of the stand-in in `sys.argv[1]`, the arguments after it, and a bot's settings in the
        environment.
        """
        self.restore_database()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(bot.__file__).parent),
            "DISCORD_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{self.database_path}",
            "CATALOGUE_PATH": str(self._catalogue_path),
        }
        log_path = self._folder / "log.txt"
        with log_path.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", code, self.discord.url, *arguments),
                cwd=self._folder,
                env=environment,
                stdout=asyncio.subprocess.PIPE,
                limit=_LONGEST_LINE,
                stderr=log,
            )
        try:
            yield process
        except Exception:
            print(log_path.read_text(encoding="utf-8")[-_SHOWN_OF_LOG:], file=sys.stderr)
            raise
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await self.discord.wait_for_logout()

    async def ask_for_review(self, card: Card, user_id: int) -> int:
        """Makes a person call `/review read` in the card's channel. Returns the interaction's id."""
        anime = {"name": "anime", "type": _STRING, "value": card.anime_key}
        options = [{"name": "read", "type": _SUBCOMMAND, "options": [anime]}]
        data = {"id": "1", "name": "review", "type": _CHAT_INPUT, "options": options}
        return await self.discord.interact(_COMMAND, data, user_id=user_id, channel_id=card.message.channel.id)

    def get_answer_times(self) -> dict[int, float]:
        """The `time.monotonic()` of each interaction's answer, by the interaction's id."""
        requests = self.discord.requests
        return {request.interaction_id: request.at for request in requests if request.interaction_id is not None}

    # Whether all is right

    def list_wrong_tallies(self, pressed: Sequence[Vote] = ()) -> list[Card]:
        """The cards whose tally in the database differs from Discord's reactions and the pressed buttons."""
        with closing(sqlite3.connect(self.database_path)) as connection:
            rows = connection.execute(
                "SELECT review_id, kind, COUNT(DISTINCT user_id) FROM votes JOIN reviews ON reviews.id = review_id "
                "WHERE user_id <> author_id AND is_given AND NOT is_bot GROUP BY review_id, kind"
            ).fetchall()
        tallies: dict[int, dict[ReactionKind, int]] = {}
        for review_id, kind, count in rows:
            tallies.setdefault(review_id, {})[ReactionKind(kind)] = count
        expected = self._count_all(pressed)
        return [card for card in self.cards if Tally(tallies.get(card.review_id, {})) != expected[card.review_id]]

    def list_wrong_cards(self, pressed: Sequence[Vote] = ()) -> list[Card]:
        """The cards that show wrong counts. A card without votes may not have been drawn yet."""
        expected = self._count_all(pressed)
        return [
            card
            for card in self.cards
            if (tally := expected[card.review_id]) != Tally({}) and describe_tally(tally) not in card.message.text
        ]

    def _count_all(self, pressed: Sequence[Vote]) -> Mapping[int, Tally]:
        by_review: dict[int, list[Vote]] = {}
        for vote in pressed:
            by_review.setdefault(vote.review_id, []).append(vote)
        truth = self.discord.truth
        return {card.review_id: card.count_votes(truth, by_review.get(card.review_id, ())) for card in self.cards}
