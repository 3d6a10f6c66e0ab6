"""A file of the anime-offline-database as a whole: what it says about itself, how it is compressed, and what is
refused."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
import zstandard

from db.titles.catalogue import manami
from db.titles.catalogue.manami import (
    MAX_LINE_BYTES,
    MAX_TITLES,
    MAX_WINDOW_BYTES,
    DroppedLine,
    Metadata,
    open_source,
)
from db.titles.catalogue.records import SourceError, TitleRecord
from tests.support.manami import ABOUT, compress, entry, read, to_file, to_line

EXPECTED = re.escape("Use anime-offline-database.jsonl or anime-offline-database.jsonl.zst.")


def test_a_file_says_where_it_comes_from_and_how_far_it_is_read(tmp_path: Path):
    path = tmp_path / "brought.jsonl"
    path.write_bytes(to_file(entry()))
    with open_source(path) as source:
        assert source.metadata == Metadata(
            repository="https://example.org/anime-offline-database", licence="ODbL 1.0", last_update=date(2026, 9, 5)
        )
        assert source.size == path.stat().st_size
        list(source)
        assert source.position == source.size


@pytest.mark.parametrize("compressed", [False, True])
def test_a_large_file_is_read_bit_by_bit(tmp_path: Path, compressed: bool):
    # Noise, so that compression leaves the file large.
    lines = [entry(title=f"Title {number}", tags=[os.urandom(500).hex()]) for number in range(3000)]
    path = tmp_path / "brought"
    path.write_bytes(compress(to_file(*lines)) if compressed else to_file(*lines))
    with open_source(path) as source:
        positions = [source.position for _ in source]
    assert positions == sorted(positions)
    assert positions[0] < source.size // 2
    assert positions[-1] == source.size
    assert len(set(positions)) > 3


def test_compression_makes_no_difference():
    content = to_file(*(entry(title=f"Title {number}", sources=[f"https://anidb.net/anime/{number + 1}"])
                        for number in range(2000)))  # fmt: skip
    assert read(compress(content)) == read(content)


def test_a_file_may_have_several_compressed_frames():
    content = to_file(entry(title="One"), entry(title="Two"))
    middle = len(content) - 30
    records = read(compress(content[:middle]) + compress(b"") + compress(content[middle:]))
    assert [record.title for record in records] == ["One", "Two"]


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_do_no_harm():
    content = b"\xef\xbb\xbf" + to_file(entry(), b"\n", b"  \n", entry(title="Two")).replace(b"\n", b"\r\n")
    assert [record.title for record in read(content)] == ["Death Note", "Two"]


def test_the_last_line_may_be_cut_off():
    content = to_file(entry(), entry())[:-20]
    record, dropped = read(content)
    assert isinstance(record, TitleRecord)
    assert dropped == DroppedLine(3, "is not JSON", None)


@pytest.mark.parametrize("length", [1, 3])
def test_a_file_cut_off_in_its_compressed_data_is_refused(length: int):
    with pytest.raises(SourceError, match=r"is cut off\. Download it again\."):
        read(compress(to_file(entry()))[:-length])


def test_every_cut_of_a_compressed_file_is_refused():
    content = compress(to_file(entry()))
    for length in range(len(content)):
        with pytest.raises(SourceError):
            read(content[:length])


def test_a_damaged_compressed_file_is_refused():
    content = bytearray(compress(to_file(entry())))
    content[len(content) // 2] ^= 1
    with pytest.raises(SourceError, match=r"is damaged: .*\. Download it again\."):
        read(bytes(content))


def test_compressed_data_may_not_ask_for_unlimited_memory():
    parameters = zstandard.ZstdCompressionParameters(window_log=MAX_WINDOW_BYTES.bit_length())
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    content = compressor.compress(to_file(entry())) + compressor.flush()
    with pytest.raises(SourceError, match=r"is damaged: .*memory"):
        read(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "is empty", id="an empty file"),
        pytest.param(compress(b""), "is empty", id="an empty compressed file"),
        pytest.param(json.dumps(ABOUT | {"data": [entry()]}).encode(), "is one large JSON", id="the minified file"),
        pytest.param(
            json.dumps(ABOUT | {"data": [entry(synonyms=["name"] * 300_000)]}).encode(),
            "is one large JSON",
            id="a larger minified file",
        ),
        pytest.param(
            json.dumps(ABOUT | {"data": [entry()]}, indent=2).encode(), "is one large JSON", id="the indented file"
        ),
        pytest.param(json.dumps([entry()]).encode(), "is one large JSON", id="an array"),
        pytest.param(json.dumps([entry()], indent=2).encode(), "is one large JSON", id="an indented array"),
        pytest.param(to_line(entry()), "is not the JSONL", id="no metadata"),
        pytest.param(to_line({"source": "bangumi-data", "version": "1"}), "is not the JSONL", id="another schema"),
        pytest.param(to_line(ABOUT | {"lastUpdate": "yesterday"}), "is not the JSONL", id="no date"),
        pytest.param(to_line(ABOUT | {"license": "ODbL"}), "is not the JSONL", id="no licence"),
        pytest.param(to_line(ABOUT | {"repository": 3}), "is not the JSONL", id="no repository"),
        pytest.param(to_line("some data"), "is not the JSONL", id="a string"),
        pytest.param(to_line(None), "is not the JSONL", id="null"),
        pytest.param(b"title,year\nDeath Note,2006\n", "is not the JSONL", id="CSV"),
        pytest.param(b"<!DOCTYPE html>\n<html></html>\n", "is not the JSONL", id="a web page"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "is not the JSONL", id="a picture"),
        pytest.param(b"\x00" * (MAX_LINE_BYTES + 5), "is not the JSONL", id="zeros"),
        pytest.param(to_file(), "holds no titles", id="no titles"),
        pytest.param(to_file(b"\n\n"), "holds no titles", id="blank lines"),
        pytest.param(to_file({}), "1 of the 1 titles", id="no usable title"),
        pytest.param(to_file(entry(), {}, {}), "2 of the 3 titles", id="few usable titles"),
    ],
)
def test_another_kind_of_file_is_refused(content: bytes, reason: str):
    with pytest.raises(SourceError, match=f"{reason}.* {EXPECTED}$"):
        read(content)


def test_half_of_the_lines_may_be_unusable():
    assert len(read(to_file(entry(), {}))) == 2


def test_too_many_lines_are_refused():
    line = to_line(entry())
    assert len(read(to_file(line * 3))) == 3
    with pytest.raises(SourceError, match="has more than 250,000 lines"):
        read(to_file(b"\n" * (MAX_TITLES + 1)))


def test_a_file_that_expands_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(manami, "MAX_EXPANDED_BYTES", 16 << 20)
    piece = b" " * (4 << 20)
    content = compress(to_file(entry())) + compress(piece) * 4
    with pytest.raises(SourceError, match="holds more than"):
        read(content)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path):
    with pytest.raises(SourceError, match="is not there"), open_source(tmp_path / "missing.jsonl"):
        pass
    with pytest.raises(SourceError, match="is a folder"), open_source(tmp_path):
        pass
    with pytest.raises(SourceError, match="cannot be read"), open_source(tmp_path / ("x" * 5000)):
        pass
