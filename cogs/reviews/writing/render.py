"""The forms in which reviews are written, and what their authors can do next: pure functions to components."""

from typing import Any

import discord

from cogs.core.router import Address
from cogs.reviews.addresses import CONTINUE, DELETE, EDIT, OPEN_DRAFT, READ, SHOW_DRAFT
from cogs.reviews.writing.fields import Joint, split_text
from cogs.ui.components import FIELD_LENGTH, Buttons, Form, button
from db.reviews.models import Draft, Review, Verdict

WRITE = Address("review:write:{anime_key:key}:{rating:int}:{episodes:int?}:{draft_id:int?}:{joint}", joint=Joint)
SAVE_EDIT = Address("review:edit:{review_id:int}:{revision:int}:{anime_key:key}:{draft_id:int?}:{joint}", joint=Joint)
SAVE_FILE = Address("review:replace-file:{review_id:int}:{revision:int}:{anime_key:key}")
SAVE_MORE = Address("review:continue:{review_id:int}:{revision:int}:{anime_key:key}:{rating:int}")
SEND_BACK = Address("review:send-back:{review_id:int}:{revision:int}")
REPLACE = Address("review:replace:{review_id:int}:{draft_id:int}")
RATE = Address("list:rate:{anime_key:key}")
"""A menu of scores for a title on one's list: opens the form of a review with the chosen one."""

# Forms


def make_review_form(draft: Draft, *, is_kept: bool) -> Form:
    """A new review. `is_kept` says whether the draft is in the database; what is sent then takes its place."""
    first, second, joint = split_text(draft.text.body)
    return Form(
        WRITE(
            anime_key=draft.anime_key,
            rating=draft.text.rating,
            episodes=draft.text.episodes,
            draft_id=draft.id if is_kept else None,
            joint=joint,
        ),
        title=f"{draft.text.rating}/10 · {draft.title}",
        fields=[
            make_verdict_field(draft.text.chosen_verdict),
            make_spoilers_field(draft.text.has_spoilers),
            *make_text_fields(first, second),
            _make_file_field("Instead of typing, or for up to 20,000 characters: a text or Markdown file."),
        ],
    )


def make_edit_form(review: Review, draft: Draft | None = None) -> Form:
    """The text of a review that fits in a form, to be changed.

    With a `draft` it begins with that, and what is sent takes the draft's place as well.
    """
    text = (draft or review).text
    first, second, joint = split_text(text.body)
    return Form(
        SAVE_EDIT(
            review_id=review.id,
            revision=review.revision,
            anime_key=review.anime_key,
            draft_id=draft.id if draft else None,
            joint=joint,
        ),
        title=f"Edit · {review.title}",
        fields=[
            make_rating_field(text.rating),
            make_verdict_field(text.chosen_verdict),
            make_spoilers_field(text.has_spoilers or review.is_flagged),
            *make_text_fields(first, second),
        ],
    )


def make_file_form(review: Review, revision: int) -> Form:
    """A review that is too long for a form, to be sent back as a file; `revision` is the one whose text that was."""
    return Form(
        SAVE_FILE(review_id=review.id, revision=revision, anime_key=review.anime_key),
        title=f"Edit · {review.title}",
        fields=[
            make_rating_field(review.text.rating),
            make_verdict_field(review.text.chosen_verdict),
            make_spoilers_field(review.is_spoiler),
            _make_file_field("The changed file. Without one, the text stays as it is."),
        ],
    )


def make_continue_form(review: Review) -> Form:
    """More text for a review."""
    return Form(
        SAVE_MORE(review_id=review.id, revision=review.revision, anime_key=review.anime_key, rating=review.text.rating),
        title=f"Add to {review.title}",
        fields=make_text_fields("", ""),
    )


# Their fields


