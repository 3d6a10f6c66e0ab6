"""What people had in a database of an earlier version is still there after the migrations."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from db.engine.database import Database
from db.engine.migrate import MIGRATIONS, migrate
from db.lists.lists import Lists
from db.lists.models import Entry, ListStatus, PartialDate, Priority, Visibility
from db.reviews.drafts import Drafts
from db.reviews.models import Verdict
from db.reviews.posts import Posts
from db.reviews.reviews import Reviews

ANN, BOB = 1, 2

BEFORE_DRAFTS_BECAME_MANY = """
INSERT INTO drafts
VALUES (1, 'mal/1', 'Frieren', 9, 'Half a thought.', 'MIXED_FEELINGS', 1, 5, 'Funny', 1600000000, 300);
INSERT INTO drafts VALUES (1, 'mal/2', 'Monster', 8, '', NULL, 0, NULL, '', NULL, 200);
INSERT INTO drafts VALUES (2, 'mal/1', 'Frieren', 3, 'Another one.', NULL, 0, NULL, '', NULL, 100);
INSERT INTO merges VALUES (1, 'DRAFT', 'bangumi/1', 'mal/1', 'Frieren', 'Frieren', 'It made way.', NULL, 250, NULL);
INSERT INTO merges VALUES (1, 'DRAFT', 'bangumi/2', 'mal/2', 'Monster', 'Monster', '', NULL, 250, 260);
INSERT INTO merges VALUES (1, 'ENTRY', 'bangumi/1', 'mal/1', 'Frieren', 'Frieren', 'Score: 4', NULL, 250, NULL);
INSERT INTO reviews (id, author_id, anime_key, title, rating, body, verdict, has_spoilers, tags, written_at)
VALUES (500, 1, 'mal/3', 'Mushishi', 10, 'Quiet.', 'RECOMMENDED', 0, '', 1700000000);
INSERT INTO posts VALUES (9000, 500, 70, 80, 1, 0);
INSERT INTO entries
VALUES (1, 'mal/1', 'Frieren', 'COMPLETED', 9, 28, '2023', NULL, 1, 'HIGH', 'Rain.', 'slow', 1, 1700000000);
"""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database that was filled at schema version 2 and is opened by this version."""
    path = tmp_path / "kanso.db"
    earlier = tmp_path / "migrations"
    earlier.mkdir()
    for name in ("0001_initial.sql", "0002_following.sql"):
        (earlier / name).write_bytes((MIGRATIONS / name).read_bytes())
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await migrate(connection, path, earlier)
    with closing(sqlite3.connect(path)) as filling:
        filling.executescript(BEFORE_DRAFTS_BECAME_MANY)
    database = await Database.open(path)
    yield database
    await database.close()


async def test_drafts_are_still_there_and_so_is_what_made_way_for_them(database: Database) -> None:
    drafts = await Drafts(database).list_by_author(author_id=ANN, limit=10)

    assert [(draft.anime_key, draft.body) for draft in drafts] == [
        ("mal/1", "Half a thought."),
        ("mal/1", "It made way."),
    ]
    first = drafts[0]
    assert (first.rating, first.verdict, first.has_spoilers, first.episodes) == (9, Verdict.MIXED_FEELINGS, True, 5)
    assert (first.tags, first.written_at) == (("Funny",), 1600000000)
    (bobs,) = await Drafts(database).list_by_author(author_id=BOB, limit=10)
    assert bobs.body == "Another one."
    assert len({draft.id for draft in [*drafts, bobs]}) == 3


async def test_reviews_and_their_cards_are_still_there(database: Database) -> None:
    review = await Reviews(database).get(review_id=500)
    assert review is not None
    assert not review.is_spoiler
    (post,) = await Posts(database).list_for_review(review_id=500)
    assert (post.message_id, post.is_down, post.parent_id) == (9000, False, None)
    rows = await database.reader.execute_fetchall("SELECT written_at FROM posts")
    assert list(rows) == [(1700000000,)]


async def test_lists_are_still_there_and_nobody_else_sees_them(database: Database) -> None:
    lists = Lists(database)
    (entry,) = await lists.list_all(user_id=ANN)
    assert entry == Entry(
        user_id=ANN,
        anime_key="mal/1",
        title="Frieren",
        status=ListStatus.COMPLETED,
        score=9,
        episodes=28,
        started=PartialDate(2023),
        rewatches=1,
        priority=Priority.HIGH,
        notes="Rain.",
        tags=("slow",),
        is_private=True,
        updated_at=1700000000,
    )
    assert await lists.get_visibility(user_id=ANN) is Visibility.PRIVATE
    assert await lists.undo(user_id=ANN) is None
