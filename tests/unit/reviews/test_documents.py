import gzip
import io
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.core.errors import Refusal
from cogs.reviews.writing.documents import MAX_FILE_SIZE, Document, decode, read_document
from db.reviews.models import MAX_BODY_LENGTH, Verdict

BODY = """\
I came for the mechs and stayed for the *silences* between them.

Three things carry it:
- the brass in the second opening
- a villain who is simply tired

    "Nobody won," she says,

and the credits run without music.

Funny

is not the word, though my brother laughed twice."""

HEADER = """\
Lanterns over the Harbour
Apr 3, 2024
Well-writtenWell-written
RecommendedRecommended
"""

FOOTER = """\
Reviewer’s Rating: 8
What did you think of this review?
Nice Nice0
Love it Love it0
Funny Funny0
Show all
More titles that people like
Terms of use
All names belong to those who own them.
"""


def make_page(body: str = BODY, header: str = HEADER, footer: str = FOOTER) -> str:
    return f"{header}\n{body}\n\n{footer}"


# Bytes to text


def test_a_text_loses_its_byte_order_mark_and_gets_plain_newlines() -> None:
    assert decode(b"\xef\xbb\xbfOne\r\nTwo\rThree\n\tFour \xe2\x98\x85", "review.txt") == "One\nTwo\nThree\n\tFour ★"


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t"), max_size=200))
def test_any_text_survives_being_encoded_and_decoded(text: str) -> None:
    text = "感想 " + text
    assert decode(text.encode(), "review.md") == text
    assert decode(text.encode("utf-8-sig"), "review.md") == text
    assert decode(text.replace("\n", "\r\n").encode(), "review.md") == text


def zip_file() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("word/document.xml"), "<document/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "description"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        (b"GIF89a\x01\0\x01\0", "a GIF picture"),
        (b"RIFF\x24\n\0\0WEBPVP8 ", "a WebP picture"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF document"),
        (zip_file(), "a ZIP or DOCX file"),
        (gzip.compress(b"A fine show.", mtime=0), "a gzip file"),
        (rb"{\rtf1\ansi A fine show.}", "an RTF document"),
        (b"\xef\xbb\xbf\r\n<!doctype HTML><title>Review</title>", "the HTML of a web page"),
    ],
)
def test_another_format_is_named_no_matter_what_the_file_is_called(data: bytes, description: str) -> None:
    with pytest.raises(
        Refusal, match=rf"^“review\.txt” is {description}, not text, even if its name says otherwise\. Save"
    ):
        decode(data, "review.txt")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_and_binary_data_are_told_apart(encoding: str) -> None:
    with pytest.raises(Refusal, match=r"saved as UTF-16 or UTF-32, not as UTF-8\. .*with the encoding UTF-8"):
        decode("Quiet, and *better* for it — 8/10.\r\n".encode(encoding), "review.txt")
    with pytest.raises(Refusal, match="is not a text file"):
        decode(b"\x7fELF\x02\x01\x01" + bytes(57) + b"\xf3\0>\0\x01\0\0\0", "review.txt")


@pytest.mark.parametrize(
    "data", ["Café, très bien".encode("cp1252"), "静かな良作でした。".encode("shift-jis"), b"half a sign \xe2\x98"]
)
def test_a_file_in_an_older_encoding_is_answered_with_how_to_save_it(data: bytes) -> None:
    with pytest.raises(Refusal, match=r"Windows-1252 or Shift-JIS\. Open it in an editor, save it .* UTF-8"):
        decode(data, "review.txt")


@pytest.mark.parametrize("control", ["\0", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9b"])
def test_control_characters_are_not_text(control: str) -> None:
    with pytest.raises(Refusal, match="is not a text file"):
        decode(f"A review with {control} in it.".encode(), "review.txt")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", "\u3000\u00a0\n".encode()])
def test_a_blank_file_is_empty(data: bytes) -> None:
    with pytest.raises(Refusal, match=r"^“review\.txt” is empty\. Write"):
        decode(data, "review.txt")


def test_a_file_can_be_as_large_as_the_limit_but_no_larger() -> None:
    assert len(decode(b"a" * MAX_FILE_SIZE, "review.txt")) == MAX_FILE_SIZE
    with pytest.raises(Refusal, match=r"too large \(100,001 bytes, and the limit is 100,000\)"):
        decode(b"a" * (MAX_FILE_SIZE + 1), "review.txt")


@given(st.integers(1, MAX_BODY_LENGTH), st.sampled_from(["a", "й", "感", "🎨"]))
@example(MAX_BODY_LENGTH, "🎨")
def test_the_longest_review_fits_into_a_file_with_its_page(length: int, character: str) -> None:
    data = make_page(character * length).replace("\n", "\r\n").encode("utf-8-sig")
    assert read_document(decode(data, "review.txt")).body == character * length


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        ("my first review.txt", "“my first review.txt”"),
        ("感想.md", "“感想.md”"),
        ("`**@everyone** <@80>`\n# [x](https://y.example)_.txt", r"“everyone 80 xhttpsy.example\_.txt”"),
        ("x" * 61 + ".txt", f"“{'x' * 60}”"),
        ("||~~\u202e", "The file"),
    ],
)
def test_a_file_name_is_shown_without_what_discord_would_format(filename: str, shown: str) -> None:
    with pytest.raises(Refusal) as caught:
        decode(b"", filename)
    assert str(caught.value) == f"{shown} is empty. Write the review into it and send it again."


