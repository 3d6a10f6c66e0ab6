"""How the texts that a person sends become a review."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cogs.reviews.refusals  # noqa: F401 - has the sentences
from cogs.reviews.writing.documents import Document
from cogs.reviews.writing.episodes import get_seen, update_seen
from cogs.reviews.writing.fields import FORM_LENGTH, FormText, Joint, join_texts, split_text
from cogs.reviews.writing.texts import add_document, check_body, fill_gaps
from cogs.ui.components import FIELD_LENGTH
from db.lists.models import Entry, ListStatus
from db.reviews.models import MAX_BODY_LENGTH, Draft, Review, ReviewText, Verdict
from db.reviews.rules import check_episodes
from db.titles.models import Anime
from tests.support.refusing import refuses
from tests.support.reviewed import revise

DRAFT = Draft(id=1, author_id=1, anime_key="mal/52991", title="Frieren", text=ReviewText(9, "My own words."))
FRIEREN = Anime("mal/52991", "Frieren", "TV", 2023, 28)
REVIEW = Review(
    id=3,
    author_id=1,
    anime_key="mal/52991",
    title="Frieren",
    text=ReviewText(9, "The old text.", Verdict.MIXED_FEELINGS, has_spoilers=True, episodes=12, tags=("Funny",)),
    written_at=1_700_000_000,
    edited_at=None,
    revision=1,
    changes=0,
)

# Two fields of a form


@given(st.text(min_size=1, max_size=20), st.integers(0, 2 * FIELD_LENGTH))
@example("word ", FIELD_LENGTH + 10)
@example("word\n\n", FIELD_LENGTH)
def test_a_text_cut_at_the_end_of_a_full_field_is_joined_without_a_gap(piece: str, length: int) -> None:
    text = (piece * (length // len(piece) + 1))[:length]
    assert join_texts(text[:FIELD_LENGTH], text[FIELD_LENGTH:]) == text


def test_a_review_of_two_full_fields_continues_where_it_was_cut() -> None:
    text = "abcdefghi " * 1000
    assert join_texts(text[:FORM_LENGTH], text[FORM_LENGTH:]) == text


def test_two_texts_become_two_paragraphs() -> None:
    assert join_texts("The beginning. \n", "\n\nThe end.") == "The beginning.\n\nThe end."


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [("", "Text.", "Text."), ("Text.", "", "Text."), ("", "", ""), ("Text.", "\n", "Text.\n")],
)
def test_an_empty_field_adds_no_blank_line(first: str, second: str, joined: str) -> None:
    assert join_texts(first, second) == joined


@given(st.text(max_size=50), st.text(max_size=50))
def test_no_word_of_either_text_is_lost(first: str, second: str) -> None:
    assert join_texts(first, second).split() == first.split() + second.split()


# The length of a review


def test_blank_lines_around_a_review_are_dropped() -> None:
    assert check_body(replace(DRAFT.text, body="\n\n Text.\n\n  - more\n\n")).body == "Text.\n\n  - more"


def test_the_longest_review_passes() -> None:
    assert len(check_body(replace(DRAFT.text, body="a" * MAX_BODY_LENGTH + "\n\n")).body) == MAX_BODY_LENGTH


def test_one_character_more_is_too_long() -> None:
    with refuses("20,001 characters. It can have at most 20,000, so shorten it by 1"):
        check_body(replace(DRAFT.text, body="a" * (MAX_BODY_LENGTH + 1)))


@pytest.mark.parametrize("body", ["", " \n\t\n", "\u3000"])
def test_a_blank_review_is_refused(body: str) -> None:
    with refuses("The review is empty"):
        check_body(replace(DRAFT.text, body=body))


# Episodes


@pytest.mark.parametrize(("seen", "kept"), [(None, None), (1, 1), (27, 27), (28, None)])
def test_having_seen_all_episodes_is_stored_as_none(seen: int | None, kept: int | None) -> None:
    assert check_episodes(FRIEREN, seen) == kept


def test_more_episodes_than_there_are_is_refused() -> None:
    with refuses("Frieren has 28 episodes, so you can't have seen 29"):
        check_episodes(FRIEREN, 29)


def test_any_number_of_episodes_can_be_seen_if_the_total_is_unknown() -> None:
    assert check_episodes(replace(FRIEREN, episodes=None), 1000) == 1000


UNKNOWN = replace(FRIEREN, episodes=None)


def make_entry(status: ListStatus, episodes: int, rewatches: int = 0) -> Entry:
    return Entry(1, FRIEREN.key, "Frieren", status, episodes=episodes, rewatches=rewatches)


def test_a_title_that_is_not_on_the_list_counts_as_seen() -> None:
    assert get_seen(None, FRIEREN) is None


@pytest.mark.parametrize("status", [ListStatus.WATCHING, ListStatus.ON_HOLD, ListStatus.DROPPED])
@pytest.mark.parametrize(("watched", "seen"), [(0, None), (1, 1), (27, 27), (28, None), (30, None)])
def test_the_list_tells_how_much_was_seen(status: ListStatus, watched: int, seen: int | None) -> None:
    assert get_seen(make_entry(status, watched), FRIEREN) == seen


def test_a_title_of_unknown_length_is_unfinished_until_it_is_completed() -> None:
    assert get_seen(make_entry(ListStatus.WATCHING, 1000), UNKNOWN) == 1000
    assert get_seen(make_entry(ListStatus.COMPLETED, 1000), UNKNOWN) is None


def test_a_title_that_is_completed_or_being_rewatched_was_seen() -> None:
    assert get_seen(make_entry(ListStatus.COMPLETED, 5), FRIEREN) is None
    assert get_seen(make_entry(ListStatus.WATCHING, 5, rewatches=1), FRIEREN) is None


@pytest.mark.parametrize(
    ("before", "entry", "after"),
    [
        (None, None, None),
        (None, make_entry(ListStatus.WATCHING, 5), None),
        (9, None, 9),
        (9, make_entry(ListStatus.PLAN_TO_WATCH, 0), 9),
        (9, make_entry(ListStatus.WATCHING, 5), 9),
        (9, make_entry(ListStatus.WATCHING, 12), 12),
        (9, make_entry(ListStatus.DROPPED, 12), 12),
        (9, make_entry(ListStatus.WATCHING, 28), None),
        (9, make_entry(ListStatus.COMPLETED, 0), None),
        (28, None, None),
        (40, make_entry(ListStatus.WATCHING, 5), None),
    ],
)
def test_after_an_edit_a_review_agrees_with_the_list(
    before: int | None, entry: Entry | None, after: int | None
) -> None:
    assert update_seen(before, entry, FRIEREN) == after


@given(
    st.none() | st.integers(1, 40),
    st.builds(make_entry, st.sampled_from(ListStatus), st.integers(0, 40)),
    st.sampled_from([FRIEREN, UNKNOWN]),
)
def test_a_review_never_becomes_more_preliminary(before: int | None, entry: Entry, anime: Anime) -> None:
    after = update_seen(before, entry, anime)
    assert after is None or (before is not None and after >= before)
    assert update_seen(after, entry, anime) == after


def test_blank_fields_are_empty() -> None:
    for joint in Joint:
        assert FormText.read({"body": " \n", "more": "\t"}, joint=joint).body == ""
        assert FormText.read({"body": None, "more": None}, joint=joint).body == ""


# Files

PAGE = Document(
    body="The page's words.",
    rating=4,
    written_on=date(2024, 4, 3),
    verdict=Verdict.NOT_RECOMMENDED,
    has_spoilers=True,
    is_preliminary=True,
    episodes_seen=5,
    episodes_total=12,
    tags=("Well-written",),
)


def test_a_file_follows_the_typed_text_and_fills_in_what_was_left_open() -> None:
    draft = add_document(DRAFT, PAGE)
    assert draft.text.body == "My own words.\n\nThe page's words."
    assert draft.text.rating == 9
    assert (draft.text.verdict, draft.text.has_spoilers, draft.text.episodes) == (Verdict.NOT_RECOMMENDED, True, 5)
    assert draft.text.tags == ("Well-written",)


def test_choices_in_the_form_win_over_the_file() -> None:
    draft = add_document(revise(DRAFT, chosen_verdict=Verdict.RECOMMENDED, episodes=20), PAGE)
    assert (draft.text.verdict, draft.text.episodes) == (Verdict.RECOMMENDED, 20)


def test_readers_from_hawaii_to_japan_see_the_day_of_the_page() -> None:
    written_at = add_document(DRAFT, PAGE).written_at
    assert written_at is not None
    hour, midnight = 3600, 1_712_102_400  # 3 April 2024 in UTC
    assert midnight <= written_at - 10 * hour < written_at + 9 * hour < midnight + 24 * hour


def test_a_plain_file_only_adds_text() -> None:
    assert add_document(DRAFT, Document("More.")) == revise(DRAFT, body="My own words.\n\nMore.")


def test_a_preliminary_review_without_a_number_of_episodes_has_a_tag() -> None:
    draft = add_document(DRAFT, replace(PAGE, episodes_seen=None))
    assert draft.text.tags == ("Preliminary", "Well-written")
    assert draft.text.episodes is None


def test_a_new_text_takes_what_it_leaves_open_from_the_old_one() -> None:
    assert fill_gaps(DRAFT.text, REVIEW.text) == replace(
        DRAFT.text, chosen_verdict=Verdict.MIXED_FEELINGS, has_spoilers=True, episodes=12, tags=("Funny",)
    )


def test_a_new_rating_does_not_keep_the_old_verdict() -> None:
    assert fill_gaps(replace(DRAFT.text, rating=2), REVIEW.text).chosen_verdict is None


@given(st.text(st.sampled_from("a .\n"), max_size=FORM_LENGTH))
def test_a_text_in_two_fields_is_the_same_text_joined_again(body: str) -> None:
    first, second, joint = split_text(body)
    assert len(first) <= FIELD_LENGTH
    assert len(second) <= FIELD_LENGTH
    assert (join_texts(first, second) if joint is Joint.BLANK_LINE else first + second) == body


def test_a_long_text_is_split_between_paragraphs() -> None:
    body = "word " * 700 + "end.\n\n" + "word " * 700
    first, second, joint = split_text(body)
    assert first.endswith("end.")
    assert join_texts(first[:-1], second) == body.replace("end.", "end")
    assert joint is Joint.BLANK_LINE


def test_a_long_paragraph_stays_whole_when_its_beginning_is_changed() -> None:
    values = dict(zip(("body", "more"), split_text("word " * 1000)[:2], strict=True))
    text = FormText.read(values | {"body": values["body"][1:]}, joint=split_text("word " * 1000)[2])
    assert text.body == ("word " * 1000)[1:]
