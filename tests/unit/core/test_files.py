"""Whose file is read next."""

import asyncio
from typing import Any

import pytest

from cogs.core import files
from cogs.core.errors import Refusal
from cogs.core.files import MAX_WAITING, FileReader

FLOODER, OTHER = 1, 2


class File:
    """A file that Discord delivers once it may, or never."""

    def __init__(self, content: bytes = b"text", *, arrives: bool = True) -> None:
        self.content = content
        self.size = len(content)
        self.arrives = asyncio.Event()
        if arrives:
            self.arrives.set()

    async def read(self) -> bytes:
        await self.arrives.wait()
        return self.content


class Library:
    """Reads files, each until it may end, and remembers whose were read."""

    def __init__(self) -> None:
        self.reader = FileReader()
        self.begun: list[int] = []
        self.may_end = asyncio.Semaphore(0)

    async def read(self, user_id: int, file: Any) -> None:
        async with self.reader.open(user_id, file, limit=1000, advice="Split it."):
            self.begun.append(user_id)
            await self.may_end.acquire()


async def run_tasks() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


async def test_somebody_elses_file_is_read_before_the_second_one_of_a_person() -> None:
    library = Library()
    tasks = [asyncio.create_task(library.read(FLOODER, File())) for _ in range(MAX_WAITING)]
    await run_tasks()
    tasks.append(asyncio.create_task(library.read(OTHER, File())))
    await run_tasks()

    for _ in tasks:
        library.may_end.release()
    await asyncio.gather(*tasks)

    assert library.begun == [FLOODER, OTHER, *[FLOODER] * (MAX_WAITING - 1)]


async def test_a_person_can_only_have_a_few_files_waiting() -> None:
    library = Library()
    tasks = [asyncio.create_task(library.read(FLOODER, File())) for _ in range(MAX_WAITING)]
    await run_tasks()

    with pytest.raises(Refusal, match="Your other files are still being read"):
        await library.read(FLOODER, File())

    for _ in tasks:
        library.may_end.release()
    await asyncio.gather(*tasks)
    library.may_end.release()
    await library.read(FLOODER, File())


async def test_a_file_that_does_not_arrive_holds_up_nobody_and_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "DOWNLOAD_SECONDS", 0.01)
    library = Library()
    library.may_end.release()
    slow = asyncio.create_task(library.read(FLOODER, File(arrives=False)))
    await run_tasks()
    await library.read(OTHER, File())

    assert library.begun == [OTHER]
    with pytest.raises(Refusal, match="couldn't get the file"):
        await slow
