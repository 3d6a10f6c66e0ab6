import codecs
import gzip
import zlib
from collections.abc import Callable

import orjson
import pytest

from cogs.core.errors import Refusal
from cogs.lists.formats.reading import MAX_FILE_SIZE, read_list
from cogs.lists.formats.remarks import Source
from cogs.lists.formats.values import MAX_ROWS
from tests.support.list_files import ANILIST_ROW, MAL_ROW, make_anilist_file, make_mal_file, make_mal_row

CSV = b"title,status,score\nMonster,COMPLETED,10\n"
TEXT = "Watching\n- Monster 12/74\n- Pokémon\n".encode()
ANILIST = orjson.dumps(make_anilist_file(ANILIST_ROW))
MAL = make_mal_file(make_mal_row(series_title="Pokémon"))


def pack(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def read_source(data: bytes, filename: str = "list.bin") -> Source:
    return read_list(data, filename).source


def test_the_content_says_what_a_file_is_whatever_its_name_says() -> None:
    assert read_source(MAL, "list.csv") is Source.MAL
    assert read_source(ANILIST, "list.txt") is Source.ANILIST
    sources = {read_source(data, "list.xml") for data in (MAL, ANILIST, CSV, TEXT)}
    assert len(sources) == 4


@pytest.mark.parametrize("data", [MAL, ANILIST, CSV, TEXT])
@pytest.mark.parametrize(
    "wrap",
    [
        pack,
        lambda data: codecs.BOM_UTF8 + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.decode().encode("utf-16-be"),
        lambda data: codecs.BOM_UTF32_BE + data.decode().encode("utf-32-be"),
        lambda data: pack(data.decode().encode("utf-16-le")),
        lambda data: b"\r\n  " + data,
    ],
)
def test_a_file_means_the_same_packed_or_in_another_unicode(data: bytes, wrap: Callable[[bytes], bytes]) -> None:
    wrapped, plain = read_list(wrap(data), "list"), read_list(data, "list")
    assert [row.readings for row in wrapped.rows] == [row.readings for row in plain.rows]
    assert wrapped.source == plain.source


@pytest.mark.parametrize(
    "first",
    ["[x] Gantz", "<3 my favourites", "<Watching>", "<Favourites", "{my list}", "{2024}", "[{2024}]",
     "<https://myanimelist.net/anime/384/>"],
)  # fmt: skip
def test_a_text_may_begin_like_json_or_xml(first: str) -> None:
    read = read_list(f"{first}\n[ ] Mushishi\nMonster\n".encode(), "list.txt")
    assert read.source is Source.TEXT
    assert [row.text for row in read.rows][-2:] == ["[ ] Mushishi", "Monster"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "“list.txt” is empty"),
        (b" \r\n\t\n", "“list.txt” is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (codecs.BOM_UTF16_LE, "is empty"),
        (pack(b""), "is empty"),
        (b"PK\x03\x04\x14\0\0\0", "a ZIP or DOCX file"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"<!DOCTYPE html><html><body>My list</body></html>", "the HTML of a web page"),
        ("<html><body>My list</body></html>".encode("utf-16"), "the HTML of a web page"),
        (pack(pack(MAL)), "a gzip file"),
        (pack(b"PK\x03\x04"), "a ZIP or DOCX file"),
        (pack(MAL) * 2, "several gzip files"),
        (pack(MAL)[:-20], "cut off"),
        (b"\x1f\x8b\x08" + b"\xff" * 30, "damaged gzip file"),
        (pack(MAL)[:5], "cut off"),
        (MAL.decode().encode("utf-16")[:-1], "UTF-16"),
        (ANILIST[:-1], "is JSON, but it is damaged or cut off"),
        (b'{"a":' * 2000, "is JSON, but it is damaged"),
        (b'{"format": "kanso-reviews", "version": 1, "reviews": []}', "`/review import`"),
        (b'{"titles": []}', "not a kind of list that I know"),
        (b'[{"title": "Monster"}]', "not a kind of list that I know"),
        (b'{"lists": 1, "user": 2}', "AniList"),
        (make_mal_file(), "no titles in it"),
        (b"Title\xa0in Windows-1252: Pok\xe9mon", "not saved as UTF-8"),
        (b"Monster\0\n" * 3, "not a text file"),
        (b"<rss><channel/></rss>", "“rss”"),
        (b"x" * (MAX_FILE_SIZE + 1), "too large"),
        (b"Monster, " * 20_000, "a line of more than 100,000 characters"),
        (b"Monster\n" * (10 * MAX_ROWS + 1), "more than 200,000 lines"),
    ],
)
def test_a_file_that_is_not_a_list_is_refused_with_what_it_is(data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_list(data, "list.txt")
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_file_with_as_many_titles_as_fit_is_read() -> None:
    row = "<anime><series_animedb_id>1</series_animedb_id></anime>"
    assert len(read_list(make_mal_file(row * MAX_ROWS), "list").rows) == MAX_ROWS
    with pytest.raises(Refusal, match="more than 20,000 titles"):
        read_list(make_mal_file(row * (MAX_ROWS + 1)), "list")


def test_a_gzip_file_with_a_wrong_checksum_is_damaged() -> None:
    packed = bytearray(pack(make_mal_file(MAL_ROW)))
    packed[-8:-4] = zlib.crc32(b"another").to_bytes(4, "little")
    with pytest.raises(Refusal, match="damaged gzip"):
        read_list(bytes(packed), "list")


def test_the_name_of_a_file_can_not_pretend_to_be_a_mention() -> None:
    with pytest.raises(Refusal, match=r"^“everyone list\.txt” is empty"):
        read_list(b"", "@everyone `list.txt`")


@pytest.mark.parametrize("count", [1, 2, 3, 100])
def test_text_that_begins_with_nul_is_text(count: int) -> None:
    assert len(read_list(b"\0" * count + b"Monster - 9/10\n", "list.txt").rows) == 1
