"""Lists as CSV: Kanso's own, and the tables that people keep."""

import csv as plain_csv
import io
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.core.errors import Refusal
from cogs.lists.formats import csv
from cogs.lists.formats.columns import COLUMNS
from cogs.lists.formats.remarks import Source
from cogs.lists.formats.rows import ListedTitle
from cogs.lists.formats.values import MAX_ROWS
from db.lists.models import Entry, ListStatus, PartialDate, Priority
from tests.support.list_files import list_remarks

OWN_HEADER = ",".join(COLUMNS)


def read_all(text: str) -> list[ListedTitle]:
    """What the lines say, with no remark on them."""
    read = csv.read(text)
    assert read.remarks == ()
    return [row.readings[0] for row in read.rows]


def read_one(header: str, line: str) -> ListedTitle:
    (listed,) = read_all(f"Title,{header}\nFrieren,{line}\n")
    return listed


def listed(**fields: Any) -> ListedTitle:
    return ListedTitle(title="Frieren", **fields)


# Out


def test_a_file_begins_with_a_byte_order_mark_and_the_names_of_its_columns() -> None:
    entry = Entry(
        user_id=1,
        anime_key="mal/52991",
        title="Frieren",
        status=ListStatus.ON_HOLD,
        finished=PartialDate(2024, 3),
        tags=("a", "b c"),
        notes='"Slow", he said,\nonce',
        updated_at=1_712_145_600,
    )
    assert csv.write([entry]) == (
        b"\xef\xbb\xbfkey,title,status,score,episodes,started,finished,rewatches,rewatched_episodes,priority,tags,notes,"
        b"private,updated_at\r\n"
        b'mal/52991,Frieren,ON_HOLD,0,0,,2024-03,0,,LOW,"a, b c","""Slow"", he said,\nonce",'
        b"false,2024-04-03T12:00:00Z\r\n"
    )


def list_lines(data: bytes, separator: str) -> list[list[str]]:
    """The cells of each line, as a spreadsheet with this separator splits them."""
    return list(plain_csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


FORMULAS = ("=cmd()", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "'=1", "＝1", "='")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_is_a_formula(formula: str) -> None:
    entry = Entry(
        user_id=1, anime_key="mal/1", title=formula, status=ListStatus.WATCHING, tags=(formula,), notes=formula
    )
    guarded = formula.replace(formula.strip(), f"'{formula.strip()}")
    line = list_lines(csv.write([entry]), ",")[1]
    assert [line[1], line[10], line[11]] == [guarded] * 3


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_is_a_formula_with_another_separator(formula: str) -> None:
    for before, separator in product(["a;", 'a;"', 'a;"""', "a\t", "a\n", "a\r\n", ";", ",;"], ";\t"):
        text = before + formula
        entry = Entry(user_id=1, anime_key="mal/1", title=text, status=ListStatus.WATCHING, tags=(text,), notes=text)
        cells = [cell for line in list_lines(csv.write([entry]), separator) for cell in line]
        assert [cell for cell in cells if cell.lstrip(' \t\r\n"')[:1] in tuple("=+-@＝")] == [], (before, separator)


# Which files are tables


@pytest.mark.parametrize(
    "text",
    [
        OWN_HEADER,
        "\ufeffTitle,Score",
        "\n\n  \nName;My Rating\n",
        "Anime\tEpisodes",
        '"Title","Status"',
        "MAL ID,Score",
        "series_title,my_score",
        "title",
        '"Key"\nmal/1',
        "sep=;\r\nTitle;Score\r\n",
    ],
)
def test_a_table_is_known_by_its_first_line(text: str) -> None:
    assert csv.is_csv(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "Frieren, 9\nMonster, 8",
        "Key, the Metal Idol\nMonster",
        "Title, something",
        "Name",
        "Anime",
        "Watching:\nFrieren",
        "Score,Status",
        "<myanimelist>",
        '{"title": "status"}',
        '"' + "x" * 200_000,
    ],
)
def test_other_texts_are_not_tables(text: str) -> None:
    assert not csv.is_csv(text)
    with pytest.raises(Refusal, match="first line must name the columns"):
        csv.read(text)


