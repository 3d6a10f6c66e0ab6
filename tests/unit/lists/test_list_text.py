"""Lists as people keep them in plain text."""

import unicodedata
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.core.errors import Refusal
from cogs.lists.formats import values
from cogs.lists.formats.rows import ListedTitle
from cogs.lists.formats.text import reader as text
from cogs.lists.formats.text.lines import list_readings
from db.lists.models import ListStatus
from db.titles.catalogue.text import fold
from tests.support.list_files import list_remarks
from tests.support.text_lines import COMPLETED, DROPPED, ON_HOLD, PLAN_TO_WATCH, WATCHING, list_given, read_one

TITLES = Path(__file__).parents[3] / "db" / "titles" / "seed" / "titles.jsonl"

# Beside the title


@pytest.mark.parametrize(
    ("line", "title", "given"),
    [
        ("Frieren", "Frieren", {}),
        # Scores
        ("Frieren - 10/10", "Frieren", {"score": 10}),
        ("Frieren 8/10", "Frieren", {"score": 8}),
        ("Frieren: 9", "Frieren", {"score": 9}),
        ("Frieren (9)", "Frieren", {"score": 9}),
        ("Frieren [9/10]", "Frieren", {"score": 9}),
        ("Frieren – 8.5/10", "Frieren", {"score": 9}),
        ("Frieren - 8,4", "Frieren", {"score": 8}),
        ("Frieren, 7", "Frieren", {"score": 7}),
        ("Frieren | 7", "Frieren", {"score": 7}),
        ("Frieren\t7", "Frieren", {"score": 7}),
        ("HIGH SCORE: 9", "HIGH SCORE", {"score": 9}),
        ("Frieren - score: 9", "Frieren", {"score": 9}),
        ("Frieren - rated 85/100", "Frieren", {"score": 9}),
        ("Frieren - 90%", "Frieren", {"score": 9}),
        ("Frieren ★★★★☆", "Frieren", {"score": 8}),
        ("Frieren ★★★½", "Frieren", {"score": 7}),
        ("Frieren - ⭐️⭐️⭐️⭐️⭐️", "Frieren", {"score": 10}),
        ("Frieren ★★★★★★★☆☆☆", "Frieren", {"score": 7}),
        ("9/10 Frieren", "Frieren", {"score": 9}),
        ("(9/10) Frieren", "Frieren", {"score": 9}),
        # Progress
        ("Monster 74/74", "Monster", {"episodes": 74, "total": 74, "status": COMPLETED}),
        ("Monster 5/74", "Monster", {"episodes": 5, "total": 74}),
        ("Monster - 5/74 eps", "Monster", {"episodes": 5, "total": 74}),
        ("Monster (ep 5 of 74)", "Monster", {"episodes": 5, "total": 74}),
        ("Monster 5/?", "Monster", {"episodes": 5}),
        ("Monster ep 5", "Monster", {"episodes": 5}),
        ("Monster - Episode 12", "Monster", {"episodes": 12}),
        ("Monster @ ep 12", "Monster", {"episodes": 12}),
        ("Monster @12", "Monster", {"episodes": 12}),
        ("Monster 12 eps", "Monster", {"episodes": 12}),
        ("Monster 0/10", "Monster", {"episodes": 0, "total": 10}),
        ("Monster 10/10", "Monster", {"score": 10}),
        ("Monster 5/10 9/10", "Monster", {"score": 9, "episodes": 5, "total": 10}),
        ("Monster 4/5", "Monster", {"episodes": 4, "total": 5}),
        ("Mushishi S2E4", "Mushishi S2", {"episodes": 4}),
        # Statuses
        ("dropped: Gantz", "Gantz", {"status": DROPPED}),
        ("PTW - Gantz", "Gantz", {"status": PLAN_TO_WATCH}),
        ("[Plan to watch] Gantz", "Gantz", {"status": PLAN_TO_WATCH}),
        ("Gantz (dropped)", "Gantz", {"status": DROPPED}),
        ("Gantz [on hold]", "Gantz", {"status": ON_HOLD}),
        ("Gantz - on-hold", "Gantz", {"status": ON_HOLD}),
        ("Gantz (dropped at ep 5)", "Gantz", {"status": DROPPED, "episodes": 5}),
        ("Gantz - dropped, 3/10", "Gantz", {"status": DROPPED, "score": 3}),
        ("Gantz\t7\tDropped", "Gantz", {"status": DROPPED, "score": 7}),
        # Dates
        ("Frieren (2024-04)", "Frieren", {"finished": "2024-04"}),
        ("Frieren @ 2024-04-03", "Frieren", {"finished": "2024-04-03"}),
        ("Frieren @2024", "Frieren", {"finished": "2024"}),
        ("Frieren (2024/4/3)", "Frieren", {"finished": "2024-04-03"}),
        ("Frieren (completed 2024)", "Frieren", {"status": COMPLETED, "finished": "2024"}),
        ("Frieren (watching since 2024-04)", "Frieren", {"status": WATCHING, "started": "2024-04"}),
        ("Frieren (2023-09 - 2024-03)", "Frieren", {"started": "2023-09", "finished": "2024-03"}),
        ("Frieren (2023)", "Frieren", {}),
        # The rest
        ("Frieren (rewatched twice)", "Frieren", {"rewatches": 2}),
        ("Frieren (rewatched)", "Frieren", {"rewatches": 1}),
        ("Frieren (3 rewatches)", "Frieren", {"rewatches": 3}),
        ("Frieren (x2)", "Frieren", {"rewatches": 1}),
        ("Frieren (rewatching, ep 5)", "Frieren", {"status": COMPLETED, "rewatched_episodes": 5}),
        ("Frieren rewatching", "Frieren", {"status": COMPLETED, "rewatched_episodes": 0}),
        (
            "Rewatching: Frieren 5/28 - 9/10",
            "Frieren",
            {"status": COMPLETED, "rewatched_episodes": 5, "total": 28, "score": 9},
        ),
        ("Frieren - 9/10 // so slow", "Frieren", {"score": 9, "notes": "so slow"}),
        ("Frieren # see again // soon", "Frieren", {"notes": "see again // soon"}),
        (
            "Frieren (2023) 28/28 - 10/10 // best",
            "Frieren",
            {"score": 10, "episodes": 28, "total": 28, "status": COMPLETED, "notes": "best"},
        ),
    ],
)
def test_what_is_next_to_a_title_is_understood(line: str, title: str, given: dict[str, Any]) -> None:
    listed = read_one(line)[-1]
    assert (listed.title, list_given(listed)) == (title, given)


