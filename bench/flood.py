"""How long people wait while somebody floods the bot with files.

    python -m bench.flood [--lists 20] [--archives 30]

The bot runs in its own process, connected to a stand-in for Discord on this machine. One person sends list files of 9.4
MB and archives of reviews of 3.8 MB, all at once, as often as the bot takes them. Meanwhile others look at their lists,
change them, and import small ones. The same people do the same without the flood, in the same run.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from db.titles.catalogue.seed import build_catalogue
from tests.loopback import CODE, TOKEN, LoopbackDiscord, Program

_COMMAND = 2
_FLOODER, _OTHERS = 1, range(100, 110)
_COMMANDS_SECONDS = 20
_PAUSE = 0.05
_AT_ONCE = 6
"""How many files the flooder sends at a time: twice as many as the bot takes from one person."""
_LIST_BYTES, _ARCHIVE_BYTES = 9_400_000, 3_800_000


@dataclass(slots=True)
class Waits:
    """How long first answers took, in milliseconds."""

    commands: list[float] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    unanswered: int = 0


class Flood:
    """A bot, the one who floods it, and the others."""

    def __init__(self, discord: LoopbackDiscord, program: Program) -> None:
        self._discord = discord
        self._program = program
        self._list = _make_list()
        self._archive = _make_archive()
        self.taken = 0
        """How many of the flood's files were read."""

    async def measure(self, *, lists: int, archives: int) -> Waits:
        """Makes the others use commands for a while, during a flood of so many files."""
        waits = Waits()
        files = [("list", self._list)] * lists + [("review", self._archive)] * archives
        flood = [asyncio.create_task(self._send_large(files)) for _ in range(_AT_ONCE)]
        ends = time.monotonic() + _COMMANDS_SECONDS
        await asyncio.gather(*(self._use(user_id, waits, ends) for user_id in _OTHERS))
        await asyncio.gather(*flood)
        return waits

    async def _send_large(self, files: list[tuple[str, bytes]]) -> None:
        """Sends one file after another, and again those for which the bot has no room."""
        while files:
            feature, data = files.pop(0)
            sent = await self._import(feature, data, _FLOODER)
            await self._discord.wait_until(lambda sent=sent: bool(self._discord.get_answers(sent)))
            if any("still being read" in answer.text for answer in self._discord.get_answers(sent)):
                files.append((feature, data))
                await asyncio.sleep(_PAUSE)
            else:
                self.taken += 1

    async def _use(self, user_id: int, waits: Waits, ends: float) -> None:
        while time.monotonic() < ends:
            for _ in range(10):
                for name, options in (("add", [_ANIME]), ("watched", [_ANIME]), ("show", [])):
                    began = time.monotonic()
                    sent = await self._call("list", name, options, user_id)
                    if await self._answer(sent):
                        waits.commands.append((time.monotonic() - began) * 1000)
                    else:
                        waits.unanswered += 1
                    await asyncio.sleep(_PAUSE)
            began = time.monotonic()
            sent = await self._import("list", b"Monster 3/74\n", user_id)
            await self._discord.wait_until(lambda sent=sent: self._has_preview(sent))
            waits.imports.append((time.monotonic() - began) * 1000)

    def _has_preview(self, interaction_id: int) -> bool:
        texts = [str(answer.body) for answer in self._discord.get_answers(interaction_id)]
        return any("list:import:apply" in text for text in texts)

    async def _answer(self, interaction_id: int) -> bool:
        """Waits for the first answer. False if it takes more than three seconds."""
        try:
            async with asyncio.timeout(3):
                await self._discord.wait_for_answer(interaction_id)
        except TimeoutError:
            return False
        return True

    async def _import(self, feature: str, data: bytes, user_id: int) -> int:
        name = f"{len(self._discord.files)}"
        self._discord.files[name] = data
        url = f"{self._discord.url}/file?name={name}"
        filename = "export.json" if feature == "review" else "list.txt"
        attachment = {"id": "1", "filename": filename, "size": len(data), "url": url, "proxy_url": url}
        options = [{"name": "file", "type": 11, "value": "1"}]
        return await self._call(feature, "import", options, user_id, {"attachments": {"1": attachment}})

    async def _call(
        self, root: str, name: str, options: list[dict[str, Any]], user_id: int, resolved: dict[str, Any] | None = None
    ) -> int:
        data = {"id": "1", "name": root, "type": 1, "options": [{"name": name, "type": 1, "options": options}]}
        return await self._discord.interact(_COMMAND, data | {"resolved": resolved or {}}, user_id=user_id)


