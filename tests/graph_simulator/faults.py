# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: what goes wrong, at which requests, and how often.

A fault matches requests by method and path, lets the first ``skip`` of them pass and hits the next ``times``.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import itertools
import json
import re
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .echo import DISGUISES, ENCODINGS, repeated, with_text
from .echo import PLACES as ECHOES
from .messages import Answer

ACTIONS = (
    "pass",  # no harm: only ``delay`` and ``before``
    "answer",  # an error instead of acting
    "answer_after",  # acts, then answers an error: the state is changed
    "raw",  # any body, for instance an HTML page or malformed JSON, instead of acting
    "echo",  # an error that repeats the request, as some proxies do: the token is in it, or the secret of a login
    "truncate",  # acts, but only half of the body arrives
    "reset_before",  # the connection breaks before acting
    "reset_after",  # acts, then the connection breaks: the state is changed
    "hang",  # no answer for ``seconds``, then the connection breaks; does not act
    "redirect",  # to ``url``
    "drop",  # $batch: acts, but the answer of this request is missing
    "duplicate",  # $batch: the answer of this request comes twice
    "change",  # acts, and the body is what ``change`` makes of it
    "drip",  # acts, but the body comes in single bytes, one every ``pace`` seconds
    "drip_head",  # acts, but then there are headers without an end, a byte every ``pace`` seconds
    "endless",  # acts, but the body never ends: it goes on with blanks, as fast as they are taken
    "bomb",  # ``size`` blanks after the text of ``body``, if any, compressed to a thousandth; does not act
    "pages",  # acts; each page of a list links to a next one, for ever, with the ``rows`` "same", "none" or "new"
)

ROWS = ("same", "none", "new")

PLACES = ("any", "outer", "inner", "login")

