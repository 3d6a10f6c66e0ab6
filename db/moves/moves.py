"""Following: entries, drafts and reviews go with their title when its key changes or two titles become one."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import aiosqlite

from db.engine.database import Database
from db.engine.queries import load_queries
from db.lists.merging import describe_entry, merge_entries
from db.lists.rows import to_columns, to_entry
from db.reviews.reviews import UNDO_SECONDS

_queries = load_queries("moves/moves")


class Move(NamedTuple):
    """A key whose data belongs to another key from now on."""

    old_key: str
    new_key: str
    old_title: str
    """As it is shown in the notice."""
    new_title: str


class MergedThing(StrEnum):
    """Of what a person had two for one title."""

    ENTRY = "ENTRY"
    REVIEW = "REVIEW"


@dataclass(frozen=True, slots=True)
class Merge:
    """What a person must be told: they had two of something for one title."""

    user_id: int
    kind: MergedThing
    anime_key: str
    """The key that the title has now."""
    title: str
    old_key: str
    old_title: str
    text: str
    """An entry: both as they were before. A review: empty, for both stay."""
    review_id: int | None = None
    """The review that stays under the old key; the one written last is under the new one."""


class _Review(NamedTuple):
    id: int
    author_id: int
    anime_key: str
    written_at: int
    has_posts: int


class Following:
    """Moves what people wrote from key to key, and remembers what they must be told of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_keys(self) -> list[str]:
        """Each key that an entry, a draft or a review uses, once; deleted reviews count while they are kept."""
        return [key async for (key,) in _queries.list_keys(self._database.reader)]

    async def list_unnamed_keys(self) -> list[str]:
        """The keys of the entries that have nothing but their key as their title."""
        return [key async for (key,) in _queries.list_unnamed_keys(self._database.reader)]

    async def name_entries(self, titles: Mapping[str, str]) -> None:
        """Gives such entries their titles, by their keys."""
        async with self._database.transaction() as connection:
            await _queries.name_entries(
                connection, [{"anime_key": key, "title": title} for key, title in titles.items()]
            )

    async def move(self, moves: Sequence[Move], *, now: int) -> list[int]:
        """Moves all data of the old keys to the new ones; returns the ids of the reviews whose cards must be redrawn.

        All of it is one transaction. An old key is there once; several can have one new key. Where a person has data
        under both keys:

        - entries become one, by `merge_entries`, and earlier changes of them can no longer be taken back;
        - drafts all stay;
        - of reviews the one written last is under the new key, and the other one waits under the old key until a
          later call finds the new key free.

        A second call with the same moves changes nothing, unless a new key is the old key of another one. Such moves
        are all made from the state before the call, so that data of A goes to B while data of B goes to C; a second
        call would send it on.
        """
        by_key = {move.old_key: move for move in moves if move.old_key != move.new_key}
        async with self._database.transaction() as connection:
            await _queries.add_moves(
                connection, [{"old_key": move.old_key, "new_key": move.new_key} for move in by_key.values()]
            )
            await _move_history(connection)
            merges = await _move_entries(connection, by_key)
            await _queries.move_drafts(connection)
            left, redrawn = await _move_reviews(connection, by_key, now)
            await _queries.add_merges(connection, [_to_row(merge, now) | {"separator": "\n\n"} for merge in merges])
            await _queries.add_left_reviews(connection, [_to_row(merge, now) for merge in left])
            await _queries.clear_moves(connection)
        return redrawn

    async def list_untold(self, *, user_id: int) -> list[Merge]:
        """What a person has not been told yet, oldest first; of two reviews only while there are two."""
        rows = _queries.list_untold(self._database.reader, user_id=user_id)
        return [_to_merge(row) async for row in rows]

    async def set_told(self, merges: Iterable[Merge], *, now: int) -> None:
        """Notes that people have been told. What has changed since it was listed stays untold."""
        rows = [
            {
                "user_id": merge.user_id,
                "kind": merge.kind,
                "old_key": merge.old_key,
                "anime_key": merge.anime_key,
                "text": merge.text,
                "review_id": merge.review_id or 0,
                "told_at": now,
            }
            for merge in merges
        ]
        async with self._database.transaction() as connection:
            await _queries.set_told(connection, rows)


async def _move_history(connection: aiosqlite.Connection) -> None:
    await _queries.forget_rival_replacements(connection)
    await _queries.send_replacements(connection)
    await _queries.receive_replacements(connection)
    await _queries.delete_empty_changes(connection)


