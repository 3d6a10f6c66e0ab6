"""Votes: who gave which kind of reaction to which review, and the tallies that they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from db.database import Database, load_queries
from db.models import ReactionKind, Tally

BUTTON = 0
"""The source of a vote by button; the source of any other is the message it was given on."""

_queries = load_queries("reactions")


@dataclass(frozen=True, slots=True)
class ReactionEvent:
    """One thing that happened to the reactions on a card."""

    review_id: int
    source: int
    """The card's message id."""
    kind: ReactionKind | None
    """None: all kinds, which only a clearing names."""
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
        async with self._database.transaction() as connection:
            changed = set()
            for event in events:
                changed.add(event.review_id)
                names = {"source": event.source}
                if event.user_id is None:
                    if event.kind is None:
                        await _queries.delete_votes(connection, **names)
                    else:
                        await _queries.delete_votes_of_kind(connection, **names, kind=event.kind)
                else:
                    write = _queries.add_vote if event.is_given else _queries.delete_vote
                    await write(connection, **names, review_id=event.review_id, kind=event.kind, user_id=event.user_id)
            for review_id in changed:
                await _queries.count_change(connection, review_id=review_id)

    async def press(self, *, review_id: int, user_id: int, kind: ReactionKind) -> ButtonVote:
        """Gives a person's vote by button, or takes it back if it was given."""
        vote = {"review_id": review_id, "user_id": user_id, "kind": kind}
        async with self._database.transaction() as connection:
            given = {
                kind: by_reaction
                async for kind, by_reaction in _queries.list_given(connection, review_id=review_id, user_id=user_id)
            }
            if given.get(kind):
                return ButtonVote.HELD_BY_REACTION
            await _queries.count_change(connection, review_id=review_id)
            if kind in given:
                await _queries.delete_votes_by_hand(connection, **vote)
                return ButtonVote.TAKEN_BACK
            await _queries.add_vote(connection, **vote, source=BUTTON)
            return ButtonVote.GIVEN

    async def get_tally(self, *, review_id: int) -> Tally:
        rows = _queries.get_tally(self._database.reader, review_id=review_id)
        return Tally({ReactionKind(kind): count async for kind, count in rows})

    async def list_given(self, *, review_id: int, user_id: int) -> list[ReactionKind]:
        """The kinds that a person gave a review, by whichever way."""
        rows = _queries.list_given(self._database.reader, review_id=review_id, user_id=user_id)
        return [ReactionKind(kind) async for kind, _ in rows]
