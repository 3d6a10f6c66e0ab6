"""Votes: which emoji names which kind, which kind is the badge, and what a tally counts."""

from collections.abc import AsyncIterator, Iterable
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.database import Database
from db.models import BADGE_KINDS, Draft, Post, ReactionKind, Tally
from db.posts import Posts
from db.reactions import ButtonVote, ReactionEvent, Reactions
from db.reviews import Reviews

AUTHOR, BOB, CAROL = 1, 2, 3
CARDS = (501, 502)

SKIN_TONES = ("", "🏻", "🏼", "🏽", "🏾", "🏿")
NICE, FUNNY = ReactionKind.NICE, ReactionKind.FUNNY


# Kinds


@pytest.mark.parametrize("kind", ReactionKind)
@pytest.mark.parametrize("tone", SKIN_TONES)
@pytest.mark.parametrize("selector", ["", "\ufe0f", "\ufe0e"])
def test_an_emoji_names_a_kind_whatever_its_skin_tone_or_selector(kind: ReactionKind, tone: str, selector: str) -> None:
    bare = kind.emoji.removesuffix("\ufe0f")
    assert ReactionKind.from_emoji(bare + tone + selector) is kind
    assert ReactionKind.from_emoji(bare + selector + tone) is kind


@pytest.mark.parametrize("emoji", ["", "👎", "🔥", "❤️‍🔥", "👍👍", "🏽", "\ufe0f", "thumbsup", "NICE"])
def test_other_emoji_name_no_kind(emoji: str) -> None:
    assert ReactionKind.from_emoji(emoji) is None


# The badge


@given(st.dictionaries(st.sampled_from(ReactionKind), st.integers(0, 5)))
def test_the_badge_is_the_first_of_the_badge_kinds_with_the_most_votes(counts: dict[ReactionKind, int]) -> None:
    most = max(counts.get(kind, 0) for kind in BADGE_KINDS)
    leaders = [kind for kind in BADGE_KINDS if counts.get(kind, 0) == most]
    assert Tally(counts).badge is (leaders[0] if most else None)


# The repository


class Votes:
    """The repositories of one database, and reviews to vote for."""

    def __init__(self, database: Database) -> None:
        self.reviews = Reviews(database)
        self.posts = Posts(database)
        self.reactions = Reactions(database)
        self._numbers = count(1)

    async def add_review(self) -> int:
        """A new review of AUTHOR's."""
        review_id = next(self._numbers)
        draft = Draft(id=1, author_id=AUTHOR, anime_key=f"mal/{review_id}", title="A title", rating=7, body="Fine.")
        await self.reviews.add(draft, review_id=review_id, now=0)
        return review_id

    async def count(self, review_id: int) -> dict[ReactionKind, int]:
        return dict((await self.reactions.get_tally(review_id=review_id)).counts)


@pytest.fixture
async def votes(tmp_path: Path) -> AsyncIterator[Votes]:
    database = await Database.open(tmp_path / "kanso.db")
    yield Votes(database)
    await database.close()


class Act(NamedTuple):
    """A `ReactionEvent` on one of the two cards that every review has here."""

    card: int
    emoji: str | None
    user_id: int | None
    is_given: bool

    def on(self, review_id: int) -> ReactionEvent:
        return ReactionEvent(review_id, self.card * 1_000_000 + review_id, self.emoji, self.user_id, self.is_given)


cards = st.sampled_from(CARDS)
emojis = st.sampled_from(["👍", "👍🏽", "😂"])
gifts = st.builds(Act, cards, emojis, st.sampled_from([AUTHOR, BOB, CAROL]), st.booleans())
clearings = st.builds(Act, cards, st.none() | emojis, st.none(), st.just(False))
acts = st.lists(st.one_of(gifts, gifts, gifts, clearings), max_size=12)
batches = st.lists(acts, max_size=4)

in_one_database = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def count_model(happened: Iterable[Act]) -> dict[ReactionKind, int]:
    """What `Reactions` should count, told with sets."""
    held: set[tuple[int, str | None, int | None]] = set()
    for act in happened:
        if act.user_id is None:
            held = {vote for vote in held if vote[0] != act.card or act.emoji not in (None, vote[1])}
        elif act.is_given:
            held.add((act.card, act.emoji, act.user_id))
        else:
            held.discard((act.card, act.emoji, act.user_id))
    given = {NICE: ("👍", "👍🏽"), FUNNY: ("😂",)}
    people = {kind: {user for _, emoji, user in held if emoji in given[kind]} - {AUTHOR} for kind in given}
    return {kind: len(users) for kind, users in people.items() if users}


@in_one_database
@given(batches)
async def test_the_tally_follows_the_events_wherever_batches_are_split(votes: Votes, batches: list[list[Act]]) -> None:
    review_id = await votes.add_review()
    other_id = await votes.add_review()
    happened = [act for batch in batches for act in batch]

    for batch in batches:
        await votes.reactions.apply([act.on(review_id) for act in batch])
    await votes.reactions.apply([act.on(other_id) for act in happened])

    assert await votes.count(review_id) == await votes.count(other_id) == count_model(happened)


@in_one_database
@given(acts, acts)
async def test_a_batch_written_twice_counts_once(votes: Votes, before: list[Act], batch: list[Act]) -> None:
    review_id = await votes.add_review()
    await votes.reactions.apply([act.on(review_id) for act in before])

    await votes.reactions.apply([act.on(review_id) for act in batch])
    once = await votes.count(review_id)
    await votes.reactions.apply([act.on(review_id) for act in batch])

    assert await votes.count(review_id) == once == count_model(before + batch)


async def test_each_review_in_a_batch_counts_one_change(votes: Votes) -> None:
    first, second, third = [await votes.add_review() for _ in range(3)]

    await votes.reactions.apply(
        [
            Act(501, "👍", BOB, True).on(first),
            Act(501, "👍", CAROL, True).on(first),
            Act(501, None, None, False).on(second),
        ]
    )

    changes = []
    for review_id in (first, second, third):
        review = await votes.reviews.get(review_id=review_id)
        assert review is not None
        changes.append(review.changes)
    assert changes == [1, 1, 0]


async def test_events_of_a_review_that_is_gone_are_dropped(votes: Votes) -> None:
    review_id = await votes.add_review()

    await votes.reactions.apply([Act(501, "👍", BOB, True).on(999), Act(501, "👍", BOB, True).on(review_id)])

    assert await votes.count(999) == {}
    assert await votes.count(review_id) == {NICE: 1}


async def test_a_button_gives_and_takes_back_what_no_card_holds(votes: Votes) -> None:
    review_id = await votes.add_review()
    given = Act(501, "👍", BOB, True).on(review_id)
    await votes.posts.add(Post(given.source, review_id, 1, 1, True, 0))
    await votes.reactions.apply([given])

    async def press(kind: ReactionKind) -> ButtonVote:
        return await votes.reactions.press(review_id=review_id, user_id=BOB, kind=kind)

    assert await press(FUNNY) is ButtonVote.GIVEN
    assert await press(FUNNY) is ButtonVote.TAKEN_BACK
    assert await press(NICE) is ButtonVote.HELD_BY_REACTION
    assert await votes.reactions.list_given(review_id=review_id, user_id=BOB) == [NICE]

    await votes.posts.delete(message_id=given.source)
    assert await press(NICE) is ButtonVote.TAKEN_BACK
    assert await votes.count(review_id) == {}
