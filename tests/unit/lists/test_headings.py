"""Which lines of a plain text file are headings, comments or titles."""

from pathlib import Path

import orjson
import pytest

from cogs.lists.formats.text import reader as text
from cogs.lists.formats.text.headings import read_heading
from db.lists.models import ListStatus
from tests.support.list_files import list_remarks
from tests.support.text_lines import COMPLETED, DROPPED, ON_HOLD, PLAN_TO_WATCH, WATCHING

TITLES = Path(__file__).parents[3] / "db" / "titles" / "seed" / "titles.jsonl"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Watching", WATCHING),
        ("Currently watching:", WATCHING),
        ("Shows I'm watching now", WATCHING),
        ("Plan to watch:", PLAN_TO_WATCH),
        ("PLAN-TO-WATCH (120)", PLAN_TO_WATCH),
        ("My watchlist", PLAN_TO_WATCH),
        ("To watch", PLAN_TO_WATCH),
        ("Planning", PLAN_TO_WATCH),
        ("## Dropped", DROPPED),
        ("# Dropped", DROPPED),
        ("1. Dropped", DROPPED),
        ("== Completed ==", COMPLETED),
        ("--- Completed ---", COMPLETED),
        ("[Completed]", COMPLETED),
        ("**Completed**", COMPLETED),
        ("✅ Completed ✅:", COMPLETED),
        ("- Completed", COMPLETED),
        ("Completed: 120", COMPLETED),
        ("Watched (120 titles)", COMPLETED),
        ("Seen", COMPLETED),
        ("Finished / Completed", COMPLETED),
        ("Anime I’ve finished in 2023", COMPLETED),
        ("ON HOLD (12)", ON_HOLD),
        ("Paused", ON_HOLD),
        ("watching rn", WATCHING),
        ("currently watching these", WATCHING),
        ("📺 Watching", WATCHING),
        ("Stuff I dropped lol", DROPPED),
        ("MAYBE", PLAN_TO_WATCH),
        ("Later", PLAN_TO_WATCH),
        ("Next up:", PLAN_TO_WATCH),
        ("Anime I want to watch", PLAN_TO_WATCH),
        ("Backlog (12)", PLAN_TO_WATCH),
        ("haven't watched yet", PLAN_TO_WATCH),
        ("FINISHED IN 2023", COMPLETED),
        ("2023 watched", COMPLETED),
        ("Completed movies", COMPLETED),
        ("Rewatched", COMPLETED),
        ("Not finished", ON_HOLD),
        ("gesehen", COMPLETED),
        ("die ich noch schauen will", PLAN_TO_WATCH),
        ("abgebrochen", DROPPED),
        ("Terminés", COMPLETED),
        ("Terminees", COMPLETED),
        ("Films que j'ai vus", COMPLETED),
        ("À voir", PLAN_TO_WATCH),
        ("En pause", ON_HOLD),
        ("Viendo ahora", WATCHING),
        ("Pendientes", PLAN_TO_WATCH),
        ("Assistidos", COMPLETED),
        ("Quero assistir", PLAN_TO_WATCH),
        ("Da vedere", PLAN_TO_WATCH),
        ("Abbandonati", DROPPED),
        ("Просмотрено", COMPLETED),
        ("Сейчас смотрю", WATCHING),
        ("В планах", PLAN_TO_WATCH),
        ("見た", COMPLETED),
        ("見たアニメ", COMPLETED),
        ("視聴中", WATCHING),
        ("見たい", PLAN_TO_WATCH),
        ("想看", PLAN_TO_WATCH),
        ("看过 (12)", COMPLETED),
        ("弃番", DROPPED),
        ("본 애니", COMPLETED),
        ("보는 중", WATCHING),
        ("보류", ON_HOLD),
        ("Watched with Anna", None),
        ("Dropped Out", None),
        ("[x] Completed", None),
        ("- [x] Dropped", None),
        ("86 (dropped)", None),
        ("Dropped: Gantz", None),
        ("On hold / dropped", None),
        ("My favourites:", None),
        ("", None),
        ("12", None),
    ],
)
def test_a_heading_is_only_a_status(line: str, status: ListStatus | None) -> None:
    assert read_heading(line) is status


