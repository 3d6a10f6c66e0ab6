"""What features tell each other, without knowing each other: typed events, and the bus that carries them."""

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

TakeTurn: TypeAlias = Callable[[int], AbstractAsyncContextManager[None]]
"""Waits until a card in the channel with that id may be edited; the edit is made inside of it."""

Redraw: TypeAlias = Callable[[int, TakeTurn], Awaitable[None]]
"""Brings every card of the review with that id up to date, and takes a turn for each that it edits."""


@dataclass(frozen=True, slots=True)
class ReviewChanged:
    """The cards of a review have to follow it: it was edited, deleted, flagged or brought back."""

    review_id: int


@dataclass(frozen=True, slots=True)
class CardPosted:
    """A card stands that did not stand before."""

    post: Post


@dataclass(frozen=True, slots=True)
class CardGone:
    """A card does not stand any more."""

    post: Post


@dataclass(frozen=True, slots=True)
class LastEpisodeCounted:
    """Somebody has counted the last episode of a title; the interaction is answered already."""

    interaction: Interaction
    entry: Entry
    anime: Anime


class Bus:
    """Carries events from those who publish them to those who follow them."""

    def __init__(self) -> None:
        self._followers: dict[type, list[Callable[[Any], Awaitable[None]]]] = defaultdict(list)

    def follow(self, kind: type[Event], follower: Callable[[Event], Awaitable[None]]) -> None:
        """Calls a function with each event of a kind from now on."""
        self._followers[kind].append(follower)

    async def publish(self, event: object) -> None:
        """Returns once every follower has returned. Their errors are logged, and stop neither others nor the caller."""
        for follower in self._followers[type(event)]:
            with log_errors(f"following {type(event).__name__}"):
                await follower(event)
