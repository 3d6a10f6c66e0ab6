"""The picture of a list: any list can be drawn, in any language, and described."""

import gettext
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import combinations
from typing import Any

import discord
import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.artist import Artist
from matplotlib.text import Text
from PIL import Image

from cogs.core.language import Language, load_languages, speak
from cogs.lists.pictures import render
from cogs.lists.pictures.charts import HEIGHT, WIDTH, draw, make_canvas
from cogs.lists.pictures.statistics import Statistics, count_statistics
from cogs.ui.components import MAX_CONTENT_LENGTH, Layout
from db.lists.models import Entry, ListStatus, PartialDate
from db.titles.models import Anime
from tests.support.pseudo import speak_pseudo, write_pseudo


def make_entries(
    number: int,
    *,
    dates: Sequence[PartialDate | None] = (None,),
    scores: Sequence[int] = (0,),
    episodes: int = 12,
    rewatches: int = 0,
) -> list[Entry]:
    """Entries with these dates and scores in turn."""
    return [
        Entry(
            user_id=1,
            anime_key=f"mal/{place}",
            title="A series",
            status=ListStatus.COMPLETED,
            finished=dates[place % len(dates)],
            score=scores[place % len(scores)],
            episodes=episodes,
            rewatches=rewatches,
        )
        for place in range(number)
    ]


def add_up(entries: list[Entry], **details: Any) -> Statistics:
    titles = {entry.anime_key: Anime(entry.anime_key, "A series", **details) for entry in entries}
    return count_statistics(entries, titles)


def open_picture(statistics: Statistics, name: str = "alice") -> Image.Image:
    picture = draw(statistics, name=name)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return Image.open(io.BytesIO(picture))


MONTHS = [PartialDate(year, month) for year in (2023, 2024) for month in range(1, 13)]
USUAL = add_up(make_entries(120, dates=[*MONTHS, PartialDate(2020), None], scores=range(11), rewatches=1))

SHAPES = {
    "an empty list": add_up([]),
    "one entry": add_up(make_entries(1, dates=[PartialDate(2024, 4, 3)], scores=[10])),
    "a planned title": add_up([replace(make_entries(1, episodes=0)[0], status=ListStatus.PLAN_TO_WATCH)]),
    "no scores": add_up(make_entries(20, dates=MONTHS)),
    "no dates": add_up(make_entries(20, scores=[7, 8])),
    "years alone": add_up(make_entries(20, dates=[PartialDate(2024)])),
    "no episodes": add_up(make_entries(20, dates=MONTHS, episodes=0)),
    "sixty years": add_up(make_entries(600, dates=[PartialDate(year, 12) for year in range(1967, 2027)], scores=[5])),
    "dates far apart": add_up(make_entries(20, dates=[PartialDate(1), PartialDate(9999, 12, 31)])),
    "100,000 titles": replace(
        add_up(make_entries(200, dates=MONTHS)),
        titles=100_000,
        by_status=dict.fromkeys(ListStatus, 99_999),
        scores=dict.fromkeys(range(1, 11), 99_999),
        mean_score=5.5,
        undated=99_999,
        dated_by_year=99_999,
        watched_titles=99_999,
    ),
    "as much as can be": add_up(make_entries(10, dates=MONTHS, episodes=10_000, rewatches=1000), duration=43_200),
}

NAMES = ["", "宮崎 駿", "😀👍🏽", "שלום", "محمد", "a\nb\u200b é̂ <b>&", "$x^2$", "$ \\frac{"]


# Drawn


@pytest.mark.parametrize("name", NAMES)
def test_a_person_with_any_name_gets_a_picture(name: str) -> None:
    assert open_picture(SHAPES["an empty list"], name).size == (WIDTH, HEIGHT)


@given(name=st.text(max_size=32))
@settings(max_examples=8)
def test_no_name_leaves_letters_missing(name: str) -> None:
    draw(SHAPES["an empty list"], name=name)


def test_a_name_that_cannot_be_drawn_is_left_out() -> None:
    nameless = draw(USUAL, name="")
    assert draw(USUAL, name="宮崎") == nameless
    assert draw(USUAL, name="alice") != nameless


