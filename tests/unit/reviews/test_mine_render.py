"""Discord accepts all messages about own reviews and drafts, and all forms to write them."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import pytest
from discord import File
from discord.ui import LayoutView, View
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogs.core.router import Address
from cogs.reviews.mine import render
from cogs.reviews.sharing.render import SHARE, make_share_form
from cogs.reviews.writing import render as writing
from cogs.reviews.writing.fields import FORM_LENGTH, FormText
from cogs.reviews.writing.texts import to_draft
from cogs.ui.components import FIELD_LENGTH, Form
from cogs.ui.reviews import make_text_file
from cogs.ui.text import escape
from db.reactions.models import ReactionKind, Tally
from db.reviews.models import MAX_BODY_LENGTH, Draft, Review, ReviewVersion
from db.titles.models import MAX_EPISODES, Anime
from tests.support.review_layouts import FRIEREN, REVIEW, animes, check, reviews, tallies, walk
from tests.support.reviewed import revise

LARGEST_ID = 2**63 - 1
LAST_REVISION = 999_999
"""The most edits for which a form's `custom_id` has room."""

PLACE = render.PostLink("*" * 200, f"https://discord.com/channels/{LARGEST_ID}/{LARGEST_ID}/{LARGEST_ID}")
LONGEST = revise(
    REVIEW,
    title="*" * 300,
    body="👩‍👩‍👧*" * 4000,
    anime_key=f"custom/{LARGEST_ID}",
    episodes=MAX_EPISODES,
    tags=("*" * 300,) * 20,
    revision=LAST_REVISION,
)
MANY_VOTES = Tally(dict.fromkeys(ReactionKind, 10**9))


@dataclass(frozen=True)
class Case:
    """A review, and what is shown with it."""

    review: Review
    anime: Anime
    tally: Tally

    @property
    def draft(self) -> Draft:
        return to_draft(self.review, LARGEST_ID)

    @property
    def version(self) -> ReviewVersion:
        review = self.review
        return ReviewVersion(LAST_REVISION, replace(review.text, rating=10, tags=()), 2**40)


LINKS = [f"https://discord.com/channels/{LARGEST_ID}/{LARGEST_ID}/{LARGEST_ID}"] * 100

cases = st.builds(Case, reviews, animes, tallies)


def make_panels(case: Case) -> Iterable[LayoutView]:
    sentence = f"Your review of **{escape(case.review.title)}** is posted, but {'not all is well with it. ' * 20}"
    changed = replace(case.review, revision=2)
    for posts in ([], [PLACE], [PLACE] * 100):
        yield render.make_panel(case.review, case.anime, case.tally, posts, sentence, has_card=True)
        yield render.make_panel(
            changed, case.anime, case.tally, posts, sentence, has_card=len(posts) == 1, message_id=LARGEST_ID
        )


def make_pages_of_mine(case: Case) -> Iterable[LayoutView]:
    several = [replace(case.review, id=LARGEST_ID - number) for number in range(render.PAGE_SIZE)]
    drafts = [replace(case.draft, id=LARGEST_ID - number) for number in range(render.DRAFTS_A_PAGE)]
    votes = {review.id: case.tally for review in several}
    for shown, left in ((several, drafts), (several, []), ([], drafts), ([], [])):
        for page in (1, 10**6) if shown else (1,):
            total = 10**6 * render.PAGE_SIZE if shown else 0
            places = dict.fromkeys(votes, 10**6)
            yield render.make_mine(
                shown, left, votes, places, standing=LINKS, total=total, total_drafts=len(left) * 10**5, page=page
            )


def make_menus_of_versions(case: Case) -> Iterable[LayoutView]:
    for number in (1, 25, 26, 60):
        versions = [replace(case.version, revision=LAST_REVISION - place) for place in range(number)]
        for page in (1, 2, 99):
            yield render.make_versions(case.review, versions, page)


EVERYTHING: dict[str, Callable[[Case], Iterable[LayoutView | View]]] = {
    "make_panel": make_panels,
    "make_mine": make_pages_of_mine,
    "make_draft": lambda case: [
        render.make_draft(case.draft, has_review=is_so, fits_form=is_so) for is_so in (True, False)
    ],
    "make_versions": make_menus_of_versions,
    "make_version": lambda case: [render.make_version(case.review, case.version, number) for number in range(12)],
    "make_long_edit_menu": lambda case: [writing.make_long_edit_menu(case.review)],
    "make_existing_menu": lambda case: [
        writing.make_existing_menu(case.review, None),
        writing.make_existing_menu(case.review, case.draft),
    ],
    "make_draft_menu": lambda case: [writing.make_draft_menu(case.draft)],
    "make_long_draft_menu": lambda case: [writing.make_long_draft_menu(case.draft)],
    "make_rating_menu": lambda case: [writing.make_rating_menu(case.review.anime_key)],
    "make_delete_question": lambda case: [render.make_delete_question(case.review)],
    "make_undo_menu": lambda case: [render.make_undo_menu(LARGEST_ID)],
    "make_channel_menu": lambda case: [render.make_channel_menu(case.review)],
}
"""Every message that the modules make about a review, with all of its pages."""

NO_MESSAGES = {"count_pages", "conceal", "describe_standing", "describe_outdated"}


def test_every_message_is_tested() -> None:
    assert list_functions(render) | {name for name in list_functions(writing) if name.endswith("_menu")} == (
        set(EVERYTHING) | NO_MESSAGES
    )


