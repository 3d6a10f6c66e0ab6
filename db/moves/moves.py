"""Moves: entries, drafts and reviews follow their title when its key changes, or when two titles become one."""

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import aiosqlite

from db.engine.database import Database
from db.engine.queries import load_queries
from db.engine.rows import read_rows, to_columns
from db.lists.merging import merge_entries
from db.lists.models import Entry
from db.moves.notices import NO_ENTRIES, EarlierEntries, MergedThing, MergeNotice
from db.reviews.reviews import UNDO_SECONDS
from db.titles.custom import get_number, set_merged
from db.titles.models import Anime
from db.titles.titles import Titles

_queries = load_queries("moves/moves")

_LOCK = "moves"


class Move(NamedTuple):
    """Moves everything under one key to another."""

    old_key: str
    new_key: str
    old_title: str
    """The name by which the notice calls the old title."""
    new_title: str


class _Review(NamedTuple):
    id: int
    author_id: int
    anime_key: str
    written_at: int
    has_posts: bool


class Moves:
    """Moves people's data from key to key, and records what to tell them about it."""

    def __init__(self, database: Database, titles: Titles) -> None:
        self._database = database
        self._titles = titles

    async def update_keys(self, *, now: int) -> list[int]:
        """Moves everything whose title now has another key in the catalogue.

        Returns the ids of the reviews whose cards must be redrawn.
        """
        await self._titles.fold_again()
        unnamed = await self._titles.get_all(await self.list_unnamed_keys())
        if unnamed:
            await self.name_entries({key: anime.title for key, anime in unnamed.items()})
        titles = await self._titles.get_all(await self.list_keys())
        moves = [Move(key, anime.key, anime.title, anime.title) for key, anime in titles.items() if anime.key != key]
        return await self.move(moves, now=now) if moves else []

    async def merge_custom(self, custom: Anime, known: Anime, *, now: int) -> list[int]:
        """Merges a custom title with one of the catalogue, and moves people's data to that one's key.

        Returns the ids of the reviews whose cards must be redrawn.
        """
        async with self._database.transaction(_LOCK) as connection:
            await set_merged(connection, title_id=get_number(custom.key), merged_key=known.key)
            return await _move(connection, [Move(custom.key, known.key, custom.title, known.title)], now)

    async def list_keys(self) -> list[str]:
        """Each key of an entry, a draft or a review, once. A deleted review counts for as long as it is kept."""
        return [key async for (key,) in _queries.list_keys(self._database.reader)]

    async def list_unnamed_keys(self) -> list[str]:
        """The keys of entries whose stored title is just their key."""
        return [key async for (key,) in _queries.list_unnamed_keys(self._database.reader)]

    async def name_entries(self, titles: Mapping[str, str]) -> None:
        """Sets the titles, by key, of entries whose stored title is just their key."""
        async with self._database.transaction(_LOCK) as connection:
            await _queries.name_entries(
                connection, [{"anime_key": key, "title": title} for key, title in titles.items()]
            )

    async def move(self, moves: Sequence[Move], *, now: int) -> list[int]:
        """Moves all data from the old keys to the new ones. Returns the ids of the reviews whose cards must be redrawn.

        It is one transaction. Each old key appears once; several may share a new key. Where a person has data under
        both keys:

        - entries become one, by `merge_entries`, and their earlier changes can no longer be undone;
        - all drafts stay;
        - the review written last gets the new key, and the other one waits under the old key until a later call finds
          the new key free.

        All moves start from the state before the call: with A → B and B → C, what is under A ends up under B. A second
        call with the same moves changes nothing, except in such a chain, where it moves everything on.
        """
        async with self._database.transaction(_LOCK) as connection:
            return await _move(connection, moves, now)

    async def list_untold(self, *, user_id: int) -> list[MergeNotice]:
        """The notices that a person hasn't been told, oldest first, without those of reviews that are gone."""
        return read_rows(
            MergeNotice, [row async for row in _queries.list_untold(self._database.reader, user_id=user_id)]
        )

    async def set_told(self, notices: Iterable[MergeNotice], *, now: int) -> None:
        """Records that people were told. A notice that has changed since it was listed stays untold."""
        rows = [to_columns(notice) | {"review_id": notice.review_id or 0, "told_at": now} for notice in notices]
        async with self._database.transaction(_LOCK) as connection:
            await _queries.set_told(connection, rows)


async def _move(connection: aiosqlite.Connection, moves: Sequence[Move], now: int) -> list[int]:
    by_key = {move.old_key: move for move in moves if move.old_key != move.new_key}
    await _queries.add_moves(
        connection, [{"old_key": move.old_key, "new_key": move.new_key} for move in by_key.values()]
    )
    await _move_history(connection)
    notices = await _move_entries(connection, by_key)
    await _queries.move_drafts(connection)
    left, redrawn = await _move_reviews(connection, by_key, now)
    notices = await _add_to_untold(connection, notices)
    await _queries.add_merges(connection, [to_columns(notice) | {"merged_at": now} for notice in notices])
    await _queries.add_left_reviews(connection, [to_columns(notice) | {"merged_at": now} for notice in left])
    await _queries.clear_moves(connection)
    return redrawn