# In


@pytest.mark.parametrize(
    ("header", "line", "expected"),
    [
        ("Score", "8", {"score": 8}),
        ("my rating", "8/10", {"score": 8}),
        ("Rating (1-10)", "0", {"score": 0}),
        ("Score", "4/5", {"score": 8}),
        ("Score", "90 %", {"score": 9}),
        ("Score", "-", {}),
        ("Score", "N/A", {}),
        ("Status", "Currently watching", {"status": ListStatus.WATCHING}),
        ("Status", "CURRENT", {"status": ListStatus.WATCHING}),
        ("my_status", "Plan to Watch", {"status": ListStatus.PLAN_TO_WATCH}),
        ("Status", "PTW", {"status": ListStatus.PLAN_TO_WATCH}),
        ("Status", "On-Hold", {"status": ListStatus.ON_HOLD}),
        ("Status", "paused", {"status": ListStatus.ON_HOLD}),
        ("Status", "PLAN_TO_WATCH", {"status": ListStatus.PLAN_TO_WATCH}),
        ("Progress", "5", {"episodes": 5}),
        ("Episodes", "5/12", {"episodes": 5, "total": 12}),
        ("Episodes", "Ep 5", {"episodes": 5}),
        ("Episodes", "12.0", {"episodes": 12}),
        ("Episodes", "5 / ?", {"episodes": 5}),
        ("Watched Episodes,Episodes", "5,12", {"episodes": 5, "total": 12}),
        ("Episodes,Total Episodes", "5,12", {"episodes": 5, "total": 12}),
        ("Start Date", "2024-04-03", {"started": PartialDate(2024, 4, 3)}),
        ("startedAt", "2024-04-03T12:00:00Z", {"started": PartialDate(2024, 4, 3)}),
        ("Completed", "2024/04", {"finished": PartialDate(2024, 4)}),
        ("finish_date", "2024", {"finished": PartialDate(2024)}),
        ("End Date", "0000-00-00", {}),
        ("End Date", "0001-01-01T00:00:00", {}),
        ("End Date", "1899-12-30", {}),
        ("MAL ID", "0", {}),
        ("Times Rewatched", "2", {"rewatches": 2}),
        ("Priority", "High", {"priority": Priority.HIGH}),
        ("Tags", '"a, b c,a"', {"tags": ("a", "b c")}),
        ("Comments", '" two\nlines "', {"notes": "two\nlines"}),
        ("Private", "Yes", {"is_private": True}),
        ("Last Updated", "2024-04-03T12:00:00Z", {"updated_at": 1_712_145_600}),
        ("MAL ID", "52991", {"key": "mal/52991"}),
        ("series_animedb_id", "52991", {"key": "mal/52991"}),
        ("AniList ID,mal_id", "154587,52991", {"key": "mal/52991"}),
        ("anilist id", "154587.0", {"key": "anilist/154587"}),
        ("URL", "https://myanimelist.net/anime/52991/Sousou_no_Frieren", {"key": "mal/52991"}),
        ("Link", "https://anilist.co/anime/154587", {"key": "anilist/154587"}),
        ("ID", "17", {}),
        ("Status,Episodes", "Rewatching,5", {"status": ListStatus.COMPLETED, "rewatched_episodes": 5}),
        ("Studio,Score", "Madhouse,9", {"score": 9}),
    ],
)
def test_the_columns_of_other_people_are_understood(header: str, line: str, expected: dict[str, Any]) -> None:
    if header in ("ID", "URL", "Link"):
        header, line = f"{header},Notes", f"{line},"
    assert read_one(header, line) == listed(**expected)


def test_empty_cells_say_nothing_in_other_peoples_files() -> None:
    assert read_all("Title,Score,Episodes,Tags,Notes,Private\nFrieren,,,,,\n") == [listed()]


