"""People's data in one database, and short ways to move it to other keys."""

from itertools import count
from typing import Any

from db.lists.models import Entry, ListStatus
from db.moves.moves import Move
from db.moves.notices import MergeNotice
from db.reviews.models import Draft, Post, Review, ReviewText
from db.reviews.reviews import UNDO_SECONDS
from db.store import Store

ANN, BOB = 1, 2
OLD, OTHER_OLD, NEW, NEWER = "bangumi/400602", "anilist/154587", "mal/52991", "mal/99999"
NAMES = {OLD: "葬送のフリーレン", OTHER_OLD: "Sousou no Frieren", NEW: "Frieren", NEWER: "Frieren: Beyond"}
NOW = 1_700_000_000
LATER = NOW + UNDO_SECONDS + 1


def make_move(old_key: str = OLD, new_key: str = NEW) -> Move:
    return Move(old_key, new_key, NAMES.get(old_key, old_key), NAMES.get(new_key, new_key))


class World:
    """A store, with short ways to fill it and to look into it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._messages = count(9_000)

    async def move(self, *moves: Move, now: int = NOW) -> list[int]:
        return await self.store.moves.move(moves or [make_move()], now=now)

    async def get_entry(self, anime_key: str, user_id: int = ANN) -> Entry | None:
        return await self.store.lists.get(user_id=user_id, anime_key=anime_key)

    async def add_entry(self, anime_key: str, user_id: int = ANN, **fields: Any) -> Entry:
        given = {"title": NAMES.get(anime_key, anime_key), "status": ListStatus.WATCHING} | fields
        entry = Entry(user_id=user_id, anime_key=anime_key, **given)
        return await self.store.lists.change(
            lambda _: entry, user_id=user_id, anime_key=anime_key, change_id=next(self._messages), now=NOW
        )

    async def list_drafts(self, anime_key: str) -> list[str]:
        """The texts of Ann's drafts under a key, newest first."""
        drafts = await self.store.drafts.list_by_author(author_id=ANN, limit=10)
        return [draft.text.body for draft in drafts if draft.anime_key == anime_key]

    async def add_draft(self, anime_key: str, body: str) -> None:
        draft = Draft(next(self._messages), ANN, anime_key, NAMES.get(anime_key, anime_key), ReviewText(7, body))
        await self.store.drafts.set(draft, now=NOW)

    async def get_review(self, anime_key: str) -> int | None:
        """The id of Ann's review under a key."""
        review = await self.store.reviews.get_by_author(author_id=ANN, anime_key=anime_key)
        return review.id if review else None

    async def add_review(self, anime_key: str, review_id: int, author_id: int = ANN) -> Review:
        """Adds a review with one card. It is written at the Unix time `review_id`, so a larger id is a later review."""
        draft = Draft(review_id, author_id, anime_key, "Frieren", ReviewText(9, f"Text {review_id}."))
        review = await self.store.reviews.add(draft, review_id=review_id, now=review_id)
        assert review is not None
        await self.store.posts.add(Post(next(self._messages), review_id, 70, 80, True, review.changes))
        return review

    async def delete_review(self, review_id: int) -> None:
        await self.store.reviews.delete(review_id=review_id, now=NOW)

    async def listen(self, user_id: int = ANN) -> list[MergeNotice]:
        """Tells a person all their untold notices, and returns these."""
        merges = await self.store.moves.list_untold(user_id=user_id)
        await self.store.moves.set_told(merges, now=NOW)
        return merges