_ANIME = {"name": "anime", "type": 3, "value": "mal/52991"}


def _make_list() -> bytes:
    line = "Frieren: Beyond the Journey's End - 9/10 - {0} {1}\n"
    text = "".join(line.format(number, "x" * 430) for number in range(19_000))
    return text.encode()[:_LIST_BYTES]


def _make_archive() -> bytes:
    review = {
        **{"rating": 9, "verdict": "RECOMMENDED", "spoilers": False, "episodes": None, "tags": [], "versions": []},
        **{"text": "A quiet masterpiece. " * 90, "written_at": "2024-04-03T12:00:00Z", "edited_at": None},
    }
    number = _ARCHIVE_BYTES // (len(json.dumps(review)) + 60)
    reviews = [review | {"anime": {"key": f"mal/{index}", "title": f"Title {index}"}} for index in range(1, number)]
    archive = {"format": "kanso-reviews", "version": 1, "exported_at": "2026-11-21T12:00:00Z", "reviews": reviews}
    return json.dumps(archive).encode()


def _read_peak(process_id: int) -> float:
    """The most memory that a process has had, in MB."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


async def _run(folder: Path, lists: int, archives: int) -> None:
    build_catalogue(folder / "catalogue.db")
    discord = LoopbackDiscord()
    await discord.start()
    (folder / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\nCATALOGUE_PATH={folder}/catalogue.db\n", encoding="utf-8")
    program = await Program.launch(folder, discord.url, folder / "output.txt", code=CODE)
    try:
        await discord.wait_for_login()
        flood = Flood(discord, program)
        quiet = await flood.measure(lists=0, archives=0)
        calm_peak = _read_peak(program.process_id)
        flooded = await flood.measure(lists=lists, archives=archives)
        peak = _read_peak(program.process_id)
        with closing(sqlite3.connect(folder / "kanso.db")) as connection:
            ((reviews,),) = connection.execute("SELECT COUNT(*) FROM reviews")
    finally:
        await program.kill()
        await discord.stop()
    print(f"{flood.taken} files of the flood were read, and {reviews:,} reviews were added")
    print(f"{'':<34}{'quiet':>12}{'flooded':>12}{'ratio':>8}")
    for name, quantile in (("p50", 0.5), ("p99", 0.99)):
        first, second = (_take(waits.commands, quantile) for waits in (quiet, flooded))
        print(f"{f'first answer to others, {name}, ms':<34}{first:>12.1f}{second:>12.1f}{second / first:>8.1f}")
    first, second = max(quiet.imports), max(flooded.imports)
    print(f"{'slowest small import, ms':<34}{first:>12.0f}{second:>12.0f}{second / first:>8.1f}")
    print(f"{'not answered in 3 s':<34}{quiet.unanswered:>12}{flooded.unanswered:>12}")
    print(f"{'peak memory, MB':<34}{calm_peak:>12.0f}{peak:>12.0f}{peak / calm_peak:>8.1f}")


def _take(values: list[float], quantile: float) -> float:
    return statistics.quantiles(values, n=1000)[round(quantile * 1000) - 1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.flood", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--lists", type=int, default=20, help="how many list files (default: 20)")
    parser.add_argument("--archives", type=int, default=30, help="how many archives (default: 30)")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}", flush=True)
    with TemporaryDirectory(prefix="kanso-bench-") as folder:
        asyncio.run(_run(Path(folder), options.lists, options.archives))
    return 0


if __name__ == "__main__":
    sys.exit(main())
