"""How a page of a server's reviews looks."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from discord.ui import LayoutView
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogs.reviews.browsing.render import PAGE_SIZE, make_page
from cogs.reviews.browsing.state import BrowseState
from cogs.ui.markdown import HIDDEN
from cogs.ui.spans import SPOILER
from db.reviews.browsing import BEGINNING_LENGTH, BrowsedPage
from db.reviews.models import ListedReview, ReviewFilter, Sort, Verdict
from db.titles.models import Anime

LARGEST = 2**63 - 1
REVIEW = ListedReview(
    id=LARGEST - 1,
    author_id=LARGEST,
    anime_key="mal/52991",
    title="Frieren",
    rating=9,
    verdict=Verdict.RECOMMENDED,
    episodes=None,
    is_spoiler=False,
    beginning="A quiet masterpiece.",
    is_whole=True,
    written_at=1_700_000_000,
    reactions=0,
    sort_value=1_700_000_000,
)
FIRST_PAGE = BrowseState(ReviewFilter(), Sort.NEWEST)
PIECES = ["word ", "long" * 40, "\n", "\n\n", "|", "||", "**", "`", "```", "```py\n", "> ", ">>> ", "# ", "\\", "a"]

titles = st.text(min_size=1, max_size=300).map(lambda text: text if text.strip() else "感想")
marked_texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=60).map("".join)
reviews = st.builds(
    lambda number, title, key, text, is_whole, seen: replace(
        REVIEW,
        id=number,
        title=title,
        anime_key=key,
        beginning=text[:BEGINNING_LENGTH] or "…",
        is_whole=is_whole,
        episodes=seen,
        reactions=number % 10**9,
    ),
    st.integers(1, LARGEST - 1),
    titles | st.sampled_from(["*" * 300, "@" * 300, "://" * 100]),
    st.sampled_from(["mal/52991", f"bangumi/{LARGEST}", f"custom/{LARGEST}"]),
    marked_texts,
    st.booleans(),
    st.none() | st.integers(1, 10_000),
)
cursors = st.none() | st.tuples(st.integers(0, LARGEST), st.integers(0, LARGEST))
pages = st.builds(
    BrowsedPage,
    st.lists(reviews, max_size=PAGE_SIZE, unique_by=lambda review: review.id).map(tuple),
    cursors,
    cursors,
    st.none() | st.integers(0, 2500),
)
filters = st.builds(
    ReviewFilter,
    st.just(f"custom/{LARGEST}"),
    st.none() | st.just(LARGEST),
    st.none() | st.sampled_from(Verdict),
    st.none() | st.integers(1, 10),
    st.booleans(),
)
states = st.builds(BrowseState, filters, st.sampled_from(Sort), cursors, st.booleans())


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def get_text(layout: LayoutView) -> str:
    return "\n".join(part["content"] for part in walk(layout.to_components()) if "content" in part)


def show(*reviews: ListedReview, state: BrowseState = FIRST_PAGE) -> str:
    return get_text(make_page(BrowsedPage(reviews), state, None, {}))


@given(pages, states, titles | st.just("*" * 300))
@settings(max_examples=100)
@example(
    BrowsedPage(
        tuple(
            replace(
                REVIEW,
                id=LARGEST - number,
                title="*" * 300,
                anime_key=f"bangumi/{LARGEST}",
                beginning="word " * 60,
                is_whole=False,
                episodes=10_000,
                verdict=Verdict.NOT_RECOMMENDED,
                reactions=10**9,
            )
            for number in range(PAGE_SIZE)
        ),
        (LARGEST, LARGEST),
        (LARGEST, LARGEST),
        2500,
    ),
    BrowseState(ReviewFilter(f"custom/{LARGEST}", LARGEST, Verdict.NOT_RECOMMENDED, 10, True), Sort.MOST_REACTED),
    "*" * 300,
)
def test_any_page_can_be_sent(page: BrowsedPage, state: BrowseState, title: str) -> None:
    layout = make_page(page, state, Anime(f"custom/{LARGEST}", title), {})
    parts = list(walk(layout.to_components()))
    assert layout.content_length() <= 4000
    assert len(parts) <= 40
    assert all(part["content"].strip() for part in parts if "content" in part)
    custom_ids = [part["custom_id"] for part in parts if "custom_id" in part]
    assert all(len(custom_id) <= 100 for custom_id in custom_ids)
    assert len(set(custom_ids)) == len(custom_ids)
    for option in (option for part in parts for option in part.get("options", [])):
        assert 1 <= len(option["label"]) <= 100


@st.composite
def secret_texts(draw: st.DrawFn) -> str:
    """Markdown in which every `a` is replaced by a unique character."""
    text = "".join(draw(st.lists(st.sampled_from([*PIECES, "a", "a ", "||", "a||"]), min_size=1, max_size=150)))
    letters = iter(range(0xE000, 0xF8FF))
    return "".join(chr(next(letters)) if character == "a" else character for character in text)


@given(secret_texts())
@settings(max_examples=200)
def test_text_hidden_by_spoiler_tags_is_never_shown(text: str) -> None:
    beginning, is_whole = text[:BEGINNING_LENGTH], len(text) <= BEGINNING_LENGTH
    shown = show(replace(REVIEW, beginning=beginning, is_whole=is_whole))
    hidden = {letter for inside in SPOILER.findall(text) for letter in inside if "\ue000" <= letter <= "\uf8ff"}
    assert not hidden & set(shown)


def test_a_spoiler_that_is_cut_off_is_not_shown() -> None:
    for length in range(BEGINNING_LENGTH - 60, BEGINNING_LENGTH + 5):
        # A link is shown without its address, so the excerpt reaches further into the text than its own length.
        text = ("[A](https://example.org/" + "x" * 250)[: length - 20] + ") story. ||Himmel dies.||"
        review = replace(REVIEW, beginning=text[:BEGINNING_LENGTH], is_whole=len(text) <= BEGINNING_LENGTH)
        assert "Himmel" not in show(review), length


def test_a_spoiler_in_a_short_text_is_covered_and_the_rest_shown() -> None:
    assert f"The end, {HIDDEN}, is fine." in show(replace(REVIEW, beginning="The end, ||he dies||, is fine."))


def test_the_excerpt_of_a_long_text_ends_at_its_first_spoiler() -> None:
    text = show(replace(REVIEW, beginning="The end, ||he dies||, is fine.", is_whole=False))
    assert f"The end, {HIDDEN}…" in text
    assert "fine" not in text


def test_no_text_of_a_review_with_spoilers_is_shown() -> None:
    text = show(replace(REVIEW, is_spoiler=True))
    assert "⚠️ spoilers" in text
    assert "quiet" not in text


def test_a_review_is_shown_with_all_its_details() -> None:
    review = replace(REVIEW, episodes=3, reactions=1200, beginning="# Slow\n\nand **quiet**")
    text = make_page(
        BrowsedPage((review,)), FIRST_PAGE, None, {"mal/52991": Anime("mal/52991", "Frieren", episodes=28)}
    )
    assert (
        "**1.** [Frieren](https://myanimelist.net/anime/52991)\n"
        f"-# <@{LARGEST}> · **9/10** · Recommended · <t:1700000000:D> · Preliminary (3/28) · 1,200 reactions\n"
        "Slow and **quiet**"
    ) in get_text(text)


def test_an_unknown_number_of_episodes_is_a_question_mark() -> None:
    assert "Preliminary (3/?)" in show(replace(REVIEW, episodes=3))


def test_filters_that_leave_nothing_are_named_by_their_options() -> None:
    state = BrowseState(ReviewFilter(verdict=Verdict.MIXED_FEELINGS, minimum_rating=9), Sort.NEWEST)
    assert "No reviews match that. Use `/review browse` without `verdict` / `minimum`." in show(state=state)
    assert "Mixed feelings · 9/10 or better" in show(state=state)


def test_a_search_that_was_cut_short_says_so_and_can_go_on() -> None:
    layout = make_page(BrowsedPage((), None, (5, 5), 2000), FIRST_PAGE, None, {})
    assert "I looked through 2,000 posts for this page. Press *Next* to look further." in get_text(layout)
    buttons = {part["label"]: part["disabled"] for part in walk(layout.to_components()) if "label" in part}
    assert buttons == {"Previous": True, "Next": False}
