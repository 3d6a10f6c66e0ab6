"""The form of a review, with the text of a message in it."""

from cogs.core.language import _
from cogs.core.router import Address
from cogs.reviews.sharing.titles import find_rating
from cogs.reviews.writing.render import (
    FORM_TITLE_LENGTH,
    make_rating_field,
    make_spoilers_field,
    make_text_fields,
    make_verdict_field,
)
from cogs.ui.components import Form
from cogs.ui.text import fit
from db.titles.models import Anime

SHARE = Address("review:share:{anime_key:key}:{episodes:int?}")


def make_share_form(anime: Anime, text: str, *, episodes: int | None) -> Form:
    """The form of a new review that begins with the text of a message, and with the rating in it if there is one.

    `episodes` is how many the author has seen, if not all. The text of a message always fits in the first field.
    """
    return Form(
        SHARE(anime_key=anime.key, episodes=episodes),
        title=fit(_("Review · {name}"), FORM_TITLE_LENGTH, name=anime.title),
        fields=[
            make_rating_field(find_rating(text)),
            make_verdict_field(None),
            make_spoilers_field(False),
            *make_text_fields(text, ""),
        ],
    )
