"""As much of Discord as a bot in a process of its own needs, on this machine's loopback interface."""

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

TOKEN = "MTA.loopback.token-of-the-bot"
INTERACTION_TOKEN = "token-of-an-interaction"
APPLICATION_ID = 1000
GUILD_ID = 2000
CHANNEL_ID = 3000

_IDENTIFY, _HELLO = 2, 10
_PERMISSIONS = str(2**40 - 1)
_BOT = {"id": str(APPLICATION_ID), "username": "kanso", "discriminator": "0", "avatar": None, "bot": True}


@dataclass(frozen=True, slots=True)
class Request:
    """What the bot sent to Discord's REST interface."""

    method: str
    path: str
    json: Any

    @property
    def interaction_id(self) -> int | None:
        """The interaction that this answers first; None for any other request."""
        parts = self.path.split("/")
        return int(parts[2]) if parts[1] == "interactions" else None


class LoopbackDiscord:
    """Lets bots log in, sends them events, and keeps what they ask for in `requests`."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.file = b""
        """What every attachment holds."""
        self.may_answer = asyncio.Event()
        """While it is not set, the first answers to interactions are received, but not confirmed."""
        self.may_answer.set()
        self.says_goodbye = True
        """Whether a closing of the gateway is confirmed."""
        self._changed = asyncio.Condition()
        self._gateway: web.WebSocketResponse | None = None
        self._is_stopping = asyncio.Event()
        self._sequence = itertools.count(1)
        self._ids = itertools.count(int((time.time() - 1_420_070_400) * 1000) << 22)
        self._runner = web.AppRunner(self._make_app(), shutdown_timeout=0)
        self.url = ""

    async def start(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._is_stopping.set()
        self.may_answer.set()
        await self._runner.cleanup()

    # What happens in Discord

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Sends an event to the bot that logged in last."""
        assert self._gateway is not None
        await self._gateway.send_str(json.dumps({"op": 0, "s": next(self._sequence), "t": event, "d": data}))

    async def interact(self, kind: int, data: dict[str, Any], *, user_id: int, in_guild: bool = False) -> int:
        """Has a person do something, in the bot's DM unless in the server. Returns the interaction's id."""
        interaction_id = next(self._ids)
        user = {"id": str(user_id), "username": f"user{user_id}", "discriminator": "0", "avatar": None}
        place: dict[str, Any] = {"user": user, "context": 1, "authorizing_integration_owners": {"1": str(user_id)}}
        if in_guild:
            member = {"user": user, "roles": [], "joined_at": "2024-01-01T00:00:00+00:00", "permissions": _PERMISSIONS}
            place = {
                "member": member | {"deaf": False, "mute": False, "flags": 0},
                "guild_id": str(GUILD_ID),
                "guild": {"id": str(GUILD_ID), "locale": "en-US", "features": []},
                "context": 0,
                "authorizing_integration_owners": {"0": str(GUILD_ID)},
            }
        interaction = {
            "id": str(interaction_id),
            "application_id": str(APPLICATION_ID),
            "type": kind,
            "token": INTERACTION_TOKEN,
            "version": 1,
            "data": data,
            "channel_id": str(CHANNEL_ID),
            "channel": {"id": str(CHANNEL_ID), "type": 0 if in_guild else 1, "position": 0, "name": "reviews"},
            "app_permissions": _PERMISSIONS,
            "locale": "en-US",
            "entitlements": [],
            "attachment_size_limit": 10_000_000,
        }
        await self.dispatch("INTERACTION_CREATE", interaction | place)
        return interaction_id

    async def react(self, message_id: int, *, user_id: int) -> None:
        reaction = {"user_id": str(user_id), "message_id": str(message_id), "channel_id": str(CHANNEL_ID)}
        emoji = {"id": None, "name": "👍"}
        await self.dispatch("MESSAGE_REACTION_ADD", reaction | {"guild_id": str(GUILD_ID), "emoji": emoji, "type": 0})

    async def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Waits for something that a request or a login of the bot makes true."""
        async with self._changed, asyncio.timeout(10):
            await self._changed.wait_for(is_so)

    async def wait_for_login(self) -> None:
        await self.wait_until(lambda: self._gateway is not None)

    async def wait_for_logout(self) -> None:
        await self.wait_until(lambda: self._gateway is None)

    async def wait_for_answer(self, interaction_id: int) -> None:
        await self.wait_until(lambda: any(request.interaction_id == interaction_id for request in self.requests))

    # What the bot talks to

    def _make_app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/gateway/", self._serve_gateway)
        app.router.add_get("/file", self._serve_file)
        app.router.add_route("*", "/api{path:.*}", self._serve_rest)
        return app

    async def _serve_file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.file)

    async def _serve_rest(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", f"Bot {TOKEN}") != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        content = await request.json() if request.content_type == "application/json" else None
        received = Request(request.method, request.match_info["path"], content)
        self.requests.append(received)
        await self._notify()
        if received.interaction_id is not None:
            await self.may_answer.wait()
        # discord.py reads only what is called JSON and nothing beside it.
        body = json.dumps(self._get_answer(received)).encode()
        return web.Response(body=body, content_type="application/json")

    def _get_answer(self, request: Request) -> Any:
        if request.path == "/users/@me":
            return _BOT
        if request.path == "/oauth2/applications/@me":
            return {"id": str(APPLICATION_ID), "name": "kanso", "description": "", "bot_public": True, "flags": 0} | {
                "bot_require_code_grant": False,
                "verify_key": "",
                "owner": _BOT,
                "icon": None,
                "team": None,
            }
        if request.path == "/gateway/bot":
            limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            return {"url": f"ws{self.url[4:]}/gateway/", "shards": 1, "session_start_limit": limit}
        if request.interaction_id is not None:
            # A message that answers an interaction has the interaction's id here, so that its card can be reacted to.
            message = self._make_message(request.interaction_id)
            interaction = {"id": message["id"], "type": 2, "response_message_id": message["id"]}
            return {"interaction": interaction, "resource": {"type": 4, "message": message}}
        if request.path.startswith("/webhooks/"):
            return self._make_message(next(self._ids))
        return []

    def _make_message(self, message_id: int) -> dict[str, Any]:
        lists = {name: [] for name in ("attachments", "components", "embeds", "mentions", "mention_roles")}
        return lists | {
            "id": str(message_id),
            "channel_id": str(CHANNEL_ID),
            "author": _BOT,
            "content": "",
            "timestamp": "2024-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "type": 0,
            "pinned": False,
            "mention_everyone": False,
            "tts": False,
        }

    async def _serve_gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoclose=False)
        await socket.prepare(request)
        await socket.send_json({"op": _HELLO, "d": {"heartbeat_interval": 45_000}})
        async for message in socket:
            sent = message.json()
            if sent["op"] == _IDENTIFY and sent["d"]["token"] == TOKEN:
                await self._log_in(socket)
                if not self.says_goodbye:
                    await self._is_stopping.wait()
        self._gateway = None
        await self._notify()
        await socket.close()
        return socket

    async def _log_in(self, socket: web.WebSocketResponse) -> None:
        self._gateway = socket
        guilds = [{"id": str(GUILD_ID), "unavailable": True}]
        ready = {"v": 10, "user": _BOT, "guilds": guilds, "session_id": "session", "resume_gateway_url": self.url}
        application = {"id": str(APPLICATION_ID), "flags": 0}
        await self.dispatch("READY", ready | {"application": application, "shard": [0, 1]})
        lists = {key: [] for key in ("roles", "emojis", "channels", "threads", "members", "features", "voice_states")}
        await self.dispatch("GUILD_CREATE", lists | {"id": str(GUILD_ID), "name": "Anime club", "owner_id": "1"})
        await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