def test_empty_cells_are_empty_values_in_our_own_files() -> None:
    own = listed(key="mal/52991", score=0, episodes=0, rewatches=0, notes="", tags=(), is_private=False)
    assert read_all(f"{OWN_HEADER}\r\nmal/52991,Frieren,,,,,,,,,,,,\r\n") == [own]


def test_our_own_file_is_known_in_any_order_and_through_a_spreadsheet() -> None:
    read = csv.read(OWN_HEADER.upper().replace(",", ";") + "\r\nmal/1;X" + ";" * 11 + "FALSE;\r\n")
    assert read.source is Source.KANSO_CSV
    assert read.rows[0].readings[0].score == 0
    assert csv.read("Title,Score\nFrieren,9").source is Source.CSV


def test_a_row_has_the_number_of_the_line_where_it_begins() -> None:
    rows = csv.read('Title,Notes\r\n\r\nA,"two\r\nlines"\r\n,,\r\nB,\r\n').rows
    assert [(row.number, row.text) for row in rows] == [(3, "A"), (6, "B")]


def test_an_apostrophe_before_a_formula_is_removed_and_others_stay() -> None:
    lines = "Title,Score\n'=1,\n''=1,\n'Tis Time,\na;'=1,\na '=1,\n"
    assert [title.title for title in read_all(lines)] == ["=1", "'=1", "'Tis Time", "a;=1", "a '=1"]


def test_names_and_cells_may_have_spaces_around_them() -> None:
    assert read_all('Title , "Score"\n Frieren, "9"\n') == [listed(score=9)]


def test_a_line_needs_a_title_or_a_key() -> None:
    read = csv.read("Title,MAL ID,Score\n,,9\n,19,8\n\u200bㅤ,,9\n")
    assert [row.text for row in read.rows] == ["mal/19"]
    assert list_remarks(read) == [
        "Line 2 has neither a title nor an id, so it was left out.",
        "Line 4 has neither a title nor an id, so it was left out.",
    ]


def test_halves_are_rounded_up_and_a_remark_says_so() -> None:
    read = csv.read('Title,Score\nA,8\nB,8.5\nC,"0,2"\nD,7.4\n')
    assert [row.readings[0].score for row in read.rows] == [8, 9, 1, 7]
    assert list_remarks(read) == ["Scores here are whole numbers, so some were rounded: 8.5 became 9."]


def test_most_scores_over_ten_make_all_of_them_scores_out_of_a_hundred() -> None:
    read = csv.read("Title,Score\nA,85\nB,8\nC,0\nD,4/10\nE,100\n")
    assert [row.readings[0].score for row in read.rows] == [9, 1, 0, 4, 10]
    assert list_remarks(read) == ["Most scores are over 10, so I read all of them as scores out of 100: 85 became 9."]


def test_a_single_score_over_ten_is_a_mistake() -> None:
    read = csv.read("Title,Score\nA,9\nB,11\nC,7\nD,\nE,0\nF,95/100\nG,90 %\n")
    assert [row.readings[0].score for row in read.rows] == [9, None, 7, None, 0, 10, 9]
    assert list_remarks(read) == [
        "Scores here are whole numbers, so some were rounded: 95 became 10.",
        "Line 3: the score “11” can't be used, so it was left out.",
    ]


def test_our_own_scores_are_never_out_of_a_hundred() -> None:
    read = csv.read(f"{OWN_HEADER}\r\nmal/1,X,,85,,,,,,,,,,\r\n")
    assert read.rows[0].readings[0].score is None
    assert list_remarks(read) == ["Line 2: the score “85” can't be used, so it was left out."]


