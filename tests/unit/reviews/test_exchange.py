"""Exporting reviews as files, and reading them back."""

import io
import json
import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogs.core.errors import Refusal
from cogs.reviews.mine.archive import (
    MAX_ARCHIVE_SIZE,
    MAX_CUSTOM_TITLES,
    MAX_REVIEWS,
    is_archive,
    make_export,
    make_file_name,
    read_archive,
)
from db.reviews.archive import ArchivedReview
from db.reviews.models import MAX_BODY_LENGTH, ReviewText, ReviewVersion, Verdict
from db.titles.models import MAX_EPISODES
from tests.support.reviewed import revise

NOW = 1_795_262_400
APRIL = 1_712_145_600
MAY = 1_714_588_200

VERSION = ReviewVersion(1, ReviewText(8, "Most adventures end here.", Verdict.RECOMMENDED, episodes=5), APRIL)
FRIEREN = ArchivedReview(
    anime_key="mal/52991",
    title="Frieren: Beyond Journey's End",
    text=ReviewText(9, "Most adventures end when the demon king falls.", Verdict.RECOMMENDED, tags=("Well-written",)),
    written_at=APRIL,
    edited_at=MAY,
    versions=(VERSION,),
)
MONSTER = revise(FRIEREN, anime_key="mal/19", title="Monster", body="Slow.", tags=(), edited_at=None, versions=())


def export_json(*reviews: ArchivedReview, limit: int = MAX_ARCHIVE_SIZE, now: int = NOW) -> list[bytes]:
    return [data for name, data in make_export(reviews, now=now, limit=limit).files if name.endswith(".json")]


def read_zips(*reviews: ArchivedReview, limit: int = MAX_ARCHIVE_SIZE) -> dict[str, str]:
    """The files in all zips, by name. Fails if two have the same name."""
    files: dict[str, str] = {}
    for name, data in make_export(reviews, now=NOW, limit=limit).files:
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for inner in archive.namelist():
                    assert inner not in files
                    files[inner] = archive.read(inner).decode()
    return files


def make_fields(**changes: Any) -> dict[str, Any]:
    """The fields of the review of Frieren in a file, with some changed."""
    return json.loads(export_json(FRIEREN)[0])["reviews"][0] | changes


def make_file(*reviews: Any, **changes: Any) -> bytes:
    return json.dumps({"format": "kanso-reviews", "version": 1, "reviews": list(reviews)} | changes).encode()