async def _move_entries(connection: aiosqlite.Connection, moves: Mapping[str, Move]) -> list[Merge]:
    rows = [row async for row in _queries.list_rival_entries(connection)]
    # There can be thousands, which would keep the event loop waiting.
    merged, absorbed, merges = await asyncio.to_thread(_merge_entries, rows, moves)
    await _queries.delete_entries(connection, absorbed)
    await _queries.set_entries(connection, merged)
    await _queries.send_entries(connection)
    await _queries.receive_entries(connection)
    return merges


def _merge_entries(
    rows: Iterable[Sequence[Any]], moves: Mapping[str, Move]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Merge]]:
    """The columns of the entries that stay and of those that are merged into them, and what to tell of it."""
    merged, absorbed, merges = [], [], []
    for _, rivals in groupby(rows, key=itemgetter(0, 1)):
        first, *others = [to_entry(entry) for _, *entry in rivals]
        entry = first
        for other in others:
            text = f"{describe_entry(first)}\n\n{describe_entry(other)}"
            merges.append(_make_merge(moves[other.anime_key], first.user_id, MergedThing.ENTRY, text))
            absorbed.append({"user_id": other.user_id, "anime_key": other.anime_key})
            entry = merge_entries(entry, other)
        merged.append(to_columns(entry))
    return merged, absorbed, merges


async def _move_reviews(
    connection: aiosqlite.Connection, moves: Mapping[str, Move], now: int
) -> tuple[list[Merge], list[int]]:
    """What to tell of reviews that were left, and the ids of those moved that have cards."""
    rows = [_Review(*row) async for row in _queries.list_reviews(connection, deleted_since=now - UNDO_SECONDS)]
    placed, merges = [], []
    for _, reviews in groupby(rows, key=lambda review: review.author_id):
        places, left = _place_reviews(list(reviews), moves)
        placed += [(review, key) for key, review in places.items() if review.anime_key != key]
        merges += left
    columns = [{"review_id": review.id, "anime_key": key} for review, key in placed]
    # In two steps, for an author's two reviews that change places never have the same key.
    await _queries.send_reviews(connection, columns)
    await _queries.receive_reviews(connection, columns)
    await _queries.count_changes(connection, columns)
    await _queries.move_deleted_reviews(connection)
    # Should one of them be left again, that is another merge.
    await _queries.forget_left_reviews(connection, columns)
    return merges, sorted(review.id for review, _ in placed if review.has_posts)


def _place_reviews(reviews: Sequence[_Review], moves: Mapping[str, Move]) -> tuple[dict[str, _Review], list[Merge]]:
    """Where each of one author's reviews goes, and what to tell of those that were left.

    Edits don't count for which was written last, so that two reviews never change places a second time.
    """
    arrivals: dict[str, list[_Review]] = defaultdict(list)
    for review in sorted(reviews, key=lambda review: (review.written_at, review.id), reverse=True):
        move = moves.get(review.anime_key)
        arrivals[move.new_key if move else review.anime_key].append(review)
    places = {key: latest for key, (latest, *_) in arrivals.items()}
    merges = []
    for latest, *others in arrivals.values():
        for review in others:
            # The last ones are for moves in a chain, whose reviews can have taken both of the first two.
            wanted = (review.anime_key, latest.anime_key, *(other.anime_key for other in reviews))
            key = next(key for key in wanted if key not in places)
            places[key] = review
            move = moves.get(review.anime_key) or moves[latest.anime_key]
            left = move._replace(old_key=key)
            merges.append(_make_merge(left, review.author_id, MergedThing.REVIEW, review_id=review.id))
    return places, merges


def _make_merge(move: Move, user_id: int, kind: MergedThing, text: str = "", *, review_id: int | None = None) -> Merge:
    return Merge(user_id, kind, move.new_key, move.new_title, move.old_key, move.old_title, text, review_id)


def _to_row(merge: Merge, now: int) -> dict[str, Any]:
    return {
        "user_id": merge.user_id,
        "kind": merge.kind,
        "old_key": merge.old_key,
        "anime_key": merge.anime_key,
        "old_title": merge.old_title,
        "title": merge.title,
        "text": merge.text,
        "review_id": merge.review_id,
        "merged_at": now,
    }


def _to_merge(row: Sequence[Any]) -> Merge:
    user_id, kind, *rest = row
    return Merge(user_id, MergedThing(kind), *rest)
