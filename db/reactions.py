"""Votes: who gave which kind of reaction to which review, and the tallies that they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

import aiosqlite

from db.database import Database, load_queries
from db.models import ReactionKind, Tally

BUTTON = 0
"""The source of a vote by button; the source of any other is the message it was given on."""

_queries = load_queries("reactions")

_Vote: TypeAlias = tuple[int, int, str, int]
"""A review, a source, an emoji and a person."""


@dataclass(frozen=True, slots=True)
class ReactionEvent:
    """One thing that happened to the reactions on a card."""

    review_id: int
    source: int
    """The card's message id."""
    emoji: str | None
    """As Discord names it, of any kind's; None: all emoji, which only a clearing names."""
    user_id: int | None
    """None: everyone's reactions were cleared."""
    is_given: bool


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

    async def apply(self, events: Iterable[ReactionEvent]) -> None:
        """Writes events in their order, in one transaction. The same event twice counts once."""
        changed = set()
        votes: dict[_Vote, bool] = {}
        async with self._database.transaction() as connection:
            for event in events:
                changed.add(event.review_id)
                if event.user_id is not None and event.emoji is not None:
                    # Only the last of what a person did with a reaction counts.
                    votes[event.review_id, event.source, event.emoji, event.user_id] = event.is_given
                    continue
                await _write(connection, votes)
                votes = {}
                if event.emoji is None:
                    await _queries.clear(connection, source=event.source)
                else:
                    await _queries.clear_emoji(connection, source=event.source, emoji=event.emoji)
            await _write(connection, votes)
            await _queries.count_changes(connection, [{"review_id": review_id} for review_id in changed])

    async def press(self, *, review_id: int, user_id: int, kind: ReactionKind) -> ButtonVote:
        """Gives a person's vote by button, or takes it back if it was given."""
        vote = {"review_id": review_id, "user_id": user_id, "kind": kind}
        async with self._database.transaction() as connection:
            given = {
                kind: by_reaction
                async for kind, by_reaction in _queries.list_given(connection, review_id=review_id, user_id=user_id)
            }
            # Also where nothing changes: redrawing the card shows whether it, and so the reaction, still stands.
            await _queries.count_changes(connection, [{"review_id": review_id}])
            if given.get(kind):
                return ButtonVote.HELD_BY_REACTION
            if kind in given:
                await _queries.delete_votes_by_hand(connection, **vote)
                return ButtonVote.TAKEN_BACK
            await _queries.add_votes(connection, [vote | {"source": BUTTON, "emoji": ""}])
            return ButtonVote.GIVEN

    async def get_tally(self, *, review_id: int) -> Tally:
        rows = _queries.get_tally(self._database.reader, review_id=review_id)
        return Tally({ReactionKind(kind): count async for kind, count in rows})

    async def list_given(self, *, review_id: int, user_id: int) -> list[ReactionKind]:
        """The kinds that a person gave a review, by whichever way."""
        rows = _queries.list_given(self._database.reader, review_id=review_id, user_id=user_id)
        return [ReactionKind(kind) async for kind, _ in rows]


async def _write(connection: aiosqlite.Connection, votes: dict[_Vote, bool]) -> None:
    # One statement for many rows: each statement is a way to the connection's thread and back.
    for write, is_written in ((_queries.add_votes, True), (_queries.delete_votes, False)):
        rows = [
            {
                "review_id": review_id,
                "source": source,
                "emoji": emoji,
                "kind": ReactionKind.from_emoji(emoji),
                "user_id": user_id,
            }
            for (review_id, source, emoji, user_id), is_given in votes.items()
            if is_given is is_written
        ]
        await write(connection, rows)
