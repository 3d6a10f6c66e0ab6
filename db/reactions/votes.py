"""Votes: who gave which kind of reaction to which review, and the tallies that they add up to."""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum, auto
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import orjson

from db.engine.database import Database
from db.engine.queries import load_blocking_queries, load_queries
from db.reactions.models import ReactionKind, Tally

_PURGED_AT_ONCE = 5000

BUTTON = 0
"""The source of a vote by button; the source of any other is the message it was given on."""

_queries = load_queries("reactions/votes")
_blocking_queries = load_blocking_queries("reactions/votes")

_Step: TypeAlias = Callable[[sqlite3.Connection], None]
"""Part of a transaction."""


class ReactionEvent(NamedTuple):
    """One thing that happened to the reactions on a card."""

    review_id: int
    source: int
    """The card's message id."""
    emoji: str | None
    """As Discord names it, of any kind's; None: all emoji, which only a clearing names."""
    user_id: int | None
    """None: everyone's reactions were cleared, super reactions among them."""
    is_given: bool
    is_super: bool = False
    is_bot: bool = False
    """Whether a bot gave it. Of what is taken away Discord does not say that."""

    @property
    def kind(self) -> ReactionKind | None:
        """None for a clearing of all emoji."""
        return ReactionKind.from_emoji(self.emoji or "")


class HeldReactions(NamedTuple):
    """Those by one emoji on one card, which Discord counts together."""

    emoji: str
    is_super: bool


class ButtonVote(Enum):
    """What pressing a kind's button did."""

    GIVEN = auto()
    TAKEN_BACK = auto()
    HELD_BY_REACTION = auto()
    """Nothing: the person's reaction on a card still stands, and only they can take that away."""


class Reactions:
    """The repository of votes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def apply(self, *batches: Iterable[ReactionEvent]) -> None:
        """Writes events in their order, each batch in a transaction. The same event twice counts once.

        After an error some of the batches may be written; to write all of them again is right.
        """
        plans = [_plan(batch) for batch in batches]
        # After a power cut Discord still knows them.
        await asyncio.gather(*(self._database.write(partial(_carry_out, plan), is_durable=False) for plan in plans))

    async def count_on_card(self, *, review_id: int, message_id: int) -> dict[HeldReactions, int]:
        """How many reactions there are by each emoji on a card, those of its author and of bots included."""
        rows = _queries.count_on_card(self._database.reader, review_id=review_id, source=message_id)
        return {HeldReactions(row["emoji"], bool(row["is_super"])): row["count"] async for row in rows}

    async def set_held(
        self,
        held: HeldReactions,
        people: Mapping[int, bool],
        *,
        review_id: int,
        message_id: int,
        heard: Sequence[ReactionEvent],
    ) -> bool:
        """Makes the reactions by an emoji on a card what Discord says. Returns whether they were not.

        `people` says of each person, by their id, whether they are a bot. `heard` are the events of the card that
        came since before Discord was asked, in their order; they are newer than the answer, or in it.
        """
        place = {
            "review_id": review_id,
            "source": message_id,
            "kind": ReactionKind.from_emoji(held.emoji),
            **held._asdict(),
        }
        async with self._database.transaction(f"review {review_id}") as connection:
            known = {row["user_id"]: bool(row["is_bot"]) async for row in _queries.list_voters(connection, **place)}
            # Only here: what is heard from now on is written after this, but what was heard may be written by now.
            holding = _apply_events(people, held, heard)
            differing = {user_id for user_id, _ in holding.items() ^ known.items()}
            if not differing:
                return False
            votes = [
                ReactionEvent(review_id, message_id, held.emoji, user_id, user_id in holding, held.is_super, is_bot)
                for user_id, is_bot in ((user_id, holding.get(user_id, False)) for user_id in differing)
            ]
            await _queries.set_votes(connection, votes=_pack_votes(votes))
            await _queries.count_changes(connection, review_ids=_pack([review_id]))
            return True

    async def press(self, *, review_id: int, user_id: int, kind: ReactionKind) -> ButtonVote:
        """Gives a person's vote by button, or takes it back if it was given."""
        person = {"review_id": review_id, "user_id": user_id}

        def work(connection: sqlite3.Connection) -> ButtonVote:
            # Also where nothing changes: redrawing the card shows whether it, and so the reaction, still stands.
            _count_changes([review_id], connection)
            given = {row["kind"]: row["is_held"] for row in _blocking_queries.list_given(connection, **person)}
            if given.get(kind):
                return ButtonVote.HELD_BY_REACTION
            if kind in given:
                _blocking_queries.delete_votes_by_hand(connection, kind=kind, **person)
                return ButtonVote.TAKEN_BACK
            _blocking_queries.add_vote_by_button(connection, kind=kind, source=BUTTON, **person)
            return ButtonVote.GIVEN

        return await self._database.write(work)

    async def purge(self) -> None:
        """Removes for good what was taken back; others may write meanwhile."""
        is_over = False
        while not is_over:
            async with self._database.transaction() as connection:
                is_over = await _queries.purge_votes(connection, limit=_PURGED_AT_ONCE) == 0

    async def get_tally(self, *, review_id: int) -> Tally:
        rows = _queries.get_tally(self._database.reader, review_id=review_id)
        return Tally({ReactionKind(row["kind"]): row["count"] async for row in rows})

    async def list_given(self, *, review_id: int, user_id: int) -> list[ReactionKind]:
        """The kinds that a person gave a review, by whichever way."""
        rows = _queries.list_given(self._database.reader, review_id=review_id, user_id=user_id)
        return [ReactionKind(row["kind"]) async for row in rows]