# Ordinary texts


def test_an_ordinary_text_is_its_body_without_the_blank_lines_around_it() -> None:
    assert read_document(f"\n \t\r\n{BODY}\n\u00a0\n\n") == Document(BODY)


@pytest.mark.parametrize(
    "text",
    [
        # Quotations and tag words in the middle.
        "My friend ended hers with\n\nReviewer's Rating: 7\n\nand I see why.",
        "Funny\n\nI had forgotten it could be.\n\nReviewer's Rating: 7\n\nwas what I gave it in spring.",
        "Recommended\n\nby everybody I know.\nReviewer’s Rating: 11\nis my joke about it.",
        "> Reviewer's Rating: 7\n> What did you think of this review?\n\nAs if I knew.",
        "The line “Reviewer's Rating: 7” says little.\nWhat did you think of this review?\nNice Nice0",
        # The author's own rating, in their own words.
        "A calm little show.\n\nReviewer's Rating: 7",
        "Reviewer's Rating: 7\nFunny 3\nCreative 9\n\nNow in words: calm.",
        # A diary.
        "Apr 3, 2024\nThe first episode is slow.\n\nApr 10, 2024\nFunny\nat last.\n\nReviewer's Rating: 7\nfor now.",
        # A page's beginning without a rating.
        f"{HEADER}\nThat is how the page begins.",
        # No rating at all.
        "Reviewer's Rating: splendid\nWhat did you think of this review?",
        f"Reviewer's Rating: {'7' * 5000}\nWhat did you think of this review?",
    ],
)
def test_an_ordinary_text_is_not_taken_for_a_page(text: str) -> None:
    assert read_document(text) == Document(text)


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=300))
def test_any_text_without_a_rating_stays_as_it_is(text: str) -> None:
    text = f"So. {text} Done."
    assert read_document(text) == Document(text)


# Review pages


def test_a_page_gives_its_body_rating_date_verdict_and_tags() -> None:
    assert read_document(make_page()) == Document(
        body=BODY,
        rating=8,
        written_on=date(2024, 4, 3),
        verdict=Verdict.RECOMMENDED,
        tags=("Well-written",),
    )


@pytest.mark.parametrize(
    "vary",
    [
        lambda page: page.replace("\n", "\r\n"),
        lambda page: page.replace("’", "'"),
        lambda page: page.replace("Rating: 8", "Rating:\u00a08  "),
        lambda page: page.replace("Rating: 8", "Rating: 8/10"),
        lambda page: page.replace("Apr 3, 2024\n", "\u00a0Apr 3,\u00a02024 \n\n\n"),
        lambda page: page.replace("Apr 3, 2024", "Apr 3, 2024 5:12 PM"),
        lambda page: page.replace("Apr 3, 2024", "April 3, 2024"),
        lambda page: page.replace("RecommendedRecommended", "Recommended"),
        lambda page: page.replace("Well-writtenWell-written\nRecommended", "Well-written Recommended"),
        lambda page: page.replace("Well-writtenWell-written\nRecommended", "Well-writtenWell-writtenRecommended"),
        lambda page: page.replace("Well-writtenWell-written\n", "\n Well-writtenWell-written\t\n\n"),
        lambda page: page.replace("Apr 3", "kite_flyer\n12 reviews\nApr 3"),
        lambda page: page.replace("2024\n", "2024\nkite_flyer\n1,204 Reviews\n"),
        lambda page: page.replace("Lanterns over the Harbour\n", ""),
        lambda page: "".join(f"Menu {number}\n\n" for number in range(80)) + page,
        lambda page: page.replace("Nice0", "Nice12").replace("Love it0", "Love it1,024"),
        lambda page: page.replace("What did you think of this review?\n", ""),
        lambda page: page.replace("\nReviewer’s", "\nread more\nReviewer’s"),
        lambda page: page.replace("Show all", "read more\nReply\nPermalink\nReport") + "Footer\n" * 1000,
        lambda page: page[: page.index("What did you")],
        lambda page: page[: page.index("Nice Nice")],
        lambda page: page.replace("8\nWhat did you", "8\n\nAbout this site\nWhat did you"),
    ],
)
def test_a_page_can_be_saved_or_copied_in_many_ways(vary: Callable[[str], str]) -> None:
    assert vary(make_page()) != make_page()
    assert read_document(vary(make_page())) == read_document(make_page())