def test_a_number_after_a_status_is_a_count_only_below_an_empty_line() -> None:
    read = text.read("Gantz: 3/10\nDropped: 86\n\nDropped: 1\nBleach")
    assert [row.readings[-1].title for row in read.rows] == ["Gantz", "86", "Bleach"]
    assert [row.readings[-1].status for row in read.rows] == [None, DROPPED, DROPPED]


def test_a_heading_counts_until_the_next_one() -> None:
    read = text.read(
        "Frieren\n\nWatching\n========\nMonster\n- Gantz\n\nDropped (1)\n-------\nBleach\n\n"
        "My favourites:\nNaruto\n## 2024\nK\n"
    )
    statuses = {row.text: row.readings[0].status for row in read.rows}
    assert statuses == {
        "Frieren": None, "Monster": WATCHING, "Gantz": WATCHING, "Bleach": DROPPED, "Naruto": None, "K": None,
    }  # fmt: skip
    assert list_remarks(read) == [
        "These headings don't name a status, so the titles below them get none from a heading: "
        "“My favourites:” (line 12) "
        "and “\\## 2024” (line 14)."
    ]


@pytest.mark.parametrize(
    "heading", ["Films\n=====", "Films\n-----", "### Films", "== Films ==", "~~~ Films ~~~", "Films:"]
)
def test_a_clear_heading_without_a_status_ends_the_one_before(heading: str) -> None:
    read = text.read(f"Dropped\n\n{heading}\nAkira")
    assert [(row.text, row.readings[0].status) for row in read.rows] == [("Akira", None)]


@pytest.mark.parametrize("line", ["Films", "Monster\n---", "[Films]", "FILMS", "Akira\n-----------", "- Nisekoi:"])
def test_a_possible_title_is_not_a_heading(line: str) -> None:
    read = text.read(f"Dropped\nGantz\n{line}\nBleach")
    assert [row.number for row in read.rows][:2] == [2, 3]
    assert read.rows[-1].readings[0].status is DROPPED


def test_comments_are_not_titles() -> None:
    read = text.read("# my list\n# since 2015\n\n// later\n; old\nFrieren\n***\n- - -\nMonster\n\n# the end\n")
    assert [row.text for row in read.rows] == ["Frieren", "Monster"]
    assert list_remarks(read) == [
        "These headings don't name a status, so the titles below them get none from a heading: “\\# my list” (line 1).",
        "I read these as comments, not as titles: “\\# since 2015” (line 2) and “\\# the end” (line 11).",
    ]


def test_a_comment_does_not_end_a_heading() -> None:
    read = text.read("Dropped\n\n# too long\n// or too loud\nGantz")
    assert [(row.text, row.readings[0].status) for row in read.rows] == [("Gantz", DROPPED)]


def test_only_the_first_headings_are_named() -> None:
    read = text.read("".join(f"## {year}\nGantz\n" for year in range(2001, 2010)))
    assert list_remarks(read)[0].endswith("“\\## 2005” (line 9), and 4 more.")


def test_a_line_with_a_hash_can_be_a_title() -> None:
    lines = "Frieren\n# Compass\n#Compass 2.0\nMonster\n\n# Compass - 9/10\nGantz"
    assert [row.number for row in text.read(lines).rows] == [1, 2, 3, 4, 6, 7]
    assert [row.text for row in text.read("# Compass\n").rows] == ["# Compass"]


