"""What the bot says about itself."""

import tomllib
from pathlib import Path

import pytest

from cogs.core.reconciliation import ReconciliationProgress
from cogs.health.render import VERSION, describe_progress, describe_sources
from db.reviews.posts import Doubt
from db.titles.catalogue.reader import check_replaceable
from db.titles.catalogue.update import update
from tests.support.manami import entry, to_file

PROJECT = Path(__file__).parents[3]
UNREADABLE = "in their channels I need *View Channel* and *Read Message History*."


def describe(cards: int, *, is_busy: bool = False, **doubts: int) -> list[str]:
    progress = ReconciliationProgress(cards, {Doubt[name]: count for name, count in doubts.items()}, is_busy)
    return describe_progress(progress).splitlines()


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION


@pytest.mark.parametrize("is_busy", [False, True])
def test_without_cards_nothing_is_said_to_be_in_step(is_busy: bool) -> None:
    assert describe(0, is_busy=is_busy) == ["There are no cards yet."]


def test_cards_are_in_step_when_none_is_in_doubt_and_nothing_is_being_done() -> None:
    assert describe(1) == ["The counts on every card match Discord's."]
    assert describe(1, is_busy=True) == ["Reactions are being counted."]


def test_progress_is_told_for_the_counts_first_and_then_for_who_reacted() -> None:
    assert describe(10_000, is_busy=True, ALL=9_500, PEOPLE=400) == [
        "I may have missed some reactions, so I'm comparing my counts with Discord's, newest cards first: "
        "500 of 10,000 cards done."
    ]
    assert describe(10_000, is_busy=True, PEOPLE=9_000) == [
        "My counts match Discord's. I'm now checking, more slowly, that the same people reacted: "
        "1,000 of 10,000 cards done."
    ]
    assert describe(1, is_busy=True, ALL=1)[0].endswith(": 0 of 1 card done.")


def test_unreadable_cards_are_told_separately() -> None:
    assert describe(10, UNREADABLE=2) == [
        "The counts on every card that I can read match Discord's.",
        f"I can't read 2 cards: {UNREADABLE}",
    ]
    assert describe(2_010, is_busy=True, ALL=3, UNREADABLE=2_000) == [
        "I may have missed some reactions, so I'm comparing my counts with Discord's, newest "
        "cards first: 7 of 10 cards done.",
        f"I can't read 2,000 cards: {UNREADABLE}",
    ]
    assert describe(3, is_busy=True, UNREADABLE=2)[0] == "Reactions are being counted."
    assert describe(2, UNREADABLE=1)[1].startswith("I can't read 1 card: in its channel I need")


@pytest.mark.usefixtures("small_seed")
def test_an_updated_catalogue_and_the_bundled_titles_are_both_credited(tmp_path: Path) -> None:
    source, path = tmp_path / "brought.jsonl", tmp_path / "catalogue.db"
    source.write_bytes(to_file(entry()))
    update(source, path, advance=lambda name, done, total: None)

    assert describe_sources(check_replaceable(path)) == (
        "They come from [anime-offline-database](https://example.org/anime-offline-database) of 2026-09-05, "
        "under ODbL 1.0, and from [bangumi-data](https://github.com/bangumi-data/bangumi-data), changed, "
        "under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)."
    )