def list_functions(module: ModuleType) -> set[str]:
    """The public functions of a module."""
    functions = inspect.getmembers(module, inspect.isfunction)
    return {name for name, made in functions if made.__module__ == module.__name__ and not name.startswith("_")}


@pytest.mark.parametrize("name", EVERYTHING)
@given(cases)
@settings(max_examples=12)
@example(Case(LONGEST, FRIEREN, MANY_VOTES))
@example(Case(revise(LONGEST, title="://" * 100, body="```", anime_key=f"bangumi/{LARGEST_ID}"), FRIEREN, MANY_VOTES))
@example(Case(revise(REVIEW, body="a" + "\n" * 10_000 + "b"), FRIEREN, Tally()))
@example(Case(revise(REVIEW, body="a" * MAX_BODY_LENGTH), FRIEREN, Tally()))
def test_every_message_can_be_sent(name: str, case: Case) -> None:
    for view in EVERYTHING[name](case):
        check(view)
        if isinstance(view, LayoutView):
            assert view.content_length() <= 4000
        for part in walk(view.to_components()):
            check_options(part.get("options", []))


def check_options(options: list[dict[str, Any]]) -> None:
    assert len({option["value"] for option in options}) == len(options)
    assert all(1 <= len(option["value"]) <= 100 for option in options)
    assert all(len(option.get("description") or "") <= 100 for option in options)


@given(reviews)
@settings(max_examples=20)
def test_a_text_file_has_the_whole_text(review: Review) -> None:
    file = make_text_file(review.text.body)
    assert isinstance(file, File)
    assert file.fp.read().decode() == review.text.body


@pytest.mark.parametrize(
    ("total", "drafts", "pages"), [(0, 0, 1), (1, 0, 1), (8, 25, 1), (9, 0, 2), (16, 26, 2), (17, 0, 3), (1, 51, 3)]
)
def test_reviews_and_drafts_fill_as_many_pages_as_they_need(total: int, drafts: int, pages: int) -> None:
    assert render.count_pages(total, drafts) == pages


# Forms


def make_review_forms(case: Case) -> Iterable[Form]:
    draft = revise(case.draft, body=case.draft.text.body[:FORM_LENGTH])
    yield writing.make_review_form(draft, is_kept=True)
    yield writing.make_review_form(revise(draft, episodes=MAX_EPISODES), is_kept=True)
    yield writing.make_review_form(draft, is_kept=False)


def make_edit_forms(case: Case) -> Iterable[Form]:
    review = revise(case.review, body=case.review.text.body[:FORM_LENGTH], revision=LAST_REVISION)
    yield writing.make_edit_form(review)
    yield writing.make_edit_form(review, to_draft(review, LARGEST_ID))


ALL_FORMS: dict[Address, Callable[[Case], Iterable[Form]]] = {
    writing.WRITE: make_review_forms,
    writing.SAVE_EDIT: make_edit_forms,
    writing.SAVE_FILE: lambda case: [writing.make_file_form(case.review, LAST_REVISION)],
    writing.SAVE_MORE: lambda case: [writing.make_continue_form(replace(case.review, revision=LAST_REVISION))],
    SHARE: lambda case: [make_share_form(case.anime, case.review.text.body[:FIELD_LENGTH], episodes=MAX_EPISODES)],
}


def test_every_form_is_tested() -> None:
    made = {name for name in list_functions(writing) if name.endswith("_form")}
    assert made == {"make_review_form", "make_edit_form", "make_file_form", "make_continue_form"}


@pytest.mark.parametrize("address", ALL_FORMS)
@given(cases)
@settings(max_examples=12)
@example(Case(LONGEST, FRIEREN, MANY_VOTES))
@example(Case(revise(LONGEST, body="word " * 1600), FRIEREN, MANY_VOTES))
@example(Case(revise(LONGEST, body="word\n\n" * 1300), FRIEREN, MANY_VOTES))
def test_every_form_can_be_opened(address: Address, case: Case) -> None:
    for form in ALL_FORMS[address](case):
        check_form(form, address)


def check_form(form: Form, address: Address) -> None:
    """Fails for what Discord would refuse."""
    payload: dict[str, Any] = form.to_dict()
    assert len(payload["custom_id"]) <= 100
    assert address.read(Form.get_address(payload["custom_id"])) is not None
    assert 1 <= len(payload["title"]) <= 45
    assert 1 <= len(payload["components"]) <= 5
    for label in payload["components"]:
        field = label["component"]
        assert 1 <= len(label["label"]) <= 45
        assert len(label.get("description") or "") <= 100
        assert len(field["custom_id"]) <= 100
        assert len(field.get("value") or "") <= FIELD_LENGTH
        assert len(field.get("placeholder") or "") <= 100
        check_options(field.get("options", []))


@given(cases)
@settings(max_examples=40)
@example(Case(revise(REVIEW, body="word " * 1599 + "word."), FRIEREN, Tally()))
def test_a_form_that_is_sent_unchanged_keeps_the_text(case: Case) -> None:
    review = revise(case.review, body=case.review.text.body[:FORM_LENGTH])
    payload: dict[str, Any] = writing.make_edit_form(review).to_dict()
    sent = writing.SAVE_EDIT.read(Form.get_address(payload["custom_id"]))
    assert sent is not None
    fields = {label["component"]["custom_id"]: label["component"].get("value") for label in payload["components"]}
    assert FormText.read(fields, joint=sent["joint"]).body == review.text.body
