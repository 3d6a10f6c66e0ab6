"""The forms in which reviews are written, and what a person typed into them."""

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord

from cogs.core.interactions import Interaction
from cogs.core.old_forms import FIELD_LENGTH, Form
from cogs.reviews.access import get_cog
from cogs.ui.links import ANIME_KEY
from db.reviews.models import Draft, Review, Verdict

FORM_LENGTH = 2 * FIELD_LENGTH
"""The most characters of a review that fit in a form."""

BLANK_LINE = "blank"
NOTHING = "none"

_ANIME_KEY = f"(?P<anime_key>{ANIME_KEY})"
_JOINT = rf"(?P<joint>{BLANK_LINE}|{NOTHING})"


@dataclass(frozen=True, slots=True)
class FormText:
    """What a person put into the form of a review."""

    body: str
    verdict: Verdict | None
    has_spoilers: bool
    rating: int | None
    """None in a form that does not ask for it."""
    file: discord.Attachment | None

    @classmethod
    def read(cls, values: Mapping[str, Any], *, joint: str) -> "FormText":
        """`joint` is what `split_text` said of the text that the form began with."""
        join = join_texts if joint == BLANK_LINE else operator.add
        body = join(values.get("body") or "", values.get("more") or "")
        return cls(
            body=body if body.strip() else "",
            verdict=Verdict(values["verdict"]) if values.get("verdict") else None,
            has_spoilers=bool(values.get("spoilers")),
            rating=int(values["rating"]) if values.get("rating") else None,
            file=next(iter(values.get("file") or []), None),
        )


def join_texts(first: str, second: str) -> str:
    """Two parts of a text as one: with a blank line between them, unless the first was cut off by a full field."""
    is_cut_off = bool(first) and len(first) % FIELD_LENGTH == 0
    if is_cut_off or not first.strip() or not second.strip():
        return first + second
    return first.rstrip() + "\n\n" + second.lstrip("\n")


def split_text(body: str) -> tuple[str, str, str]:
    """A body of at most `FORM_LENGTH` characters in two fields, and what joins them: `BLANK_LINE` or `NOTHING`."""
    if len(body) <= FIELD_LENGTH:
        return body, "", BLANK_LINE
    cut = body.rfind("\n\n", len(body) - FIELD_LENGTH - 2, FIELD_LENGTH + 2)
    first, second = body[:cut], body[cut + 2 :]
    if cut > 0 and join_texts(first, second) == body:
        return first, second, BLANK_LINE
    return body[:FIELD_LENGTH], body[FIELD_LENGTH:], NOTHING


class ReviewForm(Form):
    """A new review."""

    template = rf"review:write:{_ANIME_KEY}:(?P<rating>\d+):(?P<episodes>\d*):(?P<draft_id>\d*):{_JOINT}"

    def __init__(self, draft: Draft, *, is_kept: bool) -> None:
        """`is_kept` says whether the draft is in the database; what is sent then takes its place."""
        episodes = "" if draft.episodes is None else draft.episodes
        draft_id = draft.id if is_kept else ""
        first, second, joint = split_text(draft.body)
        super().__init__(
            f"review:write:{draft.anime_key}:{draft.rating}:{episodes}:{draft_id}:{joint}",
            title=f"{draft.rating}/10 · {draft.title}",
            fields=[
                make_verdict_field(draft.verdict),
                make_spoilers_field(draft.has_spoilers),
                *make_text_fields(first, second),
                make_file_field("Instead of typing, or for up to 20,000 characters: a text or Markdown file."),
            ],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], **arguments: str) -> None:
        await get_cog(interaction).writing.submit(
            interaction,
            FormText.read(values, joint=arguments["joint"]),
            anime_key=arguments["anime_key"],
            rating=int(arguments["rating"]),
            episodes=int(arguments["episodes"]) if arguments["episodes"] else None,
            draft_id=int(arguments["draft_id"]) if arguments["draft_id"] else None,
        )


class EditForm(Form):
    """The text of a review that fits in a form, to be changed."""

    template = rf"review:edit:(?P<review_id>\d+):(?P<revision>\d+):{_ANIME_KEY}:(?P<draft_id>\d*):{_JOINT}"

    def __init__(self, review: Review, draft: Draft | None = None) -> None:
        """With a `draft` it begins with that, and what is sent takes the draft's place as well."""
        shown = draft or review
        first, second, joint = split_text(shown.body)
        draft_id = draft.id if draft else ""
        super().__init__(
            f"review:edit:{review.id}:{review.revision}:{review.anime_key}:{draft_id}:{joint}",
            title=f"Edit · {review.title}",
            fields=[
                make_rating_field(shown.rating),
                make_verdict_field(shown.verdict),
                make_spoilers_field(shown.has_spoilers or review.is_flagged),
                *make_text_fields(first, second),
            ],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], **arguments: str) -> None:
        await get_cog(interaction).writing.submit_edit(
            interaction,
            FormText.read(values, joint=arguments["joint"]),
            review_id=int(arguments["review_id"]),
            revision=int(arguments["revision"]),
            anime_key=arguments["anime_key"],
            draft_id=int(arguments["draft_id"]) if arguments["draft_id"] else None,
        )


class EditFileForm(Form):
    """A review that is too long for a form, to be sent back as a file."""

    template = rf"review:replace-file:(?P<review_id>\d+):(?P<revision>\d+):{_ANIME_KEY}"

    def __init__(self, review: Review, revision: int) -> None:
        """`revision` is the one whose text was brought as a file."""
        super().__init__(
            f"review:replace-file:{review.id}:{revision}:{review.anime_key}",
            title=f"Edit · {review.title}",
            fields=[
                make_rating_field(review.rating),
                make_verdict_field(review.verdict),
                make_spoilers_field(review.is_spoiler),
                make_file_field("The changed file. Without one, the text stays as it is."),
            ],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], **arguments: str) -> None:
        await get_cog(interaction).writing.submit_file(
            interaction,
            FormText.read(values, joint=NOTHING),
            review_id=int(arguments["review_id"]),
            revision=int(arguments["revision"]),
            anime_key=arguments["anime_key"],
        )


class ContinueForm(Form):
    """More text for a review."""

    template = rf"review:continue:(?P<review_id>\d+):(?P<revision>\d+):{_ANIME_KEY}:(?P<rating>\d+)"

    def __init__(self, review: Review) -> None:
        super().__init__(
            f"review:continue:{review.id}:{review.revision}:{review.anime_key}:{review.rating}",
            title=f"Add to {review.title}",
            fields=make_text_fields("", ""),
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], **arguments: str) -> None:
        await get_cog(interaction).writing.submit_more(
            interaction,
            FormText.read(values, joint=BLANK_LINE),
            review_id=int(arguments["review_id"]),
            revision=int(arguments["revision"]),
            anime_key=arguments["anime_key"],
            rating=int(arguments["rating"]),
        )


FORMS = (ReviewForm, EditForm, EditFileForm, ContinueForm)


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


def make_file_field(description: str) -> discord.ui.Label[Any]:
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
