"""Compares the reactions that the bot knows of with those that Discord holds, and corrects them."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import aiohttp
import discord

from cogs.core.discord_internals import fetch_message, fetch_messages, fetch_reaction_users
from cogs.core.errors import may_pass
from cogs.core.events import Bus, CardGone
from cogs.core.interactions import Client
from cogs.reactions.card_refresher import EDITS_SECONDS
from cogs.reactions.vote_writer import VoteWriter
from db.engine.errors import StorageError
from db.reactions.models import ReactionKind
from db.reactions.votes import HeldReactions, ReactionEvent
from db.reviews.models import Post
from db.reviews.posts import Doubt

_log = logging.getLogger(__name__)

COUNTS_PAUSE = 0.1
"""Seconds between two calls. Discord allows a bot 50 calls a second in all."""
PEOPLE_PAUSE = 0.5
"""Seconds between two calls when nothing is known to be wrong."""
RETRY_SECONDS = 5.0
_LONGEST_RETRY_SECONDS = 300
_MOST_FAILURES = 5
_PROGRESS_SECONDS = 60
_PAGE = 100
"""The most messages, or people, that Discord returns in one call."""
_UNKNOWN = -10
_UNKNOWN_CHANNEL, _UNKNOWN_MESSAGE, _UNKNOWN_EMOJI = 10003, 10008, 10014
_POSITION = "reconciled_down_to"


class Reconciler:
    """Checks the cards that are in doubt, the newest first, in a task that exists only while there are any.

    It first compares the numbers of their reactions, for up to 100 messages a call, and asks who reacted only where the
    numbers differ. Equal numbers can hide that one person took the place of another. So in the end it also asks, more
    slowly, who reacted to the other cards.
    """

    def __init__(
        self,
        bot: Client,
        bus: Bus,
        writer: VoteWriter,
        *,
        seconds: float,
        on_change: Callable[[int], None],
        on_channel_gone: Callable[[int, int], Awaitable[None]],
    ) -> None:
        """`on_change` is called with the id of a review whose tally was wrong.

        `on_channel_gone` is called with the ids of a server and of a channel in it that no longer exists. `seconds` is
        how often cards are redrawn; below five, the pauses between calls get shorter too.
        """
        self._bot = bot
        self._writer = writer
        self._bus = bus
        self._on_change = on_change
        self._on_channel_gone = on_channel_gone
        self._pace = min(seconds / EDITS_SECONDS, 1.0)
        self._task: asyncio.Task[None] | None = None
        self._is_wanted = False
        self._waiting_doubts: deque[Callable[[], Awaitable[int]]] = deque()
        """Functions to call, which put cards in doubt and return how many."""
        self._waiting_for: set[int] = set()
        self._asked: dict[int, set[HeldReactions]] = {}
        """The reactions whose people are known already, by the cards that are still in doubt."""
        self._log_at = 0.0
        self._calls = self._corrected = self._failures = 0

    @property
    def is_idle(self) -> bool:
        """Whether all cards that can be checked have been checked."""
        return self._task is None or self._task.done()

    def put_shard_in_doubt(self, shard_id: int) -> None:
        """Puts all cards in a shard's servers in doubt, because some of their events may have been missed.

        Nothing is checked until `release_shard`: a server's events only come after Discord has announced the server.
        """
        self._waiting_for.add(shard_id)
        shard_count = self._bot.shard_count or 1
        self._put_in_doubt(
            partial(self._bot.store.posts.put_shard_in_doubt, shard_id=shard_id, shard_count=shard_count)
        )

    def release_shard(self, shard_id: int) -> None:
        """Starts to check the cards of a shard, now that its servers are known."""
        self._waiting_for.discard(shard_id)
        self.start()

    def is_waiting_for(self, shard_id: int) -> bool:
        """Whether a shard must still be released."""
        return shard_id in self._waiting_for

    def put_guild_in_doubt(self, guild_id: int) -> None:
        """Puts all cards in a server in doubt, and starts to check them."""
        self._put_in_doubt(partial(self._bot.store.posts.put_guild_in_doubt, guild_id=guild_id))

    def put_cards_in_doubt(self, message_ids: Collection[int]) -> None:
        """Puts some cards in doubt, and starts to check them."""
        self._put_in_doubt(partial(self._bot.store.posts.put_cards_in_doubt, message_ids))

    def start(self) -> None:
        """Starts to check the cards that are in doubt, and returns at once."""
        self._is_wanted = True
        if self.is_idle:
            self._task = asyncio.create_task(self._run(), name="kanso-reconciliation")

    def _put_in_doubt(self, doubt: Callable[[], Awaitable[int]]) -> None:
        self._waiting_doubts.append(doubt)
        self.start()

    async def close(self) -> None:
        """Stops checking. The database knows which cards are still in doubt."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        began_at = self._log_at = loop.time()
        self._calls = self._corrected = self._failures = 0
        while self._is_wanted:
            self._is_wanted = False
            try:
                while await self._check_next():
                    self._failures = 0
                    await self._log_progress()
            except (discord.HTTPException, aiohttp.ClientError, OSError, StorageError) as error:
                _log.warning("Reconciliation failed: %s", error)
                await self._wait_after_failure()
            except Exception:
                _log.exception("Reconciliation failed")
                await self._wait_after_failure()
        if not self._calls:
            return
        seconds = loop.time() - began_at
        _log.info("Reconciled in %.1f s with %d calls: %d cards corrected", seconds, self._calls, self._corrected)

    async def _wait_after_failure(self) -> None:
        self._is_wanted = True
        pause = min(RETRY_SECONDS * 2**self._failures, _LONGEST_RETRY_SECONDS)
        self._failures += 1
        await asyncio.sleep(pause)

    async def _check_next(self) -> bool:
        """Checks a card and others near it, or puts some in doubt. Returns whether there was anything to do."""
        if self._waiting_doubts:
            count = await self._waiting_doubts[0]()
            self._waiting_doubts.popleft()
            _log.info("Reconciling %d cards with Discord", count)
            return True
        if self._waiting_for:
            return False
        card = await self._bot.store.posts.get_in_doubt(Doubt.ALL)
        check = self._check_counts
        if card is None:
            card = await self._find_next_with_people_in_doubt()
            check = self._check_people
        if card is None:
            return False
        try:
            await check(card)
        except discord.HTTPException as error:
            if error.code == _UNKNOWN_MESSAGE:
                # This card or one before it was just deleted. Comparing the counts again shows which.
                await self._bot.store.posts.set_doubt([card.message_id], Doubt.ALL)
                raise
            if error.code == _UNKNOWN_CHANNEL:
                await self._on_channel_gone(card.guild_id, card.channel_id)
            elif may_pass(error) and self._failures < _MOST_FAILURES:
                raise
            else:
                # Other channels need not wait for this one.
                _log.warning("channel guild=%s channel=%s not read: %s", card.guild_id, card.channel_id, error)
                await self._bot.store.posts.set_unreadable(channel_id=card.channel_id)
        return True

    async def _find_next_with_people_in_doubt(self) -> Post | None:
        """The next older card after the last one, even across a restart; at the end, the newest one again."""
        position = await self._bot.store.stored.get_value(_POSITION)
        card = position and await self._bot.store.posts.get_in_doubt(Doubt.PEOPLE, before=int(position))
        card = card or await self._bot.store.posts.get_in_doubt(Doubt.PEOPLE)
        if card is not None:
            await self._bot.store.stored.set_value(_POSITION, str(card.message_id))
        return card

    async def _check_counts(self, newest: Post) -> None:
        """Compares the reactions on a card, and on cards among the messages before it, with Discord's numbers."""
        posts = self._bot.store.posts
        cards = await posts.list_in_doubt(channel_id=newest.channel_id, newest=newest.message_id, limit=_PAGE)
        async with self._writer.watch(card.message_id for card in cards) as heard:
            call = fetch_messages(self._bot, newest.channel_id, before=newest.message_id + 1, limit=_PAGE)
            messages = {int(message["id"]): message for message in await self._call(call, COUNTS_PAUSE)}
            oldest = min(messages) if len(messages) == _PAGE else 0
            remaining: dict[Doubt, list[int]] = {Doubt.NOTHING: [], Doubt.PEOPLE: []}
            for card in cards:
                if card.message_id < oldest:
                    break
                if card.message_id in messages:
                    counts = _count_reactions(messages[card.message_id])
                    remaining[await self._correct(card, counts, heard[card.message_id])].append(card.message_id)
                elif await self._is_gone(card):
                    await posts.delete(message_id=card.message_id)
                    await self._bus.publish(CardGone(card))
                else:
                    # Without permission to read its history, the channel looks empty.
                    await posts.set_unreadable(channel_id=card.channel_id)
                    break
        for doubt, message_ids in remaining.items():
            await posts.set_doubt(message_ids, doubt)

    async def _is_gone(self, card: Post) -> bool:
        try:
            await self._call(fetch_message(self._bot, card.channel_id, card.message_id), COUNTS_PAUSE)
        except discord.NotFound as error:
            if error.code != _UNKNOWN_MESSAGE:
                raise
            return True
        return False

    async def _correct(self, card: Post, counts: Mapping[HeldReactions, int], heard: Sequence[ReactionEvent]) -> Doubt:
        """Corrects the reactions of a card whose numbers differ. Returns what is still in doubt."""
        self._asked.pop(card.message_id, None)
        known = await self._bot.store.reactions.count_on_card(review_id=card.review_id, message_id=card.message_id)
        agreeing = {held for held, count in counts.items() if known.get(held) == count}
        differing = (known.keys() | counts.keys()) - agreeing
        for held in differing:
            people = await self._list_people(card, held, COUNTS_PAUSE) if held in counts else {}
            await self._set_held(card, held, people, heard)
        if not agreeing:
            return Doubt.NOTHING
        if differing:
            self._asked[card.message_id] = differing
        return Doubt.PEOPLE

    async def _check_people(self, card: Post) -> None:
        """Compares who reacted to a card with what Discord says."""
        async with self._writer.watch([card.message_id]) as heard:
            known = await self._bot.store.reactions.count_on_card(review_id=card.review_id, message_id=card.message_id)
            for held in known.keys() - self._asked.pop(card.message_id, set()):
                people = await self._list_people(card, held, PEOPLE_PAUSE)
                await self._set_held(card, held, people, heard[card.message_id])
        await self._bot.store.posts.set_doubt([card.message_id], Doubt.NOTHING)

    async def _set_held(
        self, card: Post, held: HeldReactions, people: Mapping[int, bool], heard: Sequence[ReactionEvent]
    ) -> None:
        if await self._bot.store.reactions.set_held(
            held, people, review_id=card.review_id, message_id=card.message_id, heard=heard
        ):
            self._corrected += 1
            self._on_change(card.review_id)

    async def _list_people(self, card: Post, held: HeldReactions, pause: float) -> dict[int, bool]:
        """The people with a reaction, except this bot, and whether each is a bot."""
        assert self._bot.user is not None
        people: dict[int, bool] = {}
        after = None
        while True:
            call = fetch_reaction_users(
                self._bot,
                card.channel_id,
                card.message_id,
                held.emoji,
                is_super=held.is_super,
                after=after,
                limit=_PAGE,
            )
            try:
                users = await self._call(call, pause)
            except discord.HTTPException as error:
                # Its status is 400 or 404.
                if error.code != _UNKNOWN_EMOJI:
                    raise
                users = []
            before = len(people)
            people |= {int(user["id"]): user.get("bot", False) for user in users}
            if len(users) < _PAGE or len(people) == before:
                people.pop(self._bot.user.id, None)
                return people
            after = max(people)

    async def _call(self, call: Awaitable[Any], pause: float) -> Any:
        """Returns what Discord answers, after a pause before the next call."""
        self._calls += 1
        answer = await call
        await asyncio.sleep(pause * self._pace)
        return answer

    async def _log_progress(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._log_at + _PROGRESS_SECONDS:
            return
        self._log_at = now
        doubts = await self._bot.store.posts.count_doubts()
        _log.info(
            "Reconciling: %d cards are waiting for their counts, %d for who reacted",
            doubts.get(Doubt.ALL, 0),
            doubts.get(Doubt.PEOPLE, 0),
        )


def _count_reactions(message: Mapping[str, Any]) -> dict[HeldReactions, int]:
    """The number of each emoji's reactions on a message from Discord, without this bot's own."""
    counts = {}
    for reaction in message.get("reactions") or []:
        emoji, details = reaction["emoji"], reaction.get("count_details") or {}
        name = emoji.get("name")
        if emoji.get("id") is None and name and ReactionKind.from_emoji(name):
            # An unknown number equals none that is stored, so Discord is asked who reacted.
            for is_super, kind, own in ((False, "normal", "me"), (True, "burst", "me_burst")):
                count = details.get(kind)
                count = _UNKNOWN if count is None else count
                counts[HeldReactions(name, is_super)] = count - bool(reaction.get(own))
    return {held: count for held, count in counts.items() if count > 0 or count <= _UNKNOWN}
