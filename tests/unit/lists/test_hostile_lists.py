import gzip
import json
import time
import tracemalloc
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.core.errors import Refusal
from cogs.lists.formats.reading import MAX_EXPANDED_SIZE, MAX_FILE_SIZE, read_list
from cogs.lists.formats.rows import ReadList
from cogs.lists.formats.text.lines import MAX_LINE_LENGTH
from cogs.lists.formats.values import MAX_ROWS
from tests.support.list_files import MAL_ROW, make_anilist_file, make_mal_file

LAUGHS = "".join(f'<!ENTITY laugh{n} "{f"&laugh{n - 1};" * 10}">' for n in range(1, 10))
LINE = "<myanimelist><anime><series_title>{}</series_title></anime></myanimelist>"


def measure(data: bytes) -> float:
    """The processor time that reading or refusing a file takes, in seconds."""
    begun = time.process_time()
    read_anything(data)
    return time.process_time() - begun


@cache
def measure_longest_list() -> float:
    """The time that the longest allowed list takes."""
    return measure(gzip.compress(make_mal_file(MAL_ROW * MAX_ROWS), 1))


ORDINARY = "Frieren: Beyond Journey's End (2023) 28/28 - 10/10 // " + "slow and kind " * 17


@cache
def measure_lines(line: str) -> float:
    return min(measure(f"{line}\n".encode() * 80) for _ in range(3))


def refuse(data: bytes) -> str:
    """The sentence that refuses a file, which must not take much memory."""
    tracemalloc.start()
    try:
        with pytest.raises(Refusal) as caught:
            read_list(data, "list.xml")
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_EXPANDED_SIZE
    finally:
        tracemalloc.stop()
    return str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        f'<!DOCTYPE lolz [<!ENTITY laugh0 "ha">{LAUGHS}]>{LINE.format("&laugh9;")}',
        f'<!DOCTYPE bomb [<!ENTITY a "{"a" * 100_000}">]>{LINE.format("&a;" * 100_000)}',
        f'<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]>{LINE.format("&secret;")}',
        f'<!DOCTYPE x [<!ENTITY secret SYSTEM "http://127.0.0.1:9/">]>{LINE.format("&secret;")}',
        f'<!DOCTYPE x [<!ENTITY % outside SYSTEM "http://127.0.0.1:9/x.dtd"> %outside;]>{LINE.format("x")}',
        f'<!DOCTYPE myanimelist SYSTEM "http://127.0.0.1:9/list.dtd">{LINE.format("x")}',
        f"<!DOCTYPE myanimelist>{LINE.format('x')}",
    ],
)
def test_a_file_that_declares_entities_is_refused(data: str) -> None:
    for encoded in (data.encode(), data.encode("utf-16"), gzip.compress(data.encode())):
        assert "declares a document type or entities" in refuse(encoded)


def test_an_outside_file_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    data = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>{LINE.format("&secret;")}'
    assert "hidden" not in refuse(data.encode())


def test_an_entity_that_nobody_declared_makes_a_file_damaged() -> None:
    assert "damaged in line 1" in refuse(LINE.format("&nbsp;").encode())


def test_a_bomb_is_unpacked_no_further_than_allowed() -> None:
    bomb = gzip.compress(bytes(MAX_EXPANDED_SIZE * 4))
    assert len(bomb) < 200_000
    assert "larger than 32,000,000 bytes" in refuse(bomb)


@pytest.mark.parametrize(
    "content",
    [
        b"<myanimelist>" + b"<a>" * 1_000_000,
        b"<myanimelist>" + b"".join(b"<a%d/>" % number for number in range(1_000_000)),
        b"<myanimelist " + b" ".join(b"a%d=''" % number for number in range(1_000_000)) + b">",
        b"<myanimelist><" + b"a" * 5_000_000,
        b"<myanimelist><!--" + b"-" * 5_000_000,
        b"<myanimelist>" + b"<anime/>" * 1_000_000,
        b'{"user": {}, "lists": [' + b"{}," * 1_000_000 + b"{}]}",
        b'{"user": {}, "lists": ' + b"[" * 100_000,
        b"\0" * 20_000_000,
    ],
)
def test_a_file_that_would_fill_the_memory_is_refused_quickly(content: bytes) -> None:
    packed = gzip.compress(content, 1)
    assert refuse(packed)
    assert measure(packed) < 3 * measure_longest_list()


