"""Layouts are never such that Discord refuses them, and spoilers are never on a card."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from discord.ui import LayoutView, View
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogs.reviews.cards import render as cards
from cogs.reviews.cards.render import (
    FORUM_PAGE_LENGTH,
    is_short,
    list_card_parts,
    make_card,
    make_forum_card,
    make_forum_page,
    make_tag_menu,
    name_thread,
    paginate_post,
)
from cogs.reviews.reading import render as reading
from cogs.reviews.reading.render import (
    PAGE_LENGTH,
    make_flag_menu,
    make_flagged_menu,
    make_reader,
    make_reader_menu,
    make_reviewer_menu,
    make_spoiler_wall,
)
from cogs.ui.components import Layout
from cogs.ui.markdown import paginate
from db.reactions.models import ReactionKind, Tally
from db.reviews.models import MAX_BODY_LENGTH, Review
from db.titles.models import MAX_EPISODES, Anime
from tests.support.review_layouts import (
    FRIEREN,
    REVIEW,
    animes,
    bodies,
    check,
    fragments,
    reviews,
    tallies,
    titles,
    walk,
)
from tests.support.reviewed import revise


def get_text(layout: LayoutView) -> str:
    return "\n".join(part["content"] for part in walk(layout.to_components()) if "content" in part)


def get_labels(view: LayoutView | View | None) -> list[str]:
    return [part["label"] for part in walk(view.to_components() if view else []) if part["type"] == 2]


Views = Iterable[LayoutView | View | None]

EVERYTHING: dict[str, Callable[[Review, Anime, Tally], Views]] = {
    "make_card": lambda review, anime, tally: [make_card(review, anime, tally, has_counts=True)],
    "make_forum_card": lambda review, anime, tally: [make_forum_card(review, anime, tally)],
    "make_forum_page": lambda review, anime, tally: [
        make_forum_page(text, number, len(paginate_post(review)))
        for number, text in enumerate(paginate_post(review), 1)
    ],
    "make_tag_menu": lambda review, anime, tally: [
        make_tag_menu(review, 2**63 - 1, {2**63 - number: "a" * 20 for number in range(20)})
    ],
    "make_reader": lambda review, anime, tally: [
        make_reader(review, anime, number, is_author=number == 1)
        for number in range(len(paginate(review.text.body, PAGE_LENGTH)) + 2)
    ],
    "make_reader_menu": lambda review, anime, tally: [
        make_reader_menu(review, message_id=None),
        make_reader_menu(review, message_id=2**63 - 1),
    ],
    "make_reviewer_menu": lambda review, anime, tally: [
        make_reviewer_menu([replace(review, id=review.id - number) for number in range(25)])
    ],
    "make_spoiler_wall": lambda review, anime, tally: [make_spoiler_wall(review)],
    "make_flag_menu": lambda review, anime, tally: [make_flag_menu(review)],
    "make_flagged_menu": lambda review, anime, tally: [make_flagged_menu(review)],
}
"""All that the modules make of a review, including every page."""


def test_every_function_that_makes_something_is_checked() -> None:
    assert {name for name in [*vars(cards), *vars(reading)] if name.startswith("make_")} - {"make_review_menu"} == set(
        EVERYTHING
    )


@pytest.mark.parametrize("name", EVERYTHING)
@given(reviews, animes, tallies)
@settings(max_examples=12)
@example(revise(REVIEW, body="```"), FRIEREN, Tally())
@example(revise(REVIEW, body="a" + "\n" * 10_000 + "b"), FRIEREN, Tally())
@example(
    revise(REVIEW, title="*" * 300, body="a" * MAX_BODY_LENGTH, episodes=MAX_EPISODES, tags=("*" * 300,) * 20),
    FRIEREN,
    Tally(dict.fromkeys(ReactionKind, 10**9)),
)
@example(revise(REVIEW, title="://" * 100, body="👩‍👩‍👧" * 4000, tags=("://" * 100,)), FRIEREN, Tally())
def test_everything_can_be_sent(name: str, review: Review, anime: Anime, tally: Tally) -> None:
    for view in EVERYTHING[name](review, anime, tally):
        check(view)


@given(titles, st.none() | titles)
def test_every_name_of_a_thread_is_allowed(title: str, author: str | None) -> None:
    assert 1 <= len(name_thread(replace(REVIEW, title=title), author)) <= 100


# Cards


SHORT = [
    "A quiet masterpiece.",
    "Wow",
    "It is 3.5 times too long!",
    "最高だった。",
    "**Loved** it…",
    "👍",
    "感想。。。",
]
LONG = [
    "Good. Not great.",
    "良い。でも長い。",
    "One line\nand another",
    "||He dies.||",
    "See [this](https://example.com).",
    "# Heading",
    "a" * 201,
]


@pytest.mark.parametrize("body", SHORT)
def test_a_review_of_one_sentence_needs_no_reader(body: str) -> None:
    card = make_card(revise(REVIEW, body=body), FRIEREN, Tally(), has_counts=True)
    assert get_labels(card) == ["Show all", "⋯"]
    assert body in get_text(card)


@pytest.mark.parametrize("body", LONG)
def test_a_longer_review_has_a_reader(body: str) -> None:
    card = make_card(revise(REVIEW, body=body), FRIEREN, Tally(), has_counts=True)
    assert get_labels(card) == ["Read", "Show all", "⋯"]


@pytest.mark.parametrize("spoiler", [{"has_spoilers": True}, {"is_flagged": True}])
def test_a_sentence_with_a_spoiler_is_behind_the_wall(spoiler: dict[str, bool]) -> None:
    card = make_card(revise(REVIEW, body="He dies.", **spoiler), FRIEREN, Tally(), has_counts=True)
    assert get_labels(card) == ["Read", "Show all", "⋯"]
    assert "He dies." not in get_text(card)


@given(reviews)
def test_the_card_of_a_short_review_shows_all_of_it(review: Review) -> None:
    card = make_card(review, FRIEREN, Tally(), has_counts=True)
    assert is_short(review) == ("Read" not in get_labels(card))
    if is_short(review):
        assert review.text.body.strip() in get_text(card)
        assert "||" not in get_text(card)


def test_a_card_says_the_same_without_its_buttons() -> None:
    card = make_card(REVIEW, FRIEREN, Tally(), has_counts=True)
    assert get_text(Layout(*list_card_parts(REVIEW, FRIEREN, Tally(), has_counts=True))) == get_text(card)


# In forums


@given(reviews)
@settings(max_examples=30)
def test_a_forum_post_has_the_whole_text_unless_it_has_spoilers(review: Review) -> None:
    pages = paginate_post(review)
    if review.is_spoiler:
        assert pages == []
    else:
        whole = paginate(review.text.body, FORUM_PAGE_LENGTH)
        assert [page.text for page in whole if page.text.strip()] == [text for text in pages if text != "…"]
        assert pages[0] in get_text(make_forum_card(review, FRIEREN, Tally()))


def test_a_forum_post_has_a_reader_only_before_spoilers() -> None:
    assert get_labels(make_forum_card(REVIEW, FRIEREN, Tally())) == ["Show all", "⋯"]
    hidden = make_forum_card(replace(REVIEW, is_flagged=True), FRIEREN, Tally())
    assert get_labels(hidden) == ["Read", "Show all", "⋯"]
    assert REVIEW.text.body not in get_text(hidden)


# For readers


def test_a_reader_can_get_a_long_review_as_a_file_and_flag_a_spoiler() -> None:
    long = revise(REVIEW, body="a " * 4000)
    assert get_labels(make_reader(REVIEW, FRIEREN, 1, is_author=True)) == []
    assert get_labels(make_reader(REVIEW, FRIEREN, 1, is_author=False)) == ["Flag a spoiler"]
    pages = ["Previous", "Next", "As a file"]
    assert get_labels(make_reader(long, FRIEREN, 1, is_author=True)) == pages
    assert get_labels(make_reader(long, FRIEREN, 1, is_author=False)) == [*pages, "Flag a spoiler"]
    hidden = revise(long, has_spoilers=True)
    assert get_labels(make_reader(hidden, FRIEREN, 1, is_author=False)) == pages


def test_the_menu_of_a_card_offers_only_what_can_be_done() -> None:
    hidden = revise(REVIEW, has_spoilers=True)
    assert get_labels(make_reader_menu(REVIEW, message_id=1)) == ["Discuss", "Flag a spoiler"]
    assert get_labels(make_reader_menu(REVIEW, message_id=None)) == ["Flag a spoiler"]
    assert get_labels(make_reader_menu(hidden, message_id=1)) == ["Discuss"]
    assert make_reader_menu(hidden, message_id=None) is None


def test_the_wall_tells_whether_the_author_or_readers_warn() -> None:
    assert "This review by" in get_text(make_spoiler_wall(revise(REVIEW, has_spoilers=True)))
    assert "Readers say that this review by" in get_text(make_spoiler_wall(replace(REVIEW, is_flagged=True)))


# Spoilers


@given(reviews)
@settings(max_examples=30)
def test_the_spoiler_wall_shows_nothing_of_the_text(review: Review) -> None:
    assert get_text(make_spoiler_wall(review)) == get_text(make_spoiler_wall(revise(review, body="Another text.")))


# Without pipes that could pair up with those around a spoiler.
plain = st.builds(lambda parts: re.sub(r"\|+", "|", "".join(parts)).strip("|"), st.lists(fragments, max_size=10))


@given(st.lists(st.tuples(plain, plain, plain), min_size=3, max_size=10), plain)
def test_what_is_inside_a_spoiler_is_never_on_the_card(parts: list[tuple[str, str, str]], end: str) -> None:
    body = "".join(f"{before}||{left}SECRET{right}||" for before, left, right in parts) + end
    assert "SECRET" not in get_text(make_card(revise(REVIEW, body=body), FRIEREN, Tally(), has_counts=True))


@pytest.mark.parametrize("spoiler", [{"has_spoilers": True}, {"is_flagged": True}])
@given(body=bodies)
@settings(max_examples=30)
def test_a_card_of_a_review_with_spoilers_shows_nothing_of_the_text(spoiler: dict[str, bool], body: str) -> None:
    review = revise(REVIEW, **spoiler)
    other = revise(review, body=body)
    card = make_card(other, FRIEREN, Tally(), has_counts=True)
    assert get_text(card) == get_text(make_card(review, FRIEREN, Tally(), has_counts=True))
    in_forum = make_forum_card(other, FRIEREN, Tally())
    assert get_text(in_forum) == get_text(make_forum_card(review, FRIEREN, Tally()))
