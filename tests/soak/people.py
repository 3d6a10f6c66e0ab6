"""What people do in the soak, at random."""

import asyncio
from random import Random

from tests.loopback import LoopbackDiscord, Message, make_review_form
from tests.soak.expected import EMOJI, KINDS, Expected, Sent, Vote, list_votes

AUTHORS = range(101, 107)
PEOPLE = range(101, 111)
BOTS = (201, 202)
OPERATOR = 301
"""Asks how far the bot is, and does nothing else."""

COMMAND, MODAL = 2, 5
_ANIME = "mal/52991"
_MOST_CARDS, _FEWEST_CARDS = 14, 7
_HOT = 0.4
"""The share of reactions with one of two emoji on one card, so that they collide with what the bot does there."""
_SUPER = 0.15
_PAUSES = (0, 0, 0.001, 0.01, 0.03)
"""Seconds between two acts."""


class People:
    """The members of a server, some of them authors of reviews, and two bots."""

    def __init__(self, discord: LoopbackDiscord, expected: Expected, random: Random) -> None:
        self.channel_ids = [discord.truth.add_channel() for _ in range(3)]
        self.acts = 0
        """The number of acts so far."""
        self.happened: list[str] = []
        """A sentence for each act of this round."""
        self.reactions_in_a_row = 0
        """The number of reaction events since any other event."""
        self._discord = discord
        self._truth = discord.truth
        self._expected = expected
        self._random = random
        self._panels: list[tuple[int, int, Message]] = []
        """In this round: a review, a person, and the message that this person got from *Show all*."""
        self._hot_card = 0
        self._hot_emoji: list[str] = []
        discord.truth.bots.update(BOTS)

    async def write_reviews(self) -> None:
        """Makes each author write a review, and some post theirs twice."""
        data = make_review_form(f"review:write:{_ANIME}:9:::blank:0123abcd", "A quiet masterpiece.")
        for author in AUTHORS:
            channel_id = self._random.choice(self.channel_ids)
            review_id = await self._discord.interact(MODAL, data, user_id=author, channel_id=channel_id)
            await self._discord.wait_for_answer(review_id)
            self._expected.authors[review_id] = author
        for _ in range(4):
            await self._post()

    async def begin_round(self) -> None:
        """Opens the messages for the round's clicks, and chooses the card and the emoji that get many reactions."""
        self.happened.clear()
        self._panels.clear()
        cards = self._expected.list_cards()
        for message, review_id in self._random.sample(cards, 3):
            user_id = self._random.choice(PEOPLE)
            opened = await self._discord.press(message, f"reaction:all:{review_id}", user_id=user_id)
            await self._discord.wait_for_answer(opened)
            self._panels.append((review_id, user_id, self._discord.get_answers(opened)[0]))
        self._hot_card = self._random.choice(cards)[0].id
        self._hot_emoji = self._random.sample(list(EMOJI), 2)
        self.reactions_in_a_row = 0

    async def act(self, most: int) -> None:
        """Does up to `most` things, one after another, while the bot is working."""
        acts = (self._react, self._unreact, self._clear, self._clear_emoji)
        rarer = (self._press, self._post, self._say, self._delete, self._delete_channel)
        weights = [50, 25, 2, 4, 12, 4, 4, 2, 0.5]
        for act in self._random.choices(acts + rarer, weights, k=self._random.randint(0, most)):
            self.acts += 1
            await act()
            await asyncio.sleep(self._random.choice(_PAUSES))

    # Reactions

    async def _react(self) -> None:
        message, review_id = self._choose_card()
        emoji = self._random.choice(self._hot_emoji if message.id == self._hot_card else list(EMOJI))
        await self._give(message, review_id, emoji)

    async def _give(self, message: Message, review_id: int, emoji: str) -> None:
        user_id = self._random.choice((*PEOPLE, *BOTS))
        vote = Vote(review_id, EMOJI[emoji], user_id)
        if vote in self._expected.presses:
            return
        is_super = self._random.random() < _SUPER
        await self._discord.react(message.id, user_id, emoji, is_super)
        self._note_reaction(f"{user_id} reacts with {emoji}{' super' * is_super} on {message.id}", {vote})

    async def _unreact(self) -> None:
        message, review_id = self._choose_card()
        held = [(emoji, is_super, user) for (emoji, is_super), users in message.reactions.items() for user in users]
        if not held:
            return
        emoji, is_super, user_id = self._random.choice(sorted(held))
        vote = Vote(review_id, EMOJI[emoji], user_id)
        if vote in self._expected.presses:
            return
        await self._discord.unreact(message.id, user_id, emoji, is_super)
        self._note_reaction(f"{user_id} takes {emoji}{' super' * is_super} from {message.id}", {vote})

    async def _clear(self) -> None:
        message, review_id = self._choose_card()
        votes = list_votes(message, review_id)
        await self._discord.clear(message.id)
        self._note_reaction(f"all is cleared from {message.id}", votes)

    async def _clear_emoji(self) -> None:
        message, review_id = self._choose_card()
        emoji = self._random.choice(list(EMOJI))
        votes = {vote for vote in list_votes(message, review_id) if vote.kind == EMOJI[emoji]}
        await self._discord.clear(message.id, emoji)
        self._note_reaction(f"{emoji} is cleared from {message.id}", votes)

    def _choose_card(self) -> tuple[Message, int]:
        cards = self._expected.list_cards()
        hot = [card for card in cards if card[0].id == self._hot_card]
        return self._random.choice(hot if hot and self._random.random() < _HOT else cards)

    # Other things

    async def _press(self) -> None:
        """Presses a button without waiting for the answer."""
        review_id, user_id, panel = self._random.choice(self._panels)
        vote = Vote(review_id, self._random.choice(KINDS), user_id)
        if vote in self._expected.touched or vote in self._expected.presses:
            # Its effect would depend on what the bot has heard by then.
            return
        self._note(f"{user_id} presses {vote.kind} of {review_id}")
        pressed = await self._discord.press(panel, f"reaction:press:{review_id}:{vote.kind}", user_id=user_id)
        self._expected.presses[vote] = Sent(pressed, self._discord.gateway.logins)

    async def _post(self) -> None:
        """Posts a review once more, and reacts to its card before the bot has stored it."""
        if len(self._expected.list_cards()) >= _MOST_CARDS:
            return
        review_id, author = self._random.choice(list(self._expected.authors.items()))
        channel_id = self._random.choice(self.channel_ids)
        self._note(f"{author} posts a review in {channel_id}")
        options = [{"name": "anime", "type": 3, "value": _ANIME}]
        data = {"id": "2", "name": "review", "type": 1, "options": [{"name": "post", "type": 1, "options": options}]}
        sent = await self._discord.interact(COMMAND, data, user_id=author, channel_id=channel_id)
        self._expected.posts.append(Sent(sent, self._discord.gateway.logins))
        answers = self._discord.get_answers(sent)
        await self._discord.wait_until(lambda: bool(answers) or not self._discord.gateway.is_connected)
        for message in answers[:1]:
            for _ in range(self._random.randint(0, 3)):
                await self._give(message, review_id, self._random.choice(list(EMOJI)))

    async def _say(self) -> None:
        self._truth.say(self._random.choice(self.channel_ids), self._random.choice(PEOPLE))

    async def _delete(self) -> None:
        cards = self._expected.list_cards()
        if len(cards) > _FEWEST_CARDS:
            message, review_id = self._random.choice(cards)
            self._note(f"{message.id} is deleted")
            self._expected.note_end_of_card(message, review_id)
            self._truth.delete_message(message.id)

    async def _delete_channel(self) -> None:
        """Deletes a channel and adds another."""
        channel_id = self._random.choice(self.channel_ids)
        cards = self._expected.list_cards()
        gone = [card for card in cards if card[0].channel.id == channel_id]
        if len(cards) - len(gone) < _FEWEST_CARDS:
            return
        self._note(f"channel {channel_id} is deleted")
        for card in gone:
            self._expected.note_end_of_card(*card)
        self.channel_ids.remove(channel_id)
        self.channel_ids.append(self._truth.add_channel())
        await self._discord.delete_channel(channel_id)

    def _note_reaction(self, what: str, votes: set[Vote]) -> None:
        self.happened.append(what)
        self._expected.touched |= votes
        self.reactions_in_a_row += 1

    def _note(self, what: str) -> None:
        self.happened.append(what)
        self.reactions_in_a_row = 0
