"""Runs a bot in its own process."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

PRELUDE = """
import functools, socket, sys
import aiohttp, discord, yarl

def make_socket(address):
    made = socket.socket(*address[:3])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024)
    return made

aiohttp.TCPConnector = functools.partial(aiohttp.TCPConnector, socket_factory=make_socket)
discord.http.Route.BASE = sys.argv[1] + "/api"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sys.argv[1].replace("http", "ws", 1) + "/gateway/")
"""
"""Code that a bot's process runs first, so that it finds the stand-in. Its first argument is `LoopbackDiscord.url`.

Its sockets have small receive buffers. A buffer of the usual size would take in a whole storm of 50,000 events, and
everything after would wait behind it.
"""
CODE = f"{PRELUDE}import bot\nsys.exit(bot.main())"
"""Runs the bot unchanged, except for the address of Discord."""

_END_SECONDS = 10
"""A bot has 5 seconds to stop. The other 5 are for a machine that is busy with other tests."""
_LIFE_SECONDS = 60


class Program:
    """A bot in its own process, and everything it printed."""

    def __init__(self, process: asyncio.subprocess.Process, output: Path) -> None:
        self._process = process
        self._output = output

    @classmethod
    async def launch(
        cls, folder: Path, url: str, output: Path, *, code: str = CODE, environment: Mapping[str, str] | None = None
    ) -> "Program":
        """Starts a bot in a folder with its `.env`. `url` is the stand-in's; the bot's output goes to the file
        `output`."""
        own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2])}
        with output.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", code, url),
                cwd=folder,
                env=own | dict(environment or {}),
                stdout=file,
                stderr=asyncio.subprocess.STDOUT,
            )
        return cls(process, output)

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def wait(self) -> str:
        """Waits for its end, which must come soon. Returns its output."""
        return await self._wait(_END_SECONDS)

    async def run(self) -> str:
        """Waits for a bot that stops right after its start. Returns its output."""
        return await self._wait(_LIFE_SECONDS)

    async def _wait(self, seconds: float) -> str:
        async with asyncio.timeout(seconds):
            await self._process.wait()
        return self._output.read_text(encoding="utf-8")

    async def kill(self) -> str:
        """Kills it as a power cut would, unless it has ended. Returns its output."""
        if self.exit_code is None:
            self.send(signal.SIGKILL)
        return await self.wait()
