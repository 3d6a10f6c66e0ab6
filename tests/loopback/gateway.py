"""The part of Discord that sends events: connections, resumable sessions, and storms."""

import asyncio
import json
import secrets
import socket
import struct
import zlib
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import zstandard
from aiohttp import WSMsgType, web

from tests.loopback.truth import Truth

TOKEN = "MTA.loopback.token-of-the-bot"

_HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _INVALID_SESSION, _HELLO, _HEARTBEAT_ACK = 1, 2, 6, 7, 9, 10, 11
_HEARTBEAT_MILLISECONDS = 45_000
_BUFFER_BYTES = 8 * 1024
"""For each buffer, the system's and the transport's. With larger ones, an event in the middle of a storm would wait for
seconds."""
_BATCH = 100


def encode(event: str, data: dict[str, Any]) -> bytes:
    """An event encoded for `Gateway.storm`, without its number."""
    return f'{{"t":"{event}","op":0,"d":{json.dumps(data, ensure_ascii=False, separators=(",", ":"))},"s":'.encode()


class Session:
    """A bot's session: all events since it logged in, numbered from 1."""

    def __init__(self) -> None:
        self.id = secrets.token_hex(16)
        self.payloads: list[bytes] = []

    def add(self, encoded: bytes) -> bytes:
        """Numbers an event. Returns the payload to send."""
        payload = encoded + b"%d}" % (len(self.payloads) + 1)
        self.payloads.append(payload)
        return payload


class Connection:
    """A websocket to a bot."""

    def __init__(self, transport: asyncio.Transport, compression: str | None, websocket: web.WebSocketResponse) -> None:
        """`compression` is what the bot asked for: `zstd-stream`, `zlib-stream` or None."""
        self._websocket = websocket
        self._transport = transport
        self._compress = _make_compressor(compression)
        self._kind = WSMsgType.BINARY if compression else WSMsgType.TEXT
        transport.set_write_buffer_limits(high=_BUFFER_BYTES)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)

    async def send(self, *payloads: bytes) -> None:
        """Sends payloads together, and waits until the bot has read enough of the earlier ones."""
        *first, last = map(self._compress, payloads)
        self._transport.write(b"".join(_frame(self._kind, content) for content in first))
        await self._websocket.send_frame(last, self._kind)

    async def say(self, operation: int, data: Any) -> None:
        """Sends a payload that is not an event."""
        await self.send(json.dumps({"op": operation, "d": data}).encode())

    def abort(self) -> None:
        """Cuts the connection without closing it properly."""
        self._transport.abort()