@pytest.mark.parametrize(
    "line",
    [
        "=" * 150 + "a" * 149 + "!",
        "~" * 200 + "watched 1" * 10 + "!",
        "[a](" * 74 + "a",
        "[a](" + "," * 290 + "x]",
        "[a](" + "a" * 290,
        "9/10 " + ":" * 290 + "!",
        "|" * 200 + " 9/10" * 19,
        ", " + "dropped:" * 20 + "-" * 130 + " @",
        "a" + "\t" * 290 + ":x @",
        "a" + " " * 290 + "\t@",
        "a" * 200 + "," * 99,
        "2024-" + ":" * 290 + " a",
        "a " + "S1\t" * 97,
        "a- " * 100,
    ],
)
def test_a_line_of_signs_takes_no_longer_than_other_long_lines(line: str) -> None:
    assert len(line) <= MAX_LINE_LENGTH
    assert measure_lines(line) < 10 * measure_lines(ORDINARY)


def test_long_lines_take_no_longer_than_short_ones() -> None:
    long, short = ((("x" * length + "\n") * (300_000 // length)).encode() for length in (99_999, 299))
    assert measure(long) < measure(short)


def test_a_thousand_nested_elements_say_nothing() -> None:
    nested = f"{'<a>' * 1000}19{'</a>' * 1000}"
    rows = read_list(make_mal_file(f"<anime>{nested}<series_title>Monster</series_title></anime>"), "list").rows
    assert [row.text for row in rows] == ["Monster"]


def test_an_enormous_text_is_cut() -> None:
    (row,) = read_list(make_mal_file(MAL_ROW.replace("Sousou", "S" * 5_000_000)), "list").rows
    assert len(row.text) == 500


def test_a_file_larger_than_allowed_is_not_even_read() -> None:
    assert "too large" in refuse(bytes(MAX_FILE_SIZE + 1))


def test_half_a_file_is_never_half_a_list() -> None:
    data = make_mal_file(MAL_ROW).rstrip()
    # A single `<` is a text without titles.
    for end in range(2, len(data)):
        with pytest.raises(Refusal) as caught:
            read_list(data[:end], "list.xml")
        assert "cut off" in str(caught.value), data[:end]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_half_a_wide_file_is_never_half_a_list(encoding: str) -> None:
    data = make_mal_file(MAL_ROW).rstrip().decode().encode(encoding)
    for end in range(1, len(data), 7):
        with pytest.raises(Refusal):
            read_list(data[:end], "list.xml")


def test_half_a_gzip_file_is_never_half_a_list() -> None:
    data = gzip.compress(make_mal_file(MAL_ROW))
    for end in range(2, len(data)):
        with pytest.raises(Refusal, match="cut off"):
            read_list(data[:end], "list.xml.gz")


def read_anything(data: bytes) -> ReadList | None:
    """What is read, or None for a refused file. Any other error fails the test."""
    with suppress(Refusal):
        found = read_list(data, "list")
        assert found.rows
        assert all(row.readings for row in found.rows)
        return found
    return None


@example(b"\xff\xfe\x00\xd8")
@example(b"<?xml version='1.0' encoding='no-such'?><myanimelist/>")
@example(b"<?xml version='1.0' encoding='shift_jis'?><myanimelist/>")
@example(b"<?xml version='1.0' encoding='utf-7'?><myanimelist/>")
@example(b"<?xml version='1.0' encoding='rot13'?><myanimelist/>")
@given(st.binary() | st.text().map(str.encode))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    read_anything(data)
    read_anything(gzip.compress(data))
    read_anything(b"<myanimelist>" + data)


@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    file = bytearray(make_mal_file(MAL_ROW))
    for _ in range(data.draw(st.integers(1, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    read_anything(bytes(file))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=5,
)
fields = ("series_type", "series_id", "title", "status", "score", "progress", "private", "notes", "started_on")


@given(st.lists(st.dictionaries(st.sampled_from(fields), json_values) | json_values))
def test_any_json_is_read_or_refused(rows: list) -> None:
    read_anything(json.dumps(make_anilist_file(*rows)).encode())
    read_anything(json.dumps({"format": "kanso-list", "version": 1, "entries": rows}).encode())


@pytest.mark.parametrize("sign", ["(", "[", '"', ",", "- ", "#", "★", "1/", "x2 "])
def test_a_line_full_of_one_sign_is_read_or_refused(sign: str) -> None:
    read_anything((sign * (1_990 // len(sign)) + "\nMonster\n").encode())
    read_anything((sign * (99_000 // len(sign)) + "\nMonster\n").encode())
