# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTPS server: takes requests apart, passes them to Graph, login or control, and sends or spoils the answer."""

from __future__ import annotations

import asyncio
import ssl
from email.utils import formatdate

from aiohttp import web

from .control import Control
from .exchanges import without_token
from .faults import play
from .graph import Graph
from .login import Login
from .managed_identity import APP_SERVICE, MACHINE, ManagedIdentities
from .messages import Answer, Call, parse_body, split_path, split_query
from .routing import VERSIONS
from .world import World

_MAX_BODY = 8 * 1024 * 1024


class Server:
    """Serves one world; lives in one event loop."""

    def __init__(self, world: World, host: str, port: int, context: ssl.SSLContext) -> None:
        self._world = world
        self._host = host
        self._port = port
        self._context = context
        self._graph = Graph(world)
        self._login = Login(world)
        self._identities = ManagedIdentities(world, self._login)
        self._control = Control(world)
        self._runner: web.AppRunner | None = None

    async def start(self) -> int:
        """Listen, and return the port."""
        application = web.Application(client_max_size=_MAX_BODY)
        application.router.add_route("*", "/{path:.*}", self._respond)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port, ssl_context=self._context).start()
        return self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening and break the connections, those with requests that hang on purpose too."""
        if self._runner is None:
            return
        if self._runner.server is not None:
            for connection in list(self._runner.server.connections):
                if connection.transport is not None:
                    connection.transport.abort()
        await self._runner.cleanup()
        pending = asyncio.all_tasks() - {asyncio.current_task()}
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        segments = split_path(request.rel_url.raw_path)
        if segments[0] == "simulator":
            return _response(self._control.answer(request.method, "/".join(segments[1:]), parse_body(content)))
        if self._world.behaviour.latency > 0:
            await asyncio.sleep(self._world.behaviour.latency)
        headers = {name.lower(): value for name, value in request.headers.items()}
        options = split_query(request.rel_url.raw_query_string)
        # Links lead to the address that the client used: a proxy, or a Microsoft host redirected by a test.
        base_url = f"https://{request.host}"
        if segments[0] not in VERSIONS:
            answer = await self._answer_login(base_url, request.method, segments, dict(options), headers, content)
        else:
            answer = await self._graph.answer(
                Call(
                    method=request.method,
                    version=segments[0],
                    segments=segments[1:],
                    options=options,
                    headers=headers,
                    body=parse_body(content),
                    base_url=base_url,
                    port=(request.get_extra_info("peername") or (None, None))[1],
                )
            )
        if answer.reset:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)  # the connection is gone: nobody receives it
        if answer.manner:
            return await _slowly(request, answer)
        return await _truncated(request, answer) if answer.truncated else _response(answer)

    async def _answer_login(
        self,
        base_url: str,
        method: str,
        segments: tuple[str, ...],
        query: dict[str, str],
        headers: dict[str, str],
        content: bytes,
    ) -> Answer:
        exchange = self._world.log.add(self._login.exchange(method, segments, query, headers, content))

        async def act() -> Answer:
            if segments in (APP_SERVICE, MACHINE):
                return self._identities.answer(segments, query, headers)
            return self._login.answer(base_url, method, segments, query, content)

        fault = self._world.faults.take("login", method, "", exchange.path)
        if fault is None:
            answer = await act()
        else:
            exchange.faulted = True
            answer = await play(fault, self._world.simulator, act, _login_refusal, headers, content)
        answer.headers = {"Date": formatdate(self._world.clock(), usegmt=True), **answer.headers}
        if not answer.reset:
            exchange.response_body = without_token(answer.body)
            exchange.response_headers = answer.headers
            exchange.status = answer.status
        return answer


def _login_refusal(status: int, code: str, message: str, headers: dict[str, str]) -> Answer:
    return Answer(status, {"error": code, "error_description": message}, headers, "application/json")


def _response(answer: Answer) -> web.Response:
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Type"}
    response = web.Response(status=answer.status, body=answer.encoded() or None, headers=headers)
    if answer.body is not None:
        response.headers["Content-Type"] = answer.content_type
    return response


async def _truncated(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Promise the whole body, send half of it and close the connection."""
    content = answer.encoded()
    response = web.StreamResponse(status=answer.status, headers={**answer.headers, "Content-Length": str(len(content))})
    response.force_close()
    await response.prepare(request)
    await response.write(content[: len(content) // 2])
    return response


async def _slowly(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Send an answer in a manner in which it never comes to its end, or late, until the client has had enough."""
    content = answer.encoded() or b"{}"
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.force_close()
    try:
        if answer.manner == "drip_head":
            await _write_for_ever(request, b"HTTP/1.1 200 OK\r\nX-Slow: ", answer.pace)
        if answer.manner == "drip":
            response.content_length = len(content)
        await response.prepare(request)
        if answer.manner == "drip":
            for byte in content:
                _still_there(request)
                await response.write(bytes([byte]))
                await asyncio.sleep(answer.pace)
        else:
            await response.write(content)
            while True:
                _still_there(request)
                await response.write(b" " * 65536)
                # Writing alone does not let the loop see that the client has gone.
                await asyncio.sleep(0)
    except ConnectionError:
        pass
    return response


async def _write_for_ever(request: web.Request, start: bytes, pace: float) -> None:
    """Write below aiohttp, which knows no header without an end. Raises ConnectionError when the client has gone."""
    _still_there(request).write(start)
    while True:
        _still_there(request).write(b"x")
        await asyncio.sleep(pace)


def _still_there(request: web.Request) -> asyncio.WriteTransport:
    """The way to the client. Raises ConnectionError when the client has gone, which writing does not always."""
    if request.transport is None or request.transport.is_closing():
        raise ConnectionResetError
    return request.transport
