"""Reviews of all shapes, and a check whether Discord accepts a layout."""

from collections.abc import Iterator
from typing import Any

from discord.ui import LayoutView, View
from hypothesis import strategies as st

from db.reactions.models import ReactionKind, Tally
from db.reviews.models import MAX_BODY_LENGTH, Review, ReviewText, Verdict
from db.titles.models import MAX_EPISODES, Anime
from tests.support.reviewed import revise

REVIEW = Review(
    id=2**63 - 1,
    author_id=2**63 - 1,
    anime_key="mal/52991",
    title="Frieren",
    text=ReviewText(10, "A quiet masterpiece.", Verdict.NOT_RECOMMENDED),
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
    lambda title, body, tags, seen, verdict, has_spoilers, is_flagged, key: revise(
        REVIEW,
        title=title,
        body=body,
        tags=tuple(tags),
        episodes=seen,
        chosen_verdict=verdict,
        has_spoilers=has_spoilers,
        is_flagged=is_flagged,
        anime_key=key,
    ),
    titles,
    bodies,
    st.lists(titles, max_size=20),
    episodes,
    st.sampled_from(Verdict),
    st.booleans(),
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


def check(view: LayoutView | View | None) -> None:
    """Fails if Discord would refuse a view."""
    if view is None:
        return
    parts = list(walk(view.to_components()))
    assert sum(len(part["content"]) for part in parts if "content" in part) <= 4000
    assert 1 <= len(parts) <= 40
    assert all(part["content"].strip() for part in parts if "content" in part)
    custom_ids = [part["custom_id"] for part in parts if "custom_id" in part]
    assert all(len(custom_id) <= 100 for custom_id in custom_ids)
    assert len(set(custom_ids)) == len(custom_ids)
    assert all(1 <= len(part["label"]) <= 80 for part in parts if "label" in part)
    for row in (part for part in parts if part["type"] == 1):
        assert 1 <= len(row["components"]) <= 5
    for menu in (part for part in parts if "options" in part):
        assert 1 <= len(menu["options"]) <= 25
        assert all(1 <= len(option["label"]) <= 100 for option in menu["options"])