@pytest.mark.parametrize(
    "title",
    [
        "Ranma 1/2", "86", "11eyes", "Mob Psycho 100", "Steins;Gate 0", "Re:Zero", "Fate/stay night", ".hack//SIGN",
        "#Compass", "xxxHOLiC", "22/7", "[Oshi no Ko]", "[C]", "(500) Days", "Area 88", "009-1", "Evangelion: 2.0",
        "Fruits Basket (2019)", "2.43: Seiin", "Zom 100", "Key, the Metal Idol", "Hunter x Hunter (2011)", "K",
        "D.Gray-man", "Love Live! (2nd season)", "Plan to watch the end", "Dropped Out", "Finished with You", "12-sai.",
        "Robotics;Notes", "Kaguya-sama: Love Is War -Ultra Romantic-", "+Tic Neesan", "進撃の巨人", "Nisekoi:",
    ],
)  # fmt: skip
def test_titles_survive(title: str) -> None:
    lines = [
        "{}", "- {}", "[x] {}", "2. {}", "{} - 9/10", "{} // wow", "{} (dropped)", "dropped: {}", "[PTW] {}", "{} 9",
        "{} ✅", "❌ {}", "{} 👍", "{} 9/10 great", "{} (9/10) - loved it", "{} #favorite", "{} A+", "C: {}",
        "{} ep 1-12",
    ]  # fmt: skip
    assert [line for line in lines if not survives(title, read_one(line.format(title)))] == []


def survives(title: str, readings: Sequence[ListedTitle]) -> bool:
    return fold(title) in [fold(listed.title) for listed in readings]


def test_existing_titles_survive() -> None:
    lines = [
        "{}", "- [x] {}", "{} - 9/10", "{} 5/12", "{} (dropped)", "dropped: {}", "{} # again", "{} 9.5", "{} ❌",
        "{} ❤️", "{} 9.5/10!", "{} - 9 - masterpiece", "{} — 9/10 — great", "{} 10/10 GOAT",
        "{} - ep 12/28 (9/10 so far omg)", "{} #favorite", "{} A+", "{} 50%", "{} S1", "{} season 1 - 9/10", "{} (TV)",
        "{} s1e5", "{}: S01E05", "D: {}", "{} ep 1-12", "{} S1: 9, S2: 10", "{} - 9/10, 10/10",
    ]  # fmt: skip
    records = map(orjson.loads, TITLES.read_bytes().splitlines()[1:])
    titles = [" ".join(name.split()) for record in records for name in record.get("en", []) + record.get("rs", [])][::3]
    assert len(titles) > 100 * len(lines)
    # Each title in one of the lines, and each line with hundreds of titles.
    written = [line.format(title) for line, title in zip(cycle(lines), titles, strict=False)]
    rows = text.read("\n".join(written)).rows
    lost = [row.text for title, row in zip(titles, rows, strict=True) if not survives(title, row.readings)]
    assert lost == []


