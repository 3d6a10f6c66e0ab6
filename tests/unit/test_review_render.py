"""What Discord refuses is never made, and what is inside a spoiler is never on a card."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from discord.ui import LayoutView
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogs.reviews.render import PAGE_LENGTH, make_card, make_reader, make_reviewer_menu, make_spoiler_wall
from cogs.ui.markdown import paginate
from db.models import MAX_BODY_LENGTH, MAX_EPISODES, Anime, ReactionKind, Review, Tally, Verdict

REVIEW = Review(
    id=2**63 - 1,
    author_id=2**63 - 1,
    anime_key="mal/52991",
    title="Frieren",
    rating=10,
    body="A quiet masterpiece.",
    verdict=Verdict.NOT_RECOMMENDED,
    has_spoilers=False,
    episodes=None,
    tags=(),
    written_at=1_790_000_000,
    edited_at=1_790_000_001,
    revision=1,
    changes=0,
)
FRIEREN = Anime("mal/52991", "Frieren", "TV", 2023, 28)
MARKDOWN = (
    "**", "*", "_", "__", "~~", "||", "|", "`", "```", "```py\n", "> ", ">>> ", "- ", "1. ", "# ", "-# ", "\n", "\n\n",
    "\\", "[text](https://example.com)", "https://example.com", "<@1>", "@everyone", "👩‍👩‍👧", "\u200b", " " * 50,
)  # fmt: skip


def blank_out(text: str) -> str:
    return text if text.strip() else "感想"


fragments = st.sampled_from(MARKDOWN) | st.text(max_size=20)
bodies = st.builds(
    lambda parts, times: blank_out(("".join(parts) * times)[:MAX_BODY_LENGTH].strip()),
    st.lists(fragments, min_size=1, max_size=30),
    st.sampled_from([1, 20, 400, 4000]),
)
titles = st.builds(
    lambda text, times: blank_out((text * times)[:300]), st.text(min_size=1, max_size=30), st.sampled_from([1, 10, 300])
)
episodes = st.none() | st.integers(1, MAX_EPISODES)
reviews = st.builds(
    lambda title, body, tags, seen, verdict, has_spoilers, key: replace(
        REVIEW,
        title=title,
        body=body,
        tags=tuple(tags),
        episodes=seen,
        verdict=verdict,
        has_spoilers=has_spoilers,
        anime_key=key,
    ),
    titles,
    bodies,
    st.lists(titles, max_size=20),
    episodes,
    st.sampled_from(Verdict),
    st.booleans(),
    st.sampled_from(["mal/52991", "bangumi/400602", f"custom/{2**63 - 1}"]),
)
animes = st.builds(
    Anime, st.just("mal/52991"), titles, st.none() | st.just("Movie"), st.none() | st.integers(1900, 2100), episodes
)
tallies = st.builds(Tally, st.dictionaries(st.sampled_from(ReactionKind), st.integers(0, 10**9)))


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", []))


def get_text(layout: LayoutView) -> str:
    return "\n".join(part["content"] for part in walk(layout.to_components()) if "content" in part)


def check(layout: LayoutView) -> None:
    """Fails for what Discord would refuse."""
    parts = list(walk(layout.to_components()))
    assert layout.content_length() <= 4000
    assert len(parts) <= 40
    assert all(part["content"].strip() for part in parts if "content" in part)
    custom_ids = [part["custom_id"] for part in parts if "custom_id" in part]
    assert all(len(custom_id) <= 100 for custom_id in custom_ids)
    assert len(set(custom_ids)) == len(custom_ids)
    assert all(1 <= len(part["label"]) <= 80 for part in parts if "label" in part)
    for option in (option for part in parts for option in part.get("options", [])):
        assert 1 <= len(option["label"]) <= 100


@given(reviews, animes, tallies, st.booleans())
@settings(max_examples=60, deadline=None)
@example(replace(REVIEW, body="```"), FRIEREN, Tally(), True)
@example(replace(REVIEW, tags=("*" * 300,) * 20), FRIEREN, Tally(), True)
def test_any_card_can_be_sent(review: Review, anime: Anime, tally: Tally, has_counts: bool) -> None:
    check(make_card(review, anime, tally, has_counts=has_counts))


@given(reviews, animes)
@settings(max_examples=30, deadline=None)
@example(replace(REVIEW, title="*" * 300, body="a" * MAX_BODY_LENGTH, episodes=MAX_EPISODES), FRIEREN)
@example(replace(REVIEW, body="a" + "\n" * 10_000 + "b"), FRIEREN)
def test_any_page_of_the_reader_can_be_sent(review: Review, anime: Anime) -> None:
    pages = paginate(review.body, PAGE_LENGTH)
    for number in range(len(pages) + 2):
        check(make_reader(review, anime, number))


@given(st.lists(reviews, min_size=25, max_size=25))
@settings(max_examples=10, deadline=None)
def test_any_menu_of_reviewers_can_be_sent(several: list[Review]) -> None:
    check(make_reviewer_menu(several))


@given(reviews)
@settings(max_examples=30, deadline=None)
def test_any_wall_before_spoilers_can_be_sent_and_shows_nothing_of_the_text(review: Review) -> None:
    wall = make_spoiler_wall(review)
    check(wall)
    assert get_text(wall) == get_text(make_spoiler_wall(replace(review, body="Another text.")))


# Without pipes that would join those around a spoiler and pair up differently.
plain = st.builds(lambda parts: re.sub(r"\|+", "|", "".join(parts)).strip("|"), st.lists(fragments, max_size=10))


@given(st.lists(st.tuples(plain, plain, plain), min_size=1, max_size=10), plain)
@settings(max_examples=200, deadline=None)
def test_what_is_inside_a_spoiler_is_never_on_the_card(parts: list[tuple[str, str, str]], end: str) -> None:
    body = "".join(f"{before}||{left}SECRET{right}||" for before, left, right in parts) + end
    assert "SECRET" not in get_text(make_card(replace(REVIEW, body=body), FRIEREN, Tally(), has_counts=True))


@given(bodies)
@settings(max_examples=30, deadline=None)
def test_a_card_of_a_review_with_spoilers_shows_nothing_of_the_text(body: str) -> None:
    review = replace(REVIEW, has_spoilers=True)
    card = make_card(replace(review, body=body), FRIEREN, Tally(), has_counts=True)
    assert get_text(card) == get_text(make_card(review, FRIEREN, Tally(), has_counts=True))
