"""The rules for reviews."""

from dataclasses import dataclass

from db.engine.errors import RuleError
from db.reviews.models import MAX_BODY_LENGTH
from db.titles.models import Anime


class EmptyReview(RuleError):
    """The review has no text."""


@dataclass(eq=False)
class ReviewTooLong(RuleError):
    """The review has more than `MAX_BODY_LENGTH` characters."""

    length: int


@dataclass(eq=False)
class MoreEpisodesThanThereAre(RuleError):
    """The author claims to have seen more episodes than the title has."""

    anime: Anime
    episodes: int


class TooManyReviews(RuleError):
    """A person has `MAX_REVIEWS` reviews."""


class TooManyDrafts(RuleError):
    """A person has `MAX_DRAFTS` drafts."""


def check_body(body: str) -> None:
    """Raises EmptyReview and ReviewTooLong."""
    if not body:
        raise EmptyReview
    if len(body) > MAX_BODY_LENGTH:
        raise ReviewTooLong(len(body))


def check_episodes(anime: Anime, episodes: int | None) -> int | None:
    """The episodes seen, as a review stores them: None for all.

    Raises MoreEpisodesThanThereAre.
    """
    if episodes is not None and anime.episodes is not None and episodes > anime.episodes:
        raise MoreEpisodesThanThereAre(anime, episodes)
    return None if episodes == anime.episodes else episodes
