"""Dates as people type them, each in their own language."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from discord import Locale
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.date_words import NOTHING
from cogs.ui.dates import MAX_DATE_LENGTH, FutureDate, UnreadableDate, describe_date_forms, parse_date
from db.lists.models import PartialDate

TODAY = date(2024, 5, 15)
"""A Wednesday."""

AMERICAN, BRITISH = Locale.american_english, Locale.british_english

locales = st.sampled_from(list(Locale))


def read(text: str, locale: Locale = BRITISH) -> str:
    return str(parse_date(text, today=TODAY, locale=locale))


# Numbers


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-04-03", "2024-04-03"),
        (" 2024-4 ", "2024-04"),
        ("2024", "2024"),
        ("2024/4/3", "2024-04-03"),
        ("2024.04.03", "2024-04-03"),
        ("2024. 4. 3.", "2024-04-03"),
        ("3/4/2024", "2024-04-03"),
        ("3.4.2024", "2024-04-03"),
        ("3. 4. 2024", "2024-04-03"),
        ("03-04-2024", "2024-04-03"),
        ("4/25/2023", "2023-04-25"),
        ("04/2024", "2024-04"),
        ("2024年4月3日", "2024-04-03"),
        ("2024年4月", "2024-04"),
        ("2024年", "2024"),
        ("2024년 4월 3일", "2024-04-03"),
        ("２０２４-０４-０３", "2024-04-03"),
        ("٢٠٢٤-٠٤-٠٣", "2024-04-03"),
    ],
)
def test_numbers_are_read_with_any_separators(text: str, day: str) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("3/4/2024", AMERICAN, "2024-03-04"),
        ("3/4/2024", BRITISH, "2024-04-03"),
        ("3.4.2024", Locale.german, "2024-04-03"),
        ("3.4.2024", AMERICAN, "2024-04-03"),
        ("3-4-2024", AMERICAN, "2024-03-04"),
        ("4.25.2023", AMERICAN, "2023-04-25"),
        ("25/4/2023", AMERICAN, "2023-04-25"),
        ("4/25/2023", AMERICAN, "2023-04-25"),
        ("4/2024", AMERICAN, "2024-04"),
    ],
)
def test_the_day_comes_first_or_second_by_the_language_unless_only_the_other_fits(
    text: str, locale: Locale, day: str
) -> None:
    assert read(text, locale) == day


# Words


@pytest.mark.parametrize(
    ("text", "locale", "day"),
    [
        ("today", AMERICAN, "2024-05-15"),
        ("Yesterday", AMERICAN, "2024-05-14"),
        ("the day before yesterday", AMERICAN, "2024-05-13"),
        ("3 days ago", AMERICAN, "2024-05-12"),
        ("last week", AMERICAN, "2024-05"),
        ("last month", AMERICAN, "2024-04"),
        ("last year", AMERICAN, "2023"),
        ("2 years ago", AMERICAN, "2022"),
        ("last Monday", AMERICAN, "2024-05-13"),
        ("friday", AMERICAN, "2024-05-10"),
        ("3 Apr 2024", AMERICAN, "2024-04-03"),
        ("April 3rd, 2024", AMERICAN, "2024-04-03"),
        ("Apr 2024", AMERICAN, "2024-04"),
        ("3. April 2024", Locale.german, "2024-04-03"),
        ("vorgestern", Locale.german, "2024-05-13"),
        ("letzten Montag", Locale.german, "2024-05-13"),
        ("letzter Monat", Locale.german, "2024-04"),
        ("yesterday", Locale.german, "2024-05-14"),
        ("1er avril 2024", Locale.french, "2024-04-01"),
        ("aujourd’hui", Locale.french, "2024-05-15"),
        ("lundi dernier", Locale.french, "2024-05-13"),
        ("l’an dernier", Locale.french, "2023"),
        ("3 de abril de 2024", Locale.spain_spanish, "2024-04-03"),
        ("anteayer", Locale.latin_american_spanish, "2024-05-13"),
        ("há 3 dias", Locale.brazil_portuguese, "2024-05-12"),
        ("l'altro ieri", Locale.italian, "2024-05-13"),
        ("2024 m. balandžio 3 d.", Locale.lithuanian, "2024-04-03"),
        ("múlt hónapban", Locale.hungarian, "2024-04"),
        ("i forgårs", Locale.norwegian, "2024-05-13"),
        ("igår", Locale.swedish, "2024-05-14"),
        ("eilen", Locale.finnish, "2024-05-14"),
        ("w zeszły poniedziałek", Locale.polish, "2024-05-13"),
        ("alaltăieri", Locale.romanian, "2024-05-13"),
        ("ngày 3 tháng 4 năm 2024", Locale.vietnamese, "2024-04-03"),
        ("dün", Locale.turkish, "2024-05-14"),
        ("předevčírem", Locale.czech, "2024-05-13"),
        ("προχθές", Locale.greek, "2024-05-13"),
        ("миналата година", Locale.bulgarian, "2023"),
        ("на прошлой неделе", Locale.russian, "2024-05"),
        ("торік", Locale.ukrainian, "2023"),
        ("कल", Locale.hindi, "2024-05-14"),
        ("३ अप्रैल २०२४", Locale.hindi, "2024-04-03"),
        ("3 มี.ค. 2567", Locale.thai, "2024-03-03"),
        ("เมื่อวาน", Locale.thai, "2024-05-14"),
        ("前天", Locale.chinese, "2024-05-13"),
        ("上個月", Locale.taiwan_chinese, "2024-04"),
        ("おととい", Locale.japanese, "2024-05-13"),
        ("3日前", Locale.japanese, "2024-05-12"),
        ("그저께", Locale.korean, "2024-05-13"),
        ("senin lalu", Locale.indonesian, "2024-05-13"),
        ("prošli tjedan", Locale.croatian, "2024-05"),
        ("eergisteren", Locale.dutch, "2024-05-13"),
        ("sidste måned", Locale.danish, "2024-04"),
    ],
)
def test_words_are_read_in_the_language_of_their_writer(text: str, locale: Locale, day: str) -> None:
    assert read(text, locale) == day


@pytest.mark.parametrize("locale", list(Locale))
def test_the_names_of_months_are_read_in_every_language(locale: Locale) -> None:
    names = {"no": "nb", "zh-CN": "zh_Hans", "zh-TW": "zh_Hant"}
    language = names.get(locale.value, locale.value.replace("-", "_"))
    for month in range(1, 13):
        day = date(2023, month, 3)
        for form in ("long", "medium", "d MMMM y", "d. MMM y", "MMMM d, y", "y MMMM d"):
            written = format_date(day, form, locale=language)
            assert (written, read(written, locale)) == (written, str(day))
        for form in ("MMMM y", "MMM y", "y MMMM"):
            written = format_date(day, form, locale=language)
            assert (written, read(written, locale)) == (written, f"{day:%Y-%m}")


@pytest.mark.parametrize("locale", list(Locale))
def test_english_words_for_past_days_work_in_every_language(locale: Locale) -> None:
    assert read("3 days ago", locale) == "2024-05-12"
    assert read("3 Apr 2024", locale) == "2024-04-03"


# Words that remove a date, and text that is no date


@pytest.mark.parametrize("text", [*NOTHING, "  ", " NONE ", "Keine"])
def test_many_words_remove_a_date(text: str) -> None:
    assert parse_date(text, today=TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "31 Feb 2024", "2024-13", "2024-02-30", "0000", "none today", "12", "a", "may", "Apr", "3 Apr"),
        *("Apr 24", "3 Apr 24", "3.4.24", "10:30", "today 10:30", "now", "20240403", "yesterday 2024", "Q1 2024", "?"),
        *("32.1.2024", "13/13/2023", "99999999999999999999 years ago", "later", "unknown", "idk", "tba", "2024-00"),
    ],
)
def test_text_that_is_no_date_is_not_guessed_at(text: str) -> None:
    for locale in (AMERICAN, Locale.german, Locale.japanese, Locale.russian):
        with pytest.raises(UnreadableDate):
            parse_date(text, today=TODAY, locale=locale)


@pytest.mark.parametrize(
    ("locale", "example"),
    [(AMERICAN, "4/25/2024"), (BRITISH, "25/4/2024"), (Locale.german, "25/4/2024"), (Locale.japanese, "2024/4/25")],
)
def test_the_examples_are_in_the_order_of_the_language(locale: Locale, example: str) -> None:
    assert describe_date_forms(locale).startswith(f"`2024-04-25`, `{example}`, `25 Apr 2024`")


@pytest.mark.parametrize("text", ["2024-05-17", "2024-06", "2025", "in 3 days", "9999", "2567"])
def test_a_date_after_tomorrow_is_refused(text: str) -> None:
    with pytest.raises(FutureDate):
        parse_date(text, today=TODAY)


@pytest.mark.parametrize("text", ["2024-05-16", "tomorrow", "2024-05", "2024"])
def test_tomorrow_is_accepted_because_it_has_begun_elsewhere(text: str) -> None:
    assert read(text).startswith("2024")


# Any text


typed = st.text(max_size=MAX_DATE_LENGTH)
scraps = st.sampled_from(
    ["2024", "3", "apr", "last", "ago", "days", "monday", "年", "月", ".", "-", "/", "99", "的", "ม"]
)


@given(typed | st.lists(scraps, max_size=8).map(" ".join), st.dates(min_value=date(2015, 5, 15)), locales)
def test_no_text_raises_anything_but_a_value_error(text: str, today: date, locale: Locale) -> None:
    with suppress(ValueError):
        day = parse_date(text, today=min(today, date(9999, 12, 1)), locale=locale)
        assert day is None or date(day.year, day.month or 1, day.day or 1) <= today + timedelta(days=1)


days = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)


@given(days, st.integers(1, 3), locales)
def test_a_stored_date_is_read_as_itself_in_every_language_and_fits_the_field(
    day: date, parts: int, locale: Locale
) -> None:
    stored = PartialDate(*day.timetuple()[:parts])
    assert len(str(stored)) <= MAX_DATE_LENGTH
    assert parse_date(str(stored), today=TODAY, locale=locale) == stored
