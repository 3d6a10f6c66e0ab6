"""The stand-in for Discord does what Discord does."""

import asyncio
import itertools
import json
import socket
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import aiohttp
import pytest
import zstandard
from aiohttp import ClientSession, ClientWebSocketResponse

from tests.loopback import APPLICATION_ID, CHANNEL_ID, TOKEN, LoopbackDiscord, Message, RateLimits, encode

READER, ANOTHER = 11, 12


class Client:
    """A bot's end of the gateway."""

    def __init__(self, websocket: ClientWebSocketResponse, decompress: Callable[[bytes], bytes]) -> None:
        self._websocket = websocket
        self._decompress = decompress
        self.session_id = ""
        self.number = 0

    async def read(self) -> dict[str, Any]:
        message = await self._websocket.receive(timeout=5)
        if message.type is aiohttp.WSMsgType.TEXT:
            return json.loads(message.data)
        assert message.type is aiohttp.WSMsgType.BINARY
        return json.loads(self._decompress(message.data))

    async def read_events(self, count: int) -> list[tuple[int, str]]:
        """The numbers and the names of the next events."""
        read = [await self.read() for _ in range(count)]
        self.number = read[-1]["s"]
        return [(payload["s"], payload["t"]) for payload in read]

    async def log_in(self) -> None:
        await self._websocket.send_json({"op": 2, "d": {"token": TOKEN}})
        ready = await self.read()
        self.session_id = ready["d"]["session_id"]
        await self.read_events(1)

    async def resume(self, lost: "Client") -> None:
        """Resumes the session of a client that lost its connection."""
        data = {"token": TOKEN, "session_id": lost.session_id, "seq": lost.number}
        await self._websocket.send_json({"op": 6, "d": data})

    async def wait_for_end(self) -> None:
        async with asyncio.timeout(60):
            while (await self._websocket.receive()).type is not aiohttp.WSMsgType.CLOSED:
                pass


class Machine:
    """The machine on which the clients run."""

    def __init__(self, discord: LoopbackDiscord, http: ClientSession) -> None:
        self._discord = discord
        self._http = http

    async def connect(self, compression: str | None = None) -> Client:
        query = f"?compress={compression}" if compression else ""
        client = Client(await self._http.ws_connect(self._discord.gateway.url + query), _make_decompressor(compression))
        assert (await client.read())["op"] == 10
        return client

    @asynccontextmanager
    async def ask(self, method: str, path: str, body: Any = None) -> AsyncIterator[aiohttp.ClientResponse]:
        url = f"{self._discord.url}/api{path}"
        async with self._http.request(method, url, json=body, headers={"Authorization": f"Bot {TOKEN}"}) as response:
            yield response

    async def get(self, path: str) -> Any:
        async with self.ask("GET", path) as response:
            return await response.json()

    async def get_status(self, method: str, path: str, body: Any = None) -> int:
        async with self.ask(method, path, body) as response:
            return response.status


def _make_socket(address: tuple[Any, ...]) -> socket.socket:
    made = socket.socket(*address[:3])
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024)
    return made


def _make_decompressor(compression: str | None) -> Callable[[bytes], bytes]:
    if compression == "zlib-stream":
        return zlib.decompressobj().decompress
    return zstandard.ZstdDecompressor().decompressobj().decompress


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    discord = LoopbackDiscord()
    await discord.start()
    yield discord
    await discord.stop()


@pytest.fixture
async def machine(discord: LoopbackDiscord) -> AsyncIterator[Machine]:
    async with ClientSession(connector=aiohttp.TCPConnector(socket_factory=_make_socket)) as http:
        yield Machine(discord, http)


@pytest.fixture
def card(discord: LoopbackDiscord) -> Message:
    """A message from the bot."""
    return discord.truth.say(CHANNEL_ID, APPLICATION_ID)


# The gateway


