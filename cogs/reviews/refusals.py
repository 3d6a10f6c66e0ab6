"""What a person is told whose review cannot be as they sent it."""

from cogs.core.errors import Refusal, explain
from cogs.ui.text import count, escape
from db.reviews.models import MAX_BODY_LENGTH
from db.reviews.rules import EmptyReview, MoreEpisodesThanThereAre, ReviewTooLong


@explain.register
def _(error: EmptyReview) -> Refusal:
    return Refusal("The review is empty: write something under *Review*, or send a text file.")


@explain.register
def _(error: ReviewTooLong) -> Refusal:
    return Refusal(
        "That is {length} characters, and a review has at most {most}: shorten it by {excess}.",
        length=error.length,
        most=MAX_BODY_LENGTH,
        excess=error.length - MAX_BODY_LENGTH,
    )


@explain.register
def _(error: MoreEpisodesThanThereAre) -> Refusal:
    return Refusal(
        "{title} has {total}, so you can't have seen {seen}. Give a smaller number, or none if you have seen them all.",
        title=escape(error.anime.title),
        total=count(error.anime.episodes or 0, "episode"),
        seen=error.episodes,
    )
