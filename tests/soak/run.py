"""The bot in the soak, what goes wrong around it, and the rounds."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from tests.loopback import LIMITS, PRELUDE, TOKEN, LoopbackDiscord, Program, RateLimits
from tests.soak.expected import Expected
from tests.soak.people import COMMAND, OPERATOR, People

CODE = f"""{PRELUDE}
import bot
from cogs.reactions import reconcile

async def pass_by(self, shard_id, *, initial): pass

def create_bot(settings, create=bot.create_bot):
    made = create(settings)
    made._connection.guild_ready_timeout = 0.05
    return made

reconcile.COUNTS_PAUSE = reconcile.PEOPLE_PAUSE = 0
reconcile.RETRY_SECONDS = 0.1
bot.Kanso.before_identify_hook = pass_by
bot.create_bot = create_bot
sys.exit(bot.main())
"""
"""Runs the bot without the pauses that protect Discord."""


async def launch(discord: LoopbackDiscord, folder: Path, catalogue_path: Path, number: int) -> Program:
    """Starts the bot with its database in a folder, and waits until it is logged in. `number` names its output."""
    settings = {
        "DISCORD_TOKEN": TOKEN,
        "DATABASE_URL": f"sqlite:///{folder}/kanso.db",
        "CATALOGUE_PATH": str(catalogue_path),
        "CARD_REFRESH_SECONDS": "0.05",
    }
    output = folder / f"output-{number}.txt"
    program = await Program.launch(folder, discord.url, output, code=CODE, environment=settings)
    await discord.wait_for_login()
    return program


_IN_STEP = "The counts on every card match Discord's."
_IN_STEP_SECONDS = 60
_SECONDS_BETWEEN_QUESTIONS = 0.02
_LONGEST_PAUSE = 0.08
"""Seconds until a kill, longer than votes wait to be written."""
_LONGEST_DELAY = 0.2
"""The longest delay of an answer, in seconds."""

_LIMITS = tuple(replace(limit, seconds=limit.seconds / 100) for limit in LIMITS)
"""Discord's limits, but a hundred times as fast, as the bot is here."""

_REQUESTS = {
    "PATCH": r"/channels/\d+/messages/\d+",
    "GET": r"/channels/\d+/messages(/\d+/reactions/.+)?",
    "PUT": r"/channels/\d+/messages/\d+/reactions/.+",
}
"""The requests that may fail or take long."""


class DifferenceError(AssertionError):
    """Something did not agree. The message has the seed, the round, what happened in it and the differences."""


@dataclass(slots=True)
class Figures:
    """Counts of what has happened so far."""

    rounds: int = 0
    acts: int = 0
    resumes: int = 0
    logins: int = 0
    mishaps: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    """The statuses of requests that failed on purpose or exceeded a limit; 0 for a cut connection."""


