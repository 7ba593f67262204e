# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a request through the simulated Graph: log, fault, token, route, permission, body, endpoint."""

from __future__ import annotations

import json
import uuid
from email.utils import formatdate
from functools import cache, partial
from typing import Any

from . import errors
from .batch import answer_batch
from .endpoints import ROUTES
from .exchanges import Exchange, redacted
from .faults import play
from .login import audiences
from .messages import NO_BODY, UNREADABLE, Answer, Call
from .request import Request
from .routing import Route, Router, allowed
from .source.permissions import OWNED
from .tokens import permissions
from .world import World

_DIAGNOSTIC = json.dumps(
    {"ServerInfo": {"DataCenter": "Simulator", "Slice": "E", "Ring": "0", "ScaleUnit": "000", "RoleInstance": "SIM01"}}
)
_WRITES_WITH_BODY = ("POST", "PUT", "PATCH")


@cache
def _router(version: str, cloud: str) -> Router:
    return Router(ROUTES, version, cloud)


class Graph:
    """Answers requests to Graph; those in a $batch take the same way as those that come alone."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def answer(self, call: Call) -> Answer:
        """The answer to one request, as it was logged."""
        request_id = str(uuid.uuid4())
        ids = (request_id, call.headers.get("client-request-id", request_id))
        exchange = self._world.log.add(_exchange(call))
        act = partial(self._act, call, ids, exchange.number)
        fault = self._world.faults.take(call.place, call.method, call.version, call.path)
        if fault is None:
            answer = await act()
        else:
            exchange.faulted = fault.action != "pass"
            answer = await play(fault, self._world.simulator, act, partial(_refusal, ids), call.headers, "")
        # Where time has passed for the synchronization service, it has passed for all of Graph.
        ahead = self._world.directory.source.ahead.total_seconds()
        date = formatdate(self._world.clock() + ahead, usegmt=True)
        answer.headers = {**_headers(answer, ids, date), **answer.headers}
        if not answer.reset:
            exchange.response_body = answer.body
            exchange.response_headers = answer.headers
            exchange.status = answer.status  # last: it tells that the exchange is complete
        return answer

    async def _act(self, call: Call, ids: tuple[str, str], number: int) -> Answer:
        try:
            claims = call.claims or self._claims(call)
            if call.segments == ("$batch",):
                return await answer_batch(self.answer, call, claims, number, self._world.behaviour)
            with self._world.directory.lock:
                # Each request in a $batch is counted. The $batch itself is not counted.
                used = self._world.throttle.charge(call, claims["appid"], self._world.behaviour)
                answer = self._answered(call, claims, ids)
                answer.headers = {**used, **answer.headers}
                return answer
        except errors.GraphError as error:
            return _error_answer(error, ids)

    def _answered(self, call: Call, claims: dict[str, Any], ids: tuple[str, str]) -> Answer:
        try:
            return self._routed(call, claims)
        except errors.GraphError as error:
            return _error_answer(error, ids)

    def _claims(self, call: Call) -> dict[str, Any]:
        claims = self._world.tokens.claims(call.headers.get("authorization"), call.base_url, audiences(self._world))
        if claims["tid"] != self._world.directory.home["tenantId"]:
            raise errors.unauthenticated("Access token validation failure. Invalid tenant.", call.base_url)
        return claims

    def _routed(self, call: Call, claims: dict[str, Any]) -> Answer:
        route, keys = _router(call.version, self._world.behaviour.cloud).find(call.method, call.segments)
        if not route.exists(self._world.behaviour):
            raise errors.unknown_segment(call.segments[-1])
        _check_query(call, route)
        held = self._held(route, keys, claims)
        for permission in (route.permission, route.also):
            if permission is not None and not held & allowed(permission, self._world.behaviour):
                raise route.denied(self._world.behaviour)
        body = _body(call, route)
        return route.endpoint(Request(call, self._world, keys, body, claims, held))

    def _held(self, route: Route, keys: tuple[str, ...], claims: dict[str, Any]) -> frozenset[str]:
        """The permissions of a token that count here."""
        held = frozenset(permissions(claims))
        owner = not route.owned or self._world.directory.source.owns(claims["appid"], keys[0])
        # It is a permission of applications, and of what they own.
        return held if owner and "scp" not in claims else held - {OWNED}


def _exchange(call: Call) -> Exchange:
    return Exchange(
        kind="graph" if call.batch is None else "batch_item",
        method=call.method,
        version=call.version,
        path=call.path,
        query=call.query,
        body=None if call.body in (NO_BODY, UNREADABLE) else call.body,
        request_headers=redacted(call.headers),
        batch=call.batch,
        port=call.port,
    )


def _headers(answer: Answer, ids: tuple[str, str], date: str) -> dict[str, str]:
    headers = {
        "request-id": ids[0],
        "client-request-id": ids[1],
        "x-ms-ags-diagnostic": _DIAGNOSTIC,
        "Date": date,
        "Cache-Control": "no-cache",
    }
    if answer.body is not None:
        headers["Content-Type"] = answer.content_type
        if answer.is_json:
            headers["OData-Version"] = "4.0"
    return headers


def _error_answer(error: errors.GraphError, ids: tuple[str, str]) -> Answer:
    return Answer(error.status, errors.error_body(error, *ids), dict(error.headers))


def _refusal(ids: tuple[str, str], status: int, code: str, message: str, headers: dict[str, str]) -> Answer:
    return _error_answer(errors.GraphError(status, code, message, headers=headers), ids)


def _check_query(call: Call, route: Route) -> None:
    """Refuse options that the reference page of the operation does not list."""
    seen = set()
    for name, _value in call.options:
        if name in seen:
            raise errors.bad_request(f"Query option '{name}' was specified more than once.", "BadRequest")
        if name not in route.query:
            raise errors.bad_request(f"The query parameter '{name}' is not supported.", "BadRequest")
        seen.add(name)


def _body(call: Call, route: Route) -> Any:
    """The body of a request that has one, or the lack of one where none belongs."""
    # In a $batch a write needs the header without a body too (Graph concepts: json-batching, example request 4).
    needs_type = call.body is not NO_BODY or (call.batch is not None and call.method in _WRITES_WITH_BODY)
    if needs_type and call.content_type is None:
        raise errors.bad_request(
            "Write requests (excluding DELETE) must contain the Content-Type header declaration.", "BadRequest"
        )
    if call.body is not NO_BODY and call.content_type != "application/json":
        raise errors.GraphError(415, "UnsupportedMediaType", f"Unsupported media type '{call.content_type}'.")
    if call.body is UNREADABLE:
        raise errors.bad_request(
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid "
            "JSON format.",
            "BadRequest",
        )
    if route.takes_body:
        if call.body is NO_BODY:
            raise errors.bad_request("Empty Payload. JSON content expected.", "BadRequest")
        return call.body
    # An action without parameters may come with an empty object (OData); nothing else belongs there.
    if call.body is not NO_BODY and not (call.method == "POST" and call.body == {}):
        raise errors.bad_request("A request body is not allowed here.", "BadRequest")
    return None
