"""How votes are written in batches."""

import asyncio
from collections.abc import Iterable
from itertools import count

import pytest

from cogs.reactions import vote_writer
from cogs.reactions.vote_writer import BATCH_EVENTS, VoteWriter
from db.engine.database import Database
from db.engine.errors import StorageError
from db.reactions.models import ReactionKind
from db.reactions.votes import ReactionEvent, Reactions
from db.reviews.models import Draft, ReviewText
from db.store import Store

REVIEW, CARD = 10, 20
NICE = ReactionKind.NICE


def give(user_id: int, *, is_given: bool = True) -> ReactionEvent:
    return ReactionEvent(REVIEW, CARD, NICE.emoji, user_id, is_given)


async def run_tasks() -> None:
    """Runs every task until it waits for time to pass."""
    for _ in range(200):
        await asyncio.sleep(0)


class Recorder(Reactions):
    """The repository. Notes the size of each batch, and fails as often as it is told to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.sizes: list[int] = []
        self.failures_before = 0
        self.failures_after = 0
        self.may_write = asyncio.Event()
        self.may_write.set()

    async def apply(self, *batches: Iterable[ReactionEvent]) -> None:
        self.sizes += [len(list(batch)) for batch in batches]
        await self.may_write.wait()
        if self.failures_before:
            self.failures_before -= 1
            raise StorageError("disk I/O error")
        await super().apply(*batches)
        if self.failures_after:
            self.failures_after -= 1
            raise StorageError("disk I/O error")


@pytest.fixture
async def reactions(store: Store) -> Recorder:
    draft = Draft(id=1, author_id=1, anime_key="mal/1", title="A title", text=ReviewText(7, "Fine."))
    await store.reviews.add(draft, review_id=REVIEW, now=0)
    return Recorder(store.database)


class Writing:
    """A writer, and what it reports."""

    def __init__(self, reactions: Reactions) -> None:
        self._changed: asyncio.Queue[int] = asyncio.Queue()
        self.dropped: asyncio.Queue[set[int]] = asyncio.Queue()
        self.writer = VoteWriter(
            reactions,
            on_change=lambda review_id, _: self._changed.put_nowait(review_id),
            on_drop=self.dropped.put_nowait,
        )

    async def wait_for_change(self) -> int:
        async with asyncio.timeout(60):
            return await self._changed.get()


@pytest.fixture
def writing(reactions: Recorder, monkeypatch: pytest.MonkeyPatch) -> Writing:
    monkeypatch.setattr(vote_writer, "BATCH_SECONDS", 0)
    monkeypatch.setattr(vote_writer, "RETRY_SECONDS", 0)
    return Writing(reactions)


async def count_votes(reactions: Reactions) -> int:
    return (await reactions.get_tally(review_id=REVIEW))[NICE]


async def test_events_that_come_together_are_written_together(writing: Writing, reactions: Recorder) -> None:
    for user_id in (2, 3, 4):
        writing.writer.put(give(user_id))

    assert await writing.wait_for_change() == REVIEW
    assert reactions.sizes == [3]
    assert await count_votes(reactions) == 3


async def test_no_batch_is_larger_than_the_limit(writing: Writing, reactions: Recorder) -> None:
    for user_id in range(2, BATCH_EVENTS + 3):
        writing.writer.put(give(user_id))

    await writing.wait_for_change()
    assert reactions.sizes == [BATCH_EVENTS, 1]
    assert await count_votes(reactions) == BATCH_EVENTS + 1


async def test_the_writer_starts_again_after_a_pause(writing: Writing, reactions: Recorder) -> None:
    for user_id in (2, 3):
        writing.writer.put(give(user_id))
        await writing.wait_for_change()

    assert reactions.sizes == [1, 1]
    assert await count_votes(reactions) == 2


async def test_nothing_is_lost_when_a_batch_cannot_be_written(writing: Writing, reactions: Recorder) -> None:
    reactions.failures_before = 2
    writing.writer.put(give(2))
    writing.writer.put(give(3))

    await writing.wait_for_change()
    assert reactions.sizes == [2, 2, 2]
    assert await count_votes(reactions) == 2


async def test_a_batch_written_despite_an_error_counts_once(writing: Writing, reactions: Recorder) -> None:
    reactions.failures_after = 1
    writing.writer.put(give(2))

    await writing.wait_for_change()
    assert await count_votes(reactions) == 1


async def test_events_keep_their_order_when_a_batch_has_to_be_written_again(
    writing: Writing, reactions: Recorder
) -> None:
    reactions.failures_before = 1
    reactions.may_write.clear()
    writing.writer.put(give(2))
    await run_tasks()
    assert reactions.sizes == [1]

    writing.writer.put(give(2, is_given=False))
    reactions.may_write.set()
    await writing.wait_for_change()
    await writing.writer.close()

    assert await count_votes(reactions) == 0


async def test_closing_writes_waiting_events(writing: Writing, reactions: Recorder) -> None:
    writing.writer.put(give(2))
    await writing.writer.close()
    assert await count_votes(reactions) == 1


async def test_closing_loses_nothing_at_any_moment(reactions: Recorder, writing: Writing) -> None:
    for turns in range(30):
        writing.writer.put(give(100 + turns))
        for _ in range(turns):
            await asyncio.sleep(0)
        await writing.writer.close()
        assert await count_votes(reactions) == turns + 1


async def test_after_a_storm_that_is_too_large_the_cards_that_lost_events_are_reported(
    writing: Writing, reactions: Recorder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(vote_writer, "MAX_WAITING", 3)
    for user_id in range(2, 10):
        writing.writer.put(give(user_id))
    writing.writer.put(give(2)._replace(source=CARD + 1))

    async with asyncio.timeout(60):
        assert await writing.dropped.get() == {CARD, CARD + 1}
    assert await count_votes(reactions) == 3
    assert "some are dropped" in caplog.text

    writing.writer.put(give(20))
    await writing.wait_for_change()
    await writing.writer.close()
    assert await count_votes(reactions) == 4
    assert writing.dropped.empty()


async def test_dropped_events_are_reported_even_if_more_events_keep_coming(
    reactions: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vote_writer, "BATCH_SECONDS", 0)
    monkeypatch.setattr(vote_writer, "MAX_WAITING", 3)
    dropped: asyncio.Queue[set[int]] = asyncio.Queue()
    users = count(100)

    def go_on(review_id: int, changes: int) -> None:
        if dropped.empty():
            writer.put(give(next(users)))

    writer = VoteWriter(reactions, on_change=go_on, on_drop=dropped.put_nowait)
    for user_id in range(2, 10):
        writer.put(give(user_id))

    async with asyncio.timeout(60):
        assert await dropped.get() == {CARD}
    dropped.put_nowait(set())
    await writer.close()


async def test_a_watch_begins_after_all_earlier_events_are_written(writing: Writing, reactions: Recorder) -> None:
    writing.writer.put(give(2))
    async with writing.writer.watch([CARD]) as heard:
        assert await count_votes(reactions) == 1
        writing.writer.put(give(3))
        writing.writer.put(give(4)._replace(source=CARD + 1))
        writing.writer.put(give(3, is_given=False))
        assert heard == {CARD: [give(3), give(3, is_given=False)]}
    writing.writer.put(give(5))
    assert heard == {CARD: [give(3), give(3, is_given=False)]}
    await writing.writer.close()


async def test_a_watch_begins_at_once_when_nothing_waits(writing: Writing) -> None:
    async with asyncio.timeout(60), writing.writer.watch([CARD]) as heard:
        assert heard == {CARD: []}


async def test_a_watch_fails_if_earlier_events_cannot_be_written(writing: Writing, reactions: Recorder) -> None:
    reactions.failures_before = 1
    writing.writer.put(give(2))
    with pytest.raises(StorageError):
        async with writing.writer.watch([CARD]):
            pytest.fail("earlier events are not written")
    await writing.writer.close()
    assert await count_votes(reactions) == 1