@pytest.mark.parametrize(
    ("tag", "episodes"),
    [
        ("Preliminary", (None, None)),
        ("PreliminaryPreliminary", (None, None)),
        ("Preliminary (5/12 eps)", (5, 12)),
        ("PreliminaryPreliminary (5/12 eps)", (5, 12)),
        ("PreliminaryPreliminary(5/12\u00a0eps)", (5, 12)),
        ("PreliminaryPreliminary\n(5/12 eps)", (5, 12)),
        ("(5/12 eps)", (5, 12)),
        ("(1/1 ep)", (1, 1)),
        ("Preliminary (1071/? eps)", (1071, None)),
    ],
)
def test_a_preliminary_page_gives_the_episodes_seen(tag: str, episodes: tuple[int | None, int | None]) -> None:
    document = read_document(make_page(header=f"{HEADER}{tag}\n"))
    assert document.is_preliminary
    assert (document.episodes_seen, document.episodes_total) == episodes
    assert document.body == BODY


@pytest.mark.parametrize(
    ("tags", "verdict", "others"),
    [
        ("Not RecommendedNot Recommended", Verdict.NOT_RECOMMENDED, ()),
        ("Mixed Feelings", Verdict.MIXED_FEELINGS, ()),
        ("Not Recommended\nConfusingConfusing\nLove itLove it", Verdict.NOT_RECOMMENDED, ("Confusing", "Love it")),
        ("Informative, Funny · Creative | Recommended", Verdict.RECOMMENDED, ("Informative", "Funny", "Creative")),
        ("Creative", None, ("Creative",)),
    ],
)
@pytest.mark.parametrize("spoiler", ["", "Spoiler", "SpoilerSpoiler"])
def test_a_page_gives_all_its_tags(tags: str, verdict: Verdict | None, others: tuple[str, ...], spoiler: str) -> None:
    document = read_document(make_page(header=f"Lanterns over the Harbour\nApr 3, 2024\n{tags}\n{spoiler}\n"))
    assert document == Document(BODY, 8, date(2024, 4, 3), verdict, has_spoilers=bool(spoiler), tags=others)


@pytest.mark.parametrize(
    ("header", "written_on", "verdict"),
    [
        ("", None, None),
        ("Apr 3, 2024\n", date(2024, 4, 3), None),
        ("Recommended\n", None, Verdict.RECOMMENDED),
        ("kite\nRecommendedRecommended\nApr 3, 2024\n", date(2024, 4, 3), Verdict.RECOMMENDED),
    ],
)
def test_a_page_copied_without_its_top_is_still_a_page(
    header: str, written_on: date | None, verdict: Verdict | None
) -> None:
    assert read_document(make_page(header=header)) == Document(BODY, 8, written_on, verdict)
    footer = "Reviewer’s Rating: 8\n\nShow all\nTerms of use"
    assert read_document(make_page(header=header, footer=footer)) == Document(BODY, 8, written_on, verdict)


def test_a_copied_part_with_doubled_tags_and_a_rating_is_a_page() -> None:
    text = f"RecommendedRecommended\n\n{BODY}\n\nReviewer's Rating: 8"
    assert read_document(text) == Document(BODY, 8, verdict=Verdict.RECOMMENDED)


def test_a_day_that_does_not_exist_is_no_date() -> None:
    document = read_document(make_page(header="Feb 30, 2024\nRecommendedRecommended\n"))
    assert document == Document(BODY, 8, verdict=Verdict.RECOMMENDED)


def test_a_body_can_quote_a_rating_and_a_date() -> None:
    body = f"Apr 9, 2024\nFunny\n\nReviewer's Rating: 3\n\n{BODY}\n\nReviewer's Rating: 5"
    assert read_document(make_page(body)).body == body
    assert read_document(make_page(body)).rating == 8
    assert read_document(make_page(body)).written_on == date(2024, 4, 3)
    assert read_document(make_page(body, footer="Reviewer’s Rating: 8\n")).body == body
    body = f"{'A long beginning. ' * 20}\n{body}"
    assert read_document(make_page(body, header="")) == Document(body, 8)


