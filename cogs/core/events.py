"""Typed events, and the bus by which features hear from each other without importing each other."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from cogs.core.errors import log_errors
from cogs.core.interactions import Interaction
from db.lists.models import Entry
from db.reviews.models import Post
from db.titles.models import Anime

Event = TypeVar("Event")

TakeTurn: TypeAlias = Callable[[int, int], AbstractAsyncContextManager[None]]
"""Waits until a message may be edited, by the ids of its channel and its own; make the edit inside."""

Redraw: TypeAlias = Callable[[int, TakeTurn], Awaitable[None]]
"""Updates every card of the review with this id, taking a turn for each edit."""


@dataclass(frozen=True, slots=True)
class ReviewChanged:
    """A review's cards must be redrawn: it was edited, deleted, flagged or restored."""

    review_id: int


@dataclass(frozen=True, slots=True)
class CardPosted:
    """A card appeared."""

    post: Post


@dataclass(frozen=True, slots=True)
class CardGone:
    """A card is gone."""

    post: Post


@dataclass(frozen=True, slots=True)
class CardsRefused:
    """Discord doesn't let the bot change or remove some of a review's cards. They wait until access may be back."""

    review_id: int
    posts: list[Post]


@dataclass(frozen=True, slots=True)
class LastEpisodeCounted:
    """Somebody counted the last episode of a title; their interaction is already answered."""

    interaction: Interaction
    entry: Entry
    anime: Anime


class Bus:
    """Delivers events to their subscribers."""

    def __init__(self) -> None:
        self._subscribers: dict[type, list[Callable[[Any], Awaitable[None]]]] = defaultdict(list)

    def subscribe(self, kind: type[Event], subscriber: Callable[[Event], Awaitable[None]]) -> None:
        """Calls a function with every further event of a kind."""
        self._subscribers[kind].append(subscriber)

    async def publish(self, event: object) -> None:
        """Calls all subscribers, one after the other. Logs their errors and goes on."""
        for subscriber in self._subscribers[type(event)]:
            with log_errors(f"handling {type(event).__name__}"):
                await subscriber(event)