def make_rating_field(rating: int | None) -> discord.ui.Label[Any]:
    """The choice of a rating, with `rating` chosen if it is one."""
    options = [
        discord.SelectOption(label=f"{number}/10", value=str(number), default=number == rating)
        for number in range(10, 0, -1)
    ]
    return discord.ui.Label(text="Rating", component=discord.ui.Select(custom_id="rating", options=options))


def make_verdict_field(chosen: Verdict | None) -> discord.ui.Label[Any]:
    options = [
        discord.RadioGroupOption(label=verdict.label, value=verdict.value, default=verdict is chosen)
        for verdict in Verdict
    ]
    return discord.ui.Label(
        text="Verdict",
        description="Left out, it follows from the rating.",
        component=discord.ui.RadioGroup(custom_id="verdict", options=options, required=False),
    )


def make_spoilers_field(has_spoilers: bool) -> discord.ui.Label[Any]:
    return discord.ui.Label(
        text="Spoilers",
        description="Tick it if the review gives the story away. For a sentence or two, ||this|| will do.",
        component=discord.ui.Checkbox(custom_id="spoilers", default=has_spoilers),
    )


def _make_file_field(description: str) -> discord.ui.Label[Any]:
    upload = discord.ui.FileUpload(custom_id="file", required=False, max_values=1)
    return discord.ui.Label(text="File", description=description, component=upload)


def make_text_fields(first: str, second: str) -> list[discord.ui.Label[Any]]:
    """The two fields of a text, with what stands in them to begin with."""
    return [
        discord.ui.Label(text="Review", component=_text_input("body", first, "What did you think of it?")),
        discord.ui.Label(text="More text", component=_text_input("more", second, "Room for another 4,000 characters")),
    ]


def _text_input(custom_id: str, value: str, placeholder: str) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(
        custom_id=custom_id,
        style=discord.TextStyle.paragraph,
        default=value or None,
        placeholder=placeholder,
        required=False,
        max_length=FIELD_LENGTH,
    )


# Menus


def make_long_edit_menu(review: Review) -> Buttons:
    """What an author can do with a review that is too long for a form."""
    return Buttons(
        button(
            SEND_BACK(review_id=review.id, revision=review.revision),
            "Send it back",
            style=discord.ButtonStyle.primary,
        ),
        button(CONTINUE(review_id=review.id), "Add more"),
        button(DELETE(review_id=review.id), "Delete", style=discord.ButtonStyle.danger),
    )


def make_existing_menu(review: Review, draft: Draft | None) -> Buttons:
    """What an author can do who has already reviewed the anime, and has another text for it in `draft`."""
    buttons = [
        button(EDIT(review_id=review.id), "Edit", style=discord.ButtonStyle.primary),
        button(READ(review_id=review.id), "Read"),
    ]
    if draft is not None:
        replace = REPLACE(review_id=review.id, draft_id=draft.id)
        buttons = [
            button(replace, "Replace it with the new text", style=discord.ButtonStyle.danger),
            button(SHOW_DRAFT(draft_id=draft.id), "Open the new text"),
            *buttons,
        ]
    return Buttons(*buttons)


def make_draft_menu(draft: Draft) -> Buttons:
    """The way back to what was typed."""
    return Buttons(button(OPEN_DRAFT(draft_id=draft.id), "Back to the form", style=discord.ButtonStyle.primary))


def make_long_draft_menu(draft: Draft) -> Buttons:
    """The way back to what is too long for a form."""
    return Buttons(button(SHOW_DRAFT(draft_id=draft.id), "Open the draft", style=discord.ButtonStyle.primary))


def make_rating_menu(anime_key: str) -> Buttons:
    """The scores from the best on, for somebody who wants to review a title on their list and has given none."""
    options = [discord.SelectOption(label=f"{score}/10", value=str(score)) for score in range(10, 0, -1)]
    return Buttons(
        discord.ui.Select(custom_id=RATE(anime_key=anime_key), placeholder="Choose a score", options=options)
    )