def test_a_picture_has_its_own_background_with_rounded_corners() -> None:
    picture = open_picture(USUAL).convert("RGBA")
    assert picture.size == (WIDTH, HEIGHT)
    corners = [picture.getpixel((x, y)) for x in (0, WIDTH - 1) for y in (0, HEIGHT - 1)]
    edges = [picture.getpixel(place) for place in ((WIDTH // 2, 3), (3, HEIGHT // 2), (WIDTH - 4, HEIGHT // 2))]
    assert {corner[3] for corner in corners if isinstance(corner, tuple)} == {0}
    assert {edge[3] for edge in edges if isinstance(edge, tuple)} == {255}


YEARS = {
    f"{number} years": add_up(make_entries(number, dates=[PartialDate(1990 + place) for place in range(number)]))
    for number in (2, 5, 6, 11, 13, 59)
}


@pytest.mark.parametrize("statistics", [*SHAPES.values(), *YEARS.values()], ids=[*SHAPES, *YEARS])
def test_no_text_leaves_the_picture_or_touches_another(statistics: Statistics) -> None:
    check_texts(statistics)


@pytest.fixture(scope="module")
def long_language(tmp_path_factory: pytest.TempPathFactory) -> Language:
    """A language with long words."""
    folder = tmp_path_factory.mktemp("locales")
    write_pseudo(folder, "de")
    return load_languages(folder)["de"]


@pytest.mark.parametrize("statistics", SHAPES.values(), ids=SHAPES)
def test_the_texts_fit_in_a_language_with_long_words(statistics: Statistics, long_language: Language) -> None:
    with speak(long_language):
        assert speak_pseudo("Scores") in check_texts(statistics)


@pytest.mark.parametrize("language", ["vi", "pt_BR", "fi", "ru"])
def test_the_months_of_a_language_fit(language: str) -> None:
    with speak(Language(Locale.parse(language))):
        check_texts(USUAL)


class Japanese(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return "点数"


def test_a_language_that_the_font_lacks_letters_of_is_drawn_in_english() -> None:
    english = draw(USUAL, name="alice")
    with speak(Language(Locale("ja"), Japanese())):
        assert draw(USUAL, name="alice") == english


def check_texts(statistics: Statistics) -> list[str]:
    """Fails if a text leaves the picture or touches another one. Returns the texts."""
    canvas = make_canvas(statistics, name="W" * 32)
    canvas.draw()
    texts = [text for axes in canvas.figure.axes for text in axes.findobj(Text) if is_shown(text)]
    places = {text: text.get_window_extent(canvas.get_renderer()) for text in texts}
    outside = [text for text, place in places.items() if place.x0 < 30 or place.x1 > WIDTH - 30]
    assert outside == []
    assert [pair for pair in combinations(texts, 2) if places[pair[0]].overlaps(places[pair[1]])] == []
    return [text.get_text() for text in texts]


def is_shown(text: Artist) -> bool:
    return isinstance(text, Text) and text.get_visible() and bool(text.get_text().strip())


def test_two_pictures_can_be_drawn_at_once() -> None:
    alone = draw(USUAL, name="alice")
    with ThreadPoolExecutor(2) as executor:
        together = list(executor.map(lambda _: draw(USUAL, name="alice"), range(2)))
    assert set(together) == {alone}


# Said


def make_picture(statistics: Statistics, **options: Any) -> Layout:
    return render.make_picture(statistics, heading="### Your anime list", **options)


def get_lines(layout: Layout) -> list[str]:
    texts = [item.content for item in layout.walk_children() if isinstance(item, discord.ui.TextDisplay)]
    return "\n".join(texts).splitlines()


def test_the_numbers_are_said_in_words() -> None:
    entries = make_entries(3, dates=[PartialDate(2024, 4), PartialDate(2022), None], scores=[9, 8, 0], rewatches=1)
    planned = Entry(1, "mal/9", "A series", ListStatus.PLAN_TO_WATCH)
    assert get_lines(make_picture(add_up([*entries, planned]))) == [
        "### Your anime list",
        "4 titles: Completed 3, Plan to watch 1",
        "Mean score 8.5; titles scored 1 to 10: 0, 0, 0, 0, 0, 0, 0, 1, 1, 0",
        "72 episodes, 36 of them rewatched",
        "About 28 hours: counted as 24 minutes an episode, 100 a film",
    ]
    assert render.describe_picture(add_up([*entries, planned])).endswith(
        "Finish dates: 1 unknown, 1 with only a year. Finished by month, titles (episodes): Apr 2024 1 (12). "
        "Finished by year, titles (episodes): 2024 1 (12), 2022 1 (12)"
    )


def test_empty_numbers_are_left_out() -> None:
    entry = replace(make_entries(1, episodes=0)[0], status=ListStatus.PLAN_TO_WATCH)
    assert get_lines(make_picture(add_up([entry]))) == [
        "### Your anime list",
        "1 title: Plan to watch 1",
        "No scores yet",
        "0 episodes",
        "0 hours",
    ]


def test_hours_are_exact_if_every_length_is_known() -> None:
    assert "2 hours" in get_lines(make_picture(add_up(make_entries(1, episodes=6), duration=1200)))


def test_a_picture_says_that_it_includes_private_titles() -> None:
    line = "-# 🔒 Includes 1 private title, which nobody else sees"
    assert line in get_lines(make_picture(USUAL, private=1))
    assert not any("private" in line for line in get_lines(make_picture(USUAL)))


def test_people_who_cannot_see_the_picture_get_the_same_numbers() -> None:
    description = render.describe_picture(USUAL)
    layout = make_picture(USUAL)
    gallery = next(item for item in layout.walk_children() if isinstance(item, discord.ui.MediaGallery))
    assert [item.description for item in gallery.items] == [description]
    assert [item.media.url for item in gallery.items] == [f"attachment://{render.FILE_NAME}"]
    for line in get_lines(layout)[1:]:
        assert line.removeprefix("-# ") in description


@pytest.mark.parametrize("statistics", SHAPES.values(), ids=SHAPES)
def test_discord_can_show_the_description(statistics: Statistics) -> None:
    assert 0 < len(render.describe_picture(statistics)) <= render.MAX_DESCRIPTION_LENGTH
    assert make_picture(statistics, private=9, can_share=True).content_length() <= MAX_CONTENT_LENGTH
