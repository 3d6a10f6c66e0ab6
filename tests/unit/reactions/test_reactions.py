"""Votes: the kinds of emoji, the badge, and what a tally counts."""

from collections.abc import Iterable
from itertools import count, product
from typing import NamedTuple, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.reactions.models import BADGE_KINDS, ReactionKind, Tally
from db.reactions.votes import ButtonVote, HeldReactions, ReactionEvent
from db.reviews.models import Draft, Post, ReviewText
from db.store import Store

AUTHOR, BOB, CAROL, ROBOT = 1, 2, 3, 4
CARDS = (501, 502)

SKIN_TONES = ("", "🏻", "🏼", "🏽", "🏾", "🏿")
NICE, FUNNY = ReactionKind.NICE, ReactionKind.FUNNY


# Kinds


@pytest.mark.parametrize("kind", ReactionKind)
def test_an_emoji_with_any_skin_tone_or_selector_names_its_kind(kind: ReactionKind) -> None:
    bare = kind.emoji.removesuffix("\ufe0f")
    for tone, selector in product(SKIN_TONES, ["", "\ufe0f", "\ufe0e"]):
        named = [ReactionKind.from_emoji(bare + end) for end in (tone + selector, selector + tone)]
        assert named == [kind, kind], (tone, selector)


@pytest.mark.parametrize("emoji", ["", "🚱", "🧻", "❤️‍🔥", "👍👍", "🏽", "\ufe0f", "thumbsup", "NICE"])
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
    """A store with reviews to vote for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers = count(1)

    async def add_review(self) -> int:
        """Adds a review by AUTHOR."""
        review_id = next(self._numbers)
        draft = Draft(
            id=1, author_id=AUTHOR, anime_key=f"mal/{review_id}", title="A title", text=ReviewText(7, "Fine.")
        )
        await self.store.reviews.add(draft, review_id=review_id, now=0)
        return review_id

    async def count(self, review_id: int) -> dict[ReactionKind, int]:
        return dict((await self.store.reactions.get_tally(review_id=review_id)).counts)


@pytest.fixture
def votes(store: Store) -> Votes:
    return Votes(store)


class Act(NamedTuple):
    """What a `ReactionEvent` says, for one of the two cards that each review has here."""

    card: int
    emoji: str | None
    user_id: int | None
    is_given: bool
    is_super: bool = False

    def on(self, review_id: int) -> ReactionEvent:
        source = self.card * 1_000_000 + review_id
        return ReactionEvent(
            review_id, source, self.emoji, self.user_id, self.is_given, self.is_super, self.user_id == ROBOT
        )


cards = st.sampled_from(CARDS)
emojis = st.sampled_from(["👍", "👍🏽", "😂"])
gifts = st.builds(Act, cards, emojis, st.sampled_from([AUTHOR, BOB, CAROL, ROBOT]), st.booleans(), st.booleans())
clearings = st.builds(Act, cards, st.none() | emojis, st.none(), st.just(False))
acts = st.lists(st.one_of(gifts, gifts, gifts, clearings), max_size=12)
batches = st.lists(acts, max_size=4)

in_one_database = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


Reaction: TypeAlias = tuple[int, str | None, int | None, bool]
"""A card, an emoji, a person, and whether it is a super reaction."""


def hold(happened: Iterable[Act]) -> set[Reaction]:
    """The reactions that Discord holds after all these acts: a simple model with sets."""
    held: set[Reaction] = set()
    for act in happened:
        reaction = (act.card, act.emoji, act.user_id, act.is_super)
        if act.user_id is None:
            held = {each for each in held if each[0] != act.card or act.emoji not in (None, each[1])}
        elif act.is_given:
            held.add(reaction)
        else:
            held.discard(reaction)
    return held


def count_model(happened: Iterable[Act]) -> dict[ReactionKind, int]:
    """The tally that `Reactions` should return."""
    held = hold(happened)
    given = {NICE: ("👍", "👍🏽"), FUNNY: ("😂",)}
    people = {kind: {user for _, emoji, user, _ in held if emoji in given[kind]} - {AUTHOR, ROBOT} for kind in given}
    return {kind: len(users) for kind, users in people.items() if users}


@in_one_database
@given(batches)
async def test_the_tally_does_not_depend_on_how_events_are_batched(votes: Votes, batches: list[list[Act]]) -> None:
    review_id = await votes.add_review()
    other_id = await votes.add_review()
    happened = [act for batch in batches for act in batch]

    for batch in batches:
        await votes.store.reactions.apply([act.on(review_id) for act in batch])
    await votes.store.reactions.apply([act.on(other_id) for act in happened])

    assert await votes.count(review_id) == await votes.count(other_id) == count_model(happened)


@in_one_database
@given(acts, acts)
async def test_a_batch_written_twice_counts_once(votes: Votes, before: list[Act], batch: list[Act]) -> None:
    review_id = await votes.add_review()
    await votes.store.reactions.apply([act.on(review_id) for act in before])

    await votes.store.reactions.apply([act.on(review_id) for act in batch])
    once = await votes.count(review_id)
    await votes.store.reactions.apply([act.on(review_id) for act in batch])

    assert await votes.count(review_id) == once == count_model(before + batch)


@in_one_database
@given(st.data())
async def test_a_correction_is_right_in_whichever_order_it_and_events_arrive(votes: Votes, data: st.DataObject) -> None:
    happening = data.draw(st.lists(st.one_of(gifts, gifts, clearings), max_size=12))
    wrong = data.draw(acts)
    asked, heard, answered = data.draw(
        st.tuples(*[st.integers(0, len(happening))] * 3).filter(lambda times: times[0] == min(times))
    )
    review_id = await votes.add_review()

    # Until Discord is asked, some events were heard and some were missed.
    await votes.store.reactions.apply([act.on(review_id) for act in wrong])
    watched = [act.on(review_id) for act in happening[asked:heard]]
    await votes.store.reactions.apply(watched)
    answer = hold(happening[:answered])
    for card, emoji, is_super in product(CARDS, ("👍", "👍🏽", "😂"), (False, True)):
        message_id = Act(card, emoji, BOB, True).on(review_id).source
        users = [user for user in (AUTHOR, BOB, CAROL, ROBOT) if (card, emoji, user, is_super) in answer]
        await votes.store.reactions.set_held(
            HeldReactions(emoji, is_super),
            {user: user == ROBOT for user in users},
            review_id=review_id,
            message_id=message_id,
            heard=[event for event in watched if event.source == message_id],
        )
    await votes.store.reactions.apply([act.on(review_id) for act in happening[heard:]])

    assert await votes.count(review_id) == count_model(happening)


async def test_events_heard_after_discord_was_asked_are_newer_than_its_answer(votes: Votes) -> None:
    review_id = await votes.add_review()
    given, taken_away = (Act(501, "👍", BOB, is_given).on(review_id) for is_given in (True, False))

    async def set_held(*people: int, heard: list[ReactionEvent]) -> bool:
        await votes.store.reactions.apply(heard)
        return await votes.store.reactions.set_held(
            HeldReactions("👍", False),
            dict.fromkeys(people, False),
            review_id=review_id,
            message_id=given.source,
            heard=heard,
        )

    assert not await set_held(heard=[given])
    assert await votes.count(review_id) == {NICE: 1}
    assert not await set_held(BOB, heard=[given, taken_away])
    assert await votes.count(review_id) == {}


async def test_reactions_on_a_card_are_counted_as_discord_counts_them(votes: Votes) -> None:
    review_id = await votes.add_review()
    given = [
        *[Act(501, "👍", user, True) for user in (AUTHOR, BOB, ROBOT)],
        Act(501, "👍", BOB, True, is_super=True),
        Act(501, "👍🏽", BOB, True),
        Act(502, "👍", CAROL, True),
    ]
    await votes.store.reactions.apply([act.on(review_id) for act in given])
    await votes.store.reactions.press(review_id=review_id, user_id=CAROL, kind=FUNNY)

    counts = await votes.store.reactions.count_on_card(review_id=review_id, message_id=given[0].on(review_id).source)
    assert counts == {HeldReactions("👍", False): 3, HeldReactions("👍", True): 1, HeldReactions("👍🏽", False): 1}


async def test_a_correction_without_differences_changes_nothing(votes: Votes) -> None:
    review_id = await votes.add_review()
    given = Act(501, "👍", BOB, True).on(review_id)
    await votes.store.reactions.apply([given])

    async def set_held(*people: int) -> bool:
        return await votes.store.reactions.set_held(
            HeldReactions("👍", False),
            dict.fromkeys(people, False),
            review_id=review_id,
            message_id=given.source,
            heard=[],
        )

    assert [await set_held(BOB), await set_held(CAROL), await set_held(CAROL)] == [False, True, False]
    review = await votes.store.reviews.get(review_id=review_id)
    assert review is not None
    assert review.changes == 2


async def test_each_review_in_a_batch_counts_one_change(votes: Votes) -> None:
    first, second, third = [await votes.add_review() for _ in range(3)]

    await votes.store.reactions.apply(
        [
            Act(501, "👍", BOB, True).on(first),
            Act(501, "👍", CAROL, True).on(first),
            Act(501, None, None, False).on(second),
        ]
    )

    changes = []
    for review_id in (first, second, third):
        review = await votes.store.reviews.get(review_id=review_id)
        assert review is not None
        changes.append(review.changes)
    assert changes == [1, 1, 0]


async def test_events_of_a_deleted_review_are_dropped(votes: Votes) -> None:
    review_id = await votes.add_review()

    await votes.store.reactions.apply([Act(501, "👍", BOB, True).on(999), Act(501, "👍", BOB, True).on(review_id)])

    assert await votes.count(999) == {}
    assert await votes.count(review_id) == {NICE: 1}


async def test_a_button_gives_and_takes_back_votes_but_not_those_by_reaction(votes: Votes) -> None:
    review_id = await votes.add_review()
    given = Act(501, "👍", BOB, True).on(review_id)
    await votes.store.posts.add(Post(given.source, review_id, 1, 1, True, 0))
    await votes.store.reactions.apply([given])

    async def press(kind: ReactionKind) -> ButtonVote:
        return await votes.store.reactions.press(review_id=review_id, user_id=BOB, kind=kind)

    assert await press(FUNNY) is ButtonVote.GIVEN
    assert await press(FUNNY) is ButtonVote.TAKEN_BACK
    assert await press(NICE) is ButtonVote.HELD_BY_REACTION
    assert await votes.store.reactions.list_given(review_id=review_id, user_id=BOB) == [NICE]

    await votes.store.posts.delete(message_id=given.source)
    assert await press(NICE) is ButtonVote.TAKEN_BACK
    assert await votes.count(review_id) == {}
