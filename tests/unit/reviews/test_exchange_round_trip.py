"""Moving reviews from one database to another in a file."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogs.reviews.mine.archive import make_export, read_archive
from db.reviews.archive import ArchivedReview
from db.reviews.models import ReviewText, ReviewVersion, Verdict
from db.store import Store
from db.titles.models import MAX_EPISODES
from tests.support.stores import open_copy

NOW = 1_795_262_400

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=50).filter(
    str.strip
)
TIMES = st.integers(0, NOW)
TAGS = st.lists(TEXTS.filter(lambda tag: tag.splitlines() == [tag]), max_size=3).map(tuple)


def make_texts(tags: st.SearchStrategy[tuple[str, ...]]) -> st.SearchStrategy[ReviewText]:
    return st.builds(
        ReviewText,
        rating=st.integers(1, 10),
        body=TEXTS,
        chosen_verdict=st.sampled_from(Verdict),
        has_spoilers=st.booleans(),
        episodes=st.none() | st.integers(1, MAX_EPISODES),
        tags=tags,
    )


VERSIONS = st.lists(
    st.builds(ReviewVersion, revision=st.just(0), text=make_texts(st.just(())), written_at=TIMES), max_size=3
).map(lambda versions: tuple(replace(version, revision=number) for number, version in enumerate(versions, 1)))
REVIEWS = st.lists(
    st.builds(
        ArchivedReview,
        anime_key=st.builds("{}/{}".format, st.sampled_from(["mal", "anilist", "bangumi"]), st.integers(1, 10**9)),
        title=TEXTS,
        text=make_texts(TAGS),
        written_at=TIMES,
        edited_at=st.none() | TIMES,
        versions=VERSIONS,
    ),
    unique_by=lambda review: review.anime_key,
    min_size=1,
    max_size=4,
)


def export_json(reviews: Sequence[ArchivedReview], *, now: int) -> bytes:
    return dict(make_export(reviews, now=now).files)["kanso-reviews.json"]


async def import_twice(data: bytes, store: Store) -> list[ArchivedReview]:
    """A person's reviews after importing a file into an empty database. A second import must change nothing."""
    reviews = read_archive(data, now=NOW)
    imported = await store.review_archive.add(reviews, keys={}, author_id=1, import_id=1 << 60, now=NOW)
    assert imported == (len(reviews), 0, 0)
    present = await store.review_archive.list_all(author_id=1)
    again = await store.review_archive.add(reviews, keys={}, author_id=1, import_id=2 << 60, now=NOW)
    assert again == (0, len(reviews), 0)
    return present


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(reviews=REVIEWS)
async def test_an_export_that_is_imported_is_exported_the_same(
    empty_database_path: Path, small_catalogue_path: Path, reviews: list[ArchivedReview]
) -> None:
    first = export_json(sorted(reviews, key=lambda review: review.anime_key), now=NOW)
    async with open_copy(empty_database_path, small_catalogue_path) as store:
        imported = await import_twice(first, store)
    second = export_json(imported, now=NOW + 1)
    assert json.loads(second) | {"exported_at": None} == json.loads(first) | {"exported_at": None}
    assert second.split(b"\n", 1)[1] == first.split(b"\n", 1)[1]