def refuse(data: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        read_archive(data, now=NOW)
    return str(refusal.value)


# JSON


def test_the_documented_example_is_what_an_export_writes() -> None:
    text = (Path(__file__).parents[3] / "docs" / "reviews-json.md").read_text(encoding="utf-8")
    documented = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert documented is not None
    (written,) = export_json(FRIEREN)
    assert json.loads(written) == json.loads(documented[1])
    assert read_archive(documented[1].encode(), now=NOW) == [FRIEREN]


def test_a_file_is_recognised_by_its_beginning() -> None:
    (written,) = export_json(FRIEREN)
    assert is_archive(written)
    assert is_archive(b"\xef\xbb\xbf \r\n" + json.dumps(json.loads(written), indent=4).encode())
    assert is_archive(written[:-10])
    assert not is_archive(b'My review of "kanso-reviews" and {other things}.')
    assert not is_archive(b'{This} is my review of "kanso-reviews".')
    assert not is_archive(b'{"format": "something else"}')
    assert not is_archive(b"")


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    assert read_archive(b"\xef\xbb\xbf" + export_json(FRIEREN)[0], now=NOW) == [FRIEREN]


def test_unknown_fields_are_ignored() -> None:
    fields = make_fields(mood="calm", anime={"key": "mal/52991", "title": FRIEREN.title, "year": 2023})
    assert read_archive(make_file(fields, exported_by="somebody"), now=NOW) == [FRIEREN]


def test_times_are_read_in_any_time_zone_and_are_never_in_the_future() -> None:
    fields = make_fields(written_at="2024-04-03T14:00:00.9+02:00", edited_at="2999-01-01T00:00:00Z")
    (review,) = read_archive(make_file(fields), now=NOW)
    assert (review.written_at, review.edited_at) == (APRIL, NOW)
    (review,) = read_archive(make_file(make_fields(written_at="2024-04-03T12:00:00")), now=NOW)
    assert review.written_at == APRIL


def test_a_large_export_is_split_into_files_that_are_each_valid() -> None:
    reviews = [revise(MONSTER, anime_key=f"mal/{number}", body="感" * 5000) for number in range(40)]
    files = export_json(*reviews, limit=100_000)
    assert len(files) == 7
    assert all(len(data) <= 100_000 for data in files)
    assert [review for data in files for review in read_archive(data, now=NOW)] == reviews
    names = [name for name, _ in make_export(reviews, now=NOW, limit=100_000).files]
    assert names[:2] == ["kanso-reviews-1.json", "kanso-reviews-2.json"]


def test_no_file_has_more_reviews_than_allowed() -> None:
    reviews = [replace(MONSTER, anime_key=f"mal/{number}") for number in range(MAX_REVIEWS + 1)]
    files = export_json(*reviews)
    assert [review for data in files for review in read_archive(data, now=NOW)] == reviews
    assert "too many reviews (5,001, and the limit is 5,000)" in refuse(make_file(*[{}] * (MAX_REVIEWS + 1)))


def test_versions_that_do_not_fit_in_the_json_are_counted_and_in_the_zip() -> None:
    many = replace(
        FRIEREN, versions=tuple(revise(VERSION, revision=number, body="a" * 20_000) for number in range(1, 11))
    )
    export = make_export([MONSTER, many], now=NOW, limit=100_000)
    assert export.shortened == 1
    data = dict(export.files)["kanso-reviews.json"]
    assert read_archive(data, now=NOW) == [MONSTER, replace(many, versions=())]
    assert sum("a" * 20_000 in text for text in read_zips(MONSTER, many, limit=100_000).values()) == 10


def test_the_largest_review_fits_in_a_file() -> None:
    largest = revise(FRIEREN, body="😀" * MAX_BODY_LENGTH, title="感" * 500, tags=("感" * 100,) * 20)
    assert make_export([largest], now=NOW).shortened == 0


# Markdown


def test_a_markdown_file_has_all_of_a_review() -> None:
    preliminary = revise(MONSTER, episodes=5, has_spoilers=True, rating=4, chosen_verdict=Verdict.NOT_RECOMMENDED)
    files = read_zips(FRIEREN, preliminary)
    assert files["Frieren Beyond Journey's End (mal-52991).md"] == (
        "# Frieren: Beyond Journey's End\n\n"
        "**9/10 · Recommended**\n\n"
        "- Written on 2024-04-03\n- Edited on 2024-05-01\n- Tagged elsewhere: Well-written\n\n"
        "---\n\n"
        "Most adventures end when the demon king falls.\n"
    )
    assert files["Monster (mal-19).md"] == (
        "# Monster\n\n"
        "**4/10 · Not recommended**\n\n"
        "- Written on 2024-04-03\n- Preliminary, after 5 episodes\n- Contains spoilers\n\n"
        "---\n\n"
        "Slow.\n"
    )
    assert "Most adventures end here." in files["Frieren Beyond Journey's End (mal-52991)/version 1.md"]
    assert len(files) == 3


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc passwd (mal-1)"),
        ("CON", "CON (mal-1)"),
        ("a/b:c", "a b c (mal-1)"),
        ("C:\\x?*|<>", "C x (mal-1)"),
        ("葬送のフリーレン", "葬送のフリーレン (mal-1)"),
        ("प्रेम", "प्रेम (mal-1)"),
        ("ends in dots...", "ends in dots (mal-1)"),
        ("-rf", "rf (mal-1)"),
        ("\u202egnp.exe\0\n", "gnp exe (mal-1)"),
        ("🎉", "Untitled (mal-1)"),
        ("", "Untitled (mal-1)"),
        ("x" * 300, f"{'x' * 50} (mal-1)"),
    ],
)
def test_a_file_name_is_allowed_on_every_system(title: str, name: str) -> None:
    assert make_file_name(replace(FRIEREN, anime_key="mal/1", title=title)) == name


@given(st.text(max_size=300))
def test_no_file_name_leads_to_another_folder_or_is_too_long(title: str) -> None:
    name = make_file_name(replace(FRIEREN, anime_key="custom/1234567890123456789", title=title))
    assert not re.search(r'[\x00-\x1f\x7f<>:"/\\|?*.]', name)
    assert name == name.strip()
    assert len(f"{name}.md".encode()) <= 255


