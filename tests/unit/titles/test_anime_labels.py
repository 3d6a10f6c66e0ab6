"""The labels of titles to pick from."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cogs.anime.render import make_labels
from cogs.ui.links import link_sites
from db.titles.models import Anime

SPY_FAMILY = Anime("mal/50265", "SPY FAMILY", "TV", 2022)


def test_only_the_later_of_two_titles_with_the_same_label_shows_its_key() -> None:
    later = replace(SPY_FAMILY, key="mal/50602")
    assert make_labels([SPY_FAMILY, later], 80) == ["SPY FAMILY (TV, 2022)", "SPY FAMILY (TV, 2022) · mal/50602"]


def test_a_custom_title_says_so_however_long_it_is() -> None:
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


def test_only_the_name_of_a_long_title_is_cut() -> None:
    series = Anime("mal/1", "a" * 120, "TV", 2021)
    movie = Anime("mal/2", "a" * 120, "Movie", 2025)
    labels = make_labels([series, movie], 80)
    assert [label[-13:] for label in labels] == ["a… (TV, 2021)", "(Movie, 2025)"]
    assert [len(label) for label in labels] == [80, 80]


def test_titles_with_the_same_label_are_told_apart_by_their_season() -> None:
    later = replace(SPY_FAMILY, key="mal/50602", season="FALL")
    assert make_labels([SPY_FAMILY, later], 80)[1] == "SPY FAMILY (TV, 2022) · Fall"


def test_the_lowest_of_several_keys_of_a_site_is_linked() -> None:
    links = link_sites(["mal/10", "kitsu/7", "mal/9"])
    assert links == "[MyAnimeList](https://myanimelist.net/anime/9) · [Kitsu](https://kitsu.app/anime/7)"
