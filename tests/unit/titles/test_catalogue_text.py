"""The forms in which names and what people type are compared."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.titles.catalogue.text import fold, list_forms, list_grams, number_seasons, squash

VOWELS = st.text(st.sampled_from("aiueohnky 'ー&-"), max_size=12)
"""Text in which nearly everything can be a long vowel."""

KANA = st.text(st.sampled_from("かカガがｶﾞッー\u3099ヶゖ々第2期季II st"), max_size=12)

ANY_TEXT = st.text(max_size=40) | VOWELS | KANA

LATIN_NAMES = st.text(st.sampled_from("abehiknorsuy'-:!. 0é"), max_size=16).filter(
    # `ii` at the end can be a number or a vowel; only what comes after it tells.
    lambda name: "ii" not in name.replace("'", "")
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("FRIEREN", "frieren"),
        ("Pokémon", "pokemon"),
        ("Poke\u0301mon", "pokemon"),
        ("  Re:ZERO -Starting Life-  ", "re zero starting life"),
        ("SPY×FAMILY", "spy family"),
        ("ＢＯＣＣＨＩ！", "bocchi"),
        ("Fate／Zero", "fate zero"),
        ("Cats & Dogs", "cats and dogs"),
        ("Cats＆Dogs", "cats and dogs"),
        ("JoJo's", "jojos"),
        ("JoJo’s", "jojos"),
        ("100%_\"*'", "100"),
        ("Straße", "strasse"),
        ("Æon ﬂux", "æon flux"),
        ("Тетрадь Смерти", "тетрадь смерти"),
        ("ｶﾞﾝﾀﾞﾑ", "がんだむ"),
        ("カ\u3099", "が"),
        ("ラブ★コン", "らぶ こん"),
        ("スーパー・ロボット", "すぱ ろぼっと"),
        ("葬送のフリーレン", "葬送 の ふりれん"),
        ("進撃の巨人", "進撃 の 巨人"),
        ("TVアニメ", "tv あにめ"),
        ("葛\U000e0100飾", "葛飾"),
        ("♥️", ""),
        ("🎉🎉", ""),
        ("?!", ""),
        ("\ud800", ""),
        ("\0", ""),
    ],
)
def test_names_are_folded(text: str, folded: str):
    assert fold(text) == folded


@pytest.mark.parametrize(
    "spellings",
    [
        ["Shoujo", "Shojo", "Shōjo", "Shohjo", "Shoojo", "SHŌJO"],
        ["Yuuki", "Yuki", "Yūki", "Yûki"],
        ["Ohno", "Ono", "Oono", "Ōno"],
        ["Haikyuu!!", "Haikyu", "Haikyū"],
        ["Oniisan", "Onisan", "Onīsan"],
        ["Kaasan", "Kāsan", "Kasan"],
        ["Neesan", "Nēsan", "Nesan"],
        ["Ouou", "O"],
    ],
)
def test_long_vowels_are_spelt_in_many_ways(spellings: list[str]):
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize("pair", [("ohayou", "oayou"), ("mahou", "maou"), ("カ", "ガ"), ("は", "ぱ"), ("vii", "vi")])
def test_different_sounds_stay_apart(pair: tuple[str, str]):
    assert fold(pair[0]) != fold(pair[1])


@pytest.mark.parametrize("pair", [("フリーレン", "ふりーれん"), ("フリーレン", "ふりれん"), ("ヴ", "ゔ"), ("ヶ", "ゖ")])
def test_katakana_are_hiragana(pair: tuple[str, str]):
    assert fold(pair[0]) == fold(pair[1])


@pytest.mark.parametrize(
    "text",
    [
        "Title 2", "Title S2", "Title s02", "Title 2nd Season", "Title Second Season", "Title Season 2",
        "Title II", "Title Ⅱ", "Title 第2期", "Title 第二期", "Title 第二季", "Title 2期",
        "Title第2期", "Title 2ndシーズン", "Title シーズン2", "Title 2nd", "TITLE ＳＥＡＳＯＮ　２",
        "Title 2nd se", "Title second s",
    ],
)  # fmt: skip
def test_a_season_is_its_number(text: str):
    assert number_seasons(fold(text)).split() == ["title", "2"]


@pytest.mark.parametrize(
    "text",
    ["Title", "Title S1", "Title 1st Season", "Title First Season", "Title Season 1", "Title 第1期", "Title 第一季"],
)
def test_the_first_season_is_dropped(text: str):
    assert number_seasons(fold(text)) == "title"


@pytest.mark.parametrize("number", range(2, 9))
def test_all_ways_to_count_seasons_say_the_same(number: int):
    words = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]
    endings = ["nd", "rd", *["th"] * 5]
    ways = [f"S{number}", f"{number}{endings[number - 2]} season", f"{words[number - 2]} season", f"season {number}"]
    ways += [f"第{number}期", f"第{'二三四五六七八'[number - 2]}季"]
    assert {number_seasons(fold(f"Title {way}")) for way in ways} == {f"title {number}"}


@pytest.mark.parametrize(
    "text", ["Monster", "Seasons", "Second Ring", "Ilivu", "First Love", "Four Seasons", "期待", "Class 1", "S"]
)
def test_text_without_a_season_stays(text: str):
    assert number_seasons(fold(text)) == fold(text)


def test_a_name_is_found_as_it_is_and_with_its_seasons_numbered():
    assert list_forms("Title 2nd Season") == ["title 2nd season", "title 2"]
    assert list_forms("Monster") == ["monster"]
    assert list_forms("First Season") == ["first season"]
    assert list_forms("♥ ?!") == []


def test_only_the_first_300_characters_count():
    assert fold("ab" * 20_000) == "ab" * 150
    assert len(fold("ﷺ" * 20_000)) < 6_000


@pytest.mark.parametrize(
    ("squashed", "grams"),
    [
        ("", []),
        ("ab", []),
        ("abcd", ["abc", "bcd"]),
        ("進撃の", ["進撃", "撃の"]),
        ("進", []),
        ("ab進撃", ["ab進", "b進撃", "進撃"]),
        ("진격의", ["진격", "격의"]),
        ("тет", ["тет"]),
    ],
)
def test_grams_are_three_letters_or_two_characters(squashed: str, grams: list[str]):
    assert list_grams(squashed) == grams


# Rules


@given(ANY_TEXT)
@example("oOHh")
@example("スーパー")
@example("2ND")
@example("Café進撃")
@example("かー\u30990")
def test_folding_again_changes_nothing(text: str):
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_forms_are_words_separated_by_one_space(text: str):
    for form in [fold(text), number_seasons(fold(text)), *list_forms(text)]:
        assert " ".join(form.split()) == form
    assert all(list_forms(text))


@given(ANY_TEXT)
def test_forms_have_no_capitals_signs_or_unusual_spaces(text: str):
    assert fold(text) == fold(text).casefold()
    assert re.fullmatch(r"[^\s!-/:-@\[-`{-~]*", squash(fold(text)))


@given(st.text(st.characters(categories=["Lu", "Ll", "Lt", "Lo", "Nd", "Zs"]), max_size=40))
def test_capitals_make_no_difference(text: str):
    assert fold(text.casefold()) == fold(text)
    assert list_forms(text.casefold()) == list_forms(text)


@given(st.text(st.characters(codec="ascii"), max_size=40))
def test_capitals_of_latin_letters_make_no_difference(text: str):
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(LATIN_NAMES, st.data())
@example("Ohayou", None)
@example("mahou shoujo", None)
def test_the_beginning_of_a_latin_name_folds_to_the_beginning_of_its_form(name: str, data: st.DataObject | None):
    lengths = [data.draw(st.integers(0, len(name)))] if data else range(len(name))
    for length in lengths:
        assert squash(fold(name)).startswith(squash(fold(name[:length])))


@given(st.text(st.sampled_from("abcの進撃巨人カか진격т"), max_size=20), st.data())
def test_the_grams_of_a_part_are_among_those_of_the_whole(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert set(list_grams(text[start:end])) <= set(list_grams(text))


@given(ANY_TEXT)
def test_every_form_of_two_or_more_chinese_or_japanese_characters_has_grams(text: str):
    squashed = squash(fold(text))
    if len(squashed) > 2 or (len(squashed) == 2 and squashed[0] >= "\u2e80"):
        assert list_grams(squashed)