def test_reviews_of_titles_with_the_same_name_get_different_files() -> None:
    assert set(read_zips(replace(MONSTER, title="MONSTER"), replace(MONSTER, anime_key="custom/19"))) == {
        "MONSTER (mal-19).md",
        "Monster (custom-19).md",
    }


def test_zips_of_incompressible_text_stay_below_the_limit() -> None:
    noise = random.Random(1)
    reviews = [
        revise(MONSTER, anime_key=f"mal/{number}", body="".join(chr(noise.randrange(33, 55_000)) for _ in range(5000)))
        for number in range(30)
    ]
    zips = [data for name, data in make_export(reviews, now=NOW, limit=100_000).files if name.endswith(".zip")]
    assert len(zips) > 1
    assert all(len(data) <= 100_000 for data in zips)
    assert len(read_zips(*reviews, limit=100_000)) == 30


# Files from strangers


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "something is missing or wrong in line 1"),
        (export_json(FRIEREN)[0][:-20], "something is missing or wrong in line 2"),
        (b'{"format": "kanso-reviews", "version": NaN}', "can't be read as JSON"),
        (b'{"format": "kanso-reviews", "version": 1e999}', "can't be read as JSON"),
        (b"[" * 100_000, "can't be read as JSON"),
        (b'{"a":' * 1000 + b"1" + b"}" * 1000, "isn't a file of exported reviews"),
        ('{"format": "kanso-reviews"}'.encode("utf-16"), "can't be read as JSON"),
        (b"\xff\xfe\x00", "can't be read as JSON"),
        (b"[]", "isn't a file of exported reviews"),
        (b'{"format": ["kanso-reviews"]}', "isn't a file of exported reviews"),
        (make_file(version=2), "from a newer Kanso: its format has version 2, and I only know version 1"),
        (make_file(version=True), "Set `version` to 1 and send it again"),
        (make_file(version="1"), "Set `version` to 1 and send it again"),
        (make_file(version=0), "Set `version` to 1 and send it again"),
        (make_file(reviews={}), "no list called `reviews`"),
        (b'{"format": "kanso-reviews", "version": 1}', "no list called `reviews`"),
        (b" " * (MAX_ARCHIVE_SIZE + 1), "too large (5,000,001 bytes, and the limit is 5,000,000)"),
    ],
    ids=repr,
)
def test_a_file_that_is_not_an_archive_is_refused(data: bytes, said: str) -> None:
    assert said in refuse(data)


OTHER_VERSION = make_fields()["versions"][0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rating": 0}, "`rating` must be a whole number from 1 to 10"),
        ({"rating": 11}, "`rating` must be"),
        ({"rating": 9.0}, "`rating` must be"),
        ({"rating": True}, "`rating` must be"),
        ({"rating": "9"}, "`rating` must be"),
        ({"rating": 10**30}, "`rating` must be"),
        ({"verdict": "MAYBE"}, "`verdict` must be one of `RECOMMENDED`, `MIXED_FEELINGS`, `NOT_RECOMMENDED`"),
        ({"verdict": ["RECOMMENDED"]}, "`verdict` must be"),
        ({"spoilers": 0}, "`spoilers` must be `true` or `false`"),
        ({"episodes": 0}, "`episodes` must be a whole number from 1 to 10,000"),
        ({"episodes": MAX_EPISODES + 1}, "`episodes` must be"),
        ({"text": ""}, "`text` must be text of 1 to 20,000 characters"),
        ({"text": " \n"}, "`text` must be"),
        ({"text": "a" * 20_001}, "`text` must be"),
        ({"text": "a\0b"}, "`text` must be"),
        ({"text": None}, "`text` must be"),
        ({"tags": "Funny"}, "`tags` must be a list of at most 20 tags"),
        ({"tags": ["Funny"] * 21}, "`tags` must be"),
        ({"tags": [""]}, "`tags` must be"),
        ({"tags": ["a\u2028b"]}, "`tags` must be"),
        ({"tags": ["a\n"]}, "`tags` must be"),
        ({"tags": ["a" * 101]}, "`tags` must be"),
        ({"tags": [1]}, "`tags` must be"),
        ({"written_at": 1712145600}, "`written_at` must be a time like `2024-04-03T12:00:00Z`"),
        ({"written_at": "yesterday"}, "`written_at` must be"),
        ({"written_at": "1969-12-31T23:59:58Z"}, "`written_at` must be"),
        ({"written_at": "0001-01-01T00:00:00+23:59"}, "`written_at` must be"),
        ({"edited_at": False}, "`edited_at` must be"),
        ({"versions": None}, "`versions` must be a list"),
        ({"versions": [OTHER_VERSION, 1]}, "in its version 2, `verdict` is missing"),
        ({"versions": [OTHER_VERSION | {"rating": 0}]}, "in its version 1, `rating` must be"),
        ({"anime": {"key": "mal/1", "title": " "}}, "`title` must be text of 1 to 500 characters"),
        ({"anime": {"key": "custom/1", "title": "a" * 101}}, "`title` must be text of 1 to 100 characters"),
    ],
)  # fmt: skip
def test_the_first_invalid_field_is_named_with_its_review(changes: dict[str, Any], said: str) -> None:
    sentence = refuse(make_file(json.loads(export_json(MONSTER)[0])["reviews"][0], make_fields(**changes)))
    assert sentence.startswith("Nothing was imported, because there is a problem with review 2")
    assert said in sentence
    if "anime" not in changes:
        assert "review 2, **Frieren: Beyond Journey's End**: " in sentence