async def test_a_resumed_session_gets_missed_events_once(
    discord: LoopbackDiscord, machine: Machine, card: Message
) -> None:
    lost = await machine.connect()
    await lost.log_in()
    await discord.react(card.id, READER)
    assert await lost.read_events(1) == [(3, "MESSAGE_REACTION_ADD")]
    discord.gateway.disconnect()
    await discord.unreact(card.id, READER)

    client = await machine.connect()
    await client.resume(lost)
    assert await client.read_events(2) == [(4, "MESSAGE_REACTION_REMOVE"), (5, "RESUMED")]
    await discord.react(card.id, READER)
    assert await client.read_events(1) == [(6, "MESSAGE_REACTION_ADD")]


async def test_a_forgotten_session_is_refused_and_its_events_are_lost(
    discord: LoopbackDiscord, machine: Machine, card: Message
) -> None:
    lost = await machine.connect()
    await lost.log_in()
    discord.gateway.forget_session()
    await discord.react(card.id, READER)

    client = await machine.connect()
    await client.resume(lost)
    assert await client.read() == {"op": 9, "d": False}
    client = await machine.connect()
    await client.log_in()
    await discord.react(card.id, ANOTHER)
    assert await client.read_events(1) == [(3, "MESSAGE_REACTION_ADD")]