@pytest.mark.parametrize("rating", [0, 11, 999_999_999])
def test_a_rating_outside_1_to_10_is_refused(rating: int) -> None:
    with pytest.raises(Refusal, match=rf"the rating {rating}, but a rating must be from 1 to 10\. Correct it"):
        read_document(make_page(footer=FOOTER.replace("8", str(rating))))


@pytest.mark.parametrize("rating", range(1, 11))
def test_every_rating_from_1_to_10_is_accepted(rating: int) -> None:
    assert read_document(make_page(footer=FOOTER.replace("8", str(rating)))).rating == rating


def test_a_page_with_several_reviews_is_refused() -> None:
    with pytest.raises(Refusal, match=r"has 2 reviews\. Open one by itself"):
        read_document(make_page() + make_page())


@pytest.mark.parametrize("make_text", [str, make_page])
def test_a_body_can_be_as_long_as_the_limit_but_no_longer(make_text: Callable[[str], str]) -> None:
    longest = "a" * MAX_BODY_LENGTH
    assert read_document(make_text(longest)).body == longest
    with pytest.raises(Refusal, match=r"too long \(20,001 characters, and the limit is 20,000\)\. Shorten it"):
        read_document(make_text(longest + "a"))


@pytest.mark.parametrize("text", ["", "\n \u00a0\n", make_page(""), make_page("read more"), f"{FOOTER}"])
def test_a_text_without_a_body_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"no review in it\. Write one"):
        read_document(text)


# Words and lines from pages, which belong to the author if they are in the middle of a body.
body_lines = st.sampled_from(
    [
        "",
        " \u00a0 ",
        "Funny",
        "Recommended",
        "SpoilerSpoiler",
        "(5/12 eps)",
        "Apr 3, 2024",
        "Nice Nice0",
        "*It ends.*",
        "Reviewer's Rating: 7\nis a quotation",
        "What did you think of this review?",
        "read more",
    ]
) | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40)

headers = st.tuples(
    st.sampled_from(["", "Lanterns over the Harbour\n", "Home\n\nAnime\nReviews\nkite_flyer\n12 reviews\n"]),
    st.sampled_from(["Apr 3, 2024\n", "April 3, 2024 5:12 PM \n\n"]),
    st.sampled_from(["Recommended\n", "Mixed FeelingsMixed Feelings\n\nFunnyFunny\n", "Funny Not Recommended\n"]),
    st.sampled_from(["", "SpoilerSpoiler\n", "PreliminaryPreliminary (5/12 eps)\n", "Preliminary\n (5/? eps)\n"]),
).map("".join)
footers = st.sampled_from(
    [
        FOOTER,
        FOOTER.replace("’", "'").replace("\n", "\n\n"),
        "Reviewer's Rating: 8\nNice Nice3\n",
        "read more\nReviewer’s Rating:\u00a08 \nread more\nReply | Permalink | Report\n",
        "Reviewer’s Rating: 8",
    ]
)


@given(st.sampled_from(["So this is it.", "Wow"]), st.lists(body_lines, max_size=12), headers, footers)
@example("Wow", ["Funny"], HEADER, FOOTER)
def test_the_page_around_any_body_is_removed_and_the_body_stays(
    first: str, lines: list[str], header: str, footer: str
) -> None:
    body = "\n".join([first, *lines, "And that was it."])
    document = read_document(make_page(body, header, footer))
    assert document.body == body
    assert (document.rating, document.written_on) == (8, date(2024, 4, 3))


@pytest.mark.parametrize(
    "part",
    ["\n", " ", "ab\n", "Funny\n", "FunnyFunny ", "(1/1 eps)", "Apr 3, 2024\nab\n", "Reviewer's Rating: 7\nShow all\n"],
)
def test_hostile_files_are_read_in_linear_time(part: str) -> None:
    filling = part * ((MAX_FILE_SIZE - 1000) // len(part))
    for text in (filling, make_page(filling), filling + make_page(), make_page(header=HEADER + filling)):
        started = time.process_time()
        with suppress(Refusal):
            read_document(decode(text.encode()[:MAX_FILE_SIZE], "review.txt"))
        assert time.process_time() - started < 1


@pytest.mark.parametrize("count", [1, 2, 3, 100])
def test_text_that_begins_with_nul_is_text(count: int) -> None:
    assert decode(b"\0" * count + b"It is good.", "review.txt") == "It is good."