@pytest.mark.parametrize(
    "key", ["", "52991", "mal/", "MAL/1", "mal/1\n", "mal/١", "mal/../1", "mal/" + "1" * 40, "感/1", 1, None]
)
def test_an_invalid_key_is_refused(key: Any) -> None:
    assert "must look like `mal/52991`" in refuse(make_file(make_fields(anime={"key": key, "title": "Frieren"})))


@pytest.mark.parametrize("field", sorted(make_fields()))
def test_a_missing_field_is_named(field: str) -> None:
    fields = make_fields()
    del fields[field]
    assert f"`{field}` is missing" in refuse(make_file(fields))


@pytest.mark.parametrize("review", [None, 1, "review", [], {"anime": "mal/1"}, {"anime": {"title": ["x"]}}])
def test_an_item_that_is_not_a_review_is_named_by_its_number(review: Any) -> None:
    assert "a problem with review 1: " in refuse(make_file(review))


def test_two_reviews_of_the_same_anime_are_refused() -> None:
    assert "review 2, **Frieren: Beyond Journey's End**: the file has an earlier review of the same anime" in refuse(
        make_file(make_fields(), make_fields(rating=1))
    )


def test_a_title_in_a_refusal_is_escaped_and_shortened() -> None:
    sentence = refuse(make_file(make_fields(rating=0, anime={"key": "mal/1", "title": "**@everyone** " + "x" * 400})))
    assert "**\\*\\*@\u200beveryone\\*\\*" in sentence
    assert len(sentence) < 400


def test_the_number_of_custom_titles_in_a_file_is_limited() -> None:
    def make(number: int) -> dict[str, Any]:
        return make_fields(anime={"key": f"custom/{number}", "title": f"Title {number}"})

    allowed = [make(number) for number in range(MAX_CUSTOM_TITLES)]
    assert len(read_archive(make_file(*allowed), now=NOW)) == MAX_CUSTOM_TITLES
    assert "at most 500 titles that aren't in the catalogue" in refuse(make_file(*allowed, make(-1 + 10**6)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=15,
)


def read_or_refuse(data: bytes) -> str:
    """The refusal of a file; empty if the file is read."""
    try:
        read_archive(data, now=NOW)
    except Refusal as error:
        return str(error)
    return ""


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    is_archive(data)
    assert len(read_or_refuse(data)) < 1000


@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    assert len(read_or_refuse(json.dumps(value).encode())) < 1000


@settings(max_examples=300)
@given(st.sampled_from(sorted(make_fields())), st.sampled_from(sorted(OTHER_VERSION)), JSON)
@example("written_at", "written_at", "9999-12-31T23:59:59-23:59")
@example("written_at", "written_at", "2024-02-30")
def test_any_value_in_any_field_is_read_or_refused(field: str, version_field: str, value: Any) -> None:
    assert len(read_or_refuse(make_file(make_fields(**{field: value})))) < 1000
    assert len(read_or_refuse(make_file(make_fields(versions=[OTHER_VERSION | {version_field: value}])))) < 1000
    assert len(read_or_refuse(make_file(make_fields(anime={"key": "mal/1", "title": value})))) < 1000
    assert len(read_or_refuse(make_file(make_fields(anime={"key": value, "title": "Frieren"})))) < 1000
    assert len(read_or_refuse(make_file(value))) < 1000
