"""The forms for writing reviews, and what their authors can do next: pure functions to components."""

from typing import Any

import discord

from cogs.core.language import _
from cogs.core.router import Address
from cogs.reviews.addresses import CONTINUE, DELETE, EDIT, OPEN_DRAFT, READ, SHOW_DRAFT
from cogs.reviews.writing.fields import Joint, split_text
from cogs.ui.components import FIELD_LENGTH, Buttons, Form, button
from cogs.ui.labels import name_verdict
from cogs.ui.text import fit
from db.reviews.models import MAX_BODY_LENGTH, Draft, Review, Verdict

FORM_TITLE_LENGTH = 45
"""The most characters of a form's title that Discord shows."""

WRITE = Address("review:write:{anime_key:key}:{rating:int}:{episodes:int?}:{draft_id:int?}:{joint}", joint=Joint)
SAVE_EDIT = Address("review:edit:{review_id:int}:{revision:int}:{anime_key:key}:{draft_id:int?}:{joint}", joint=Joint)
SAVE_FILE = Address("review:replace-file:{review_id:int}:{revision:int}:{anime_key:key}")
SAVE_MORE = Address("review:continue:{review_id:int}:{revision:int}:{anime_key:key}:{rating:int}")
SEND_BACK = Address("review:send-back:{review_id:int}:{revision:int}")
REPLACE = Address("review:replace:{review_id:int}:{draft_id:int}")
RATE = Address("list:rate:{anime_key:key}")
"""A menu of scores for a title on the caller's list: opens the form of a review with the chosen one."""

# Forms


def make_review_form(draft: Draft, *, is_kept: bool) -> Form:
    """The form of a new review. If `is_kept`, the draft is in the database, and the sent form replaces it."""
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
            _make_file_field(
                # Translators: at most 100 characters
                _("Instead of typing: a text or Markdown file, up to {most} characters", most=MAX_BODY_LENGTH)
            ),
        ],
    )


def make_edit_form(review: Review, draft: Draft | None = None) -> Form:
    """The form to change a review that is short enough for a form.

    With a `draft`, the form begins with the draft's text, and the sent form replaces the draft too.
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
        title=_name_edit(review),
        fields=[
            make_rating_field(text.rating),
            make_verdict_field(text.chosen_verdict),
            make_spoilers_field(text.has_spoilers or review.is_flagged),
            *make_text_fields(first, second),
        ],
    )


def make_file_form(review: Review, revision: int) -> Form:
    """The form to send back, as a file, a review that is too long for a form. `revision` is that of the file's text."""
    return Form(
        SAVE_FILE(review_id=review.id, revision=revision, anime_key=review.anime_key),
        title=_name_edit(review),
        fields=[
            make_rating_field(review.text.rating),
            make_verdict_field(review.text.chosen_verdict),
            make_spoilers_field(review.is_spoiler),
            # Translators: at most 100 characters
            _make_file_field(_("Your changed file. Without one, the text stays as it is.")),
        ],
    )


def make_continue_form(review: Review) -> Form:
    """The form that adds text to a review."""
    return Form(
        SAVE_MORE(review_id=review.id, revision=review.revision, anime_key=review.anime_key, rating=review.text.rating),
        # Translators: {name} is an anime
        title=fit(_("Add to {name}"), FORM_TITLE_LENGTH, name=review.title),
        fields=make_text_fields("", ""),
    )


def _name_edit(review: Review) -> str:
    # Translators: {name} is an anime
    return fit(_("Edit · {name}"), FORM_TITLE_LENGTH, name=review.title)


# Their fields


def make_rating_field(rating: int | None) -> discord.ui.Label[Any]:
    """The menu of ratings, with `rating` chosen unless it is None."""
    options = [
        discord.SelectOption(label=f"{number}/10", value=str(number), default=number == rating)
        for number in range(10, 0, -1)
    ]
    return discord.ui.Label(text=_("Rating"), component=discord.ui.Select(custom_id="rating", options=options))


def make_verdict_field(chosen: Verdict | None) -> discord.ui.Label[Any]:
    options = [
        discord.RadioGroupOption(label=name_verdict(verdict), value=verdict.value, default=verdict is chosen)
        for verdict in Verdict
    ]
    return discord.ui.Label(
        text=_("Verdict"),
        # Translators: at most 100 characters
        description=_("If you don't choose one, it depends on your rating."),
        component=discord.ui.RadioGroup(custom_id="verdict", options=options, required=False),
    )


def make_spoilers_field(has_spoilers: bool) -> discord.ui.Label[Any]:
    return discord.ui.Label(
        text=_("Spoilers"),
        # Translators: at most 100 characters; what stands between || is hidden until somebody clicks on it
        description=_("Tick if it has unmarked spoilers. ||This|| hides a sentence or two."),
        component=discord.ui.Checkbox(custom_id="spoilers", default=has_spoilers),
    )


def _make_file_field(description: str) -> discord.ui.Label[Any]:
    upload = discord.ui.FileUpload(custom_id="file", required=False, max_values=1)
    return discord.ui.Label(text=_("File"), description=description, component=upload)


def make_text_fields(first: str, second: str) -> list[discord.ui.Label[Any]]:
    """The two text fields of a review, with the text that they begin with."""
    room = _("Room for another {number} characters", number=FIELD_LENGTH)
    return [
        discord.ui.Label(text=_("Review"), component=_text_input("body", first, _("What did you think of it?"))),
        discord.ui.Label(text=_("More text"), component=_text_input("more", second, room)),
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
    """Buttons for a review that is too long for a form."""
    return Buttons(
        button(
            SEND_BACK(review_id=review.id, revision=review.revision),
            _("Send the changed file"),
            style=discord.ButtonStyle.primary,
        ),
        button(CONTINUE(review_id=review.id), _("Add more")),
        button(DELETE(review_id=review.id), _("Delete"), style=discord.ButtonStyle.danger),
    )


def make_existing_menu(review: Review, draft: Draft | None) -> Buttons:
    """Buttons for somebody who has already reviewed the anime. `draft` is another text that they wrote for it."""
    buttons = [
        button(EDIT(review_id=review.id), _("Edit"), style=discord.ButtonStyle.primary),
        button(READ(review_id=review.id), _("Read")),
    ]
    if draft is not None:
        replace = REPLACE(review_id=review.id, draft_id=draft.id)
        buttons = [
            button(replace, _("Replace my review"), style=discord.ButtonStyle.danger),
            button(SHOW_DRAFT(draft_id=draft.id), _("Open the draft")),
            *buttons,
        ]
    return Buttons(*buttons)


def make_draft_menu(draft: Draft) -> Buttons:
    """A button that leads back to a draft."""
    return Buttons(button(OPEN_DRAFT(draft_id=draft.id), _("Back to the form"), style=discord.ButtonStyle.primary))


def make_long_draft_menu(draft: Draft) -> Buttons:
    """A button that leads back to a draft that is too long for a form."""
    return Buttons(button(SHOW_DRAFT(draft_id=draft.id), _("Open the draft"), style=discord.ButtonStyle.primary))


def make_rating_menu(anime_key: str) -> Buttons:
    """A menu of scores, the best first, for somebody who reviews a title on their list that has no score yet."""
    options = [discord.SelectOption(label=f"{score}/10", value=str(score)) for score in range(10, 0, -1)]
    return Buttons(
        discord.ui.Select(custom_id=RATE(anime_key=anime_key), placeholder=_("Choose a rating"), options=options)
    )
