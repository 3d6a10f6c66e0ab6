"""How long the deletion of a review can be undone."""

import pytest

from db.reviews.models import Draft, ReviewText
from db.reviews.reviews import UNDO_SECONDS
from db.store import Store

ANN, BEN = 7, 8
REVIEW = 501
DELETED_AT = 3000


@pytest.fixture
async def store(store: Store) -> Store:
    """A store with one review, which is deleted."""
    draft = Draft(REVIEW, ANN, "mal/52991", "Frieren", ReviewText(9, "A quiet masterpiece."))
    await store.reviews.add(draft, review_id=REVIEW, now=2000)
    await store.reviews.delete(review_id=REVIEW, now=DELETED_AT)
    return store


@pytest.mark.parametrize(
    ("author_id", "seconds", "is_in_time"),
    [(ANN, 0, True), (ANN, UNDO_SECONDS, True), (ANN, UNDO_SECONDS + 1, False), (BEN, 0, False)],
)
async def test_only_the_author_can_undo_a_deletion_and_only_for_a_while(
    store: Store, author_id: int, seconds: int, is_in_time: bool
) -> None:
    now = DELETED_AT + seconds

    assert await store.reviews.can_restore(review_id=REVIEW, author_id=author_id, now=now) is is_in_time
    restored = await store.reviews.restore(review_id=REVIEW, author_id=author_id, restore_id=1, now=now)

    assert (restored is not None) is is_in_time
    assert (await store.reviews.get(review_id=REVIEW) is not None) is is_in_time