class Soak:
    """A bot and its Discord."""

    def __init__(self, discord: LoopbackDiscord, folder: Path, catalogue_path: Path, *, seed: int) -> None:
        """`folder` must be empty; the bot's files go there.

        The same seed makes the same things go wrong in the same order. What people do also depends on timing.
        """
        self._discord = discord
        self._gateway = discord.gateway
        self._folder = folder
        self._catalogue_path = catalogue_path
        self._seed = seed
        self._random = Random(seed)
        self._order = Random(seed)
        self._limits = discord.limits = RateLimits(_LIMITS, requests_a_second=500)
        self._expected = Expected(discord)
        self._people = People(discord, self._expected, self._random)
        self._program: Program | None = None
        self._rounds = 0
        self._last_said = ""
        self._counted: Counter[str] = Counter()

    @property
    def figures(self) -> Figures:
        return Figures(
            self._rounds,
            self._people.acts,
            self._gateway.resumes,
            self._gateway.logins,
            self._counted,
            Counter(self._discord.faults.statuses) + Counter({429: self._limits.refused}),
        )

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Starts the bot and makes people write the first reviews. Rounds can run inside this context."""
        try:
            await self._start()
            await self._people.write_reviews()
            await self._end_round()
            yield
        finally:
            if self._program is not None:
                await self._program.kill()

    async def run_round(self) -> None:
        """Lets people act while one thing goes wrong, and compares. Raises DifferenceError."""
        self._rounds += 1
        mishaps = self._list_mishaps()
        name = self._order.choice(list(mishaps))
        self._counted[name] += 1
        await self._people.begin_round()
        self._plan_faults()
        await self._people.act(15)
        self._people.happened.append(f"-- {name}")
        await mishaps[name]()
        await self._people.act(10)
        await self._end_round()

    async def _end_round(self) -> None:
        try:
            await self._wait_until_in_step()
        except TimeoutError:
            self._tell([f"The bot does not say that all is in step. The last it said: {self._last_said}"])
        self._discord.faults.clear()
        self._tell(self._expected.settle_and_compare(self._folder / "kanso.db"))

    def _tell(self, differences: list[str]) -> None:
        if differences:
            heading = f"Seed {self._seed}, round {self._rounds}"
            raise DifferenceError("\n".join([heading, *self._people.happened, "Differences:", *differences]))

    # The bot

    async def _start(self) -> None:
        self._program = await launch(self._discord, self._folder, self._catalogue_path, self._rounds)

    async def _wait_until_in_step(self) -> None:
        async with asyncio.timeout(_IN_STEP_SECONDS):
            await self._discord.wait_for_login()
            await self._discord.wait_until(self._expected.has_all_answers)
            while _IN_STEP not in await self._ask_how_far_it_is():  # noqa: ASYNC110 # nothing tells when it is
                await asyncio.sleep(_SECONDS_BETWEEN_QUESTIONS)

    async def _ask_how_far_it_is(self) -> str:
        data = {"id": "1", "name": "about", "type": 1}
        channel_id = self._people.channel_ids[0]
        asked = await self._discord.interact(COMMAND, data, user_id=OPERATOR, channel_id=channel_id)
        await self._discord.wait_for_answer(asked)
        self._last_said = self._discord.get_answers(asked)[0].text
        return self._last_said

    # What goes wrong

    def _plan_faults(self) -> None:
        for _ in range(self._random.randint(0, 3)):
            method = self._random.choice(list(_REQUESTS))
            status = self._random.choices((429, 500, 503, 0), (3, 1, 3, 3))[0]
            happens_anyway = status != 429 and self._random.random() < 0.5
            self._discord.fail(method, _REQUESTS[method], status, happens_anyway=happens_anyway)
            self._people.happened.append(f"A {method} will get {status}{', but happen' * happens_anyway}")
        for _ in range(self._random.randint(0, 3)):
            self._discord.delay("GET", _REQUESTS["GET"], self._random.uniform(0, _LONGEST_DELAY))

    def _list_mishaps(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "connection lost": self._lose_connection,
            "session lost": self._lose_session,
            "session lost twice": self._lose_session_twice,
            "asked to reconnect": self._gateway.request_reconnect,
            "events repeated": self._repeat_events,
            "events swapped": self._swap_events,
            "killed": self._kill,
            "killed and away": self._kill_for_long,
        }

    async def _lose_connection(self) -> None:
        self._gateway.may_connect.clear()
        self._gateway.disconnect()
        await self._people.act(10)
        self._gateway.may_connect.set()

    async def _lose_session(self) -> None:
        self._gateway.may_connect.clear()
        self._gateway.forget_session()
        await self._people.act(10)
        self._gateway.may_connect.set()

    async def _lose_session_twice(self) -> None:
        """Loses it the second time while the bot waits for an answer that will be out of date."""
        self._discord.faults.clear()
        self._discord.delay("GET", _REQUESTS["GET"], _LONGEST_DELAY)
        before = len(self._discord.requests)
        await self._lose_session()
        await self._discord.wait_until(
            lambda: any(request.method == "GET" for request in self._discord.requests[before:])
        )
        await self._lose_session()

    async def _repeat_events(self) -> None:
        """Repeats only reaction events: Discord does not send a click twice."""
        if self._people.reactions_in_a_row:
            await self._gateway.repeat_last_events(self._random.randint(1, self._people.reactions_in_a_row))

    async def _swap_events(self) -> None:
        self._gateway.swap_next_reaction()
        await self._people.act(5)
        await self._lose_session()

    async def _kill(self) -> None:
        await self._end_program()
        await self._start()

    async def _kill_for_long(self) -> None:
        await self._end_program()
        await self._people.act(30)
        await self._start()

    async def _end_program(self) -> None:
        assert self._program is not None
        if self._random.random() < 0.5:
            # So that some cards are out of date when it starts again.
            self._discord.fail("PATCH", _REQUESTS["PATCH"], 503, times=1000)
            await self._people.act(5)
        await asyncio.sleep(self._random.uniform(0, _LONGEST_PAUSE))
        await self._program.kill()
        await self._discord.wait_for_logout()
        self._discord.faults.clear()