@pytest.mark.parametrize(
    ("line", "titles"),
    [
        ("Ranma 1/2", ["Ranma 1/2", "Ranma"]),
        ("Ranma 1/2 - 9/10", ["Ranma 1/2 - 9/10", "Ranma 1/2", "Ranma"]),
        ("Fruits Basket (2019)", ["Fruits Basket (2019)", "Fruits Basket"]),
        ("dropped: Ranma 1/2", ["dropped: Ranma 1/2", "Ranma 1/2", "Ranma"]),
        ("Gintama: 9 - 8/10", ["Gintama: 9 - 8/10", "Gintama: 9"]),
        (
            "A 1/2 (2020) 5/12 - 9/10 // b",
            ["A 1/2 (2020) 5/12 - 9/10 // b", "A 1/2 (2020) 5/12", "A 1/2 (2020)", "A 1/2"],
        ),
        ("Zom 100", ["Zom 100"]),
        ("Gintama - 12", ["Gintama - 12"]),
        ("Gintama x2", ["Gintama x2"]),
        ("14/12 Gintama 14/12", ["14/12 Gintama 14/12"]),
    ],
)
def test_a_line_has_few_readings_and_the_whole_of_it_comes_first(line: str, titles: list[str]) -> None:
    assert [listed.title for listed in read_one(line)] == titles


# Before the title


@pytest.mark.parametrize(
    "line",
    ["- Gantz", "* Gantz", "+ Gantz", "• Gantz", "◦Gantz", "1. Gantz", "12) Gantz", "#3. Gantz", "-Gantz", "  - Gantz ",
     "> Gantz", "- 1. Gantz", "**Gantz**", "- **Gantz**"],
)  # fmt: skip
def test_bullets_and_emphasis_are_not_part_of_a_title(line: str) -> None:
    assert [listed.title for listed in read_one(line)] == ["Gantz"]


@pytest.mark.parametrize(
    ("heading", "line", "status"),
    [
        ("", "[x] Monster", COMPLETED),
        ("", "- [X] Monster", COMPLETED),
        ("", "☑ Monster", COMPLETED),
        ("", "✅ Monster", COMPLETED),
        ("", "✔️ Monster", COMPLETED),
        ("", "[ ] Monster", PLAN_TO_WATCH),
        ("", "[] Monster", PLAN_TO_WATCH),
        ("", "☐ Monster", PLAN_TO_WATCH),
        ("", "[~] Monster", WATCHING),
        ("", "[x] Monster 74/74", COMPLETED),
        ("", "[ ] Monster 74/74", COMPLETED),
        ("", "[ ] Monster 5/74", None),
        ("", "[x] Monster 5/74", None),
        ("", "[x] Monster (dropped)", DROPPED),
        ("Watching", "[ ] Monster", WATCHING),
        ("Watching", "[x] Monster", COMPLETED),
        ("Plan to watch", "[x] Monster", COMPLETED),
        ("Plan to watch", "Monster 74/74", COMPLETED),
        ("Dropped", "[x] Monster", DROPPED),
        ("On hold", "Monster 74/74", ON_HOLD),
        ("Completed", "Monster 5/74", COMPLETED),
        ("Completed", "Monster - dropped", DROPPED),
    ],
)
def test_the_line_itself_then_its_end_then_its_heading_then_its_box_says_the_status(
    heading: str, line: str, status: ListStatus | None
) -> None:
    assert read_one(line, heading)[-1].status is status


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Completed", {"status": COMPLETED, "finished": "2024-04"}),
        ("Dropped", {"status": DROPPED, "finished": "2024-04"}),
        ("Watching", {"status": WATCHING, "started": "2024-04"}),
        ("On hold", {"status": ON_HOLD, "started": "2024-04"}),
        ("Plan to watch", {"status": PLAN_TO_WATCH}),
    ],
)
def test_what_a_date_means_follows_from_the_status(heading: str, expected: dict[str, Any]) -> None:
    assert list_given(read_one("Frieren (2024-04)", heading)[-1]) == expected


def test_the_episodes_of_a_planned_title_are_how_many_there_are() -> None:
    assert list_given(read_one("Monster (74 episodes)", "To watch")[-1]) == {"status": PLAN_TO_WATCH, "total": 74}


