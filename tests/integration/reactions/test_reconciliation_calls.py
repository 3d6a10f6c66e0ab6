"""How few calls reconciliation makes."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.loopback import TOKEN, LoopbackDiscord, Message, Program, make_review_form
from tests.soak.run import CODE

COMMAND, MODAL = 2, 5
IN_STEP = "The counts on every card match Discord's."
FORM = make_review_form("review:write:mal/52991:9:::blank:0123abcd", "A quiet masterpiece.")
ABOUT = {"id": "1", "name": "about", "type": 1}


class Club:
    """A channel in Discord, and a bot that can be started and stopped."""

    def __init__(self, discord: LoopbackDiscord, folder: Path, catalogue_path: Path) -> None:
        self.discord = discord
        self.channel_id = discord.truth.add_channel()
        self._folder = folder
        self._environment = {
            "DISCORD_TOKEN": TOKEN,
            "DATABASE_URL": f"sqlite:///{folder}/kanso.db",
            "CATALOGUE_PATH": str(catalogue_path),
            "CARD_REFRESH_SECONDS": "0",
        }

    async def open(self) -> None:
        """Starts the bot."""
        self.program = await Program.launch(
            self._folder, self.discord.url, self._folder / "output.txt", code=CODE, environment=self._environment
        )
        await self.discord.wait_for_login()

    async def close(self) -> None:
        """Stops the bot after it has saved everything."""
        self.program.send(signal.SIGTERM)
        await self.program.wait()
        await self.discord.wait_for_logout()

    async def post(self, author_id: int) -> Message:
        """Posts a review. Returns its card, with the three reactions that the bot adds."""
        review_id = await self.discord.interact(MODAL, FORM, user_id=author_id, channel_id=self.channel_id)
        await self.discord.wait_for_answer(review_id)
        card = self.discord.get_answers(review_id)[0]
        await self.discord.wait_until(lambda: len(card.reactions) == 3)
        return card

    async def wait_until_in_step(self) -> None:
        said = ""
        while IN_STEP not in said:
            asked = await self.discord.interact(COMMAND, ABOUT, user_id=1, channel_id=self.channel_id)
            await self.discord.wait_until(lambda: bool(self.discord.get_answers(asked)))  # noqa: B023
            said = self.discord.get_answers(asked)[0].text

    async def count_calls(self) -> dict[str, int]:
        """Starts the bot and lets it reconcile. Returns how many times it asked for messages, and for who reacted."""
        self.discord.requests.clear()
        await self.open()
        await self.wait_until_in_step()
        paths = [request.path for request in self.discord.requests if request.method == "GET"]
        return {
            "messages": sum(path.endswith("/messages") for path in paths),
            "people": sum("/reactions/" in path for path in paths),
        }


@pytest.fixture
async def club(tmp_path: Path, catalogue_path: Path) -> AsyncIterator[Club]:
    discord = LoopbackDiscord()
    await discord.start()
    club = Club(discord, tmp_path, catalogue_path)
    await club.open()
    yield club
    await club.program.kill()
    await discord.stop()


async def test_without_reactions_one_call_is_enough_for_a_hundred_messages(club: Club) -> None:
    for author_id in range(101, 106):
        await club.post(author_id)
    await club.close()

    assert await club.count_calls() == {"messages": 1, "people": 0}


async def test_messages_between_two_cards_cause_no_calls(club: Club) -> None:
    await club.post(101)
    for _ in range(350):
        club.discord.truth.say(club.channel_id, 150)
    await club.post(102)
    await club.close()

    assert await club.count_calls() == {"messages": 2, "people": 0}


async def test_one_call_lists_a_hundred_people_who_reacted(club: Club) -> None:
    card = await club.post(101)
    await club.close()
    for user_id in range(1000, 1250):
        await club.discord.react(card.id, user_id, "👍")

    assert await club.count_calls() == {"messages": 1, "people": 3}
    assert "👍 Nice 250" in card.text


async def test_where_the_count_is_the_same_people_are_compared_once(club: Club) -> None:
    first, second = await club.post(101), await club.post(102)
    for card in (first, second):
        await club.discord.react(card.id, 1000, "👍")
    await club.wait_until_in_step()
    await club.close()
    await club.discord.unreact(first.id, 1000, "👍")
    await club.discord.react(first.id, 101, "👍")
    await club.discord.react(second.id, 1001, "😂")

    # On the first card, the author took somebody's place. On the second, somebody added another emoji.
    assert await club.count_calls() == {"messages": 1, "people": 3}
    assert "👍 Nice 0" in first.text
    assert "👍 Nice 1 · ❤️ Love it 0 · 😂 Funny 1" in second.text


async def test_one_call_confirms_that_a_card_was_deleted(club: Club) -> None:
    first, second = await club.post(101), await club.post(102)
    await club.close()
    club.discord.truth.delete_message(first.id)

    await club.count_calls()
    asked = [request.path for request in club.discord.requests if request.path.endswith(f"/messages/{first.id}")]
    assert len(asked) == 1
    await club.discord.react(second.id, 1000, "👍")
    await club.discord.wait_until(lambda: "👍 Nice 1" in second.text)