@pytest.mark.parametrize(
    "cell",
    ["2023-09-29", "29.09.2023", "29.9.2023", "29/09/2023", "9/29/2023", "29-9-2023", "29 Sep 2023", "Sep 29, 2023",
     "29 September 2023", "sept. 29 2023", "29.09.2023 18:30"],
)  # fmt: skip
def test_a_date_is_read_however_a_spreadsheet_writes_it(cell: str) -> None:
    read = csv.read(f'Title,Finish Date\nFrieren,"{cell}"\n')
    assert read.rows[0].readings[0].finished == PartialDate(2023, 9, 29)
    assert read.remarks == ()


@pytest.mark.parametrize(
    ("header", "cell", "remark"),
    [
        ("Score", "great", "the score “great” can't be used, so it was left out"),
        ("Score", "101", "the score “101” can't be used, so it was left out"),
        ("Status", "**meh**", r"the status “\*\*meh\*\*” can't be used, so it was left out"),
        ("Episodes", "10001", "the number of episodes “10001” can't be used, so it was left out"),
        ("Start Date", "04/05/2024", "the start date “04/05/2024” can't be used, so it was left out"),
        ("Finish Date", "31.02.2024", "the finish date “31.02.2024” can't be used, so it was left out"),
        ("Finish Date", "2024-02-30", "the finish date “2024-02-30” can't be used, so it was left out"),
        ("Private", "perhaps", "the value “perhaps” for `private` can't be used, so it was left out"),
        ("Tags", "x" * 51, "only 20 tags of up to 50 characters fit, so the others were left out"),
        ("Notes", "x" * 1001, "the notes are longer than 1,000 characters, so the end was left out"),
    ],
)
def test_a_value_that_cannot_be_read_is_left_out_and_its_line_is_named(header: str, cell: str, remark: str) -> None:
    read = csv.read(f"Title,{header}\nFrieren,{cell}\n")
    assert [row.text for row in read.rows] == ["Frieren"]
    assert list_remarks(read) == [f"Line 2: {remark}."]


def test_there_are_never_many_remarks() -> None:
    read = csv.read("Title,Score\n" + "Frieren,great\n" * 15)
    assert len(read.rows) == 15
    assert len(read.remarks) == 11
    assert list_remarks(read)[-1] == "And 5 more like these."


@pytest.mark.parametrize("cut", [30, 50, 60, 100])
def test_half_a_file_of_our_own_is_refused(cut: int) -> None:
    entries = [
        Entry(user_id=1, anime_key=f"mal/{number}", title="X", status=ListStatus.WATCHING, notes="a\nb")
        for number in range(1, 4)
    ]
    whole = csv.write(entries).decode()
    assert len(csv.read(whole).rows) == 3
    with pytest.raises(Refusal, match="is cut off in line"):
        csv.read(whole[:-cut])


def test_a_line_may_have_fewer_cells_than_there_are_columns() -> None:
    assert read_all("Title,Score,Notes\nFrieren,9\n") == [listed(score=9)]
    assert len(csv.read(f"{OWN_HEADER}\nmal/1,X\nmal/2,Y{',' * 12}\n").rows) == 2


def test_a_quotation_mark_that_is_never_closed_is_named() -> None:
    with pytest.raises(Refusal, match="is cut off in line 3, or a quotation mark is missing there"):
        csv.read('Title,Score\nA,9\n"B,8\nC,7\n')


def test_a_cell_that_never_ends_is_refused_before_it_fills_up() -> None:
    with pytest.raises(Refusal, match="begins in line 3 never ends, because a quotation mark is missing"):
        csv.read('Title,Score\nA,9\n"B,8\n' + "Monster,7\n" * 15_000)


def test_more_titles_than_any_list_has_are_refused() -> None:
    with pytest.raises(Refusal, match="more than 20,000 titles"):
        csv.read("Title,Score\n" + "A,1\n" * (MAX_ROWS + 1))


@given(st.text() | st.text("\"',;\t\r\n='a1").map(lambda text: f"Title,Score,Status\n{text}"))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        read = csv.read(text)
    except Refusal:
        return
    for row in read.rows:
        assert len(row.readings) == 1
        assert "\0" not in row.readings[0].title