@pytest.mark.parametrize(
    "heading",
    ["Movies", "Favorites", "Favourites:", "⭐ Favs ⭐", "[Movies]", "- Movies", "2023", "2023:", "2023-2024",
     "## 2023", "Winter 2024", "Fall '24", "90s", "S tier", "Tier A", "Top 10", "Best of 2023", "My anime list",
     "Anime", "Filme", "映画", "Любимые", "## With Anna", "=== With Anna ===", "With Anna:", "Movies (12)", "# Movies"],
)  # fmt: skip
@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_part_of_a_list_without_a_status_ends_the_one_before(heading: str, gap: str) -> None:
    read = text.read(f"Dropped\nPerfect Blue\n\n{heading}\n{gap}Monster ep 12/74\nMushishi")
    assert [(row.readings[-1].title, row.readings[-1].status) for row in read.rows] == [
        ("Perfect Blue", DROPPED), ("Monster", None), ("Mushishi", None),
    ]  # fmt: skip
    assert [remark.partition(":")[0] for remark in list_remarks(read)] == [
        "These headings don't name a status, so the titles below them get none from a heading"
    ]


@pytest.mark.parametrize("heading", ["With Anna", "Ghibli", "Monster"])
@pytest.mark.parametrize(
    "style", ["Dropped\nPerfect Blue\n\n{}\nBleach\nMushishi", "Dropped\n\nPerfect Blue\nK\n\n{}\n\nBleach\nMushishi"]
)
def test_a_line_that_can_be_a_heading_or_a_title_is_both(heading: str, style: str) -> None:
    read = text.read(style.format(heading))
    statuses = {row.text: row.readings[0].status for row in read.rows}
    assert statuses["Perfect Blue"] is DROPPED
    assert [statuses[title] for title in (heading, "Bleach", "Mushishi")] == [None, None, None]
    assert "get no status from the heading above" in list_remarks(read)[0]


@pytest.mark.parametrize(
    "below", ["- Bleach\n- Mushishi", "  Bleach\n  Mushishi", "[ ] Bleach\n[x] Mushishi", "1. Bleach\n2. Mushishi"]
)
def test_a_line_that_stands_out_from_those_below_it_is_a_heading(below: str) -> None:
    many = "\n\nNaruto\nPluto\nAkira" * 5
    read = text.read(f"Dropped\n\nPerfect Blue{many}\n\nWith Anna\n{below}")
    assert "“With Anna”" in list_remarks(read)[0]
    assert DROPPED not in [row.readings[0].status for row in read.rows[-3:]]


@pytest.mark.parametrize(
    "paragraphs",
    [
        "Naruto\nNaruto Shippuden\nNaruto: The Last",
        "Monster\nMushishi\nPluto\n\nAkira\nBleach\nK",
        "Monster 9/10\nMushishi\nPluto",
        "- Monster\n- Mushishi\n- Pluto",
        "Gantz\nBleach",
        "Gantz\n\nBleach\n\nK",
    ],
)
def test_paragraphs_of_titles_stay_in_their_section(paragraphs: str) -> None:
    read = text.read(f"Completed\n\n{paragraphs}")
    assert {row.readings[-1].status for row in read.rows} == {COMPLETED}
    assert not any("get no status" in remark for remark in list_remarks(read))


def test_a_remark_names_titles_that_could_be_headings() -> None:
    read = text.read("Completed\nGantz\n\nMonster\nMushishi\nPluto\n\nAkira\nBleach\nK")
    assert {row.readings[-1].status for row in read.rows} == {COMPLETED}
    assert list_remarks(read) == [
        "These begin a paragraph, but I read them as titles. They and the titles below them get the status of the "
        "heading above: “Monster” (line 4) and “Akira” (line 8)."
    ]


def test_lines_with_a_hash_are_headings_if_one_of_them_names_a_status() -> None:
    read = text.read("# Dropped\nGantz\n\n# With Anna\nMonster\n\n# Watching\nK")
    assert [(row.text, row.readings[0].status) for row in read.rows] == [
        ("Gantz", DROPPED), ("Monster", None), ("K", WATCHING),
    ]  # fmt: skip


def test_the_title_of_a_file_is_not_an_anime() -> None:
    for first in ("My anime list", "ANIME LIST 2024", "# Anime", "my list:", "アニメリスト"):
        assert [row.text for row in text.read(f"{first}\nMonster\nMushishi").rows] == ["Monster", "Mushishi"], first
    assert [row.text for row in text.read("Movies").rows] == ["Movies"]