async def test_events_in_the_middle_of_a_storm_keep_their_place(discord: LoopbackDiscord, machine: Machine) -> None:
    client = await machine.connect("zstd-stream")
    await client.log_in()
    count = 20_000
    random = Random(1)
    events = [encode("TYPING_START", {"user_id": random.getrandbits(512)}) for _ in range(count)]
    storm = asyncio.create_task(discord.gateway.storm(events))
    read = await client.read_events(count // 2)
    assert not storm.done()
    await discord.gateway.dispatch("INTERACTION_CREATE", {})
    read += await client.read_events(count // 2 + 1)

    assert [number for number, _ in read] == list(range(3, count + 4))
    place = [name for _, name in read].index("INTERACTION_CREATE")
    assert count // 2 < place < count * 3 // 4, "it should not wait behind the whole storm"


@pytest.mark.parametrize("compression", ["zstd-stream", "zlib-stream", None])
async def test_events_come_twice_and_in_the_wrong_order_on_request(
    discord: LoopbackDiscord, machine: Machine, card: Message, compression: str | None
) -> None:
    client = await machine.connect(compression)
    await client.log_in()
    discord.gateway.swap_next_reaction()
    await discord.react(card.id, READER)
    await discord.unreact(card.id, READER)
    await discord.gateway.repeat_last_events(2)

    swapped = [(3, "MESSAGE_REACTION_REMOVE"), (4, "MESSAGE_REACTION_ADD")]
    assert await client.read_events(4) == swapped * 2


async def test_a_client_that_leaves_is_noticed(discord: LoopbackDiscord, machine: Machine) -> None:
    client = await machine.connect()
    await client.log_in()
    assert discord.gateway.is_connected
    discord.gateway.disconnect()
    await client.wait_for_end()
    assert not discord.gateway.is_connected


# Requests


async def test_history_is_read_backwards_with_all_counts(
    discord: LoopbackDiscord, machine: Machine, card: Message
) -> None:
    others = [discord.truth.say(CHANNEL_ID, READER) for _ in range(150)]
    for user_id, is_super in [(READER, False), (ANOTHER, False), (READER, True)]:
        await discord.react(card.id, user_id, "❤️", is_super)
    assert await machine.get_status("PUT", f"/channels/{CHANNEL_ID}/messages/{card.id}/reactions/❤️/@me") == 204

    messages = []
    before = others[-1].id + 1
    while page := await machine.get(f"/channels/{CHANNEL_ID}/messages?limit=100&before={before}"):
        messages += page
        before = page[-1]["id"]
    assert [int(message["id"]) for message in messages] == [message.id for message in [*others[::-1], card]]
    (reaction,) = messages[-1]["reactions"]
    assert reaction["emoji"] == {"id": None, "name": "❤️"}
    assert reaction["count_details"] == {"normal": 3, "burst": 1}
    assert reaction["count"] == 4
    assert (reaction["me"], reaction["me_burst"]) == (True, False)


async def test_who_reacted_is_read_page_by_page(discord: LoopbackDiscord, machine: Machine, card: Message) -> None:
    for user_id in (30, 10, 20):
        await discord.react(card.id, user_id, "👍🏽")
    await discord.react(card.id, 40, "👍🏽", is_super=True)
    path = f"/channels/{CHANNEL_ID}/messages/{card.id}/reactions/👍🏽"

    assert [user["id"] for user in await machine.get(f"{path}?limit=2")] == ["10", "20"]
    assert [user["id"] for user in await machine.get(f"{path}?limit=2&after=20")] == ["30"]
    assert [user["id"] for user in await machine.get(f"{path}?type=1")] == ["40"]


async def test_missing_things_are_answered_with_discords_code(
    discord: LoopbackDiscord, machine: Machine, card: Message
) -> None:
    discord.truth.delete_message(card.id)
    assert (await machine.get(f"/channels/{CHANNEL_ID}/messages/{card.id}"))["code"] == 10008
    await discord.delete_channel(CHANNEL_ID)
    assert (await machine.get(f"/channels/{CHANNEL_ID}"))["code"] == 10003


async def test_a_limit_holds_in_its_channel_only(discord: LoopbackDiscord, machine: Machine, card: Message) -> None:
    discord.limits = RateLimits()
    there = discord.truth.say(discord.truth.add_channel(), APPLICATION_ID)
    for remaining in (4, 3, 2, 1, 0):
        async with machine.ask("PATCH", f"/channels/{CHANNEL_ID}/messages/{card.id}", {"content": "?"}) as response:
            assert response.headers["X-RateLimit-Remaining"] == str(remaining)
    async with machine.ask("PATCH", f"/channels/{CHANNEL_ID}/messages/{card.id}", {"content": "!"}) as response:
        assert response.status == 429
        assert 0 < (await response.json())["retry_after"] <= 5
        assert 0 < float(response.headers["X-RateLimit-Reset-After"]) <= 5
    assert card.text == "?"
    assert await machine.get_status("PATCH", f"/channels/{there.channel.id}/messages/{there.id}", {}) == 200
    assert discord.limits.refused == 1


def test_all_requests_share_a_limit_except_answers_to_interactions() -> None:
    limits = RateLimits()
    for _ in range(50):
        assert limits.take("GET", "/users/@me", 100.0) == ({}, None)
    _, refused = limits.take("GET", "/users/@me", 100.9)
    assert refused is not None
    assert refused.json == {"message": "You are being rate limited.", "retry_after": 0.1, "global": True}
    assert limits.take("POST", "/interactions/1/token/callback", 100.9) == ({}, None)
    assert limits.take("GET", "/users/@me", 101.0) == ({}, None)


@pytest.mark.parametrize("happens_anyway", [False, True])
async def test_a_request_fails_as_often_as_it_is_told_to(
    discord: LoopbackDiscord, machine: Machine, card: Message, happens_anyway: bool
) -> None:
    path = f"/channels/{CHANNEL_ID}/messages/{card.id}"
    discord.fail("PATCH", r"/channels/\d+/messages/\d+", 503, times=2, happens_anyway=happens_anyway)
    texts = itertools.count()
    statuses = [await machine.get_status("PATCH", path, {"content": f"{next(texts)}"}) for _ in range(2)]
    assert statuses == [503, 503]
    assert card.text == ("1" if happens_anyway else "Hello")
    assert await machine.get_status("PATCH", path, {"content": "2"}) == 200


async def test_a_connection_is_cut_after_the_request_took_effect(
    discord: LoopbackDiscord, machine: Machine, card: Message
) -> None:
    discord.fail("PATCH", ".*", 0, happens_anyway=True)
    with pytest.raises(aiohttp.ClientError):
        await machine.get_status("PATCH", f"/channels/{CHANNEL_ID}/messages/{card.id}", {"content": "?"})
    assert card.text == "?"
    assert discord.requests[-1].status == 0


async def test_a_late_answer_shows_the_state_at_the_time_of_the_request(
    discord: LoopbackDiscord, machine: Machine, card: Message
) -> None:
    discord.delay("GET", ".*", 0.1)
    asking = asyncio.create_task(machine.get(f"/channels/{CHANNEL_ID}/messages/{card.id}"))
    await discord.wait_until(lambda: bool(discord.requests))
    await discord.react(card.id, READER)
    assert not asking.done()
    assert (await asking)["reactions"] == []
