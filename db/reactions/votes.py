"""Votes: who gave which kind of reaction to which review, and their tallies."""

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
"""The source of a vote by button. The source of any other vote is the message that it was given on."""

_queries = load_queries("reactions/votes")
_blocking_queries = load_blocking_queries("reactions/votes")

_Step: TypeAlias = Callable[[sqlite3.Connection], None]
"""Part of a transaction."""


class ReactionEvent(NamedTuple):
    """A change of the reactions on a card."""

    review_id: int
    source: int
    """The card's message id."""
    emoji: str | None
    """An emoji of a kind, as Discord sends it; None: all emoji were cleared."""
    user_id: int | None
    """None: everyone's reactions were cleared, including super reactions."""
    is_given: bool
    is_super: bool = False
    is_bot: bool = False
    """Whether a bot gave it. False if it is taken away, because Discord doesn't say then."""

    @property
    def kind(self) -> ReactionKind | None:
        """None if all emoji were cleared."""
        return ReactionKind.from_emoji(self.emoji or "")


class HeldReactions(NamedTuple):
    """The reactions with one emoji on a card, which Discord counts together."""

    emoji: str
    is_super: bool


class ButtonVote(Enum):
    """The result of pressing the button of a kind."""

    GIVEN = auto()
    TAKEN_BACK = auto()
    HELD_BY_REACTION = auto()
    """Nothing: the person has that reaction on a card, and only they can remove it there."""


class Reactions:
    """The repository of votes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def apply(self, *batches: Iterable[ReactionEvent]) -> None:
        """Writes events in order, each batch in a transaction. The same event twice counts once.

        After an error, some batches may have been written. It is safe to write all of them again.
        """
        plans = [_plan(batch) for batch in batches]
        # Discord still knows them after a power cut.
        await asyncio.gather(*(self._database.write(partial(_carry_out, plan), is_durable=False) for plan in plans))

    async def count_on_card(self, *, review_id: int, message_id: int) -> dict[HeldReactions, int]:
        """The number of reactions with each emoji on a card, including those of its author and of bots."""
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
        """Corrects the reactions with an emoji on a card to what Discord says. Returns whether any were wrong.

        `people` maps the id of each person who reacted to whether they are a bot. `heard` has the card's events, in
        order, from before Discord was asked: each is newer than Discord's answer, or already part of it.
        """
        place = {
            "review_id": review_id,
            "source": message_id,
            "kind": ReactionKind.from_emoji(held.emoji),
            **held._asdict(),
        }
        async with self._database.transaction(f"review {review_id}") as connection:
            known = {row["user_id"]: bool(row["is_bot"]) async for row in _queries.list_voters(connection, **place)}
            # This must be inside the transaction: `heard` grows until it begins, and later events are written after it.
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
        """Gives a person's vote by button, or takes back the one that they gave."""
        person = {"review_id": review_id, "user_id": user_id}

        def work(connection: sqlite3.Connection) -> ButtonVote:
            # Even if nothing changes: the redraw finds out whether the card, and so the reaction, still exists.
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
        """Permanently deletes votes that were taken back, in steps between which others can write."""
        is_over = False
        while not is_over:
            async with self._database.transaction() as connection:
                is_over = await _queries.purge_votes(connection, limit=_PURGED_AT_ONCE) == 0

    async def get_tally(self, *, review_id: int) -> Tally:
        rows = _queries.get_tally(self._database.reader, review_id=review_id)
        return Tally({ReactionKind(row["kind"]): row["count"] async for row in rows})

    async def list_given(self, *, review_id: int, user_id: int) -> list[ReactionKind]:
        """The kinds that a person gave a review, by reaction or by button."""
        rows = _queries.list_given(self._database.reader, review_id=review_id, user_id=user_id)
        return [ReactionKind(row["kind"]) async for row in rows]


def _plan(events: Iterable[ReactionEvent]) -> list[_Step]:
    """The steps that write events."""
    changed = set()
    steps: list[_Step] = []
    latest: dict[tuple[object, ...], ReactionEvent] = {}
    for event in events:
        changed.add(event.review_id)
        if event.user_id is None:
            steps += [partial(_set_votes, list(latest.values())), partial(_clear, event)]
            latest = {}
        else:
            # Only the last thing that a person did with a reaction counts.
            latest[event.source, event.emoji, event.user_id, event.is_super] = event
    return [*steps, partial(_set_votes, list(latest.values())), partial(_count_changes, changed)]


def _carry_out(steps: Iterable[_Step], connection: sqlite3.Connection) -> None:
    for step in steps:
        step(connection)


def _set_votes(events: Collection[ReactionEvent], connection: sqlite3.Connection) -> None:
    """Writes events, no two of which may be about the same vote."""
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
    """Packs many values into JSON, so that a statement runs only once."""
    return orjson.dumps(values).decode()


def _apply_events(people: Mapping[int, bool], held: HeldReactions, heard: Iterable[ReactionEvent]) -> dict[int, bool]:
    """Returns who has the reaction after the events that were heard."""
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