def _plan(events: Iterable[ReactionEvent]) -> list[_Step]:
    """What writes events."""
    changed = set()
    steps: list[_Step] = []
    latest: dict[tuple[object, ...], ReactionEvent] = {}
    for event in events:
        changed.add(event.review_id)
        if event.user_id is None:
            steps += [partial(_set_votes, list(latest.values())), partial(_clear, event)]
            latest = {}
        else:
            # Only the last of what a person did with a reaction counts.
            latest[event.source, event.emoji, event.user_id, event.is_super] = event
    return [*steps, partial(_set_votes, list(latest.values())), partial(_count_changes, changed)]


def _carry_out(steps: Iterable[_Step], connection: sqlite3.Connection) -> None:
    for step in steps:
        step(connection)


def _set_votes(events: Collection[ReactionEvent], connection: sqlite3.Connection) -> None:
    """Writes events of which no two are about the same vote."""
    if events:
        _blocking_queries.set_votes(connection, votes=_pack_votes(events))


def _clear(event: ReactionEvent, connection: sqlite3.Connection) -> None:
    place = {"review_id": event.review_id, "source": event.source}
    if event.emoji is None:
        _blocking_queries.clear(connection, **place)
    else:
        _blocking_queries.clear_emoji(connection, **place, emoji=event.emoji)


def _count_changes(review_ids: Iterable[int], connection: sqlite3.Connection) -> None:
    _blocking_queries.count_changes(connection, review_ids=_pack(list(review_ids)))


def _pack_votes(events: Iterable[ReactionEvent]) -> str:
    return _pack([(event.kind, *event) for event in events])


def _pack(values: list[Any]) -> str:
    """Many values as JSON, which are one step of one statement."""
    return orjson.dumps(values).decode()


def _apply_events(people: Mapping[int, bool], held: HeldReactions, heard: Iterable[ReactionEvent]) -> dict[int, bool]:
    """Who holds a reaction after what was heard."""
    people = dict(people)
    for event in heard:
        if event.user_id is None:
            if event.emoji in (None, held.emoji):
                people.clear()
        elif (event.emoji, event.is_super) == held:
            if event.is_given:
                people[event.user_id] = event.is_bot
            else:
                people.pop(event.user_id, None)
    return people
