"""The sentences for reviews that break a rule."""

from cogs.core.errors import Refusal, explain
from cogs.core.language import _
from cogs.ui.text import count_characters, count_episodes, escape
from db.reviews.models import MAX_BODY_LENGTH
from db.reviews.rules import EmptyReview, MoreEpisodesThanThereAre, ReviewTooLong


@explain.register
def explain_empty_review(error: EmptyReview) -> Refusal:
    return Refusal(_("The review is empty. Write something under *Review*, or send a text file."))


@explain.register
def explain_review_too_long(error: ReviewTooLong) -> Refusal:
    return Refusal(
        # Translators: {length} is such as "21,000 characters", the others are only numbers
        _("That is {length}. A review can have at most {most}, so shorten it by {excess}."),
        length=count_characters(error.length),
        most=MAX_BODY_LENGTH,
        excess=error.length - MAX_BODY_LENGTH,
    )


@explain.register
def explain_more_episodes_than_there_are(error: MoreEpisodesThanThereAre) -> Refusal:
    return Refusal(
        # Translators: {total} is such as "12 episodes", {seen} is only a number
        _(
            "{title} has {total}, so you can't have seen {seen}. Give a smaller number, or leave it out if you have "
            "seen all of them."
        ),
        title=escape(error.anime.title),
        total=count_episodes(error.anime.episodes or 0),
        seen=error.episodes,
    )
