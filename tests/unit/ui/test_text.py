"""Text as people read it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.links import link
from cogs.ui.text import count_episodes, date, escape, fit, is_blank, shorten

MARKDOWN = st.text(alphabet="ab1 \\*_~`|<>[]()@#&-+:/.!\n\u2028", max_size=40) | st.text(max_size=40)


def unescape(text: str) -> str:
    """What a reader sees of escaped text."""
    return re.sub(r"\\(.)", r"\1", text).replace("\u200b", "")


@given(MARKDOWN)
def test_escaped_text_reads_like_the_text_itself_on_one_line(text: str) -> None:
    assert unescape(escape(text)) == " ".join(text.split()).replace("\u200b", "")


@given(MARKDOWN)
def test_no_marker_stays_without_its_backslash(text: str) -> None:
    bare = re.sub(r"\\.", "", escape(text))
    assert not re.search(r"[\\*_~`|<\[\]\n]", bare)


@given(MARKDOWN)
def test_no_mention_and_no_address_is_left(text: str) -> None:
    escaped = escape(text)
    assert not re.search("@(?!\u200b)", escaped)
    assert "://" not in escaped


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("**Bold** and ||hidden||", r"\*\*Bold\*\* and \|\|hidden\|\|"),
        ("# Heading", r"\# Heading"),
        ("> Quote", r"\> Quote"),
        ("-# Small", r"\-# Small"),
        ("- Item", r"\- Item"),
        ("Re:Zero - Part #2 > 1", "Re:Zero - Part #2 > 1"),
        ("<@80351110224678912>", "\\<@\u200b80351110224678912>"),
        ("@everyone", "@\u200beveryone"),
        ("[here](https://example.com/*a*)", "\\[here\\](https:\u200b//example.com/\\*a\\*)"),
        ("a\\*b", r"a\\\*b"),
        (" two\n\nlines\t", "two lines"),
        ("葬送のフリーレン", "葬送のフリーレン"),
    ],
)
def test_formatting_in_a_name_is_shown_and_not_applied(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@given(st.text(max_size=60), st.integers(1, 50))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_text_that_fits_is_not_shortened() -> None:
    assert shorten("12345", 5) == "12345"
    assert shorten("123456", 5) == "1234…"
    assert shorten("123 56", 5) == "123…"


def test_numbers_are_told_with_their_noun() -> None:
    assert [count_episodes(number) for number in (0, 1, 2, 1200)] == [
        "0 episodes",
        "1 episode",
        "2 episodes",
        "1,200 episodes",
    ]


@given(st.text(max_size=60), st.integers(20, 60))
def test_a_name_is_cut_to_fit_its_message(name: str, limit: int) -> None:
    label = fit("Use “{name}” as it is", limit, name=name)
    assert len(label) <= limit
    assert label.startswith("Use “")
    assert label.endswith("” as it is")


def test_a_message_too_long_for_any_name_is_cut_itself() -> None:
    assert fit("Use “{name}” as it is", 10, name="Monster") == "Use “…” a…"


def test_discord_formats_a_day() -> None:
    assert date(1700000000) == "<t:1700000000:D>"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b", "\u2060\u200d \ufeff", "\u3164\u2800", "\x00"])
def test_invisible_text_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "\u200b.", "👩‍👩‍👧", "感想", "ا", "\U0001fae8", "\U0001fadf"])
def test_visible_text_is_not_blank(text: str) -> None:
    assert not is_blank(text)


DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(st.text(st.sampled_from(f"ab א*{DIRECTIONS}")), st.integers(2, 20))
def test_a_name_changes_the_direction_of_nothing_after_it(name: str, limit: int) -> None:
    for shown in (escape(name), shorten(name, limit), link("mal/1", name)):
        assert not set(shown) & set(DIRECTIONS)