async def _add_to_untold(connection: aiosqlite.Connection, notices: Sequence[MergeNotice]) -> list[MergeNotice]:
    """Puts entries of earlier merges that a person hasn't been told about in front of those of their new notice."""
    untold = {
        (row["user_id"], row["old_key"]): EarlierEntries.parse(row["entries"])
        async for row in _queries.list_untold_entries(connection)
    }
    return [
        replace(notice, entries=EarlierEntries([*earlier, *notice.entries]))
        if (earlier := untold.get((notice.user_id, notice.old_key)))
        else notice
        for notice in notices
    ]


async def _move_history(connection: aiosqlite.Connection) -> None:
    await _queries.forget_rival_replacements(connection)
    await _queries.send_replacements(connection)
    await _queries.receive_replacements(connection)
    await _queries.delete_empty_changes(connection)


async def _move_entries(connection: aiosqlite.Connection, moves: Mapping[str, Move]) -> list[MergeNotice]:
    rows = [row async for row in _queries.list_rival_entries(connection)]
    # Merging thousands of entries would block the event loop.
    merged, absorbed, notices = await asyncio.to_thread(_merge_entries, rows, moves)
    await _queries.delete_entries(connection, absorbed)
    await _queries.set_entries(connection, merged)
    await _queries.send_entries(connection)
    await _queries.receive_entries(connection)
    return notices


def _merge_entries(
    rows: Sequence[sqlite3.Row], moves: Mapping[str, Move]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[MergeNotice]]:
    """Returns the columns of the entries that stay, the keys of the entries merged into them, and the notices."""
    merged, absorbed, notices = [], [], []
    entries = zip((row["new_key"] for row in rows), read_rows(Entry, rows), strict=True)
    for _key, rivals in groupby(entries, key=lambda rival: (rival[0], rival[1].user_id)):
        first, *others = [entry for _new_key, entry in rivals]
        entry = first
        for other in others:
            before = EarlierEntries([first, other])
            notices.append(_make_notice(moves[other.anime_key], first.user_id, MergedThing.ENTRY, before))
            absorbed.append({"user_id": other.user_id, "anime_key": other.anime_key})
            entry = merge_entries(entry, other)
        merged.append(to_columns(entry))
    return merged, absorbed, notices


async def _move_reviews(
    connection: aiosqlite.Connection, moves: Mapping[str, Move], now: int
) -> tuple[list[MergeNotice], list[int]]:
    """Moves reviews. Returns notices of those that stayed behind, and the ids of the moved reviews that have cards."""
    rows = [row async for row in _queries.list_reviews(connection, deleted_since=now - UNDO_SECONDS)]
    placed, notices = [], []
    for _author_id, reviews in groupby(read_rows(_Review, rows), key=lambda review: review.author_id):
        reviews_by_key, left = _place_reviews(list(reviews), moves)
        placed += [(review, key) for key, review in reviews_by_key.items() if review.anime_key != key]
        notices += left
    columns = [{"review_id": review.id, "anime_key": key} for review, key in placed]
    # In two steps, so that two reviews of one author that swap keys never share one.
    await _queries.send_reviews(connection, columns)
    await _queries.receive_reviews(connection, columns)
    await _queries.count_changes(connection, columns)
    await _queries.move_deleted_reviews(connection)
    # If one of them stays behind again, its author is told again.
    await _queries.forget_left_reviews(connection, columns)
    return notices, sorted(review.id for review, _key in placed if review.has_posts)


def _place_reviews(
    reviews: Sequence[_Review], moves: Mapping[str, Move]
) -> tuple[dict[str, _Review], list[MergeNotice]]:
    """Decides where each review of one author goes. Returns that, and notices of those that stay behind.

    Edits don't change which review was written last, so two reviews never swap places twice.
    """
    arrivals: dict[str, list[_Review]] = defaultdict(list)
    for review in sorted(reviews, key=lambda review: (review.written_at, review.id), reverse=True):
        move = moves.get(review.anime_key)
        arrivals[move.new_key if move else review.anime_key].append(review)
    reviews_by_key = {key: latest for key, (latest, *_) in arrivals.items()}
    notices = []
    for latest, *others in arrivals.values():
        for review in others:
            # In chains of moves, other reviews may have taken both of the first two keys.
            wanted = (review.anime_key, latest.anime_key, *(other.anime_key for other in reviews))
            key = next(key for key in wanted if key not in reviews_by_key)
            reviews_by_key[key] = review
            move = moves.get(review.anime_key) or moves[latest.anime_key]
            left = move._replace(old_key=key)
            notices.append(_make_notice(left, review.author_id, MergedThing.REVIEW, review_id=review.id))
    return reviews_by_key, notices


def _make_notice(
    move: Move,
    user_id: int,
    kind: MergedThing,
    entries: EarlierEntries = NO_ENTRIES,
    *,
    review_id: int | None = None,
) -> MergeNotice:
    return MergeNotice(user_id, kind, move.new_key, move.new_title, move.old_key, move.old_title, entries, review_id)
