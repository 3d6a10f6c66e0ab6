"""The soak of cards: reviews are posted, edited, deleted and restored while everything goes wrong.

After each round, and a start of the bot, no card may stand that the database doesn't know, none of a deleted review,
none with an earlier text, and none twice in a channel.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from random import Random
from typing import Any

from tests.loopback import LoopbackDiscord, Message, Program, make_review_form
from tests.soak.people import COMMAND, MODAL
from tests.soak.run import DifferenceError, launch

_AUTHORS = range(401, 407)
_ANIME = "mal/52991"
_LONGEST_PAUSE = 0.05
_AGREE_SECONDS = 20
_REQUESTS = (
    ("POST", r"/channels/\d+/messages"),
    ("POST", r"/interactions/.*"),
    ("POST", r"/webhooks/.*"),
    ("PATCH", r"/channels/\d+/messages/\d+"),
    ("DELETE", r"/channels/\d+/messages/\d+"),
)


class CardSoak:
    """A bot, its Discord, and a few authors."""

    def __init__(self, discord: LoopbackDiscord, folder: Path, catalogue_path: Path, *, seed: int) -> None:
        """`folder` must be empty; the bot's files go there."""
        self._discord = discord
        self._folder = folder
        self._catalogue_path = catalogue_path
        self._seed = seed
        self._random = Random(seed)
        self._channel_ids = [discord.truth.add_channel() for _ in range(3)]
        self._office_id = discord.truth.add_channel()
        self._program: Program | None = None
        self._happened: list[str] = []
        self.rounds = 0
        self.acts: Counter[str] = Counter()

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Starts the bot. Rounds can run inside this context."""
        try:
            await self._start()
            yield
        finally:
            if self._program is not None:
                await self._program.kill()

    async def run_round(self) -> None:
        """Lets authors act while requests fail and the bot is killed, and compares. Raises DifferenceError."""
        self.rounds += 1
        self._happened.clear()
        for _ in range(self._random.randint(2, 5)):
            self._plan_fault()
            await self._act(self._random.choice(_AUTHORS))
        await self._pause()
        assert self._program is not None
        await self._program.kill()
        await self._discord.wait_for_logout()
        self._discord.faults.clear()
        await self._start()
        await self._compare()

    async def _start(self) -> None:
        self._program = await launch(self._discord, self._folder, self._catalogue_path, self.rounds)

    # What people do, and what goes wrong

    async def _act(self, author: int) -> None:
        name = self._random.choice(["write", "write", "edit", "delete", "undo", "post"])
        self.acts[name] += 1
        self._happened.append(f"{author}: {name}")
        channel_id = self._random.choice(self._channel_ids)
        anime = {"name": "anime", "type": 3, "value": _ANIME}
        if name == "write":
            await self._submit(f"review:write:{_ANIME}:9:::blank:0123abcd", author, channel_id)
        elif name == "edit":
            for review_id, revision in self._read(f"SELECT id, revision FROM reviews WHERE author_id = {author}"):
                custom_id = f"review:edit:{review_id}:{revision}:{_ANIME}::blank:0123abcd"
                await self._submit(custom_id, author, channel_id)
        elif name == "post":
            channel = {"name": "channel", "type": 7, "value": str(channel_id)}
            # Called in another channel, it posts no second card where there is one.
            await self._call("post", [anime, channel], author, self._office_id)
        else:
            asked = await self._call("delete", [anime], author, channel_id)
            for beginning in ("review:remove:", "review:undo:")[: 1 if name == "delete" else 2]:
                await self._pause()
                for message in self._discord.get_answers(asked):
                    await self._press(message, beginning, author)

    async def _submit(self, custom_id: str, author: int, channel_id: int) -> None:
        body = f"A quiet masterpiece, {self.acts.total()} times."
        data = make_review_form(custom_id, body, {"type": 3, "custom_id": "rating", "values": ["9"]})
        await self._discord.interact(MODAL, data, user_id=author, channel_id=channel_id)

    async def _call(self, name: str, options: list[dict[str, Any]], author: int, channel_id: int) -> int:
        truth = self._discord.truth
        described = {str(each): truth.describe_channel(truth.channels[each]) for each in self._channel_ids}
        resolved = {"channels": {key: channel | {"permissions": "0"} for key, channel in described.items()}}
        command = {"name": name, "type": 1, "options": options}
        data = {"id": "1", "name": "review", "type": 1, "options": [command], "resolved": resolved}
        return await self._discord.interact(COMMAND, data, user_id=author, channel_id=channel_id)

    async def _press(self, message: Message, beginning: str, author: int) -> None:
        for component in message.components:
            custom_id = str(component.get("custom_id"))
            if custom_id.startswith(beginning):
                await self._discord.press(message, custom_id, user_id=author)

    def _plan_fault(self) -> None:
        if self._random.random() < 0.7:
            method, path = self._random.choice(_REQUESTS)
            status = self._random.choices((0, 500, 503, 403), (4, 1, 2, 1))[0]
            happens_anyway = status != 403 and self._random.random() < 0.6
            self._discord.fail(method, path, status, happens_anyway=happens_anyway)
            self._happened.append(f"A {method} {path} will get {status}{', but happen' * happens_anyway}")

    async def _pause(self) -> None:
        await asyncio.sleep(self._random.uniform(0, _LONGEST_PAUSE))

    # What must be true

    async def _compare(self) -> None:
        differences = self._list_differences()
        try:
            async with asyncio.timeout(_AGREE_SECONDS):
                while differences:
                    await asyncio.sleep(_LONGEST_PAUSE)
                    differences = self._list_differences()
        except TimeoutError:
            heading = f"Seed {self._seed}, round {self.rounds}"
            raise DifferenceError("\n".join([heading, *self._happened, "Differences:", *differences])) from None

    def _list_differences(self) -> list[str]:
        posts = {message_id for (message_id,) in self._read("SELECT message_id FROM posts WHERE NOT is_down")}
        bodies = dict(self._read("SELECT id, body FROM reviews WHERE deleted_at IS NULL"))
        cards = {
            message: _find_review_id(message)
            for channel_id in self._channel_ids
            for message in self._discord.truth.channels[channel_id].messages.values()
            if _find_review_id(message) is not None
        }
        places = Counter((message.channel.id, review_id) for message, review_id in cards.items())
        missing = posts - {message.id for message in cards}
        return [
            *(f"The database doesn't know the card {message.id}" for message in cards if message.id not in posts),
            *(f"There is no card {message_id}" for message_id in missing),
            *(f"The card {message.id} shows a deleted review" for message in cards if cards[message] not in bodies),
            *(
                f"The card {message.id} shows an earlier text"
                for message, review_id in cards.items()
                if review_id in bodies and bodies[review_id] not in message.text
            ),
            *(f"{number} cards of {place[1]} in {place[0]}" for place, number in places.items() if number > 1),
            *(f"The sending {sending} is not settled" for sending in self._read("SELECT id FROM sendings")),
        ]

    def _read(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self._folder}/kanso.db?mode=ro", uri=True)) as connection:
            return connection.execute(statement).fetchall()


def _find_review_id(message: Message) -> int | None:
    for component in message.components:
        custom_id = str(component.get("custom_id"))
        if custom_id.startswith("review:menu:"):
            return int(custom_id.rpartition(":")[2])
    return None
