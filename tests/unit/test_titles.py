"""Titles that people make, and what titles are called where a person picks one."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.anime.render import make_labels
from db.catalogue import Catalogue
from db.database import Database
from db.models import Anime
from db.titles import Titles

ANN, BEN, CLUB, OTHER_CLUB = 1, 2, 10, 20
SPY_FAMILY = Anime("mal/50265", "SPY FAMILY", "TV", 2022)


@pytest.fixture
async def titles(tmp_path: Path, catalogue_path: Path) -> AsyncIterator[Titles]:
    catalogue = await Catalogue.open(catalogue_path)
    database = await Database.open(tmp_path / "kanso.db")
    yield Titles(catalogue, database)
    await database.close()
    await catalogue.close()


# Custom titles


@pytest.mark.parametrize(("title", "again"), [("Our film", "  OUR film!"), ("🎉 🎉", "🎉  🎉"), ("?!", "?!")])
async def test_a_title_made_again_is_the_one_that_is_there(titles: Titles, title: str, again: str) -> None:
    first = await titles.add_custom(title, title_id=5, user_id=ANN, guild_id=CLUB)

    assert await titles.add_custom(again, title_id=6, user_id=BEN, guild_id=CLUB) == first
    assert await titles.add_custom(again, title_id=7, user_id=ANN, guild_id=None) == first
    assert await titles.find(again, user_id=BEN, guild_id=CLUB) == first
    assert await titles.search(again, user_id=BEN, guild_id=CLUB) == [first]


async def test_a_title_that_its_maker_cannot_see_is_made_again(titles: Titles) -> None:
    await titles.add_custom("Our film", title_id=5, user_id=ANN, guild_id=CLUB)

    made = await titles.add_custom("Our film", title_id=6, user_id=BEN, guild_id=OTHER_CLUB)

    assert made == Anime("custom/6", "Our film")


async def test_of_titles_with_one_name_the_oldest_is_found(titles: Titles) -> None:
    await titles.add_custom("Our film", title_id=5, user_id=ANN, guild_id=CLUB)
    await titles.add_custom("Our film", title_id=6, user_id=BEN, guild_id=OTHER_CLUB)

    found = await titles.find("our film", user_id=BEN, guild_id=CLUB)

    assert found == Anime("custom/5", "Our film")


async def test_titles_of_emoji_are_not_each_other(titles: Titles) -> None:
    await titles.add_custom("🎉", title_id=5, user_id=ANN, guild_id=CLUB)
    assert await titles.find("🎂", user_id=ANN, guild_id=CLUB) is None


@pytest.mark.parametrize("text", ["\ud83d", "🎉\udf89", "\x00"])
async def test_broken_text_finds_nothing(titles: Titles, text: str) -> None:
    assert await titles.search(text, user_id=ANN, guild_id=CLUB) == []
    assert await titles.find(text, user_id=ANN, guild_id=CLUB) is None


async def test_a_key_that_nothing_has_keeps_the_name_given(titles: Titles) -> None:
    assert (await titles.get_or_name("mal/52991", "Another")).episodes == 28
    assert await titles.get_or_name("mal/999999999", "Gone") == Anime("mal/999999999", "Gone")


# Labels


def test_only_the_later_of_two_titles_that_read_alike_shows_its_key() -> None:
    later = replace(SPY_FAMILY, key="mal/50602")
    assert make_labels([SPY_FAMILY, later], 80) == ["SPY FAMILY (TV, 2022)", "SPY FAMILY (TV, 2022) · mal/50602"]


def test_a_title_that_people_made_says_so_however_long_it_is() -> None:
    custom = [Anime(f"custom/{number}", "a" * 100) for number in (5, 6)]
    assert make_labels(custom, 100) == [
        "a" * 86 + "… · added here",
        "a" * 75 + "… · added here · custom/6",
    ]


keys = st.sampled_from(["mal/1", "mal/2", "anilist/3", f"custom/{2**63}", f"custom/{2**63 + 1}"])
names = st.sampled_from(["Film", "Film · mal/2", "Film · added here", "a" * 99 + "b", "a" * 300])
lists = st.lists(st.builds(Anime, keys, names), unique_by=lambda anime: anime.key)


@given(lists, st.sampled_from([80, 100]))
def test_no_two_labels_are_the_same_or_too_long(titles: list[Anime], limit: int) -> None:
    labels = make_labels(titles, limit)
    assert len(labels) == len(titles) == len(set(labels))
    assert all(1 <= len(label) <= limit for label in labels)
