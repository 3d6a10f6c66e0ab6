"""Reviews, their drafts, versions and posts."""

from dataclasses import dataclass, replace
from enum import StrEnum

MAX_BODY_LENGTH = 20_000
"""The longest review, in characters."""

MAX_REVIEWS = 3000
"""The most reviews of one person."""

MAX_DRAFTS = 300
"""The most drafts of one person."""

MAX_VERSIONS = 50
"""How many earlier versions of a review are kept: the first one, and the last ones."""


class Verdict(StrEnum):
    """What a reviewer advises others to do."""

    RECOMMENDED = "RECOMMENDED"
    MIXED_FEELINGS = "MIXED_FEELINGS"
    NOT_RECOMMENDED = "NOT_RECOMMENDED"

    @classmethod
    def from_rating(cls, rating: int) -> "Verdict":
        """The verdict of a review whose author chose none: 7–10, 5–6, 1–4."""
        if rating >= 7:
            return cls.RECOMMENDED
        return cls.MIXED_FEELINGS if rating >= 5 else cls.NOT_RECOMMENDED


@dataclass(frozen=True, slots=True)
class ReviewText:
    """What a person says about an anime. Reviews, drafts, earlier versions and archives all have one."""

    rating: int
    body: str
    chosen_verdict: Verdict | None = None
    """None if the verdict follows from the rating. A saved review always has one."""
    has_spoilers: bool = False
    episodes: int | None = None
    """How many episodes the author has seen. None for all."""
    tags: tuple[str, ...] = ()
    """The tags that readers on another site gave an imported review."""

    @property
    def verdict(self) -> Verdict:
        return self.chosen_verdict or Verdict.from_rating(self.rating)

    @property
    def with_fixed_verdict(self) -> "ReviewText":
        """Returns a copy whose verdict stays when the rating changes."""
        return replace(self, chosen_verdict=self.verdict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A person's text for a review that is not saved yet. A draft is never changed, only replaced."""

    id: int
    """The id of the interaction that brought it."""
    author_id: int
    anime_key: str
    title: str
    text: ReviewText
    written_at: int | None = None
    """Unix seconds, for a review that was first published elsewhere. None for the time when it is saved."""


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
    """Increases with everything that may change the card, including votes."""
    is_flagged: bool = False
    """Whether readers or a moderator have found spoilers in it."""

    @property
    def is_spoiler(self) -> bool:
        """Whether the text is hidden until a reader asks for it."""
        return self.text.has_spoilers or self.is_flagged


@dataclass(frozen=True, slots=True)
class ReviewVersion:
    """A review's text as it was before an edit."""

    revision: int
    """1 for the first text."""
    text: ReviewText
    """Without its tags, which are not kept."""
    written_at: int
    """Unix seconds: when the review became this version."""


class Sort(StrEnum):
    """The order in which somebody browses a server's reviews."""

    NEWEST = "newest"
    MOST_REACTED = "most-reacted"
    FRESH = "fresh"
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which of a server's reviews somebody wants to see. None leaves no reviews out."""

    anime_key: str | None = None
    author_id: int | None = None
    verdict: Verdict | None = None
    minimum_rating: int | None = None
    without_spoilers: bool = False


@dataclass(frozen=True, slots=True)
class ListedReview:
    """A review in the list of a server's reviews."""

    id: int
    author_id: int
    anime_key: str
    title: str
    rating: int
    verdict: Verdict
    episodes: int | None
    is_spoiler: bool
    beginning: str
    """The first characters of its text. A spoiler may be cut off in the middle."""
    is_whole: bool
    """Whether `beginning` is the whole text."""
    written_at: int
    reactions: int
    """How many votes it has, of all kinds."""
    sort_value: int
    """The number to sort by: the time, the votes, the freshness or a random number."""


@dataclass(frozen=True, slots=True)
class PostedReview:
    """A review, with the channel of one of its posts."""

    id: int
    """The id of the review."""
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
    """False for a card that the bot can't edit. It shows no counts."""
    shown: int
    """The review's `changes` when the card was last drawn."""
    parent_id: int | None = None
    """If `channel_id` is a thread, the channel or forum that it belongs to."""
    is_down: bool = False
    """Whether the card was taken down with its review. If the review comes back, it is posted again."""
    is_forum_post: bool = False
    """Whether the card is the first message of a forum thread with the whole text."""
    is_waiting: bool = False
    """Whether Discord refused the last change of the card. It is tried again when access may be back."""

    @property
    def posted_in(self) -> int:
        """The channel or thread in which somebody posted the review; for a forum post, the forum."""
        return self.parent_id if self.is_forum_post and self.parent_id else self.channel_id

    @property
    def link(self) -> str:
        """The address of the message."""
        return f"https://discord.com/channels/{self.guild_id}/{self.channel_id}/{self.message_id}"


@dataclass(frozen=True, slots=True)
class Sending:
    """A card that is being sent. If it stays, nobody knows whether the card arrived."""

    id: int
    """The id of the interaction that asked for the card. The card is newer."""
    review_id: int
    guild_id: int
    channel_id: int
    """The channel or thread of the card. For a forum post, the forum."""
    parent_id: int | None
    is_forum_post: bool
    has_counts: bool
    replaces: int | None = None
    """The message id of the post that comes back by an undo."""
