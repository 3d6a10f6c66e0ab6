"""Everything that people can pile up is bounded, and docs/limits.md says how."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

import db.lists.lists
import db.reviews.drafts
import db.reviews.reviews
import db.titles.custom
import db.titles.questions
from cogs.core import files
from cogs.lists.formats.reading import MAX_FILE_SIZE
from db.engine.migrate import list_migrations
from db.lists.changes import ListFull
from db.lists.imports import _MAX_WAITING as MAX_WAITING_IMPORTS
from db.lists.models import MAX_ENTRIES, MAX_NOTES_LENGTH, MAX_TAG_LENGTH, MAX_TAGS, Entry, ListStatus
from db.reviews.models import (
    MAX_BODY_LENGTH,
    MAX_DRAFTS,
    MAX_REVIEWS,
    MAX_VERSIONS,
    Draft,
    ReviewText,
)
from db.reviews.rules import TooManyDrafts, TooManyReviews
from db.store import Store
from db.titles.custom import MAX_PER_PERSON, MAX_TITLE_LENGTH, TooManyCustomTitles
from db.titles.questions import MAX_QUESTIONS, TitleQuestion

ANN, NOW = 7, 1_700_000_000
LIMITS = Path(__file__).parents[3] / "docs/limits.md"

BOUNDS = {
    "reviews": MAX_REVIEWS,
    "review_versions": MAX_VERSIONS,
    "drafts": MAX_DRAFTS,
    "custom_titles": MAX_PER_PERSON,
    "entries": MAX_ENTRIES,
    "list_imports": MAX_WAITING_IMPORTS,
    "title_questions": MAX_QUESTIONS,
    "list_changes": 10,
    # These have as many rows as others that are bounded.
    "replaced_entries": "titles on a list, for each change",
    "review_activity": "reviews",
    "posts": "one in each channel",
    "post_pages": "pages of a review",
    "cards_to_seed": "posts",
    "sendings": "one for each interaction and channel, until it is settled",
    "custom_title_guilds": "posts",
    "votes": "one of each kind",
    "spoiler_flags": "one",
    "list_visibilities": "one for each person",
    "merges": "titles on a list, reviews and drafts",
    # Nobody but the bot adds to these.
    "moves": "empty between transactions",
    "settings": "names in the code",
}
"""How each table is bounded: by a number for each person, or in words."""


def test_every_table_has_a_bound() -> None:
    connection = sqlite3.connect(":memory:")
    for _version, path in list_migrations():
        connection.executescript(path.read_text(encoding="utf-8"))
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert tables == set(BOUNDS)


@pytest.mark.parametrize(
    "number",
    [
        *(bound for bound in BOUNDS.values() if isinstance(bound, int)),
        *(MAX_BODY_LENGTH, MAX_TITLE_LENGTH, MAX_NOTES_LENGTH, MAX_TAGS, MAX_TAG_LENGTH),
        *(files.MAX_WAITING, int(files.DOWNLOAD_SECONDS), MAX_FILE_SIZE),
    ],
)
def test_the_limits_are_written_down(number: int) -> None:
    assert f" {number:,}" in LIMITS.read_text(encoding="utf-8")


def make_draft(draft_id: int, key: str | None = None) -> Draft:
    return Draft(draft_id, ANN, key or f"mal/{draft_id}", "A title", ReviewText(9, f"Text {draft_id}."))


async def test_drafts_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.reviews.drafts, "MAX_DRAFTS", 2)
    for draft_id in (1, 2):
        await store.drafts.set(make_draft(draft_id), now=NOW)

    with pytest.raises(TooManyDrafts):
        await store.drafts.set(make_draft(3), now=NOW)
    await store.drafts.set(make_draft(2), now=NOW)
    await store.drafts.set(make_draft(3), now=NOW, replaces=1)

    assert await store.drafts.count_by_author(author_id=ANN) == 2


async def test_reviews_are_bounded_and_the_draft_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.reviews.reviews, "MAX_REVIEWS", 2)
    for review_id in (1, 2):
        assert await store.reviews.add(make_draft(review_id), review_id=review_id, now=NOW)
    await store.drafts.set(make_draft(3), now=NOW)

    with pytest.raises(TooManyReviews):
        await store.reviews.add(make_draft(3), review_id=3, now=NOW)

    assert await store.reviews.count_by_author(author_id=ANN) == 2
    assert await store.drafts.get(draft_id=3, author_id=ANN) is not None


async def test_the_first_version_and_the_last_ones_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.reviews.reviews, "MAX_VERSIONS", 3)
    await store.reviews.add(make_draft(1, "mal/1"), review_id=1, now=NOW)
    for revision in range(1, 8):
        assert await store.reviews.set_text(make_draft(revision + 1, "mal/1"), review_id=1, revision=revision, now=NOW)

    kept = [version.revision for version in await store.reviews.list_versions(review_id=1)]

    assert kept == [7, 6, 1]


async def test_custom_titles_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.titles.custom, "MAX_PER_PERSON", 2)
    given: dict[str, Any] = {"user_id": ANN, "guild_id": None}
    for title_id in (1, 2):
        await store.titles.add_custom(f"Film {title_id}", title_id=title_id, **given)
    with pytest.raises(TooManyCustomTitles):
        await store.titles.add_custom("Film 3", title_id=3, **given)
    assert (await store.titles.add_custom("film 2", title_id=4, **given)).key == "custom/2"


async def test_lists_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.lists.lists, "MAX_ENTRIES", 2)

    async def add(number: int) -> None:
        entry = Entry(user_id=ANN, anime_key=f"mal/{number}", title="A title", status=ListStatus.WATCHING)
        await store.lists.change(
            lambda _: entry, user_id=ANN, anime_key=entry.anime_key, change_id=number, now=NOW + number
        )

    await add(1)
    await add(2)
    with pytest.raises(ListFull):
        await add(3)
    assert len(await store.lists.list_all(user_id=ANN)) == 2


async def test_questions_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.titles.questions, "MAX_QUESTIONS", 2)
    ids = [NOW << 22, (NOW << 22) + 1, (NOW << 22) + 2]
    for question_id in ids:
        question = TitleQuestion(question_id, ANN, "frieren", (), "{}")
        await store.title_questions.add(question, now=NOW)
    assert await store.title_questions.get(question_id=ids[0]) is None
    assert await store.title_questions.get(question_id=ids[2]) is not None
