"""What an import left out, as a file that can be imported."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.lists.exchange.left_out import write_left_out
from cogs.lists.exchange.matching import MatchedRow
from cogs.lists.formats.reading import read_list
from cogs.lists.formats.rows import FileRow
from cogs.lists.formats.text import reader as text
from db.lists.models import ListStatus
from tests.support.listed import listed_titles, make_row

NAMES = [
    "Ranma 1/2",
    "Fruits Basket (2019)",
    ".hack//Sign",
    "86",
    "86 - Eighty Six",
    "22/7",
    "#Compass",
    "+Tic Elder Sister",
    "[C] The Money of Soul",
    "Re:Zero - Starting Life",
    "Hunter x Hunter (2011)",
    "K-ON!!",
    "Love Live! S2",
    "葬送のフリーレン",
]
names = st.sampled_from(NAMES) | st.text("abcdefg 葬é'!", min_size=1, max_size=30).map(
    lambda name: " ".join(["A", *name.split()])
)


def write(rows: Sequence[MatchedRow]) -> tuple[FileRow, ...]:
    """What is read back of rows that were left out."""
    return read_list(write_left_out(rows).encode(), "left-out.txt").rows


@given(
    st.lists(st.builds(make_row, st.none(), text=names), min_size=1, max_size=4), st.lists(names, max_size=4), st.data()
)
def test_what_was_left_out_comes_back(plain: list[MatchedRow], named: list[str], data: st.DataObject) -> None:
    rows = plain + [
        MatchedRow(1, name, replace(data.draw(listed_titles), key=None, title=name), None) for name in named
    ]
    read = write(rows)
    assert len(read) == len(rows)
    for before, after in zip(rows, read, strict=True):
        listed = before.listed
        assert any(
            (reading.title, reading.score or 0) == (listed.title, listed.score or 0)
            and listed.status in (None, reading.status)
            for reading in after.readings
        )


@pytest.mark.parametrize(
    "line", ["Friren 8/10", "dropped: Ranma 1/2", "- [x] Friren 3/28 (2024-03) // slow", "5. Friren ★★★★½"]
)
def test_a_line_of_a_text_comes_back_as_it_was(line: str) -> None:
    (row,) = read_list(line.encode(), "list.txt").rows
    left_out = MatchedRow(row.number, row.text, row.readings[-1], None)
    assert write([left_out])[0].readings == row.readings


def test_a_line_below_a_heading_says_its_status() -> None:
    (row,) = read_list(b"## Dropped\nRanma 1/2 - 3/10", "list.txt").rows
    left_out = MatchedRow(row.number, row.text, row.readings[-1], None)
    assert write_left_out([left_out]).endswith("\nRanma 1/2 - 3/10 (dropped)\n")


def test_a_line_has_everything_that_was_read_of_its_row() -> None:
    row = make_row(
        None,
        text="Friren",
        status=ListStatus.DROPPED,
        score=8,
        episodes=3,
        total=10,
        rewatches=2,
        tags=("slow",),
        notes="two\nlines",
        finished="2024-01",
    )
    assert write_left_out([row]).endswith(
        "\nFriren - ep 3/10 - 8/10 (dropped) // finished 2024-01; rewatched 2 times; tags: slow; two lines\n"
    )
    ((reading, *_),) = [list(reversed(row.readings)) for row in write([row])]
    assert (reading.episodes, reading.total) == (3, 10)


def test_no_line_is_too_long_to_come_back() -> None:
    rows = [make_row(None, text="Friren", notes="a " * 500), make_row(None, text="Friren " * 50)]
    assert len(write(rows)) == 2
    assert all(len(line) <= text.MAX_LINE_LENGTH for line in write_left_out(rows).splitlines())
