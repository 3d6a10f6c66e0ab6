"""The stand-in itself: what people do there, and the requests of the bot that it keeps."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.loopback.gateway import TOKEN, Gateway
from tests.loopback.mishaps import Answer, Fault, Faults, RateLimits, make_fault_answer
from tests.loopback.rest import Interaction, RefusedError, Rest
from tests.loopback.truth import ALL_PERMISSIONS, APPLICATION_ID, DM_ID, Event, Message, Truth

INTERACTION_TOKEN = "token-of-an-interaction"
"""How the token of every interaction begins."""

COMPONENT = 3
_BUTTON = 2
_WAIT_SECONDS = 60


@dataclass(slots=True, eq=False)
class Request:
    """A request of the bot to Discord's REST interface."""

    method: str
    path: str
    query: dict[str, str]
    json: Any
    at: float
    """When it came, by `time.monotonic()`."""
    status: int = 0
    """The status of the answer; 0 until there is one, and for a cut connection."""

    @property
    def interaction_id(self) -> int | None:
        """The interaction, if this is its first answer."""
        parts = self.path.split("/")
        return int(parts[2]) if parts[1] == "interactions" else None


class LoopbackDiscord:
    """A Discord on this machine's loopback interface, for bots in their own processes.

    `truth` is what it holds, `gateway` cuts connections and sends storms, and `requests` keeps what the bot sent. When
    people act, the truth changes at once and the bot gets the event. There are no rate limits unless `limits` is set.
    """

    def __init__(self) -> None:
        self.truth = Truth()
        self.gateway = Gateway(self.truth, self._note_change)
        self.requests: list[Request] = []
        self.limits: RateLimits | None = None
        self.faults = Faults()
        self.file = b""
        """The content of every attachment whose address names none of `files`."""
        self.files: dict[str, bytes] = {}
        self.may_answer = asyncio.Event()
        """While it is not set, first answers to interactions are received but not confirmed."""
        self.may_answer.set()
        self.url = ""
        self._first_answers: dict[int, Request] = {}
        self._rest = Rest(self.truth)
        self._changed = asyncio.Event()
        self._runner = web.AppRunner(self._make_app(), shutdown_timeout=0, access_log=None)

    async def start(self) -> None:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        address = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = f"http://{address}"
        self.gateway.url = self._rest.gateway_url = f"ws://{address}/gateway/"

    async def stop(self) -> None:
        self.gateway.is_stopping.set()
        self.gateway.may_connect.set()
        self.may_answer.set()
        await self._runner.cleanup()

    # What people do

    async def react(self, message_id: int, user_id: int, emoji: str = "👍", is_super: bool = False) -> bool:
        """Adds a reaction. Returns whether it is new; only then does the bot hear of it."""
        return await self._tell(self.truth.react(message_id, user_id, emoji, is_super))

    async def unreact(self, message_id: int, user_id: int, emoji: str = "👍", is_super: bool = False) -> bool:
        """Takes a reaction away. Returns whether there was one; only then does the bot hear of it."""
        return await self._tell(self.truth.unreact(message_id, user_id, emoji, is_super))

    async def clear(self, message_id: int, emoji: str | None = None) -> bool:
        """Clears the reactions of a message, or those with one emoji, as a moderator can. Returns whether there were
        any."""
        return await self._tell(self.truth.clear(message_id, emoji))

    async def delete_channel(self, channel_id: int) -> None:
        await self._tell(self.truth.delete_channel(channel_id))

    async def interact(
        self,
        kind: int,
        data: dict[str, Any],
        *,
        user_id: int,
        channel_id: int = DM_ID,
        message: Message | None = None,
    ) -> int:
        """Makes a person use a command (2), a component (3) of a message, or a form (5). Returns the interaction's id.

        Without a channel or a message, that happens in the bot's DM.
        """
        channel = message.channel if message is not None else self.truth.channels[channel_id]
        interaction_id = self.truth.make_id()
        token = f"{INTERACTION_TOKEN}-{interaction_id}"
        self._rest.interactions[token] = Interaction(interaction_id, channel, message)
        interaction = {
            "id": str(interaction_id),
            "application_id": str(APPLICATION_ID),
            "type": kind,
            "token": token,
            "version": 1,
            "data": data,
            "channel_id": str(channel.id),
            "channel": self.truth.describe_channel(channel),
            "app_permissions": ALL_PERMISSIONS,
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 10_000_000,
        }
        if message is not None:
            interaction["message"] = self.truth.describe_message(message)
        place: dict[str, Any] = {"context": 1, "authorizing_integration_owners": {"1": str(user_id)}}
        if channel.guild_id is None:
            place["user"] = self.truth.describe_user(user_id)
        else:
            guild_id = str(channel.guild_id)
            place = {
                "member": self.truth.describe_member(user_id) | {"permissions": ALL_PERMISSIONS},
                "guild_id": guild_id,
                "guild": {"id": guild_id, "locale": "en-US", "features": []},
                "context": 0,
                "authorizing_integration_owners": {"0": guild_id},
            }
        await self.gateway.dispatch("INTERACTION_CREATE", interaction | place)
        return interaction_id

    async def press(self, message: Message, custom_id: str, *, user_id: int) -> int:
        """Makes a person press a button of a message. Returns the interaction's id."""
        assert any(component.get("custom_id") == custom_id for component in message.components)
        data = {"component_type": _BUTTON, "custom_id": custom_id}
        return await self.interact(COMPONENT, data, user_id=user_id, message=message)

    def get_first_answer(self, interaction_id: int) -> Request | None:
        """The bot's first answer to an interaction, which may be a deferral; None if there is none yet."""
        return self._first_answers.get(interaction_id)

    def get_answers(self, interaction_id: int) -> list[Message]:
        """The messages that answer an interaction so far, public and private."""
        return self._rest.interactions[f"{INTERACTION_TOKEN}-{interaction_id}"].answers

    def fail(self, method: str, path: str, status: int = 500, *, times: int = 1, happens_anyway: bool = False) -> None:
        """Answers the next requests whose whole path matches the pattern `path` with an error.

        With 0 as `status` their connection is cut instead. With `happens_anyway` they take effect all the same.
        """
        self.faults.add(Fault(method, re.compile(path), times, status, happens_anyway))

    def delay(self, method: str, path: str, seconds: float, *, times: int = 1) -> None:
        """Carries out the next requests of a kind at once, but answers them late."""
        self.faults.add(Fault(method, re.compile(path), times, seconds=seconds))

    async def _tell(self, event: Event | None) -> bool:
        if event is not None:
            await self.gateway.dispatch(*event)
        return event is not None

    # Waiting

    async def wait_until(self, is_met: Callable[[], bool], seconds: float = _WAIT_SECONDS) -> None:
        """Waits until a condition holds. It is checked at each request, answer, login and logout of the bot."""
        async with asyncio.timeout(seconds):
            while not is_met():
                self._changed.clear()
                await self._changed.wait()

    async def wait_for_login(self) -> None:
        await self.wait_until(lambda: self.gateway.is_connected)

    async def wait_for_logout(self) -> None:
        await self.wait_until(lambda: not self.gateway.is_connected)

    async def wait_for_answer(self, interaction_id: int) -> None:
        """Waits until the bot has answered an interaction, or has deferred its answer."""
        await self.wait_until(lambda: interaction_id in self._first_answers)

    def _note_change(self) -> None:
        self._changed.set()

    # What the bot talks to

    def _make_app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/file", self._serve_file)
        app.router.add_route("*", "/api{path:.*}", self._serve_rest)
        return app

    async def _serve_file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files.get(request.query.get("name", ""), self.file))

    async def _serve_rest(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", f"Bot {TOKEN}") != f"Bot {TOKEN}":
            return _make_response(Answer(401, {"message": "401: Unauthorized", "code": 0}, {}))
        path = request.match_info["path"]
        received = Request(request.method, path, dict(request.query), await _read_json(request), time.monotonic())
        self.requests.append(received)
        if received.interaction_id is not None:
            self._first_answers.setdefault(received.interaction_id, received)
        self._note_change()
        answer = await self._answer(received)
        if received.interaction_id is not None:
            await self.may_answer.wait()
        received.status = answer.status
        self._note_change()
        if not answer.status and request.transport is not None:
            request.transport.abort()
        return _make_response(answer)

    async def _answer(self, request: Request) -> Answer:
        headers, answer = self.limits.take(request.method, request.path, time.time()) if self.limits else ({}, None)
        if answer is not None:
            return answer
        fault = self.faults.take(request.method, request.path)
        if fault is not None and fault.status is not None and not fault.happens_anyway:
            return make_fault_answer(fault.status)
        try:
            content = self._rest.answer(request.method, request.path, request.query, request.json)
        except RefusedError as error:
            return Answer(error.status, error.json, headers)
        events, self._rest.events = self._rest.events, []
        for event in events:
            await self._tell(event)
        if fault is not None:
            await asyncio.sleep(fault.seconds)
            if fault.status is not None:
                return make_fault_answer(fault.status)
        return Answer(204 if content is None else 200, content, headers)


async def _read_json(request: web.Request) -> Any:
    if request.content_type == "application/json":
        return await request.json()
    if request.content_type == "multipart/form-data":
        return json.loads(str((await request.post())["payload_json"]))
    return None


def _make_response(answer: Answer) -> web.Response:
    if answer.status in (0, 204):
        return web.Response(status=204, headers=answer.headers)
    # discord.py reads an answer only if its content type is exactly JSON.
    body = json.dumps(answer.json).encode()
    return web.Response(status=answer.status, body=body, content_type="application/json", headers=answer.headers)
