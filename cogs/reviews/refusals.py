"""The sentences for reviews that break a rule."""

from cogs.core.errors import Refusal, explain
from cogs.core.language import _, ngettext
from cogs.ui.text import escape
from db.reviews.models import MAX_BODY_LENGTH, MAX_DRAFTS, MAX_REVIEWS
from db.reviews.rules import EmptyReview, MoreEpisodesThanThereAre, ReviewTooLong, TooManyDrafts, TooManyReviews


@explain.register
def explain_empty_review(error: EmptyReview) -> Refusal:
    return Refusal(_("The review is empty. Write something under *Review*, or send a text file."))


@explain.register
def explain_review_too_long(error: ReviewTooLong) -> Refusal:
    return Refusal(
        _("The review has {length} characters. It can have at most {most}, so shorten it by {excess}."),
        length=error.length,
        most=MAX_BODY_LENGTH,
        excess=error.length - MAX_BODY_LENGTH,
    )


@explain.register
def explain_more_episodes_than_there_are(error: MoreEpisodesThanThereAre) -> Refusal:
    return Refusal(
        ngettext(
            "{title} has {number} episode, so you can't have seen {seen}. Leave the number out if you have seen it.",
            "{title} has {number} episodes, so you can't have seen {seen}. Give a smaller number, or leave it out if "
            "you have seen all of them.",
            error.anime.episodes or 0,
            title=escape(error.anime.title),
            seen=error.episodes,
        )
    )


@explain.register
def explain_too_many_reviews(error: TooManyReviews) -> Refusal:
    message = _("You can have at most {most} reviews. Delete one with `/review delete` first. Your text is not lost.")
    return Refusal(message, most=MAX_REVIEWS)


@explain.register
def explain_too_many_drafts(error: TooManyDrafts) -> Refusal:
    message = _("You can have at most {most} drafts. Delete or post some in `/review mine`, then send your text again.")
    return Refusal(message, most=MAX_DRAFTS)
