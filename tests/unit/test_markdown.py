"""Long Markdown in parts: pages and excerpts."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.ui.markdown import HIDDEN, excerpt, paginate

FRIEREN = (Path(__file__).parents[2] / "docs/samples/frieren.md").read_text(encoding="utf-8").partition("\n\n")[2]

# Nothing of the code under test: this is what Discord itself does with a text.
SPOILER = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)

PIECES = [
    *(
        "word ",
        "long" * 30,
        " ",
        "  ",
        "\n",
        "\n\n",
        "é",
        "e\u0301",
        "漢字。",
        "שלום ",
        "👩\u200d👩\u200d👧",
        "🇯🇵",
        "👍🏽",
    ),
    *("|", "||", "|||", "*", "**", "***", "_", "__", "~~", "`", "``", "```", "```py\n", "\\"),
    *("> ", ">>> ", "# ", "-# ", "- ", "1. ", "[text](https://example.org/a_b)", "https://example.org/_x_ ", "<@1234>"),
]


@st.composite
def marked_texts(draw: st.DrawFn) -> str:
    """Markdown in which every letter `a` is replaced by a character that occurs nowhere else."""
    pieces = draw(st.lists(st.sampled_from([*PIECES, "a", "a ", "a", "a\n"]), max_size=120))
    letters = iter(range(0xE000, 0xF8FF))
    return "".join(chr(next(letters)) if character == "a" else character for character in "".join(pieces))


def get_letters(text: str) -> set[str]:
    return {character for character in text if "\ue000" <= character < "\uf8ff"}


def get_hidden(text: str) -> set[str]:
    return get_letters("".join(SPOILER.findall(text)))


def get_visible(text: str) -> set[str]:
    return get_letters(SPOILER.sub("", text))


def shown(text: str, limit: int = 100) -> list[str]:
    return [page.text for page in paginate(text, limit)]


@given(marked_texts(), st.integers(100, 250))
@settings(max_examples=300)
def test_pages_hide_exactly_what_the_whole_text_hides(text: str, limit: int) -> None:
    pages = paginate(text, limit)

    assert "".join(page.body for page in pages) == text
    for page in pages:
        assert len(page.text) <= limit
        assert get_hidden(page.text) == get_hidden(text) & get_letters(page.body)
        assert get_visible(page.text) == get_visible(text) & get_letters(page.body)


@given(marked_texts())
@settings(max_examples=300)
def test_a_page_adds_nothing_but_markers(text: str) -> None:
    for page in paginate(text, 100):
        rest = iter(page.text)
        assert all(character in rest for character in page.body), "the body's characters stay, in their order"
        added = len(page.text) - len(page.body)
        assert added <= 2 * 40
        if added:
            assert set(page.text) - set(page.body) <= set("|*_~`> \npy")


@given(marked_texts(), st.integers(100, 400))
@settings(max_examples=300)
def test_an_excerpt_shows_nothing_of_a_spoiler(text: str, limit: int) -> None:
    result = excerpt(text, limit)

    assert len(result) <= limit
    assert not get_letters(result) & get_hidden(text)
    assert not SPOILER.search(result)


@pytest.mark.parametrize(
    "text",
    [
        *("|" * 20_000, "||a|" * 5000, "||" + "a|" * 9990 + "||", "*a" * 10_000, "`a" * 10_000, "[" * 20_000),
        *("\\" * 20_000, "😂" * 20_000, "e" + "\u0301" * 19_999, "🇯🇵" * 5000, "> a\n" * 5000, "```a" * 5000),
        *(" " * 20_000, "x" * 20_000),
    ],
)
def test_strange_texts_of_full_length_are_cut_as_well(text: str) -> None:
    pages = paginate(text)

    assert "".join(page.body for page in pages) == text
    assert all(0 < len(page.text) <= 3500 for page in pages)
    assert len(pages) <= 8
    assert len(excerpt(text)) <= 350


def test_a_long_review_reads_back_whole() -> None:
    pages = paginate(FRIEREN)

    assert len(pages) == 3
    assert "".join(page.body for page in pages) == FRIEREN
    assert all(page.body.endswith("\n\n") for page in pages[:-1]), "cut between paragraphs"
    assert all(page.text == page.body for page in pages), "so nothing had to be closed"


def test_a_heading_stays_with_what_follows_it() -> None:
    first, second = shown("word " * 14 + "\n\n## Heading\n\n" + "word " * 10)

    assert first.endswith("word \n\n")
    assert second.startswith("## Heading\n\nword")


def test_the_excerpt_of_a_long_review_hides_its_spoilers() -> None:
    result = excerpt(FRIEREN, 600)

    assert HIDDEN in result
    assert not SPOILER.search(result)
    assert result.endswith("…")


def test_an_empty_text_is_one_empty_page() -> None:
    assert shown("") == [""]


def test_a_text_that_fits_is_left_alone() -> None:
    text = "> **bold\n\n||half* a|| _spoiler"
    assert shown(text) == [text]


@pytest.mark.parametrize("marker", ["**", "*", "_", "__", "~~", "`", "``", "||"])
def test_a_span_is_closed_and_opened_again(marker: str) -> None:
    first, second = shown(f"{marker}{'word ' * 25}end{marker}")

    assert first.endswith("word ||" if marker == "||" else f"word{marker} ")
    assert second.startswith(f"{marker}word")
    assert second.endswith(f"end{marker}")


def test_nested_spans_are_closed_from_the_inside() -> None:
    first, second = shown("**bold ||spoiler *italics " + "word " * 20 + "end*||**")

    assert first.endswith("word* ||**")
    assert second.startswith("**||*word")


def test_a_quote_goes_on_as_a_quote() -> None:
    first, second = shown("> " + "word " * 25 + "end\nafter")

    assert first.startswith("> word")
    assert second.startswith("> word")
    assert second.endswith("end\nafter")


def test_a_quote_to_the_end_goes_on_to_the_end() -> None:
    pages = shown(">>> " + "word " * 60)

    assert all(page.startswith(">>> word") for page in pages)


def test_code_goes_on_in_its_language() -> None:
    first, second = shown("```py\n" + "line = 1\n" * 15 + "```")

    assert first.startswith("```py\nline")
    assert first.rstrip().endswith("```")
    assert second.startswith("```py\nline")
    assert second.endswith("```")


def test_markers_without_a_partner_are_plain_text() -> None:
    first, second = shown("5* hotel and 2 * 3 snake_case_name " + "word " * 20)

    assert not first.rstrip().endswith(("*", "_"))
    assert second.startswith("word")


def test_links_emoji_and_accents_stay_in_one_piece() -> None:
    for piece in (
        "[a title](https://example.org/page)",
        "<@123456789012345678>",
        "👩\u200d👩\u200d👧",
        "e\u0301",
        "🇯🇵",
    ):
        for length in range(40, 65):
            pages = shown("x" * length + piece * 3)
            assert sum(page.count(piece) for page in pages) == 3


def test_an_excerpt_is_plain_inline_text() -> None:
    text = "# Heading\n\n> a *quote*\n- item\n\n```py\ncode\n```\n-# small [title](https://example.org)"

    assert excerpt(text) == "Heading\na *quote*\n• item\ncode\nsmall title"


def test_an_excerpt_ends_after_a_sentence_where_it_can() -> None:
    text = "A first sentence is rather short. " * 4

    assert excerpt(text, 100) == "A first sentence is rather short. A first sentence is rather short. …"


def test_an_excerpt_closes_what_it_cuts() -> None:
    assert excerpt("**" + "word " * 40 + "**", 100).endswith("word**…")


def test_a_spoiler_that_ends_beyond_the_excerpt_is_hidden() -> None:
    assert excerpt("Before ||" + "secret " * 2000 + "|| after") == f"Before {HIDDEN} after"
