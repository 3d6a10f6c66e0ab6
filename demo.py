"""Kanso in the browser, without a token: the real bot against a simulated Discord on this machine.

`make demo` prints an address and opens it. Everything done there is forgotten when the demo ends.
"""

import argparse
import asyncio
import contextlib
import tempfile
import webbrowser
from dataclasses import dataclass
from pathlib import Path

import discord
import simcord
from aiohttp import web

from bot import Kanso, Settings, create_bot
from db.reactions.models import ReactionKind

SAMPLES = Path(__file__).parent / "docs" / "samples"
MEMBERS = ("aiko", "ben", "chika", "daniel", "emi", "farid")
LISTS = {
    name: (file, (SAMPLES / "lists" / file).read_bytes()) for name, file in [("you", "you.csv"), ("aiko", "aiko.txt")]
}
"""The files from which people import their lists, by person."""

WELCOME = """## Welcome to Kanso's demo
You act as **you**; *Viewing as*, at the top, lets you act as somebody else. Type `/` to see the commands, and try:
1. `/review write` – type a few letters of an anime, choose it, rate it, fill in the form.
2. Scroll to a card: **Read** it page by page, press **Show all**, click a reaction below it. The counts follow.
3. `/anime info` – misspell it if you like: *evangelon*. Then *Sword Art Online*, which two people reviewed.
4. `/review browse` – sort, filter, open. As *aiko*, `/review mine` – edit, earlier versions, export, delete and undo.
5. A forum shows the whole text, with room to discuss it: [open one]({forum}).
6. `/list show`, `/list stats`, `/list random`, `/list compare` with *aiko*. Or bring your own list: `/list import`.
7. Your list in your DMs with the bot: [open them]({direct}).

Nothing here reaches the internet, and everything is forgotten when the demo ends."""

FORUM_REVIEW = "mal/52991"
"""The anime whose review is posted in the forum as well."""

DIRECT_WELCOME = """## Your DMs with Kanso
Nobody else sees your list here. Try `/list show`, `/list watched`, `/list export`, `/list undo`, and their buttons.
A review that you write here is saved; in the server, `/review post` shows it to the others.
[Back to the server]({server})"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A review from the folder `docs/samples`."""

    author: str
    anime: str
    page: str
    """The review as the text of a saved web page, with its rating, date and verdict."""
    reactions: list[tuple[str, ReactionKind]]


def read_sample(path: Path) -> Sample:
    header, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in header.splitlines())
    written = discord.utils.parse_time(fields["written"])
    tags = [fields["verdict"].replace("_", " ").title()]
    if fields["spoilers"] == "yes":
        tags.append("Spoiler")
    if "episodes" in fields:
        tags.append(f"Preliminary ({fields['episodes']}/? eps)")
    return Sample(
        author=fields["author"],
        anime=fields["anime"],
        page="\n".join(
            [
                f"{written:%b} {written.day}, {written.year}",
                *tags,
                body.strip(),
                f"Reviewer's Rating: {fields['rating']}",
                "What did you think of this review?",
                "Nice Nice0",
                "Love it Love it0",
                "Funny Funny0",
                "Show all",
            ]
        ),
        reactions=[
            (name, ReactionKind(kind))
            for name, kind in (pair.split() for pair in fields.get("reactions", "").split(",") if pair.strip())
        ],
    )


class Demo:
    """A simulated server with a few members, shown one channel at a time."""

    def __init__(self, bot: Kanso, env: simcord.Env) -> None:
        self._bot = bot
        self._env = env
        guild = env.create_guild("Anime club")
        self._channel = guild.create_text_channel("reviews")
        self._forum = guild.create_forum_channel("long-reads")
        self._people = {name: env.create_user(name) for name in ("you", *MEMBERS)}
        self._members = {name: guild.add_member(person) for name, person in self._people.items()}
        self._shown = contextlib.AsyncExitStack()

    async def fill(self, address: str) -> None:
        """Fills the server: members write reviews, react and import lists, all through the bot's own commands."""
        welcome = WELCOME.format(direct=f"{address}/direct/you", forum=f"{address}/forum")
        await self._say(self._channel.id, welcome)
        for path in sorted(SAMPLES.glob("*.md")):
            sample = read_sample(path)
            file = (path.name, sample.page.encode())
            author = self._members[sample.author]
            result = await author.slash(self._channel, "review import", anime=sample.anime, file=file)
            card = next(message for message in result.followups if not message.ephemeral)
            for name, kind in sample.reactions:
                # Unlike a member's own `react`, this does not wait for the bot each time.
                self._env.backend.add_reaction(self._channel.id, card.id, kind.emoji, self._people[name].id)
        await self._members["aiko"].slash(self._channel, "review post", anime=FORUM_REVIEW, channel=self._forum)
        await self._env.settle()
        await self._say(self._forum.threads[0].id, f"[Back to the server]({address}/server)")
        for name, file in LISTS.items():
            await self._import_list(self._people[name], file)
        # The page opens at the last message, so the welcome is repeated.
        await self._say(self._channel.id, welcome)
        for name, person in self._people.items():
            if name in LISTS:
                await self._say(person.dm_channel.id, DIRECT_WELCOME.format(server=f"{address}/server"))

    async def _import_list(self, person, file: tuple[str, bytes]) -> None:
        preview = await person.slash("list import", file=file)
        await person.click(preview.response, label="Import")
        await person.slash("list privacy", visibility="public")

    async def show_server(self, request: web.Request) -> web.Response:
        return await self._show(self._channel, list(self._members.values()))

    async def show_forum(self, request: web.Request) -> web.Response:
        if not self._forum.threads:
            raise web.HTTPNotFound(text="There is no post in the forum any more.")
        return await self._show(self._forum.threads[0], list(self._members.values()))

    async def show_direct(self, request: web.Request) -> web.Response:
        person = self._people.get(request.match_info["name"])
        if person is None:
            raise web.HTTPNotFound(text="Nobody has that name.")
        return await self._show(person.dm_channel, [person])

    async def close(self) -> None:
        await self._shown.aclose()

    async def _show(self, channel, viewers) -> web.Response:
        await self._shown.aclose()
        preview = await self._shown.enter_async_context(self._env.preview(channel, viewers=viewers, layout="channel"))
        raise web.HTTPFound(preview.url)

    async def _say(self, channel_id: int, text: str) -> None:
        view = discord.ui.LayoutView()
        view.add_item(discord.ui.TextDisplay(text))
        await self._bot.get_partial_messageable(channel_id).send(view=view)


async def run(port: int, *, opens_browser: bool) -> None:
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(
            database_path=folder / "kanso.db", catalogue_path=folder / "catalogue.db", card_refresh_seconds=0.2
        )
        bot = create_bot(settings)
        stack.push_async_callback(bot.close)
        env = await stack.enter_async_context(simcord.run(bot, shard_count=1, check_errors=False))
        env.backend.bot_user.name = "Kanso"
        demo = Demo(bot, env)
        stack.push_async_callback(demo.close)

        app = web.Application()
        app.router.add_get("/server", demo.show_server)
        app.router.add_get("/forum", demo.show_forum)
        app.router.add_get("/direct/{name}", demo.show_direct)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await demo.fill(address)
        print(f"Kanso's demo is at {address}/server – Ctrl-C ends it.", flush=True)
        if opens_browser:
            webbrowser.open(f"{address}/server")
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; any free one if left out")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(arguments.port, opens_browser=not arguments.no_browser))


if __name__ == "__main__":
    main()
