"""Long Markdown in parts: pages and excerpts."""

import re
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.ui.hidden import list_hidden
from cogs.ui.markdown import HIDDEN, excerpt, paginate, show_addresses

FRIEREN = (Path(__file__).parents[3] / "docs/samples/frieren.md").read_text(encoding="utf-8").partition("\n\n")[2]

# Every `||…||`, in code and quotes too. Discord's clients read some of these differently: see `find_hidden`.
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
def marked_texts(draw: st.DrawFn, *, at_least: int = 0) -> str:
    """Markdown of at least so many pieces. Every letter `a` is replaced by a character that occurs nowhere else."""
    pieces = draw(st.lists(st.sampled_from([*PIECES, "a", "a ", "a", "a\n"]), min_size=at_least, max_size=120))
    letters = iter(range(0xE000, 0xF8FF))
    return "".join(chr(next(letters)) if character == "a" else character for character in "".join(pieces))


def get_letters(text: str) -> set[str]:
    return {character for character in text if "\ue000" <= character < "\uf8ff"}


def get_hidden(text: str) -> set[str]:
    return get_letters("".join(SPOILER.findall(text)))


def get_visible(text: str) -> set[str]:
    return get_letters(SPOILER.sub("", text))


def find_hidden(text: str, is_quoted: bool = False) -> set[str]:
    """The letters that a client hides, reading from left to right. Independent of the code under test."""
    hidden: set[str] = set()
    at = 0
    while at < len(text):
        is_line_start = at == 0 or text[at - 1] == "\n"
        rest = text[at:]
        line = rest.partition("\n")[0]
        if is_line_start and not is_quoted and line.lstrip(" ").startswith((">>> ", "> ")):
            lines = rest.splitlines(keepends=True)
            quote = rest if line.lstrip(" ").startswith(">>> ") else "".join(takewhile(is_quote_line, lines))
            hidden |= find_hidden("".join(re.sub(r"^ *>+ ", "", line) for line in quote.splitlines(True)), True)
            at += len(quote)
        elif is_line_start and line.lstrip(" ").startswith(("# ", "## ", "### ")):
            hidden |= find_hidden(line.lstrip(" #"), True)
            at += len(line)
        elif rest[0] == "\\" and not rest[1:2].isalnum() and not rest[1:2].isspace():
            at += 2
        elif rest.startswith("```") and rest.find("```", 4) > 0:
            at += rest.find("```", 4) + 3
        elif rest[0] == "`" and (length := measure_code(rest)):
            at += length
        elif rest.startswith("||") and rest.find("||", 3) > 0:
            end = rest.find("||", 3)
            hidden |= get_letters(rest[:end])
            at += end + 2
        else:
            at += 1
    return hidden


def is_quote_line(line: str) -> bool:
    return line.lstrip(" ").startswith("> ")


def measure_code(text: str) -> int:
    """The length of the code at the beginning of a text; 0 if it has no end."""
    opening = len(text) - len(text.lstrip("`"))
    at = opening
    while opening <= 2 and (at := text.find("`", at)) > 0:
        closing = len(text[at:]) - len(text[at:].lstrip("`"))
        if closing == opening:
            return at + closing
        at += closing
    return 0


def shown(text: str, limit: int = 100) -> list[str]:
    return [page.text for page in paginate(text, limit)]


@given(marked_texts(at_least=60), st.integers(100, 250))
@settings(max_examples=100)
def test_pages_hide_what_any_client_hides_in_the_whole_text(text: str, limit: int) -> None:
    check_pages(text, limit)


def check_pages(text: str, limit: int) -> None:
    pages = paginate(text, limit)
    hidden = find_hidden(text) | get_hidden(text)

    assert "".join(page.body for page in pages) == text
    for page in pages:
        assert len(page.text) <= limit
        assert find_letters_in_order(page.text) == find_letters_in_order(page.body)
        for seen_hidden in (find_hidden(page.text), get_hidden(page.text)):
            assert seen_hidden >= hidden & get_letters(page.body)


@given(st.lists(st.sampled_from(["a ", "a a\n\n", "||a a|| ", "||a\na|| "]), min_size=40, max_size=120))
def test_pages_hide_nothing_else_where_all_clients_agree(pieces: list[str]) -> None:
    letters = iter(range(0xE000, 0xF8FF))
    text = re.sub("a", lambda _: chr(next(letters)), "".join(pieces))
    for page in paginate(text, 100):
        assert get_hidden(page.text) == get_hidden(text) & get_letters(page.body)


@given(marked_texts(at_least=30))
@settings(max_examples=100)
def test_a_page_adds_nothing_but_markers(text: str) -> None:
    for page in paginate(text, 100):
        assert set(page.text) - set(page.body) <= set("|*_~`> \npy\\ˋ")


def find_letters_in_order(text: str) -> str:
    return "".join(character for character in text if "\ue000" <= character < "\uf8ff")


@given(marked_texts(), st.integers(100, 400))
@settings(max_examples=200)
def test_an_excerpt_shows_nothing_of_a_spoiler(text: str, limit: int) -> None:
    result = excerpt(text, limit)

    assert len(result) <= limit
    assert not get_letters(result) & get_hidden(text)
    assert not SPOILER.search(result)


DISPUTED = ["a", "a ", "a.\n", "||a||", "`||`", "`a", "`", "``", "```", "\\||", "\n> ||a", "\n# a ||", "||", "\n> a\n"]


