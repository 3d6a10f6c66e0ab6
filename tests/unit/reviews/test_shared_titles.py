"""Guesses from the text of a message which title it is about, and the rating."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.reviews.sharing.titles import MAX_GUESS_LENGTH, find_rating, list_title_guesses

MAX_MESSAGE_LENGTH = 4000

MARKED = st.lists(
    st.sampled_from(
        ["Frieren", "*", "**", "_", "`", "||", '"', "「", "」", "[", "](", ")", "# ", "> ", "- ", ": ", "\n", " "]
    )
    | st.sampled_from(["9/10", "review", "https://anilist.co/anime/1", "<@1>", "|", "(2023)", "感想"])
    | st.text(max_size=10)
).map("".join)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("https://myanimelist.net/anime/52991", ["mal/52991"]),
        ("https://myanimelist.net/anime/52991/Sousou_no_Frieren/reviews?p=2", ["mal/52991"]),
        ("https://myanimelist.net/anime.php?id=52991", ["mal/52991"]),
        ("<https://anilist.co/anime/154587/>", ["anilist/154587"]),
        ("[the page](https://kitsu.app/anime/46474)", ["kitsu/46474"]),
        ("https://anidb.net/anime/17617 and https://anidb.net/a17617", ["anidb/17617"]),
        ("https://bgm.tv/subject/400602\nhttps://bangumi.tv/subject/2", ["bangumi/400602", "bangumi/2"]),
        ("https://myanimelist.net/anime/007", ["mal/7"]),
        ("https://myanimelist.net/manga/126287", []),
        ("https://anilist.co/anime/", []),
        ("https://anilist.co/anime/123456789012", []),
        ("https://notanilist.co/anime/1", []),
    ],
)
def test_links_to_titles_are_keys(text: str, keys: list[str]) -> None:
    assert list_title_guesses(text).links == keys


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Frieren", ["Frieren"]),
        ("# Frieren\nQuiet.", ["Frieren"]),
        ("> - **Frieren**", ["Frieren"]),
        ("||_Frieren_||", ["Frieren"]),
        ("\n🎉 <:star:12>\n`Frieren`", ["Frieren"]),
        ("<@12> @everyone Frieren https://discord.gg/x", ["Frieren"]),
        ("[Frieren](https://example.com/x) is it", ["Frieren is it"]),
        ("Frieren 9/10", ["Frieren"]),
        ("Frieren - 9.5/10", ["Frieren"]),
        ("Rating: 9 / 10\nFrieren", ["Frieren"]),
        ("[9/10] Frieren", ["Frieren"]),
        ("Review: Frieren", ["Frieren"]),
        ("My review of Frieren", ["Frieren"]),
        ("Just finished Frieren", ["Frieren"]),
        ("Frieren review!", ["Frieren"]),
        ("葬送のフリーレンの感想", ["葬送のフリーレン"]),
        ("Review", ["Review"]),
        ("Frieren (TV, 2023)", ["Frieren (TV, 2023)", "Frieren"]),
        ("Re:Zero: Season 2 – good", ["Re:Zero: Season 2 – good", "Re:Zero: Season 2", "Re:Zero"]),
        ("22/7", ["22/7"]),
        ("snake_case * 2", ["snake_case 2"]),
        ("a" * (MAX_GUESS_LENGTH + 1) + " - b", []),
        ("🎉🎉🎉", []),
        ("https://example.com", []),
    ],
)
def test_the_first_line_is_read_as_a_title(text: str, readings: list[str]) -> None:
    assert list_title_guesses(text).readings == readings


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("x\nLike **Monster**, *Mushishi* and __Air__.", ["Monster", "Mushishi", "Air"]),
        (
            'x\n“Your Name.”, "Air", 「葬送のフリーレン」 and 《虫师》',
            ["Your Name.", "Air", "葬送のフリーレン", "虫师"],
        ),
        ("x\n**[Monster](https://example.com/x)**", ["Monster"]),
        ("x\n**Story:** good, **Art**: *really* good, **9/10**", []),
        ("x\n2 * 3 * 4 and snake_case_names", []),
        ("Frieren! What a show.", ["Frieren"]),
        ("**Frieren**", []),
    ],
)
def test_quoted_or_emphasised_words_can_be_a_title(text: str, mentions: list[str]) -> None:
    assert list_title_guesses(text).mentions == mentions


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("Frieren 9/10", 9),
        ("Frieren\nA quiet masterpiece. **10 / 10**", 10),
        ("1/10", 1),
        ("Frieren – 9/10\nStory 7/10, art 8/10", 9),
        ("Frieren\nStory 8/10, art 8/10", 8),
        ("Frieren\nStory 7/10, art 8/10", None),
        ("0/10", None),
        ("11/10", None),
        ("8.5/10", None),
        ("8,5/10", None),
        ("24/100", None),
        ("9/10/2023", None),
        ("1/9/10", None),
        ("9/10.5", None),
        ("9 of 10", None),
        ("", None),
    ],
)
def test_a_clear_rating_is_found(text: str, rating: int | None) -> None:
    assert find_rating(text) == rating


@given(MARKED)
def test_guesses_are_few_and_can_be_names(text: str) -> None:
    guesses = list_title_guesses(text)

    assert len(guesses.links) <= 3
    assert len(guesses.readings) <= 5
    assert len(guesses.mentions) <= 4
    names = guesses.readings + guesses.mentions
    assert len(set(names)) == len(names)
    assert all(any(char.isalnum() for char in name) for name in names)
    assert all(len(name) <= MAX_GUESS_LENGTH for name in names)
    assert all(name == " ".join(name.split()) for name in names)
    assert find_rating(text) in (None, *range(1, 11))


@pytest.mark.parametrize(
    "piece", ["*", "_", '"', "(", "[", "<a", "[a](", "review!", "「", "“a", " - ", ": ", "> ", "1/10"]
)
def test_no_message_takes_long(piece: str) -> None:
    started = time.process_time()
    list_title_guesses(("a" + piece * MAX_MESSAGE_LENGTH)[:MAX_MESSAGE_LENGTH])

    assert time.process_time() - started < 1
