"""What a review cannot be."""

from dataclasses import dataclass

from db.engine.errors import RuleError
from db.reviews.models import MAX_BODY_LENGTH
from db.titles.models import Anime


class EmptyReview(RuleError):
    """There is no text in it."""


@dataclass(eq=False)
class ReviewTooLong(RuleError):
    """It has more than `MAX_BODY_LENGTH` characters."""

    length: int


@dataclass(eq=False)
class MoreEpisodesThanThereAre(RuleError):
    """Its author says that they have seen more episodes of a title than it has."""

    anime: Anime
    episodes: int


def check_body(body: str) -> None:
    """Raises EmptyReview and ReviewTooLong."""
    if not body:
        raise EmptyReview
    if len(body) > MAX_BODY_LENGTH:
        raise ReviewTooLong(len(body))


def check_episodes(anime: Anime, episodes: int | None) -> int | None:
    """Episodes seen as a review keeps them: None when they are all there are.

    Raises MoreEpisodesThanThereAre.
    """
    if episodes is not None and anime.episodes is not None and episodes > anime.episodes:
        raise MoreEpisodesThanThereAre(anime, episodes)
    return None if episodes == anime.episodes else episodes
