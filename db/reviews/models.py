"""The words of reviews: what a review, its draft, its versions and its posts are."""

from dataclasses import dataclass, replace
from enum import StrEnum

MAX_BODY_LENGTH = 20_000
"""The longest review, in characters."""


class Verdict(StrEnum):
    """What a reviewer tells others to do."""

    RECOMMENDED = "RECOMMENDED"
    MIXED_FEELINGS = "MIXED_FEELINGS"
    NOT_RECOMMENDED = "NOT_RECOMMENDED"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @classmethod
    def from_rating(cls, rating: int) -> "Verdict":
        """The verdict of a review whose author chose none: 7–10, 5–6, 1–4."""
        if rating >= 7:
            return cls.RECOMMENDED
        return cls.MIXED_FEELINGS if rating >= 5 else cls.NOT_RECOMMENDED


@dataclass(frozen=True, slots=True)
class ReviewText:
    """What a person says of an anime: the same in a review, its draft, an earlier version and an archive."""

    rating: int
    body: str
    chosen_verdict: Verdict | None = None
    """None: the verdict follows from the rating. What was saved as a review always has one."""
    has_spoilers: bool = False
    episodes: int | None = None
    """Episodes seen when less than all; None: all of them."""
    tags: tuple[str, ...] = ()
    """What other sites' readers called it, for a review that was imported."""

    @property
    def verdict(self) -> Verdict:
        return self.chosen_verdict or Verdict.from_rating(self.rating)

    @property
    def with_fixed_verdict(self) -> "ReviewText":
        """The same with a verdict that stays, whatever becomes of the rating."""
        return replace(self, chosen_verdict=self.verdict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person has sent for a review that is not saved as one yet. It is never changed, only replaced."""

    id: int
    """That of the interaction that brought it."""
    author_id: int
    anime_key: str
    title: str
    text: ReviewText
    written_at: int | None = None
    """Unix seconds, for a review that was first published elsewhere; None: when it is saved."""


@dataclass(frozen=True, slots=True)
class Review:
    """One person's review of one anime."""

    id: int
    author_id: int
    anime_key: str
    title: str
    text: ReviewText
    written_at: int
    """Unix seconds."""
    edited_at: int | None
    revision: int
    """1 for the first text, one more for each edit."""
    changes: int
    """Goes up whenever what a card shows of the review may have changed, votes included."""
    is_flagged: bool = False
    """Whether readers or a moderator say that it gives away more than its author says."""

    @property
    def is_spoiler(self) -> bool:
        """Whether its text is only shown to those who have asked for it."""
        return self.text.has_spoilers or self.is_flagged


@dataclass(frozen=True, slots=True)
class ReviewVersion:
    """A review's text as it was before an edit."""

    revision: int
    """1 for the first text."""
    text: ReviewText
    """Without its tags, which are not kept."""
    written_at: int
    """Unix seconds: when the review came to be like this."""


class Sort(StrEnum):
    """In which order a server's reviews are browsed."""

    NEWEST = "newest"
    MOST_REACTED = "most-reacted"
    FRESH = "fresh"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which of a server's reviews somebody wants to see; what is None leaves none out."""

    anime_key: str | None = None
    author_id: int | None = None
    verdict: Verdict | None = None
    minimum_rating: int | None = None
    without_spoilers: bool = False


@dataclass(frozen=True, slots=True)
class ListedReview:
    """A line of a server's reviews."""

    id: int
    author_id: int
    anime_key: str
    title: str
    rating: int
    verdict: Verdict
    episodes: int | None
    is_spoiler: bool
    beginning: str
    """The first characters of its text; a spoiler may be cut off in the middle."""
    is_whole: bool
    """Whether that is all of it."""
    written_at: int
    reactions: int
    """How many votes it has, of all kinds."""
    sort_value: int
    """By what it is sorted: its time, its votes, its freshness or a number without meaning."""


@dataclass(frozen=True, slots=True)
class PostedReview:
    """What one of a review's posts says of it."""

    id: int
    """The review's."""
    author_id: int
    rating: int
    verdict: Verdict
    written_at: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class Post:
    """One card: a message that shows a review."""

    message_id: int
    review_id: int
    guild_id: int
    channel_id: int
    has_counts: bool
    """False for a card that the bot cannot edit, which therefore shows no counts."""
    shown: int
    """The review's `changes` when the card was last drawn."""
    parent_id: int | None = None
    """The channel or forum that the thread belongs to which `channel_id` names; None where it is no thread."""
    is_down: bool = False
    """Whether it was taken down with its review, and is posted again should the review come back."""
    is_forum_post: bool = False
    """Whether it begins a thread in a forum, with the whole text in it."""

    @property
    def link(self) -> str:
        """The address of the message."""
        return f"https://discord.com/channels/{self.guild_id}/{self.channel_id}/{self.message_id}"