_CODES = {
    401: ("InvalidAuthenticationToken", "Access token validation failure."),
    403: ("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
    429: ("TooManyRequests", "Too many requests."),
    500: ("InternalServerError", "An internal server error occurred."),
    502: ("BadGateway", "Bad gateway."),
    503: ("ServiceUnavailable", "The service is temporarily unavailable."),
    504: ("GatewayTimeout", "The request timed out."),
}


@dataclass
class Fault:
    """One fault. Its action follows from the fields that are given, unless ``action`` names it."""

    method: str | None = None  # one, or several with "|" between them
    path: str | None = None  # a regular expression searched in the path below the version, or exactly the path
    times: int | None = 1  # None: for ever
    skip: int = 0
    status: int | None = None
    code: str | None = None
    message: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    action: str | None = None
    body: str | None = None
    raw: bytes | None = None  # in place of ``body``, for bytes that are not text
    content_type: str = "application/json"
    seconds: float = 30.0
    url: str | None = None
    pace: float = 0.5
    size: int = 300 * 1024 * 1024
    rows: str = "same"
    delay: float = 0.0
    before: Callable[[Any], None] | None = None  # called with the simulator, outside its event loop
    change: Callable[[Any], Any] | None = None  # called with a body, returns another one
    encoding: str = "plain"  # the encoding in which "echo" repeats the request, see echo.py
    into: str = "message"  # where: message, code, header (request-id and others), page (HTML); body of a success
    version: str | None = None
    # "any": each request, alone or in a $batch; the $batch itself only if the path names it.
    # "outer": requests over the wire. "inner": requests inside a $batch. "login": requests to the login endpoint.
    where: str = "any"
    hits: int = 0
    seen: int = 0
    pages: Iterator[int] = field(default_factory=lambda: itertools.count(1), repr=False)

    def __post_init__(self) -> None:
        if self.action is None:
            self.action = self._implied_action()
        if self.action not in ACTIONS:
            raise ValueError(f"unknown action {self.action!r}")
        if self.encoding not in {**ENCODINGS, **DISGUISES} or self.into not in ECHOES:
            raise ValueError(f"nothing is repeated as {self.encoding!r} into {self.into!r}")
        if self.where not in PLACES:
            raise ValueError(f"unknown place {self.where!r}")
        if self.rows not in ROWS:
            raise ValueError(f"unknown rows {self.rows!r}")

    def _implied_action(self) -> str:
        if self.url is not None:
            return "redirect"
        if self.change is not None:
            return "change"
        if self.body is not None or self.raw is not None:
            return "raw"
        return "pass" if self.status is None else "answer"

    @property
    def error(self) -> tuple[int, str, str]:
        """Status, code and message of an error answer."""
        status = self.status or 503
        code, message = _CODES.get(status, ("UnknownError", "An error occurred."))
        return status, self.code or code, self.message or message

    def matches(self, place: str, method: str, version: str, path: str) -> bool:
        """Whether this fault is meant for a request; ``place`` is outer, inner or login."""
        if self.method is not None and method not in self.method.split("|"):
            return False
        if self.version is not None and self.version != version:
            return False
        if self.where == "any":
            if place == "login" or (path == "/$batch" and "$batch" not in (self.path or "")):
                return False
        elif self.where != place:
            return False
        return self.path is None or self.path == path or re.search(self.path, path) is not None


class Faults:
    """The faults of a simulator. The first one that matches a request hits it."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Add a fault and return it, so that its hits can be counted."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._faults.clear()

    def take(self, place: str, method: str, version: str, path: str) -> Fault | None:
        """The fault that hits this request. The hit is counted."""
        with self._lock:
            for fault in self._faults:
                if fault.matches(place, method, version, path):
                    fault.seen += 1
                    if fault.seen > fault.skip and (fault.times is None or fault.hits < fault.times):
                        fault.hits += 1
                        return fault
        return None

    def __iter__(self) -> Iterator[Fault]:
        return iter(list(self._faults))

    def __len__(self) -> int:
        return len(self._faults)


async def play(
    fault: Fault,
    simulator: Any,
    act: Callable[[], Awaitable[Answer]],
    error_answer: Callable[[int, str, str, dict[str, str]], Answer],
    request_headers: dict[str, str],
    request_content: bytes | str,
) -> Answer:
    """The answer that a fault makes, in place of the answer of ``act``."""
    if fault.before is not None:
        # It runs in a thread of its own, because it may block, or call the simulator over HTTP.
        await asyncio.get_running_loop().run_in_executor(None, fault.before, simulator)
    if fault.delay:
        await asyncio.sleep(fault.delay)
    action = fault.action
    if action == "hang":
        await asyncio.sleep(fault.seconds)
    if action in ("hang", "reset_before"):
        return Answer(0, reset=True)
    if action == "raw":
        body = fault.raw if fault.raw is not None else fault.body or ""
        return Answer(fault.status or 200, body, dict(fault.headers), fault.content_type, raw=True)
    if action == "redirect":
        return Answer(fault.status or 302, headers={"Location": fault.url or "", **fault.headers})
    if action == "answer":
        return error_answer(*fault.error, dict(fault.headers))
    if action == "echo":
        text = repeated(request_headers, request_content, fault.encoding)
        if fault.into != "body":
            return _echo(fault, error_answer, text)
        answer = await act()
        answer.body = with_text(copy.deepcopy(answer.body), text)
        return answer
    if action == "bomb":
        headers = {**fault.headers, "Content-Encoding": "gzip"}
        return Answer(fault.status or 200, bomb(fault.body or "", fault.size), headers, fault.content_type, raw=True)
    answer = await act()
    if action == "answer_after":
        return error_answer(*fault.error, dict(fault.headers))
    if action == "change" and fault.change is not None:
        # The body may be the state itself, which must not be changed.
        answer.body = fault.change(copy.deepcopy(answer.body))
    answer.reset = answer.reset or action == "reset_after"
    if action == "pages" and isinstance(answer.body, dict) and isinstance(answer.body.get("value"), list):
        answer.body = _endless_page(copy.deepcopy(answer.body), fault)
    answer.truncated = action == "truncate"
    if action in ("drip", "drip_head", "endless"):
        answer.manner, answer.pace = action, fault.pace
    answer.copies = {"drop": 0, "duplicate": 2}.get(action or "pass", 1)
    return answer


@cache
def bomb(start: str, size: int) -> bytes:
    """A text and many blanks after it, compressed."""
    block = b" " * 1024 * 1024
    packer = zlib.compressobj(level=1, wbits=31)
    parts = [packer.compress(start.encode()), *(packer.compress(block) for _block in range(size // len(block)))]
    return b"".join([*parts, packer.flush()])


def _endless_page(body: dict[str, Any], fault: Fault) -> dict[str, Any]:
    number = next(fault.pages)
    if fault.rows == "none":
        body["value"] = []
    elif fault.rows == "new":
        # All but the last digits of the ID of an object that nobody knows.
        name = "id" if any("id" in row for row in body["value"][:1]) else "tenantId"
        body["value"] = [{**row, name: f"00000000-0000-4000-8000-{number:012}"} for row in body["value"][:1]]
    # The link is valid: it leads to the first page, once the fault is over.
    # Keys are in parentheses in a context, and segments of their own in a path.
    context = re.sub(r"\('([^']*)'\)", r"/\1", body["@odata.context"])
    link, _mark, shown = context.replace("$metadata#", "").partition("(")
    expanded = [name[:-2] for name in shown[:-1].split(",") if name.endswith("()")]
    path = "/" + link.split("/", 4)[4]
    token = base64.urlsafe_b64encode(json.dumps([path, -number]).encode()).decode()
    options = [f"$skiptoken={token}", *(f"$expand={name}" for name in expanded)]
    body["@odata.nextLink"] = f"{link}?{'&'.join(options)}"
    return body


def _echo(fault: Fault, error_answer: Callable[[int, str, str, dict[str, str]], Answer], text: str) -> Answer:
    """An error that repeats a text."""
    status, code, message = fault.error
    headers = dict(fault.headers)
    if fault.into == "page":
        return Answer(status, f"<html>You sent {text}</html>", headers, "text/html", raw=True)
    if fault.into == "header":
        # The text is one line, and not longer than servers and clients accept.
        line = "".join(each for each in text if " " <= each <= "~")[:6000]
        headers |= {"request-id": line, "client-request-id": line, "WWW-Authenticate": f'Bearer error="{line}"'}
    elif fault.into == "code":
        code = text
    else:
        message = f"This was refused: {text}"
    return error_answer(status, code, message, headers)
