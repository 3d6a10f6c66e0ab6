"""Posts: what is stored about a card, and which reviews have outdated cards."""

import pytest

from db.reviews.models import Draft, Post, ReviewText
from db.reviews.posts import PostPage
from db.store import Store

REVIEW, LATER = 1_456_074_443_980_800_007, 1_456_074_443_980_800_008
CARD = Post(501, REVIEW, 70, 80, True, 0)


@pytest.fixture
async def store(store: Store) -> Store:
    for review_id in (REVIEW, LATER):
        draft = Draft(
            review_id, 7, f"mal/{review_id}", "Frieren", ReviewText(9, "A quiet masterpiece."), written_at=1000
        )
        await store.reviews.add(draft, review_id=review_id, now=2000)
    return store


async def read(store: Store, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await store.database.reader.execute_fetchall(query)]


async def test_a_post_has_all_that_browsing_a_server_needs(store: Store) -> None:
    async with store.database.transaction() as connection:
        await connection.execute("UPDATE review_activity SET needs_ranking = FALSE")

    await store.posts.add(CARD)

    shuffle = (REVIEW // 4096 * 7919 + REVIEW) % 1000003
    assert await read(store, "SELECT written_at, shuffle FROM posts") == [(1000, shuffle)]
    assert await read(store, "SELECT review_id FROM review_activity WHERE needs_ranking") == [(REVIEW,)]


async def test_a_post_of_a_review_that_is_gone_for_good_is_not_stored(store: Store) -> None:
    await store.posts.add(Post(501, 999, 70, 80, True, 0))

    assert await store.posts.list_cards() == {}


async def test_a_card_that_is_down_is_neither_heard_nor_outdated_until_its_review_is_back(
    store: Store,
) -> None:
    await store.posts.add(CARD)
    assert await store.posts.list_outdated() == []

    await store.reviews.delete(review_id=REVIEW, now=3000)
    assert await store.posts.list_outdated() == [REVIEW]
    await store.posts.set_down(message_id=CARD.message_id)
    assert (await store.posts.list_outdated(), await store.posts.list_cards()) == ([], {})

    await store.reviews.restore(review_id=REVIEW, author_id=7, restore_id=1, now=3001)
    assert await store.posts.list_outdated() == [REVIEW]
    (sending,) = await store.sendings.list_for_review(review_id=REVIEW)
    await store.posts.add(Post(601, REVIEW, 70, 80, True, 0), sending=sending)
    assert await store.sendings.list_all() == []
    assert (await store.posts.list_outdated(), await store.posts.list_cards()) == ([], {601: REVIEW})


async def test_a_deleted_channel_takes_its_posts_and_those_in_its_threads(store: Store) -> None:
    in_thread = Post(502, REVIEW, 70, 81, True, 0, parent_id=80)
    in_forum = Post(503, REVIEW, 70, 503, True, 0, parent_id=90, is_forum_post=True)
    elsewhere = Post(504, REVIEW, 71, 80, True, 0)
    for post in (CARD, in_thread, in_forum, elsewhere):
        await store.posts.add(post)

    assert sorted(await store.posts.delete_in_channel(guild_id=70, channel_id=80)) == [501, 502]
    assert await store.posts.list_for_review(review_id=REVIEW) == [in_forum, elsewhere]


async def test_a_forum_post_that_is_down_outlives_its_thread_but_not_its_forum(store: Store) -> None:
    await store.posts.add(Post(503, REVIEW, 70, 503, True, 0, parent_id=90, is_forum_post=True))
    await store.posts.set_down(message_id=503)

    assert await store.posts.delete_in_channel(guild_id=70, channel_id=503) == []
    assert await store.posts.delete_in_channel(guild_id=70, channel_id=90) == [503]


async def test_a_post_is_deleted_with_its_pages(store: Store) -> None:
    await store.posts.add(CARD)
    for page in (PostPage(2, 602, 1), PostPage(1, 501, 1), PostPage(2, 702, 2)):
        await store.posts.set_page(page, post_id=CARD.message_id)
    assert await store.posts.list_pages(post_id=CARD.message_id) == [PostPage(1, 501, 1), PostPage(2, 702, 2)]

    await store.posts.delete(message_id=CARD.message_id)
    await store.posts.set_page(PostPage(3, 603, 1), post_id=CARD.message_id)

    assert await store.posts.list_pages(post_id=CARD.message_id) == []
