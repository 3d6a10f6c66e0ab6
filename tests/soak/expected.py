"""The votes that must exist after everything people did, compared with the database and the cards."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from cogs.ui.labels import name_reaction
from db.reactions.models import BADGE_KINDS, ReactionKind
from tests.loopback import LoopbackDiscord, Message, list_components

EMOJI = {
    **{kind.emoji: kind.value for kind in ReactionKind},
    **dict.fromkeys(("👍🏻", "👍🏽", "👍🏾", "👍🏿"), "NICE"),
    "❤": "LOVE_IT",
    **dict.fromkeys(("✍", "✍🏻", "✍🏼", "✍🏿"), "WELL_WRITTEN"),
    **dict.fromkeys(("🚱", "🧻"), ""),
}
"""What people react with, and the kind that it means; empty if it means nothing to the bot."""
KINDS = tuple(kind.value for kind in ReactionKind)
BADGES = {kind.value: f"{kind.emoji} {name_reaction(kind)}" for kind in BADGE_KINDS}
"""In case of a tie, the first one leads."""

_PRESSED = 3
"""The style of a button that the person has pressed."""


class Vote(NamedTuple):
    """A kind of vote that a person gave a review."""

    review_id: int
    kind: str
    user_id: int


class Sent(NamedTuple):
    """An interaction whose answer nobody waited for."""

    id: int
    login: int
    """The number of sessions by then. An interaction of an earlier session may be lost."""


class Expected:
    """The votes that must exist: those on existing cards, and others that this remembers.

    A round is settled at its end, when it is known which clicks were acknowledged. A vote by button that the bot never
    acknowledged, because it was killed or never heard of it, may count or not. The same goes for a vote that changed on
    a card that was deleted in the same round: nobody can ask Discord what was there.
    """

    def __init__(self, discord: LoopbackDiscord) -> None:
        self.authors: dict[int, int] = {}
        """Who wrote each review."""
        self.touched: set[Vote] = set()
        """The votes changed in this round by a reaction on a card."""
        self.presses: dict[Vote, Sent] = {}
        """The votes by button in this round."""
        self.posts: list[Sent] = []
        """The commands in this round that post a card."""
        self._discord = discord
        self._truth = discord.truth
        self._loose: set[Vote] = set()
        """Votes by button, and votes on cards that are gone."""
        self._reviews_that_lost_cards: set[int] = set()

    def list_cards(self) -> list[tuple[Message, int]]:
        """The existing cards, each with the id of its review."""
        review_ids = {f"reaction:all:{review_id}": review_id for review_id in self.authors}
        return [
            (message, review_ids[component["custom_id"]])
            for message in self._truth.messages.values()
            for component in message.components
            if component.get("custom_id") in review_ids
        ]

    def note_end_of_card(self, message: Message, review_id: int) -> None:
        """Keeps the votes on a card that is about to be deleted: they stay with the review."""
        self._loose |= list_votes(message, review_id)
        self._reviews_that_lost_cards.add(review_id)

    def has_all_answers(self) -> bool:
        """Whether the bot has answered all clicks and commands that it heard of."""
        logins = self._discord.gateway.logins
        # After a card, once everything is written, its author gets another message.
        posts = [sent.id for sent in self.posts if sent.login == logins]
        presses = [sent.id for sent in self.presses.values() if sent.login == logins]
        answered = all(map(self._discord.get_first_answer, presses))
        return answered and all(len(self._discord.get_answers(post)) > 1 for post in posts)

    def settle_and_compare(self, database_path: Path) -> list[str]:
        """Ends a round; call it when nothing is in flight. Returns a sentence for each difference."""
        with closing(sqlite3.connect(f"{database_path.as_uri()}?mode=ro", uri=True)) as database:
            statement = "SELECT review_id, kind, user_id, source, is_bot FROM votes WHERE is_given"
            rows = database.execute(statement).fetchall()
            posts = {message_id for (message_id,) in database.execute("SELECT message_id FROM posts WHERE NOT is_down")}
        self._drop_unknown_cards(posts)
        standing = {message.id for message, _ in self.list_cards()}
        self._settle({Vote(*vote) for *vote, source, _ in rows if source not in standing})
        expected = {vote for card in self.list_cards() for vote in list_votes(*card)} | self._loose
        expected = {vote for vote in expected if vote.user_id not in {self.authors[vote.review_id], *self._truth.bots}}
        known = {Vote(*vote) for *vote, _, is_bot in rows if not is_bot and vote[2] != self.authors[vote[0]]}
        return [
            *(f"{vote} is not in the database" for vote in expected - known),
            *(f"{vote} is only in the database" for vote in known - expected),
            *(f"{message_id} is not kept as a post" for message_id in standing - posts),
            *(difference for card in self.list_cards() for difference in _compare_card(*card, expected)),
        ]

    def _drop_unknown_cards(self, posts: set[int]) -> None:
        """A bot that was killed after it sent a card and before it stored it can't know of the card."""
        for sent in self.posts:
            answers = self._discord.get_answers(sent.id)
            if len(answers) == 1 and answers[0].id in self._truth.messages and answers[0].id not in posts:
                self._truth.delete_message(answers[0].id)
        self.posts.clear()

    def _settle(self, known: set[Vote]) -> None:
        """Decides about the votes that are on no card. `known` are those in the database."""
        in_doubt = {vote for vote in self.touched if vote.review_id in self._reviews_that_lost_cards}
        for vote, sent in self.presses.items():
            answer = self._discord.get_first_answer(sent.id)
            if answer is None:
                in_doubt.add(vote)
                continue
            style = _find_style(answer.json["data"], vote)
            # A refusal has no buttons and changes nothing.
            if style is not None:
                (self._loose.add if style == _PRESSED else self._loose.discard)(vote)
        self._loose = (self._loose - in_doubt) | (known & in_doubt)
        self.touched.clear()
        self.presses.clear()
        self._reviews_that_lost_cards.clear()


def list_votes(message: Message, review_id: int) -> set[Vote]:
    """The votes that the reactions on a card make."""
    reactions = message.reactions.items()
    return {Vote(review_id, EMOJI[emoji], user) for (emoji, _), users in reactions for user in users if EMOJI[emoji]}


def _find_style(body: dict[str, Any], vote: Vote) -> int | None:
    custom_id = f"reaction:press:{vote.review_id}:{vote.kind}"
    styles = (component["style"] for component in list_components(body) if component.get("custom_id") == custom_id)
    return next(styles, None)


def _compare_card(message: Message, review_id: int, votes: set[Vote]) -> list[str]:
    tally = Counter(vote.kind for vote in votes if vote.review_id == review_id)
    counts = f"👍 Nice {tally['NICE']} · ❤️ Love it {tally['LOVE_IT']} · 😂 Funny {tally['FUNNY']}"
    leader = max(BADGES, key=tally.__getitem__)
    heading = "**9/10 · Recommended**" + (f" · {BADGES[leader]}" if tally[leader] else "")
    shown = message.text.splitlines()
    return [f"{message.id} lacks “{line}”: {message.text!r}" for line in (counts, heading) if line not in shown]