@pytest.mark.parametrize("heading", ["Rewatching", "Currently rewatching:", "## Re-watching (2)"])
def test_below_rewatching_episodes_are_the_progress_of_the_rewatch(heading: str) -> None:
    given = {"status": COMPLETED, "rewatched_episodes": 5, "total": 37}
    assert list_given(read_one("Death Note 5/37", heading)[-1]) == given
    assert list_given(read_one("Death Note (dropped)", heading)[-1]) == {"status": DROPPED}


# Links


@pytest.mark.parametrize(
    ("line", "key", "title"),
    [
        ("- [Frieren](https://myanimelist.net/anime/52991/Sousou_no_Frieren) 9/10", "mal/52991", "Frieren"),
        ("[[Oshi no Ko]](https://myanimelist.net/anime/52034) 9/10", "mal/52034", "[Oshi no Ko]"),
        ("[Ranma 1/2](https://myanimelist.net/anime/210) - 9/10", "mal/210", "Ranma 1/2"),
        ("https://myanimelist.net/anime/52991/Sousou_no_Frieren 9/10", "mal/52991", "Sousou no Frieren"),
        ("Frieren - 9/10 - https://anilist.co/anime/154587", "anilist/154587", "Frieren"),
        ("Frieren <https://anilist.co/anime/154587/Sousou-no-Frieren/>", "anilist/154587", "Frieren"),
        ("https://anilist.co/anime/154587/Sousou-no-Frieren/", "anilist/154587", "Sousou no Frieren"),
        ("https://myanimelist.net/anime/52991", "mal/52991", ""),
        ("[Frieren](https://example.com/anime/1)", None, "[Frieren](https://example.com/anime/1)"),
    ],
)
def test_the_address_of_a_title_is_its_key(line: str, key: str | None, title: str) -> None:
    (listed,) = read_one(line)
    assert (listed.key, listed.title, listed.score) == (key, title, 9 if "9/10" in line else None)


# Remarks, and any text


def test_a_row_has_the_line_without_its_bullet() -> None:
    read = text.read("Watching\n\n- [x] Monster\t74/74 \n")
    assert [(row.number, row.text) for row in read.rows] == [(3, "[x] Monster 74/74")]


def test_rounded_scores_and_years_are_told_once() -> None:
    read = text.read("A - 8.5/10\nB ★★★½\nC - 7.2\nD (2019)\nE (2020)\n")
    assert list_remarks(read) == [
        "Scores here are whole numbers, so some were rounded: in line 1, 8.5 became 9.",
        "A year after a title, as in line 4, could be part of the title, so I didn't read it as a date.",
    ]


def test_lines_that_can_not_be_titles_are_left_out() -> None:
    read = text.read("Frieren\n" + "x" * 301 + "\n???\n")
    assert [row.text for row in read.rows] == ["Frieren"]
    assert list_remarks(read) == [
        f"Line 2 is too long to be a title, so it was left out: “{'x' * 39}…”.",
        "Line 3 has no letters or digits, so it was left out: “???”.",
    ]


def test_more_titles_than_any_list_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MAX_ROWS", 50)
    assert len(text.read("Frieren\n" * 50).rows) == 50
    with pytest.raises(Refusal, match="more than 50 titles"):
        text.read("Frieren\n" * 52)


PIECES = st.sampled_from(
    ["Frieren", "Ranma 1/2", " ", "\n", "\t", "- ", "[x] ", "# ", "## ", ": ", "Watching", "dropped", "(", ")", "[",
     "]", "9/10", "5/12", "ep 5", "@ ", "2024-04", "2019", "★", " // ", "---", "===", "x2", "1. ", "**",
     "\u2028", "½",
     "https://myanimelist.net/anime/1/A_B", "%", "٣", "²"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES, max_size=15).map("".join))
def test_any_text_is_read_and_each_line_is_one_title_at_most(content: str) -> None:
    lines = content.splitlines()
    read = text.read(content)
    places = [row.number for row in read.rows]
    assert places == sorted(set(places))
    for row in read.rows:
        line = lines[row.number - 1]
        titles = [listed.title for listed in row.readings]
        assert 1 <= len(titles) == len(set(titles)) <= 4
        # A name in an address has its words apart.
        allowed = set(line) | {" "}
        assert all(set(title) <= allowed for title in titles)
        assert all(listed.title or listed.key for listed in row.readings)
        assert sorted(titles, key=len, reverse=True) == titles


@given(st.text(st.characters(exclude_categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=60))
def test_the_first_reading_is_the_whole_line(line: str) -> None:
    assert list_readings(line)[0] == (line, {})
    assert all(unicodedata.normalize("NFC", reading.title).strip() for reading in list_readings(line)[1:])