@st.composite
def disputed_texts(draw: st.DrawFn, pieces: list[str], *, at_least: int = 0) -> str:
    text = "".join(draw(st.lists(st.sampled_from(pieces), min_size=at_least, max_size=40)))
    return re.sub("a", lambda match: chr(0xE000 + match.start()), text)


@given(disputed_texts(DISPUTED), st.integers(20, 100))
@settings(max_examples=300)
def test_an_excerpt_shows_nothing_that_a_client_hides(text: str, limit: int) -> None:
    assert not get_letters(excerpt(text, limit)) & (find_hidden(text) | get_hidden(text))


# In each of these, every `||` has a partner in both readings, so that no spoiler is long.
SHORT = [
    *(
        "a a a ",
        "a.\n",
        "a\n\n",
        "||a a|| ",
        "||a\na|| ",
        "`||` a ||a|| a `||` ",
        "`a||\na` ||a|| `a||\na` ",
        "\\|| a||a|| \\|| ",
    ),
    *(
        "\n> ||a|| a\n",
        "\n> a\n> ||a\n> a||\n\n",
        "\n# a ||a|| a\n",
        "a # ||a a||\n",
        "a > a ||a|| ",
        "```\n||a\n``` ||a|| `||` ",
    ),
]


@given(disputed_texts(SHORT, at_least=20) | disputed_texts(DISPUTED, at_least=20), st.integers(100, 250))
@settings(max_examples=200)
def test_pages_hide_what_any_client_hides_where_clients_disagree(text: str, limit: int) -> None:
    check_pages(text, limit)


@pytest.mark.parametrize(
    "text",
    [
        f"> ||{'secret ' * 400}\n> {'secret ' * 150}||",
        f">>> ||{'secret ' * 400}\n{'secret ' * 150}||",
        f"Mark with `||`. Here: ||{'secret ' * 700}||",
        f"\\|| is a bar. ||{'secret ' * 700}||",
        f"```\n||\n``` ||{'secret ' * 700}||",
        f"- ||{'secret ' * 300}\n- {'secret ' * 300}||",
        f"# ||{'secret ' * 600}||",
        f"**||{'secret ' * 300}** {'secret ' * 300}||",
        f"[a ||b](https://example.org/) {'secret ' * 600}||",
        f"https://example.org/||{'secret ' * 600}||",
    ],
)
def test_a_spoiler_longer_than_a_page_shows_nothing(text: str) -> None:
    pages = paginate(text, 1000)

    assert len(pages) > 2
    for page in pages:
        assert "secret" not in SPOILER.sub("", page.text)
        for hidden in list_hidden(page.text):
            assert all(hidden[match.start()] for match in re.finditer("secret", page.text))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Type `||` around them. ||Everyone dies||.", f"Type `{HIDDEN}…"),
        ("||a|| b || c", f"{HIDDEN}…"),
        ("\\||a|| b ||c||", f"\\{HIDDEN}…"),
        ("> one ||a\nb|| c ||d||", f"one {HIDDEN}…"),
        ("# one ||a\nb|| c ||d||", f"one {HIDDEN}…"),
        ("- one ||a\n- b|| c ||d||", f"• one {HIDDEN}…"),
        ("**one ||a** b|| c", f"**one {HIDDEN}…"),
        ("**||a** b ** c|| d ||e||", f"**{HIDDEN}…"),
        ("one || two", "one | two"),
        ("**one ||two|| three** and ||four||", f"**one {HIDDEN} three** and {HIDDEN}"),
    ],
)
def test_an_excerpt_ends_before_spoilers_that_clients_read_differently(text: str, result: str) -> None:
    assert excerpt(text) == result


LINE_MARKERS = ["- ", "* ", "1. ", "# ", "-# ", "> ", ">>> ", "> - ", "- # ", "> # - -# 1. "]


@pytest.mark.parametrize(
    "text",
    [
        *("> ||a\n" * 3000, "# ||\n" * 4000, "\\|" * 10_000, "```a````b" * 2200, "`||` a " * 2800),
        *("|" * 20_000, "||a|" * 5000, "||" + "a|" * 9990 + "||", "*a" * 10_000, "`a" * 10_000, "[" * 20_000),
        *("\\" * 20_000, "😂" * 20_000, "e" + "\u0301" * 19_999, "🇯🇵" * 5000, "> a\n" * 5000, "```a" * 5000),
        *(" " * 20_000, "x" * 20_000),
        # Markers at the beginning of a line, again and again, before something that may be hidden.
        *(f"{marker * (19_000 // len(marker))}||a||" for marker in LINE_MARKERS),
        *("**||__~~*_" * 1990, "*__~~**_" * 2490 + "||a||", "[" * 9000 + "||a||" + "](b)" * 2000),
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


# Links


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[https://good.example](https://bad.example)", "[https://good.example] https://bad.example)"),
        (
            "see [HTTPS://good.example now](<https://bad.example>)",
            "see [HTTPS://good.example now] <https://bad.example>)",
        ),
        ("[a name](https://example.com)", "[a name](https://example.com)"),
        ("[https://good.example] (as I said)", "[https://good.example] (as I said)"),
    ],
)
def test_a_link_shows_where_it_leads_if_it_is_called_like_another_address(text: str, shown: str) -> None:
    assert show_addresses(text) == shown
    assert len(shown) == len(text)