def test_no_existing_title_is_read_as_a_heading() -> None:
    records = map(orjson.loads, TITLES.read_bytes().splitlines()[1:])
    names = {name for record in records for name in record.get("en", []) + record.get("rs", []) + record.get("n", [])}
    assert len(names) > 10_000
    assert [name for name in names if read_heading(name)] == []
    opened = text.read("\n\n".join(f"{name}\nB 9/10" for name in sorted(names)[::7])).rows
    assert {row.readings[0].status for row in opened} == {None}


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("On Hold/Dropped", None),
        ("On hold / dropped:", None),
        ("Watching, plan to watch", None),
        ("on hold/maybe later", None),
        ("Currently watching (as of May 2024)", WATCHING),
        ("Want to watch someday", PLAN_TO_WATCH),
        ("Want to watch someday:", PLAN_TO_WATCH),
        ("Dropped (sorry)", DROPPED),
        ("Will watch", PLAN_TO_WATCH),
    ],
)
@pytest.mark.parametrize("style", ["Completed\nGantz\n\n{}\nLain\nPluto", "Completed\n- Gantz\n{}\n- Lain\n- Pluto"])
def test_a_heading_that_says_more_than_a_status_ends_the_section_above(
    heading: str, status: ListStatus | None, style: str
) -> None:
    statuses = [(row.readings[-1].title, row.readings[-1].status) for row in text.read(style.format(heading)).rows]
    assert statuses == [("Gantz", COMPLETED), ("Lain", status), ("Pluto", status)]


@pytest.mark.parametrize(
    "lines",
    [
        "Gantz\nNisekoi:\nBleach",
        "Gantz\n\nNisekoi:\n\nBleach\n\nK",
        "- Gantz\nWith Anna\n- Bleach",
        "- Gantz\nWith Anna:\n- Bleach",
    ],
)
def test_a_line_that_stands_apart_ends_the_section_but_can_be_a_title(lines: str) -> None:
    read = text.read(f"Dropped\n{lines}")
    titles = [line.removeprefix("- ") for line in lines.split("\n") if line]
    assert [row.text for row in read.rows] == titles
    assert [row.readings[-1].status for row in read.rows] == [DROPPED] + [None] * (len(titles) - 1)
    assert "get no status from the heading above" in list_remarks(read)[0]


@pytest.mark.parametrize("line", ["Nisekoi: 9/10:", "  so good", "- Nisekoi:", "Nisekoi 5/12"])
def test_a_line_among_bullets_with_a_margin_or_more_than_a_title_stays_in_its_section(line: str) -> None:
    read = text.read(f"Dropped\n- Gantz\n{line}\n- Bleach")
    assert {row.readings[-1].status for row in read.rows} == {DROPPED}


@pytest.mark.parametrize("style", ["{}\n{}\n\n", "{}\n- {}\n", "{}:\n{}\n", "[{}]\n\n{}\n\n", "## {}\n{}\n"])
def test_letters_that_divide_a_list_are_not_titles_and_end_nothing(style: str) -> None:
    parts = [("A", "Akira"), ("B", "Bleach"), ("K", "K 9/10"), ("0-9", "91 Days"), ("#", "Compass")]
    content = "".join(style.format(*part) for part in parts)
    read = text.read(f"Completed\n\n{content}\nDropped\nGantz")
    assert [(row.readings[-1].title, row.readings[-1].status) for row in read.rows] == [
        ("Akira", COMPLETED), ("Bleach", COMPLETED), ("K", COMPLETED), ("91 Days", COMPLETED), ("Compass", COMPLETED),
        ("Gantz", DROPPED),
    ]  # fmt: skip
    assert read.remarks == ()


def test_fewer_letters_can_be_titles() -> None:
    read = text.read("Completed\n\nK\nBleach\n\nX\nGantz")
    assert [row.text for row in read.rows] == ["K", "Bleach", "X", "Gantz"]
