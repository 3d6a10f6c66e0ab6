"""An HTTP server with one file to download, which can fail in every way."""

import asyncio

from aiohttp import web
from aiohttp.test_utils import TestServer

from db.titles.catalogue.download import MAX_BYTES


class FileServer:
    """Serves one file, and stops or misbehaves as a test says."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.headers = {"ETag": '"first"'}
        self.cut_at: int | None = None
        """How many bytes of an answer it sends before it hangs up."""
        self.is_chunked = False
        self.most_of_a_range: int | None = None
        """The most bytes it sends for a Range, in a valid answer."""
        self.knows_ranges = True
        self.knows_if_range = True
        self.requests: list[web.Request] = []
        app = web.Application()
        app.router.add_get("/file", self._serve)
        app.router.add_get("/moved", self._redirect)
        app.router.add_get("/loop", self._loop)
        app.router.add_get("/away", self._lead_away)
        app.router.add_get("/endless", self._serve_endlessly)
        app.router.add_get("/huge", self._announce_too_much)
        app.router.add_get("/silent", self._fall_silent)
        app.router.add_get("/unmarked", self._serve_unmarked)
        app.router.add_get("/broken", self._break)
        self._server = TestServer(app)

    async def start(self) -> None:
        await self._server.start_server()
        self.url = str(self._server.make_url("/file"))

    async def stop(self) -> None:
        await self._server.close()

    def at(self, path: str) -> str:
        return str(self._server.make_url(path))

    @property
    def ranges(self) -> list[str | None]:
        return [request.headers.get("Range") for request in self.requests]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        start = self._get_start(request)
        if start >= len(self.content):
            headers = {"Content-Range": f"bytes */{len(self.content)}"}
            return web.Response(status=416, headers=headers, text="This is past the end.")
        body = self.content[start:]
        response = web.StreamResponse(status=206 if start else 200, headers=self.headers)
        if start:
            body = body[: self.most_of_a_range]
            response.headers["Content-Range"] = f"bytes {start}-{start + len(body) - 1}/{len(self.content)}"
        if self.is_chunked:
            response.enable_chunked_encoding()
        else:
            response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: self.cut_at])
        if self.cut_at is not None:
            # abort() would also discard data that has not been sent yet.
            assert request.transport is not None
            request.transport.close()
        return response

    def _get_start(self, request: web.Request) -> int:
        asked = request.headers.get("Range")
        is_same = request.headers.get("If-Range") in self.headers.values() or not self.knows_if_range
        return int(asked.removeprefix("bytes=").removesuffix("-")) if asked and is_same and self.knows_ranges else 0

    async def _redirect(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"/file?token={len(self.requests)}")

    async def _loop(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/loop")

    async def _lead_away(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("ftp://example.org/file")

    async def _serve_endlessly(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        while True:
            await response.write(bytes(1 << 20))

    async def _announce_too_much(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = MAX_BYTES + 1
        await response.prepare(request)
        return response

    async def _fall_silent(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=self.headers)
        response.content_length = 1000
        await response.prepare(request)
        await response.write(b"x" * 500)
        # Waits until the client closes the connection.
        await asyncio.Event().wait()
        return response

    async def _serve_unmarked(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nsome bytes")  # pyright: ignore
        request.transport.close()
        return web.Response()

    async def _break(self, request: web.Request) -> web.StreamResponse:
        return web.Response(status=503)