class Gateway:
    """Lets one bot at a time log in and sends it events."""

    def __init__(self, truth: Truth, on_change: Callable[[], None]) -> None:
        """`on_change` is called when a bot logs in and when it leaves."""
        self._truth = truth
        self._on_change = on_change
        self._session: Session | None = None
        self._connection: Connection | None = None
        self._held_back: bytes | None = None
        self._swaps_next = False
        self.url = ""
        self.may_connect = asyncio.Event()
        """While it is not set, connections are accepted, but nothing is sent on them."""
        self.may_connect.set()
        self.says_goodbye = True
        """Whether the server confirms that a connection is closed."""
        self.is_stopping = asyncio.Event()
        self.logins = 0
        """The number of sessions so far."""
        self.resumes = 0
        """The number of resumed sessions so far."""

    @property
    def is_connected(self) -> bool:
        """Whether a bot is connected and has logged in or resumed its session."""
        return self._connection is not None

    async def dispatch(self, event: str, data: dict[str, Any]) -> None:
        """Sends an event, and keeps it in case the bot resumes its session. Without a session it is lost."""
        if self._session is None:
            return
        encoded = encode(event, data)
        if self._swaps_next and self._held_back is None and event.startswith("MESSAGE_REACTION"):
            self._held_back = encoded
            return
        payloads = [self._session.add(encoded)]
        if self._held_back is not None:
            payloads.append(self._session.add(self._held_back))
            self._held_back, self._swaps_next = None, False
        await self._send(payloads)

    async def storm(self, events: Iterable[bytes]) -> None:
        """Sends events from `encode` as fast as the bot reads them. Other events may be dispatched meanwhile."""
        assert self._session is not None
        remaining = iter(events)
        while batch := [self._session.add(encoded) for encoded in islice(remaining, _BATCH)]:
            await self._send(batch)
            # If the bot reads faster than this writes, nothing else would get a turn.
            await asyncio.sleep(0)

    def disconnect(self) -> None:
        """Cuts the connection. The bot can resume its session and then gets everything it missed."""
        if self._connection is not None:
            self._connection.abort()
            self._connection = None

    def forget_session(self) -> None:
        """Cuts the connection and forgets the session. The bot never hears of events before its next login."""
        self.disconnect()
        self._session = self._held_back = None
        self._swaps_next = False

    async def request_reconnect(self) -> None:
        """Asks the bot to reconnect and resume its session, as Discord does now and then."""
        if self._connection is not None:
            await self._connection.say(_RECONNECT, None)

    async def repeat_last_events(self, count: int) -> None:
        """Sends the last events a second time, unchanged."""
        if self._session is not None:
            await self._send(self._session.payloads[-count:])

    def swap_next_reaction(self) -> None:
        """Holds the next reaction event back until another event has been sent. It is lost with the session."""
        self._swaps_next = True

    async def _send(self, payloads: list[bytes]) -> None:
        if self._connection is not None and payloads:
            try:
                await self._connection.send(*payloads)
            except ConnectionError:
                # The bot is gone, or will resume.
                self._connection = None

    # The bot's side

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        websocket = web.WebSocketResponse(autoclose=False, compress=False, writer_limit=0)
        await websocket.prepare(request)
        await self.may_connect.wait()
        if request.transport is None:
            # The bot did not wait.
            return websocket
        connection = Connection(request.transport, request.query.get("compress"), websocket)
        try:
            await connection.say(_HELLO, {"heartbeat_interval": _HEARTBEAT_MILLISECONDS})
            async for message in websocket:
                await self._hear(connection, message.json())
        except ConnectionError:
            pass
        finally:
            if self._connection is connection:
                self._connection = None
            self._on_change()
        await websocket.close()
        return websocket

    async def _hear(self, connection: Connection, sent: dict[str, Any]) -> None:
        operation, data = sent["op"], sent["d"]
        if operation == _HEARTBEAT:
            await connection.say(_HEARTBEAT_ACK, None)
        elif operation == _IDENTIFY and data["token"] == TOKEN:
            await self._log_in(connection)
        elif operation == _RESUME:
            await self._resume(connection, data["session_id"], data["seq"])

    async def _log_in(self, connection: Connection) -> None:
        self.disconnect()
        self._session = session = Session()
        self._held_back, self._swaps_next = None, False
        self._connection = connection
        self.logins += 1
        events = self._truth.make_first_events(session.id, self.url)
        await self._send([session.add(encode(*event)) for event in events])
        await self._welcome()

    async def _resume(self, connection: Connection, session_id: str, number: int) -> None:
        if self._session is None or self._session.id != session_id:
            await connection.say(_INVALID_SESSION, False)
            return
        self.disconnect()
        self._connection = connection
        self.resumes += 1
        missed = self._session.payloads[number:]
        await self._send([*missed, self._session.add(encode("RESUMED", {}))])
        await self._welcome()

    async def _welcome(self) -> None:
        self._on_change()
        if not self.says_goodbye:
            await self.is_stopping.wait()


def _make_compressor(name: str | None) -> Callable[[bytes], bytes]:
    """A function that compresses a payload. Its result depends on the payloads before."""
    if name == "zstd-stream":
        zstd = zstandard.ZstdCompressor(level=1).compressobj()
        return lambda payload: zstd.compress(payload) + zstd.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    if name == "zlib-stream":
        deflate = zlib.compressobj(level=1)
        return lambda payload: deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return lambda payload: payload


def _frame(kind: WSMsgType, content: bytes) -> bytes:
    """A message as a websocket server sends it (RFC 6455, 5.2)."""
    first, length = 0x80 | kind, len(content)
    if length < 126:
        return struct.pack("!BB", first, length) + content
    if length < 1 << 16:
        return struct.pack("!BBH", first, 126, length) + content
    return struct.pack("!BBQ", first, 127, length) + content
