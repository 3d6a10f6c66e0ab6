"""The form that a message's text begins in."""

from cogs.core.router import Address
from cogs.reviews.sharing.titles import find_rating
from cogs.reviews.writing.render import make_rating_field, make_spoilers_field, make_text_fields, make_verdict_field
from cogs.ui.components import Form
from db.titles.models import Anime

SHARE = Address("review:share:{anime_key:key}:{episodes:int?}")


def make_share_form(anime: Anime, text: str, *, episodes: int | None) -> Form:
    """A new review that begins with a message's text, and with the rating in it if there is one.

    `episodes` is how many the author has seen, if not all. A message's text always fits in the first field.
    """
    return Form(
        SHARE(anime_key=anime.key, episodes=episodes),
        title=f"Review · {anime.title}",
        fields=[
            make_rating_field(find_rating(text)),
            make_verdict_field(None),
            make_spoilers_field(False),
            *make_text_fields(text, ""),
        ],
    )
