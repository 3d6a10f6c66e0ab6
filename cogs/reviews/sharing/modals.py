"""The form that a message's text begins in."""

from collections.abc import Mapping
from typing import Any

from cogs.core.interactions import Interaction
from cogs.core.old_forms import Form
from cogs.reviews.access import get_cog
from cogs.reviews.sharing.titles import find_rating
from cogs.reviews.writing.forms import (
    BLANK_LINE,
    FormText,
    make_rating_field,
    make_spoilers_field,
    make_text_fields,
    make_verdict_field,
)
from cogs.ui.links import ANIME_KEY
from db.titles.models import Anime


class ShareForm(Form):
    """A new review that begins with a message's text, and with the rating in it if there is one."""

    template = rf"review:share:(?P<anime_key>{ANIME_KEY}):(?P<episodes>\d*)"

    def __init__(self, anime: Anime, text: str, *, episodes: int | None) -> None:
        """`episodes` is how many the author has seen, if not all. A message's text always fits in the first field."""
        super().__init__(
            f"review:share:{anime.key}:{'' if episodes is None else episodes}",
            title=f"Review · {anime.title}",
            fields=[
                make_rating_field(find_rating(text)),
                make_verdict_field(None),
                make_spoilers_field(False),
                *make_text_fields(text, ""),
            ],
        )

    @classmethod
    async def submit(cls, interaction: Interaction, values: Mapping[str, Any], **arguments: str) -> None:
        await get_cog(interaction).writing.submit(
            interaction,
            FormText.read(values, joint=BLANK_LINE),
            anime_key=arguments["anime_key"],
            rating=int(values["rating"]),
            episodes=int(arguments["episodes"]) if arguments["episodes"] else None,
            draft_id=None,
        )


FORMS = (ShareForm,)
