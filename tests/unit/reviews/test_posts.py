"""Posts: what is kept of a card, and which reviews have one that is out of date."""

import pytest

from db.engine.database import Database
from db.reviews.models import Draft, Post, ReviewText
from db.reviews.posts import PostPage, Posts
from db.reviews.reviews import Reviews

REVIEW, LATER = 1_456_074_443_980_800_007, 1_456_074_443_980_800_008
CARD = Post(501, REVIEW, 70, 80, True, 0)


@pytest.fixture
async def database(database: Database) -> Database:
    for review_id in (REVIEW, LATER):
        draft = Draft(
            review_id, 7, f"mal/{review_id}", "Frieren", ReviewText(9, "A quiet masterpiece."), written_at=1000
        )
        await Reviews(database).add(draft, review_id=review_id, now=2000)
    return database


async def read(database: Database, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await database.reader.execute_fetchall(query)]


async def test_a_post_has_what_a_server_is_browsed_by(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute("UPDATE review_activity SET needs_ranking = FALSE")

    await Posts(database).add(CARD)

    shuffle = (REVIEW // 4096 * 7919 + REVIEW) % 1000003
    assert await read(database, "SELECT written_at, shuffle FROM posts") == [(1000, shuffle)]
    assert await read(database, "SELECT review_id FROM review_activity WHERE needs_ranking") == [(REVIEW,)]


async def test_a_post_of_a_review_that_is_gone_for_good_is_not_kept(database: Database) -> None:
    posts = Posts(database)

    await posts.add(Post(501, 999, 70, 80, True, 0))

    assert await posts.list_cards() == {}


async def test_a_card_that_is_down_is_neither_heard_nor_out_of_date_until_its_review_is_back(
    database: Database,
) -> None:
    posts, reviews = Posts(database), Reviews(database)
    await posts.add(CARD)
    assert await posts.list_outdated() == []

    await reviews.delete(review_id=REVIEW, now=3000)
    assert await posts.list_outdated() == [REVIEW]
    await posts.set_down(message_id=CARD.message_id)
    assert (await posts.list_outdated(), await posts.list_cards()) == ([], {})

    await reviews.restore(review_id=REVIEW, author_id=7, now=3001)
    assert await posts.list_outdated() == [REVIEW]
    await posts.add(Post(601, REVIEW, 70, 80, True, 0), replaces=CARD.message_id)
    assert (await posts.list_outdated(), await posts.list_cards()) == ([], {601: REVIEW})


async def test_a_channel_takes_its_own_posts_and_those_in_its_threads(database: Database) -> None:
    posts = Posts(database)
    in_thread = Post(502, REVIEW, 70, 81, True, 0, parent_id=80)
    in_forum = Post(503, REVIEW, 70, 503, True, 0, parent_id=90, is_forum_post=True)
    elsewhere = Post(504, REVIEW, 71, 80, True, 0)
    for post in (CARD, in_thread, in_forum, elsewhere):
        await posts.add(post)

    assert sorted(await posts.delete_in_channel(guild_id=70, channel_id=80)) == [501, 502]
    assert await posts.list_for_review(review_id=REVIEW) == [in_forum, elsewhere]


async def test_a_forum_post_that_is_down_outlives_its_thread_but_not_its_forum(database: Database) -> None:
    posts = Posts(database)
    await posts.add(Post(503, REVIEW, 70, 503, True, 0, parent_id=90, is_forum_post=True))
    await posts.set_down(message_id=503)

    assert await posts.delete_in_channel(guild_id=70, channel_id=503) == []
    assert await posts.delete_in_channel(guild_id=70, channel_id=90) == [503]


async def test_the_pages_of_a_post_go_with_it(database: Database) -> None:
    posts = Posts(database)
    await posts.add(CARD)
    for page in (PostPage(2, 602, 1), PostPage(1, 501, 1), PostPage(2, 702, 2)):
        await posts.set_page(page, post_id=CARD.message_id)
    assert await posts.list_pages(post_id=CARD.message_id) == [PostPage(1, 501, 1), PostPage(2, 702, 2)]

    await posts.delete(message_id=CARD.message_id)
    await posts.set_page(PostPage(3, 603, 1), post_id=CARD.message_id)

    assert await posts.list_pages(post_id=CARD.message_id) == []
